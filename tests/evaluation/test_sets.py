"""Published sets, in the columns in which they are published, and outputs that are joined with them."""

import json

import pytest

from verifiers.evaluation.join import ProblemSet
from verifiers.evaluation.sets import SETS, load_set
from verifiers.rows.lines import Line
from verifiers.scoring import ScoringError

MATH = {
    "problem": "Convert the point $(0,3)$ to polar coordinates.",
    "solution": r"So it is $\boxed{\left( 3, \frac{\pi}{2} \right)}.$",
    "answer": r"\left( 3, \frac{\pi}{2} \right)",
    "subject": "Precalculus",
    "level": 2,
    "unique_id": "test/precalculus/807.json",
}
AIME = {
    "id": 60,
    "problem": "Find the time.",
    "solution": r"$\boxed{204}$",
    "answer": "204",
    "url": "…",
    "year": "2024",
}
AIME_OTHER = {"ID": "2024-I-1", "Problem": "Find it.", "Solution": "…", "Answer": 73}
LIVE = {
    "question_title": "Double",
    "question_content": "Print twice the number.",
    "platform": "atcoder",
    "question_id": "abc300_a",
    "contest_date": "2023-05-01T00:00:00",
    "starter_code": "",
    "difficulty": "easy",
    "public_test_cases": json.dumps([{"input": "2\n", "output": "4\n", "testtype": "stdin"}]),
    "private_test_cases": json.dumps([{"input": "3\n", "output": "6\n", "testtype": "stdin"}]),
    "metadata": "{}",
}


