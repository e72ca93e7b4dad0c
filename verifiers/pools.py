"""Threads that grade, in pools by kind of work, so that what waits is never in the way of what computes.

Three kinds, as rewards declare them (`Reward.work`): computing, sandboxed, waiting for a server. Each has its own
bounded pool; no event loop's pool and no caller's threads are used. In a pool, batches take turns row by row, so that a
large one does not hold up a small one.

Computing needs one thread: Python runs one at a time. Where a computing row has to wait after all, as for math's
fallback, it says so (`waits`), and another row is graded meanwhile. Threads are not without end: where many wait, one
more begins again later, so that hundreds of slow comparisons hold up no numeral.

A cancelled row that has not begun never begins. One that has begun ends what it waits for (`on_cancel`): its program is
killed and its slot is free. Rows that compute are bounded in their work, so they end by themselves.

The threads are daemons: a program that ends does not wait for them.
"""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import Future

Result = TypeVar("Result")

MAX_THREADS = 256
"""Of a pool. Threads that wait cost some memory and nothing else; more of them than this are a mistake."""
MAX_WAITING = 64
"""Rows of a lending pool that wait at a time, four times as many as the fallback compares at once."""
IDLE_SECONDS = 30.0
"""So long a thread without work stays."""


class CancelledRowError(BaseException):
    """Nobody wants this row's verdict any more. Not an Exception: no handler for a grader's bugs may catch it."""


class PostponedRowError(BaseException):
    """Too many rows wait: this one begins again when there is a place. Not an Exception, for the same reason."""


class Task(Generic[Result]):
    """A function that a pool calls once, and what came of it."""

    __slots__ = ("_callbacks", "_done", "_function", "_lock", "cancelled", "error", "result")

    def __init__(self, function: Callable[[], Result], done: Callable[[Task[Result]], None]) -> None:
        self._function, self._done = function, done
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], object]] = []
        self.cancelled = False
        self.result: Result | None = None
        self.error: BaseException | None = None

    def run(self) -> bool:
        """Call the function, unless it is cancelled, and report. Whether that is over: it may have been postponed."""
        if not self.cancelled:
            try:
                self.result = self._function()
            except PostponedRowError:
                return False
            except BaseException as error:  # noqa: BLE001 - handed to whoever waits
                self.error = error
            self._done(self)
        return True

    def cancel(self) -> None:
        """Do not begin it; if it has begun, end what it waits for."""
        with self._lock:
            self.cancelled = True
            callbacks = list(self._callbacks)
        for callback in callbacks:
            callback()

    @contextmanager
    def calls(self, callback: Callable[[], object]) -> Iterator[None]:
        """Within the block, a cancellation calls `callback`. Raises CancelledRowError if there has been one."""
        with self._lock:
            if self.cancelled:
                raise CancelledRowError
            self._callbacks.append(callback)
        try:
            yield
        finally:
            with self._lock:
                self._callbacks.remove(callback)


