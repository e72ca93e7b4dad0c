"""The example outputs, scored as the README says."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples" / "outputs.jsonl"


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    out = tmp_path_factory.mktemp("examples") / "scored.jsonl"
    command = [sys.executable, "-c", "from verifiers.cli import main; main()", "score", str(EXAMPLES), "-r", "r1"]
    result = subprocess.run([*command, "--out", str(out)], capture_output=True, text=True, check=False)
    assert result.returncode == 1, result.stderr
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_there_are_examples_of_every_kind(rows):
    kinds = Counter(row.get("kind", "broken") for row in rows)
    assert len(rows) >= 60
    assert set(kinds) == {
        "right", "wrong", "equivalent", "malformed", "mixed language", "no answer", "several answers", "broken",
        "right program", "wrong program", "hostile program", "prose",
    }  # fmt: skip


def test_programs_are_graded_or_all_of_them_are_unavailable(rows):
    graded = [row["verdicts"]["code"]["outcome"] for row in rows if row.get("kind", "").endswith(" program")]
    assert graded.count("unavailable") in {0, len(graded)}
    assert len(graded) == 9


def test_broken_rows_are_errors_and_no_others_are(rows):
    assert [row["line"] for row in rows if "error" in row] == [
        row["line"] for row in rows if row.get("kind", "broken") == "broken"
    ]


@pytest.mark.parametrize(
    ("kind", "part", "outcomes"),
    [
        ("right", "math", {"correct"}),
        ("right", "format", {"correct"}),
        ("equivalent", "math", {"correct"}),
        ("wrong", "math", {"incorrect"}),
        ("malformed", "format", {"incorrect"}),
        ("no answer", "math", {"no_answer"}),
        ("several answers", "math", {"incorrect", "no_answer"}),
        ("mixed language", "language", {"partial", "incorrect"}),
        # Where there is no wall, nobody can say: the demo must work there too.
        ("right program", "code", {"correct", "unavailable"}),
        ("wrong program", "code", {"incorrect", "unavailable"}),
        ("hostile program", "code", {"incorrect", "unavailable"}),
        ("prose", "code", {"no_answer"}),
    ],
)
def test_examples_are_what_they_say(rows, kind, part, outcomes):
    graded = [row for row in rows if row.get("kind") == kind]
    wrong = {row["line"]: row["verdicts"][part] for row in graded if row["verdicts"][part]["outcome"] not in outcomes}
    assert not wrong
