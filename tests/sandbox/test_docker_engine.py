"""An engine that is restarted, and one that is killed, under running programs."""

import gc
import signal
import threading
import time

import pytest
from docker_wall import Engine, containers, open_docker, until_gone

from verifiers.sandbox import Program, SandboxUnavailable, docker, open_sandbox

# The library leaves a socket open where its engine goes away between our knock and its call: one that was never connected
# and that only the garbage collector finds, in whatever test runs then. `engine` has it found in the test that made it.
pytestmark = [
    pytest.mark.alone,  # it restarts the engine
    pytest.mark.filterwarnings(
        r"ignore:unclosed <socket.socket fd=[0-9]+, family=1, type=1, proto=0>\Z:ResourceWarning"
    ),
]

STEADY = Program("python", "import time; time.sleep(0.02); print(input())")
INPUTS = [b"%d\n" % number for number in range(300)]


@pytest.fixture
def engine():
    """One that is running again when a test ends, whatever it did."""
    opened = Engine()
    yield opened
    try:
        containers()
    except SandboxUnavailable:
        opened.start()
    gc.collect()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["restarted", "killed"])
def test_a_restart_in_the_middle(engine, number):
    with open_docker(slots=2) as sandbox:
        sandbox.run_many(STEADY, INPUTS[:4])
        before = containers()
        results = []
        working = threading.Thread(target=lambda: results.extend(sandbox.run_many(STEADY, INPUTS)))
        working.start()
        time.sleep(0.5)
        engine.kill(number)
        time.sleep(0.5)
        engine.start()
        working.join()
        assert [result.stdout for result in results] == INPUTS
        assert until_gone(before) == set()
        after = containers()
    assert until_gone(after) == set()


def test_an_engine_that_stays_away(engine, monkeypatch):
    monkeypatch.setattr(docker, "ENGINE_SECONDS", 0.5)
    with open_docker() as sandbox:
        assert sandbox.run(STEADY, b"1").stdout == b"1\n"
        engine.kill(signal.SIGTERM)
        with pytest.raises(SandboxUnavailable, match=r"start it|does not answer"):
            sandbox.run(STEADY, b"2")
        with pytest.raises(SandboxUnavailable, match="start it"):
            open_sandbox("docker")
        engine.start()
        assert sandbox.run(STEADY, b"3").stdout == b"3\n"