class Pool:
    """Up to `active` threads.

    lends: one that only waits does not count, so that another works meanwhile. Where the bound is on those that wait,
    as for programs and servers, every thread counts.
    """

    def __init__(self, name: str, active: int, *, lends: bool = False) -> None:
        self._name, self._limit = name, active
        self.lends = lends
        self._changed = threading.Condition()
        # Batches that have just come in. Who submits does not take the lock while all threads are at work: an event
        # loop would wait for whichever of them has it.
        self._inbox: deque[deque[Task[Any]]] = deque()
        self._queues: OrderedDict[object, deque[Task[Any]]] = OrderedDict()
        self._postponed: deque[Task[Any]] = deque()
        self._threads = self._active = self._idle = self._called = self._waiting = 0

    def submit(self, tasks: Sequence[Task[Any]]) -> None:
        """Put tasks of one batch in line."""
        self._inbox.append(deque(tasks))
        if self._active < self._limit:
            with self._changed:
                self._open_inbox()
                for _ in range(min(len(tasks), self._limit - self._active)):
                    self._wake()

    def _open_inbox(self) -> None:
        """What has come in joins the line; the lock is held."""
        while self._inbox:
            tasks = self._inbox.popleft()
            self._queues[id(tasks)] = tasks

    def future(self, function: Callable[[], Result]) -> Future[Result]:
        """Put one function in line; what comes of it."""
        from concurrent.futures import Future

        future: Future[Result] = Future()

        def call() -> None:
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(function())
                except BaseException as error:  # noqa: BLE001 - handed to whoever waits
                    future.set_exception(error)

        self.submit([Task(call, lambda _: None)])
        return future

    def _wake(self) -> None:
        """One more thread takes tasks; the lock is held."""
        if self._idle > self._called:
            self._called += 1
            self._active += 1
            self._changed.notify()
        elif self._threads < MAX_THREADS:
            try:
                threading.Thread(target=self._work, name=f"verifiers-{self._name}", daemon=True).start()
            except RuntimeError:  # the host gives no more threads: those that there are do it
                if not self._threads:
                    raise
                return
            self._threads += 1
            self._active += 1

    def _work(self) -> None:
        while True:
            task = self._next()
            if task is None:
                return
            _here.task, _here.pool = task, self
            over = task.run()
            _here.task = _here.pool = None
            if not over:
                with self._changed:
                    self._postponed.append(task)
            del task  # its result is the caller's alone
            time.sleep(0)  # an event loop that waits for its turn has it between two rows, not after milliseconds

    def _next(self) -> Task[Any] | None:
        with self._changed:
            self._open_inbox()
            while not self._has_work() or self._active > self._limit:
                self._active -= 1
                if self._inbox and self._active < self._limit:  # who submitted this still took us for active
                    self._active += 1
                    self._open_inbox()
                    continue
                self._idle += 1
                called = self._is_called()
                self._idle -= 1
                if not called:
                    self._threads -= 1
                    return None
                self._open_inbox()
            if self._may_wait() and self._postponed:
                return self._postponed.popleft()
            batch, queue = self._queues.popitem(last=False)
            task = queue.popleft()
            if queue:
                self._queues[batch] = queue
            return task

    def _has_work(self) -> bool:
        return bool(self._queues or (self._postponed and self._may_wait()))

    def _may_wait(self) -> bool:
        return self._waiting < MAX_WAITING

    def _is_called(self) -> bool:
        """Wait for a call, which counts whoever takes it as active; not for ever. The lock is held.

        Calls are counted: a thread whose patience ends in the moment of a call must take it, or leave it to another.
        """
        while not self._called:
            if not self._changed.wait(IDLE_SECONDS) and not self._called:
                return False
        self._called -= 1
        return True

    @contextmanager
    def waits(self) -> Iterator[None]:
        """Within the block the calling thread, one of the pool's, does not count.

        Raises PostponedRowError, which is the pool's own to catch, where too many wait.
        """
        with self._changed:
            if not self._may_wait():
                raise PostponedRowError
            self._waiting += 1
            self._active -= 1
            self._open_inbox()
            if self._has_work():
                self._wake()
        try:
            yield
        finally:
            with self._changed:
                self._waiting -= 1
                self._active += 1


class _Here(threading.local):
    task: Task[Any] | None = None
    pool: Pool | None = None
    turns: _Turns | None = None


_here = _Here()


@contextmanager
def waits() -> Iterator[None]:
    """Say that the block waits for another process: its thread's pool grades other rows meanwhile."""
    if _here.pool is None or not _here.pool.lends:
        yield
    else:
        with _here.pool.waits():
            yield


@contextmanager
def on_cancel(callback: Callable[[], object]) -> Iterator[None]:
    """Within the block, `callback` is called, from another thread, when the row that is graded here is cancelled.

    Raises CancelledRowError when it has been cancelled before. Outside of a pool nothing is ever cancelled.
    """
    if _here.task is None:
        yield
    else:
        with _here.task.calls(callback):
            yield


MAX_BEGUN = 64
"""Rows that begin, and rows that end, in one round of an event loop, which takes a millisecond or two. A loop that is
given five thousand at once would else answer nobody for a tenth of a second and more."""


class _Turns:
    """Which of an event loop's rows begin in this round, and which end; the others wait for a round of theirs."""

    __slots__ = ("begun", "called", "ended", "line", "loop")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.begun = 0
        self.line: deque[asyncio.Future[None]] = deque()
        self.ended: deque[asyncio.Future[None]] = deque()
        self.called = False

    def next_round(self) -> None:
        self.begun = _wake_some(self.line)
        if self.begun:
            self.loop.call_soon(self.next_round)

    def end(self, finished: asyncio.Future[None]) -> None:
        """Have a future be done in a round to come. From any thread."""
        self.ended.append(finished)
        if not self.called:
            self.called = True
            with suppress(RuntimeError):  # the loop has been closed: nobody waits
                self.loop.call_soon_threadsafe(self._tell)

    def _tell(self) -> None:
        self.called = False  # before the line is looked at: what comes from now on calls again
        _wake_some(self.ended)
        if self.ended and not self.called:
            self.called = True
            self.loop.call_soon(self._tell)


