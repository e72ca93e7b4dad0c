"""Rewards that compare the rollouts of one prompt, and budgets of length."""

import itertools
import pickle
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers import (
    AdaptiveLengthReward,
    CallError,
    OverlongFilterReward,
    PassAtKReward,
    TargetLengthReward,
    combine,
    length_reward,
    majority_reward,
    math_reward,
    pass_at_k_reward,
    shortest_correct_reward,
)

RIGHT, WRONG, CUT = r"\boxed{2}", r"\boxed{3}", r"<think>\boxed{2}"
tokens = lambda *lengths: [[0] * length for length in lengths]  # noqa: E731
alp = AdaptiveLengthReward(0.001)


# --- pass@k -------------------------------------------------------------------------------------------------------


def by_drawing_every_set(right, k):
    """The mean advantage of each rollout over all sets of k that hold it."""
    sets = list(itertools.combinations(range(len(right)), k))
    rewards = [float(any(right[one] for one in each)) for each in sets]
    mean, deviation = statistics.mean(rewards), statistics.pstdev(rewards)
    if not deviation:
        return [0.0] * len(right)
    advantages = [(reward - mean) / deviation for reward in rewards]
    return [
        statistics.mean(a for each, a in zip(sets, advantages, strict=True) if one in each) for one in range(len(right))
    ]


@given(st.lists(st.booleans(), min_size=1, max_size=7), st.integers(1, 7))
def test_pass_at_k_is_the_mean_over_every_set(right, k):
    k = min(k, len(right))
    found = PassAtKReward(k)([RIGHT if one else WRONG for one in right], ["2"] * len(right))
    assert found == pytest.approx(by_drawing_every_set(right, k))
    assert sum(found) == pytest.approx(0, abs=1e-9)


def test_pass_at_k_of_prompts_of_their_own_and_of_few_rollouts():
    found = pass_at_k_reward([RIGHT, WRONG] * 4, ["2"] * 8, prompts=["a", "b"] * 4)
    assert found == [0.0] * 8  # all right, and all wrong
    assert pass_at_k_reward(RIGHT, "2") == pass_at_k_reward(WRONG, "2") == 0.0
    assert PassAtKReward(8)([RIGHT, WRONG], ["2", "2"]) == [0.0, 0.0]  # one set, which is right
    assert pass_at_k_reward([RIGHT, WRONG], ["2", None])[1] is None  # what cannot be graded is not in the group


# --- lengths ------------------------------------------------------------------------------------------------------


def test_alp_is_the_paper_s_formula():
    found = alp([RIGHT, RIGHT, WRONG, CUT], ["2"] * 4, completion_ids=tokens(100, 200, 300, 400))
    assert found == pytest.approx(
        [1 - 0.001 * 100 * 0.5, 1 - 0.001 * 200 * 0.5, -0.001 * 300 * 0.5, -0.001 * 400 * 0.5]
    )
    # Where none is right the share counts as one rollout's.
    assert alp([WRONG] * 4, ["2"] * 4, completion_ids=tokens(100, 100, 100, 100)) == pytest.approx([-0.025] * 4)
    two = alp([RIGHT, WRONG], ["2"] * 2, completion_ids=tokens(100, 100), prompts=["a", "b"])
    assert two == pytest.approx([0.9, -0.1])


def test_the_shortest_right_answer_gets_most():
    found = shortest_correct_reward([RIGHT, RIGHT, WRONG], ["2"] * 3, completion_ids=tokens(300, 100, 50))
    assert found == pytest.approx([1.8, 2.0, -0.05])
    none = shortest_correct_reward([WRONG, WRONG], ["2"] * 2, completion_ids=tokens(100, 300))
    assert none == pytest.approx([-0.1, -0.1])  # from the mean
    assert shortest_correct_reward(RIGHT, "2", completion_ids=[0] * 9) == 2.0


def test_a_target_length_is_the_paper_s_formula():
    ids = tokens(100, 300, 100)
    exact, longest = TargetLengthReward(), TargetLengthReward("max")
    texts, answers = [RIGHT, RIGHT, WRONG], ["2"] * 3
    assert exact(texts, answers, completion_ids=ids, target_length=[200] * 3) == pytest.approx([0.97, 0.97, -0.03])
    assert longest(texts, answers, completion_ids=ids, target_length=[200] * 3) == pytest.approx([0.53, 0.47, 0.0])
    assert longest(RIGHT, "2", completion_ids=[0] * 9000, target_length=100) == 0.0
    assert longest(RIGHT, "2", completion_ids=[0], target_length=9000) == 1.0
    with pytest.raises(CallError, match="the target_length reward needs a target"):
        exact(RIGHT, "2", completion_ids=[0])
    for target in (-1, "100", True, float("nan")):
        with pytest.raises(CallError, match="needs a target"):
            exact(RIGHT, "2", completion_ids=[0], target_length=target)
    with pytest.raises(ValueError, match="unknown mode 'min'"):
        TargetLengthReward("min")


