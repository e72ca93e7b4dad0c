"""Length, relative and on a cosine, and the overlong penalty. Comparisons with TRL run its own functions."""

import math
from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers import (
    CallError,
    CosineScaledReward,
    LengthReward,
    SoftOverlongReward,
    combine,
    countdown_reward,
    length_reward,
    math_reward,
    soft_overlong_reward,
)

needs_trl = pytest.mark.skipif(find_spec("trl") is None, reason="trl is not installed")
RIGHT, WRONG = r"It is \boxed{2}.", r"It is \boxed{3}."

# --- relative length ------------------------------------------------------------------------------------------------

SAME = [r"\boxed{2}", r"so \boxed{2}", r"well, so \boxed{2}", r"\boxed{3}", r"well, so \boxed{3}"]


def test_length_is_relative_to_the_group():
    assert length_reward(SAME, ["2"] * 5) == [0.5, 0.5 - 3 / 9, -0.5, 0.0, -0.5]
    assert length_reward(SAME[:3], ["2"] * 3, prompts=["p", "p", "q"]) == [0.5, -0.5, 0.0]


def test_length_of_a_single_rollout():
    assert length_reward(RIGHT, "2") == 0.0  # a group of one
    assert length_reward(RIGHT, "2", group_characters=[16, 32]) == 0.5
    assert length_reward(WRONG, "2", group_characters=[16, 32]) == 0.0
    assert length_reward("long " + RIGHT, "2", group_characters=(10, 21)) == -0.5


def test_length_in_tokens_and_words():
    tokens = LengthReward(unit="tokens")
    assert tokens([RIGHT, RIGHT], ["2", "2"], completion_ids=[[1, 2], [1, 2, 3]]) == [0.5, -0.5]
    assert LengthReward(unit="words")([RIGHT, "so: " + RIGHT], ["2", "2"]) == [0.5, -0.5]
    with pytest.raises(CallError, match="needs the column 'completion_ids'"):
        tokens([RIGHT], ["2"])
    with pytest.raises(CallError, match="'completion_ids' must be a list"):
        tokens([RIGHT], ["2"], completion_ids=[[1], [2]])


def test_a_group_that_is_split_over_processes_can_be_passed():
    groups = [[16, 40], [16, 40]]
    assert length_reward([RIGHT, RIGHT], ["2", "2"], group_characters=groups) == [0.5, 0.5]
    with pytest.raises(CallError, match="'group_characters' holds the lengths"):
        length_reward([RIGHT], ["2"], group_characters=["16"])
    with pytest.raises(CallError, match="'group_characters' must be a list"):
        length_reward([RIGHT], ["2"], group_characters=16)


def test_length_in_a_combination_knows_its_group():
    reward = combine({math_reward: 1.0, combine({length_reward: 1.0}, name="inner"): 0.5})
    assert reward(SAME, ["2"] * 5) == [
        right + 0.5 * length for right, length in zip([1, 1, 1, 0, 0], length_reward(SAME, ["2"] * 5), strict=True)
    ]


def test_length_skips_what_has_no_reference():
    assert length_reward(["a", "bb"], [None, None]) == [None, None]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 40)), min_size=1, max_size=8))
def test_length_is_monotone_and_fair(rollouts):
    texts = ["x" * length + (RIGHT if right else WRONG) for right, length in rollouts]
    scores = length_reward(texts, ["2"] * len(texts))
    for kind in (True, False):
        alike = sorted(
            (length, -score) for (right, length), score in zip(rollouts, scores, strict=True) if right is kind
        )
        assert alike == sorted(alike, key=lambda one: one[1])  # longer is never more
    assert all(score <= 0 for (right, _), score in zip(rollouts, scores, strict=True) if not right)
    order = sorted(range(len(texts)), key=lambda index: texts[index])
    assert length_reward([texts[index] for index in order], ["2"] * len(texts)) == [scores[index] for index in order]


def test_open_r1_compares_rollouts_of_different_prompts():
    # Its len_reward takes the shortest and longest of the whole batch: short questions win over long ones.
    texts = [r"\boxed{2}", r"a \boxed{2}", "x" * 100 + r"\boxed{2}", "x" * 102 + r"\boxed{2}"]
    span = len(texts[3]) - len(texts[0])
    assert 0.5 - (len(texts[2]) - len(texts[0])) / span < -0.4  # the better of its group
    assert length_reward(texts, ["2"] * 4, prompts=["p", "p", "q", "q"]) == [0.5, -0.5, 0.5, -0.5]


# --- cosine ---------------------------------------------------------------------------------------------------------


def cosine_at(reward, length, text=RIGHT):
    return reward(text, "2", completion_ids=[0] * length)


