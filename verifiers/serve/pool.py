"""Worker processes, and the line before them.

A request's tasks stand in line as one `Ticket`. Whichever worker is free takes a few tasks of the ticket in front,
which then goes to the end of the line: a request of ten thousand rows does not hold up one of four. How many it takes
follows the pace of that ticket, as the local engine's chunks do.

The line is bounded in rows, and what all requests hold together in bytes. A ticket whose request has gone (the client
hung up, its deadline passed) leaves the line at once; what a worker has of it by then is worked off, and dropped.

A worker that dies costs nobody a row but the row that ends a worker of its own. It is replaced; where no other can be
started, the row waits for one, up to its request's deadline.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from time import perf_counter
from typing import Any

from verifiers.errors import ScoringError
from verifiers.scoring.engine import CHUNK_BYTES, CHUNK_LINES, CHUNK_SECONDS, Worker, WorkerDiedError
from verifiers.serve.work import Answer, Grader, Task

RETRY_SECONDS = 1.0
"""So long is waited before another worker is tried where one could not be started."""
LONGEST_WAIT = 30
"""No client is told to come back later than in so many seconds."""


class FullError(Exception):
    """There is no room now. `seconds`: when there may be."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Ticket:
    """A request's place in the line. `answers`: a future of them all, in the order of the tasks."""

    def __init__(self, tasks: Sequence[Task], answers: asyncio.Future[list[Answer]]) -> None:
        self._tasks = tasks
        self._found: list[Answer | None] = [None] * len(tasks)
        self._given = self._done = 0
        self._per_chunk = 4.0
        self.answers = answers
        self.dropped = False

    def __len__(self) -> int:
        return len(self._tasks)

    @property
    def left(self) -> int:
        """How many tasks no worker has taken yet."""
        return 0 if self.dropped else len(self._tasks) - self._given

    def take(self, workers: int) -> tuple[int, list[Task]]:
        """The next tasks for a worker, of those that are left, and the place of the first."""
        first, size = self._given, 0
        most = min(CHUNK_LINES, int(self._per_chunk), math.ceil(self.left / workers))
        chunk: list[Task] = []
        while self.left and len(chunk) < most and (not chunk or size + self._tasks[self._given].size <= CHUNK_BYTES):
            chunk.append(self._tasks[self._given])
            size += chunk[-1].size
            self._given += 1
        return first, chunk

    def put(self, first: int, answers: Sequence[Answer], seconds: float) -> None:
        """What a worker said of tasks, and how long it took."""
        goal = CHUNK_SECONDS * len(answers) / max(seconds, 1e-6)
        self._per_chunk = min(max(1.0, goal, self._per_chunk / 2), self._per_chunk * 2)
        self._found[first : first + len(answers)] = answers
        self._done += len(answers)
        if self._done == len(self._tasks) and not self.answers.done():
            self.answers.set_result([answer for answer in self._found if answer is not None])


