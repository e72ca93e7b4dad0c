"""The process in which math-verify runs. Started by `fallback.py`, it forks a child for each comparison.

The child begins where all begin: everything is loaded and nothing has been compared. So it cannot know what came
before it, and what it costs and says is the same each time. sympy can loop for hours on a short input; a child is
bounded by the Python calls that it makes, which are as many on every machine and under every load. Single calls that
never come back are caught by a timer on its CPU time, which is wound up again while calls are made. Memory is limited
by the kernel. All that belongs to the child alone; the trainer's signals and limits are never touched.

A request comes as a socket, over the socket that is our standard input: the child reads the request from it and writes
the reply to it. When the other end is closed, nobody waits any more, and the child is killed.
"""

from __future__ import annotations

import gc
import json
import os
import random
import re
import resource
import select
import signal
import socket
import sys
from collections import deque
from contextlib import suppress
from types import FrameType
from typing import Any, NamedTuple

STRETCH = 500_000
"""Calls between which the timer is wound up: half a CPU second, of the three that it has."""
MAX_RUNNING = 16
"""Children at once: so many that a few slow ones do not hold up the others, who share the processors with them."""


def reply_to(answer: str, reference: str) -> dict[str, Any]:
    """Compare two answers with math-verify: `{"equal": bool}`, or `{"problem": …}` if one cannot be read."""
    from math_verify import ExprExtractionConfig, LatexExtractionConfig, parse, verify

    configs = [LatexExtractionConfig(boxed_match_priority=0), ExprExtractionConfig()]

    def read(text: str) -> list[Any]:
        if not _balanced(text):  # it would end the box, and what is behind it would not be read
            return []
        # Boxing makes math-verify read the whole text as the answer instead of fishing for numbers in it. Its
        # timeouts are alarms, and are off: the bounds of this process are enough.
        found: list[Any] = parse("\\boxed{" + text + "}", configs, parsing_timeout=None, raise_on_error=True)
        return found

    gold = read(reference)
    if not gold:
        return {"problem": "reference"}
    given = read(answer)
    if not given:
        return {"problem": "answer"}
    return {"equal": bool(verify(gold, given, timeout_seconds=None, raise_on_error=True))}


def _balanced(text: str) -> bool:
    depth = 0
    for brace in re.findall(r"\\[\\{}]|[{}]", text):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth < 0:
            return False
    return depth == 0


# -- a child ----------------------------------------------------------------------------------------------------------


class Bounds(NamedTuple):
    """What a comparison may use."""

    calls: int
    cpu_seconds: float
    memory: int


class _TooManyCalls(BaseException):
    """Not an `Exception`, of which math-verify and sympy catch all."""


def _compare(connection: socket.socket, bounds: Bounds) -> None:
    """Answer one request, in a child."""
    with connection.makefile("rb") as requests:
        request = json.loads(requests.readline())
    _limit_memory(bounds.memory)
    # The trainer may ignore or block the signal that ends a comparison, and both are inherited.
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    random.seed(0)
    if (sympy_random := sys.modules.get("sympy.core.random")) is not None:
        sympy_random.seed(0)
    owner = os.getppid()
    calls = 0

    def count(_frame: FrameType, _event: str, _arg: Any) -> None:
        nonlocal calls
        calls += 1
        if calls % STRETCH == 0:
            signal.setitimer(signal.ITIMER_PROF, bounds.cpu_seconds)
            if os.getppid() != owner:
                os._exit(0)
        if calls >= bounds.calls:
            raise _TooManyCalls

    try:
        signal.setitimer(signal.ITIMER_PROF, bounds.cpu_seconds)
        sys.settrace(count)
        reply = reply_to(request["answer"], request["reference"])
    except _TooManyCalls:
        reply = {"problem": "work"}
    except MemoryError:
        reply = {"problem": "memory"}
    except Exception as error:  # noqa: BLE001
        # math-verify raises on much of what it cannot read; that decides nothing, and the reply says so.
        reply = {"problem": "error", "error": f"{type(error).__name__}: {error}"[:500]}
    finally:
        sys.settrace(None)
    if calls >= bounds.calls:  # and something between has caught what was raised
        reply = {"problem": "work"}
    signal.setitimer(signal.ITIMER_PROF, 0)
    connection.sendall(json.dumps(reply).encode() + b"\n")


