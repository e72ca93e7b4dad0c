"""The same program ends the same way, however busy the machine is: CPU seconds decide."""

import subprocess
import sys
import time

import pytest

from verifiers.sandbox import Limits, Program

pytestmark = pytest.mark.alone

LIMITS = Limits(cpu_seconds=0.5)
PROGRAMS = {
    "idle": ("print(1)", "ok"),
    "near": ("import time\nwhile time.process_time() < 0.25: pass\nprint(2)", "ok"),
    "over": ("import time\nwhile time.process_time() < 0.8: pass\nprint(3)", "time_limit"),
    "children": (
        "import os, time\nfor _ in range(3):\n if os.fork() == 0:\n  while True: pass\nos.wait()",
        "time_limit",
    ),
    "sleeps": ("import time; time.sleep(0.5); print(4)", "ok"),
    "memory": ("x = bytearray(2 << 30)", "memory_limit"),
}


@pytest.fixture(params=[0, 4], ids=["alone", "busy"])
def busy(request):
    loops = [subprocess.Popen([sys.executable, "-S", "-c", "while True: pass"]) for _ in range(request.param)]
    time.sleep(0.05 * len(loops))
    yield
    for loop in loops:
        loop.kill()
        loop.wait()


@pytest.mark.usefixtures("busy")
def test_same_outcome(sandbox):
    outcomes = {name: sandbox.run(Program("python", source), limits=LIMITS) for name, (source, _) in PROGRAMS.items()}
    assert {name: (result.outcome, result.backstop) for name, result in outcomes.items()} == {
        name: (expected, False) for name, (_, expected) in PROGRAMS.items()
    }
