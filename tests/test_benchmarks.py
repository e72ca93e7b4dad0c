"""The benchmarks run as a user runs them, with a tiny budget."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


def run(script, *options):
    command = [sys.executable, str(BENCHMARKS / script), *options]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_throughput():
    tasks = ["math: numerals", "math: HardVerify pairs", "format: short", "language: few words"]
    options = [word for task in tasks for word in ("--task", task)]
    table = run(
        "throughput.py",
        "--rows",
        "12",
        *options,
        "--without",
        "trl accuracy_reward",
        "--without",
        "trl think_format_reward",
    )
    for grader in ("math_reward", "math-verify", "format_reward", "language_reward", "langdetect by sentence"):
        assert grader in table
    assert "Left out: " in table
    assert "trl accuracy_reward (as asked)" in table


def test_scoring_at_scale(tmp_path):
    told = run(
        "scoring/scale.py",
        "--rows",
        "400",
        "--sample",
        "10",
        "--folder",
        str(tmp_path),
        "--out",
        str(tmp_path / "curve"),
    )
    for words in ("MiB of all processes: ", "rows a CPU second", "math-verify in a plain loop"):
        assert words in told
    assert json.loads((tmp_path / "curve.json").read_text())["summary"]["rows"] == 400


def test_scoring_killed_ten_times(tmp_path):
    told = run("scoring/kills.py", "--rows", "1500", "--folder", str(tmp_path))
    assert "the file is the same, byte for byte; the summary too" in told
    assert told.count(" killed at ") >= 3, "the last ones may find nothing left to kill"
