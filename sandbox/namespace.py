"""A process namespace for each run, where a run has the runner's user and Landlock cannot keep its signals in.

    zygote  →  first process of the namespace (ours)  →  job

What is in it can name nothing outside, and the kernel ends all of it with its first process, which waits for the job
and tells how that ended. No signal from inside reaches it, because it handles none. It costs a run a second fork.
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
from collections.abc import Sequence

import confine
import seccomp

_NEW_PROCESSES = 0x20000000
_STATUS = struct.Struct("=i")
_CANNOT_BEGIN = 127
_libc = ctypes.CDLL(None, use_errno=True)


class Namespaces:
    """Makes a namespace for the next fork, again and again."""

    def __init__(self, filter_: seccomp.Filter) -> None:
        self._filter = filter_
        self._ours = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)

    def fork(self, kept: Sequence[int]) -> tuple[int, int]:
        """Fork twice. 0 in the job, else the first process of the job's namespace and where it tells of the job.

        kept: descriptors of the job, which its first process lets go of.
        """
        telling, told = os.pipe2(os.O_CLOEXEC)
        if _libc.setns(self._ours, _NEW_PROCESSES) or _libc.unshare(_NEW_PROCESSES):
            msg = f"no process namespace for a run: {os.strerror(ctypes.get_errno())}"
            raise confine.ConfineError(msg)
        first = os.fork()
        if first == 0:
            self._begin(told, kept)
            return 0, -1
        os.close(told)
        return first, telling

    def _begin(self, told: int, kept: Sequence[int]) -> None:
        """Be the first process. Returns in the job alone."""
        try:
            confine.prctl(confine.PR_SET_PDEATHSIG, signal.SIGKILL)
            confine.keep_capabilities([])
            seccomp.put_on(self._filter)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            job = os.fork()
            if job == 0:
                signal.signal(signal.SIGINT, signal.default_int_handler)
                return
            for descriptor in kept:
                os.close(descriptor)
            ended = status = 0
            while ended != job:
                ended, status = os.waitpid(-1, 0)
            os.write(told, _STATUS.pack(status))
        except BaseException:
            os._exit(_CANNOT_BEGIN)
        os._exit(0)


def told_of(telling: int, status: int) -> int:
    """How the job ended, after its first process has: that one's own end, where it could not tell."""
    told = os.read(telling, _STATUS.size)
    os.close(telling)
    return int(_STATUS.unpack(told)[0]) if len(told) == _STATUS.size else status
