"""What speaks against a row of a data set of programs, and what is found where data sets keep their solutions."""

import json
import subprocess
import sys

import pytest

from verifiers import CodeReward
from verifiers.validating import validate
from verifiers.validating.solutions import Solution, solutions_of


@pytest.fixture(scope="module")
def reward(sandbox):  # noqa: ARG001
    return CodeReward(wall="local")


SUM = "print(sum(map(int, input().split())))"
ROWS = {
    "MBPP": {"text": "Add.", "code": "def add(a, b):\n    return a + b", "test_list": ["assert add(1, 2) == 3"]},
    "HumanEval": {
        "prompt": "def add(a, b):\n    '''Add.'''\n",
        "canonical_solution": "    return a + b\n",
        "test": "def check(candidate):\n    assert candidate(1, 2) == 3",
        "entry_point": "add",
    },
    "EvalPlus": {
        "prompt": "def add(a, b):\n",
        "canonical_solution": "    return a + b\n",
        "entry_point": "add",
        "base_input": [[1, 2]],
        "plus_input": [[0, 5]],
    },
    "APPS": {"input_output": json.dumps({"inputs": ["1 2"], "outputs": ["3"]}), "solutions": json.dumps(["print(", SUM])},
    "code_contests": {
        "public_tests": {"input": ["1 2"], "output": ["3"]},
        "solutions": {"language": [1, 2, 3], "solution": ["print input()", "int main() {}", SUM]},
    },
    "OpenCodeInstruct": {
        "unit_tests": json.dumps(["assert add(1, 2) == 3"]),
        "output": "Here:\n```python\ndef add(a, b):\n    return a + b\n```",
    },
    "SYNTHETIC-1": {
        "verification_info": {"language": "python", "test_cases": [{"type": "stdin_stdout", "input": "1 2", "output": "3"}]},
        "gold_standard_solution": f"```python\n{SUM}\n```",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_a_good_row_can_be_trusted(reward, name):
    [finding] = validate([(7, ROWS[name])], reward)
    assert (finding.line, finding.trusted, finding.why) == (7, True, ())


IN_AND_OUT = {"inputs": ["1 2"], "outputs": ["3"], "solution": SUM}


@pytest.mark.parametrize(
    ("row", "trusted", "why"),
    [
        ({"solution": SUM}, False, "The row has no tests."),
        ({"inputs": ["1"], "outputs": ["1", "2"]}, False, "There are 1 inputs, but 2 outputs."),
        (
            {**IN_AND_OUT, "outputs": ["4"]},
            False,
            "The reference solution is not right: Test 1 of 1: 3 (line 1) instead of 4",
        ),
        (
            {**IN_AND_OUT, "outputs": ["1 2"], "solution": "print(1, 2)"},
            False,
            "A program that prints its input passes.",
        ),
        ({**IN_AND_OUT, "solution": None}, None, "The row has no reference solution."),
        ({**IN_AND_OUT, "checker": "print(1)"}, False, "A program that does nothing passes."),
        ({**IN_AND_OUT, "checker": "print(undefined)"}, False, "the checker of the tests is of no use"),
        (
            {"test_list": ["assert f(1) is None"], "entry_point": "f", "code": "def f(x): pass"},
            False,
            "A function that returns nothing passes.",
        ),
        ({**IN_AND_OUT, "solution": [SUM + "x(", "print(", "import", SUM]}, False, "Reference solution 3 is not right"),
    ],
)
def test_what_speaks_against_a_row(reward, row, trusted, why):
    [finding] = validate([(1, row)], reward)
    assert finding.trusted is trusted
    assert why.lower() in " ".join(finding.why).lower()


def test_the_solution_of_another_row_must_not_pass(reward):
    other = {**IN_AND_OUT, "inputs": ["5 5"], "outputs": ["10"], "solution": "print(10)"}
    first, second = validate([(1, IN_AND_OUT), (2, other)], reward)
    assert first.trusted
    assert (second.trusted, second.why) == (False, ("The solution of another row passes.",))


def test_a_host_without_a_wall_knows_nothing(reward, monkeypatch):
    from verifiers.code import shared
    from verifiers.sandbox import SandboxUnavailable

    def fail(_):
        msg = "no wall"
        raise SandboxUnavailable(msg)

    monkeypatch.setattr(shared, "sandbox_of", fail)
    [finding] = validate([(1, IN_AND_OUT)], reward)
    assert finding.trusted is None
    assert "no wall" in finding.why[0]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"solution": "x = 1"}, [Solution("x = 1")]),
        ({"solution": "int x;", "language": "cpp"}, [Solution("int x;", "cpp")]),
        ({"solutions": ["a", "b"]}, [Solution("a"), Solution("b")]),
        ({"solutions": [{"code": "a", "language": "java"}, {"code": "b", "language": "python"}]}, [Solution("b", "python"), Solution("a", "java")]),
        ({"solutions": {"solution": ["a", "b"], "language": [4, 7]}}, [Solution("a", "java")]),
        ({"solution": "[1, 2]"}, []),
        ({"solution": "[x for x in y]"}, [Solution("[x for x in y]")]),
        ({"solution": 3, "code": "a"}, [Solution("a")]),
        ({"solution": " ", "code": float("nan")}, []),
    ],
)  # fmt: skip
def test_solutions_of_rows(row, found):
    assert solutions_of(row) == found
    assert solutions_of({"a": {"b": "c"}}, "a.b") == [Solution("c")]


@pytest.mark.usefixtures("local_wall")
def test_the_command(tmp_path):
    data = tmp_path / "rows.jsonl"
    data.write_text(
        "".join(json.dumps(row) + "\n" for row in (IN_AND_OUT, {**IN_AND_OUT, "outputs": ["4"]}, ROWS["MBPP"]))
        + "broken\n"
    )
    command = [sys.executable, "-c", "from verifiers.cli import main; main()", "validate", "--wall", "local", str(data)]
    said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert said.returncode == 1, said.stderr
    first, second, totals = said.stdout.splitlines()
    assert first.startswith(
        "line 2: cannot be trusted. The reference solution is not right: Test 1 of 1: 3 (line 1) instead of 4"
    )
    assert second == "line 4: cannot be trusted. The row has no tests."
    assert totals == "2 rows can be trusted, 2 cannot, of 0 nobody knows"
    said = subprocess.run(
        [*command, "--json", "--limit", "1"], capture_output=True, text=True, check=False, timeout=300
    )
    assert said.returncode == 0
    assert json.loads(said.stdout) == {"line": 1, "trusted": True, "why": []}
    said = subprocess.run(
        [*command[:-1], str(tmp_path / "none")], capture_output=True, text=True, check=False, timeout=300
    )
    assert said.returncode == 2
    assert "Traceback" not in said.stderr
