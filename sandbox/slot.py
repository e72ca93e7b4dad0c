"""A slot from the inside: the clean interpreter, the folders and the users of its runs."""

from __future__ import annotations

import _socket
import fcntl
import json
import os
import select
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import processes
import scratch
import sockets
import warm
import zygote as protocol

ZYGOTE_SECONDS = 30.0
"""For a fresh interpreter to start, on a machine that stands still."""
ANSWER_SECONDS = 20.0
"""For the zygote to tell that killed processes are gone: memory of gigabytes takes a while to be given back."""
BEAT_SECONDS = 1.0
"""The driver hears of us so often, whatever we wait for."""
FIRST_PROCESS = 1000
"""Above those of a slot's own."""
_WORDS = 1 << 16
_SEALS = 0x1 | 0x2 | 0x4 | 0x8  # no more seals, no shrinking, no growing, no writing
_F_ADD_SEALS = 1033


def sealed(content: bytes, name: str) -> int:
    """Content as a descriptor that nobody can write to. Its offset starts at 0."""
    flags = os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING
    try:
        descriptor = os.memfd_create(name, flags | 0x10)  # MFD_EXEC, which Linux 6.3 and later want to be told
    except OSError:
        descriptor = os.memfd_create(name, flags)
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]
    os.lseek(descriptor, 0, os.SEEK_SET)
    fcntl.fcntl(descriptor, _F_ADD_SEALS, _SEALS)
    return descriptor


class Zygote:
    """The clean interpreter, and the socket to it."""

    def __init__(self, configuration: dict[str, Any], beat: Callable[[], None]) -> None:
        self._configuration = configuration
        self._beat = beat
        self.cpu_before = 0.0
        self._start()

    def _start(self) -> None:
        # Not AF_UNIX's stream: messages keep their bounds, and the end of it reads as an empty one.
        ours, theirs = _socket.socketpair(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)  # type: ignore[attr-defined]
        script = os.path.join(self._configuration["home"], "zygote.py")
        command = [sys.executable, "-S", "-s", "-B", script]
        channel = theirs.fileno()

        def place() -> None:
            if channel == protocol.CHANNEL:
                os.set_inheritable(channel, True)
            else:
                os.dup2(channel, protocol.CHANNEL)

        # Its standard streams are of the kinds that jobs get, so that the interpreter makes them as for a job.
        stdin = sealed(b"", "stdin")
        said, stdout = os.pipe2(os.O_CLOEXEC)
        self._process = subprocess.Popen(
            command,
            stdin=stdin,
            stdout=stdout,
            stderr=stdout,
            pass_fds=(protocol.CHANNEL,),
            preexec_fn=place,
            env={**os.environ, "LD_BIND_NOW": "1"},  # else every fork looks up the same symbols
            cwd="/",
        )
        self.pid = self._process.pid
        processes.zygotes.add(self.pid)
        theirs.close()
        os.close(stdin)
        os.close(stdout)
        self.socket = ours
        self.cpu_before = 0.0
        ours.send(json.dumps(self._configuration).encode())
        started = self._receive(1, ZYGOTE_SECONDS) == b"Z"
        os.set_blocking(said, False)
        try:
            words = b"" if started else os.read(said, _WORDS)
        except BlockingIOError:
            words = b""
        os.close(said)
        if not started:
            msg = f"the interpreter for jobs does not start: {words.decode(errors='replace')}"
            raise RuntimeError(msg)

    def _receive(self, size: int, seconds: float) -> bytes:
        poll = select.poll()
        poll.register(self.socket.fileno(), select.POLLIN)
        until = time.monotonic() + seconds
        while not poll.poll(BEAT_SECONDS * 1000):
            self._beat()
            if time.monotonic() > until:
                return b""
        try:
            return self.socket.recv(size)
        except OSError:
            return b""

    def submit(self, message: bytes, descriptors: list[int]) -> bool:
        """Hand over a job; False if the zygote has died."""
        rights = struct.pack(f"={len(descriptors)}i", *descriptors)
        try:
            self.socket.sendmsg([message], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, rights)])
        except OSError:
            return False
        return True

    def hear(self) -> tuple[bytes, list[int]]:
        """A message that is there, and the descriptor that came with it. Raises OSError."""
        message, ancillary, _, _ = self.socket.recvmsg(protocol.ENDED.size, _socket.CMSG_SPACE(4))
        rights = [struct.unpack("=i", data[:4])[0] for _, _, data in ancillary]
        for descriptor in rights:
            os.set_inheritable(descriptor, False)
        return message, rights

    def gone(self) -> tuple[float, bool] | None:
        """Ask what CPU the job used, and whether processes of it are left. None: the zygote has died."""
        try:
            self.socket.send(b"R")
        except OSError:
            return None
        message = self._receive(protocol.LEFT.size, ANSWER_SECONDS)
        if len(message) != protocol.LEFT.size:
            return None
        _, cpu, left = protocol.LEFT.unpack(message)
        return cpu, bool(left)

    def is_there(self) -> bool:
        """Whether it lives: what kills a run may have killed it too."""
        return self._process.poll() is None

    def end(self) -> None:
        """End it."""
        self.socket.close()
        self._process.kill()
        self._process.wait()
        processes.zygotes.discard(self.pid)

    def replace(self) -> None:
        """A new one in its place."""
        self.end()
        self._start()


