"""The fallback: what our own rules do not read, math-verify compares, in a worker process of its own.

One worker for the whole process, started on first use and shared by all threads (they take turns). It is bounded in
CPU time and memory by the kernel, killed and replaced when it exceeds them. The wall clock is only a backstop for a
machine that stands still: it is so long that load does not reach it.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import Any, NamedTuple

from verifiers.math import worker as bounds

MAX_LENGTH = 5_000
"""Characters of an answer. Longer ones are not answers, and math-verify's patterns are quadratic in the length."""
WALL_SECONDS = 120.0
"""The backstop, sixty times the CPU seconds that a request may use."""
START_SECONDS = 300.0
_REPLY_BYTES = 65_536
_STARTS = 2
"""A worker that dies for another reason than its bound (the machine ran out of memory, say) is tried once more."""


class Reply(NamedTuple):
    """What the fallback found: equal or not, or `None` with the problem.

    problem: "" when decided; "answer" or "reference" when that side cannot be read; "bound" when the work was cut
    off; "unavailable" when there is no worker.
    """

    equal: bool | None
    problem: str
    explanation: str


@dataclass
class _Worker:
    """A worker process, our end of its socket, and its own end while it starts."""

    ours: socket.socket
    theirs: socket.socket
    process: subprocess.Popen[bytes] | None = None
    replies: int = 0


_lock = threading.Lock()
_worker: _Worker | None = None
_exiting = False


def ask(answer: str, reference: str) -> Reply:
    """Compare two answers in the worker. Callable from any thread; never raises for what the texts say."""
    if len(answer) > MAX_LENGTH or len(reference) > MAX_LENGTH:
        return Reply(None, "bound", f"The answer is longer than {MAX_LENGTH} characters.")
    request = json.dumps({"answer": answer, "reference": reference}).encode() + b"\n"
    with _lock:
        for _ in range(_STARTS):
            try:
                reply = _exchange(request)
            except _NoWorkerError as error:
                return Reply(None, "unavailable", f"The math-verify worker does not start: {error}.")
            except _BoundError as error:
                return Reply(None, "bound", str(error))
            if reply is not None:
                return _read_reply(reply)
    return Reply(None, "bound", "The worker died on this answer.")


def stop() -> None:
    """End the worker, if there is one; the next comparison starts another."""
    with _lock:
        _kill()


class _NoWorkerError(Exception):
    pass


class _BoundError(Exception):
    pass


def _read_reply(reply: dict[str, Any]) -> Reply:
    if "equal" in reply:
        equal = bool(reply["equal"])
        return Reply(equal, "", "math-verify finds them equal." if equal else "math-verify finds them different.")
    problem = reply["problem"]
    if problem == "memory":
        return Reply(None, "bound", "The comparison needed too much memory.")
    if problem == "error":
        return Reply(None, "bound", f"math-verify failed: {reply['error']}")
    return Reply(None, problem, f"math-verify cannot read the {problem}.")


def _exchange(request: bytes) -> dict[str, Any] | None:
    """Send one request and read its reply; `None` if the worker died for a reason of its own."""
    worker = _worker
    try:
        if worker is None or worker.process is None or worker.process.poll() is not None:
            worker = _start()
        assert worker.process is not None
        deadline = time.monotonic() + WALL_SECONDS
        line = _read_line(worker, deadline) if _send(worker, request, deadline) else b""
        if line.endswith(b"\n"):
            worker.replies += 1
            reply: dict[str, Any] = json.loads(line)
            if reply.get("problem") != "memory":
                return reply
            _kill()  # what is left of its memory is anybody's guess
            return reply if worker.replies == 1 else None  # it may have been what earlier requests left there
        worker.process.wait()  # it closed its socket, so it has ended or is about to
        _kill()
    except _StandstillError as error:
        _kill()
        msg = f"The worker did not answer within {WALL_SECONDS:.0f} seconds of wall-clock time."
        raise _BoundError(msg) from error
    except BaseException:
        _kill()  # interrupted between request and reply: the next reply would be this one's
        raise
    if worker.process.returncode == -signal.SIGPROF:
        msg = "The comparison reached its bound on CPU time."
        raise _BoundError(msg)
    return None


