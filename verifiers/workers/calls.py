"""Calls that worker processes make for this one: a trainer's batch on more cores than its own.

Only who asks for workers gets any: in a training job processes that nobody asked for are a surprise. They are started
afresh, never forked from a process that may hold a GPU, and stay for the next batch.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any

from verifiers.pools import waits
from verifiers.reward import GradeRows, Reward, grade_rows_here, jobs_of
from verifiers.reward import waits as needs_none
from verifiers.verdict import Verdict
from verifiers.workers.batches import CHUNK_SECONDS, Unpacking, packed, verdicts_in
from verifiers.workers.crew import Crew
from verifiers.workers.stream import in_order

ALONE_SECONDS = 0.05
"""So long the calling process grades by itself. What is done by then is not worth being sent: the bytes of a batch and
what each costs are both in it, whatever the reward."""

Grade = Callable[[], Verdict]


def call_all(grades: Sequence[Grade], workers: int) -> list[Verdict]:
    """The verdicts of calls that can be pickled, in order. Several workers take those that are left after a moment.

    Raises the CallError of the first call that has one, and ScoringError where no worker can be had.
    """
    end = monotonic() + ALONE_SECONDS
    verdicts: list[Verdict] = []
    for grade in grades:
        if workers > 1 and monotonic() > end:
            break
        verdicts.append(grade())
    left = grades[len(verdicts) :]
    if left:
        with waits():  # in a pool of threads another row is graded meanwhile
            verdicts += _sent(left, workers)
    return verdicts


def grade_rows_by(workers: int) -> GradeRows:
    """What grades the rows of a batch with so many workers; those that run programs or ask servers need none."""

    def grade_rows(reward: Reward, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Verdict]:
        if workers == 1 or needs_none(reward):
            return grade_rows_here(reward, rows)
        return call_all([grade for _, grade in jobs_of(reward, rows)], workers)

    return grade_rows


def _sent(grades: Sequence[Grade], workers: int) -> list[Verdict]:
    crew, threads = _crew_of(workers)
    sent = (packed(grade, "a reward or a column") for grade in grades)
    return verdicts_in(in_order(sent, crew, threads, workers, len(grades)))


class _Calls(Unpacking):
    """Makes calls."""

    def grade(self, value: Grade, _batch: int) -> Verdict:
        """What a call gives."""
        return value()


_crews: dict[int, tuple[Crew, ThreadPoolExecutor]] = {}
_lock = threading.Lock()


def _crew_of(workers: int) -> tuple[Crew, ThreadPoolExecutor]:
    """The crew of so many workers, which all batches of this process share."""
    with _lock:
        if workers not in _crews:
            _crews[workers] = Crew(_Calls(), seconds=CHUNK_SECONDS), ThreadPoolExecutor(workers)
        return _crews[workers]


def _forget() -> None:
    """In a forked child: the workers are the parent's, and so are the threads and who held the lock."""
    global _lock  # noqa: PLW0603
    _lock = threading.Lock()
    _crews.clear()


if hasattr(os, "register_at_fork"):  # Windows does not fork
    os.register_at_fork(after_in_child=_forget)