def test_what_was_cut_off_is_skipped():
    filtered = OverlongFilterReward(100)
    assert filtered([RIGHT, WRONG, RIGHT], ["2"] * 3, completion_ids=tokens(99, 99, 100)) == [1.0, 0.0, None]
    verdict = filtered.grade(RIGHT, "2", completion_ids=[0] * 100)
    assert (verdict.outcome, verdict.detail["cut_off"]) == ("no_answer", True)
    assert verdict.detail["parts"]["math"]["score"] == 1.0
    assert filtered(RIGHT, answer=None, completion_ids=[0]) is None
    with pytest.raises(ValueError, match="max_completion_len is 1 and more"):
        OverlongFilterReward(0)
    with pytest.raises(TypeError, match="reward takes rewards"):
        OverlongFilterReward(10, print)


@pytest.mark.parametrize("make", [lambda: AdaptiveLengthReward(-1), lambda: PassAtKReward(0)])
def test_bad_options_are_refused(make):
    with pytest.raises(ValueError, match="and more"):
        make()


# --- votes --------------------------------------------------------------------------------------------------------


def test_the_majority_is_counted_by_equivalence():
    texts = [r"\boxed{\frac12}", "#### 0.5", r"\boxed{1/2}", r"\boxed{2}", r"\boxed{2}", "I do not know", CUT]
    assert majority_reward(texts) == [1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]
    verdicts = [majority_reward.grade(text) for text in texts]
    assert [verdict.outcome for verdict in verdicts] == ["correct"] * 5 + ["no_answer"] * 2
    assert majority_reward(texts[:1] + texts[3:5], prompts=["a", "b", "b"]) == [1.0, 1.0, 1.0]
    assert majority_reward(["none", "none"]) == [0.0, 0.0]
    table = {}
    majority_reward(completions=texts[:2], log_extra=table.__setitem__)
    assert table["majority/answer"] == [r"\frac12", "0.5"]


def test_chains_that_were_cut_off_have_no_vote_however_they_are_read():
    texts = [r"maybe \boxed{3}", r"maybe \boxed{3}", r"a</think>\boxed{2}"]
    assert majority_reward(texts) == [1.0, 1.0, 0.0]
    assert majority_reward.replace(prefilled=True)(texts) == [0.0, 0.0, 1.0]
    assert combine({majority_reward: 1.0}).replace(prefilled=True)(texts) == [0.0, 0.0, 1.0]
    ids = tokens(10, 20, 40)
    told = combine({shortest_correct_reward: 1.0}).replace(prefilled=True)
    assert told(texts, ["3", "3", "2"], completion_ids=ids) == pytest.approx([-0.03, -0.02, 2.0])


# --- groups -------------------------------------------------------------------------------------------------------


def test_a_trainer_may_say_what_the_group_is():
    assert alp(RIGHT, "2", completion_ids=[0] * 100, adaptive_length_group=[3, 4, 50, 80]) == pytest.approx(0.925)
    assert alp([RIGHT], ["2"], completion_ids=tokens(100), adaptive_length_group=[[3, 4, 50, 80]]) == pytest.approx(
        [0.925]
    )
    with pytest.raises(CallError, match="'adaptive_length_group' is"):
        alp(RIGHT, "2", completion_ids=[0], adaptive_length_group=[1])


@pytest.mark.parametrize("reward", [alp, shortest_correct_reward, pass_at_k_reward, majority_reward, length_reward])
def test_they_are_values_and_parts(reward):
    assert pickle.loads(pickle.dumps(reward)) == reward
    whole = combine({math_reward: 1.0, reward: 0.5})
    alone = reward([RIGHT, WRONG], ["2", "2"], completion_ids=tokens(10, 20))
    assert whole([RIGHT, WRONG], ["2", "2"], completion_ids=tokens(10, 20)) == pytest.approx(
        [1 + alone[0] / 2, alone[1] / 2]
    )
