"""The pytest plugin, in runs of pytest of its own."""

import json
import os
import subprocess
import sys

CASES = [
    {"id": "half", "reward": "math", "completion": r"\boxed{\frac12}", "answer": "0.5", "expect": 1.0},
    {"id": "moved", "reward": "math", "completion": r"\boxed{3}", "answer": "2", "expect": 1.0, "why": "it is so"},
    {"reward": "maths", "completion": "x", "expect": 1.0},
    {"id": "half", "reward": "format", "completion": "<think>a</think> b", "expect": 1.0},
]
TEST = r"""
from verifiers import math_reward

def test_holds(check_verdict):
    assert check_verdict(math_reward, r"\boxed{2}", "2", score=1.0, outcome="correct").score == 1.0
    check_verdict(math_reward, r"\boxed{2}", "", score=None)

def test_moved(check_verdict):
    check_verdict(math_reward, r"\boxed{3}", "2", score=1.0, outcome="correct")
"""


def run(folder, *arguments):
    command = [sys.executable, "-m", "pytest", "-p", "no:randomly", "-p", "no:cacheprovider", *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_cases_are_tests_and_verdicts_are_asserted(tmp_path):
    cases = "".join(json.dumps(case) + "\n" for case in CASES)
    (tmp_path / "golden.rewards.jsonl").write_text(cases, encoding="utf-8")
    (tmp_path / "other.jsonl").write_text("{", encoding="utf-8")
    (tmp_path / "test_own.py").write_text(TEST, encoding="utf-8")
    done = run(tmp_path, "-v")
    assert done.returncode == 1
    outcomes = {
        line.split()[0] if "line" not in line.split("::")[1] else line.split("::")[1].rsplit(" ", 2)[0]: line
        for line in done.stdout.splitlines()
        if line.startswith(("golden", "test_own")) and "::" in line
    }
    assert len(outcomes) == 6
    assert "4 passed" not in done.stdout
    assert "3 failed, 3 passed" in done.stdout
    assert "golden.rewards.jsonl::half PASSED" in done.stdout
    assert "golden.rewards.jsonl::half (line 4) PASSED" in done.stdout
    assert "expected 1, got 0\nThe answer differs from the reference.\nwhy: it is so\ncompletion:" in done.stdout
    assert "unknown reward 'maths'" in done.stdout
    assert "the math reward:\n" in done.stdout
    assert "score: 0.0, expected 1.0" in done.stdout
    assert "answer: '3'" in done.stdout
    assert "Traceback" not in done.stdout
    one = run(tmp_path, "golden.rewards.jsonl::half")
    assert "1 passed" in one.stdout


def test_a_run_that_needs_nothing_of_it_loads_nothing(tmp_path):
    (tmp_path / "test_plain.py").write_text(
        "import sys\n\n"
        "def test_plain():\n"
        "    loaded = {name for name in sys.modules if name.startswith('verifiers')}\n"
        "    assert loaded == {'verifiers', 'verifiers.pytest_plugin'}\n",
        encoding="utf-8",
    )
    assert "1 passed" in run(tmp_path).stdout


def test_a_file_has_nothing_imported_that_the_project_has_not_named(tmp_path):
    """A data file that lies in a folder is collected by its name, and is not the user's word."""
    (tmp_path / "theirs.py").write_text(
        "open('imported', 'w').close()\ndef reward(completion, answer):\n    return 1.0\n", encoding="utf-8"
    )
    case = {"id": "theirs", "reward": "theirs:reward", "completion": "2", "answer": "2", "expect": 1.0}
    shell = {"id": "shell", "reward": "os:system", "completion": "touch called", "expect": 0.0}
    (tmp_path / "x.rewards.jsonl").write_text(json.dumps(case) + "\n" + json.dumps(shell) + "\n", encoding="utf-8")
    assert "2 failed" in run(tmp_path).stdout
    assert not {"imported", "called"} & {path.name for path in tmp_path.iterdir()}
    (tmp_path / "pytest.ini").write_text("[pytest]\nrewards_own = theirs:reward\n", encoding="utf-8")
    assert "1 failed, 1 passed" in run(tmp_path).stdout
    assert not (tmp_path / "called").exists()
