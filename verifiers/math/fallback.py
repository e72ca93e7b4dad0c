"""The fallback: what our own rules do not read, math-verify compares, in a process of its own.

One process is started on first use and forks a child for each comparison (see `worker.py`), so that many threads ask at
once and a slow comparison holds up no other. Each is bounded by the work that it does, not by the time that it takes:
its reply is the same on a machine under load. The wall clock is only a backstop for a machine that stands still.
Replies are remembered: a group of rollouts asks the same question again and again.
"""

from __future__ import annotations

import array
import atexit
import importlib.util
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

from verifiers.pools import waits

MAX_LENGTH = 5_000
"""Characters of an answer. Longer ones are not answers, and math-verify's patterns are quadratic in the length."""
MAX_CALLS = 4_000_000
"""Python calls of a comparison, some 4 CPU seconds. The median makes 50,000, an integral that gives an arctangent 2.7
million."""
CPU_SECONDS = 3.0
"""For half a million calls, which take half a second: what takes so much longer is a call that does not come back."""
MEMORY_BYTES = 1024**3
"""Address space. math-verify needs 0.15 GB; a runaway expression takes all there is."""
MAX_KNOWN = 4_096
"""Replies that are remembered."""
WALL_SECONDS = 600.0
"""The backstop: for a place among the comparisons that run, and for the reply."""
START_SECONDS = 300.0
_REPLY_BYTES = 65_536
_STARTS = 2
"""A comparison that dies for another reason than its bound (the machine ran out of memory, say) is tried once more."""


class Reply(NamedTuple):
    """What the fallback found: equal or not, or `None` with the problem.

    problem: "" when decided; "answer" or "reference" when that side cannot be read; "bound" when the work was cut
    off; "unavailable" when nobody can be asked.
    """

    equal: bool | None
    problem: str
    explanation: str


@dataclass
class _Worker:
    """The process that forks, our end of its socket, and its own end while it starts."""

    ours: socket.socket
    theirs: socket.socket
    process: subprocess.Popen[bytes] | None = None
    limits_memory: bool = True

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


_lock = threading.Lock()
_worker: _Worker | None = None
_known: dict[tuple[str, str], Reply] = {}
_exiting = False


def _missing() -> str | None:
    """What this system lacks to bound a comparison; Windows lacks it all."""
    needs = {
        "os.fork": hasattr(os, "fork"),
        "select.poll": hasattr(select, "poll"),
        "socket.SCM_RIGHTS": hasattr(socket, "SCM_RIGHTS"),
        "signal.setitimer": hasattr(signal, "setitimer"),
        "resource": importlib.util.find_spec("resource") is not None,
    }
    return next((name for name, there in needs.items() if not there), None)


def ask(answer: str, reference: str) -> Reply:
    """Let math-verify compare two answers. Callable from any thread; never raises for what the texts say."""
    if len(answer) > MAX_LENGTH or len(reference) > MAX_LENGTH:
        return Reply(None, "bound", f"The answer is longer than {MAX_LENGTH} characters.")
    key = (answer, reference)
    known = _known.get(key)
    if known is not None:
        return known
    missing = _missing()
    if missing is not None:
        return Reply(None, "unavailable", f"math-verify is not asked: without {missing} its work cannot be bounded.")
    request = json.dumps({"answer": answer, "reference": reference}).encode() + b"\n"
    for _ in range(_STARTS):
        try:
            with waits():
                worker = _running()
                reply = _exchange(worker, request)
        except (_NoWorkerError, OSError) as error:
            return Reply(None, "unavailable", f"The math-verify worker does not start: {error}.")
        except _StandstillError:
            _kill(worker)
            explanation = f"The worker did not answer within {WALL_SECONDS:.0f} seconds of wall-clock time."
            return Reply(None, "unavailable", explanation)
        if reply is None:
            _kill(worker)
        elif reply.get("problem") != "death":
            return _remembered(key, _reply(reply, worker))
    return Reply(None, "bound", "The worker died on this answer.")


def _remembered(key: tuple[str, str], reply: Reply) -> Reply:
    with _lock:
        _known[key] = reply
        if len(_known) > MAX_KNOWN:
            del _known[next(iter(_known))]
    return reply


def stop() -> None:
    """End the worker, if there is one, and forget what it said; the next comparison starts another."""
    _kill(_worker)
    _known.clear()


class _NoWorkerError(Exception):
    pass


class _StandstillError(Exception):
    pass


_EXPLANATIONS = {
    "work": "The comparison reached its bound on work.",
    "memory": "The comparison needed too much memory.",
}


def _reply(found: dict[str, Any], worker: _Worker) -> Reply:
    note = "" if worker.limits_memory else " This system does not limit its memory."
    if "equal" in found:
        equal = bool(found["equal"])
        return Reply(equal, "", f"math-verify finds them {'equal' if equal else 'different'}.{note}")
    problem = found["problem"]
    if problem in _EXPLANATIONS:
        return Reply(None, "bound", _EXPLANATIONS[problem])
    if problem == "error":
        return Reply(None, "bound", f"math-verify failed: {found['error']}")
    return Reply(None, problem, f"math-verify cannot read the {problem}.")


# -- a comparison -----------------------------------------------------------------------------------------------------


