"""How sure a mean over problems is.

Problems are what a benchmark draws; samples of one problem hang together. So problems are resampled, each with all its
samples (a cluster bootstrap), and the middle 95% of the resampled means are the interval (Efron 1979). On AIME's thirty
problems it is wide, and should be.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple

RESAMPLES = 1_000
LEVEL = 0.95


class Interval(NamedTuple):
    """The 95% interval of a mean, from the lower to the upper end."""

    low: float
    high: float


def interval(values: Sequence[float], *, seed: int = 0) -> Interval | None:
    """The percentile bootstrap interval of the mean of some values, one for each problem; `None` of fewer than two.

    The same for the same values and seed, on any machine.
    """
    size = len(values)
    if size < 2:
        return None
    draw = random.Random(seed)  # noqa: S311 - no secret: the same draws everywhere
    ordered = sorted(values)  # so that the order of the problems plays no part
    means = sorted(sum(draw.choices(ordered, k=size)) / size for _ in range(RESAMPLES))
    tail = round(RESAMPLES * (1 - LEVEL) / 2)
    return Interval(means[tail], means[-1 - tail])
