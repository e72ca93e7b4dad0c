"""The docker wall's slots begin and end, whatever becomes of their driver: nothing is left of them."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from docker_wall import HELLO, SECONDS, container, containers, open_docker, until_gone
from test_strays import cpu_seconds, family

from verifiers.sandbox import Program
from verifiers.sandbox.strays import LABEL, remove_strays

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sandbox():
    """Two slots that all tests share: what one leaves behind, another stumbles over."""
    with open_docker(slots=2) as opened:
        yield opened


def test_a_slot_starts_soon():
    with open_docker() as opened:
        runner = opened.wall._api.inspect_container(container(opened))["State"]["Pid"]
        assert sum(map(cpu_seconds, [runner, *family(runner)])) < 2  # a fifth in truth


def test_closing_removes_the_containers():
    opened = open_docker(slots=2)
    opened.run_many(HELLO, [b""] * 20)
    ours = {slot._started._container for slot in opened._slots._all}
    assert ours <= containers()
    opened.close()
    assert until_gone(ours) == set()


def test_a_container_that_is_killed_is_replaced(sandbox):
    victim = container(sandbox)
    timer = threading.Timer(0.3, lambda: sandbox.wall._api.kill(victim))
    timer.start()
    results = sandbox.run_many(Program("python", "import time; time.sleep(0.05); print(1)"), [b""] * 30)
    timer.join()
    assert {result.stdout for result in results} == {b"1\n"}
    assert until_gone({victim}) == set()


DRIVER = """
import os, sys, time, threading
from verifiers.sandbox import open_sandbox, Program
from verifiers.sandbox.docker import DockerWall
sandbox = open_sandbox("docker", slots=2)
if "fork" in sys.argv and os.fork() == 0:
    time.sleep(600)  # a worker of the trainer, which holds copies of all descriptors
threading.Timer(1, print, ("running",), {"flush": True}).start()
sandbox.run_many(Program("python", "import os, time\\nfor _ in range(4): os.fork()\\ntime.sleep(600)"), [b""] * 4)
"""


@pytest.mark.parametrize(
    ("number", "arguments"),
    [(signal.SIGKILL, []), (signal.SIGKILL, ["fork"]), (signal.SIGINT, []), (signal.SIGTERM, [])],
    ids=["killed", "killed-with-fork", "interrupted", "terminated"],
)
def test_nothing_is_left_of_a_driver_that_ends(number, arguments):
    open_docker().close()
    before = containers()
    with subprocess.Popen(
        [sys.executable, "-c", DRIVER, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as driver:
        try:
            assert driver.stdout.readline() == "running\n"
            made = containers() - before
            assert made
            driver.send_signal(number)
            driver.wait(SECONDS)
            assert until_gone(made) == set()
        finally:
            os.killpg(driver.pid, signal.SIGKILL) if "fork" in arguments or driver.poll() is None else None


UNFINISHED = """
import os, signal
import docker
from verifiers.sandbox import open_sandbox
def start(self, container):
    print(container, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
docker.APIClient.start = start
open_sandbox("docker")
"""


def test_nothing_is_left_of_a_driver_killed_before_it_started_its_container():
    open_docker().close()
    done = subprocess.run([sys.executable, "-c", UNFINISHED], capture_output=True, text=True, check=False)
    made = {done.stdout.strip()}
    assert (done.returncode, len(done.stdout.split())) == (-signal.SIGKILL, 1)
    assert until_gone(made) == set()


def watchers():
    """Processes that wait for the end of a driver."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if b"strays import clear" in path.read_bytes():
                found.add(path.parent.name)
    return found


def test_closing_ends_the_watcher():
    open_docker().close()
    before = watchers()
    with open_docker() as opened:
        assert str(opened.wall._watcher.pid) in watchers() - before
    assert watchers() <= before


def test_a_container_that_never_started_is_removed_by_the_next(sandbox):
    """Its driver was killed between making and starting it."""
    api = sandbox.wall._api
    here = sandbox.wall._driver.rpartition("/")[0].rpartition("/")[0]
    dead = api.create_container(sandbox.wall.image, labels={LABEL: f"{here}/{os.getpid()}/1"})["Id"]
    alive = api.create_container(sandbox.wall.image, labels={LABEL: sandbox.wall._driver})["Id"]
    elsewhere = api.create_container(sandbox.wall.image, labels={LABEL: "another/machine/1/1"})["Id"]
    try:
        assert set(remove_strays(api)) <= {dead}  # the watcher of another test may be quicker
        assert until_gone({dead}) == set()
        assert {alive, elsewhere} <= containers()
    finally:
        for left in (alive, elsewhere):
            api.remove_container(left)