def _limits_memory() -> bool:
    """Whether the system limits address space; macOS takes the number and does nothing."""
    return sys.platform != "darwin" and hasattr(resource, "RLIMIT_AS")


def _limit_memory(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if _limits_memory():
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        size = size if hard == resource.RLIM_INFINITY else min(size, hard)
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


# -- the process that forks them --------------------------------------------------------------------------------------


class _Child(NamedTuple):
    """A child that compares: its process, the socket of its request, and a pipe that ends when it does."""

    pid: int
    connection: socket.socket
    life: int


class _Server:
    """Requests that wait, and the children that run."""

    def __init__(self, control: socket.socket, bounds: Bounds) -> None:
        self.control = control
        self.bounds = bounds
        self.waiting: deque[socket.socket] = deque()
        self.children: dict[int, _Child] = {}  # by every descriptor that says something of it
        self.poll = select.poll()
        self.poll.register(control, select.POLLIN)

    def serve(self) -> None:
        """Until the owner closes its end, or dies."""
        try:
            while True:
                for descriptor, _ in self.poll.poll():
                    if descriptor == self.control.fileno():
                        if not self.receive():
                            return
                    elif (child := self.children.get(descriptor)) is not None:
                        self.end(child, is_done=descriptor == child.life)
                while self.waiting and len(self.children) < 2 * MAX_RUNNING:
                    self.start(self.waiting.popleft())
        finally:
            for child in set(self.children.values()):
                os.kill(child.pid, signal.SIGKILL)

    def receive(self) -> bool:
        """Take the sockets of new requests; whether there are to be more."""
        try:
            data, descriptors, _, _ = socket.recv_fds(self.control, MAX_RUNNING, MAX_RUNNING)
        except ConnectionError:
            return False
        self.waiting += (socket.socket(fileno=descriptor) for descriptor in descriptors)
        return bool(data)

    def start(self, connection: socket.socket) -> None:
        life, inner = os.pipe()
        pid = os.fork()
        if not pid:
            status = 1
            try:
                _compare(connection, self.bounds)
                status = 0
            finally:
                os._exit(status)
        os.close(inner)
        child = _Child(pid, connection, life)
        self.children[life] = self.children[connection.fileno()] = child
        self.poll.register(life, select.POLLIN)
        self.poll.register(connection, 0)  # whether the other end is closed

    def end(self, child: _Child, *, is_done: bool) -> None:
        """Clear away a child that has ended, or for which nobody waits."""
        if not is_done:
            os.kill(child.pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])
        for descriptor in (child.life, child.connection.fileno()):
            del self.children[descriptor]
            self.poll.unregister(descriptor)
        os.close(child.life)
        with child.connection as connection:
            if status and is_done:
                problem = "work" if status == -signal.SIGPROF else "death"
                with suppress(OSError):  # nobody waits any more
                    connection.sendall(json.dumps({"problem": problem}).encode() + b"\n")


def main() -> None:
    """Serve requests until the socket on standard input ends. The arguments are the bounds."""
    bounds = Bounds(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
    control = socket.socket(fileno=os.dup(0))
    # Libraries that print (antlr warns on standard output) must not speak on the owner's streams.
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # the trainer may ignore it
    try:
        reply_to("1", "1")  # loads everything, so that no request pays for it
        greeting: dict[str, Any] = {"ready": True, "limits_memory": _limits_memory()}
    except Exception as error:  # noqa: BLE001 - whatever stops math-verify from loading is reported
        greeting = {"ready": False, "error": f"{type(error).__name__}: {error}"}
    else:
        for example in (r"\int_0^1 x\,dx", r"\lim_{x \to 0} \frac{\sin x}{x}"):  # for these sympy loads more
            with suppress(Exception):
                reply_to(example, "1")
    control.sendall(json.dumps(greeting).encode() + b"\n")
    gc.collect()
    gc.freeze()  # a collection in a child would copy what it shares with us
    if greeting["ready"]:
        _Server(control, bounds).serve()


if __name__ == "__main__":
    main()
