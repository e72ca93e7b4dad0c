"""Whatever happens to the driving process, nothing of a sandbox lives on."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from own_wall import open_or_skip

from verifiers.sandbox import Program

pytestmark = pytest.mark.alone

DRIVER = """
import os, signal, sys, time, threading
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may have it ignored
from verifiers.sandbox import open_sandbox, Program
sandbox = open_sandbox("local", slots=2)
daemons = Program("python", '''
import os, signal, time
for number in range(1, 32):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
for _ in range(4):
    if os.fork() == 0: os.setsid()
time.sleep(600)
''')
if "fork" in sys.argv and os.fork() == 0:
    time.sleep(4)  # a worker of the trainer, which holds copies of all pipes
    os._exit(0)
threading.Timer(0.5, print, ("running",), {"flush": True}).start()
try:
    sandbox.run_many(daemons, [b""] * 4)
except KeyboardInterrupt:
    if "exit" in sys.argv:
        sys.exit(3)
    raise
"""
MANY = 20
SECONDS = 120
"""It takes 0.04; the rest is for a busy machine."""


def family(pid):
    """The processes below one."""
    found = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                found += [child, *family(child)]
    except OSError:
        pass  # it has just ended
    return found


def cpu_seconds(pid):
    """Of a process, and of the children that it has waited for."""
    times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize(
    ("number", "arguments"),
    [(signal.SIGKILL, []), (signal.SIGKILL, ["fork"]), (signal.SIGINT, []), (signal.SIGINT, ["exit"]), (signal.SIGTERM, [])],
    ids=["killed", "killed-with-fork", "interrupted", "exits", "terminated"],
)  # fmt: skip
def test_nothing_is_left(number, arguments):
    open_or_skip(slots=1).close()
    driver = subprocess.Popen(
        [sys.executable, "-c", DRIVER, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    with driver:
        try:
            assert driver.stdout.readline() == "running\n"
            until = time.monotonic() + SECONDS
            while len(processes := below(driver)) <= MANY and time.monotonic() < until:
                time.sleep(0.02)
            assert len(processes) > MANY
            driver.send_signal(number)
            driver.wait(SECONDS)
        finally:
            driver.kill()
        until = time.monotonic() + SECONDS
        while (alive := [pid for pid in processes if command(pid)]) and time.monotonic() < until:
            time.sleep(0.02)
    assert alive == []


def below(driver):
    """What a driver has started, but not the fork that stands for a worker of the trainer."""
    return [pid for pid in family(driver.pid) if "-c" not in command(pid)]


def command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0") if Path(f"/proc/{pid}").exists() else ""
    except OSError:
        return ""


def test_no_mounts_and_no_files_stay():
    with open_or_skip(slots=2) as sandbox:
        sandbox.run(Program("python", "for f in ('/tmp', '/dev/shm', '/work'): open(f + '/left-by-a-run', 'w')"))
        assert "scratch" not in Path("/proc/self/mounts").read_text()
    assert "left-by-a-run" not in [*os.listdir("/tmp"), *os.listdir("/dev/shm")]
