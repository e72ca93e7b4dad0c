"""CPU time of everything that works for a run: this process, its descendants, and processes that are not ours."""

from __future__ import annotations

import os
import resource
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from verifiers.sandbox import engine

_TICK = os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []


def cpu_of(pid: int, *, own: bool = True) -> float:
    """Of a process with all its descendants, the dead included that were waited for."""
    fields = _stat(pid)
    seconds = sum(map(int, fields[11:15])) / _TICK if fields and own else 0.0
    return seconds + sum(cpu_of(child) for child in _children(pid))


def cpu_now(others: Sequence[int]) -> float:
    """Of this process, its descendants, and others with theirs."""
    usages = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    seconds = sum(usage.ru_utime + usage.ru_stime for usage in usages)
    return seconds + cpu_of(os.getpid(), own=False) + sum(cpu_of(pid) for pid in others)


def _listener(address: str) -> int:
    """The process that listens at a unix socket; 0 if it cannot be told."""
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(address)
            return int.from_bytes(client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)[:4], sys.byteorder)
    except OSError:
        return 0


def daemons() -> list[int]:
    """The engine and its containerd, where both run on this machine."""
    pid = _listener(engine.address().removeprefix("unix://"))
    if not _stat(pid):
        return []
    words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    apart = _listener(words[words.index("--containerd") + 1]) if "--containerd" in words else 0
    return [pid, *([apart] if apart else [])]


def shim(container_pid: int) -> int:
    """The parent of a container's first process, which counts with all its descendants."""
    fields = _stat(container_pid)
    return int(fields[1]) if fields else 0
