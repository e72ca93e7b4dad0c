"""What a job may use, and what came of it: the limits, the figures and the outcome."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
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
    own: float
    peak: int
    backstop: bool
    stdout: bytes
    stderr: bytes
    detail: str


def shortage(last_words: bytes, words: bytes, memory_signs: Sequence[bytes]) -> str:
    """Of what a run says on standard error that it had too little, as an outcome; empty for nothing.

    An interpreter says at the end that it had no memory; a program can say so as well and gains nothing by it.
    words: all that was kept. memory_signs: how the language's own runtime says it, and reports at length what it did.
    """
    if any(sign in last_words for sign in _MEMORY_SIGNS) or any(sign in words for sign in memory_signs):
        return "memory_limit"
    if any(sign in last_words for sign in _PROCESS_SIGNS):
        return "process_limit"
    return ""


def outcome_of(
    status: int, cpu: float, peak: int, lacked: str, limits: Limits, memory_ran_out: Callable[[], bool]
) -> str:
    """The outcome of a job that nobody has stopped.

    status: as wait(2) gives it. lacked: its own words, as `shortage` has them. memory_ran_out: whether the kernel
    killed for that.
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
    return lacked or "runtime_error"
