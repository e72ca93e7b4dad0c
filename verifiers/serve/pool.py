"""The line before the worker processes.

A request's tasks stand in line as one `Ticket`. Whichever worker is free takes a few tasks of the ticket in front,
which then goes to the end of the line: a request of ten thousand rows does not hold up one of four. How many it takes
follows the pace of that ticket.

The line is bounded in rows, and what all requests hold together in bytes. A ticket whose request has gone (the client
hung up, its deadline passed) leaves the line at once; what a worker has of it by then is worked off, and dropped.

The workers are a crew, as those of a file are: one that dies costs nobody a row but the row that ends a worker of its
own. Where no other can be started, the rows wait for one, up to their request's deadline.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from time import perf_counter

from verifiers.errors import ScoringError
from verifiers.serve.work import Answer, Grader, Task
from verifiers.workers.crew import Crew
from verifiers.workers.pace import MAX_CHUNK_BYTES, Pace

RETRY_SECONDS = 1.0
"""So long is waited before another worker is tried where one could not be started."""
MAX_WAIT_SECONDS = 30
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
        self._pace = Pace()
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
        most = min(self._pace.items, math.ceil(self.left / workers))
        chunk: list[Task] = []
        while (
            self.left and len(chunk) < most and (not chunk or size + self._tasks[self._given].size <= MAX_CHUNK_BYTES)
        ):
            chunk.append(self._tasks[self._given])
            size += chunk[-1].size
            self._given += 1
        return first, chunk

    def put(self, first: int, answers: Sequence[Answer], seconds: float) -> None:
        """What a worker said of tasks, and how long it took."""
        self._pace.took(len(answers), seconds)
        self._found[first : first + len(answers)] = answers
        self._done += len(answers)
        if self._done == len(self._tasks) and not self.answers.done():
            self.answers.set_result([answer for answer in self._found if answer is not None])


class Pool:
    """A crew of so many workers, and at most `rows` tasks and `memory` bytes in line and in work.

    deaths: called with the way in which a worker ended.
    """

    def __init__(
        self, grader: Grader, workers: int, rows: int, memory: int, deaths: Callable[[str], None] = lambda _: None
    ) -> None:
        self.size = workers
        self.rows = rows
        self.memory = memory
        self.held_rows = self.held_bytes = 0
        self._crew = Crew(grader, died=deaths)
        self._deaths = deaths
        self._line: deque[Ticket] = deque()
        self._more = asyncio.Event()
        self._threads = ThreadPoolExecutor(workers, "worker")
        self._lanes: list[asyncio.Task[None]] = []
        self._seconds_a_row = 0.001  # of one worker, lately

    def hire(self) -> None:
        """Start all workers at once, and wait for them. Raises ScoringError, in one sentence, if they do not start."""
        self._crew.hire(self.size)

    def open(self) -> None:
        """Begin to work, in the running event loop, with the workers that were hired."""
        self._lanes = [asyncio.create_task(self._lane()) for _ in range(self.size)]

    async def close(self) -> None:
        """End every worker, busy or not, and what it started."""
        for lane in self._lanes:
            lane.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)
        await asyncio.to_thread(self._crew.dismiss)
        await asyncio.gather(*self._lanes, return_exceptions=True)

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
        return min(max(math.ceil(self.held_rows * self._seconds_a_row / self.size / 2), 1), MAX_WAIT_SECONDS)

    async def _lane(self) -> None:
        """One worker at work: a chunk of the ticket in front, and again."""
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
            answers = await self._answers(ticket, tasks)
            seconds = perf_counter() - begin
            self._seconds_a_row += 0.1 * (seconds / len(tasks) - self._seconds_a_row)
            if not ticket.dropped:
                ticket.put(first, answers, seconds)

    async def _answers(self, ticket: Ticket, tasks: Sequence[Task]) -> list[Answer]:
        """What the crew says of tasks, or of some when their request has gone. Waits for a worker that can be had."""
        run = asyncio.get_running_loop().run_in_executor
        while not ticket.dropped:
            try:
                return await run(self._threads, self._crew.score, tasks, lambda: not ticket.dropped)
            except ScoringError as error:  # noqa: PERF203 - it is the loop's purpose
                self._deaths(str(error))
                await asyncio.sleep(RETRY_SECONDS)
        return []
