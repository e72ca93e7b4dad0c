"""A docker sandbox for tests; where no engine answers they skip with one line, except in CI."""

import contextlib
import os
import subprocess
import time
from pathlib import Path

import pytest

from verifiers.sandbox import Limits, Program, SandboxUnavailable, engine, open_sandbox
from verifiers.sandbox.docker import DockerWall
from verifiers.sandbox.strays import LABEL

COMPILE_LIMITS = Limits(cpu_seconds=4, memory_mb=1024, processes=32)
SECONDS = 60
"""For anything of an engine, on a busy machine."""
HELLO = Program("python", "print('hello')")


def open_docker(slots=1, **options):
    wall, reason = None, ""
    try:
        wall = DockerWall(**options)
    except SandboxUnavailable as error:
        reason = str(error)
    if wall is None:
        skip(f"no docker sandbox on this host: {reason}")
    return open_sandbox(wall, slots=slots, compile_limits=COMPILE_LIMITS)


def skip(reason):
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def container(sandbox):
    (slot, *_) = sandbox._slots._all
    return slot._started._container


def containers():
    """Of all slots, whoever opened them."""
    api = engine.connect()
    try:
        return {container["Id"] for container in api.containers(all=True, filters={"label": LABEL})}
    finally:
        api.close()


def until_gone(what):
    """Wait until none of these containers is left; returns those that are."""
    until = time.monotonic() + SECONDS
    while (left := what & containers()) and time.monotonic() < until:
        time.sleep(0.1)
    return left


class Engine:
    """The engine of .ci/docker, which tests may kill and start again."""

    def __init__(self):
        start, self._pid_file = os.environ.get("VERIFY_CLI_DOCKERD"), os.environ.get("VERIFY_CLI_DOCKERD_PID")
        if not start or not self._pid_file:
            skip("no engine of our own to restart: .ci/docker has one")
        self._start = start

    def kill(self, number):
        pid = int(Path(self._pid_file).read_text())
        os.kill(pid, number)
        until = time.monotonic() + SECONDS
        while _runs(pid) and time.monotonic() < until:
            time.sleep(0.05)
        assert not _runs(pid)
        Path(self._pid_file).unlink(missing_ok=True)  # a killed one cannot

    def start(self):
        """Start it, as one that ends with nobody."""
        subprocess.run(["setsid", "--fork", self._start], check=True, stdin=subprocess.DEVNULL)
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            with contextlib.suppress(SandboxUnavailable):
                engine.connect().close()
                return
            time.sleep(0.1)
        pytest.fail("the engine does not start again")


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
