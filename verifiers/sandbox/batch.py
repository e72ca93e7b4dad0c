"""Tasks that are done together, on as many slots as are free.

A slot that dies under a run may have been killed by it or by the host; the run is tried once more on a fresh slot,
alone, and only then given up as a `sandbox_error`, which is never the program's fault in a score.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from verifiers.sandbox.run import Input, Limits, Program, RunResult

ATTEMPTS = 2


class Killed(Protocol):
    """What works for a batch, as far as the batch knows it: something that can be ended."""

    def kill(self) -> None:
        """End what runs in it, from any thread."""


Keep = Callable[[int, RunResult], RunResult | None]
"""What is kept of a result, by the number of its input, as soon as it is there. `None`: enough is known."""


@dataclass
class Task:
    """A run to be done, and where its result goes."""

    number: int
    program: Program
    binary: bytes
    input: Input
    limits: Limits
    attempts: int = 0
    alone: bool = False


@dataclass
class Batch:
    """Tasks that are done together: whoever has a slot takes the next one."""

    tasks: deque[Task]
    results: list[RunResult | None]
    keep: Keep = lambda _, result: result
    stopped: bool = False
    failure: BaseException | None = None
    slots: set[Killed] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self) -> Task | None:
        """The next task."""
        with self.lock:
            return self.tasks.popleft() if self.tasks and not self.stopped else None

    def give_back(self, tasks: list[Task]) -> None:
        """Tasks that have to be done again."""
        with self.lock:
            self.tasks.extendleft(reversed(tasks))

    def settle(self, number: int, result: RunResult) -> None:
        """A task's result. Where nothing is kept of it, nothing more is begun."""
        with self.lock:
            self.results[number] = kept = self.keep(number, result)
            if kept is None:
                self.tasks.clear()

    def stop(self, failure: BaseException | None = None) -> None:
        """Begin nothing more, and end what has begun."""
        with self.lock:
            self.stopped = True
            self.failure = self.failure or failure
            slots = list(self.slots)
        for slot in slots:
            slot.kill()

    def hold(self, slot: Killed) -> None:
        """A slot works for this batch."""
        with self.lock:
            self.slots.add(slot)
            stopped = self.stopped
        if stopped:  # since it was leased
            slot.kill()

    def release(self, slot: Killed) -> None:
        """It does no more."""
        with self.lock:
            self.slots.discard(slot)


def describe(results: list[RunResult | None]) -> list[RunResult]:
    """All results; what has none was stopped."""
    return [result or RunResult("sandbox_error", detail="the run was given up") for result in results]
