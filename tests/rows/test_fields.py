"""Which field holds what: the names that tools write, and the ties that are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers.rows.fields import COMPLETIONS, Fields, at, find_fields, has, replaced
from verifiers.scoring import FieldsError

CHAT = [{"role": "user", "content": "1+1?"}, {"role": "assistant", "content": "2"}]

DUMPS = {
    "ours": ({"id": 1, "prompt": "p", "completion": "c", "answer": "2"}, ("completion", "answer", "prompt", "id")),
    "verl": ({"input": "p", "output": "c", "gts": "2", "score": 1.0, "step": 3}, ("output", "gts", "input", None)),
    "skyrl": (
        {"input_prompt": "p", "output_response": "c", "score": [0, 1], "reward_model": {"ground_truth": "2"}},
        ("output_response", "reward_model.ground_truth", "input_prompt", None),
    ),
    "areal": (
        {"task_id": "t", "sample_idx": 0, "prompt": "p", "completion": "c", "reward": 0.0, "answer": "2"},
        ("completion", "answer", "prompt", "task_id"),
    ),
    "nemo-skills": (
        {"problem": "p", "generation": "c", "expected_answer": "2", "predicted_answer": "2", "is_correct": True},
        ("generation", "expected_answer", "problem", None),
    ),
    "lm-eval": (
        {
            "doc_id": 0,
            "doc": {"question": "p", "answer": "2"},
            "target": "2",
            "arguments": [["p", {}]],
            "resps": [["c"]],
            "filtered_resps": ["2"],
        },
        ("resps", "target", "doc.question", "doc_id"),
    ),
    "lighteval": (
        {"doc": {"question": "p"}, "model_response": {"text": ["c"]}, "gold": "2"},
        ("model_response.text", "gold", "doc.question", None),
    ),
    "math data with generations": (
        {"problem": "p", "solution": "so \\boxed{2}", "answer": "2", "generations": ["c", "d"]},
        ("generations", "answer", "problem", None),
    ),
    "trl with the reference named solution": (
        {"prompt": "p", "completion": "c", "solution": "\\boxed{2}", "advantage": 0.1},
        ("completion", "solution", "prompt", None),
    ),
    "labelled pairs": (
        {"id": "x", "gold": "2", "pred": "c", "label": True, "note": ""},
        ("pred", "gold", None, "id"),
    ),
    "MMLU-Pro": (
        {
            "question_id": 7,
            "question": "p",
            "options": ["2", "3"],
            "answer": "B",
            "answer_index": 1,
            "cot_content": "",
            "model_outputs": "The answer is (B).",
            "pred": "B",
        },
        ("model_outputs", "answer", "question", "question_id"),
    ),
    "several generations beside what was found in them": (
        {"problem": "p", "answer": "2", "model_generations": ["c", "d"], "pred": "2"},
        ("model_generations", "answer", "problem", None),
    ),
    "chat": ({"messages": CHAT, "answer": "2"}, ("messages", "answer", None, None)),
    "chat as the prompt": (
        {"messages": CHAT[:1], "response": "c", "answer": "2"},
        ("response", "answer", "messages", None),
    ),
    "a server's answer": (
        {"choices": [{"index": 0, "message": CHAT[1]}], "reference": 2},
        ("choices", "reference", None, None),
    ),
}


@pytest.mark.parametrize("tool", DUMPS)
def test_rows_of_known_tools_are_understood(tool):
    row, (completion, reference, prompt, ident) = DUMPS[tool]
    found = find_fields([row], {}, wanted=["reference"])
    assert found == Fields(completion, reference, prompt, ident)


@pytest.mark.parametrize(
    ("row", "role"),
    [
        ({"completion": "a", "response": "b", "answer": "2"}, "completion"),
        ({"output": "a", "pred": "b", "answer": "2"}, "completion"),
        ({"completion": "a", "answer": "2", "ground_truth": "3"}, "reference"),
        ({"completion": "a", "target": "2", "label": "3"}, "reference"),
    ],
)
def test_a_tie_is_refused_and_named(row, role):
    with pytest.raises(FieldsError, match=f"could each be the {role}") as caught:
        find_fields([row], {}, wanted=["reference"])
    assert caught.value.role == role


@pytest.mark.parametrize(
    "row",
    [
        {"task_id": "HumanEval/0", "solution": "def f(): ..."},  # evalplus: the candidate
        {"problem": "p", "solution": "so 2", "answer": "2"},  # a data set: the reference
        {"answer": "2", "gold": "2"},  # Math-Verify: the candidate
    ],
)
def test_solution_and_answer_are_never_guessed_to_be_the_completion(row):
    with pytest.raises(FieldsError, match="a completion in some tools and a reference in others"):
        find_fields([row], {}, wanted=[])


def test_what_the_user_says_settles_a_tie():
    row = {"answer": "a", "gold": "2", "solution": "s"}
    assert find_fields([row], {"completion": "answer"}, wanted=["reference"]).reference == "gold"
    both = {"completion": "answer", "reference": "solution"}
    assert find_fields([row], both, wanted=["reference"]) == Fields("answer", "solution")


def test_a_field_that_no_row_has_is_refused_with_those_that_they_have():
    with pytest.raises(FieldsError, match="no row has the field 'x'; the fields are: completion, id"):
        find_fields([{"completion": "c", "id": 1}], {"prompt": "x"}, wanted=[])


def test_a_reference_is_looked_for_only_if_a_reward_wants_one():
    assert find_fields([{"completion": "c", "answer": "2"}], {}, wanted=[]).reference is None
    with pytest.raises(FieldsError, match="no field of the rows is a reference"):
        find_fields([{"completion": "c"}], {}, wanted=["reference"])


def test_a_boolean_label_is_no_reference():
    with pytest.raises(FieldsError, match="reference"):
        find_fields([{"completion": "c", "label": True}], {}, wanted=["reference"])


def test_a_stray_row_decides_nothing():
    rows = [{"completion": "c", "answer": "2"}] * 9 + [{"response": "c", "ground_truth": "2"}]
    assert find_fields(rows, {}, wanted=["reference"]) == Fields("completion", "answer")


def test_the_language_reward_wants_a_language_or_a_prompt():
    assert find_fields([{"completion": "c", "lang": "de"}], {}, wanted=["language"]).language == "lang"
    assert find_fields([{"completion": "c", "prompt": "p"}], {}, wanted=["language"]).language is None
    assert find_fields([{"messages": CHAT}], {}, wanted=["language"]) == Fields("messages")
    with pytest.raises(FieldsError, match="language"):
        find_fields([{"completion": "c"}], {}, wanted=["language"])


def test_a_programming_language_is_not_what_the_reasoning_should_be_in():
    row = {"completion": "c", "prompt": "p", "language": "Python"}
    assert find_fields([row], {}, wanted=["language"]).language is None
    assert find_fields([row | {"language": "fr"}], {}, wanted=["language"]).language == "language"
    assert find_fields([row | {"lang": "fr"}], {}, wanted=["language"]).language == "lang"


def test_a_reference_is_looked_for_in_the_rows_that_need_one():
    code, math = {"completion": "c", "ground_truth": "{}", "answer": "a"}, {"completion": "c", "answer": "2"}
    assert find_fields([code, code, math], {}, wanted=["reference"], needing=[math]).reference == "answer"
    assert find_fields([code], {}, wanted=["reference"], needing=[]).reference is None
    with pytest.raises(FieldsError, match="could each be the reference"):
        find_fields([code, code, code, math], {}, wanted=["reference"])


def test_where_only_some_rows_need_a_reference_it_may_be_missing():
    code, other = {"completion": "c", "tests": "t"}, {"completion": "c"}
    assert find_fields([code, other], {}, wanted=["reference"], needing=[other]).reference is None
    chosen = {"reference": "mine"}  # the rows that have it may come later
    assert find_fields([code], chosen, wanted=["reference"], needing=[]).reference == "mine"
    with pytest.raises(FieldsError, match="no row has the field 'mine'"):
        find_fields([code, other], chosen, wanted=["reference"], needing=[other])


def test_no_name_stands_in_two_ranks():
    names = [name for rank in COMPLETIONS for name in rank]
    assert len(names) == len(set(names))


NAMES = st.text(st.characters(categories=["L"]), min_size=1, max_size=3)
ROWS = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(NAMES, ROWS, min_size=1, max_size=4), st.data())
def test_what_is_put_at_a_path_is_there_and_nothing_else_changes(row, data):
    path = ".".join(data.draw(st.lists(NAMES, min_size=1, max_size=3)))
    if has(row, path):
        assert at(replaced(row, path, "new"), path) == "new"
        assert replaced(row, path, at(row, path)) == row
    else:
        assert at(row, path, "absent") == "absent"


def test_a_name_with_a_dot_comes_before_a_path():
    assert at({"a.b": 1, "a": {"b": 2}}, "a.b") == 1
    assert replaced({"a.b": 1, "a": {"b": 2}}, "a.b", 3) == {"a.b": 3, "a": {"b": 2}}


def test_references_that_are_equal_in_every_row_are_one():
    rows = [{"response": "a", "answer": "2", "gt": 2}, {"response": "b", "answer": " 3 ", "gt": "3"}]
    assert find_fields(rows, {}, wanted={"reference"}).reference == "answer"
    with pytest.raises(FieldsError, match="could each be the reference"):
        find_fields([*rows, {"response": "c", "answer": "4"}], {}, wanted={"reference"})
