"""From the problems of a scored file to the numbers of a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from verifiers.evaluation.bootstrap import Interval, interval
from verifiers.evaluation.estimators import best_of_k, maj_at_k, pass_at_k
from verifiers.evaluation.problems import Problems, Sample
from verifiers.math.clusters import clusters


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
    """The estimates, for all problems first and then by group, and what they rest on."""

    estimates: list[Estimate]
    found: Problems
    best_by: str

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
    groups = sorted(set(found.group.values()))
    estimates = []
    for group in ["", *(groups if found.group else [])]:
        chosen = [one for number, one in problems.items() if group == "" or found.group.get(number) == group]
        estimates += [_mean(f"pass@{k}", group, chosen, lambda one, k=k: one.pass_at(k)) for k in ks]  # type: ignore[misc]
        several = [k for k in ks if k > 1]  # of one sample they are all the same
        with_votes = [one for one in chosen if not one.is_code]
        if with_votes:
            estimates += [_mean(f"maj@{k}", group, with_votes, lambda one, k=k: one.maj_at(k)) for k in several]  # type: ignore[misc]
        estimates += [_mean(f"best-of-{k}", group, chosen, lambda one, k=k: one.best_of(k)) for k in several]  # type: ignore[misc]
    return Evaluation(estimates, found, best_by)


def _mean(metric: str, group: str, problems: Sequence[_Problem], of: Callable[[_Problem], float | None]) -> Estimate:
    values = [value for value in map(of, problems) if value is not None]
    mean = sum(values) / len(values) if values else None
    return Estimate(metric, group, mean, interval(values), len(values))
