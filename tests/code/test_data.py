"""The public sets of ../shared: every canonical solution passes, and none of what is made wrong of it does."""

import ast
import json
import random
from pathlib import Path

import pytest

from verifiers import CodeReward

DATA = Path(__file__).parents[3] / "shared" / "data" / "code"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.exists(), reason="no shared data here"),
    pytest.mark.filterwarnings("ignore:invalid escape sequence"),
]


def rows(name):
    path = DATA / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def fields(row):
    """What a trainer passes: the row without what the model is to find."""
    return {name: value for name, value in row.items() if name not in ("solution", "calls", "id", "mode")}


LONG = {"find-the-number-of-subsequences-with-equal-gcd", "maximum-number-of-moves-to-kill-all-pawns"}
"""Their canonical solutions compute for 50 seconds, as long as the other 226 of their set: a fifth of their tests is
enough."""


def shortened(row):
    """A row, with one assertion in five where its solution takes long."""
    if row["id"] not in LONG:
        return row
    lines = row["test"].splitlines()
    others = [line for line in lines if not line.startswith("    assert ")]
    asserted = [line for line in lines if line.startswith("    assert ")]
    assert len(asserted) >= 50
    return {**row, "test": "\n".join([*others, *asserted[::5]])}


def verdicts(reward, picked, solutions):
    completions = [f"```{row['lang']}\n{solution}\n```" for row, solution in zip(picked, solutions, strict=True)]
    names = sorted({name for row in picked for name in fields(row)} - {"prompt"})
    columns = {name: [row.get(name) for row in picked] for name in names}
    return reward(prompts=[row.get("prompt", "") for row in picked], completions=completions, **columns)


@pytest.fixture
def reward(sandbox):
    assert sandbox.size == 2
    return CodeReward(wall="local", same_process=False)


SETS = ["humaneval", "mbpp_sanitized", "leetcode_v031_test"]


@pytest.mark.parametrize("name", SETS)
def test_canonical_solutions_pass(reward, name):
    picked = [shortened(row) for row in rows(name)]
    scores = verdicts(reward, picked, [row["solution"] for row in picked])
    assert [row["id"] for row, score in zip(picked, scores, strict=True) if score != 1.0] == []


def test_canonical_solutions_pass_as_verl_hands_them_over(reward):
    """One row at a time; what a data set has beside its tests is packed into the ground truth."""

    def compute_score(data_source, solution_str, ground_truth, extra_info=None):  # noqa: ARG001
        return reward.grade(solution_str, ground_truth).score

    for name in SETS:
        for row in rows(name)[::20]:
            completion = f"<think>So.</think>\n```python\n{row['solution']}\n```"
            assert compute_score(name, completion, json.dumps(fields(row))) == 1.0, row["id"]
            assert compute_score(name, completion.replace("return", "yield"), json.dumps(fields(row))) == 0.0, row["id"]


def body_replaced(source, name, body):
    """A solution whose function does something else."""
    module = ast.parse(source)
    wanted = name.rpartition(".")[2]
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and node.name == wanted:
            node.body = ast.parse(body).body[0].body
    return ast.unparse(module)


def entry(row):
    """The function that the tests call."""
    if row.get("entry_point"):
        return row["entry_point"]
    defined = {node.name for node in ast.walk(ast.parse(row["solution"])) if isinstance(node, ast.FunctionDef)}
    called = (
        node.func.id
        for node in ast.walk(ast.parse(row["test"]))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )
    return next(name for name in called if name in defined)


BODIES = {
    "pass": "def f():\n    pass",
    "return None": "def f():\n    return None",
    "raise": "def f():\n    raise SystemExit(0)",
}


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("body", BODIES)
def test_an_empty_solution_does_not(reward, name, body):
    picked = rows(name)[::8]
    scores = verdicts(reward, picked, [body_replaced(row["solution"], entry(row), BODIES[body]) for row in picked])
    assert [row["id"] for row, score in zip(picked, scores, strict=True) if score != 0.0] == []


@pytest.mark.parametrize("name", SETS)
def test_a_neighbour_s_solution_does_not(reward, name):
    """Under the name that the tests call."""
    picked = rows(name)[::8]
    moved = []
    for row, neighbour in zip(picked, [*picked[1:], picked[0]], strict=True):
        ours, theirs = entry(row).rpartition(".")[2], entry(neighbour).rpartition(".")[2]
        moved.append(neighbour["solution"].replace(theirs, ours))
    scores = verdicts(reward, picked, moved)
    assert [row["id"] for row, score in zip(picked, scores, strict=True) if score != 0.0] == []


SWAPS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Lt: ast.GtE,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq,
}


def mutated(source, name, draw):
    """One operator of the function exchanged; `None` where it has none."""
    module = ast.parse(source)
    wanted = name.rpartition(".")[2]
    places = []
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef) and function.name == wanted:
            for node in ast.walk(function):
                if isinstance(node, ast.BinOp) and type(node.op) in SWAPS:
                    places.append((node, "op", SWAPS[type(node.op)]()))
                if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
                    places.append((node, "ops", [SWAPS[type(node.ops[0])](), *node.ops[1:]]))
    if not places:
        return None
    setattr(*draw.choice(places))
    return ast.unparse(module)


def python_says(source, row):
    """Whether the tests pass in plain python, in one process: what a mutation that they cannot see would do."""
    names = {}
    try:
        exec(row.get("prelude", "") + "\n" + source, names)
        exec(row["test"], names)
        if row.get("entry_point"):
            names["check"](eval(row["entry_point"], names))
    except BaseException:  # noqa: BLE001
        return False
    return True


@pytest.mark.parametrize("name", ["humaneval", "mbpp_sanitized"])
def test_a_mutated_operator_is_seen_where_the_tests_can_see_it(reward, name):
    draw = random.Random(1)
    picked = [(row, mutated(row["solution"], entry(row), draw)) for row in rows(name)[::5]]
    picked = [(row, source) for row, source in picked if source and "while" not in source]
    scores = verdicts(reward, [row for row, _ in picked], [source for _, source in picked])
    expected = [float(python_says(source, row)) for row, source in picked]
    assert scores == expected
    assert expected.count(0.0) > 5
