"""Slots: started when there is work for them, kept busy, replaced when they fail. Thread-safe."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator

from verifiers.sandbox.batch import Batch
from verifiers.sandbox.run import SandboxUnavailableError
from verifiers.sandbox.slot import Slot
from verifiers.sandbox.walls import Wall
from verifiers.sandbox.wire import WireError

SPARE = 7
"""Slots beside each one, for when its run sleeps. A slot takes some 20 MB and a tenth of a second to start."""


class Slots:
    """Slots, started on demand: up to so many whose runs are awake. Nobody waits for one whose run sleeps."""

    def __init__(self, wall: Wall, size: int) -> None:
        self._wall, self.size = wall, size
        self.most = size * (1 + SPARE)
        self._idle: list[Slot] = []
        self._all: set[Slot] = set()
        self._starting = 0
        self._numbers = iter(range(1 << 60))
        self._changed = threading.Condition()
        self._closed = False
        self._owner = os.getpid()

    @contextlib.contextmanager
    def lease(self, *, wanted: Callable[[], bool] = lambda: True) -> Iterator[Slot | None]:
        """A slot of one's own for a while; ended, not returned, if the block raises. None: not `wanted` any more."""
        slot = self._get(wanted)
        if slot is None:
            yield None
            return
        try:
            yield slot
        except BaseException:
            self._drop(slot)
            raise
        with self._changed:
            if self._closed:
                slot.end()
            else:
                self._idle.append(slot)
            self._changed.notify()

    def _get(self, wanted: Callable[[], bool]) -> Slot | None:
        with self._changed:
            while True:
                if self._closed or os.getpid() != self._owner:
                    msg = (
                        "this sandbox has been closed" if self._closed else "this sandbox was opened by another process"
                    )
                    raise SandboxUnavailableError(msg)
                if not wanted():
                    return None
                busy = len(self._all) - len(self._idle) + self._starting
                if busy - sum(slot.asleep for slot in self._all) < self.size:
                    if self._idle:
                        return self._idle.pop()
                    if busy < self.most:
                        self._starting += 1
                        break
                self._changed.wait(0.1)
        try:
            slot = Slot(self._wall, next(self._numbers), self._notify)
        finally:
            with self._changed:
                self._starting -= 1
                self._changed.notify()
        with self._changed:
            self._all.add(slot)
            closed = self._closed
        if closed:  # since we looked
            self._drop(slot)
            msg = "this sandbox has been closed"
            raise SandboxUnavailableError(msg)
        return slot

    def _notify(self) -> None:
        with self._changed:
            self._changed.notify()

    def _drop(self, slot: Slot) -> None:
        slot.end()
        with self._changed:
            self._all.discard(slot)
            self._changed.notify()

    def close(self) -> None:
        """End all slots, busy or not."""
        with self._changed:
            self._closed = True
            idle, busy = list(self._idle), self._all.difference(self._idle)
            self._all.clear()
            self._idle.clear()
            self._changed.notify_all()
        for slot in busy:
            slot.kill()
        for slot in idle:
            slot.end()


def work(slots: Slots, batch: Batch) -> None:
    """Do tasks of a batch with one slot after the other, until there are none."""

    def wanted() -> bool:
        return bool(batch.tasks) and not batch.stopped

    while wanted():
        try:
            with slots.lease(wanted=wanted) as slot:
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
