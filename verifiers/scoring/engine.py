"""The local engine: worker processes that grade chunks of lines, results in input order.

What every engine shares stands here too: `_Crew`, the workers of one run and their pace, and `in_order`, the flow of
chunks through a crew. The engine on a cluster (ray_engine) brings workers of another kind.

A worker is a child of its own (`python -c …`, not multiprocessing: spawn would run the caller's script again, and
fork is unsafe where threads are) that speaks pickles over its standard input and output. In this process each worker
at work has a thread that waits for it. What is in flight is bounded in chunks and in bytes, so that a fast reader
waits for slow graders.

A worker that dies while it grades a chunk (a crash in native code, the kernel's memory killer) takes nothing along:
the chunk's lines are graded again one by one, and only a line that kills a worker of its own becomes an error row.
Workers lead process groups of their own: they do not see the terminal's Ctrl-C, and they go down with their children.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import LifoQueue
from threading import Lock, Thread, current_thread
from time import perf_counter
from typing import Any, Protocol

from verifiers.errors import ScoringError
from verifiers.rows.lines import Line
from verifiers.scoring.grade import Scored, Scorer

CHUNK_BYTES = 256 * 1024
CHUNK_LINES = 512
"""A chunk is at most so large…"""
CHUNK_SECONDS = 0.1
"""…and aims at so much work: long enough that the pipes cost nothing, short enough to share the load evenly."""
AHEAD = 4
"""So many chunks for each worker are in flight: one slow row does not leave the others idle at once."""
AHEAD_BYTES = 256 * 1024 * 1024
"""And no more than so many bytes (or one line)."""

DISMISS_SECONDS = 5.0
"""So long a crew that is dismissed waits for each worker that was just starting."""

_CHILD = "import sys; sys.path[:] = sys.argv[1:]; from verifiers.scoring.worker import main; main()"


class Engine(Protocol):
    """Grades lines somewhere: an iterator of each line's scored rows, in the order of the lines."""

    def __call__(self, scorer: Scorer, lines: Iterable[Line]) -> Iterator[Sequence[Scored]]:
        """Grade; closing the iterator early frees what it held."""


class WorkerDiedError(Exception):
    """The worker process ended before it answered; its text says how."""


class AnyWorker(Protocol):
    """Who grades, one chunk at a time."""

    def begin(self, scorer: Any) -> None:
        """Take the scorer. Raises WorkerDiedError, or ScoringError when no other worker could either."""

    def score(self, lines: Sequence[Any]) -> list[Any]:
        """What the scorer says of each line. Raises WorkerDiedError."""

    def kill(self) -> None:
        """End it, busy or not."""


class Worker:
    """One worker process."""

    def __init__(self) -> None:
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _CHILD, *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            msg = f"cannot start a worker process: {error.strerror}"
            raise ScoringError(msg) from error
        self._stdin, self._stdout = self._process.stdin, self._process.stdout

    def begin(self, scorer: Scorer) -> None:
        """Hand over the scorer. Raises WorkerDiedError if the worker cannot load it: then no line is to blame."""
        self._ask(scorer)

    def score(self, lines: Sequence[Line]) -> list[list[Scored]]:
        """The scored rows of each line. Raises WorkerDiedError."""
        return self._ask(list(lines))  # type: ignore[no-any-return]

    def _ask(self, question: Any) -> Any:
        assert self._stdin is not None
        assert self._stdout is not None
        try:
            pickle.dump(question, self._stdin)
            self._stdin.flush()
            return pickle.load(self._stdout)  # noqa: S301 - from our own child
        except (OSError, EOFError, pickle.UnpicklingError, ValueError):
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(1)  # its pipes close a moment before it has ended, and how it ends is of interest
            self.kill()
            raise WorkerDiedError(_how(self._process.returncode)) from None

    def kill(self) -> None:
        """End it with all its children."""
        if self._process.returncode is None:  # else its number may be another's by now
            with suppress(ProcessLookupError, PermissionError):  # it has just ended
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._stdin, self._stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()


def _how(code: int) -> str:
    if code >= 0:
        return f"the process that graded this line ended with code {code}"
    name = next((known.name for known in signal.Signals if known == -code), f"signal {-code}")
    return f"the process that graded this line was ended by {name}"


