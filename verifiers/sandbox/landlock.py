"""The local wall's levels for where no namespaces can be made: what they need and set.

    landlock        as root, in a default Docker container
    landlock-user   as an ordinary user: Ubuntu 24.04, and most pods

What namespaces and a private root do elsewhere is done here by less:

files             Landlock lets runs read the interpreter, the compilers and their libraries, and write to scratch alone
network           no sockets can be made, so no service that listens at a unix one can be reached either
other processes   each run has a user of its own, and where Landlock has scopes, it keeps signals in as well; a run with
                  the trainer's user has to ask leave for signals where Landlock has none, and for forks (supervisor.py)
its end           sandbox/keeper.py, whose child is all that outlives its parents

What they do not hide: names, sizes and times of files (stat(2)), and which process numbers are taken. And scratch is a
folder of the host, bounded by looking.
"""

from __future__ import annotations

import ctypes
import os
import stat
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from verifiers.sandbox.walls import files_for_slots

SCOPES = 6
"""The version of Landlock that keeps signals in: Linux 6.12."""
FILES = 1
"""The first one, of Linux 5.13: it restricts files, which is all that the level needs where each run has its user."""
_CREATE_RULESET = 444
_PROBE_SECONDS = 20.0
_READ = (
    *("/bin", "/lib", "/lib32", "/lib64", "/usr/bin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec"),
    *("/usr/include", "/usr/share/zoneinfo", "/etc/alternatives", "/etc/ld.so.cache"),
)
_OF_THE_INTERPRETER = ("bin", "lib", "lib64")
_NEEDED = {"CAP_DAC_OVERRIDE": 1, "CAP_KILL": 5, "CAP_SETGID": 6, "CAP_SETUID": 7}
"""To become the user of a run, to kill what it leaves, to see and remove its files. A default container has them."""
_IF_THERE = (19,)  # CAP_SYS_PTRACE, to see which memory runs share


_SEEN = "programs can see names, sizes and times of files that they guess, and which process numbers are taken"
WEAKER = {
    "landlock": _SEEN,
    "landlock-user": f"{_SEEN}; what the kernel counts by user, as memory in pipes, they share with the trainer",
}
"""By level: what namespaces hide, and it does not."""


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


def missing_as_user(python: str) -> str:
    """Why an ordinary user cannot have the level `landlock-user`, in half a sentence; empty if he can."""
    if version() < FILES:
        return "that takes Landlock (Linux 5.13, with landlock among its security modules)"
    if not Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").exists() or _hides_processes():
        return "that takes /proc, with the children of processes and without hidepid"
    if _only_root_traces():
        return "that takes kernel.yama.ptrace_scope below 2"
    script = files_for_slots() / "supervisor.py"
    try:
        done = subprocess.run(
            [python, "-I", "-S", str(script)], capture_output=True, text=True, timeout=_PROBE_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode:
        words = done.stderr.strip().rpartition("\n")[2] or f"it ends with {done.returncode}"
        return f"that takes seccomp filters with a listener, and there are none ({words})"
    return ""


def _only_root_traces() -> bool:
    """Whether not even an ancestor may look into a process, as the runner has to (supervisor.py)."""
    setting = Path("/proc/sys/kernel/yama/ptrace_scope")
    return setting.exists() and int(setting.read_text()) > 1


def _hides_processes() -> bool:
    """Whether /proc is mounted so that the processes of a user who cannot be looked into are not seen."""
    mounts = [line.split() for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    options = [words[-1] for words in mounts if words[4] == "/proc"][-1:]
    return any("hidepid=" in option and "hidepid=off" not in option for option in options)


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
