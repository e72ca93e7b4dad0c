"""From the problems of a scored file to the numbers of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from verifiers.evaluation.bootstrap import Interval, interval
from verifiers.evaluation.estimators import best_of_k, maj_at_k, pass_at_k
from verifiers.evaluation.problems import Problems, Sample
from verifiers.math.clusters import clusters
from verifiers.rows.natural import counted


class Estimate(NamedTuple):
    """A mean over problems.

    metric: "pass@4", say. group: of which problems, "" for all. value: the mean; `None` where no problem has k samples.
    interval: its 95% interval. problems: over how many, those with at least k graded samples.
    """

    metric: str
    group: str
    value: float | None
    interval: Interval | None
    problems: int


class Evaluation(NamedTuple):
    """The estimates, for all problems first and then by group, and what they rest on.

    by_problem: by metric and group, of each problem the value that the mean is taken of.
    """

    estimates: list[Estimate]
    found: Problems
    best_by: str
    by_problem: Mapping[tuple[str, str], Mapping[int, float]]

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        found = self.found
        return {
            "rows": found.rows,
            "errors": found.errors,
            "unjudged": found.unjudged,
            "undecided": found.undecided,
            "problems": len(found.samples),
            "samples": sum(map(len, found.samples.values())),
            "grouped_by": found.grouped_by,
            "best_by": self.best_by,
            "estimates": [
                {**one._asdict(), "interval": None if one.interval is None else list(one.interval)}
                for one in self.estimates
            ],
        }


@dataclass
class _Problem:
    """The samples of a problem, its answers in clusters once they are asked for."""

    samples: Sequence[Sample]
    is_code: bool

    @cached_property
    def right(self) -> list[bool]:
        return [sample.right for sample in self.samples]

    @cached_property
    def votes(self) -> list[int | None]:
        return clusters([sample.answer for sample in self.samples])

    def pass_at(self, k: int) -> float | None:
        return pass_at_k(len(self.samples), sum(self.right), k)

    def maj_at(self, k: int) -> float | None:
        return maj_at_k(self.votes, self.right, k)

    def best_of(self, k: int) -> float | None:
        return best_of_k([sample.score for sample in self.samples], self.right, k)


def default_ks(found: Problems) -> list[int]:
    """1, and the number of samples that every problem has."""
    return sorted({1, min(map(len, found.samples.values()), default=1)})


def evaluate(found: Problems, ks: Sequence[int] = (), *, best_by: str = "reward") -> Evaluation:
    """Estimate pass@k, maj@k and best-of-k for each k, over all problems and over each group of them.

    ks: by default those of `default_ks`. best_by: what `gather` took the scores from, for the table.
    """
    ks = list(ks) or default_ks(found)
    problems = {number: _Problem(samples, number in found.programs) for number, samples in found.samples.items()}
    groups = sorted(set(found.group.values()), key=counted)
    by_problem: dict[tuple[str, str], dict[int, float]] = {}
    for group in ["", *(groups if found.group else [])]:
        chosen = {number: one for number, one in problems.items() if group in {"", found.group.get(number)}}
        for k in ks:
            by_problem[f"pass@{k}", group] = _values(chosen, lambda one, k=k: one.pass_at(k))  # type: ignore[misc]
        several = [k for k in ks if k > 1]  # of one sample they are all the same
        with_votes = {number: one for number, one in chosen.items() if not one.is_code}
        for k in several if with_votes else []:
            by_problem[f"maj@{k}", group] = _values(with_votes, lambda one, k=k: one.maj_at(k))  # type: ignore[misc]
        for k in several:
            by_problem[f"best-of-{k}", group] = _values(chosen, lambda one, k=k: one.best_of(k))  # type: ignore[misc]
    estimates = [_mean(*key, list(values.values())) for key, values in by_problem.items()]
    return Evaluation(estimates, found, best_by, by_problem)


def _values(problems: Mapping[int, _Problem], of: Callable[[_Problem], float | None]) -> dict[int, float]:
    return {number: value for number, one in problems.items() if (value := of(one)) is not None}


def _mean(metric: str, group: str, values: Sequence[float]) -> Estimate:
    mean = sum(values) / len(values) if values else None
    return Estimate(metric, group, mean, interval(values), len(values))
