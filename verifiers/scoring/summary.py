"""The totals of a scored file, row by row.

The only thing that grows is the grouping of samples by the id of their problem, where rows have one, by some hundred
bytes a problem: its samples may stand anywhere in the file. Without ids nothing grows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from verifiers.names import ACCURACY
from verifiers.scoring.grade import Tally

MAX_REASONS = 1_000
"""So many different reasons of a part are counted, the first: where most rows share one, it is among them."""

PLAINLY_WRONG = "The answer differs from the reference."
"""What math says of a wrong answer: nothing that a setting could change."""

SHOWN_ERRORS = 5
"""So many error rows are named with their reasons; all are counted."""


def _share(packed: int) -> float:
    """The share of right samples of a problem, packed as `Summary` keeps it."""
    return (packed & 0xFFFFFFFF) / (packed >> 32)


class Mean:
    """The mean of the numbers that were added; `None` is no number, and of none there is no mean."""

    __slots__ = ("count", "total")

    def __init__(self) -> None:
        self.total = 0.0
        self.count = 0

    def add(self, value: float | None) -> None:
        """Count a number in."""
        if value is not None:
            self.total += value
            self.count += 1

    @property
    def value(self) -> float | None:
        """The mean."""
        return self.total / self.count if self.count else None


class Part:
    """One part over all rows: the accuracy of some may be code's, and of others math's."""

    __slots__ = ("_graded_by", "_name", "mean", "outcomes", "reasons", "rows", "weight")

    def __init__(self, name: str, weight: float) -> None:
        self._name = name
        self._graded_by: set[str] = set()
        self.weight = weight
        self.mean = Mean()
        self.outcomes: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.rows = 0

    @property
    def name(self) -> str:
        """What graded it: "math", "code", or "math/code"."""
        others = sorted(self._graded_by - {self._name})
        own = [self._name] if self._name in self._graded_by or not others else []
        return "/".join(own + others)

    def add(self, name: str, score: float | None, outcome: str, reason: str = "") -> None:
        """Count a verdict in. reason: why it is not the full score."""
        self._graded_by.add(name)
        self.rows += 1
        if reason and (reason in self.reasons or len(self.reasons) < MAX_REASONS):
            self.reasons[reason] += 1
        self.mean.add(score)
        self.outcomes[outcome] += 1


class Cause(NamedTuple):
    """Why most rows fail in a part: the one reason that so many of its rows share."""

    part: str
    rows: int
    of: int
    reason: str


class Summary:
    """A streaming summary: `add` every row in order.

    parts: the names of its parts and their weights, those of rows without tests.
    first_errors: the first few error rows, as (line, sentence).
    unavailable: how many rows have a part that could not be graded for want of a sandbox or a worker.
    first_unavailable: why, of the first of them.
    left_out: how many rows were not graded because they repeat others.
    opens: how many rows of this run open reasoning, only close some, or neither (`Scored.opens`).
    seconds, new_rows: of this run; a resumed one did not grade the rows that were there.
    start_seconds, first_rows: when the first line was scored, and how many rows it became.
    """

    def __init__(self, parts: Sequence[tuple[str, float]]) -> None:
        self.rows = 0
        self.graded = 0
        self.reward = Mean()
        self._parts = [Part(name, weight) for name, weight in parts]
        self.first_errors: list[tuple[int, str]] = []
        self.unavailable = 0
        self.first_unavailable = ""
        self.left_out = 0
        self.seconds = 0.0
        self.new_rows = 0
        self.start_seconds = 0.0
        self.first_rows = 0
        self.opens: Counter[bool | None] = Counter()
        names = [name for name, _ in parts]
        self._accuracy = next((names.index(name) for name in ACCURACY if name in names), None)
        # Of each problem: samples << 32 | right ones, in one number to keep it small.
        self._problems: dict[int, int] = {}
        self._last_line = 0
        self._lines = Mean()  # of problems that are no more than a line, those that are complete

    @property
    def parts(self) -> dict[str, Part]:
        """The parts by name."""
        return {part.name: part for part in self._parts}

    @property
    def errors(self) -> int:
        """How many error rows there are."""
        return self.rows - self.graded

    @property
    def undecided(self) -> int:
        """How many verdicts were given up at a bound on the work."""
        return sum(part.outcomes["undecided"] for part in self._parts)

    @property
    def rows_per_second(self) -> float | None:
        """How fast rows were graded once the workers had started; `None` where one line was all."""
        rows, seconds = self.new_rows - self.first_rows, self.seconds - self.start_seconds
        return rows / seconds if rows > 0 and seconds > 0 else None

    @property
    def unopened(self) -> int:
        """How many rows close reasoning, where none opens any and nobody has said what does.

        Most likely the chat template has, and what was cut off in its reasoning looks like an answer.
        """
        return 0 if self.opens[True] else self.opens[False]

    @property
    def causes(self) -> list[Cause]:
        """The parts in which more than half of the rows fail in one and the same way, which is seldom the model's."""
        top = [(part, *one) for part in self._parts for one in part.reasons.most_common(1)]
        return [
            Cause(part.name, count, part.rows, reason)
            for part, reason, count in top
            if 2 * count > part.rows > 1 and reason != PLAINLY_WRONG
        ]

    def add(self, tally: Tally) -> None:
        """Count a scored row in."""
        self.rows += 1
        if tally.error is not None:
            if len(self.first_errors) < SHOWN_ERRORS:
                self.first_errors.append((tally.line, tally.error))
            return
        self.graded += 1
        self.reward.add(tally.reward)
        if tally.unavailable is not None:
            self.unavailable += 1
            self.first_unavailable = self.first_unavailable or tally.unavailable
        names = tally.names or [part.name for part in self._parts]
        reasons = tally.reasons or [""] * len(names)
        for part, name, (score, outcome), reason in zip(self._parts, names, tally.parts, reasons, strict=True):
            part.add(name, score, outcome, reason)
        if self._accuracy is not None:
            score, outcome = tally.parts[self._accuracy]
            if score is not None:  # what could not be graded is neither right nor wrong
                self._count(tally.problem, right=outcome == "correct")

    def _count(self, problem: int, *, right: bool) -> None:
        if problem < 0 and problem not in self._problems:  # a new line, so the line before it is complete
            complete = self._problems.pop(self._last_line, None)
            self._lines.add(None if complete is None else _share(complete))
            self._last_line = problem
        self._problems[problem] = self._problems.get(problem, 0) + (1 << 32 | right)

    @property
    def pass_at_1(self) -> float | None:
        """The mean over problems of the share of right samples; `None` without a part that tells right from wrong."""
        count = self._lines.count + len(self._problems)
        return (self._lines.total + sum(map(_share, self._problems.values()))) / count if count else None

    def as_json(self) -> dict[str, Any]:
        """The summary for machines."""
        return {
            "rows": self.rows,
            "graded": self.graded,
            "errors": self.errors,
            "reward": {"mean": self.reward.value},
            "parts": {
                name: {"mean": part.mean.value, "outcomes": dict(sorted(part.outcomes.items()))}
                for name, part in self.parts.items()
            },
            "pass@1": self.pass_at_1,
            "seconds": round(self.seconds, 3),
            "start_seconds": round(self.start_seconds, 3),
            "rows_per_second": None if self.rows_per_second is None else round(self.rows_per_second, 1),
        }
