"""The repetition penalty. Comparisons with TRL run its own function."""

from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers import RepetitionPenaltyReward, repetition_penalty_reward

needs_trl = pytest.mark.skipif(find_spec("trl") is None, reason="trl is not installed")


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("", 0.0),
        ("one two", 0.0),
        ("one two three four", 0.0),
        ("a b c a b c", -1 / 4),
        ("A b C a B c", -1 / 4),
        ("no no no no no", -2 / 3),
        ("no, no, no, no", -3 / 5),
        ("我我我我我", -2 / 3),
        ("我们去学校", 0.0),
        ("ก" * 5, -2 / 3),
        ("!!!!!", -2 / 3),
        ("x" * 32 * 5, -2 / 3),
    ],
)
def test_repetition(text, score):
    assert repetition_penalty_reward(text) == pytest.approx(score)


def test_repetition_by_characters_and_tokens():
    assert RepetitionPenaltyReward(2, unit="characters")("abab") == pytest.approx(-1 / 3)
    assert RepetitionPenaltyReward(2, unit="tokens")("", completion_ids=[5, 5, 5, 5, 5]) == -0.75
    assert RepetitionPenaltyReward(max_penalty=-0.1)("no no no no no") == pytest.approx(-0.1 * 2 / 3)
    assert RepetitionPenaltyReward(1, unit="tokens")("", completion_ids=[5, 6, 5]) == pytest.approx(-1 / 3)


def test_repetition_beyond_what_is_read():
    verdict = repetition_penalty_reward.grade("one two three " * 100_000)
    assert verdict.detail["cut_at"] == verdict.detail["ngrams"] + 2
    assert verdict.score == pytest.approx(-1, abs=1e-4)


@given(st.lists(st.integers(0, 3), max_size=60), st.integers(1, 12))
def test_repetition_counts_distinct_ngrams(tokens, size):
    detail = RepetitionPenaltyReward(size, unit="tokens").grade("", completion_ids=tokens).detail
    ngrams = [tuple(tokens[start : start + size]) for start in range(len(tokens) - size + 1)]
    assert detail == {"ngrams": len(ngrams), "distinct": len(set(ngrams))}


@given(st.lists(st.integers(0, 9), min_size=3, max_size=30), st.integers(1, 5))
def test_saying_it_again_costs_more(tokens, times):
    reward = RepetitionPenaltyReward(unit="tokens")
    scores = [reward("", completion_ids=tokens * count) for count in range(1, times + 2)]
    assert scores == sorted(scores, reverse=True)


@given(st.permutations(range(10)), st.lists(st.integers(0, 9), max_size=30))
def test_repetition_does_not_depend_on_which_tokens_they_are(names, tokens):
    reward = RepetitionPenaltyReward(unit="tokens")
    renamed = [names[token] for token in tokens]
    assert reward("", completion_ids=tokens) == reward("", completion_ids=renamed)


@needs_trl
@given(st.lists(st.integers(0, 4), max_size=40), st.integers(1, 6))
def test_repetition_by_tokens_is_trl_s(tokens, size):
    from trl.rewards import get_repetition_penalty_reward

    [theirs] = get_repetition_penalty_reward(size, -1.0)(completion_ids=[tokens])
    ours = RepetitionPenaltyReward(size, unit="tokens")("", completion_ids=tokens)
    assert ours == pytest.approx(theirs)


@pytest.mark.parametrize("text", ["我" * 500, "no,no,no," * 50, "!" * 500, "x" * 500])
def test_open_r1_sees_no_repetition_where_there_are_no_blanks(text):
    assert len(text.lower().split()) < 3  # open-r1 counts n-grams of what blanks separate: 0.0 there
    assert repetition_penalty_reward(text) < -0.7
