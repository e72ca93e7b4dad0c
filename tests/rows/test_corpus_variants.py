"""Variants of files that tools write: several samples, filters, failed requests, likelihoods, damaged tables.

Each is right with no option, or its rows say why they are not; a number is never made of what was not read.
"""

import io
import json

import pytest

from verifiers.errors import FieldsError, ScoringError
from verifiers.scoring import Job, reward_of, score

R, W = r"So it is \boxed{42}.", r"So it is \boxed{41}."
U = [{"role": "user", "content": "6*7?"}]
ROW = {"prompt": "6*7?", "completion": R, "answer": "42"}
BAD = {**ROW, "completion": W}


def A(text):  # noqa: N802 - short, as it stands in every file
    return {"role": "assistant", "content": text}


def jl(*rows):
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def scored(tmp_path, data, name="x", reward="accuracy"):
    if isinstance(data, bytes):
        (tmp_path / name).write_bytes(data)
    out = tmp_path / "out.jsonl"
    rewards = {"reward": reward_of([reward]), "tested": reward_of([reward], tests=True)}
    score(Job(str(tmp_path / name), out, force=True, **rewards), lambda one, lines: (one.score(line) for line in lines))
    return [json.loads(line) for line in out.read_bytes().split(b"\n") if line]


def rewards(rows):
    return [row["error"] if "error" in row else row["reward"] for row in rows]


# --- likelihoods of options are no completions --------------------------------------------------------------------


def lm_eval(number, resps):
    return {"doc_id": number, "doc": {"question": "6*7?"}, "target": "42", "resps": resps, "filter": "none"}


LIKELIHOODS = [[["-1.2", "False"]], [["-2.0", "True"]]]


def test_rows_of_likelihoods_among_others_are_error_rows(tmp_path):
    rows = scored(tmp_path, jl(lm_eval(0, [[R]]), lm_eval(1, LIKELIHOODS), lm_eval(2, [[W]])))
    assert rewards(rows) == [1.0, "its task compares likelihoods of options, and nothing was generated", 0.0]


def test_a_folder_of_two_tasks_of_lm_eval_keeps_their_kinds_apart(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "samples_gsm8k.jsonl").write_bytes(jl(*(lm_eval(n, [[R]]) for n in range(150))))
    (tmp_path / "run" / "samples_mmlu.jsonl").write_bytes(jl(*(lm_eval(n, LIKELIHOODS) for n in range(3))))
    rows = scored(tmp_path, None, "run")
    assert [row["reward"] for row in rows] == [1.0] * 150 + [None] * 3


def lighteval(texts, gold=0, choices=("42",), **response):
    return {
        "doc": {"query": "6*7?", "choices": list(choices), "gold_index": gold},
        "model_response": {"input": "<|user|>6*7?<|assistant|>", "text": texts, "logprobs": [], **response},
    }


def test_lighteval_with_several_golds_takes_each(tmp_path):
    row = lighteval([R, r"\boxed{43}", W], gold=[1, 0], choices=["42", "43"])
    assert rewards(scored(tmp_path, jl(row))) == [1.0, 1.0, 0.0]


def test_lighteval_is_read_with_the_prompt_that_the_model_saw(tmp_path):
    opened = {"input": "<|User|>6*7?<|Assistant|><think>\n"}
    rows = scored(
        tmp_path, jl(lighteval([r"Perhaps \boxed{42}? Wait"], **opened), lighteval([f"</think>{R}"], **opened))
    )
    assert rewards(rows) == [0.0, 1.0]


def test_what_lighteval_counted_of_the_prompt_is_not_cut_with_the_samples(tmp_path):
    row = lighteval([R, W], input_tokens=[1, 2], output_tokens=[[3], [4]])
    first, second = (row["model_response"] for row in scored(tmp_path, jl(row)))
    assert (first["input_tokens"], first["output_tokens"], second["output_tokens"]) == ([1, 2], [3], [4])


@pytest.mark.parametrize("texts", [[], [""], ["", ""]])
def test_likelihoods_of_lighteval_are_refused(texts, tmp_path):
    with pytest.raises(ScoringError, match="likelihoods"):
        scored(tmp_path, jl(lighteval(texts, choices=["A", "B"], logprobs=[-1.0, -2.0])))


