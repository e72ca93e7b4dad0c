"""The local wall's level for where no namespaces can be made, as in a default Docker container: what it needs and sets.

What namespaces and a private root do elsewhere is done here by less:

files             Landlock lets runs read the interpreter, the compilers and their libraries, and write to scratch alone
network           no sockets can be made, so no service that listens at a unix one can be reached either
other processes   each run has a user of its own, and where Landlock has scopes, it keeps signals in as well
its end           sandbox/keeper.py, whose child is all that outlives its parents

What it does not hide: names, sizes and times of files (stat(2)), and which process numbers are taken. And scratch is a
folder of the host, bounded by looking.
"""

from __future__ import annotations

import ctypes
import os
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

SCOPES = 6
"""The version of Landlock that keeps signals in: Linux 6.12."""
FILES = 1
"""The first one, of Linux 5.13: it restricts files, which is all that the level needs where each run has its user."""
_CREATE_RULESET = 444
_READ = (
    *("/bin", "/lib", "/lib32", "/lib64", "/usr/bin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec"),
    *("/usr/include", "/usr/share/zoneinfo", "/etc/alternatives", "/etc/ld.so.cache"),
)
_OF_THE_INTERPRETER = ("bin", "lib", "lib64")
_NEEDED = {"CAP_DAC_OVERRIDE": 1, "CAP_KILL": 5, "CAP_SETGID": 6, "CAP_SETUID": 7}
"""To become the user of a run, to kill what it leaves, to see and remove its files. A default container has them."""
_IF_THERE = (19,)  # CAP_SYS_PTRACE, to see which memory runs share


def version() -> int:
    """The kernel's version of Landlock, 0 without."""
    syscall = ctypes.CDLL(None, use_errno=True).syscall
    return max(0, int(syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint(1))))


def missing(python: str, users_to: int) -> str:
    """Why this process cannot have the level, in half a sentence; empty if it can.

    python: the interpreter for programs. users_to: the end of the range of users for runs.
    """
    if version() < FILES:
        return "that takes Landlock (Linux 5.13, with landlock among its security modules)"
    lacking = [name for name, number in _NEEDED.items() if not held([number])]
    if lacking:
        return f"that takes root with {', '.join(lacking)}"
    if not _has_users(users_to):
        return "that takes a range of users, and this container's are mapped to a few"
    if not Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").exists():
        return "that takes /proc, with the children of processes"
    if not _for_all(Path(python)):
        return f"runs would have users of their own, who cannot read the interpreter {python}: name another by python="
    return ""


def configuration(python: str, more: Iterable[str] = ()) -> dict[str, Any]:
    """What sandbox/keeper.py and the runner get to know beside what all levels have. more: paths that runs may read."""
    prefix = Path(python).parents[1]
    return {
        "place": tempfile.gettempdir(),
        "read": [*_READ, *(str(prefix / name) for name in _OF_THE_INTERPRETER), *more],
        "keep": held([*_NEEDED.values(), *_IF_THERE]),
    }


def held(capabilities: Iterable[int]) -> list[int]:
    """Those of some capabilities that this process has."""
    mask = _capabilities()
    return [number for number in capabilities if mask >> number & 1]


def _capabilities() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapEff:"):
            return int(line.split()[1], 16)
    return 0


def _has_users(end: int) -> bool:
    ranges = [map(int, line.split()) for line in Path("/proc/self/uid_map").read_text().splitlines()]
    return any(first == 0 and first + count >= end for first, _, count in ranges)


def _for_all(python: Path) -> bool:
    """Whether any user can get to the interpreter and execute it."""
    return all(path.stat().st_mode & stat.S_IXOTH for path in (python, *python.parents))
