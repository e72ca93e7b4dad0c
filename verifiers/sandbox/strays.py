"""Containers that a driver left behind when it was killed, found by their labels and removed.

A slot ends by itself when its driver is gone: its standard input ends, and the engine removes it. What can be left is a
container that was made and not yet started, and one whose engine was killed at the wrong moment. A watcher, a process
beside each driver, looks for them when that has ended; the next driver that starts looks as well.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verifiers.sandbox.engine import explained
from verifiers.sandbox.run import SandboxUnavailableError

if TYPE_CHECKING:
    from docker import APIClient

LABEL = "verify-cli.slot"
"""Its value is the driver, as `driver_name` has it."""
OLD_SECONDS = 60
"""A container of a driver that we cannot see, and that has not run for so long, was left behind."""


_LOOKS = (0.0, 1.0, 4.0, 15.0)
"""Pauses of the watcher before each look: the engine may still be busy with what it was asked last."""
_WATCHER = """
import json, select, sys
driver, sys.path[:] = json.loads(sys.argv[1])
poll = select.poll()
poll.register(driver, select.POLLIN)
poll.poll()
from verifiers.sandbox.strays import clear  # only now: most watchers never need it
clear()
"""


def start_watcher(driver: int) -> subprocess.Popen[bytes]:
    """Start the watcher of a driver, this process. It outlives us; whoever ends in order kills it.

    driver: a descriptor (a pidfd) that becomes readable when the driver has died.
    """
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _WATCHER, json.dumps([driver, [*map(os.path.abspath, sys.path)]])],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(driver,),
        cwd="/",
        start_new_session=True,  # a signal to the trainer's group is not for it
    )


def clear() -> None:
    """What the watcher does at the end of its driver."""
    from verifiers.sandbox import engine

    for pause in _LOOKS:
        time.sleep(pause)
        with contextlib.suppress(SandboxUnavailableError):
            api = engine.connect()
            try:
                remove_strays(api)
            finally:
                api.close()


def driver_name(pid: int | None = None) -> str:
    """A process, told from every other one that ever was: start of the machine, process namespace, number, start."""
    pid = os.getpid() if pid is None else pid
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        namespace = Path("/proc/self/ns/pid").readlink()
        started = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return f"unknown/{pid}"
    return f"{boot}/{namespace}/{pid}/{started}"


def remove_strays(api: APIClient) -> list[str]:
    """Remove what dead drivers left; returns the containers' numbers."""
    removed = []
    with explained():
        containers = api.containers(all=True, filters={"label": LABEL})
    for container in containers:
        if _is_stray(container):
            try:
                with explained():
                    api.remove_container(container["Id"], force=True, v=True)
            except SandboxUnavailableError:  # somebody else removes it at this moment
                continue
            removed.append(container["Id"])
    return removed


def _is_stray(container: dict[str, Any]) -> bool:
    driver = str(container["Labels"][LABEL])
    here = driver_name()
    if driver.rpartition("/")[0].rpartition("/")[0] == here.rpartition("/")[0].rpartition("/")[0]:
        return driver_name(int(driver.split("/")[-2])) != driver
    old = time.time() - float(container["Created"]) > OLD_SECONDS
    return old and container["State"] != "running"
