"""What the GitHub action runs, as a script; and the lines of the GitLab template."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not (ROOT / "action.yml").exists(), reason="not a checkout")

RIGHT = r'{"reward": "math", "completion": "\\boxed{2}", "answer": "2", "expect": 1.0}' + "\n"
MOVED = r'{"reward": "math", "completion": "\\boxed{3}", "answer": "2", "expect": 1.0}' + "\n"
OWN = '{"reward": "mine.py:always", "completion": "x", "expect": 1.0}\n'


@pytest.fixture
def place(tmp_path):
    (tmp_path / "some tests").mkdir()
    (tmp_path / "some tests" / "a.rewards.jsonl").write_text(RIGHT)
    (tmp_path / "moved.rewards.jsonl").write_text(MOVED)
    (tmp_path / "own.rewards.jsonl").write_text(OWN)
    (tmp_path / "mine.py").write_text("def always(completions, **_):\n    return [1.0 for _ in completions]\n")
    return tmp_path


def run(command, place, **settings):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "GITHUB_ACTIONS": "", "GITHUB_STEP_SUMMARY": "", **settings}
    return subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)


def action(place, **settings):
    return run(["bash", str(ROOT / "ci/rewards.sh")], place, **settings)


def test_cases_that_hold(place):
    done = action(place, CASES="**/a.rewards.jsonl\n", JUNIT="out.xml")
    assert (done.returncode, done.stdout) == (0, "1 cases, 1 as expected, 0 failed\n"), done.stderr
    assert (place / "out.xml").read_text().count("<testcase") == 1


def test_a_case_that_moved_fails_and_everything_else_is_run(place):
    summary = place / "summary.md"
    done = action(
        place, CASES="moved.rewards.jsonl\nsome tests/*.jsonl", AUDIT="verifiers:math_reward --probe math/hedge/or",
        GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary),
    )  # fmt: skip
    assert done.returncode == 1
    assert "::error file=moved.rewards.jsonl,line=1" in done.stdout
    assert "2 cases, 1 as expected, 1 failed" in done.stdout
    assert "`verify-cli audit verifiers:math_reward --probe math/hedge/or`" in summary.read_text()


def test_functions_of_one_s_own_are_those_that_were_named(place):
    assert action(place, CASES="own.rewards.jsonl").returncode == 1
    assert action(place, CASES="own.rewards.jsonl", OWN="mine.py:always").returncode == 0


def test_an_audit_that_does_not_hold(place):
    done = action(place, AUDIT="mine.py:always --area format", GITHUB_ACTIONS="true")
    assert done.returncode == 1
    assert "::error::audit: mine.py:always" in done.stdout


@pytest.mark.parametrize("settings", [{}, {"CASES": "nothing/*.jsonl"}, {"CASES": "nothing.jsonl"}])
def test_nothing_to_do_is_wrong_usage(place, settings):
    done = action(place, **settings)
    assert done.returncode == 2
    assert done.stderr


def test_a_line_is_words_and_never_a_program(place):
    action(place, AUDIT="mine.py:always; touch $(pwd)/evil `touch evil`", CASES="$(touch evil)")
    assert not (place / "evil").exists()


def test_the_action_hands_every_input_on():
    steps = yaml.safe_load((ROOT / "action.yml").read_text())
    asked = {f"${{{{ inputs.{name} }}}}" for name in steps["inputs"]}
    handed = {
        str(value)
        for step in steps["runs"]["steps"]
        for value in {**step.get("env", {}), **step.get("with", {})}.values()
    }
    assert asked == handed
    for step in steps["runs"]["steps"]:  # an input in the text of a script would be run
        assert "${{" not in step.get("run", "")


def test_the_lines_of_the_gitlab_template(place):
    job = yaml.safe_load((ROOT / "ci/gitlab.yml").read_text())[".rewards"]
    script = "\n".join(job["script"])
    assert run(["bash", "-e", "-c", script], place, CASES="moved.rewards.jsonl", AUDIT="").returncode == 1
    done = run(["bash", "-e", "-c", script], place, CASES="own.rewards.jsonl moved.rewards.jsonl", AUDIT="")
    assert done.returncode == 1
    assert (place / job["artifacts"]["reports"]["junit"]).exists()
    assert run(["bash", "-e", "-c", script], place, CASES="", AUDIT="mine.py:always --area format").returncode == 1


def test_the_pre_commit_hook_checks_the_files_that_it_names(place):
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    names = [path.name for path in place.rglob("*") if re.search(hook["files"], path.name)]
    assert sorted(names) == ["a.rewards.jsonl", "moved.rewards.jsonl", "own.rewards.jsonl"]
    assert run([*hook["entry"].split(), "some tests/a.rewards.jsonl"], place).returncode == 0
    assert run([*hook["entry"].split(), "moved.rewards.jsonl"], place).returncode == 1