def written(path, *rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_as_they_are_published(tmp_path):
    [math] = load_set("MATH-500", written(tmp_path / "math.jsonl", MATH))
    assert (math["id"], math["expected_answer"]) == ("test/precalculus/807.json", MATH["answer"])
    assert (math["subject"], math["level"], math["set"]) == ("Precalculus", 2, "MATH-500")
    [aime] = load_set("AIME-2024", written(tmp_path / "aime.jsonl", AIME))
    assert (aime["id"], aime["problem"], aime["expected_answer"]) == ("60", "Find the time.", "204")
    [other] = load_set("AIME-2024", written(tmp_path / "other.jsonl", AIME_OTHER))
    assert (other["id"], other["expected_answer"]) == ("2024-I-1", "73")
    [live] = load_set("LiveCodeBench", written(tmp_path / "live.jsonl", LIVE))
    assert live["id"] == "abc300_a"
    assert live["private_test_cases"] == LIVE["private_test_cases"]
    assert "expected_answer" not in live


@pytest.mark.parametrize("kind", ["parquet", "csv", "json"])
def test_other_files(tmp_path, kind):
    import datasets

    path = tmp_path / f"aime.{kind}"
    getattr(datasets.Dataset.from_list([AIME]), f"to_{kind}")(str(path))
    [aime] = load_set("mine", path)
    assert (aime["id"], aime["expected_answer"], aime["set"]) == ("60", "204", "mine")


def test_by_name(monkeypatch):
    import datasets

    asked = []

    def load(*place, **settings):
        asked.append((place, settings))
        return datasets.Dataset.from_list([LIVE if "json" in place else AIME])

    monkeypatch.setattr(datasets, "load_dataset", load)
    assert load_set("aime-2024")[0]["expected_answer"] == "204"
    assert load_set("LiveCodeBench")[0]["id"] == "abc300_a"
    files = "hf://datasets/livecodebench/code_generation_lite/test*.jsonl"
    assert asked == [
        ((SETS["AIME-2024"].repository,), {"split": "train"}),
        (("json",), {"data_files": files, "split": "train"}),
    ]


def test_what_goes_wrong_is_a_sentence(tmp_path, monkeypatch):
    import datasets

    def offline(*_, **__):
        msg = "Couldn't reach the Hub\nand more"
        raise ConnectionError(msg)

    monkeypatch.setattr(datasets, "load_dataset", offline)
    with pytest.raises(
        ScoringError, match="cannot load MATH-500: Couldn't reach the Hub; a local copy is given as NAME"
    ):
        load_set("MATH-500")
    with pytest.raises(ScoringError, match="unknown set 'MATH': the sets are GSM8K, MATH-500"):
        load_set("MATH")
    with pytest.raises(ScoringError, match="row 1 of x has no field that is an answer or tests"):
        load_set("x", written(tmp_path / "x.jsonl", {"problem": "p"}))
    with pytest.raises(ScoringError, match="no rows"):
        load_set("x", written(tmp_path / "empty.jsonl"))
    with pytest.raises(ScoringError, match="there is no file"):
        load_set("x", tmp_path / "absent.jsonl")
    with pytest.raises(ScoringError, match="there is no file"):
        load_set("x", tmp_path / "absent.parquet")


def test_outputs_are_joined_by_text_first_and_by_id():
    problems = ProblemSet(
        [
            {"id": "1", "problem": "one?", "expected_answer": "1", "set": "s"},
            {"id": "2", "problem": "two?", "expected_answer": "2", "set": "s"},
        ]
    )
    rows = [
        {"id": 1, "completion": "a"},
        {"id": 1, "problem": " two? ", "completion": "b"},  # a count of its own: the text decides
        {"id": 9, "completion": "c"},
        {"prompt": "one?", "answer": "the model's", "expected_answer": "another's"},
    ]
    lines = [Line(number, json.dumps(row).encode()) for number, row in enumerate(rows, 1)]
    broken = Line(5, b"{")
    joined = list(problems.joined([*lines, broken]))
    assert [line.number for line in joined] == [1, 2, 3, 4, 5]
    assert [json.loads(line.data).get("expected_answer") for line in joined[:4]] == ["1", "2", None, "1"]
    assert json.loads(joined[1].data)["id"] == 1
    assert (joined[2], joined[4]) == (lines[2], broken)
    assert problems.unseen == 0
    assert problems.notes() == ["1 of 4 rows have no problem in the set: id 9 of theirs, id '1', '2' of the set's."]


def joined(problems, *rows, id_field=None):
    found = ProblemSet(problems, id_field)
    lines = [Line(number, json.dumps(row).encode()) for number, row in enumerate(rows, 1)]
    return [json.loads(line.data).get("expected_answer") for line in found.joined(lines)], found


def of_set(tmp_path, *rows):
    return load_set("mine", written(tmp_path / "set.jsonl", *rows))


@pytest.mark.parametrize("name", ["idx", "task_id", "problem_id", "uid", "doc_id", "index", "question_id", "id"])
def test_by_an_id_of_the_same_name_whatever_it_is_and_wherever_it_begins(tmp_path, name):
    problems = of_set(tmp_path, *({name: n, "problem": f"{n}?", "answer": str(n)} for n in (1, 2, 3)))
    assert joined(problems, {name: 1}, {name: 3}, {name: "2"})[0] == ["1", "3", "2"]


def test_a_set_without_ids_is_never_joined_by_position(tmp_path):
    problems = of_set(tmp_path, {"problem": "one?", "answer": "1"}, {"problem": "two?", "answer": "2"})
    answers, found = joined(problems, {"idx": 1, "prompt": "two?"}, {"idx": 0})
    assert answers == ["2", None]
    assert found.notes()[0] == "1 of 2 rows have no problem in the set: idx 0 of theirs, no ids of the set's."
    with pytest.raises(
        ScoringError, match="none of the first 1 rows has a problem in the set mine: the rows have idx 0"
    ):
        joined(problems, {"idx": 0})


def test_ids_under_two_names_are_the_same_where_they_say_more_than_a_count(tmp_path):
    problems = of_set(tmp_path, {"task_id": "HumanEval/0", "problem": "a?", "answer": "1"})
    assert joined(problems, {"custom_id": "HumanEval/0"})[0] == ["1"]
    assert joined(problems, {"mine": "HumanEval/0"}, id_field="mine")[0] == ["1"]
    counted = of_set(tmp_path, {"ID": 1, "problem": "a?", "answer": "1"}, {"ID": 2, "problem": "b?", "answer": "2"})
    with pytest.raises(ScoringError, match="the rows have idx 1, the set ID '1', '2'; a field with the problem's text"):
        joined(counted, {"idx": 1})
    assert joined(counted, {"idx": 1}, id_field="idx")[0] == ["1"], "the user says so"


def test_what_two_problems_share_is_no_id(tmp_path):
    rows = [{"id": 7, "task_id": f"t{n}", "problem": f"{n}?", "answer": str(n)} for n in (1, 2)]
    assert joined(of_set(tmp_path, *rows), {"id": 7, "task_id": "t2"}, {"id": 7, "task_id": "t1"})[0] == ["2", "1"]


def test_a_text_that_two_problems_share_joins_nothing(tmp_path):
    problems = of_set(tmp_path, *({"id": n, "problem": "P", "answer": a} for n, a in (("a", "1"), ("b", "2"))))
    rows = ({"id": n, "problem": "P", "completion": ""} for n in "ab")
    assert joined(problems, *rows)[0] == ["1", "2"]


CHATS = [
    {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "2+2?"}]},
    {"messages": [{"role": "user", "content": "2+2?"}, {"role": "assistant", "content": "4"}]},
    {"conversations": [{"from": "human", "value": "2+2?"}, {"from": "gpt", "value": "4"}]},
]


@pytest.mark.parametrize("row", CHATS)
def test_the_text_may_be_what_a_chat_asks(tmp_path, row):
    problems = of_set(tmp_path, {"problem": "1+1?", "answer": "2"}, {"problem": "2+2?", "answer": "4"})
    assert joined(problems, row)[0] == ["4"]


def test_a_whole_number_of_a_table_is_the_same_id_as_a_float(tmp_path):
    problems = of_set(tmp_path, *({"idx": n, "problem": f"P{n}", "answer": str(n)} for n in (1, 2)))
    assert joined(problems, {"idx": 2.0}, {"idx": 1.0})[0] == ["2", "1"]


def test_a_list_of_answers_stays_a_list_of_alternatives(tmp_path):
    (problem,) = of_set(tmp_path, {"problem": "P", "answer": ["1", "one"]})
    assert problem["expected_answer"] == ["1", "one"]


def test_an_object_is_no_answer(tmp_path):
    with pytest.raises(ScoringError, match=r"answer of row 1 of .* is an object, with 'value'"):
        of_set(tmp_path, {"problem": "P", "answer": {"value": "1"}})
