"""Slots: started when there is work for them, kept busy, replaced when they fail. Thread-safe."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from typing import Literal

from verifiers.sandbox.batch import Batch
from verifiers.sandbox.run import SandboxUnavailableError
from verifiers.sandbox.slot import Slot
from verifiers.sandbox.walls import Wall
from verifiers.sandbox.wire import WireError

SPARE = 7
"""Slots beside each one, for when its run sleeps. A slot takes some 20 MB and a tenth of a second to start."""


LONG_SPARE = 3
"""Of them, for when its run is long: a program that never ends would have its processor for all of its CPU time, while
others that take milliseconds wait. Not more, because what is long is awake, and may have all the memory of a run."""


class Slots:
    """Slots, started on demand: up to so many whose runs are awake and short. Nobody waits for one that sleeps."""

    def __init__(self, wall: Wall, size: int) -> None:
        self._wall, self.size = wall, size
        self.most = size * (1 + SPARE)
        self._idle: list[Slot] = []
        self._all: set[Slot] = set()
        self._starting = 0
        self._waiting = 0
        self._numbers = iter(range(1 << 60))
        self._lock = threading.Lock()
        self._first, self._helping = threading.Condition(self._lock), threading.Condition(self._lock)
        self._closed = False
        self._owner = os.getpid()

    @contextlib.contextmanager
    def lease(self, *, wanted: Callable[[], bool] = lambda: True, first: bool = True) -> Iterator[Slot | None]:
        """A slot of one's own for a while; ended, not returned, if the block raises. None: not `wanted` any more.

        first: of those who work together. Who only helps comes after all who have no slot yet: else a row that takes
        its time would take the slots of others with its second test, before they have had any.
        """
        slot = self._get(wanted, first=first)
        if slot is None:
            yield None
            return
        try:
            yield slot
        except BaseException:
            self._drop(slot)
            raise
        with self._lock:
            if self._closed:
                slot.end()
            else:
                self._idle.append(slot)
            self._tell()

    def _get(self, wanted: Callable[[], bool], *, first: bool) -> Slot | None:
        with self._lock:
            self._waiting += first
            try:
                slot = self._wait(self._first if first else self._helping, wanted)
            finally:
                self._waiting -= first
                self._tell()
        return self._start() if slot is True else slot

    def _wait(self, condition: threading.Condition, wanted: Callable[[], bool]) -> Slot | Literal[True] | None:
        """An idle slot, True if one can be started, None where it is not wanted any more. The lock is held."""
        while True:
            if self._closed or os.getpid() != self._owner:
                msg = "this sandbox has been closed" if self._closed else "this sandbox was opened by another process"
                raise SandboxUnavailableError(msg)
            if not wanted():
                return None
            busy = len(self._all) - len(self._idle) + self._starting
            if busy - self._yielding() < self.size and (condition is self._first or not self._waiting):
                if self._idle:
                    return self._idle.pop()
                if busy < self.most:
                    self._starting += 1
                    return True
            condition.wait(0.1)

    def _start(self) -> Slot:
        try:
            slot = Slot(self._wall, next(self._numbers), self._notify)
        finally:
            with self._lock:
                self._starting -= 1
                self._tell()
        with self._lock:
            self._all.add(slot)
            closed = self._closed
        if closed:  # since we looked
            self._drop(slot)
            msg = "this sandbox has been closed"
            raise SandboxUnavailableError(msg)
        return slot

    def _yielding(self) -> int:
        """How many slots leave their processors to others; the lock is held."""
        asleep = sum(slot.asleep for slot in self._all)
        long = sum(slot.long and not slot.asleep for slot in self._all)
        return asleep + min(long, self.size * LONG_SPARE)

    def _tell(self) -> None:
        """Wake one who waits, to look again; the lock is held."""
        (self._first if self._waiting else self._helping).notify()

    def _notify(self) -> None:
        with self._lock:
            self._tell()

    def _drop(self, slot: Slot) -> None:
        slot.end()
        with self._lock:
            self._all.discard(slot)
            self._tell()

    def close(self) -> None:
        """End all slots, busy or not."""
        with self._lock:
            self._closed = True
            idle, busy = list(self._idle), self._all.difference(self._idle)
            self._all.clear()
            self._idle.clear()
            self._first.notify_all()
            self._helping.notify_all()
        for slot in busy:
            slot.kill()
        for slot in idle:
            slot.end()


def work(slots: Slots, batch: Batch, *, first: bool = True) -> None:
    """Do tasks of a batch with one slot after the other, until there are none. first: as `Slots.lease` has it."""

    def wanted() -> bool:
        return bool(batch.tasks) and not batch.stopped

    while wanted():
        try:
            with slots.lease(wanted=wanted, first=first) as slot:
                if slot is not None:
                    batch.hold(slot)
                    try:
                        slot.work(batch)
                    finally:
                        batch.release(slot)
        except WireError:  # noqa: PERF203 - the slot's end, and the next one's turn
            continue
        except BaseException as error:
            batch.stop(error)
            raise