def test_cosine():
    reward = CosineScaledReward(max_len=100)
    assert cosine_at(reward, 0) == 1.0
    assert cosine_at(reward, 50) == pytest.approx(0.75)
    assert cosine_at(reward, 100) == 0.5
    assert cosine_at(reward, 0, WRONG) == -1.0
    assert cosine_at(reward, 50, WRONG) == pytest.approx(-0.75)
    assert cosine_at(reward, 100, WRONG) == -0.5
    assert reward("x", None, answer=None, completion_ids=[]) is None


def test_cosine_of_what_exceeds_the_limit():
    reward = CosineScaledReward(max_len=100, exceeded=-10)
    assert [cosine_at(reward, length) for length in (100, 101, 1000)] == [-10.0] * 3
    assert cosine_at(reward, 100, WRONG) == -10.0
    assert cosine_at(reward, 99) > 0.5


def test_the_accuracy_stays_visible():
    logged = {}
    reward = CosineScaledReward(max_len=100, unit="characters")
    reward([RIGHT, WRONG], ["2", "2"], log_metric=logged.__setitem__)
    assert logged["cosine_scaled/math"] == 0.5
    verdict = reward.grade(WRONG, "2")
    assert verdict.detail["parts"]["math"]["outcome"] == "incorrect"
    assert (verdict.detail["length"], verdict.detail["unit"]) == (len(WRONG), "characters")


def test_another_accuracy():
    reward = CosineScaledReward(max_len=10, accuracy=countdown_reward, unit="words")
    assert reward("<answer>1+2+3</answer>", target=6, nums=[1, 2, 3]) >= 0.5
    assert reward("<answer>1+2</answer>", target=6, nums=[1, 2, 3]) < 0


@given(st.integers(0, 300), st.integers(0, 300))
def test_cosine_is_monotone(one, other):
    reward = CosineScaledReward(max_len=100)
    short, long = sorted((one, other))
    assert cosine_at(reward, short) >= cosine_at(reward, long) >= 0.5
    assert cosine_at(reward, short, WRONG) <= cosine_at(reward, long, WRONG) <= -0.5


def test_open_r1_s_cosine_rises_again_beyond_the_limit():
    progress = 2.0  # twice max_len: its cosine is not clamped
    assert 0.5 + 0.5 * 0.5 * (1 + math.cos(progress * math.pi)) == 1.0  # paid like an empty answer
    assert cosine_at(CosineScaledReward(max_len=100), 200) == 0.5


@needs_trl
@pytest.mark.parametrize("length", [0, 1, 33, 50, 99, 100, 250])
def test_cosine_is_trl_s(length):
    from trl.rewards import get_cosine_scaled_reward

    texts = [[{"role": "assistant", "content": text}] for text in (RIGHT, WRONG)]
    ids = [[0] * length] * 2
    theirs = get_cosine_scaled_reward(max_len=100)(texts, ["$2$", "$2$"], ids)
    assert CosineScaledReward(max_len=100)(texts, ["$2$", "$2$"], completion_ids=ids) == pytest.approx(theirs)


# --- overlong -------------------------------------------------------------------------------------------------------


def test_soft_overlong():
    lengths = [0, 80, 85, 90, 100, 101, 500]
    reward = SoftOverlongReward(100, 20)
    assert reward([""] * 7, completion_ids=[[0] * length for length in lengths]) == [0, 0, -0.25, -0.5, -1, -1, -1]
    assert SoftOverlongReward(4, 2, unit="words")("one two three") == -0.5
    assert SoftOverlongReward(4, 2, unit="characters")("我我我我我") == -1.0
    with pytest.raises(CallError, match="needs the column 'completion_ids'"):
        soft_overlong_reward("text")


def test_soft_overlong_without_a_cache_is_a_cliff():
    reward = SoftOverlongReward(4, 0)
    assert reward([""] * 3, completion_ids=[[0] * 3, [0] * 4, [0] * 5]) == [0.0, 0.0, -1.0]


@given(st.integers(1, 200), st.integers(0, 200), st.lists(st.integers(0, 400), min_size=2, max_size=5))
def test_soft_overlong_falls(longest, cache, lengths):
    reward = SoftOverlongReward(longest, min(cache, longest))
    scores = [reward("", completion_ids=[0] * length) for length in sorted(lengths)]
    assert scores == sorted(scores, reverse=True)


@needs_trl
@given(st.integers(1, 200), st.integers(0, 200), st.integers(0, 400))
def test_soft_overlong_is_trl_s(longest, cache, length):
    from trl.rewards import get_soft_overlong_punishment

    cache = min(cache, longest)
    [theirs] = get_soft_overlong_punishment(longest, cache)(completion_ids=[[0] * length])
    assert SoftOverlongReward(longest, cache)("", completion_ids=[0] * length) == pytest.approx(theirs)


def test_verl_s_overlong_penalty_has_no_floor():
    length, longest, buffer = 300, 100, 20
    assert min(-(length - (longest - buffer)) / buffer, 0) == -11.0  # verl, DAPORewardManager
    assert SoftOverlongReward(longest, buffer)("", completion_ids=[0] * length) == -1.0
