"""Two evaluations of the same problems: what differs, and how sure that is.

Problems are paired: one that is hard is hard for both, and its share of the noise cancels out. So differences are taken
problem by problem, and these are what is resampled (the paired bootstrap; Efron and Tibshirani 1993, chapter 16).
Their interval is narrower than two intervals side by side suggest, and is what says whether one is better.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from verifiers.evaluation.bootstrap import Interval, interval
from verifiers.evaluation.evaluate import Evaluation


class Difference(NamedTuple):
    """How much an evaluation is above another, in the mean over the problems that both have.

    metric, group: as in `Estimate`. value: `None` where they share no problem. interval: 95%; one that leaves out 0
        says that the difference is no accident of the problems. problems: how many both have.
    """

    metric: str
    group: str
    value: float | None
    interval: Interval | None
    problems: int

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {**self._asdict(), "interval": None if self.interval is None else list(self.interval)}


def difference(
    values: Mapping[int, float], before: Mapping[int, float], metric: str = "", group: str = ""
) -> Difference:
    """The mean difference of values by problem, over the problems that both have, with its interval."""
    each = [values[problem] - before[problem] for problem in sorted(values.keys() & before.keys())]
    return Difference(metric, group, sum(each) / len(each) if each else None, interval(each), len(each))


def differences(evaluation: Evaluation, before: Evaluation) -> dict[tuple[str, str], Difference]:
    """By metric and group what differs, for those that both evaluations have."""
    shared = [key for key in evaluation.by_problem if key in before.by_problem]
    return {key: difference(evaluation.by_problem[key], before.by_problem[key], *key) for key in shared}


def shared_problems(evaluation: Evaluation, before: Evaluation) -> tuple[int, int, int]:
    """How many problems both have, how many the first has alone, and how many the other."""
    ours, theirs = evaluation.found.samples.keys(), before.found.samples.keys()
    return len(ours & theirs), len(ours - theirs), len(theirs - ours)
