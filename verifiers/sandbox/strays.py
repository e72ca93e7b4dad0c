"""Containers that a driver left behind when it was killed, found by their labels and removed.

A slot ends by itself when its driver is gone: its standard input ends, and the engine removes it. What can be left is a
container that was made and not yet started, and one whose engine was killed at the wrong moment.
"""

from __future__ import annotations

import os
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
