"""What the samples of one problem say of k samples. Each is an expectation over all ways to draw k of the n there are.

`None` stands for what cannot be said: of fewer than k samples nothing is said of k.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from math import comb

DRAWS = 200
"""Draws of k < n voters. The error that this leaves in a problem's share is below 0.036, and over problems it averages
out; the votes of all n are counted and not drawn."""


def pass_at_k(n: int, c: int, k: int) -> float | None:
    """The probability that one of k samples is right, where c of n are: `1 - C(n-c, k) / C(n, k)`.

    The unbiased estimator of Chen et al. 2021 (arXiv 2107.03374), equation 1, in whole numbers. With k = 1 it is the
    share of right ones, pass@1.

    Raises ValueError unless 0 <= c <= n and 1 <= k.
    """
    if not 0 <= c <= n or k < 1:
        msg = f"pass@k needs 0 <= c <= n and k >= 1, not n={n}, c={c}, k={k}"
        raise ValueError(msg)
    return None if n < k else 1.0 - comb(n - c, k) / comb(n, k)


def best_of_k(scores: Sequence[float | None], right: Sequence[bool], k: int) -> float | None:
    """The probability that the sample with the highest score of k is right; those that tie are equally likely taken.

    scores: by which the best is chosen, one for each sample. A sample without a score comes last.
    right: whether each sample is right.
    """
    n = len(scores)
    if n < k:
        return None
    ranked = sorted(zip((_rank(score) for score in scores), right, strict=True))
    below = 0
    expected = 0.0
    for _, tied in groupby(ranked, key=lambda pair: pair[0]):
        group = [is_right for _, is_right in tied]
        # The best of k is in this group: all k are of it or lower ones, and not all are of lower ones.
        chance = (comb(below + len(group), k) - comb(below, k)) / comb(n, k)
        expected += chance * sum(group) / len(group)
        below += len(group)
    return expected


def _rank(score: float | None) -> float:
    return float("-inf") if score is None or score != score else score  # noqa: PLR0124 - not a number


def maj_at_k(votes: Sequence[int | None], right: Sequence[bool], k: int, *, seed: int = 0) -> float | None:
    """The probability that the answer that most of k samples give is right (Wang et al. 2022, arXiv 2203.11171).

    votes: for each sample the number of its answer's cluster; `None`: it has no answer, and does not vote.
    right: whether each sample is right. A cluster counts as its samples do, on average: equal answers can differ in
        form, and only a worked-out one is right.

    Clusters with equally many votes are equally likely taken. Of all n samples it is exact: cons@64, say, of 64. For
    k < n it is the mean of `DRAWS` draws, the same for the same seed and samples in any order.
    """
    n = len(votes)
    if n < k:
        return None
    share: dict[int, float] = {}
    for vote in {vote for vote in votes if vote is not None}:
        verdicts = [is_right for one, is_right in zip(votes, right, strict=True) if one == vote]
        share[vote] = sum(verdicts) / len(verdicts)
    if k == n:
        return _elected(votes, share)
    # In the order of the clusters' sizes, so that the order of the samples plays no part.
    sizes = Counter(votes)
    ballots = sorted(
        votes, key=lambda vote: (vote is None, -sizes[vote], 0.0 if vote is None else share[vote], vote or 0)
    )
    draw = random.Random(f"{seed} {n} {k}")  # noqa: S311 - no secret: the same draws everywhere
    return sum(_elected(draw.sample(ballots, k), share) for _ in range(DRAWS)) / DRAWS


def _elected(votes: Sequence[int | None], share: dict[int, float]) -> float:
    counts = Counter(vote for vote in votes if vote is not None)
    most = max(counts.values(), default=0)
    winners = [share[vote] for vote, count in counts.items() if count == most]
    return sum(winners) / len(winners) if winners else 0.0
