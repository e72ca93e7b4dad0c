"""The local wall: the kernel alone. Namespaces by util-linux's `unshare`, a root of its own, and what the runner adds.

Levels, by what the host lets us have, best first:

root          namespaces made by root; every run has a user of its own
user          namespaces made by an ordinary user, inside of a user namespace; runs have the runner's user, and
              Landlock's scopes keep them from it, or, before Linux 6.12, a process namespace for each run
landlock      no namespaces, as root in a container: see landlock.py
landlock-user  no namespaces, and no root: there, too

Each gives: no network, no writes outside scratch, no sight of other processes, no file to read but those of the
interpreter, the compilers and their libraries. A host that gives none of them is refused with a sentence.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import platform
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from verifiers.sandbox import landlock, precompiled
from verifiers.sandbox.languages import shown_by_host
from verifiers.sandbox.run import Program, SandboxUnavailableError
from verifiers.sandbox.walls import files_for_slots

SCRATCH = ("/work", "/tmp", "/dev/shm")  # noqa: S108 - places in the slot's own root
SCRATCH_BYTES = 256 << 20
"""Of all files together. Memory of the host, so a fraction of what a run may use."""
SCRATCH_FILES = 32_768
"""To remove them takes a fifth of a second. Tests of real sets make 20,000: folders that are copied or counted."""
USERS_PER_SLOT = 4096
_USERS_FROM, _USERS_TO = 1_900_000_000, 2_100_000_000
"""Numbers that no host gives to its people. Where in it a slot begins is random: two sandboxes of one host must not
share users, because the kernel counts processes by user."""
_MACHINES = ("x86_64", "aarch64")
_BINDS = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc/alternatives", "/etc/ld.so.cache")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
# CAP_KILL, CAP_SETGID, CAP_SETUID, and, if there, CAP_SYS_PTRACE to see its runs' memory
# and CAP_CHECKPOINT_RESTORE to number them
_KEPT_AS_ROOT = (5, 6, 7, 19, 40)
_KEPT_AS_USER = (5, 19, 40)  # in its own user namespace
_TO_MAKE = (21,)  # CAP_SYS_ADMIN, there too, where each run gets a process namespace
_LAST_WORDS = 2000
_END_SECONDS = 10.0
"""For what has been killed to be gone. It takes milliseconds."""
_PROBE_SECONDS = 20.0
_NAMESPACES = ("--mount", "--pid", "--net", "--ipc", "--uts", "--fork", "--kill-child")
_ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "HOME": "/work",
    "LANG": "C.UTF-8",
    # The order of a set must not vary from slot to slot, or the same program would print different things.
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
}
Level = Literal["root", "user", "landlock", "landlock-user"]
_BARE = ("landlock", "landlock-user")
"""Levels without namespaces."""
_SHARED = ("user", "landlock-user")
"""Levels where runs have the runner's user."""
PRELOAD = (
    *("collections", "functools", "heapq", "bisect", "itertools", "math", "re", "string", "operator", "typing"),
    *("respondent", "examiner", "examiner_together", "checker", "interaction"),
)
"""What programs import most, and those that grade programs (verifiers/code). Each costs every fork a little, and every
program that imports it a lot."""

PACKAGES_FOLDER = "/packages"
PACKAGES = (
    "sortedcontainers",
    *("pytest", "_pytest", "py", "pluggy", "iniconfig", "packaging", "pygments"),
    *("exceptiongroup", "tomli", "typing_extensions"),  # pytest's, before Python 3.11
)
"""Pure Python, so that it does not matter which interpreter runs programs. Docker's image has its own."""


