"""One line in, its scored rows out."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers.rows.fields import Fields
from verifiers.rows.lines import Line
from verifiers.scoring import reward_of
from verifiers.scoring.grade import OURS, Scorer, tally_of
from verifiers.verdict import VERDICTS

FORMAT = reward_of(["format"])
GOOD = "<think>r</think>a"


def score(line, fields=None, reward=FORMAT, tested=None):
    data = line if isinstance(line, bytes) else json.dumps(line).encode()
    scorer = Scorer(reward, fields or Fields("completion"), tested)
    scored = scorer.score(Line(7, data))
    rows = [json.loads(one.data, parse_constant=pytest.fail) for one in scored]
    for row, one in zip(rows, scored, strict=True):
        assert one.data.endswith(b"\n")
        assert one.data.count(b"\n") == 1
        assert tally_of(scorer, row) == one.tally, "a resumed run counts what the first one counted"
    return rows


def test_a_scored_row_is_the_row_and_what_was_found():
    (row,) = score({"x": [1, {"y": None}], "completion": GOOD})
    part = row["verdicts"]["format"]
    assert row == {
        "x": [1, {"y": None}],
        "completion": GOOD,
        "line": 7,
        "reward": 1.0,
        "verdicts": {"format": part},
        "rules": VERDICTS,
    }
    assert part["score"] == 1.0
    assert set(part) == {"weight", "score", "outcome", "explanation", "detail"}


def test_fields_of_our_names_are_kept_under_another():
    (row,) = score({"completion": GOOD, "reward": 0.3, "error": None, "reward_before": 5, "line": "x"})
    assert row["reward"] == 1.0
    assert row["reward_before"] == 5
    assert row["reward_before_before"] == 0.3
    assert row["line_before"] == "x"
    assert row["error_before"] is None
    assert "error" not in row


def test_scoring_a_scored_row_again_gives_the_same_verdicts():
    (once,) = score({"completion": GOOD})
    (twice,) = score(once)
    assert {name: twice[name] for name in once} == once


def test_each_of_several_completions_is_a_row_of_its_own():
    rows = score({"id": 1, "completion": [GOOD, "b"]})
    assert [(row["sample"], row["completion"], row["reward"]) for row in rows] == [(0, [GOOD], 1.0), (1, ["b"], 0.0)]
    assert {row["line"] for row in rows} == {7}


def test_nested_completions_keep_their_nesting():
    rows = score({"a": {"resps": [["x", "y"]], "b": 1}}, Fields("a.resps"))
    assert [row["a"] for row in rows] == [{"resps": [["x"]], "b": 1}, {"resps": [["y"]], "b": 1}]


def test_a_list_of_one_completion_is_kept_whole():
    (row,) = score({"completion": [GOOD]})
    assert row["completion"] == [GOOD]
    assert row["sample"] == 0


def test_a_dict_of_lists_is_cut_in_every_column():
    line = {
        "step": [3, 3],
        "prompt": ["p", [{"role": "user", "content": "q"}]],
        "completion": [GOOD, "b"],
        "answer": ["1", "2"],
        "kept": [1],
    }
    rows = score(line, Fields("completion", "answer", "prompt"), reward_of(["math", "format"]))
    assert [(row["step"], row["prompt"], row["answer"], row["kept"]) for row in rows] == [
        (3, "p", "1", [1]),
        (3, [{"role": "user", "content": "q"}], "2", [1]),
    ]


def test_conversations_are_read_and_their_prompt_is_what_came_before():
    chat = [{"role": "user", "content": "q <think>"}, {"role": "assistant", "content": GOOD}]
    (row,) = score({"messages": chat}, Fields("messages"))
    assert row["reward"] == 1.0
    assert row["messages"] == chat


def test_a_prompt_that_opened_the_reasoning_counts():
    line = {"completion": "r</think>a", "prompt": "q <think>\n"}
    assert score(line, Fields("completion", prompt="prompt"))[0]["reward"] == 1.0
    assert score(line)[0]["reward"] == 0.0


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"nope", "not JSON: Expecting value, at character 1"),
        (b'{"completion": "x\n', "not JSON: Unterminated string, at character 16"),
        (b"[1]", "not a JSON object but a list"),
        (b"null", "not a JSON object but null"),
        (b'{"completion": "\xff"}', "not UTF-8 at byte 17"),
        (b'{"completion": ' + b"9" * 5000 + b"}", "not readable as JSON"),
        (b"[" * 100_000, "not readable as JSON"),
    ],
)
def test_a_line_that_is_no_row_is_an_error_row_with_its_text(data, error):
    (row,) = score(data)
    assert set(row) == {"line", "reward", "error", "text"}
    assert row["line"] == 7
    assert row["reward"] is None
    assert row["error"].startswith(error)
    assert len(row["text"]) <= 2000


@pytest.mark.parametrize("value", [None, 5, [], [{"role": "user", "content": "q"}], {"a": 1}])
def test_a_row_without_a_completion_is_an_error_row_kept_whole(value):
    (row,) = score({"id": 3, "completion": value})
    assert row["id"] == 3
    assert row["completion"] == value
    assert row["error"].startswith("no completion: ")
    assert score({"id": 3})[0]["error"] == "no completion: the field 'completion' is missing"


def test_a_row_without_its_reference_is_an_error_row():
    fields = Fields("completion", "answer")
    (row,) = score({"completion": GOOD}, fields, reward_of(["math"]))
    assert row["error"] == "no reference: the field 'answer' is missing"
    assert row["completion"] == GOOD


def test_a_null_reference_is_the_references_fault_and_no_zero():
    (row,) = score({"completion": GOOD, "answer": None}, Fields("completion", "answer"), reward_of(["math"]))
    assert row["reward"] is None
    assert row["verdicts"]["math"]["outcome"] == "bad_reference"
    assert "error" not in row


PRESET = {"reward": reward_of(["r1-zero"]), "tested": reward_of(["r1-zero"], tests=True)}
NO_CODE = "<think>r</think>It cannot be done."  # needs no sandbox


def test_rows_with_tests_are_graded_by_the_other_reward():
    line = {"completion": NO_CODE, "tests": {"inputs": ["1"], "outputs": ["2"]}, "answer": "2"}
    for fields in (Fields("completion", "answer"), Fields("completion")):
        (row,) = score(line, fields, **PRESET)
        assert {name: part["outcome"] for name, part in row["verdicts"].items()} == {
            "code": "no_answer",
            "format": "correct",
        }
    (row,) = score({**line, "tests": None}, Fields("completion", "answer"), **PRESET)
    assert list(row["verdicts"]) == ["math", "format"]


def test_a_named_reward_pays_no_heed_to_tests():
    line = {"completion": NO_CODE, "tests": {"inputs": ["1"], "outputs": ["2"]}, "answer": "2"}
    (row,) = score(line, Fields("completion", "answer"), reward_of(["math"]))
    assert list(row["verdicts"]) == ["math"]
    (row,) = score(line, Fields("completion", "answer"), reward_of(["math", "code"]))
    assert list(row["verdicts"]) == ["math", "code"]


def test_a_row_with_neither_tests_nor_reference_is_an_error_row():
    (row,) = score({"completion": NO_CODE}, Fields("completion", "answer"), **PRESET)
    assert row["error"] == "no reference: the field 'answer' is missing, and there are no tests"
    (row,) = score({"completion": NO_CODE, "answer": "2"}, Fields("completion"), **PRESET)
    assert row["error"] == "no reference: no field was found that holds it, and there are no tests"


def test_a_row_without_tests_that_must_have_them_is_an_error_row():
    (row,) = score({"completion": NO_CODE}, Fields("completion"), reward_of(["code"]))
    assert row["error"] == "no tests: no field holds any"
    (row,) = score({"completion": NO_CODE}, Fields("completion", tests="x"), reward_of(["code"]))
    assert row["error"] == "no tests: the field 'x' is missing or empty"


def test_each_of_several_completions_meets_the_tests():
    line = {"completion": [NO_CODE, NO_CODE], "test_list": ["assert f(1) == 2"]}
    for row in score(line, Fields("completion"), **PRESET):
        assert row["verdicts"]["code"]["outcome"] == "no_answer"
        assert row["test_list"] == line["test_list"]


def test_a_programming_language_is_not_taken_for_the_language_of_the_reasoning():
    fields = Fields("completion", prompt="prompt", language="language")
    line = {"completion": "<think>Here is the thought.</think>a", "prompt": "What is it?", "language": "python"}
    (row,) = score(line, fields, reward_of(["language"]))
    assert row["verdicts"]["language"]["outcome"] == "correct"


def test_output_is_strict_json_for_input_that_is_not():
    (row,) = score(b'{"completion": "<think>r</think>a", "x": [NaN, -Infinity, 1e999, 0.1], "y": "\\ud800"}')
    assert row["x"] == [None, None, None, 0.1]
    assert row["y"] == "\ud800"


def test_text_is_written_as_it_is_read():
    scored = Scorer(FORMAT, Fields("completion")).score(Line(1, '{"completion": "答案 é"}'.encode()))
    assert "答案 é".encode() in scored[0].data


def test_samples_of_one_problem_share_its_number():
    fields = Fields("completion", id="id")
    scorer = Scorer(FORMAT, fields)

    def problems(number, **row):
        line = Line(number, json.dumps({"completion": "x", **row}).encode())
        return [one.tally.problem for one in scorer.score(line)]

    assert problems(1, id="a") == problems(2, id="a") != problems(3, id="b")
    assert problems(1, id={"k": 1, "l": 2}) == problems(2, id={"l": 2, "k": 1})
    assert problems(1) != problems(2)
    assert len(set(problems(1, completion=["x", "y"]))) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(max_size=5) | st.sampled_from(["completion", "reward", "line", "sample"]), JSON))
def test_any_row_gives_strict_rows_that_hold_it(row):
    (first, *others) = score(json.dumps(row).encode())
    for name, value in row.items():
        is_cut = others and isinstance(value, list) and len(value) == 1 + len(others)
        if name != "completion" and not is_cut:  # as the completion is where it is several
            kept = first[f"{name}_before" if name in OURS else name]
            assert json.dumps(kept) == json.dumps(strict(value))


NAMES_OF_TESTS = ["tests", "test", "inputs", "outputs", "input_output", "test_cases", "verification_info", "test_list"]
NAMES_OF_TESTS += ["public_test_cases", "public_tests", "metadata", "entry_point", "language", "prompt", "rule", "doc"]


@given(st.dictionaries(st.sampled_from([*NAMES_OF_TESTS, "answer", "ground_truth"]), JSON | JSON.map(json.dumps)))
def test_whatever_stands_where_tests_could_be_gives_a_verdict_or_an_error(row):
    (found,) = score({**row, "completion": NO_CODE}, Fields("completion", "answer", "prompt"), **PRESET)
    assert ("verdicts" in found) != ("error" in found)
    assert "internal error" not in found.get("error", "")


@given(st.binary(max_size=30))
def test_any_bytes_give_a_row(data):
    (row, *_) = score(data)
    assert row["line"] == 7


def strict(value):
    if isinstance(value, float) and (value != value or value in {float("inf"), float("-inf")}):  # noqa: PLR0124 - NaN
        return None
    if isinstance(value, list):
        return [strict(inner) for inner in value]
    if isinstance(value, dict):
        return {name: strict(inner) for name, inner in value.items()}
    return value


def test_lists_with_an_entry_for_each_completion_are_cut_with_them():
    scorer = Scorer(reward_of(["math"]), Fields("responses", "answer", "question"))
    row = {
        "question": "?",
        "responses": ["\\boxed{1}", "\\boxed{2}"],
        "answer": "2",
        "rm_score": [0.1, 0.9],
        "code": ["first", "second"],
        "choices": ["A", "B"],
        "longer": [1, 2, 3],
    }
    rows = [json.loads(scored.data) for scored in scorer.score(Line(1, json.dumps(row).encode()))]
    assert [(one["rm_score"], one["code"], one["responses"]) for one in rows] == [
        (0.1, "first", ["\\boxed{1}"]),
        (0.9, "second", ["\\boxed{2}"]),
    ]
    assert all((one["choices"], one["longer"]) == (["A", "B"], [1, 2, 3]) for one in rows)


def test_a_scored_file_grows_with_its_completions_and_not_with_their_square():
    scorer = Scorer(reward_of(["math"]), Fields("responses", "answer"))
    row = {"answer": "2", "responses": ["x" * 5_000] * 32, "code": ["y" * 5_000] * 32}
    line = json.dumps(row).encode()
    assert sum(len(scored.data) for scored in scorer.score(Line(1, line))) < 1.2 * len(line)


def test_a_list_of_one_stays_one():
    scorer = Scorer(reward_of(["math"]), Fields("responses", "answer"))
    row = {"answer": "2", "responses": ["\\boxed{2}"], "score": [0.5], "topics": ["algebra"]}
    (scored,) = scorer.score(Line(1, json.dumps(row).encode()))
    assert json.loads(scored.data)["score"] == [0.5]
    assert json.loads(scored.data)["topics"] == ["algebra"]


@pytest.mark.parametrize(
    ("row", "score"),
    [
        ({"reasoning_content": "One and one.", "content": "2"}, 1.0),
        ({"reasoning": "One and one.", "content": "2"}, 1.0),
        ({"reasoning_content": "One and one.", "content": "<think>r</think>2"}, 1.0),
        ({"reasoning_content": " ", "content": "2"}, 0.0),
        ({"reasoning_content": None, "content": "2"}, 0.0),
        ({"message": {"content": [{"type": "thinking", "thinking": "r"}, {"type": "text", "text": "2"}]}}, 1.0),
    ],
)
def test_reasoning_beside_the_answer_is_the_completions(row, score):
    scorer = Scorer(reward_of(["format"]), Fields("content" if "content" in row else "message"))
    (scored,) = scorer.score(Line(1, json.dumps(row).encode()))
    assert json.loads(scored.data)["reward"] == score


@pytest.mark.parametrize("reasoning", ["So \\boxed{2}. Let me", "So </think> \\boxed{2}. Let me"])
@pytest.mark.parametrize("content", [None, ""])
def test_an_answer_that_was_cut_off_in_reasoning_beside_it_is_a_failure_of_the_model(content, reasoning):
    scorer = Scorer(reward_of(["math"]), Fields("content", "answer"))
    row = {"content": content, "reasoning_content": reasoning, "answer": "2"}
    (scored,) = scorer.score(Line(1, json.dumps(row).encode()))
    assert json.loads(scored.data)["reward"] == 0.0


def test_lists_of_reasoning_beside_lists_of_answers_go_together():
    row = {"content": ["\\boxed{2}", "", "\\boxed{2}"], "reasoning_content": ["r", "So \\boxed{2}.", ""], "answer": "2"}
    scored = Scorer(reward_of(["r1-zero"]), Fields("content", "answer")).score(Line(1, json.dumps(row).encode()))
    assert [json.loads(one.data)["reward"] for one in scored] == [2.0, 0.0, 1.0]


def test_a_completion_that_is_null_with_nothing_beside_it_is_none():
    scorer = Scorer(reward_of(["math"]), Fields("content", "answer"))
    (scored,) = scorer.score(Line(1, json.dumps({"content": None, "reasoning_content": " ", "answer": "2"}).encode()))
    assert json.loads(scored.data)["error"].startswith("no completion")


def test_rewards_that_compare_a_group_know_its_answers_and_references():
    row = {"responses": [r"\boxed{2}", r"so \boxed{2}", r"\boxed{3}"], "answer": "3", "prompt": "1+1?"}

    def scores(name):
        scorer = Scorer(reward_of([name]), Fields("responses", "answer", "prompt"))
        rows = [json.loads(one.data) for one in scorer.score(Line(1, json.dumps(row).encode()))]
        assert all("error" not in one for one in rows), rows[0]
        return [one["reward"] for one in rows]

    assert scores("majority") == [1.0, 1.0, 0.0]
    first, second, third = scores("shortest-correct(unit=characters)")
    assert third > max(first, second)