class LocalEngine:
    """Worker processes on this machine."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def __call__(self, scorer: Scorer, lines: Iterable[Line]) -> Iterator[Sequence[Scored]]:
        """Grade lines; the workers start when there is work for them and end with the iterator."""
        return graded(lines, _Crew(scorer), self.workers)


def graded(lines: Iterable[Any], crew: _Crew, workers: int) -> Iterator[Any]:
    """What so many workers of a crew say of each line, in order. The crew is dismissed when the iterator ends."""
    with ThreadPoolExecutor(workers) as threads:
        try:
            yield from in_order(lines, crew, threads, workers)
        finally:
            crew.dismiss()
            threads.shutdown(wait=False, cancel_futures=True)


def in_order(lines: Iterable[Any], crew: _Crew, threads: ThreadPoolExecutor, workers: int) -> Iterator[Any]:
    """What a crew says of each line, in order; lines are read as the workers keep up with them."""
    pending: deque[tuple[int, Future[list[Any]]]] = deque()
    in_flight = 0
    for chunk in _chunks(lines, crew):
        size = sum(len(line.data) for line in chunk)
        while pending and (len(pending) >= AHEAD * workers or in_flight + size > AHEAD_BYTES):
            done, future = pending.popleft()
            yield from future.result()
            in_flight -= done
        pending.append((size, threads.submit(crew.score, chunk)))
        in_flight += size
    while pending:
        yield from pending.popleft()[1].result()


class _Crew:
    """The workers of one run: idle ones wait here; the pace at which they work sets the size of chunks.

    A worker may have to wait for its place, as on a full cluster. So each starts in a thread of its own, and whoever
    needs a worker takes the first that is idle, the new one or another.

    scorer: `score(line)` grades, `lost(line, why)` says what is known of a line that killed its worker.
    start: makes a worker.
    tries: so many workers must die of one line (or of their start) until it is to blame: 1 where workers end for no
        other reason, more where machines are lost.
    seconds: how much work a chunk aims at.
    """

    def __init__(
        self, scorer: Any, start: Callable[[], AnyWorker] = Worker, *, tries: int = 1, seconds: float = CHUNK_SECONDS
    ) -> None:
        self._scorer = scorer
        self._start = start
        self._tries = tries
        self._seconds = seconds
        self._idle: LifoQueue[AnyWorker | Exception] = LifoQueue()
        self._all: set[AnyWorker] = set()
        self._lock = Lock()
        self._starts: list[Thread] = []
        self._waiting = 0
        self._dismissed = False
        self.lines_per_chunk = 4.0

    def score(self, lines: Sequence[Any]) -> list[Any]:
        """Grade a chunk, whatever happens to the worker. Raises ScoringError if no worker can be had."""
        try:
            return self._ask(lines)
        except WorkerDiedError:
            return [self._score_alone(line, self._tries) for line in lines]

    def _score_alone(self, line: Any, tries: int) -> Any:
        try:
            return self._ask([line])[0]
        except WorkerDiedError as error:
            return self._score_alone(line, tries - 1) if tries > 1 else self._scorer.lost(line, str(error))

    def _ask(self, lines: Sequence[Any]) -> list[Any]:
        worker = self._take()
        begin = perf_counter()
        try:
            scored = worker.score(lines)
        except BaseException:
            self._all.discard(worker)
            worker.kill()  # an actor whose answer was lost may still live
            raise
        self._idle.put(worker)
        pace = (perf_counter() - begin) / len(lines)
        goal = self._seconds / max(pace, 1e-6)
        self.lines_per_chunk = min(max(1.0, goal, self.lines_per_chunk / 2), self.lines_per_chunk * 2)
        return scored

    def _take(self) -> AnyWorker:
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
        for _ in range(self._tries):
            try:
                found: AnyWorker | Exception = self._new()
                break
            except WorkerDiedError as error:
                found = error
                if not self._dismissed:
                    found = ScoringError(
                        "a worker process ended before it could grade anything; what it said stands on standard error"
                    )
            except Exception as error:  # noqa: BLE001 - who waits for the worker is told
                found = error
                break
        with self._lock:
            self._starts.remove(current_thread())
        self._idle.put(found)

    def _new(self) -> AnyWorker:
        worker = self._start()
        self._all.add(worker)
        if self._dismissed:  # since we looked: whoever dismisses did not see this one
            worker.kill()
        try:
            worker.begin(self._scorer)
        except BaseException:
            self._all.discard(worker)
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
            start.join(DISMISS_SECONDS)  # what it started has been killed, or is by itself


def _chunks(lines: Iterable[Any], crew: _Crew) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    size = 0
    for line in lines:
        if chunk and size + len(line.data) > CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
        chunk.append(line)
        size += len(line.data)
        if len(chunk) >= min(CHUNK_LINES, int(crew.lines_per_chunk)):
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
