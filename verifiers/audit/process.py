"""The worker seen from outside: started, asked, watched, and killed when it does not answer.

How long is too long must not depend on what else the machine does, so it is counted in CPU seconds of the worker and
its children. One that sleeps uses none: it has no answer when all of its processes have slept for as many seconds; a
process that merely waits for a busy machine is not asleep.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

WORKER = Path(__file__).with_name("worker.py")
START_SECONDS = 120.0
"""What importing the function's module may take: training frameworks take ten."""
PATIENCE = 10
"""The wall clock's backstop is so many times the CPU time: for processes that neither work nor sleep for long."""
TICK_SECONDS = 0.25
LOADINGS = 3
"""A function that was loaded once is tried again so often: some modules fail to be imported every other time."""


class UnusableError(Exception):
    """The function cannot be loaded; the text says why."""


class Worker:
    """A process that has loaded the function. It is started again when it was killed or has died."""

    def __init__(self, target: str, python: str | None = None, hash_seed: int = 0) -> None:
        self._target = target
        self._python = python or sys.executable
        self._hash_seed = hash_seed
        self._process: subprocess.Popen[bytes] | None = None
        self._pending = b""
        self.fitting: list[str] = []

    def __enter__(self) -> Worker:  # noqa: PYI034 - `Self` needs a later Python than the oldest that we support
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start the process and load the function. Raises UnusableError."""
        try:
            self._process = subprocess.Popen(
                [self._python, str(WORKER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONHASHSEED": str(self._hash_seed), "PYTHONWARNINGS": "ignore"},
                start_new_session=True,
            )
        except OSError as error:
            msg = f"{self._python} cannot be run: {error.strerror}"
            raise UnusableError(msg) from None
        self._pending = b""
        reply = self._exchange({"target": self._target}, START_SECONDS)
        if "unusable" in reply or "problem" in reply:
            self.stop()
            raise UnusableError(reply.get("unusable") or reply["problem"])
        self.fitting = reply["fitting"]

    def ask(
        self, rows: Sequence[dict[str, Any]], shape: str, seconds: float, *, threads: int = 0, alarm: bool = False
    ) -> dict[str, Any]:
        """Have rows scored: the worker's answer, or `{"problem": a sentence}` when there was none."""
        for attempt in range(LOADINGS):
            if self._process is not None:
                break
            try:
                self.start()
            except UnusableError as error:
                if attempt == LOADINGS - 1:
                    return {"problem": f"it could not be loaded again: {error}"}
        request = {"rows": list(rows), "shape": shape, "threads": threads, "alarm": alarm}
        reply = self._exchange(request, seconds)
        if "problem" in reply:
            self.stop()
        return reply

    def stop(self) -> None:
        """End the process and its children."""
        process, self._process = self._process, None
        if process is None:
            return
        for pid in [process.pid, *(pid for pid, _ in _family(process.pid))]:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for stream in (process.stdin, process.stdout):
            assert stream is not None
            with contextlib.suppress(BrokenPipeError):
                stream.close()

    def _exchange(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdin is not None
        key = secrets.token_hex(8)
        # A request of megabytes does not fit into the pipe: the worker reads it while we write, unless it has died.
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps({**request, "key": key}).encode() + b"\n")
            self._process.stdin.flush()
        return self._answer(key.encode() + b" ", seconds)

    def _answer(self, prefix: bytes, seconds: float) -> dict[str, Any]:
        """Wait for the line that begins with the key."""
        assert self._process is not None
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        watch = _Watch(self._process.pid, seconds)
        while True:
            *lines, self._pending = self._pending.split(b"\n")
            for line in lines:
                if line.startswith(prefix):
                    reply: dict[str, Any] = json.loads(line[len(prefix) :])
                    return reply
            self._pending = self._pending[-(1 << 26) :]
            ready, _, _ = select.select([descriptor], [], [], TICK_SECONDS)
            if ready:
                chunk = os.read(descriptor, 1 << 16)
                if not chunk:
                    return {"problem": "its process ended without an answer"}
                self._pending += chunk
            problem = watch.verdict()
            if problem:
                return {"problem": problem}


class _Watch:
    """Counts what the worker's processes do while they are waited for."""

    def __init__(self, pid: int, seconds: float) -> None:
        self._pid = pid
        self._seconds = seconds
        self._start = self._woken = time.monotonic()
        self._before: float | None = None  # at the first look: most answers are there before it
        self._last = 0.0

    def verdict(self) -> str | None:
        """Why there will be no answer; `None` while there may be one."""
        now = time.monotonic()
        if now - self._start < TICK_SECONDS:
            return None
        usage = _usage(self._pid)
        if self._before is None:
            self._before = usage.cpu
        if usage.running or usage.cpu != self._last:
            self._woken, self._last = now, usage.cpu
        if usage.cpu - self._before > self._seconds:
            return f"no answer in {self._seconds:.0f} s of CPU time"
        if now - self._woken > self._seconds:
            return f"no answer, asleep for {self._seconds:.0f} s"
        if now - self._start > PATIENCE * self._seconds:
            return f"no answer in {PATIENCE * self._seconds:.0f} s"
        return None


class _Usage(NamedTuple):
    cpu: float
    running: bool


def _usage(pid: int) -> _Usage:
    """CPU seconds of a process and its descendants, and whether one of them runs or waits for a core."""
    fields = [stat for _, stat in _family(pid)]
    ticks = sum(sum(map(int, stat[11:15])) for stat in fields)
    return _Usage(ticks / os.sysconf("SC_CLK_TCK"), any(stat[0] == "R" for stat in fields))


def _family(pid: int) -> list[tuple[int, list[str]]]:
    """A process and all of its descendants, with what /proc/PID/stat says behind their names."""
    stats: dict[int, list[str]] = {}
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):  # noqa: PTH208 - read often
        if not entry.isdigit():
            continue
        try:
            stat = Path(f"/proc/{entry}/stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        stats[int(entry)] = stat
        children.setdefault(int(stat[1]), []).append(int(entry))
    found, pending = [], [pid]
    while pending:
        one = pending.pop()
        if one in stats:
            found.append((one, stats[one]))
        pending += children.get(one, [])
    return found
