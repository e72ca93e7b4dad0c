"""What is run, within what bounds, and what came of it."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

RunOutcome = Literal[
    "ok",
    "runtime_error",
    "time_limit",
    "memory_limit",
    "output_limit",
    "process_limit",
    "compile_error",
    "sandbox_error",
]

MAX_STDIN = 256 << 20
MAX_SOURCE = 16 << 20
MAX_FILES = 256
"""Beside a program, and of those that are fetched. Tests have a handful."""
MAX_NAME = 255
"""Bytes of the name of a file, as file systems have it."""
_WALL_FACTOR, _WALL_EXTRA = 10.0, 5.0
"""The backstop, where none is given: so long that a loaded machine does not reach it, while a sleeper does."""
_MIB = 1 << 20


class SandboxUnavailableError(RuntimeError):
    """This host cannot run programs as asked. The message is one sentence that says what to do."""


SandboxUnavailable = SandboxUnavailableError


@dataclass(frozen=True)
class Program:
    """A program: a language of the table, its source as one file, and the arguments that it gets.

    files: what lies beside the source, for the compiler and at each run: relative names and contents.
    """

    language: str
    source: str | bytes
    args: tuple[str, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()

    def __post_init__(self) -> None:
        if len(self.content) > MAX_SOURCE:
            msg = f"the source is longer than {MAX_SOURCE} bytes"
            raise ValueError(msg)
        if any("\0" in argument for argument in self.args):
            msg = "an argument holds a null character"
            raise ValueError(msg)
        check_files(self.files)

    @cached_property
    def content(self) -> bytes:
        """The source in bytes. Lone surrogates, which a model can write, become what no compiler takes."""
        return self.source if isinstance(self.source, bytes) else self.source.encode("utf-8", "surrogatepass")

    @cached_property
    def key(self) -> str:
        """What tells it from other sources."""
        digest = hashlib.sha256(self.language.encode() + b"\0" + self.content)
        for name, content in self.files:
            digest.update(b"\0%d\0%d\0" % (len(name), len(content)) + name.encode("utf-8", "surrogatepass") + content)
        return digest.hexdigest()


@dataclass(frozen=True)
class Input:
    """What a run is given beside its program.

    files: what lies beside the source in this run alone: relative names and contents.
    fetch: names of the files whose contents the result has, where the run leaves them.
    """

    stdin: bytes = b""
    files: tuple[tuple[str, bytes], ...] = ()
    fetch: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.stdin, bytes | bytearray | memoryview):
            msg = f"standard input must be bytes, not {type(self.stdin).__name__}"
            raise TypeError(msg)
        if len(self.stdin) > MAX_STDIN:
            msg = f"standard input is longer than {MAX_STDIN} bytes"
            raise ValueError(msg)
        check_files(self.files)
        check_files(tuple((name, b"") for name in self.fetch))


def check_files(files: tuple[tuple[str, bytes], ...]) -> None:
    """Refuse what cannot lie in the folder of a run. Raises ValueError."""
    if len(files) > MAX_FILES:
        msg = f"there are {len(files)} files, more than {MAX_FILES}"
        raise ValueError(msg)
    if sum(len(content) for _, content in files) > MAX_STDIN:
        msg = f"the files have more than {MAX_STDIN} bytes"
        raise ValueError(msg)
    names = [name for name, _ in files]
    for name in names:
        parts = name.split("/")
        encoded = name.encode("utf-8", "surrogatepass")
        if {"", ".", ".."} & set(parts) or "\0" in name or len(encoded) > MAX_NAME:
            msg = f"{name[:MAX_NAME]!r} is not the name of a file beside the program"
            raise ValueError(msg)
    folders = {name[:at] for name in names for at in range(len(name)) if name[at] == "/"}
    if len(set(names)) < len(names) or folders & set(names):
        msg = "two files have one name"
        raise ValueError(msg)


@dataclass(frozen=True)
class Limits:
    """What one run may use. CPU seconds are those of all its processes together."""

    cpu_seconds: float = 10.0
    memory_mb: float = 512.0
    output_mb: float = 8.0
    """Standard output; a run that writes more is ended."""
    stderr_kb: float = 64.0
    """What is kept of standard error. More is read and dropped, up to 64 times this."""
    processes: int = 64
    """Processes and threads at one time."""
    open_files: int = 256
    file_mb: float = 64.0
    """The size of any one file that it writes."""
    idle_seconds: float = 2.0
    """Asleep in all: seconds in which none of its processes had a processor or waited for one."""
    wall_seconds: float | None = None
    """The backstop, on the clock, less the time in which the run waited for a processor; by default ten times the CPU
    seconds and five more."""

    def __post_init__(self) -> None:
        for name, low, high in _BOUNDS:
            value = getattr(self, name)
            if value is None and name == "wall_seconds":
                continue
            if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
                msg = f"{name} must be between {low:g} and {high:g}, not {value!r}"
                raise ValueError(msg)
        for name in ("processes", "open_files"):
            if not isinstance(getattr(self, name), int):
                msg = f"{name} must be a whole number"
                raise TypeError(msg)

    def wire(self) -> dict[str, float | int]:
        """The limits as the runner wants them."""
        wall = self.wall_seconds
        return {
            "cpu_seconds": self.cpu_seconds,
            "wall_seconds": self.cpu_seconds * _WALL_FACTOR + _WALL_EXTRA if wall is None else wall,
            "idle_seconds": self.idle_seconds,
            "memory_bytes": int(self.memory_mb * _MIB),
            "stdout_bytes": int(self.output_mb * _MIB),
            "stderr_bytes": math.ceil(self.stderr_kb * 1024),
            "file_bytes": int(self.file_mb * _MIB),
            "open_files": self.open_files,
            "processes": self.processes,
        }


_BOUNDS: tuple[tuple[str, float, float], ...] = (
    ("cpu_seconds", 0.01, 3600),
    ("memory_mb", 16, 1 << 20),
    ("output_mb", 0, 512),
    ("stderr_kb", 0, 1 << 16),
    ("processes", 1, 4096),
    ("open_files", 16, 1 << 16),
    ("file_mb", 0, 1 << 16),
    ("idle_seconds", 0.1, 36_000),
    ("wall_seconds", 0.01, 36_000),
)

COMPILE_LIMITS = Limits(cpu_seconds=30, memory_mb=1536, output_mb=1, processes=32, file_mb=64)
"""For the compiler: bits/stdc++.h takes 1.5 seconds and 300 MiB; templates can take everything."""


@dataclass(frozen=True)
class RunResult:
    """How a run ended. For `compile_error`, exit code, signal, output and times are the compiler's."""

    outcome: RunOutcome
    exit_code: int | None = None
    """As a shell would see it; `None` when a signal ended it, or when it never ran."""
    signal: int | None = None
    stdout: bytes = field(default=b"", repr=False)
    stderr: bytes = b""
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0
    own_seconds: float = 0.0
    """Of these, those that it would have taken with the machine for itself: asleep, or on a processor. Within 0.1 s."""
    peak_memory_mb: float = 0.0
    backstop: bool = False
    """The wall clock's backstop ended it, not its CPU time or its sleep: the disk, say, or the machine stood still."""
    detail: str = ""
    """One sentence where the outcome alone does not say enough."""
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    """Of those that were asked for, the ones that the run left."""


def result_of(header: dict[str, Any], parts: list[bytes]) -> RunResult:
    """A result from the runner's answer."""
    import os

    status = header.get("status", -1)
    exited = status >= 0 and os.WIFEXITED(status)
    signalled = status >= 0 and os.WIFSIGNALED(status)
    return RunResult(
        outcome=header["outcome"],
        exit_code=os.WEXITSTATUS(status) if exited else None,
        signal=os.WTERMSIG(status) if signalled else None,
        stdout=parts[0],
        stderr=parts[1],
        cpu_seconds=header["cpu"],
        wall_seconds=header["wall"],
        own_seconds=header["own"],
        peak_memory_mb=header["peak"] / _MIB,
        backstop=header["backstop"],
        detail=header["detail"],
        files=dict(zip(header.get("fetched", ()), parts[2:], strict=False)),
    )
