"""The docker wall: every slot is a long-lived container of a real Docker Engine, whose first process is the runner.

    driver  ⇄  connection to the engine, attached to  ⇄  runner  ⇄  zygote  →  job

A container per run costs 300 ms, a command in a container 60; a frame over an attached connection costs less than one.

Each container: no network, a read-only root, scratch in memory with a size, no capabilities but four, no way to new
ones, our seccomp profile, bounds on memory, processes and CPU, no log. It ends when the connection does.

Not covered: an engine that is reached over TLS or ssh; and what the kernel itself gets wrong, against which there is
`runtime="runsc"`.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import subprocess
import threading
import time
import weakref
from typing import Any

from verifiers.sandbox import engine
from verifiers.sandbox.image import image_name
from verifiers.sandbox.run import SandboxUnavailableError
from verifiers.sandbox.strays import LABEL, driver_name, remove_strays, start_watcher
from verifiers.sandbox.stream import Stream
from verifiers.sandbox.walls import files_for_slots

CAPABILITIES = {"KILL": 5, "SETGID": 6, "SETUID": 7, "SYS_PTRACE": 19}
"""To become the user of a run, to kill what it leaves, and to see how much of its memory is shared: without the last,
forks of a large process count as so many large processes. Tracing itself is not among the allowed system calls, and
runs have no capability at all."""
SCRATCH = {"/work": 256 << 20, "/tmp": 256 << 20, "/dev/shm": 128 << 20}  # noqa: S108 - places in the container
SCRATCH_FILES = 32_768
MEMORY_MB = 4096
"""Of a slot, scratch included: above what a run and a compiler may use, which the runner watches more closely."""
PIDS = 1024
CPUS = 2.0
"""A program, and the runner and zygote beside it; what it burns is counted, however many threads burn it."""
ENGINE_SECONDS = 45.0
"""An engine that has served before is waited for so long: it is being restarted."""
_PATIENT_STEP = 0.25
_USERS_FROM, _USERS_TO, USERS_PER_SLOT = 1_000_000_000, 1_800_000_000, 4096
"""The kernel counts processes by user across all containers, so slots must not share users: where each begins is
random. The range is apart from that of the local wall."""
_MAPPED_USERS_FROM = 1000
"""Where the engine maps users (rootless, or userns-remap), a container has 65536 of its own."""
# What containers see of the host by default, and need not; of all places in /dev the one that keeps what is written.
_MASKED = (
    "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats",
    "/proc/sched_debug", "/proc/scsi", "/proc/sysrq-trigger", "/proc/timer_list", "/proc/timer_stats",
    "/dev/mqueue", "/sys/block", "/sys/bus", "/sys/class", "/sys/dev", "/sys/devices", "/sys/firmware",
    "/sys/kernel", "/sys/module", "/sys/power",
)  # fmt: skip
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
_RUNNER = ("python3", "-I", "-S", "/sandbox/runner.py")
_NEEDED = {"MemoryLimit": "memory", "PidsLimit": "processes", "CpuCfsQuota": "CPU"}


class DockerSlot:
    """A container and the connection that is attached to it."""

    def __init__(self, api: Any, container: str, stream: Stream) -> None:
        self._api, self._container, self._stream = api, container, stream
        self._ended = False
        self._lock = threading.Lock()
        self.unwrap = stream.unwrap
        self.to_runner, self.from_runner = stream.to_runner, stream.from_runner
        _slots.add(self)

    def end(self) -> None:
        """Kill and remove the container. Without an engine, it ends with the connection."""
        with self._lock:
            if self._ended:
                return
            self._ended = True
        with contextlib.suppress(SandboxUnavailableError), engine.explained():
            self._api.remove_container(self._container, force=True, v=True)

    def last_words(self) -> str:
        """The end of standard error."""
        return self._stream.last_words()

    def forget(self) -> None:
        """In a fork: let go of the connection, so that the container ends with the driver that opened it."""
        with contextlib.suppress(OSError):
            nothing = os.open(os.devnull, os.O_RDWR)
            for descriptor in (self.to_runner, self.from_runner):
                if not self._ended:
                    os.dup2(nothing, descriptor)
            os.close(nothing)


_slots: weakref.WeakSet[DockerSlot] = weakref.WeakSet()


def _forget_all() -> None:
    for slot in list(_slots):
        slot.forget()


os.register_at_fork(after_in_child=_forget_all)


def _watched() -> subprocess.Popen[bytes] | None:
    """A watcher of this process; none before Linux 5.3 and Python 3.9, which have no pidfd."""
    try:
        ourselves = os.pidfd_open(os.getpid())
    except (OSError, AttributeError):
        return None
    try:
        return start_watcher(ourselves)
    finally:
        os.close(ourselves)


class DockerWall:
    """Slots in containers.

    image: by default the one that belongs to this installation (`verify-cli sandbox build`).
    runtime: another one than the engine's default, `runsc` say; the engine must know it.
    memory_mb, cpus: of one slot, with all that runs in it.
    """

    def __init__(
        self, image: str | None = None, *, runtime: str | None = None, memory_mb: int = MEMORY_MB, cpus: float = CPUS
    ) -> None:
        self.image, self.runtime = image or image_name(), runtime
        self._memory, self._cpus = memory_mb << 20, cpus
        self._profile = json.dumps(json.loads((files_for_slots() / "seccomp.json").read_text()))
        self._driver, self._owner = driver_name(), os.getpid()
        self._served = False
        self._api = engine.connect()
        try:
            with engine.explained(self.image):
                self._info: dict[str, Any] = self._api.info()
                self._api.inspect_image(self.image)
            self._check()
            remove_strays(self._api)
            self._watcher = _watched()
        except BaseException:
            self._api.close()
            raise

    def _check(self) -> None:
        missing = [what for key, what in _NEEDED.items() if not self._info.get(key)]
        if missing:
            msg = f"this Docker Engine cannot limit {' and '.join(missing)} of containers: it lacks these cgroups"
            raise SandboxUnavailableError(msg)
        if not any(option.startswith("name=seccomp") for option in self._info.get("SecurityOptions") or []):
            msg = "this Docker Engine cannot filter system calls: its kernel or its build lacks seccomp"
            raise SandboxUnavailableError(msg)
        if self.runtime and self.runtime not in self._info.get("Runtimes", {}):
            msg = f"this Docker Engine has no runtime {self.runtime!r}: name it in daemon.json and restart the engine"
            raise SandboxUnavailableError(msg)

    @property
    def name(self) -> str:
        """With its runtime where that is not the engine's own."""
        return f"docker ({self.runtime})" if self.runtime else "docker"

    def start(self, number: int) -> DockerSlot:
        """Start a slot. An engine that has served and is gone is waited for: it is being restarted."""
        until = time.monotonic() + (ENGINE_SECONDS if self._served else 0.0)
        while True:
            try:
                slot = self._start(number)
            except engine.EngineAwayError:  # noqa: PERF203 - it is a loop of tries
                if time.monotonic() > until:
                    raise
                time.sleep(_PATIENT_STEP)
            else:
                self._served = True
                return slot

    def _start(self, number: int) -> DockerSlot:
        api = self._api
        with engine.explained(self.image):
            container = api.create_container(
                self.image,
                command=[json.dumps(self._configuration(number))],
                entrypoint=list(_RUNNER),
                hostname="sandbox",
                user="0:0",
                working_dir="/",
                stdin_open=True,
                labels={LABEL: self._driver},
                stop_signal="SIGKILL",  # an engine that shuts down need not wait for us
                host_config=self._host_config(),
            )["Id"]
        stream = None
        try:
            with engine.explained(self.image):
                # Before it starts, so that nothing of what it says is lost.
                socket = api.attach_socket(container, params={"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1})
                stream = Stream(socket)
                api.start(container)
        except BaseException:
            if stream is not None:
                stream.close()
            with contextlib.suppress(SandboxUnavailableError), engine.explained():
                api.remove_container(container, force=True, v=True)
            raise
        return DockerSlot(api, container, stream)

    def _host_config(self) -> dict[str, Any]:
        api = self._api
        config: dict[str, Any] = api.create_host_config(
            network_mode="none",
            ipc_mode="private",
            read_only=True,
            tmpfs={
                place: f"rw,exec,nosuid,nodev,size={size},nr_inodes={SCRATCH_FILES},mode=1777"
                for place, size in SCRATCH.items()
            },
            cap_drop=["ALL"],
            cap_add=list(CAPABILITIES),
            security_opt=["no-new-privileges", f"seccomp={self._profile}"],
            mem_limit=self._memory,
            memswap_limit=self._memory,  # memory and swap together: no swap
            pids_limit=PIDS,
            nano_cpus=int(min(self._cpus, self._info["NCPU"]) * 1e9),
            ulimits=[{"Name": "core", "Soft": 0, "Hard": 0}],
            log_config={"Type": "none", "Config": {}},
            auto_remove=True,
            runtime=self.runtime,
        )
        config["MaskedPaths"] = list(_MASKED)  # the package has no name for it
        return config

    def _configuration(self, number: int) -> dict[str, Any]:
        from verifiers.sandbox.local import PRELOAD

        options = self._info.get("SecurityOptions") or []
        mapped = any(option.startswith(("name=userns", "name=rootless")) for option in options)
        users = random.SystemRandom().randrange(_USERS_FROM, _USERS_TO, USERS_PER_SLOT)
        return {
            "number": number,
            "home": "/sandbox",
            "scratch": list(SCRATCH),
            "read": ["/"],
            "devices": _DEVICES,
            "users": [_MAPPED_USERS_FROM if mapped else users, USERS_PER_SLOT],
            "keep": list(CAPABILITIES.values()),
            "driver": -1,
            "preload": PRELOAD,
        }

    def accepts(self, ready: dict[str, Any]) -> str:
        """The minimum: PID 1, and a user for each run."""
        if not ready["first"]:
            return "the runner is not the container's first process"
        if not ready["users"]:
            return "runs cannot have users of their own"
        return ""

    def close(self) -> None:
        """Close the connections to the engine."""
        self._api.close()
        if self._watcher is not None and self._owner == os.getpid():
            self._watcher.kill()
            self._watcher.wait()
            self._watcher = None
