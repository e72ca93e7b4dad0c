"""What a run with the trainer's own user has to ask leave for: to fork, and whatever else the kernel counts by user.

At the level `landlock-user` the kernel cannot tell a run's processes from the trainer's. So the run's system calls that
make one stop until the runner answers (seccomp_unotify(2)):

forks, threads    as many as the limit says. When the run is over, nobody listens any more: the kernel then refuses
                  every fork, and the number of processes that are left only falls as they are killed
pairs of sockets  what lies in them is the kernel's memory
handlers          of the ends of children (SIGCHLD), which must not interrupt a fork that waits for its answer
signals           before Linux 6.12 alone, where Landlock lets them out: to processes of the same run

An answer takes some 50 µs. As a script, `supervisor.py` ends with 0 where the kernel and those around us allow it.
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import struct
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import confine
import processes
import seccomp

MAX_PAIRS = 64
MAX_PAIR_BYTES = 64 << 20
"""In all pairs together. Those on their way through another socket are not seen; the kernel lets a run of 256 open
files have some 500 such ends."""
RECOUNT_SECONDS = 0.05
"""After a count that has found no room, none for so long: a run could keep the runner busy with counting."""
_RECEIVE, _SEND, _STILL_THERE = 0xC0502100, 0xC0182101, 0x80082102
_REQUEST = struct.Struct("=QIIiIQ6Q")
_ANSWER = struct.Struct("=QqiI")
_CONTINUE = 1
_SA_RESTART, _FLAGS_AT = 0x10000000, 8
DONE = 0
GO_ON = -1
"""Let the kernel do it."""


class Supervisor:
    """Answers for one run."""

    def __init__(self, listener: int, zygote: int, most_tasks: int) -> None:
        self.listener = listener
        self._zygote = zygote
        self._most_tasks, self._tasks = most_tasks, 1
        self._most_pairs, self._pairs = _pairs_allowed(), 0
        self._full = 0.0

    def answer(self) -> None:
        """Hear what a process of the run asks, and answer it."""
        request = bytearray(_REQUEST.size)
        try:
            fcntl.ioctl(self.listener, _RECEIVE, request)
            identity, caller, _, number, _, _, *arguments = _REQUEST.unpack(request)
            said = self._decide(identity, caller, number, arguments)
            answer = _ANSWER.pack(identity, 0, -max(0, said), _CONTINUE if said == GO_ON else 0)
            fcntl.ioctl(self.listener, _SEND, answer)
        except OSError:  # who asked has ended, or asks again after a signal
            pass

    def close(self) -> None:
        """From now on, no process of the run can fork."""
        if self.listener >= 0:
            os.close(self.listener)
            self.listener = -1

    def _decide(self, identity: int, caller: int, number: int, arguments: list[int]) -> int:
        name = seccomp.name_of(number)
        if name == "socketpair":
            return self._pair()
        if name == "sigaction":
            self._let_restart(identity, caller, arguments[1])
            return GO_ON
        if name in {"kill", "tkill", "tgkill"}:
            return self._signal(name, caller, arguments)
        return self._birth()

    def _birth(self) -> int:
        """Those that have just been let go on may not be there yet: they are missed by one count, not by the next."""
        if self._tasks >= self._most_tasks and self._may_count():
            self._tasks = len(processes.tasks(self._zygote))
        if self._tasks >= self._most_tasks:
            return self._none_left(errno.EAGAIN)
        self._tasks += 1
        return GO_ON

    def _pair(self) -> int:
        if self._pairs >= self._most_pairs and self._may_count():
            self._pairs = self._open_sockets() // 2
        if self._pairs >= self._most_pairs:
            return self._none_left(errno.EMFILE)
        self._pairs += 1
        return GO_ON

    def _may_count(self) -> bool:
        return time.monotonic() - self._full > RECOUNT_SECONDS

    def _none_left(self, error: int) -> int:
        if self._may_count():
            self._full = time.monotonic()
        return error

    def _open_sockets(self) -> int:
        """How many sockets the run's processes have open; more than are allowed where that cannot be seen."""
        found = set()
        for pid in processes.members(self._zygote):
            try:
                for descriptor in os.listdir(f"/proc/{pid}/fd"):
                    found.add(os.readlink(f"/proc/{pid}/fd/{descriptor}"))
            except PermissionError:
                return 2 * self._most_pairs
            except OSError:  # it has ended, or closed one
                continue
        return sum(name.startswith("socket:") for name in found)

    def _signal(self, name: str, caller: int, arguments: list[int]) -> int:
        """A process that waits for our answer keeps its number: what it sends to itself can go its way.

        To another one of the run we send it, so that no number can be given to somebody else on the way.
        """
        target, number = (_signed(argument) for argument in (arguments[0], arguments[1]))
        if name == "tkill":
            return GO_ON if target == caller else errno.EPERM
        if target == processes.group_of(caller):
            return GO_ON
        if name == "tgkill" or target <= 0 or target not in processes.members(self._zygote):
            return errno.EPERM
        if number not in range(signal.NSIG):
            return errno.EINVAL
        processes.send(target, number)
        return DONE

    def _let_restart(self, identity: int, caller: int, action: int) -> None:
        """Add SA_RESTART to what is to be done about a signal.

        A fork never fails because a signal has come, and shells take it for a failure; one that waits for our answer
        would. Calls that programs want to be interrupted (sigsuspend, poll, select) are not restarted anyway.
        """
        try:
            with open(f"/proc/{caller}/mem", "r+b", buffering=0) as memory:
                # Who still waits for this answer has the number by which we have opened its memory.
                fcntl.ioctl(self.listener, _STILL_THERE, struct.pack("=Q", identity))
                memory.seek(action + _FLAGS_AT)
                flags = int.from_bytes(memory.read(8), sys.byteorder)
                memory.seek(action + _FLAGS_AT)
                memory.write((flags | _SA_RESTART).to_bytes(8, sys.byteorder))
        except (OSError, ValueError, OverflowError):  # it only asks what is done now, or we may not
            pass


def _signed(argument: int) -> int:
    return int(struct.unpack("=i", struct.pack("=I", argument & 0xFFFFFFFF))[0])


def _pairs_allowed() -> int:
    """A socket holds what its host has set; a run cannot set it (seccomp)."""
    try:
        with open("/proc/sys/net/core/wmem_default") as file:
            return max(1, min(MAX_PAIRS, MAX_PAIR_BYTES // (2 * int(file.read()))))
    except (OSError, ValueError):
        return MAX_PAIRS


def main() -> None:
    """Put such a filter on, as every run does."""
    confine.prctl(confine.PR_SET_NO_NEW_PRIVS, 1)
    os.close(seccomp.put_on_supervised(seccomp.made(seccomp.supervised(signals=False))))


if __name__ == "__main__":
    main()
