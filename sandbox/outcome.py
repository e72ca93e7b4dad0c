"""What a job may use, and what came of it: the limits, the figures and the judgement."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import NamedTuple

_MEMORY_SIGNS = (b"MemoryError", b"bad_alloc", b"annot allocate memory", b"out of memory")
_PROCESS_SIGNS = (b"Resource temporarily unavailable", b"can't start new thread")


class Limits(NamedTuple):
    """What a run may use, in the units of the protocol."""

    cpu_seconds: float
    wall_seconds: float
    idle_seconds: float
    memory_bytes: int
    stdout_bytes: int
    stderr_bytes: int
    file_bytes: int
    open_files: int
    processes: int


class Ended(NamedTuple):
    """How a job ended."""

    outcome: str
    status: int
    cpu: float
    wall: float
    peak: int
    backstop: bool
    stdout: bytes
    stderr: bytes
    detail: str


def judge(
    status: int, cpu: float, peak: int, last_words: bytes, limits: Limits, memory_ran_out: Callable[[], bool]
) -> str:
    """The outcome of a job that nobody has stopped.

    status: as wait(2) gives it. last_words: the end of standard error, where an interpreter says that there was no
    memory; a program can say so as well and gains nothing by it. memory_ran_out: whether the kernel killed for that.
    """
    signalled = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if cpu > limits.cpu_seconds or signalled == signal.SIGXCPU:
        return "time_limit"
    if peak > limits.memory_bytes:
        return "memory_limit"
    if status == 0:
        return "ok"
    if signalled == signal.SIGKILL and memory_ran_out():
        return "memory_limit"
    if any(sign in last_words for sign in _MEMORY_SIGNS):
        return "memory_limit"
    if any(sign in last_words for sign in _PROCESS_SIGNS):
        return "process_limit"
    return "runtime_error"