def helm(number, text, references, **more):
    held = [{"output": {"text": one}, "tags": ["correct"] if right else []} for one, right in references]
    return {
        "instance": {"id": f"id{number}", "input": {"text": "6*7?"}, "references": held},
        "request": {"prompt": "Q: 6*7?"},
        "result": {"success": True, "completions": [{"text": text, "logprob": -1.5}]},
        **more,
    }


def helm_file(*rows):
    return json.dumps({"adapter_spec": {}, "request_states": list(rows)}).encode()


def test_helm_with_several_right_references_takes_each(tmp_path):
    references = (("7", True), ("42", True), ("41", False))
    assert rewards(scored(tmp_path, helm_file(helm(1, R, references), helm(2, W, references)))) == [1.0, 0.0]


def test_helm_offers_its_references_under_letters(tmp_path):
    given = {"references": (("41", False), ("42", True)), "output_mapping": {"A": "41", "B": "42"}}
    rows = scored(tmp_path, helm_file(*(helm(n, rf"\boxed{{{text}}}", **given) for n, text in enumerate("BA"))))
    assert rewards(rows) == [1.0, 0.0]


def test_likelihoods_of_helm_are_refused(tmp_path):
    with pytest.raises(ScoringError, match="likelihoods"):
        scored(tmp_path, helm_file(helm(1, " A", (("A", True),), reference_index=0)))


# --- requests that failed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["expired", "canceled", "errored"])
@pytest.mark.parametrize("first", [True, False])
def test_requests_of_a_batch_without_an_answer_are_error_rows(kind, first, tmp_path):
    good = {
        "custom_id": "a",
        "answer": "42",
        "result": {"type": "succeeded", "message": A([{"type": "text", "text": R}])},
    }
    bad = {"custom_id": "b", "answer": "42", "result": {"type": kind}}
    rows = scored(tmp_path, jl(bad, good) if first else jl(good, bad))
    assert sorted(rewards(rows), key=str) == [1.0, "no completion: the field 'result.message' is missing"]


def test_gemini_without_an_envelope(tmp_path):
    rows = [
        {"candidates": [{"content": {"parts": [{"text": text}], "role": "model"}}], "answer": "42"} for text in (R, W)
    ]
    assert rewards(scored(tmp_path, jl(*rows))) == [1.0, 0.0]


def test_the_rollouts_of_a_task_of_nemo_gym_are_one_problem(tmp_path):
    def rollout(text, number):
        message = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": text}]}
        return {
            "responses_create_params": {"input": U}, "response": {"output": [message]}, "expected_answer": "42",
            "_ng_task_index": 3, "_ng_rollout_index": number,
        }  # fmt: skip

    scored(tmp_path, jl(rollout(R, 0), rollout(W, 1)))
    manifest = json.loads((tmp_path / "out.jsonl.manifest.json").read_text())
    assert manifest["fields"]["id"] == "_ng_task_index"


# --- chats --------------------------------------------------------------------------------------------------------


def talk(*turns):
    return {"conversations": [{"from": who, "value": text} for who, text in turns], "answer": "42"}


def test_a_chat_that_ends_with_its_question_is_no_list_of_completions(tmp_path):
    asked = talk(("human", "6*7?"), ("gpt", R), ("human", "Sure?"))
    first, second = scored(tmp_path, jl(asked, talk(("human", "6*7?"), ("gpt", R))))
    assert "no completion" in first["error"]
    assert second["reward"] == 1.0


def test_a_response_beside_the_chat_of_a_data_set_is_what_is_graded(tmp_path):
    rows = [{**talk(("human", "6*7?"), ("gpt", R)), "response": text} for text in (R, W)]
    assert rewards(scored(tmp_path, jl(*rows))) == [1.0, 0.0]


def test_a_chat_with_its_answer_is_no_prompt(tmp_path):
    row = {"messages": [*U, A(R)], "problem": "6*7?", "generations": [R, W], "answer": "42"}
    scored(tmp_path, jl(row))
    assert json.loads((tmp_path / "out.jsonl.manifest.json").read_text())["fields"]["prompt"] == "problem"


