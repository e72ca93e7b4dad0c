"""One sandbox a process and wall, opened by the first grade that needs it, for all threads.

A fork opens its own; the parent's slots are the parent's. All end with the process: slots watch it.
"""

from __future__ import annotations

import atexit
import os
import threading
import time

from verifiers.code.report import UnavailableError
from verifiers.cores import cores
from verifiers.sandbox import Sandbox, SandboxUnavailable, Wall, open_sandbox

RETRY_SECONDS = 5.0
"""Where there is no wall, the next look is put off for so long: a batch must not knock at a dead engine row by row."""

slots: int | None = None
"""How many slots a sandbox gets that is opened from now on; `None`: one for each core. Whoever runs many processes that
grade side by side sets it to 1 in each."""

_opened: dict[tuple[int, object], Sandbox] = {}
_absent: dict[tuple[int, object], tuple[float, str]] = {}
_lock = threading.Lock()


def sandbox_of(wall: str | Wall | None) -> Sandbox:
    """The sandbox behind this wall. Raises UnavailableError, in one sentence."""
    key = (os.getpid(), wall)
    with _lock:
        if key in _opened:
            return _opened[key]
        when, sentence = _absent.get(key, (0.0, ""))
        if sentence and time.monotonic() - when < RETRY_SECONDS:
            raise UnavailableError(sentence)
        try:
            _opened[key] = open_sandbox(wall, slots=slots or cores())  # type: ignore[arg-type]
        except SandboxUnavailable as error:
            _absent[key] = (time.monotonic(), str(error))
            raise UnavailableError(str(error)) from None
        return _opened[key]


def _in_fork() -> None:
    """The lock may have been held by a thread that the fork does not have."""
    global _lock  # noqa: PLW0603
    _lock = threading.Lock()


@atexit.register
def close_all() -> None:
    """End what this process has opened."""
    for (pid, _), sandbox in list(_opened.items()):
        if pid == os.getpid():
            sandbox.close()
    _opened.clear()


os.register_at_fork(after_in_child=_in_fork)
