"""Every trainer's call shape is recognised and called as that trainer calls it."""

import inspect
from pathlib import Path
from types import SimpleNamespace

import pytest

from verifiers import math_reward
from verifiers.audit import Options, audit
from verifiers.audit.shapes import SHAPES, fitting, parameters_of, read_one, scores

REWARDS = Path(__file__).with_name("rewards.py")
ROW = {
    "completion": "So it is \\boxed{42}.",
    "reference": "42",
    "prompt": "What is 6 times 7?",
    "source": "data",
    "columns": {"answer": "42", "solution": "42"},
}
WRONG = {**ROW, "completion": "So it is \\boxed{41}."}
FOUND = {
    "exact": "plain",
    "trl": "trl",
    "trl_chat": "trl-chat",
    "trl_async": "trl",
    "Swift": "trl",
    "ByPlace": "ms-swift",
    "verl": "verl",
    "verl_batch": "verl-batch",
    "prime": "prime",
    "openrlhf": "openrlhf",
    "easyr1": "easyr1",
    "easyr1_single": "easyr1-single",
    "slime": "slime",
    "rllm": "rllm",
    "eval_protocol": "eval-protocol",
    "torchforge": "torchforge",
    "swapped": "plain",
    "without_names": "plain",
    "rubric": "rubric",
    "tensors": "trl",
    "Holder.inner.reward": "plain",
}


@pytest.mark.parametrize("name", FOUND)
def test_the_shape_is_found_out_by_the_controls(name):
    report = audit(Options(f"{REWARDS}:{name}", probe="math/number/integer"))
    assert report.areas[0].shape == FOUND[name], report.areas[0].note
    assert report.held


def test_every_shape_has_a_function_that_has_it():
    assert set(FOUND.values()) == set(SHAPES)


def test_a_column_with_a_name_of_its_own():
    probe = "math/number/integer"
    unknown = audit(Options(f"{REWARDS}:trl_own_column", probe=probe))
    assert "'mysterious'" in unknown.areas[0].note
    assert not unknown.held
    assert audit(Options(f"{REWARDS}:trl_own_column", probe=probe, answer_column="mysterious")).held


def test_what_is_asked_for_and_not_known_is_said():
    (area,) = audit(Options(f"{REWARDS}:wants_more", probe="math/number/integer")).areas
    assert "'secret'" in area.note


def test_a_function_that_is_never_given_the_completion_says_so():
    (result,) = scores(SHAPES["plain"], lambda gold, target: gold == target, [ROW])
    assert result["problem"].startswith("none of its parameters (gold, target) takes the completion")
    assert scores(SHAPES["plain"], lambda text, gold: text != gold, [ROW]) == [{"score": 1.0}]


def test_a_shape_can_be_settled():
    (area,) = audit(Options(f"{REWARDS}:exact", probe="math/number/integer", shape="openrlhf")).areas
    assert area.note.startswith("as openrlhf: raised TypeError")


def test_our_rewards_and_a_module_path():
    report = audit(Options("verifiers:math_reward", probe="math/number/integer"))
    assert report.held
    assert report.areas[0].shape == "trl"
    assert fitting(math_reward)[0] == "trl"


@pytest.mark.parametrize(
    ("returned", "score"),
    [
        (1, 1.0),
        (True, 1.0),
        (0.5, 0.5),
        (None, None),
        ({"score": 0.5, "acc": 1}, 0.5),
        ({"overall": 1.0}, 1.0),
        ((1.0, "why"), 1.0),
        ([0.25], 0.25),
        (SimpleNamespace(tolist=lambda: [0.5]), 0.5),
        (SimpleNamespace(score=0.75), 0.75),
        (SimpleNamespace(reward=1.0, is_correct=True), 1.0),
    ],
)
def test_results_are_read(returned, score):
    assert read_one(returned) == {"score": score}


@pytest.mark.parametrize(
    ("returned", "problem"),
    [
        (float("nan"), "returned nan"),
        (float("inf"), "returned inf"),
        (10**400, "returned inf"),
        ("1.0", "returned str '1.0', and no number"),
        ({}, "returned dict {}, and no number"),
        ((), "returned tuple (), and no number"),
        (1j, "returned complex 1j, and no number"),
    ],
)
def test_no_results_are_problems(returned, problem):
    assert read_one(returned) == {"problem": problem}


@pytest.mark.parametrize(
    ("returned", "problem"),
    [
        (1.0, "returned float 1.0 for a batch, and no list"),
        ([1.0], "returned 1 values for 2 completions"),
        ({"a": 1}, "returned a dict without rewards: dict {'a': 1}"),
        (None, "returned NoneType None for a batch, and no list"),
    ],
)
def test_a_batch_gives_one_for_each(returned, problem):
    assert scores(SHAPES["trl"], lambda **_: returned, [ROW, WRONG]) == [{"problem": problem}] * 2


def test_a_row_that_raises_costs_only_itself_where_rows_are_called_alone():
    def reward(completion, answer):
        assert answer == "42"
        if "41" in completion:
            raise SystemExit(3)
        return 1.0

    assert scores(SHAPES["plain"], reward, [ROW, WRONG]) == [{"score": 1.0}, {"problem": "raised SystemExit: 3"}]


def test_what_is_changed_is_seen():
    def reward(completions, answer, **_):
        answer.clear()
        return [1.0] * len(completions)

    assert scores(SHAPES["trl"], reward, [ROW]) == [{"score": 1.0, "mutated": True}]


def test_a_function_gets_only_what_it_has_parameters_for():
    seen = {}

    def reward(completions, answer, weight=2.0):
        seen.update(locals())
        return [1.0] * len(completions)

    scores(SHAPES["trl"], reward, [ROW])
    assert seen["weight"] == 2.0
    assert seen["answer"] == ["42"]
    assert parameters_of(reward)["weight"].default == 2.0


@pytest.mark.parametrize("name", ["worker.py", "shapes.py"])
def test_what_runs_beside_the_function_needs_the_standard_library_alone(name):
    import ast
    import sys

    import verifiers.audit

    text = Path(inspect.getfile(verifiers.audit)).with_name(name).read_text()
    modules = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            modules |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add(node.module.split(".")[0])
    assert modules <= set(sys.stdlib_module_names)
