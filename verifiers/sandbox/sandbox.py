"""The sandbox as its users see it: programs in, results out."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict, deque
from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING

from verifiers.pools import Pool, await_one, on_cancel, waits
from verifiers.sandbox.batch import ATTEMPTS, Batch, Keep, Task, describe
from verifiers.sandbox.languages import how_to_get, languages
from verifiers.sandbox.run import Input, Limits, Program, RunResult, SandboxUnavailableError, check_files
from verifiers.sandbox.slots import Slots, work
from verifiers.sandbox.walls import Prepares, Wall
from verifiers.sandbox.wire import WireError

if TYPE_CHECKING:
    from typing_extensions import Self

KEPT_BYTES = 256 << 20
"""Of compiled programs, in this process."""
DEFAULT_LIMITS = Limits()

_Compiled = tuple[RunResult, bytes]


class Sandbox:
    """Runs programs behind a wall. Made by `open_sandbox`; close it, or use it as a context manager. Thread-safe."""

    def __init__(self, wall: Wall, slots: int | None, compile_limits: Limits) -> None:
        size = slots or os.cpu_count() or 1
        self.wall = wall
        self._compile_limits = compile_limits
        self._table = languages()
        self._slots = Slots(wall, size)
        # Threads of ours, that the end of the program does not wait for.
        self._helpers = Pool("sandbox-help", self._slots.most)
        self._awaited = Pool("sandbox-await", size * 2)
        self._binaries: OrderedDict[str, Future[_Compiled]] = OrderedDict()
        self._lock = threading.Lock()
        try:
            with self._slots.lease() as slot:  # the wall stands, or the caller hears it now
                assert slot is not None
                self.languages: tuple[str, ...] = tuple(name for name in self._table if name in slot.languages)
                """Those in which programs can be run here: the languages of the table whose commands the wall has."""
        except BaseException:
            self.close()
            raise

    @property
    def size(self) -> int:
        """Programs that run at a time."""
        return self._slots.size

    def run(self, program: Program, stdin: bytes | Input = b"", limits: Limits = DEFAULT_LIMITS) -> RunResult:
        """Run a program once.

        Raises ValueError for an unknown language, SandboxUnavailable when no slot can be had, or the wall lacks the
        commands of the language.
        """
        return self.run_many(program, [stdin], limits)[0]

    def run_many(
        self,
        program: Program,
        stdins: Sequence[bytes | Input],
        limits: Limits = DEFAULT_LIMITS,
        keep: Keep = lambda _, result: result,
    ) -> list[RunResult]:
        """Run a program once for each input, on every slot that is free; compiled once. Results in order.

        keep: what is kept of each result, by the number of its input, called as soon as it is there, in any thread, one
            at a time. Whoever reduces outputs here to what is wanted of them never has all in memory. `None`: enough is
            known; what has not begun gets a `sandbox_error`, and so does this one.
        """
        inputs = [one if isinstance(one, Input) else Input(one) for one in stdins]
        self._check(program, inputs)
        binary = program.content
        if self._table[program.language].compile:
            compiled, binary = self._compile(program)
            if not binary:
                return describe([keep(number, compiled) for number in range(len(stdins))])
        tasks = deque(Task(number, program, binary, one, limits) for number, one in enumerate(inputs))
        batch = Batch(tasks, [None] * len(stdins), keep)
        helpers: list[Future[None]] = []
        try:
            # This thread works as well: a batch goes on where all helpers are busy with others.
            with waits(), on_cancel(batch.stop):
                for _ in range(min(self._slots.size, len(stdins)) - 1):
                    helpers.append(self._helpers.future(partial(work, self._slots, batch, first=False)))  # noqa: PERF401 - all that began are ended
                work(self._slots, batch)
        except BaseException:
            batch.stop()
            for helper in helpers:
                helper.cancel()
            raise
        for helper in helpers:
            if not helper.cancel():
                helper.exception()
        if batch.tasks:
            work(self._slots, batch)  # what a helper gave back when it failed
        if batch.failure is not None:
            raise batch.failure
        return describe(batch.results)

    def build(self, program: Program) -> tuple[RunResult, bytes]:
        """Compile a program: what the compiler did, and its product; empty where it gave none.

        Raises ValueError for an unknown language, SandboxUnavailable where the wall lacks it.
        """
        self._check(program, [])
        return self._compile(program)

    async def arun(self, program: Program, stdin: bytes | Input = b"", limits: Limits = DEFAULT_LIMITS) -> RunResult:
        """`run`, awaited."""
        return (await self.arun_many(program, [stdin], limits))[0]

    async def arun_many(
        self, program: Program, stdins: Sequence[bytes | Input], limits: Limits = DEFAULT_LIMITS
    ) -> list[RunResult]:
        """`run_many`, awaited."""
        return await await_one(self._awaited, partial(self.run_many, program, stdins, limits))

    def _check(self, program: Program, inputs: Sequence[Input]) -> None:
        language = self._table.get(program.language)
        if language is None:
            msg = f"unknown language {program.language!r}: there are {', '.join(self._table)}"
            raise ValueError(msg)
        if language.name not in self.languages:
            msg = f"the {self.wall.name} sandbox does not have {language.title}: {how_to_get(self.wall.name, language)}"
            raise SandboxUnavailableError(msg)
        ours = {language.source, language.product, language.helper}
        for one in inputs if program.files or any(one.files for one in inputs) else ():
            files = (*program.files, *one.files)
            check_files(files)
            taken = ours & {name.split("/", 1)[0] for name, _ in files}
            if taken:
                msg = f"the name {taken.pop()!r} is that of the program itself"
                raise ValueError(msg)

    def _compile(self, program: Program) -> _Compiled:
        """The binary of a source: made once, however many ask for it at a time."""
        with self._lock:
            future = self._binaries.get(program.key)
            ours = future is None
            if future is None:
                future = self._binaries[program.key] = Future()
            self._binaries.move_to_end(program.key)
        if ours:
            try:
                future.set_result(self._compile_now(program))
            except BaseException as error:
                with self._lock:
                    self._binaries.pop(program.key, None)
                future.set_exception(error)
                raise
            self._forget_old()
        return future.result()

    def _compile_now(self, program: Program) -> _Compiled:
        if isinstance(self.wall, Prepares):
            self.wall.prepare(program)
        reason = ""
        for _ in range(ATTEMPTS):
            try:
                with self._slots.lease() as slot:
                    assert slot is not None
                    return slot.compile(program, self._compile_limits)
            except WireError as error:  # noqa: PERF203
                reason = str(error)
        msg = f"the compiler cannot be run: {reason}"
        raise SandboxUnavailableError(msg)

    def _forget_old(self) -> None:
        with self._lock:
            done = [(key, future) for key, future in self._binaries.items() if future.done()]
            total = sum(len(future.result()[1]) + 1024 for _, future in done)
            for key, future in done[:-1]:
                if total <= KEPT_BYTES:
                    break
                total -= len(future.result()[1]) + 1024
                del self._binaries[key]

    def close(self) -> None:
        """End all slots and what runs in them."""
        self._slots.close()
        self.wall.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
