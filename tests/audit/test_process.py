"""The worker's process: bounded whatever the function does, replaced when it has ended, gone when the audit is."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from verifiers.audit.process import UnusableError, Worker

ROW = {"completion": "", "reference": "42", "prompt": "", "source": "", "columns": {}}
FUNCTIONS = """
import os, signal, sys, time

def reward(completion, answer):
    match completion:
        case "child":  # a child works, and the function waits
            if os.fork() == 0:
                while True:
                    pass
            os.wait()
        case "orphan":  # a child of a child, in a session of its own
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    open(os.environ["PID_FILE"], "w").write(str(os.getpid()))
                    while True:
                        pass
                time.sleep(1000)
            time.sleep(1000)
        case "stop":
            os.kill(os.getpid(), signal.SIGSTOP)
        case "spray":
            for descriptor in range(3, 16):
                try:
                    os.write(descriptor, b'{"results": [[{"score": 7.0}]]}')
                except OSError:
                    pass
        case "close":
            os.closerange(0, 3)
            sys.stdout.close()
        case "die":
            os._exit(1)
    return 1.0
"""


@pytest.fixture
def worker(tmp_path, monkeypatch):
    monkeypatch.setenv("PID_FILE", str(tmp_path / "pid"))
    path = tmp_path / "functions.py"
    path.write_text(FUNCTIONS)
    with Worker(f"{path}:reward") as worker:
        worker.start()
        yield worker


def lives(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def ask(worker, completion, seconds=1.0):
    reply = worker.ask([{**ROW, "completion": completion}], "plain", seconds)
    return reply.get("problem") or reply["results"][0][0]


@pytest.mark.parametrize(
    ("completion", "problem"),
    [
        ("child", "no answer in 1 s of CPU time"),
        ("stop", "no answer, asleep for 1 s"),
        ("die", "its process ended without an answer"),
    ],
)
def test_no_answer_costs_the_row_alone(worker, completion, problem):
    assert ask(worker, completion) == problem
    assert ask(worker, "") == {"score": 1.0}


@pytest.mark.slow
def test_whole_families_end(worker, tmp_path):
    assert ask(worker, "orphan") == "no answer in 1 s of CPU time"
    pid = int((tmp_path / "pid").read_text())
    end = time.monotonic() + 20
    while lives(pid):
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("completion", ["spray", "close"])
def test_nothing_that_is_written_is_an_answer(worker, completion):
    assert ask(worker, completion) == {"score": 1.0}
    assert ask(worker, "") == {"score": 1.0}


def test_what_cannot_be_loaded_again_is_a_problem(worker, tmp_path):
    assert ask(worker, "die") == "its process ended without an answer"
    (tmp_path / "functions.py").write_text("raise RuntimeError('gone')")
    assert ask(worker, "") == "it could not be loaded again: RuntimeError: gone"


def test_what_cannot_be_run():
    with pytest.raises(UnusableError, match="/nowhere/python cannot be run"):
        Worker("a:b", "/nowhere/python").start()


def test_no_worker_outlives_a_killed_audit(tmp_path):
    path = tmp_path / "sleeps.py"
    path.write_text(
        "import os, time\ndef reward(completion, answer):\n"
        f"    open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\n    time.sleep(1000)\n"
    )
    command = [sys.executable, "-c", "from verifiers.cli import main; main()", "audit", f"{path}:reward"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        assert time.monotonic() < end
        time.sleep(0.02)
    pid = int((tmp_path / "pid").read_text())
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    while lives(pid):
        assert time.monotonic() < end
        time.sleep(0.02)
