"""The workers of one run: who is idle, who has died, who is asked again.

A worker that dies while it grades a chunk (a crash in native code, the kernel's memory killer) takes nothing along: the
chunk's items are graded again one by one, and only an item that kills a worker of its own is given up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import LifoQueue
from threading import Lock, Thread, current_thread
from time import perf_counter
from typing import Any, Protocol

from verifiers.errors import ScoringError
from verifiers.workers.child import Child, Worker, WorkerDiedError
from verifiers.workers.pace import CHUNK_SECONDS, Pace

DISMISS_SECONDS = 5.0
"""So long a crew that is dismissed waits for each worker that was just starting."""


class Scorer(Protocol):
    """What a worker is given first. It can be pickled."""

    def score(self, item: Any) -> Any:
        """Grade an item, in a worker."""

    def lost(self, item: Any, why: str) -> Any:
        """What is said of an item that has killed its worker, here."""


def _always() -> bool:
    """Somebody waits for the results."""
    return True


def _ignore(_how: str) -> None:
    """Nobody counts."""


class Crew:
    """The workers of one run: idle ones wait here.

    A worker may have to wait for its place, as on a full cluster. So each starts in a thread of its own, and whoever
    needs a worker takes the first that is idle, the new one or another. There are never more workers than who ask for
    one at a time.

    start: makes a worker.
    tries: so many workers must die of one item (or of their start) until it is to blame: 1 where workers end for no
        other reason, more where machines are lost.
    seconds: how much work a chunk aims at.
    died: called with how a worker ended.
    """

    def __init__(
        self,
        scorer: Scorer,
        start: Callable[[], Worker] = Child,
        *,
        tries: int = 1,
        seconds: float = CHUNK_SECONDS,
        died: Callable[[str], None] = _ignore,
    ) -> None:
        self.pace = Pace(seconds)
        self._scorer = scorer
        self._start = start
        self._tries = tries
        self._died = died
        self._idle: LifoQueue[Worker | Exception] = LifoQueue()
        self._all: set[Worker] = set()
        self._lock = Lock()
        self._starts: list[Thread] = []
        self._waiting = 0
        self._dismissed = False

    def hire(self, count: int) -> None:
        """Start so many workers at once and wait for them. Raises ScoringError where one does not start."""
        with ThreadPoolExecutor(count) as threads:
            found = list(threads.map(lambda _: self._started(), range(count)))
        failed = next((one for one in found if isinstance(one, Exception)), None)
        if failed is not None:
            self.dismiss()
            raise failed
        for worker in found:
            self._idle.put(worker)

    def score_some(self, items: Sequence[Any], wanted: Callable[[], bool] = _always) -> list[Any]:
        """Grade the first items of a chunk, whatever happens to the worker: all, unless that takes too long.

        wanted: asked where items are graded alone, after a death; where nobody waits any more, the rest is left out.

        Raises ScoringError if no worker can be had.
        """
        try:
            return self._ask(items)
        except WorkerDiedError:
            return [self._score_alone(item, self._tries) for item in items if wanted()]

    def _score_alone(self, item: Any, tries: int) -> Any:
        try:
            return self._ask([item])[0]
        except WorkerDiedError as error:
            return self._score_alone(item, tries - 1) if tries > 1 else self._scorer.lost(item, str(error))

    def _ask(self, items: Sequence[Any]) -> list[Any]:
        worker = self._take()
        begin = perf_counter()
        try:
            scored = worker.score(items)
        except BaseException as error:
            self._all.discard(worker)
            worker.kill()  # an actor whose answer was lost may still live
            if isinstance(error, WorkerDiedError) and not self._dismissed:
                self._died(str(error))
            raise
        self._idle.put(worker)
        self.pace.took(len(scored), perf_counter() - begin)
        return scored

    def _take(self) -> Worker:
        """The first worker that is idle. Raises what kept one from starting, or WorkerDiedError after `dismiss`."""
        with self._lock:
            if self._dismissed:
                raise WorkerDiedError
            self._waiting += 1
            new = self._idle.empty() and len(self._starts) < self._waiting
            if new:
                start = Thread(target=self._hire, daemon=True)
                self._starts.append(start)
        if new:
            start.start()
        worker = self._idle.get()
        with self._lock:
            self._waiting -= 1
            if isinstance(worker, Exception) and self._waiting:
                self._idle.put(worker)  # whoever else waits shall hear of it
        if isinstance(worker, Exception):
            raise worker.with_traceback(None)
        return worker

    def _hire(self) -> None:
        """Start a worker, into the idle ones; where it cannot be had, why."""
        found = self._started()
        with self._lock:
            self._starts.remove(current_thread())
        self._idle.put(found)

    def _started(self) -> Worker | Exception:
        """A worker that has begun, or what kept it from that."""
        for _ in range(self._tries):
            try:
                return self._new()
            except WorkerDiedError as error:  # noqa: PERF203 - it is the loop's purpose
                found: Exception = error
                if not self._dismissed:
                    found = ScoringError(
                        "a worker process ended before it could grade anything; what it said stands on standard error"
                    )
            except Exception as error:  # noqa: BLE001 - who waits for the worker is told
                return error
        return found

    def _new(self) -> Worker:
        worker = self._start()
        self._all.add(worker)
        if self._dismissed:  # since we looked: whoever dismisses did not see this one
            worker.kill()
        try:
            worker.begin(self._scorer)
        except BaseException:
            self._all.discard(worker)
            worker.kill()  # it may be well, as where the scorer cannot be pickled
            raise
        return worker

    def dismiss(self) -> None:
        """End every worker, busy or not."""
        with self._lock:
            self._dismissed = True
        self._idle.put(WorkerDiedError())
        for worker in list(self._all):
            worker.kill()
        for start in list(self._starts):
            if start.ident is not None:  # one that has not begun finds that it need not
                start.join(DISMISS_SECONDS)  # what it started has been killed, or is by itself