class LocalSlot:
    """A process of `unshare`, or a keeper, whose child is the runner."""

    unwrap: Callable[[bytes], bytes] | None = None

    def __init__(self, command: list[str], driver: int) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the slot
        self._words = ""
        self._lock = threading.Lock()
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                bufsize=0,
                env=_ENVIRONMENT,
                pass_fds=(driver,) if driver >= 0 else (),
                start_new_session=True,  # Ctrl-C is for the trainer
            )
        except OSError as error:
            self._errors.close()
            msg = f"cannot start a sandbox: {error.strerror}"
            raise SandboxUnavailableError(msg) from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        # The wire closes them: taken from the file objects, which would close them a second time.
        self.to_runner, self.from_runner = os.dup(self._process.stdin.fileno()), os.dup(self._process.stdout.fileno())
        self._process.stdin.close()
        self._process.stdout.close()

    def end(self) -> None:
        """Kill the runner, and with it its process namespace, or let the keeper kill what was below it."""
        with self._lock:
            if self._process.returncode is None:
                # Not its parent, which then reaps it and ends by itself, so that no zombie is left to an init that may
                # not care. (With --kill-child, the runner would die with it.)
                children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
                with contextlib.suppress(OSError, ValueError, subprocess.TimeoutExpired):
                    for runner in children.read_text().split():
                        os.kill(int(runner), signal.SIGKILL)
                    self._process.wait(_END_SECONDS)
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    if self._process.returncode is None:
                        os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
                self._words = self._read_words()
                self._errors.close()

    def last_words(self) -> str:
        """The end of standard error."""
        with self._lock:
            return self._words or self._read_words()

    def _read_words(self) -> str:
        with contextlib.suppress(OSError, ValueError):
            self._errors.seek(0)
            return self._errors.read().decode(errors="replace").strip()[-_LAST_WORDS:]
        return ""


