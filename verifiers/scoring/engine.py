"""What grades the lines of a file, and where: worker processes on this machine; `ray_engine` on a cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from verifiers.rows.lines import Line
from verifiers.scoring.grade import Scored, Scorer
from verifiers.workers.crew import Crew
from verifiers.workers.stream import graded


class Engine(Protocol):
    """Grades lines somewhere: an iterator of each line's scored rows, in the order of the lines."""

    def __call__(self, scorer: Scorer, lines: Iterable[Line]) -> Iterator[Sequence[Scored]]:
        """Grade; closing the iterator early frees what it held."""


class LocalEngine:
    """Worker processes on this machine."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def __call__(self, scorer: Scorer, lines: Iterable[Line]) -> Iterator[Sequence[Scored]]:
        """Grade lines; the workers start when there is work for them and end with the iterator."""
        return graded(lines, Crew(scorer), self.workers)
