import json
import sys
from subprocess import run

import pytest

ROWS = [
    {"id": "right", "question": "What is 6*7?", "completion": r"<think>6 times 7</think> \boxed{42}", "answer": "42"},
    {
        "id": "equal",
        "question": "A half?",
        "completion": r"<think>1/2</think> It is \boxed{\frac{1}{2}}.",
        "answer": "0.5",
    },
    {"id": "plain", "question": "And 1+1?", "completion": r"\boxed{2}", "answer": "2"},
    {"id": "wrong", "question": "And 2+2?", "completion": r"<think>a</think> \boxed{5}", "answer": "4"},
    {"id": "cut", "question": "And 3+3?", "completion": r"<think>It may be \boxed{6}, but", "answer": "6"},
    {"id": "echo", "question": "Expand $x(x+1)$.", "completion": r"<think>a</think> \boxed{x(x+1)}", "answer": "x^2+x"},
    {"id": "silent", "question": "And 4+4?", "completion": "I pass.", "answer": "8"},
    {"id": "unusable", "question": "And 5+5?", "completion": r"<think>a</think> \boxed{10}", "answer": "?"},
]
"""Rows on which the parts of r1-zero differ; the last has a reference that nobody can use."""


@pytest.fixture
def rows():
    return ROWS


@pytest.fixture(scope="session")
def scored(tmp_path_factory):
    """What `verify-cli score` gives each row, by its id; `None` where it could not be graded."""
    file = tmp_path_factory.mktemp("scored") / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    command = [sys.executable, "-c", "from verifiers.cli import main; main()", "score", str(file), "-r", "r1-zero"]
    done = run(command, capture_output=True, text=True, check=False, timeout=300)
    lines = (file.parent / "rows.scored.jsonl").read_text(encoding="utf-8").splitlines()
    found = {row["id"]: row for row in map(json.loads, lines)}
    assert len(found) == len(ROWS), done.stderr
    return {name: row["reward"] for name, row in found.items()}
