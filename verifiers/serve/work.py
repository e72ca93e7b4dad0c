"""What a worker process does for the service: grades a row, or runs a program. All of it is pickled to get there.

A task knows how it is done and what is said of it when a worker did not survive it; `Grader` is what the worker keeps.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from verifiers.code import shared
from verifiers.code.report import UnavailableError
from verifiers.errors import RowError
from verifiers.names import ACCURACY, WallName, reward_of
from verifiers.rows.completions import texts_of
from verifiers.rows.fields import Fields
from verifiers.rows.lines import Line
from verifiers.rows.row import json_line, read_row
from verifiers.sandbox import Input, Limits, Program, RunResult, SandboxUnavailable
from verifiers.sandbox.languages import languages
from verifiers.scoring.grade import Scorer

FIELDS = Fields(completion="completion", reference="answer", prompt="prompt", language="language")
"""The names of a row in a request. Tests are recognised by their shape, in `tests` or as data sets have them."""

_MIB = 1 << 20


class Answer(NamedTuple):
    """What a worker says of a task: an object in JSON, and the outcome for the metrics."""

    data: bytes
    outcome: str


class Task(Protocol):
    """Something for a worker to do."""

    @property
    def size(self) -> int:
        """Its bytes, about."""

    @property
    def runs_programs(self) -> bool:
        """Whether it may run a program, and so take seconds."""

    def do(self, wall: WallName | None) -> Answer:
        """Do it, in a worker."""

    def lost(self, why: str) -> Answer:
        """What is said when it has ended a worker of its own."""


@dataclass(frozen=True)
class Grader:
    """What a worker is given first, in the place of a file's `Scorer`."""

    wall: WallName | None

    def score(self, task: Task) -> Answer:
        """Do a task."""
        return task.do(self.wall)

    def lost(self, task: Task, why: str) -> Answer:
        """What is said of a task that has ended a worker of its own."""
        return task.lost(why)


class Row(NamedTuple):
    """A row to grade.

    rewards: the names of `reward_of`. data: the row in JSON.
    plain: whether its completion is known to be a text, so that nobody need look for a list of them.
    runs_programs: whether it may have tests.
    """

    rewards: tuple[str, ...]
    data: bytes
    plain: bool
    runs_programs: bool

    @property
    def size(self) -> int:
        """Its bytes."""
        return len(self.data)

    def do(self, wall: WallName | None) -> Answer:
        """Grade it."""
        line = Line(1, self.data)
        if not self.plain and _is_several(line):
            return _error("the completion is a list of completions: send a row for each")
        (scored,) = _scorer(self.rewards, wall).score(line)
        row = json.loads(scored.data)
        tally = scored.tally
        if tally.error is not None:
            return _error(tally.error)
        decides = next((place for place, name in enumerate(tally.names) if name in ACCURACY), 0)
        kept = {"reward": row["reward"], "verdicts": row["verdicts"]}
        return Answer(json_line(kept).rstrip(), tally.parts[decides][1])

    def lost(self, why: str) -> Answer:
        """The row's own error: no other row pays for it."""
        return _error(why)


class Broken(NamedTuple):
    """A row of which it is known already why it cannot be graded."""

    sentence: str
    size: int = 0
    runs_programs: bool = False

    def do(self, wall: WallName | None) -> Answer:  # noqa: ARG002 - every task is done like this
        """Say so."""
        return _error(self.sentence)

    def lost(self, why: str) -> Answer:
        """As every task."""
        return _error(why)


class Unsupported(NamedTuple):
    """A program that is not run here, and why."""

    sentence: str
    size: int = 0
    runs_programs: bool = False

    def do(self, wall: WallName | None) -> Answer:  # noqa: ARG002 - every task is done like this
        """Say so, as the protocol does."""
        return sandbox_error(self.sentence)

    def lost(self, why: str) -> Answer:
        """As every task."""
        return sandbox_error(why)


def _error(sentence: str) -> Answer:
    return Answer(json_line({"reward": None, "error": sentence}).rstrip(), "error")


def _is_several(line: Line) -> bool:
    try:
        found = texts_of(read_row(line).get(FIELDS.completion))
    except (RowError, RecursionError):  # the scorer says what is wrong with it
        return False
    return found is not None and found.several


