"""What the kernel takes from a process: files, capabilities, resources. Standard library and ctypes.

Everything here is one-way: what is given up never comes back, and children inherit it. The zygote gives up most of it
once, before its first job (seccomp, capabilities, no_new_privs), so that a job pays only for what is its own: its
limits, its user and its Landlock domain.

Not covered here: system calls (seccomp.py), namespaces and the file system that is seen at all (the wall does that),
CPU and memory of a whole tree of processes (the runner watches those).
"""

from __future__ import annotations

import ctypes
import os
import resource
import struct
from collections.abc import Sequence
from typing import NamedTuple

_libc = ctypes.CDLL(None, use_errno=True)
_syscall = _libc.syscall
_syscall.restype = ctypes.c_long
_prctl = _libc.prctl
_prctl.argtypes = (ctypes.c_int, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_ulong)

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP = 1, 4, 24
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 36, 38, 47
_CLEAR_ALL = 4
_CLOSE_RANGE, _LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 436, 444, 445, 446  # the same on every machine
_CAPSET = {"x86_64": 126, "aarch64": 91}
_LAST_CAPABILITY = 63
CAP_KILL, CAP_SETGID, CAP_SETUID, CAP_SYS_PTRACE, CAP_SYS_ADMIN = 5, 6, 7, 19, 21

MACHINE = os.uname().machine


class ConfineError(Exception):
    """The kernel refuses to take something away: the wall would have a hole."""


def prctl(option: int, value: int = 0, more: int = 0) -> None:
    """Set something about this process by an option and numbers. Raises OSError."""
    if _prctl(option, value, more, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def syscall(number: int, *arguments: int) -> int:
    """A system call with numbers and addresses. -1: the error is ctypes.get_errno()."""
    return int(_syscall(number, *(ctypes.c_ulong(argument) for argument in arguments)))


def close_from(first: int) -> None:
    """Close every descriptor from this one on, however many there are."""
    if _syscall(_CLOSE_RANGE, ctypes.c_uint(first), ctypes.c_uint(0xFFFFFFFF), ctypes.c_uint(0)):
        os.closerange(first, resource.getrlimit(resource.RLIMIT_NOFILE)[0])  # before Linux 5.9


# ------------------------------------------------------------------ capabilities


def keep_capabilities(kept: Sequence[int]) -> None:
    """Give up every capability but these, also for whatever is executed later."""
    for capability in range(_LAST_CAPABILITY + 1):
        # EINVAL beyond the kernel's last one; EPERM without CAP_SETPCAP, and then there is nothing to fear from an
        # exec either, because no_new_privs is set before any job runs.
        if capability not in kept:
            _prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    _prctl(PR_CAP_AMBIENT, _CLEAR_ALL, 0, 0, 0)
    mask = sum(1 << capability for capability in kept)
    low, high = mask & 0xFFFFFFFF, mask >> 32
    if MACHINE not in _CAPSET:
        msg = f"there is no number of capset(2) for {MACHINE} here"
        raise ConfineError(msg)
    header = struct.pack("=Ii", 0x20080522, 0)  # version 3, this process
    data = struct.pack("=6I", low, low, 0, high, high, 0)
    if _syscall(_CAPSET[MACHINE], header, data):
        msg = f"capset: {os.strerror(ctypes.get_errno())}"
        raise ConfineError(msg)


# ------------------------------------------------------------------ Landlock

_FS_READ = 0b1101  # execute, read a file, list a directory
_FS_WRITE = sum(1 << bit for bit in (1, 4, 5, 7, 8, 9, 10, 12, 13, 14))  # all but making devices
_FS_ALL = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_FS_OF_FILES = sum(1 << bit for bit in (0, 1, 2, 14, 15))
TRUNCATES = 3
"""The version that knows truncate(2)."""
_O_PATH = getattr(os, "O_PATH", 0o10000000)


def landlock_abi() -> int:
    """The kernel's version of Landlock, 0 without."""
    return max(0, int(_syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(1))))


def landlock_rules(read: Sequence[str], write: Sequence[str]) -> int:
    """A rule set as a descriptor, -1 where the kernel has no Landlock: read and execute here, write only there.

    With ABI 4 no TCP; with ABI 6 no signals and no abstract sockets to anything outside.
    """
    abi = landlock_abi()
    if abi == 0:
        return -1
    handled = _FS_ALL[min(abi, 5)]
    attributes = struct.pack("=QQQ", handled, 3, 3)[: 24 if abi >= 6 else 16 if abi >= 4 else 8]
    rules = int(_syscall(_LANDLOCK_CREATE, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint(0)))
    if rules < 0:
        msg = f"Landlock: {os.strerror(ctypes.get_errno())}"
        raise ConfineError(msg)
    for paths, access in ((read, _FS_READ), (write, _FS_READ | _FS_WRITE)):
        for path in paths:
            if os.path.exists(path):
                _allow(rules, path, access & handled)
    os.set_inheritable(rules, False)
    return rules


def _allow(rules: int, path: str, access: int) -> None:
    descriptor = os.open(path, _O_PATH | os.O_CLOEXEC)
    try:
        if not os.path.isdir(path):
            access &= _FS_OF_FILES
        rule = struct.pack("=Qi", access, descriptor)
        if _syscall(_LANDLOCK_ADD, ctypes.c_int(rules), ctypes.c_int(1), rule, ctypes.c_uint(0)):
            msg = f"Landlock refuses a rule for {path}: {os.strerror(ctypes.get_errno())}"
            raise ConfineError(msg)
    finally:
        os.close(descriptor)


def landlock_enter(rules: int) -> None:
    """Enter a new domain under these rules: nothing outside of it can be signalled or traced from inside."""
    if rules >= 0 and _syscall(_LANDLOCK_RESTRICT, ctypes.c_int(rules), ctypes.c_uint(0)):
        msg = f"Landlock: {os.strerror(ctypes.get_errno())}"
        raise ConfineError(msg)


# ------------------------------------------------------------------ resources


SIGNALS_PENDING = 1024
"""Queued signals and timers, which the kernel counts by user."""


class Resources(NamedTuple):
    """What one process of a run may use: seconds, bytes, numbers. processes: of its user, -1 if others have it too."""

    cpu: int
    address_space: int
    file_size: int
    open_files: int
    processes: int
    stack: int


def limit(resources: Resources) -> None:
    """Set the limits of this process. The hard limit on CPU is a second later: SIGXCPU may be caught, that may not."""
    set_ = resource.setrlimit
    set_(resource.RLIMIT_CPU, (resources.cpu, resources.cpu + 1))
    set_(resource.RLIMIT_FSIZE, (resources.file_size, resources.file_size))
    set_(resource.RLIMIT_NOFILE, (resources.open_files, resources.open_files))
    if resources.processes >= 0:
        set_(resource.RLIMIT_NPROC, (resources.processes, resources.processes))
    else:
        most = resource.getrlimit(resource.RLIMIT_SIGPENDING)[1]
        pending = SIGNALS_PENDING if most < 0 else min(SIGNALS_PENDING, most)
        set_(resource.RLIMIT_SIGPENDING, (pending, pending))
    # The hard limit stays: programs that recurse deeply raise theirs, and what it takes counts as memory.
    set_(resource.RLIMIT_STACK, (resources.stack, resource.getrlimit(resource.RLIMIT_STACK)[1]))
    set_(resource.RLIMIT_AS, (resources.address_space, resources.address_space))