class LocalWall:
    """Slots on this host.

    python: the interpreter for programs. level: by default the best that the host gives.
    """

    def __init__(self, python: str | None = None, *, level: Level | None = None) -> None:
        if sys.platform != "linux":
            msg = "the local sandbox needs Linux; elsewhere use the docker one"
            raise SandboxUnavailableError(msg)
        if platform.machine() not in _MACHINES:
            msg = f"the local sandbox has no filter of system calls for {platform.machine()}: use it on x86-64 or arm64"
            raise SandboxUnavailableError(msg)
        unshare = shutil.which("unshare")
        if unshare is None:
            msg = "the local sandbox needs the command `unshare`: install util-linux"
            raise SandboxUnavailableError(msg)
        self._unshare = unshare
        self._python = _interpreter(python)
        self.level: Level = level or self._best_level()
        if level in _BARE and (lacking := self._lacking(level)):
            msg = f"the local sandbox cannot do without namespaces: {lacking}"
            raise SandboxUnavailableError(msg)
        self._driver = _pidfd()
        self._precompiled = precompiled.folder() if self.level not in _BARE else None

    def _best_level(self) -> Level:
        level: Level = "root" if os.geteuid() == 0 else "user"
        refused = self._refusal(level)
        if not refused:
            return level
        if not self._lacking("landlock"):
            return "landlock"
        if lacking := self._lacking("landlock-user"):
            msg = f"the local sandbox gets no namespaces here ({refused}), and cannot do without: {lacking}"
            raise SandboxUnavailableError(msg)
        return "landlock-user"

    def _lacking(self, level: Level) -> str:
        """What a level without namespaces needs and does not get here; empty for nothing."""
        if level == "landlock":
            return landlock.missing(self._python, _USERS_TO)
        return landlock.missing_as_user(self._python)

    def _refusal(self, level: Level) -> str:
        """Why the host makes no namespaces for us; empty if it does."""
        try:
            done = subprocess.run(
                [*self._in_namespaces(level), "true"],
                capture_output=True,
                text=True,
                timeout=_PROBE_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
        return "" if done.returncode == 0 else " ".join(done.stderr.split()) or f"unshare ends with {done.returncode}"

    def _in_namespaces(self, level: Level) -> list[str]:
        return [self._unshare, *_NAMESPACES, *(["--user", "--map-root-user"] if level == "user" else [])]

    @property
    def name(self) -> str:
        """With its level."""
        return f"local ({self.level})"

    @property
    def weaker(self) -> str:
        """What it does not hide from programs, and the other levels do; empty for nothing."""
        return landlock.WEAKER.get(self.level, "")

    def start(self, number: int) -> LocalSlot:
        """Start a slot."""
        bare = self.level in _BARE
        stage = str(files_for_slots() / ("keeper.py" if bare else "private_root.py"))
        command = [self._python, "-I", "-S", stage, json.dumps(self._configuration(number))]
        return LocalSlot(command if bare else [*self._in_namespaces(self.level), *command], self._driver)

    def _configuration(self, number: int) -> dict[str, Any]:
        first = random.SystemRandom().randrange(_USERS_FROM, _USERS_TO, USERS_PER_SLOT)
        common = {
            "number": number,
            "devices": _DEVICES,
            "users": None if self.level in _SHARED else [first, USERS_PER_SLOT],
            "driver": self._driver,
            "preload": PRELOAD,
        }
        visible = shown_by_host()
        if self.level in _BARE:
            return {
                **common,
                **landlock.configuration(self._python, visible),
                "home": str(files_for_slots()),
                "bounds": [SCRATCH_BYTES, SCRATCH_FILES],
            }
        prefix = _prefix(self._python)
        namespace = self.level == "user" and landlock.version() < landlock.SCOPES
        return {
            **common,
            "home": "/sandbox",
            "scratch": SCRATCH,
            "size": SCRATCH_BYTES,
            "files": SCRATCH_FILES,
            "read": ["/"],
            "keep": landlock.held(_KEPT_AS_ROOT) if self.level == "root" else [*_KEPT_AS_USER, *_TO_MAKE[:namespace]],
            "namespace": namespace,
            "binds": [*_BINDS, *visible, *([] if prefix.startswith("/usr") else [prefix])],
            "mounts": {
                "/sandbox": str(files_for_slots()),
                **_packages(),
                **({"/pch": str(self._precompiled)} if self._precompiled else {}),
            },
        }

    def prepare(self, program: Program) -> None:
        """The header that much of C++ includes is precompiled in the background, once it is worth it."""
        if program.language == "cpp" and self._precompiled:
            precompiled.see(self._precompiled, program.content)

    def accepts(self, ready: dict[str, Any]) -> str:
        """The minimum: a process namespace or a keeper, and runs that cannot reach the runner."""
        if self.level not in _BARE and not ready["first"]:
            return "the host gives no process namespace"
        if self.level == "user" and ready["landlock"] < landlock.SCOPES and not ready["namespace"]:
            return "runs that share a user need Landlock with scopes (Linux 6.12) or a process namespace each"
        if self.level in _BARE and ready["landlock"] < landlock.FILES:
            return "it needs Landlock at this level"
        if self.level not in _SHARED and not ready["users"]:
            return "runs cannot have users of their own"
        return ""

    def close(self) -> None:
        """Close the descriptor by which runners see that this process has died."""
        if self._driver >= 0:
            os.close(self._driver)
            self._driver = -1


def _interpreter(python: str | None) -> str:
    """The interpreter for programs: without its virtual environment, whose packages are the trainer's."""
    path = python or str(Path(sys.base_prefix, "bin", f"python3.{sys.version_info.minor}"))
    real = Path(path).resolve()
    if not os.access(real, os.X_OK):
        msg = f"there is no interpreter at {path} that can be executed: name one by python="
        raise SandboxUnavailableError(msg)
    return str(real)


def _packages() -> dict[str, str]:
    """Where slots see the packages that programs and tests use, for those that are installed beside this one."""
    found: dict[str, str] = {}
    for name in PACKAGES:
        with contextlib.suppress(ImportError, ValueError):
            spec = importlib.util.find_spec(name)
            places = list(spec.submodule_search_locations or [spec.origin or ""]) if spec else []
            found.update({f"{PACKAGES_FOLDER}/{Path(place).name}": place for place in places[:1] if place})
    return found


def _prefix(python: str) -> str:
    """The folder with the interpreter's bin and lib."""
    return str(Path(python).parents[1])


def _pidfd() -> int:
    """A descriptor that is readable once this process has died, even while forks of it hold copies of the pipes."""
    try:
        return os.pidfd_open(os.getpid())
    except (OSError, AttributeError):
        return -1
