"""What grades the lines of a file, and where: worker processes on this machine; `ray_engine` on a cluster."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Protocol

from verifiers.batches import Stream, in_batch
from verifiers.rows.lines import Line
from verifiers.scoring.grade import Scored, Scorer
from verifiers.workers.crew import Crew
from verifiers.workers.stream import graded_together


class Engine(Protocol):
    """Grades lines somewhere: an iterator of scored rows, those of some lines at a time, in their order."""

    def __call__(self, scorer: Scorer, lines: Iterable[Line]) -> Iterator[Sequence[Scored]]:
        """Grade; closing the iterator early frees what it held."""


@dataclass(frozen=True)
class InOneRun:
    """A scorer whose lines are of one run: in a worker, the same programs of a problem run once."""

    scorer: Scorer
    stream: Stream = field(default_factory=Stream)

    def score(self, line: Line) -> list[Scored]:
        """The scored rows of a line."""
        return in_batch(self.stream, self.scorer.score, line)

    def lost(self, line: Line, why: str) -> list[Scored]:
        """The error row of a line that killed its worker."""
        return self.scorer.lost(line, why)


class LocalEngine:
    """Worker processes on this machine."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def __call__(self, scorer: Scorer, lines: Iterable[Line]) -> Iterator[Sequence[Scored]]:
        """Grade lines; the workers start when there is work for them and end with the iterator."""
        return joined(graded_together(lines, Crew(InOneRun(scorer)), self.workers))


def joined(together: Generator[list[Sequence[Scored]], None, None]) -> Iterator[Sequence[Scored]]:
    """The scored rows of lines that came back together, as one sequence."""
    with closing(together):
        for lines in together:
            yield [row for rows in lines for row in rows]
