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
import subprocess
import sys
import threading
import time
from typing import Any, NamedTuple

MAX_LENGTH = 5_000
"""Characters of an answer. Longer ones are not answers, and math-verify's patterns are quadratic in the length."""
WALL_SECONDS = 120.0
"""The backstop, sixty times the CPU seconds that a request may use."""
START_SECONDS = 300.0
_REPLY_BYTES = 65_536
_STARTS = 2
"""A worker that dies for another reason than its bound (the machine ran out of memory, say) is tried once more."""


class Comparison(NamedTuple):
    """What the fallback found: equal or not, or `None` with the problem.

    problem: "" when decided; "answer" or "reference" when that side cannot be read; "bound" when the work was cut
    off; "unavailable" when there is no worker.
    """

    equal: bool | None
    problem: str
    explanation: str


_lock = threading.Lock()
_process: subprocess.Popen[bytes] | None = None


def compare(answer: str, reference: str) -> Comparison:
    """Compare two answers in the worker. Callable from any thread; never raises for what the texts say."""
    if len(answer) > MAX_LENGTH or len(reference) > MAX_LENGTH:
        return Comparison(None, "bound", f"The answer is longer than {MAX_LENGTH} characters.")
    request = json.dumps({"answer": answer, "reference": reference}).encode() + b"\n"
    with _lock:
        for _ in range(_STARTS):
            try:
                reply = _exchange(request)
            except _NoWorkerError as error:
                return Comparison(None, "unavailable", f"The math-verify worker does not start: {error}")
            except _BoundError as error:
                return Comparison(None, "bound", str(error))
            if reply is not None:
                return _comparison(reply)
    return Comparison(None, "bound", "The worker died on this answer.")


def stop() -> None:
    """End the worker, if there is one; the next comparison starts another."""
    with _lock:
        _kill()


class _NoWorkerError(Exception):
    pass


class _BoundError(Exception):
    pass


def _comparison(reply: dict[str, Any]) -> Comparison:
    if "equal" in reply:
        equal = bool(reply["equal"])
        return Comparison(equal, "", "math-verify finds them equal." if equal else "math-verify finds them different.")
    problem = reply["problem"]
    if problem == "memory":
        return Comparison(None, "bound", "The comparison needed too much memory.")
    if problem == "error":
        return Comparison(None, "bound", f"math-verify failed: {reply['error']}")
    return Comparison(None, problem, f"math-verify cannot read the {problem}.")


def _exchange(request: bytes) -> dict[str, Any] | None:
    """Send one request and read its reply; `None` if the worker died for a reason of its own."""
    global _process  # noqa: PLW0603 - one worker a process is the point
    if _process is None or _process.poll() is not None:
        _process = _start()
    process = _process
    assert process.stdin is not None
    try:
        process.stdin.write(request)
        line = _read_line(process, WALL_SECONDS)
    except BrokenPipeError:
        line = b""
    except BaseException:
        _kill()  # interrupted between request and reply: the next reply would be this one's
        raise
    if line.endswith(b"\n"):
        reply: dict[str, Any] = json.loads(line)
        if reply.get("problem") == "memory":
            _kill()  # what is left of its memory is anybody's guess
        return reply
    process.wait()
    _kill()
    if process.returncode == -signal.SIGPROF:
        msg = "The comparison reached its bound on CPU time."
        raise _BoundError(msg)
    return None


def _start() -> subprocess.Popen[bytes]:
    # Not `multiprocessing`: its spawn runs the trainer's main module again, its fork copies a process with threads.
    # The worker sees the modules that this process sees, whatever has been done to the path since the start.
    program = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from verifiers.math.worker import main; main()"
    try:
        process = subprocess.Popen(
            [sys.executable, "-c", program, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={**os.environ, "PYTHONHASHSEED": "0"},  # the order of sympy's sets must not vary
            start_new_session=True,  # Ctrl-C is for the trainer
        )
    except OSError as error:
        raise _NoWorkerError(str(error)) from error
    try:
        line = _read_line(process, START_SECONDS)
        greeting = json.loads(line) if line.endswith(b"\n") else {"ready": False, "error": "it died"}
    except BaseException:
        _end(process)
        raise
    if not greeting["ready"]:
        _end(process)
        raise _NoWorkerError(greeting["error"])
    return process


def _read_line(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    """Read up to a newline from the worker; shorter if it died. Raises _BoundError after so many seconds."""
    assert process.stdout is not None
    descriptor = process.stdout.fileno()
    poll = select.poll()  # select() fails on descriptors above 1023, and trainers have many
    poll.register(descriptor, select.POLLIN)
    deadline = time.monotonic() + seconds
    line = b""
    while not line.endswith(b"\n") and len(line) < _REPLY_BYTES:
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            _kill()
            msg = f"The worker did not answer within {seconds:.0f} seconds of wall-clock time."
            raise _BoundError(msg)
        chunk = os.read(descriptor, _REPLY_BYTES)
        if not chunk:
            break
        line += chunk
    return line


def _kill() -> None:
    global _process  # noqa: PLW0603
    if _process is not None:
        _end(_process)
        _process = None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    _close(process)


def _close(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _forget() -> None:
    """In a forked child: the worker is the parent's, and the lock may have been held at the fork."""
    global _lock, _process  # noqa: PLW0603
    _lock = threading.Lock()
    if _process is not None:
        _close(_process)  # else the worker would outlive its owner for as long as this child lives
        _process.returncode = 0  # it is not ours to wait for
        _process = None


def _exit() -> None:
    """At exit, without the lock: a thread that still waits for a reply must not hold up the end of the program."""
    if _process is not None:
        _end(_process)


os.register_at_fork(after_in_child=_forget)
atexit.register(_exit)