# --- what holds the rows ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["examples", "samples", "data", "results", "items"])
@pytest.mark.parametrize("indent", [None, 2])
def test_one_row_with_a_list_of_others_is_a_row(name, indent, tmp_path):
    row = {**ROW, name: [BAD, BAD]}
    assert rewards(scored(tmp_path, json.dumps(row, indent=indent).encode())) == [1.0]


def test_one_chat_in_an_object_is_no_list_of_rows(tmp_path):
    with pytest.raises(ScoringError, match="no field"):
        scored(tmp_path, json.dumps({"items": [{"from": "human", "value": "q"}, {"from": "gpt", "value": R}]}).encode())


def test_the_columns_of_pandas(tmp_path):
    data = {"completion": {"0": R, "1": W}, "answer": {"0": "42", "1": "42"}}
    assert rewards(scored(tmp_path, json.dumps(data).encode())) == [1.0, 0.0]


def test_a_cell_too_many_is_an_error_and_no_half_completion(tmp_path):
    rows = scored(tmp_path, rb"""completion,answer
"So, \boxed{42}",42
So it is \boxed{41}, or \boxed{42},42
"\boxed{42}",42,,
""")  # fmt: skip
    assert [row["reward"] for row in rows] == [1.0, None, 1.0]
    assert "3 cells under a head of 2" in rows[1]["error"]


def test_a_table_that_is_not_utf_8_says_so_where_it_matters(tmp_path):
    rows = scored(tmp_path, "completion,answer\n\\boxed{42},42\n\\boxed{½},0.5\n".encode("cp1252"))
    assert [row["reward"] for row in rows] == [1.0, None]
    assert "not UTF-8" in rows[1]["error"]


@pytest.mark.parametrize("head", ["completion", "completion,answer,answer", "completion,,"])
def test_a_table_without_a_head_says_so(head, tmp_path):
    with pytest.raises(ScoringError, match="has no head"):
        scored(tmp_path, f"{head}\n\\boxed{{42}},42,41\n".encode(), "x.csv")


# --- lists and chats as text --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["completions", "responses", "outputs", "generations"])
def test_a_list_of_completions_may_be_text(name, tmp_path):
    rows = scored(tmp_path, jl({"prompt": "6*7?", name: json.dumps([R, W]), "answer": "42"}))
    assert [(row["sample"], row["reward"]) for row in rows] == [(0, 1.0), (1, 0.0)]


def test_chats_may_be_text(tmp_path):
    rows = [{"prompt": json.dumps(U), "completion": json.dumps([A(text)]), "answer": "42"} for text in (R, W)]
    rows = scored(tmp_path, jl(*rows))
    assert rewards(rows) == [1.0, 0.0]
    assert rows[0]["prompt"] == U


@pytest.mark.parametrize("held", [[R, W], [A(R)]])
def test_what_python_prints_is_a_question(held, tmp_path):
    with pytest.raises(FieldsError, match="as python prints them"):
        scored(tmp_path, jl({"completions": str(held), "answer": "42"}))


def test_an_answer_that_is_a_list_of_json_stays_a_text(tmp_path):
    rows = scored(tmp_path, jl({"response": '["B"]', "answer": "B"}, {"response": "[1, 2]", "answer": "[1, 2]"}))
    assert [row.get("sample") for row in rows] == [None, None]