# Not `multiprocessing`: its spawn runs the trainer's main module again, its fork copies a process with threads. The
# worker sees the modules that this process sees, whatever has been done to the path since the start; until then it
# imports nothing, because a file in the working directory may be named like a module.
_PROGRAM = "import sys; sys.path[:] = sys.argv[3:]; from verifiers.math.worker import main; main()"


def _start() -> _Worker:
    global _worker  # noqa: PLW0603 - one worker a process is the point
    _kill()
    if _exiting:
        msg = "the program is ending"
        raise _NoWorkerError(msg)
    path = [entry for entry in sys.path if isinstance(entry, str)]
    try:
        # Sockets, not pipes: a write to a dead one can be told to raise no SIGPIPE, whatever the trainer does with it.
        ours, theirs = socket.socketpair()
        _worker = worker = _Worker(ours, theirs)
        ours.settimeout(0)
        worker.process = subprocess.Popen(
            [sys.executable, "-Wignore", "-c", _PROGRAM, str(bounds.CPU_SECONDS), str(bounds.MEMORY_BYTES), *path],
            stdin=theirs.fileno(),
            stdout=theirs.fileno(),
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONHASHSEED": "0"},  # the order of sympy's sets must not vary
            start_new_session=True,  # Ctrl-C is for the trainer
        )
    except (OSError, TypeError, ValueError) as error:  # a program that embeds Python may have no sys.executable
        raise _NoWorkerError(str(error)) from error
    theirs.close()
    try:
        line = _read_line(worker, time.monotonic() + START_SECONDS)
    except _StandstillError as error:
        msg = f"it was not ready within {START_SECONDS:.0f} seconds"
        raise _NoWorkerError(msg) from error
    if not line.endswith(b"\n"):
        msg = f"it ended with exit code {worker.process.wait()}"
        raise _NoWorkerError(msg)
    greeting = json.loads(line)
    if not greeting["ready"]:
        raise _NoWorkerError(greeting["error"])
    return worker


class _StandstillError(Exception):
    pass


def _wait(worker: _Worker, event: int, deadline: float) -> None:
    poll = select.poll()  # select() fails on descriptors above 1023, and trainers have many
    poll.register(worker.ours, event)
    if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise _StandstillError


def _send(worker: _Worker, request: bytes, deadline: float) -> bool:
    """Whether all of the request could be sent; not to a worker that died."""
    while request:
        _wait(worker, select.POLLOUT, deadline)
        try:
            request = request[worker.ours.send(request, _NO_SIGNAL) :]
        except ConnectionError:
            return False
    return True


_NO_SIGNAL = getattr(socket, "MSG_NOSIGNAL", 0)


def _read_line(worker: _Worker, deadline: float) -> bytes:
    """Read up to a newline from the worker; shorter if it died. Raises _StandstillError when time is up."""
    line = b""
    while not line.endswith(b"\n") and len(line) < _REPLY_BYTES:
        _wait(worker, select.POLLIN, deadline)
        try:
            chunk = worker.ours.recv(_REPLY_BYTES)
        except ConnectionError:
            break
        if not chunk:
            break
        line += chunk
    return line


def _kill() -> None:
    global _worker
    worker, _worker = _worker, None  # first of all: whatever interrupts this, nobody uses that worker again
    if worker is not None:
        worker.ours.close()
        worker.theirs.close()
        if worker.process is not None:
            worker.process.kill()
            worker.process.wait()


def _forget() -> None:
    """In a forked child: the worker is the parent's, and the lock may have been held at the fork."""
    global _lock, _worker  # noqa: PLW0603
    _lock = threading.Lock()
    worker, _worker = _worker, None
    if worker is not None:
        worker.ours.close()  # else the worker would outlive its owner for as long as this child lives
        worker.theirs.close()
        if worker.process is not None:
            worker.process.returncode = 0  # it is not ours to wait for


def _exit() -> None:
    """At exit: a thread that still waits for a reply must not hold up the end of the program."""
    global _exiting  # noqa: PLW0603
    _exiting = True
    worker = _worker
    if _lock.acquire(blocking=False):
        _kill()
        _lock.release()
    elif worker is not None and worker.process is not None:
        worker.process.kill()


os.register_at_fork(after_in_child=_forget)
atexit.register(_exit)