class Slot:
    """Where jobs run, one after the other: zygote, scratch, users."""

    def __init__(self, configuration: dict[str, Any], beat: Callable[[bool, bool], None] = lambda *_: None) -> None:
        """beat: tells the driver, without waiting, that we are here, and whether the run sleeps or is long."""
        self.beat = beat
        self.scratch: list[str] = configuration["scratch"]
        first, count = configuration.get("users") or (-1, 0)
        self._first, self._count, self._next = first, count, 0
        self._killed = processes.killed_for_memory()
        self.unique = first >= 0
        self._sockets = sockets.Sockets()
        self._last_process: int = configuration.get("last_process", -1)
        self.namespace: bool = configuration.get("namespace", False)
        self.driver = configuration.get("driver", -1)
        self._bounds: list[int] | None = configuration.get("bounds")
        self.asks: str = ""
        """What runs have to ask leave for, which have the trainer's user and no namespace (supervisor.py)."""
        if self._bounds is not None and not self.unique:
            self.asks = "forks" if configuration["scoped"] else "forks and signals"
        self._for_zygotes = {
            "home": configuration["home"],
            "read": configuration["read"],
            "write": [*self.scratch, *configuration.get("devices", [])],
            "unique": self.unique,
            "signals": self.unique or self.namespace or configuration["scoped"] or bool(self.asks),
            "namespace": self.namespace,
            "bare": self._bounds is not None,
            "asks": self.asks,
            "preload": configuration.get("preload", []),
            "modules": [],
        }
        self._first_zygote = self.zygote = Zygote(self._for_zygotes, lambda: beat(False, False))
        self._warm: dict[str, Zygote] = {}
        self._used: dict[str, float] = {}
        if not scratch.empty(self.scratch, -1):
            msg = "the scratch folders are not empty and cannot be emptied"
            raise RuntimeError(msg)

    def choose_zygote(self, name: str) -> None:
        """The next run starts from the zygote of that name (warm.py); "" is the first."""
        self.end_idle()
        self.zygote = self._first_zygote
        if not name:
            return
        if name not in self._warm:
            self._number_processes(warm.FIRST_PROCESS[name])
            modules = {**self._for_zygotes, "modules": warm.MODULES[name]}
            self._warm[name] = Zygote(modules, lambda: self.beat(False, False))
        self.zygote, self._used[name] = self._warm[name], time.monotonic()

    def end_idle(self) -> None:
        """End the zygotes that no run has started from for a while, and let go of those that have died."""
        for name, zygote in list(self._warm.items()):
            if not zygote.is_there() or time.monotonic() - self._used[name] > warm.IDLE_SECONDS:
                zygote.end()
                del self._warm[name]

    def scratch_is_within_bounds(self) -> bool:
        """Where the file system of scratch has no bounds of its own: is it within those that we were told?"""
        return self._bounds is None or scratch.within(self.scratch, *self._bounds)

    def space(self) -> int | None:
        """Where scratch shares a file system with others: the bytes that are left of it."""
        return None if self._bounds is None else scratch.space(self.scratch[0])

    def scratch_bytes(self) -> int:
        """What a run may have in scratch, where its file system has no such bound."""
        return self._bounds[0] if self._bounds else 0

    def held_by_sockets(self, user: int, enough: int) -> int:
        """Bytes in the sockets of a run, exact up to enough.

        0 where they are counted as they are made, and others have the user, too.
        """
        return 0 if self.asks else self._sockets.held(user, enough)

    def memory_ran_out(self) -> bool:
        """Has the kernel killed processes for want of memory in the slot, since this was asked last?"""
        killed = processes.killed_for_memory()
        more, self._killed = killed > self._killed, killed
        return more

    def number_processes(self) -> None:
        """Give the processes of each run the same numbers, where the kernel lets us: they tell nothing then."""
        self._number_processes(FIRST_PROCESS)

    def _number_processes(self, first: int) -> None:
        if self._last_process >= 0:
            try:
                os.pwrite(self._last_process, b"%d" % first, 0)
            except OSError:  # before Linux 5.9
                self._last_process = -1

    def user(self) -> int:
        """The user of the next run: never that of the last one."""
        if not self.unique:
            return -1
        # Chosen, not counted: a number that goes on from run to run tells how many there have been.
        step = 1 + int.from_bytes(os.urandom(4), "big") % (self._count - 1)
        self._next = (self._next + step) % self._count
        return int(self._first + self._next)
