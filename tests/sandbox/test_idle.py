"""Waiting is bounded by what a program does: what sleeps is ended, what cannot run for others is not."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from own_wall import open_or_skip

from verifiers.sandbox import Limits, Program, SandboxUnavailable, slot, slots, wire

HELLO = Program("python", "print('hello')")
SLEEPERS = {
    "sleeps": "import time; time.sleep(99)",
    "deadlocked": "import threading\na = threading.Lock()\na.acquire()\na.acquire()",
    "joined": "import threading\na = threading.Event()\nt = threading.Thread(target=a.wait)\nt.start()\nt.join()",
    "stopped": "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "waits for a child": "import subprocess; subprocess.run(['sleep', '60'])",
    "waits for a child that has its memory": (
        "import ctypes\nc = ctypes.CDLL(None)\nif c.vfork() == 0:\n c.sleep(100)\n c._exit(0)"
    ),
    "sleeps in pieces": "import time\nwhile True: time.sleep(0.02)",
    "works a little": "import time\nwhile True:\n time.sleep(0.05)\n sum(range(50000))",
    "reads its own pipe": "import os; os.read(os.pipe()[0], 1)",
    "closes its output first": "import os, time\nos.close(1)\nos.close(2)\ntime.sleep(99)",
}


@pytest.mark.parametrize("name", SLEEPERS)
def test_what_sleeps_is_ended(sandbox, name):
    result = sandbox.run(Program("python", SLEEPERS[name]), limits=Limits(idle_seconds=0.4))
    assert (result.outcome, result.backstop) == ("time_limit", False)
    assert result.detail == "it slept: nothing of it ran in 0.4 seconds"
    assert result.cpu_seconds < 5


def test_sleep_is_allowed_up_to_its_bound(sandbox):
    """Two seconds by default, and asked for as a sum, not at a stretch."""
    source = "import time\nfor _ in range({}): time.sleep(0.1)\nprint('awake')"
    assert sandbox.run(Program("python", source.format(3))).stdout == b"awake\n"
    result = sandbox.run(Program("python", source.format(100)), limits=Limits(idle_seconds=0.1))
    assert (result.outcome, result.stdout) == ("time_limit", b"")


AWAKE = {
    "computes": "for _ in range(4000000): pass\nprint('done')",
    "is handed to and fro": (
        "import os\n"
        "(a, b), (c, d) = os.pipe(), os.pipe()\n"
        "if os.fork() == 0:\n"
        " while os.read(a, 1): os.write(d, b'x')\n"
        " os._exit(0)\n"
        "for _ in range(20000): os.write(b, b'x'); os.read(c, 1)\n"
        "os.close(a); os.close(b)\n"
        "print('done')"
    ),
    "makes children": "import os\nfor _ in range(300):\n if os.fork() == 0: os._exit(0)\n os.wait()\nprint('done')",
    "writes more than a pipe holds": "import os\nfor _ in range(60): os.write(1, bytes(99999))\nprint('done')",
}


@pytest.mark.parametrize("name", AWAKE)
def test_what_waits_for_a_busy_machine_is_not_asleep(sandbox, name):
    """Beside four busy loops for each processor, a bound of a tenth of a second changes nothing."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(4 * (os.cpu_count() or 1))]
    try:
        result = sandbox.run(Program("python", AWAKE[name]), limits=Limits(idle_seconds=0.1))
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()
    assert (result.outcome, result.stdout[-5:]) == ("ok", b"done\n")


def test_sleepers_leave_their_processors_to_others():
    """As many sleepers as there are slots, and none of the others waits for one of them."""
    sleeper = Program("python", SLEEPERS["deadlocked"])
    ended = []

    def sleep():
        with contextlib.suppress(SandboxUnavailable):  # it is closed meanwhile
            ended.append(opened.run(sleeper, limits=Limits(idle_seconds=600, wall_seconds=600)))

    with open_or_skip(slots=2) as opened:
        threads = [threading.Thread(target=sleep) for _ in range(2)]
        for thread in threads:
            thread.start()
        results = [opened.run(HELLO) for _ in range(20)]
        assert ended == []
    for thread in threads:
        thread.join()
    assert {result.stdout for result in results} == {b"hello\n"}


def runner_of(sandbox):
    (slot,) = sandbox._slots._all
    process = slot._started._process.pid
    (runner,) = map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split())
    return runner


def test_a_runner_that_does_not_answer_is_replaced(one_slot, monkeypatch):
    """Its run is done by another, which has all the time that a slot is given."""
    assert one_slot.run(HELLO).stdout == b"hello\n"
    (before,) = one_slot._slots._all
    drop = slots.Slots._drop

    def dropped(*given):
        monkeypatch.undo()
        drop(*given)

    monkeypatch.setattr(slots.Slots, "_drop", dropped)
    monkeypatch.setattr(wire, "SILENCE_SECONDS", 0.5)
    os.kill(runner_of(one_slot), signal.SIGSTOP)
    assert one_slot.run(HELLO).stdout == b"hello\n"
    assert before not in one_slot._slots._all


@pytest.mark.slow
def test_a_runner_whose_runs_sleep_is_heard(one_slot, monkeypatch):
    """Also of the run before: its answer is not held back by the next one in the line."""
    monkeypatch.setattr(wire, "SILENCE_SECONDS", 5)
    results = one_slot.run_many(Program("python", SLEEPERS["sleeps"]), [b""] * 2, Limits(idle_seconds=6))
    assert [result.outcome for result in results] == ["time_limit"] * 2
    assert one_slot._slots.size == len(one_slot._slots._all)


def test_a_driver_waits_as_long_as_the_run_may_take(one_slot, monkeypatch):
    """Not as long as the runs before it might have."""
    monkeypatch.setattr(slot, "PATIENCE_SECONDS", 0.3)
    source = "import time\nwhile time.process_time() < 1: pass\nprint('done')"
    assert one_slot.run(Program("python", source)).stdout == b"done\n"
