"""Bounds around graders that have none: they are about to run programs that kill, fork, fill and delete.

Bubblewrap (Debian: apt-get install bubblewrap) gives a command namespaces of its own and a root that holds nothing but
the system's programs, read-only, and an empty /tmp; it runs as a user that owns nothing here, and a control group
bounds memory, processes and the share of the processor of all that it starts. Needs root, as control groups do.
Without one of these nothing runs.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

FIRST_USER = 1 << 20
"""No user has these ids; one for each jail on this machine, because the kernel counts processes by user."""
MEMORY_BYTES = 1 << 30
PROCESSES = 64
TMP_BYTES = 256 << 20
OUTPUT_BYTES = 1 << 20
"""A flood that reaches our pipe is read up to here."""

_GROUPS = Path("/sys/fs/cgroup")
_VERSION_2 = (_GROUPS / "cgroup.controllers").exists()
_FOLDERS = [_GROUPS] if _VERSION_2 else [_GROUPS / "memory", _GROUPS / "cpu", _GROUPS / "pids"]
_LIMITS = {
    "pids.max": PROCESSES,
    **(
        {"memory.max": MEMORY_BYTES, "cpu.weight": 25}
        if _VERSION_2
        else {"memory.limit_in_bytes": MEMORY_BYTES, "cpu.shares": 256}
    ),
}
"""The processor's share is a quarter of what a process has outside, so that a fork bomb slows nobody else down."""


def missing() -> str:
    """Why there can be no jail here; empty: there can."""
    if os.geteuid() != 0:
        return "only root can make control groups and change users"
    if not all(shutil.which(name) for name in ("bwrap", "setpriv", "prlimit")):
        return "bubblewrap or util-linux is not installed"
    if not all(folder.is_dir() and os.access(folder, os.W_OK) for folder in _FOLDERS):
        return "there are no control groups to write to"
    return ""


class Jail:
    """A place for one command at a time.

    number: which of those in use. readable: folders beside the system's that a command may read.
    """

    def __init__(self, number: int, readable: Sequence[str]) -> None:
        self._user = str(FIRST_USER + os.getpid() % 4096 * 16 + number)
        self._groups = [folder / f"verify-cli-jail-{os.getpid()}-{number}" for folder in _FOLDERS]
        self._readable = readable

    def __enter__(self) -> Jail:  # noqa: PYI034 - `Self` needs a later Python than the oldest that we support
        for group in self._groups:
            group.mkdir()
            for name, limit in _LIMITS.items():
                if (group / name).exists():
                    (group / name).write_text(str(limit))
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._empty()
        for group in self._groups:
            group.rmdir()

    def run(self, command: Sequence[str], stdin: bytes, seconds: float, until: bytes) -> tuple[bytes, bool]:
        """Run a command; give its output and whether it had to be ended because the time was over.

        The output may end early: with the first line that starts with `until`, and after OUTPUT_BYTES.
        """
        deadline = time.monotonic() + seconds
        joins = "".join(f"echo $$ > {group}/cgroup.procs && " for group in self._groups)
        process = subprocess.Popen(
            ["sh", "-c", f'{joins}exec "$@"', "sh", *self._walls(), *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(BrokenPipeError):
            process.stdin.write(stdin)
            process.stdin.close()
        output, late = b"", False
        while len(output) < OUTPUT_BYTES and not any(
            line.startswith(until) and line.endswith(b"\n") for line in output.splitlines(keepends=True)
        ):
            ready, _, _ = select.select([process.stdout], [], [], max(0.0, deadline - time.monotonic()))
            chunk = os.read(process.stdout.fileno(), 1 << 16) if ready else b""
            late = not ready
            if not chunk:
                break
            output += chunk
        self._empty()
        process.wait()
        process.stdout.close()
        return output, late

    def _walls(self) -> list[str]:
        words = ["setpriv", "--reuid", self._user, "--regid", self._user, "--clear-groups", "--no-new-privs"]
        words += ["nice", "-n", "19", "prlimit", f"--nproc={PROCESSES}", "--core=0"]
        words += ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
        words += ["--setenv", "PATH", "/usr/bin:/bin", "--setenv", "HOME", "/tmp"]
        words += ["--setenv", "PYTHONDONTWRITEBYTECODE", "1", "--proc", "/proc", "--dev", "/dev"]
        words += ["--size", str(TMP_BYTES), "--tmpfs", "/tmp", "--chdir", "/tmp"]
        for path in ("/usr", "/bin", "/lib", "/lib64", "/etc/alternatives", "/etc/ld.so.cache"):
            if Path(path).is_symlink():
                words += ["--symlink", str(Path(path).readlink()), path]
            elif Path(path).exists():
                words += ["--ro-bind", path, path]
        for path in self._readable:
            words += ["--ro-bind", path, path]
        return words

    def _empty(self) -> None:
        """Kill what the control group holds, until it holds nothing: the group is ours alone."""
        procs = self._groups[-1] / "cgroup.procs"
        while pids := procs.read_text().split():
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
            time.sleep(0.01)