@lru_cache(maxsize=64)  # weights are numbers, so a client could name as many rewards as it likes
def _scorer(names: tuple[str, ...], wall: WallName | None) -> Scorer:
    plain, tested = (reward_of(names, tests=tests, wall=wall) for tests in (False, True))
    return Scorer(plain, FIELDS, tested)


def sandbox_error(sentence: str) -> Answer:
    """SandboxFusion's way to say that there is no verdict on the program."""
    return Answer(_dumped("SandboxError", sentence, None, None), "sandbox_error")


class Run(NamedTuple):
    """A program to run.

    said: a run's result as the protocol has it, in JSON. failed: what is said where there is none.
    patience: seconds after which the client gives up.
    """

    program: Program
    input: Input
    limits: Limits
    said: Callable[[Program, RunResult], bytes]
    failed: Callable[[str], Answer] = sandbox_error
    patience: float = math.inf
    runs_programs: bool = True

    @property
    def seconds(self) -> float:
        """The time that it may take with the machine for itself: asleep and on a processor together."""
        return self.limits.cpu_seconds

    @property
    def size(self) -> int:
        """Its bytes."""
        files = (*self.program.files, *self.input.files)
        return len(self.program.content) + len(self.input.stdin) + sum(len(content) for _, content in files)

    def do(self, wall: WallName | None) -> Answer:
        """Run it. Where there is no wall, that is the sandbox's error, never the program's."""
        try:
            result = shared.sandbox_of(wall).run(self.program, self.input, self.limits)
        except (UnavailableError, SandboxUnavailable, ValueError) as error:
            return self.failed(f"{error}")
        if result.outcome == "sandbox_error":
            return self.failed(result.detail or "the slot failed twice")
        if result.outcome in {"ok", "runtime_error"} and result.own_seconds > self.seconds:
            result = replace(result, outcome="time_limit", detail=f"it took more than {self.seconds:g} seconds")
        return Answer(self.said(self.program, result), result.outcome)

    def lost(self, why: str) -> Answer:
        """The service's fault, until somebody shows otherwise."""
        return self.failed(why)


def fusion_said(program: Program, result: RunResult) -> bytes:
    """A run as SandboxFusion reports it: how each command ended, and whether all of them ended well."""
    if result.outcome == "compile_error":
        late = result.exit_code is None
        return _dumped("Failed", result.detail, command_of(result, "TimeLimitExceeded" if late else "Finished"), None)
    compiled = None
    if languages()[program.language].compile:
        # It was compiled, now or for an earlier run: how long that took is not known any more.
        compiled = {"status": "Finished", "execution_time": None, "return_code": 0, "stdout": "", "stderr": ""}
    late = result.outcome == "time_limit"
    run = command_of(result, "TimeLimitExceeded" if late else "Finished")
    message = "" if result.outcome in {"ok", "runtime_error"} else result.detail or result.outcome.replace("_", " ")
    status = "Success" if result.outcome == "ok" else "Failed"
    return _dumped(status, message, compiled, run, fused(result.files))


def fused(files: Mapping[str, bytes]) -> dict[str, str]:
    """Files as SandboxFusion sends them."""
    return {name: base64.b64encode(content).decode() for name, content in files.items()}


def command_of(result: RunResult, status: str) -> dict[str, Any]:
    """A run as SandboxFusion has it, by one of its names for how it ended."""
    code = result.exit_code
    if code is None and status == "Finished":
        code = -(result.signal or 9)  # as python's subprocess has it
    if result.outcome not in {"ok", "time_limit"} and code == 0:
        code = 1  # a bound was passed, whatever the program made of it
    return {
        "status": status,
        "execution_time": result.wall_seconds,
        "return_code": code if status == "Finished" else None,
        "stdout": result.stdout.decode("utf-8", "replace"),
        "stderr": result.stderr.decode("utf-8", "replace"),
    }


def _dumped(status: str, message: str, compiled: Any, run: Any, files: Any = None) -> bytes:
    return json_line(
        {
            "status": status,
            "message": message,
            "compile_result": compiled,
            "run_result": run,
            "executor_pod_name": None,
            "files": files or {},
        }
    ).rstrip()
