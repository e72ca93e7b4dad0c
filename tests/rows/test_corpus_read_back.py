"""A scored file is read back as it was graded: `explain` gives each row its own verdict, `select` its own text."""

import json

import pytest

from tests.rows.test_corpus import FILES
from tests.rows.test_corpus_more import RIGHT
from verifiers.cli.explain import _default, _row
from verifiers.completion import text_of
from verifiers.errors import FieldsError
from verifiers.explain import explain
from verifiers.scoring import Job, reward_of, score
from verifiers.selecting.select import Selecting, select

T = "It is \\boxed{42}."
REWARDS = ["r1-zero"]


def jl(*rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


ROW = {"prompt": "6*7?", "answer": "42", "reasoning_content": "Six times seven."}
BESIDE = {
    "content.jsonl": jl({**ROW, "content": T}),
    "response.jsonl": jl({**ROW, "response": T}),
    "several.jsonl": jl({**ROW, "completions": [T, "no"], "reasoning_content": ["Six.", "Seven."]}),
    "message.jsonl": jl({"prompt": "6*7?", "answer": "42", "message": {"content": T, "reasoning_content": "Six."}}),
    "items.jsonl": jl({"prompt": "6*7?", "answer": "42", "output": [
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Six."}]},
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": T}]}]}),
    "sharegpt.jsonl": jl({"answer": "42", "conversations": [
        {"from": "human", "value": "6*7?"}, {"from": "gpt", "value": f"<think>Six.</think>{T}"}]}),
}  # fmt: skip


@pytest.fixture
def out(tmp_path, request):
    data = request.param
    (tmp_path / "x").write_bytes(data if isinstance(data, bytes) else data.encode())
    rewards = {"reward": reward_of(REWARDS), "tested": reward_of(REWARDS, tests=True)}
    job = Job(str(tmp_path / "x"), tmp_path / "x.scored.jsonl", **rewards)
    score(job, lambda one, lines: (one.score(line) for line in lines))
    return job.out


ALL = {**FILES, **RIGHT, **BESIDE}


@pytest.mark.parametrize("out", ALL.values(), ids=ALL, indirect=True)
def test_every_row_is_explained_with_its_own_verdict(out):
    for number, line in enumerate(out.read_text().splitlines(), 1):
        columns = _row(out, number, {})
        reward = _default(out, {"reasoning": "auto", "prefilled": None}, tested="tests" in columns)
        assert explain(reward, columns.pop("completion"), **columns).score == json.loads(line)["reward"]


def selected(out):
    """The rows selected of a scored file; none where its rows have no prompt."""
    try:
        select(Selecting(str(out), out.with_name("selected")))
    except FieldsError as error:
        if error.role != "prompt":
            raise
        return []
    return [json.loads(line) for line in out.with_name("selected").read_text().splitlines()]


@pytest.mark.parametrize("out", ALL.values(), ids=ALL, indirect=True)
def test_what_is_selected_is_what_was_graded(out):
    right = [json.loads(line) for line in out.read_text().splitlines()]
    right = [row for row in right if row["verdicts"]["math"]["outcome"] == "correct"]
    rows = selected(out)
    assert [row["line"] for row in rows] in ([], [row["line"] for row in right])
    for row, graded in zip(rows, right, strict=False):
        asked, *_, said = row["messages"]
        assert (asked["role"], said["role"]) == ("user", "assistant")
        again = reward_of(REWARDS).grade(text_of([said]), answer=graded["verdicts"]["math"]["detail"]["reference"])
        assert again.score == graded["reward"], said


@pytest.mark.parametrize("out", BESIDE.values(), ids=BESIDE, indirect=True)
def test_reasoning_that_stands_apart_is_selected_with_the_answer(out):
    (row,) = selected(out)
    assert text_of(row["messages"][-1:]).startswith("<think>Six")
