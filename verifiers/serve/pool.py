"""The lines before the worker processes.

There are two, each with workers of its own: what runs programs, which may run for seconds, and what does not. A
request's tasks are in them as one `Ticket`. Whichever worker is free takes a few tasks of the ticket in front, which
then goes to the end of the line: a request of ten thousand rows does not hold up one of four. How many it takes follows
the pace of that ticket; where they take longer, the worker gives back what is left of them.

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


KINDS = (False, True)
"""Whether a task runs programs. Six that never end, and numerals that wait behind them for a minute, were one line."""


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
        self._places: dict[bool, deque[int]] = {kind: deque() for kind in KINDS}
        for place, task in enumerate(tasks):
            self._places[task.runs_programs].append(place)
        self._done = 0
        self._paces = {kind: Pace() for kind in KINDS}
        self.answers = answers
        self.dropped = False

    def __len__(self) -> int:
        return len(self._tasks)

    def left(self, kind: bool) -> int:  # noqa: FBT001 - a kind of task, not a switch
        """How many tasks of a kind no worker has taken yet."""
        return 0 if self.dropped else len(self._places[kind])

    def take(self, kind: bool, workers: int) -> list[tuple[int, Task]]:  # noqa: FBT001
        """The next tasks for a worker, of those that are left, each with its place."""
        places, size = self._places[kind], 0
        most = min(self._paces[kind].items, math.ceil(self.left(kind) / workers))
        chunk: list[tuple[int, Task]] = []
        while (
            self.left(kind)
            and len(chunk) < most
            and (not chunk or size + self._tasks[places[0]].size <= MAX_CHUNK_BYTES)
        ):
            place = places.popleft()
            chunk.append((place, self._tasks[place]))
            size += self._tasks[place].size
        return chunk

    def give_back(self, kind: bool, places: Sequence[int]) -> None:  # noqa: FBT001
        """Tasks that were taken and not done: they are the next ones again."""
        self._places[kind].extendleft(reversed(places))

    def put(self, kind: bool, places: Sequence[int], answers: Sequence[Answer], seconds: float) -> None:  # noqa: FBT001
        """What a worker said of tasks, and how long it took."""
        self._paces[kind].took(len(answers), seconds)
        for place, answer in zip(places, answers, strict=True):
            self._found[place] = answer
        self._done += len(answers)
        if self._done == len(self._tasks) and not self.answers.done():
            self.answers.set_result([answer for answer in self._found if answer is not None])


class Pool:
    """For each kind of task a crew of so many workers, and at most `rows` tasks and `memory` bytes in line and in work.

    deaths: called with the way in which a worker ended.
    """

    def __init__(
        self, grader: Grader, workers: int, rows: int, memory: int, deaths: Callable[[str], None] = lambda _: None
    ) -> None:
        self.size = workers
        self.rows = rows
        self.memory = memory
        self.held_rows = self.held_bytes = 0
        self._crews = {kind: Crew(grader, died=deaths) for kind in KINDS}
        self._deaths = deaths
        self._lines: dict[bool, deque[Ticket]] = {kind: deque() for kind in KINDS}
        self._more = {kind: asyncio.Event() for kind in KINDS}
        self._threads = ThreadPoolExecutor(workers * len(KINDS), "worker")
        self._lanes: list[asyncio.Task[None]] = []
        self._seconds_a_row = 0.001  # of one worker, lately

    def hire(self) -> None:
        """Start all workers at once, and wait for them. Raises ScoringError, in one sentence, if they do not start.

        Those for programs start when there is a program: a service of answers alone need not have their memory.
        """
        self._crews[False].hire(self.size)

    def open(self) -> None:
        """Begin to work, in the running event loop, with the workers that were hired."""
        self._lanes = [asyncio.create_task(self._lane(kind)) for kind in KINDS for _ in range(self.size)]

    async def close(self) -> None:
        """End every worker, busy or not, and what it started."""
        for lane in self._lanes:
            lane.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)
        for crew in self._crews.values():
            await asyncio.to_thread(crew.dismiss)
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
        for kind in KINDS:
            if ticket.left(kind):
                self._lines[kind].append(ticket)
                self._more[kind].set()
        try:
            yield ticket
        finally:
            ticket.dropped = True
            self.held_rows -= len(tasks)
            for line in self._lines.values():
                with suppress(ValueError):
                    line.remove(ticket)

    @property
    def wait_seconds(self) -> int:
        """In how many seconds half of what is in line should be done."""
        return min(max(math.ceil(self.held_rows * self._seconds_a_row / self.size / 2), 1), MAX_WAIT_SECONDS)

    async def _lane(self, kind: bool) -> None:  # noqa: FBT001
        """One worker at work: a chunk of the ticket in front, and again."""
        line, more = self._lines[kind], self._more[kind]
        while True:
            while not line:
                more.clear()
                await more.wait()
            ticket = line.popleft()
            chunk = ticket.take(kind, self.size)
            if ticket.left(kind):
                line.append(ticket)
                more.set()
            begin = perf_counter()
            answers = await self._answers(self._crews[kind], ticket, [task for _, task in chunk])
            seconds = perf_counter() - begin
            if ticket.dropped:
                continue
            places = [place for place, _ in chunk]
            done = len(answers)
            self._seconds_a_row += 0.1 * (seconds / done - self._seconds_a_row)
            ticket.put(kind, places[:done], answers, seconds)
            ticket.give_back(kind, places[done:])
            if ticket.left(kind) and ticket not in line:
                line.append(ticket)
                more.set()

    async def _answers(self, crew: Crew, ticket: Ticket, tasks: Sequence[Task]) -> list[Answer]:
        """What the crew says of the first tasks, of one at least; of none when their request has gone.

        Waits for a worker that can be had.
        """
        run = asyncio.get_running_loop().run_in_executor
        while not ticket.dropped:
            try:
                return await run(self._threads, crew.score_some, tasks, lambda: not ticket.dropped)
            except ScoringError as error:  # noqa: PERF203 - it is the loop's purpose
                self._deaths(str(error))
                await asyncio.sleep(RETRY_SECONDS)
        return []
