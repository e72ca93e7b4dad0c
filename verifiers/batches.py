"""Work that several rows of one batch ask for, such as the runs of one program against the same tests: done once.

Only within a batch: what a program did in another call says nothing of now. A program that draws its answers at random
is one claim, however many rollouts of a group make it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar

from verifiers.pools import CancelledRowError, on_cancel

Result = TypeVar("Result")


class Batch:
    """What rows of one batch share. Works are of a group: the tests of one problem, by which they are told apart."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._works: dict[Hashable, tuple[object, Future[Any]]] = {}

    def __reduce__(self) -> tuple[type[Batch], tuple[()]]:
        """What goes to another process shares nothing with what stays here."""
        return Batch, ()

    def once(self, group: object, key: Hashable, work: Callable[[], Result]) -> Result:
        """What the first who asks works out; the others wait for it. If that fails, each works for itself.

        group: what is one object for all who share the work, and is kept as long as its works are.
        """
        own: Future[Any] = Future()
        with self._lock:
            _, first = self._works.setdefault((id(group), key), (group, own))
        if first is not own:
            return _result(first, work)
        try:
            result = work()
        except BaseException as error:
            own.set_exception(error)
            raise
        own.set_result(result)
        return result


MAX_GROUPS = 8
"""Groups whose works a stream keeps: rows of a few are on their way to a worker at a time, and tests can be large."""


class Stream(Batch):
    """What rows share that come one after another, as in a worker process: the works of the last groups are kept."""

    def __init__(self) -> None:
        super().__init__()
        self._batches: OrderedDict[int, Batch] = OrderedDict()

    def __reduce__(self) -> tuple[type[Batch], tuple[()]]:
        """As a batch."""
        return Stream, ()

    def once(self, group: object, key: Hashable, work: Callable[[], Result]) -> Result:
        """As a batch has it."""
        with self._lock:
            batch = self._batches.pop(id(group), None) or Batch()
            self._batches[id(group)] = batch
            if len(self._batches) > MAX_GROUPS:
                self._batches.popitem(last=False)
        return batch.once(group, key, work)


def _result(first: Future[Any], work: Callable[[], Result]) -> Result:
    """The result of who was first. Raises CancelledRowError where nobody waits for it any more."""
    ready = threading.Event()
    first.add_done_callback(lambda _: ready.set())
    with on_cancel(ready.set):
        ready.wait()
    if not first.done():
        raise CancelledRowError
    if first.exception() is not None:
        return work()
    result: Result = first.result()
    return result


class _Here(threading.local):
    batch: Batch | None = None


_here = _Here()


def in_batch(batch: Batch, function: Callable[..., Result], *arguments: Any) -> Result:
    """Call a function for a row of a batch."""
    before, _here.batch = _here.batch, batch
    try:
        return function(*arguments)
    finally:
        _here.batch = before


def once(group: object, key: Hashable, work: Callable[[], Result]) -> Result:
    """Do this, or take what another row of the batch has made of it; a row by itself does it."""
    return work() if _here.batch is None else _here.batch.once(group, key, work)