def test_parquet_of_several_samples(tmp_path):
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    file = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist([lighteval([R, W]), lighteval([W, W])]), file)
    assert rewards(scored(tmp_path, file.getvalue())) == [1.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize("name", ["completion", "answer"])
def test_a_name_that_is_there_twice_is_an_error_where_it_matters(name, tmp_path):
    twice = json.dumps(ROW)[:-1] + f', "{name}": "41"}}\n'
    same = json.dumps(ROW)[:-1] + f', "{name}": {json.dumps(ROW[name])}, "note": 1, "note": 2}}\n'
    inside = json.dumps({**ROW, "extra": {name: "41"}, "text": f'"{name}"'}) + "\n"
    rows = scored(tmp_path, (twice + same + inside).encode())
    assert rewards(rows) == [f"the field {name!r} is there 2 times, with different values", 1.0, 1.0]


# --- tools of trainers, and options -------------------------------------------------------------------------------


def test_skyrl_s_evaluations(tmp_path):
    extras = {"reward_spec": {"ground_truth": "42", "method": "rule"}}
    rows = [{"input_prompt": "6*7?", "output_response": text, "score": 1, "env_extras": extras} for text in (R, W)]
    assert rewards(scored(tmp_path, jl(*rows))) == [1.0, 0.0]


def test_samples_of_a_group_of_slime_are_one_problem(tmp_path):
    rows = [
        {"group_index": 0, "index": n, "prompt": "q", "response": text, "label": "42", "status": "completed"}
        for n, text in enumerate((R, W))
    ]
    assert rewards(scored(tmp_path, jl(*rows))) == [1.0, 0.0]
    assert json.loads((tmp_path / "out.jsonl.manifest.json").read_text())["fields"]["id"] == "group_index"


QUESTION = {"question": "6*7?", "choices": ["41", "42", "43", "44"], "answer": 1}


@pytest.mark.parametrize("name", ["choices", "options"])
def test_an_answer_may_be_the_place_of_an_option(name, tmp_path):
    question = {"question": "6*7?", name: QUESTION["choices"], "answer": 1}
    rows = [{**question, "response": rf"\boxed{{{text}}}"} for text in ("B", "42", "A", "1")]
    assert rewards(scored(tmp_path, jl(*rows))) == [1.0, 1.0, 0.0, 0.0]


def test_a_number_that_is_an_option_and_a_place_is_a_question(tmp_path):
    with pytest.raises(FieldsError, match="an option or the place of one"):
        scored(tmp_path, jl({**QUESTION, "choices": ["1", "2"], "answer": 1, "response": r"\boxed{1}"}))
    same = {**QUESTION, "choices": ["0", "1"], "answer": 1, "response": r"\boxed{1}"}
    assert rewards(scored(tmp_path, jl(same))) == [1.0]


@pytest.mark.parametrize("answer", [42, "42", "B"])
def test_an_answer_that_is_no_place_stays_what_it_is(answer, tmp_path):
    said = r"\boxed{B}" if answer == "B" else R
    assert rewards(scored(tmp_path, jl({**QUESTION, "answer": answer, "response": said}))) == [1.0]


def test_a_label_of_zeros_and_ones_is_a_question(tmp_path):
    rows = [{"prompt": "6*7?", "completion": text, "label": label} for text, label in ((R, 1), (W, 0))]
    with pytest.raises(FieldsError, match="says that a row is right"):
        scored(tmp_path, jl(*rows))
    assert rewards(scored(tmp_path, jl(*rows, {**rows[0], "label": 42}))) == [0.0, 0.0, 1.0]
    assert rewards(scored(tmp_path, jl({**ROW, "label": 1}))) == [1.0]


@pytest.mark.parametrize("columns", [False, True])
def test_null_among_several_completions_costs_no_other(columns, tmp_path):
    row = {"prompt": ["6*7?"] * 3 if columns else "6*7?", "completions": [R, None, W], "answer": "42"}
    first, second, third = scored(tmp_path, jl(row))
    assert (first["reward"], third["reward"]) == (1.0, 0.0)
    assert (second["error"], second["sample"]) == ("no completion: the field 'completions' has null here", 1)


def test_half_a_surrogate_pair_is_kept_in_a_document_as_in_a_line(tmp_path):
    row = {**ROW, "completion": "\ud83d " + R}
    (one,) = scored(tmp_path, jl(row))
    (other,) = scored(tmp_path, json.dumps([row], indent=1).encode())
    assert one["completion"] == other["completion"] == row["completion"]


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
def test_a_short_float_of_a_table_is_the_decimal_that_it_stands_for(kind, tmp_path):
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    answers = pa.array([0.1, 2.5, None, float("nan")], type=pa.float32())
    table = pa.table({"completion": [r"\boxed{0.1}", r"\boxed{2.5}", R, R], "answer": answers})
    if kind == "parquet":
        parquet.write_table(table, tmp_path / "x")
    else:
        with pa.ipc.new_file(str(tmp_path / "x"), table.schema) as writer:
            writer.write_table(table)
    assert rewards(scored(tmp_path, None)) == [1.0, 1.0, None, None]