def _wake_some(line: deque[asyncio.Future[None]]) -> int:
    """Wake who waits in front; how many."""
    woken = 0
    while line and woken < MAX_BEGUN:
        first = line.popleft()
        if not first.done():  # cancelled meanwhile
            first.set_result(None)
            woken += 1
    return woken


def _turns_of(loop: asyncio.AbstractEventLoop) -> _Turns:
    """Those of an event loop, which is the calling thread's."""
    turns = _here.turns
    if turns is None or turns.loop is not loop:
        turns = _here.turns = _Turns(loop)
    return turns


def begin() -> asyncio.Future[None] | None:
    """What one more row has to wait for in the running event loop; `None`: this round has room for it."""
    import asyncio

    loop = asyncio.get_running_loop()
    turns = _here.turns
    if turns is None or turns.loop is not loop:
        turns = _turns_of(loop)
    if turns.begun >= MAX_BEGUN:
        mine: asyncio.Future[None] = loop.create_future()
        turns.line.append(mine)
        return mine
    if not turns.begun:
        loop.call_soon(turns.next_round)
    turns.begun += 1
    return None


async def turn() -> None:
    """Wait until this round of the event loop has room for one more row."""
    room = begin()
    if room is not None:
        await room


Job: TypeAlias = tuple[Pool, Callable[[], Result]]


def run_all(jobs: Sequence[Job[Result]]) -> list[Result]:
    """Call the functions, each in its pool: their results in order. Ends those that are left when it is interrupted.

    Raises what the first of them that failed, in their order, has raised.
    """
    if _here.pool is not None:  # a row that grades rows: its own thread does it, as the pool may have no other
        return [function() for _, function in jobs]
    finished = threading.Semaphore(0)
    tasks = [Task(function, lambda _: finished.release()) for _, function in jobs]
    try:
        _submit(jobs, tasks)
        for _ in tasks:
            finished.acquire()
    except BaseException:
        for task in tasks:
            task.cancel()
        raise
    return [_result(task) for task in tasks]


async def await_one(pool: Pool, function: Callable[[], Result]) -> Result:
    """Call a function in a pool, awaited. Cancelling it cancels the call."""
    import asyncio

    loop = asyncio.get_running_loop()
    finished: asyncio.Future[None] = loop.create_future()
    turns = _turns_of(loop)
    task = Task(function, lambda _: turns.end(finished))
    pool.submit([task])
    try:
        await finished
    except BaseException:
        task.cancel()
        raise
    return _result(task)


async def await_all(jobs: Sequence[Job[Result]]) -> list[Result]:
    """`run_all`, awaited. Cancelling it cancels every call."""
    if not jobs:
        return []
    import asyncio

    await turn()
    loop = asyncio.get_running_loop()
    finished: asyncio.Future[None] = loop.create_future()
    turns = _turns_of(loop)
    left = len(jobs)
    lock = threading.Lock()

    def done(_: Task[Result]) -> None:
        nonlocal left
        with lock:
            left -= 1
            last = left == 0
        if last:
            turns.end(finished)

    tasks = [Task(function, done) for _, function in jobs]
    _submit(jobs, tasks)
    try:
        await finished
    except BaseException:
        for task in tasks:
            task.cancel()
        raise
    return [_result(task) for task in tasks]


def _submit(jobs: Sequence[Job[Result]], tasks: Sequence[Task[Result]]) -> None:
    batches: dict[Pool, list[Task[Result]]] = {}
    for (pool, _), task in zip(jobs, tasks, strict=True):
        batches.setdefault(pool, []).append(task)
    for pool, batch in batches.items():
        pool.submit(batch)


def _result(task: Task[Result]) -> Result:
    if task.error is not None:
        raise task.error
    return task.result  # type: ignore[return-value]  # it has run


_pools: dict[object, Pool] = {}
_lock = threading.Lock()


def pool_for(kind: object, active: int) -> Pool:
    """The pool of a kind, made when it is first asked for."""
    with _lock:
        pool = _pools.get(kind)
        if pool is None:
            name = kind if isinstance(kind, str) else "waiting"
            pool = _pools[kind] = Pool(name, min(active, MAX_THREADS), lends=kind == "computing")
        return pool


def _forget() -> None:
    """In a forked child there are no threads but the one that forked, and locks may be held by those that are not."""
    global _lock  # noqa: PLW0603
    _lock = threading.Lock()
    _pools.clear()
    _here.task = _here.pool = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
