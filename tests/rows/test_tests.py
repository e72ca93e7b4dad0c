"""The tests in a row: what makes it a problem of programming, and what only looks like it."""

import json

import pytest

from verifiers.code.formats import read_suite
from verifiers.rows.fields import Fields
from verifiers.rows.tests import tests_in as found_in  # under its own name, pytest would collect it

PAIRS = {"inputs": ["1\n"], "outputs": ["2\n"]}
CASES = [{"input": "1\n", "output": "2\n"}]
CHECK = "def check(candidate):\n    assert candidate(1) == 2\n"
HEAD = "def f(x):\n"

ROWS = {
    "ours": ({"tests": PAIRS}, {"tests"}),
    "apps": ({"input_output": json.dumps(PAIRS), "solutions": "[]"}, {"input_output"}),
    "humaneval": (
        {"prompt": HEAD, "test": CHECK, "entry_point": "f", "canonical_solution": "    return x"},
        {"prompt", "test", "entry_point"},
    ),
    "mbpp": (
        {"text": "Double.", "code": "x", "test_list": ["assert f(1) == 2"], "test_setup_code": ""},
        {"test_list"},
    ),
    "livecodebench": ({"public_test_cases": json.dumps(CASES), "private_test_cases": ""}, {"public_test_cases"}),
    "codecontests": ({"public_tests": {"input": ["1"], "output": ["2"]}, "solution": [1]}, {"public_tests"}),
    "open-r1": (
        {"verification_info": {"language": "python", "test_cases": CASES}, "gold_standard_solution": "x"},
        {"verification_info"},
    ),
    "pairs in the row": ({**PAIRS, "answer": None}, {"inputs", "outputs"}),
    "verl": (
        {"data_source": "taco", "reward_model": {"style": "rule", "ground_truth": json.dumps(PAIRS)}},
        {"reward_model.ground_truth"},
    ),
    "verl's dump": ({"input": "p", "output": "c", "gts": json.dumps(PAIRS)}, {"gts"}),
    "rllm": ({"ground_truth": json.dumps([{**CASES[0], "testtype": "stdin"}])}, {"ground_truth"}),
    "assertions for an answer": ({"answer": ["assert f(1) == 2"]}, {"answer"}),
    "lm-eval": ({"doc": {"prompt": HEAD, "test": CHECK, "entry_point": "f"}, "target": "x"}, {"doc"}),
}


@pytest.mark.parametrize("dataset", ROWS)
def test_rows_of_known_data_sets_have_tests(dataset):
    row, names = ROWS[dataset]
    found = found_in({"completion": "c", **row}, Fields("completion"))
    assert set(found.names) == names
    read_suite(found.value)


@pytest.mark.parametrize(
    "row",
    [
        {"answer": "42", "solution": "so \\boxed{42}"},
        {"answer": "{1, 2}"},
        {"answer": "[1, 2]"},
        {"answer": "[0, 1)"},
        {"answer": '{"a": 1}'},
        {"answer": "{" * 10_000},
        {"answer": ["1", "one"]},
        {"answer": []},
        {"verification_info": {"ground_truth": "42"}},
        {"verification_info": '{"ground_truth": "42"}'},
        {"test": "aime 2024", "tests": None},
        {"test": True, "tests": 5},
        {"test": "", "tests": [], "test_cases": [], "input_output": "", "test_list": []},
        {"inputs": "What is 1+1?", "outputs": "2"},
        {"input": "What is 1+1?", "output": "2"},
        {"reward_model": {"style": "rule", "ground_truth": "42"}, "extra_info": {"index": 1, "split": "test"}},
        {"doc": {"question": "q", "answer": "2"}, "entry_point": "f", "prompt": "p"},
    ],
)
def test_rows_of_mathematics_have_none(row):
    assert found_in({"completion": "c", **row}, Fields("completion")) is None


def test_completions_and_references_are_no_part_of_the_tests():
    row = {"inputs": ["What is 1+1?"], "outputs": ["2"], "answer": "2"}
    assert found_in(row, Fields("outputs")) is None
    assert found_in({**row, "completion": "c"}, Fields("completion", "outputs")) is None
    assert found_in({**row, "completion": "c"}, Fields("completion")) is not None


def test_a_field_that_the_user_names_is_the_only_place():
    row = {"tests": PAIRS, "mine": CASES, "other": {"cases": CASES}}
    assert found_in(row, Fields("c", tests="mine")) == (CASES, ("mine",))
    assert found_in(row, Fields("c", tests="other.cases")) == (CASES, ("other.cases",))
    assert found_in({"tests": PAIRS, "mine": []}, Fields("c", tests="mine")) is None
    assert found_in({"tests": PAIRS}, Fields("c", tests="mine")) is None


def test_a_field_that_belongs_to_others_comes_with_them():
    row = {"prompt": HEAD, "test": CHECK, "entry_point": "f"}
    assert found_in(row, Fields("c", tests="test")) == found_in(row, Fields("c"))


def test_the_reference_that_the_user_names_may_hold_tests_too():
    row = {"completion": "c", "mine": json.dumps(PAIRS)}
    assert found_in(row, Fields("completion", "mine")) == (json.dumps(PAIRS), ("mine",))
    assert found_in({**row, "mine": "42"}, Fields("completion", "mine")) is None
