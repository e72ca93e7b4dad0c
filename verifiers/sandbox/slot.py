"""One slot from the outside: started by its wall, given programs and inputs over the wire, asked why when it fails."""

from __future__ import annotations

import os
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence

from verifiers.sandbox.batch import ATTEMPTS, Batch, Task
from verifiers.sandbox.run import Limits, Program, RunResult, SandboxUnavailableError, result_of
from verifiers.sandbox.walls import Started, Wall
from verifiers.sandbox.wire import Answer, Wire, WireError, frame

START_SECONDS = 60.0
"""For a slot to say that it is ready. It takes a fifth of a second; the rest is for a machine that stands still."""
MAX_WALL_STRETCH = 100
"""The runner's own (sandbox/pace.py): on a busy machine, a run may take so many times its wall clock."""
PATIENCE_SECONDS = 90.0
"""Beyond a run's backstop, for a slot that is there to end it and clean up, before the slot is given up."""
WINDOW = 32
"""Runs that wait in a slot, so that it goes on while we read. None while runs are long: another slot may be free."""
SHORT_SECONDS = 0.01
KEPT_PROGRAMS = 48
KEPT_BYTES = 192 << 20
"""What a slot is taken to remember; the runner keeps a little more (KEPT_PROGRAMS there)."""


class Slot:
    """One slot: a wall's process and the wire to its runner."""

    def __init__(self, wall: Wall, number: int, woken: Callable[[], None] = lambda: None) -> None:
        """woken: is called when `asleep` or `long` changes."""
        self.asleep = self.long = False
        """Whether the run in progress sleeps, or has had a processor for so long that another slot's comes first."""
        self._woken = woken
        self._started: Started = wall.start(number)
        self._wire = Wire(self._started.to_runner, self._started.from_runner, self._started.unwrap, self._yield)
        self._known: OrderedDict[str, int] = OrderedDict()
        self._window = 1
        self._owner = os.getpid()
        try:
            header, _ = self._wire.exchange(lambda: None, lambda: True, lambda: START_SECONDS)[0]
        except (WireError, IndexError):
            self.end()
            msg = f"the {wall.name} sandbox does not start: {self._started.last_words() or 'it said nothing'}"
            raise SandboxUnavailableError(msg) from None
        except BaseException:
            self.end()
            raise
        self.languages = frozenset(header["languages"])
        """Those whose commands are there."""
        missing = wall.accepts(header)
        if missing:
            self.end()
            msg = f"the {wall.name} sandbox is not good enough: {missing}"
            raise SandboxUnavailableError(msg)

    def _yield(self, asleep: bool, long: bool) -> None:  # noqa: FBT001 - facts, not modes; the wire calls it
        if (asleep, long) != (self.asleep, self.long):
            self.asleep, self.long = asleep, long
            self._woken()

    def kill(self) -> None:
        """End what runs in it, from any thread: whoever works with it reads the end of the pipe, and lets go."""
        if os.getpid() == self._owner:  # in a fork, it is the parent's
            self._started.end()

    def end(self) -> None:
        """End it and close its pipes: for its holder alone, because descriptors are used again by other threads."""
        self.kill()
        self._wire.close()

    def compile(self, program: Program, limits: Limits) -> tuple[RunResult, bytes]:
        """Compile; returns what the compiler did and the binary. Raises WireError."""
        request = {"do": "compile", "id": 0, "key": program.key, "language": program.language, "limits": limits.wire()}
        request["files"] = _sizes(program.files)
        requests = iter([frame(request, b"".join([program.content, *_contents(program.files)]))])
        answers = self._wire.exchange(lambda: next(requests, None), lambda: True, lambda: _patience(limits))
        header, parts = answers[0]
        result = result_of(header, parts)
        binary = parts[2] if len(parts) > 2 else b""
        if header["dirty"] or result.outcome == "sandbox_error":
            raise WireError(header["dirty"] or result.detail)
        if binary:
            self._remember(program.key, len(binary))
        return result, binary

    def work(self, batch: Batch) -> None:
        """Do tasks of a batch until there are none. Raises WireError when the slot has failed: tasks are given back."""
        waiting: deque[Task] = deque()
        self._window = 1  # what was true of the last batch's programs need not be of these
        patience = PATIENCE_SECONDS

        def more() -> bytes | None:
            nonlocal patience
            if len(waiting) >= self._window or any(task.alone for task in waiting):
                return None
            task = batch.take()
            if task is None:
                return None
            if task.alone and waiting:
                batch.give_back([task])
                return None
            waiting.append(task)
            patience = max(patience, _patience(task.limits))
            return self._request(task)

        try:
            while True:
                answers = self._wire.exchange(more, lambda: bool(waiting), lambda: patience)
                self._yield(asleep=False, long=False)
                if not answers and not waiting:
                    return
                for answer in answers:
                    self._settle(batch, waiting.popleft(), answer)
        except WireError as error:
            self._fail(batch, waiting, str(error))
            raise
        except BaseException:
            batch.give_back(list(waiting))
            raise

    def _request(self, task: Task) -> bytes:
        key = task.program.key
        loading = b""
        if key in self._known:
            self._known.move_to_end(key)
        else:
            loading = frame({"do": "load", "key": key, "language": task.program.language}, task.binary)
            self._remember(key, len(task.binary))
        request = {
            "do": "run",
            "id": task.number,
            "key": key,
            "args": task.program.args,
            "limits": task.limits.wire(),
        }
        files = (*task.program.files, *task.input.files)
        if files or task.input.fetch:
            request |= {"files": _sizes(files), "fetch": task.input.fetch}
        return loading + frame(request, b"".join([task.input.stdin, *_contents(files)]))

    def _remember(self, key: str, size: int) -> None:
        self._known[key] = size
        while len(self._known) > KEPT_PROGRAMS or (sum(self._known.values()) > KEPT_BYTES and len(self._known) > 1):
            self._known.popitem(last=False)

    def _settle(self, batch: Batch, task: Task, answer: Answer) -> None:
        header, parts = answer
        if header["id"] != task.number:
            msg = "the runner answers something else"
            raise WireError(msg)
        if header["outcome"] == "unknown_program":
            self._known.pop(task.program.key, None)
            batch.give_back([task])
            return
        result = result_of(header, parts)
        if result.outcome == "sandbox_error":
            task.attempts += 1
            if task.attempts < ATTEMPTS:
                task.alone = True
                batch.give_back([task])
                return
        self._window = min(WINDOW, self._window * 2) if result.wall_seconds < SHORT_SECONDS else 1
        batch.settle(task.number, result)
        if header["dirty"]:
            raise WireError(header["dirty"])

    def _fail(self, batch: Batch, waiting: deque[Task], reason: str) -> None:
        """The slot is lost. The first that waits may be why; none is with certainty, so each goes alone next time."""
        tasks = list(waiting)
        if tasks:
            tasks[0].attempts += 1
            if tasks[0].attempts >= ATTEMPTS:
                batch.settle(tasks[0].number, RunResult("sandbox_error", detail=reason))
                del tasks[0]
        for task in tasks:
            task.alone = True
        batch.give_back(tasks)


def _sizes(files: Sequence[tuple[str, bytes]]) -> list[tuple[str, int]]:
    return [(name, len(content)) for name, content in files]


def _contents(files: Sequence[tuple[str, bytes]]) -> list[bytes]:
    return [content for _, content in files]


def _patience(limits: Limits) -> float:
    return limits.wire()["wall_seconds"] * MAX_WALL_STRETCH + PATIENCE_SECONDS