def _exchange(worker: _Worker, request: bytes) -> dict[str, Any] | None:
    """Have one request answered; `None` if the worker is gone.

    Each has a socket of its own. Whatever interrupts us closes our end of it, and the worker ends the comparison.
    """
    deadline = time.monotonic() + WALL_SECONDS
    ours, theirs = socket.socketpair()
    with ours:
        ours.settimeout(0)
        with theirs:
            if not _hand_over(worker, theirs, deadline):
                return None
        if not _send(worker, ours, request, deadline):
            return None
        line = _read_line(worker, ours, deadline)
        return json.loads(line) if line.endswith(b"\n") else None


def _hand_over(worker: _Worker, theirs: socket.socket, deadline: float) -> bool:
    """Give the worker its end of a socket."""
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [theirs.fileno()]))]
    while True:
        if not _wait(worker, worker.ours, select.POLLOUT, deadline):
            return False
        try:
            worker.ours.sendmsg([b"."], rights, _NO_SIGNAL)
        except BlockingIOError:  # another thread was faster
            continue
        except OSError:  # it is gone, or another thread has closed it
            return False
        return True


def _wait(worker: _Worker, end: socket.socket, event: int, deadline: float) -> bool:
    """Wait until a socket can be used; whether the worker is there. Raises _StandstillError when time is up."""
    poll = select.poll()  # select() fails on descriptors above 1023, and trainers have many
    try:
        poll.register(end, event)
    except ValueError:  # another thread has closed it
        return False
    while not poll.poll(max(0.0, min(_GLANCE, deadline - time.monotonic())) * 1000):
        if time.monotonic() >= deadline:
            raise _StandstillError
        if not worker.is_running():  # where a forked process holds the other end, too, it does not close
            return False
    return True


_GLANCE = 1.0
"""Seconds between looks at whether the worker lives."""
_NO_SIGNAL = getattr(socket, "MSG_NOSIGNAL", 0)


def _send(worker: _Worker, ours: socket.socket, request: bytes, deadline: float) -> bool:
    """Whether all of the request could be sent."""
    while request:
        if not _wait(worker, ours, select.POLLOUT, deadline):
            return False
        try:
            request = request[ours.send(request, _NO_SIGNAL) :]
        except ConnectionError:
            return False
    return True


def _read_line(worker: _Worker, ours: socket.socket, deadline: float) -> bytes:
    """Read up to a newline; shorter if the worker is gone."""
    line = b""
    while not line.endswith(b"\n") and len(line) < _REPLY_BYTES:
        if not _wait(worker, ours, select.POLLIN, deadline):
            break
        try:
            chunk = ours.recv(_REPLY_BYTES)
        except ConnectionError:
            break
        if not chunk:
            break
        line += chunk
    return line


# -- the worker -------------------------------------------------------------------------------------------------------

# Not `multiprocessing`: its spawn runs the trainer's main module again, its fork copies a process with threads. The
# worker sees the modules that this process sees, whatever has been done to the path since the start; until then it
# imports nothing, because a file in the working directory may be named like a module.
_PROGRAM = "import sys; sys.path[:] = sys.argv[4:]; from verifiers.math.worker import main; main()"


def _running() -> _Worker:
    """The worker, started if there is none."""
    with _lock:
        if _worker is not None and _worker.is_running():
            return _worker
        _end()
        try:
            return _start()
        except BaseException:
            _end()
            raise


def _start() -> _Worker:
    global _worker  # noqa: PLW0603 - one worker a process is the point
    if _exiting:
        msg = "the program is ending"
        raise _NoWorkerError(msg)
    path = [entry for entry in sys.path if isinstance(entry, str)]
    try:
        # A socket, not a pipe: a write to a dead one can be told to raise no SIGPIPE, however the trainer handles it.
        ours, theirs = socket.socketpair()
        _worker = worker = _Worker(ours, theirs)
        ours.settimeout(0)
        worker.process = subprocess.Popen(
            [sys.executable, "-Wignore", "-c", _PROGRAM, str(MAX_CALLS), str(CPU_SECONDS), str(MEMORY_BYTES), *path],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONHASHSEED": "0"},  # the order of sympy's sets must not vary
            start_new_session=True,  # Ctrl-C is for the trainer
        )
    except (OSError, TypeError, ValueError) as error:  # a program that embeds Python may have no sys.executable
        raise _NoWorkerError(str(error)) from error
    theirs.close()
    try:
        line = _read_line(worker, ours, time.monotonic() + START_SECONDS)
    except _StandstillError as error:
        msg = f"it was not ready within {START_SECONDS:.0f} seconds"
        raise _NoWorkerError(msg) from error
    if not line.endswith(b"\n"):
        msg = f"it ended with exit code {worker.process.wait()}"
        raise _NoWorkerError(msg)
    greeting = json.loads(line)
    if not greeting["ready"]:
        raise _NoWorkerError(greeting["error"])
    worker.limits_memory = greeting["limits_memory"]
    return worker


def _kill(worker: _Worker | None) -> None:
    """End a worker, unless another has taken its place."""
    with _lock:
        if worker is _worker:
            _end()


def _end() -> None:
    """End the worker and its comparisons. The lock is held."""
    global _worker
    worker, _worker = _worker, None  # first of all: whatever interrupts this, nobody uses that worker again
    if worker is not None:
        worker.ours.close()
        worker.theirs.close()
        if worker.process is not None:
            _end_process(worker.process)


def _end_process(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)  # it leads a session, in which its comparisons are
        except OSError:
            process.kill()
    process.wait()


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
    if worker is not None and worker.process is not None:
        _end_process(worker.process)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
atexit.register(_exit)
