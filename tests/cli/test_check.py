"""`verify-cli check`."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

COMMAND = [sys.executable, "-c", "from verifiers.cli import main; main()", "check"]
HOLDS = {"reward": "math", "completion": r"\boxed{2}", "answer": "2", "expect": 1.0}
MOVED = {**HOLDS, "id": "moved", "expect": 0.0}


def check(folder, *arguments, **environment):
    known = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**known, **environment},
    )


@pytest.fixture
def cases(tmp_path):
    (tmp_path / "good.jsonl").write_text(json.dumps(HOLDS) + "\n", encoding="utf-8")
    (tmp_path / "bad.jsonl").write_text(f"{json.dumps(HOLDS)}\n{json.dumps(MOVED)}\n{{\n", encoding="utf-8")
    return tmp_path


def test_all_is_as_expected(cases):
    done = check(cases, "good.jsonl")
    assert (done.returncode, done.stdout) == (0, "1 cases, 1 as expected, 0 failed\n")


def test_what_moved_is_a_table_and_the_exit_code(cases):
    done = check(cases, "good.jsonl", "bad.jsonl", "--junit", "out.xml")
    assert done.returncode == 1
    assert "bad.jsonl:2 moved" in done.stdout
    assert "expected 0, got 1" in done.stdout
    assert "bad.jsonl:3" in done.stdout
    assert "4 cases, 2 as expected, 2 failed" in done.stdout
    assert "::error" not in done.stdout
    root = ET.parse(cases / "out.xml").getroot()
    assert [suite.get("failures") for suite in root] == ["0", "2"]


def test_github_sees_it_at_its_line(cases):
    done = check(cases, "bad.jsonl", GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(cases / "summary.md"))
    assert "::error file=bad.jsonl,line=2,title=moved::expected 0, got 1" in done.stdout
    assert "3 cases, 1 as expected, 2 failed" in (cases / "summary.md").read_text(encoding="utf-8")


def test_update_accepts_what_moved(cases):
    done = check(cases, "bad.jsonl", "--update")
    assert done.returncode == 1  # the line that is no case
    assert "3 cases, 1 as expected, 1 accepted, 1 failed" in done.stdout
    lines = (cases / "bad.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[1]) == {**MOVED, "expect": 1.0}
    assert lines[2] == "{"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["absent.jsonl"], "absent.jsonl"), (["good.jsonl", "--junit", "no/where.xml"], "cannot write no/where.xml")],
)
def test_wrong_usage_is_a_sentence(cases, arguments, sentence):
    done = check(cases, *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_function_of_one_s_own_is_named_on_the_command_line(tmp_path):
    (tmp_path / "theirs.py").write_text("def reward(completion, answer):\n    return 1.0\n", encoding="utf-8")
    case = {"reward": "theirs.py:reward", "completion": "2", "answer": "2", "expect": 1.0}
    (tmp_path / "cases.jsonl").write_text(json.dumps(case) + "\n", encoding="utf-8")
    done = check(tmp_path, "cases.jsonl")
    assert (done.returncode, "a function of your own" in " ".join(done.stdout.split())) == (1, True)
    assert check(tmp_path, "cases.jsonl", "--own", "theirs.py:reward").returncode == 0
