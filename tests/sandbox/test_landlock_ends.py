"""The local wall without namespaces: whatever becomes of its driver or its runner, nothing of a slot lives on."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from landlock_wall import wall
from test_strays import command, family

from verifiers.sandbox import Limits, Program, open_sandbox

pytestmark = pytest.mark.slow

SECONDS = 120
"""It takes 0.04; the rest is for a busy machine."""


@pytest.fixture
def one_slot():
    with open_sandbox(wall(), slots=1) as opened:
        yield opened


DAEMONS = """
import os, signal, time
for number in range(1, 32):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
open("left", "w").write("x"); os.mkdir("locked"); open("locked/x", "w"); os.chmod("locked", 0)
for _ in range(4):
    if os.fork() == 0: os.setsid()
time.sleep(600)
"""
DRIVER = f"""
import threading
from verifiers.sandbox import Program, open_sandbox
from verifiers.sandbox.local import LocalWall
import sys, os, time
sandbox = open_sandbox(LocalWall(sys.argv[1], level="landlock"), slots=2)
if "fork" in sys.argv and os.fork() == 0:
    time.sleep(4)
    os._exit(0)
threading.Timer(0.5, print, ("running",), {{"flush": True}}).start()
sandbox.run_many(Program("python", {DAEMONS!r}), [b""] * 4)
"""


def folders():
    return {path.name for path in Path(tempfile.gettempdir()).glob("verify-cli-*")}


@pytest.mark.parametrize(
    ("number", "arguments"),
    [(signal.SIGKILL, []), (signal.SIGKILL, ["fork"]), (signal.SIGINT, []), (signal.SIGTERM, [])],
    ids=["killed", "killed-with-fork", "interrupted", "terminated"],
)
def test_nothing_is_left_of_a_driver_that_ends(number, arguments):
    ours = wall()
    before = folders()
    driver = subprocess.Popen(
        [sys.executable, "-c", DRIVER, ours._python, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    ours.close()
    with driver:
        try:
            assert driver.stdout.readline() == "running\n"
            until = time.monotonic() + SECONDS
            while len(found := below(driver)) <= 30 and time.monotonic() < until:
                time.sleep(0.02)
            assert len(found) > 30
            driver.send_signal(number)
            driver.wait(SECONDS)
        finally:
            driver.kill()
    until = time.monotonic() + SECONDS
    while (alive := [pid for pid in found if command(pid)]) and time.monotonic() < until:
        time.sleep(0.02)
    assert alive == []
    while folders() - before and time.monotonic() < until:
        time.sleep(0.02)
    assert folders() <= before


def below(driver):
    return [pid for pid in family(driver.pid) if "-c" not in command(pid)]


def test_a_runner_that_is_killed_takes_all_with_it(one_slot):
    (slot,) = one_slot._slots._all
    keeper = slot._started._process.pid
    with ThreadPoolExecutor(1) as thread:
        working = thread.submit(one_slot.run, Program("python", DAEMONS), b"", Limits(wall_seconds=60))
        until = time.monotonic() + SECONDS
        while len(found := family(keeper)) < 18 and time.monotonic() < until:
            time.sleep(0.02)
        (runner,) = [pid for pid in found if "keeper.py" in " ".join(command(pid))][:1]
        os.kill(runner, signal.SIGKILL)
        assert working.result().outcome == "time_limit"  # on the slot that took its place
    until = time.monotonic() + SECONDS
    while (alive := [pid for pid in found if command(pid)]) and time.monotonic() < until:
        time.sleep(0.02)
    assert alive == []


def test_closing_removes_scratch():
    before = folders()
    with open_sandbox(wall(), slots=2) as opened:
        opened.run_many(Program("python", "open('x', 'w')"), [b""] * 8)
        assert len(folders() - before) == 2
    assert folders() <= before
