"""The sandbox's benchmark runs as a user runs it, with a tiny budget."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from own_wall import open_or_skip

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
BENCHMARK = ROOT / "benchmarks" / "sandbox" / "throughput.py"
DOCS = ROOT / "docs" / "sandbox.md"


@pytest.fixture
def _wall():
    with open_or_skip(slots=1):
        pass


@pytest.mark.usefixtures("_wall")
def test_throughput():
    options = ["--quick", "--seconds", "0.1", "--without", "mixed", "--without", "cpp"]
    done = subprocess.run([sys.executable, str(BENCHMARK), *options], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    for line in (
        "no isolation",
        "local wall, run_many",
        "local wall, run ",
        "seccomp",
        "the whole run",
        "a slot starts",
    ):
        assert line in done.stdout


def test_kinds_of_attacks():
    """Every program of the corpus stands in the table of the docs."""
    path = ROOT / "benchmarks" / "sandbox" / "attacks.py"
    spec = importlib.util.spec_from_file_location("attacks_table", path)
    module = importlib.util.module_from_spec(spec)
    before = sys.path[:]
    spec.loader.exec_module(module)
    sys.path[:] = before
    kinds = {module.kind(program) for program in [*module.programs(module.OWN), *module.programs(module.SHARED)]}
    text = DOCS.read_text(encoding="utf-8")
    assert not [kind for kind in kinds if kind not in text]