class Pool:
    """So many workers, and at most `rows` tasks and `memory` bytes in line and in work.

    deaths: called with the way in which a worker ended.
    """

    def __init__(
        self, grader: Grader, workers: int, rows: int, memory: int, deaths: Callable[[str], None] = lambda _: None
    ) -> None:
        self.size = workers
        self.rows = rows
        self.memory = memory
        self.held_rows = self.held_bytes = 0
        self._grader = grader
        self._deaths = deaths
        self._line: deque[Ticket] = deque()
        self._more = asyncio.Event()
        self._threads = ThreadPoolExecutor(workers, "worker")
        self._workers: set[Worker] = set()
        self._lanes: list[asyncio.Task[None]] = []
        self._closed = False
        self._pace = 0.001  # seconds of one worker for a row, lately

    def hire(self) -> None:
        """Start all workers at once, and wait for them. Raises ScoringError, in one sentence, if they do not start."""
        try:
            for future in [self._threads.submit(self._new) for _ in range(self.size)]:
                future.result()
        except (ScoringError, WorkerDiedError) as error:
            self._end()
            msg = str(error) if isinstance(error, ScoringError) else f"no worker process can be started: {error}"
            raise ScoringError(msg) from None

    def open(self) -> None:
        """Begin to work, in the running event loop, with the workers that were hired."""
        self._lanes = [asyncio.create_task(self._lane(worker)) for worker in list(self._workers)]

    async def close(self) -> None:
        """End every worker, busy or not, and what it started."""
        for lane in self._lanes:
            lane.cancel()
        self._end()
        await asyncio.gather(*self._lanes, return_exceptions=True)

    def _end(self) -> None:
        self._closed = True
        for worker in list(self._workers):
            worker.kill()
        self._threads.shutdown(wait=False, cancel_futures=True)

    @contextmanager
    def hold(self, size: int) -> Iterator[Callable[[int], None]]:
        """Hold so many bytes, and more by the function given. Raises FullError where that is more than there may be."""
        held = 0

        def more(size: int) -> None:
            nonlocal held
            if self.held_bytes + size > self.memory:
                raise FullError(self.wait_seconds)
            self.held_bytes += size
            held += size

        try:
            more(size)
            yield more
        finally:
            self.held_bytes -= held

    @contextmanager
    def line_up(self, tasks: Sequence[Task]) -> Iterator[Ticket]:
        """Stand in line while the context lasts. Raises FullError where the line is full."""
        if self.held_rows + len(tasks) > self.rows:
            raise FullError(self.wait_seconds)
        ticket = Ticket(tasks, asyncio.get_running_loop().create_future())
        if not tasks:
            ticket.answers.set_result([])
        self.held_rows += len(tasks)
        if tasks:
            self._line.append(ticket)
            self._more.set()
        try:
            yield ticket
        finally:
            ticket.dropped = True
            self.held_rows -= len(tasks)
            with suppress(ValueError):
                self._line.remove(ticket)

    @property
    def wait_seconds(self) -> int:
        """In how many seconds half of what is in line should be done."""
        return min(max(math.ceil(self.held_rows * self._pace / self.size / 2), 1), LONGEST_WAIT)

    async def _lane(self, worker: Worker | None) -> None:
        """One worker's life, and that of those who replace it."""
        while True:
            while not self._line:
                self._more.clear()
                await self._more.wait()
            ticket = self._line.popleft()
            first, tasks = ticket.take(self.size)
            if ticket.left:
                self._line.append(ticket)
                self._more.set()
            begin = perf_counter()
            worker, answers = await self._ask(worker, tasks)
            if answers is None:
                answers = []
                for task in tasks:
                    if ticket.dropped:
                        break
                    worker, answer = await self._ask_alone(worker, task)
                    answers.append(answer)
            seconds = perf_counter() - begin
            self._pace += 0.1 * (seconds / len(tasks) - self._pace)
            if not ticket.dropped:
                ticket.put(first, answers, seconds)

    async def _ask(self, worker: Worker | None, tasks: Sequence[Task]) -> tuple[Worker | None, list[Answer] | None]:
        """What a worker says of tasks, and the worker; `None` in the place of either that did not survive."""
        found: Any = worker or await self._replace()
        try:
            return found, await self._answers(found, tasks)
        except WorkerDiedError as error:
            self._lost(found, str(error))
            return None, None

    async def _ask_alone(self, worker: Worker | None, task: Task) -> tuple[Worker | None, Answer]:
        found: Any = worker or await self._replace()
        try:
            (answer,) = await self._answers(found, [task])
        except WorkerDiedError as error:
            self._lost(found, str(error))
            return None, task.lost(str(error))
        return found, answer

    async def _answers(self, worker: Worker, tasks: Sequence[Task]) -> list[Any]:
        """What a worker says of tasks. Raises WorkerDiedError, also where nobody can read it: the worker goes then."""
        score: Any = worker.score
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, score, tasks)
        except (WorkerDiedError, RuntimeError):  # RuntimeError: the threads have been closed
            raise
        except Exception as error:
            worker.kill()
            msg = f"its answer could not be read ({type(error).__name__})"
            raise WorkerDiedError(msg) from error

    def _lost(self, worker: Worker, how: str) -> None:
        self._workers.discard(worker)
        if not self._closed:
            self._deaths(how)

    async def _replace(self) -> Worker:
        while True:
            try:
                return await asyncio.get_running_loop().run_in_executor(self._threads, self._new)
            except (ScoringError, WorkerDiedError) as error:  # noqa: PERF203
                self._deaths(str(error))
                await asyncio.sleep(RETRY_SECONDS)

    def _new(self) -> Worker:
        worker: Any = Worker()
        self._workers.add(worker)
        if self._closed:  # since we looked: whoever ends them did not see this one
            worker.kill()
        try:
            worker.begin(self._grader)
        except WorkerDiedError:
            self._workers.discard(worker)
            raise
        return worker  # type: ignore[no-any-return]
