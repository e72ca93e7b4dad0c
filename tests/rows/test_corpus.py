"""Small files as tools write them, each scored with no option: right, or a sentence, and never a wrong guess."""

# ruff: noqa: E501 - a file is as its tool writes it

import bz2
import csv
import gzip
import json
import lzma
import zipfile

import pytest
import zstandard

from verifiers.errors import ScoringError
from verifiers.scoring import Job, reward_of, score

RIGHT, WRONG = r"So it is \boxed{42}.", r"So it is \boxed{41}."
CHAT = [{"role": "user", "content": "6*7?"}, {"role": "assistant", "content": RIGHT}]
DOC = {"question": "6*7?", "answer": "6*7=42\n#### 42"}


def jsonl(*rows):
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def batch(name, text, body):
    return {"id": f"b-{name}", "custom_id": name, "response": {"status_code": 200, "body": body(text)}, "answer": "42"}


def chat_body(text):
    return {"choices": [{"index": 0, "message": {"role": "assistant", "content": text}}]}


def responses_body(text):
    thought = {"type": "reasoning", "summary": [{"type": "summary_text", "text": "6 times 7."}]}
    said = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": text}]}
    return {"output": [thought, said]}


def lm_eval(doc_id, text, name):
    return {
        "doc_id": doc_id, "doc": DOC, "target": DOC["answer"], "arguments": {"gen_args_0": {"arg_0": "Q: 6*7?"}},
        "resps": [[text]], "filtered_resps": ["42"], "filter": name, "metrics": ["exact_match"], "exact_match": 1.0,
    }  # fmt: skip


def helm(number, text):
    return {
        "instance": {"id": f"id{number}", "input": {"text": "6*7?"}, "split": "test",
                     "references": [{"output": {"text": "41"}, "tags": []},
                                    {"output": {"text": "42"}, "tags": ["correct"]}]},
        "request": {"model": "m", "prompt": "Q: 6*7?"},
        "result": {"success": True, "completions": [{"text": text, "logprob": -1.5}]},
    }  # fmt: skip


def inspect(number, text):
    return {
        "id": number, "epoch": 1, "input": "6*7?", "target": "42", "messages": CHAT[:1],
        "output": {"model": "m", "choices": [{"message": {"role": "assistant", "content": text}}]},
        "scores": {"match": {"value": "C"}},
    }  # fmt: skip


def opencompass(text):
    return {"origin_prompt": [{"role": "HUMAN", "prompt": "6*7?"}], "prediction": text, "gold": "42"}


ROW = {"prompt": "6*7?", "completion": RIGHT, "answer": "42"}
BAD = {**ROW, "completion": WRONG}

FILES = {
    # Containers.
    "plain.jsonl": jsonl(ROW, BAD),
    "array.json": json.dumps([ROW, BAD]).encode(),
    "pretty.json": json.dumps([ROW, BAD], indent=2).encode(),
    "lines_of_an_array.json": b"[\n" + jsonl(ROW)[:-1] + b",\n" + jsonl(BAD) + b"]\n",
    "rows.json": json.dumps({"model": "m", "rows": [ROW, BAD]}).encode(),
    "data.json": json.dumps({"data": [ROW, BAD]}, indent=1).encode(),
    "packed.jsonl.gz": gzip.compress(jsonl(ROW, BAD)),
    "packed.jsonl.zst": zstandard.compress(jsonl(ROW, BAD)),
    "packed.jsonl.xz": lzma.compress(jsonl(ROW, BAD)),
    "packed.jsonl.bz2": bz2.compress(jsonl(ROW, BAD)),
    "array.json.gz": gzip.compress(json.dumps([ROW, BAD]).encode()),
    "bom.jsonl": b"\xef\xbb\xbf" + jsonl(ROW, BAD),
    "table.csv": b'prompt,completion,answer\r\n6*7?,"So, \\boxed{42}",42\r\n6*7?,"Or\n\\boxed{41}",42\r\n',
    "table.tsv": b"prompt\tcompletion\tanswer\n6*7?\t\\boxed{42}\t42\n6*7?\t\\boxed{41}\t42\n",
    "math_verify.csv": b'answer,gold\n"$\\boxed{42}$",$42$\n"$\\boxed{41}$",$42$\n',
    # Evaluation tools.
    "samples_gsm8k.jsonl": jsonl(
        *(lm_eval(n, text, f) for f in ("strict-match", "flexible-extract") for n, text in enumerate((RIGHT, WRONG)))
    ),
    "details_lighteval.jsonl": jsonl(
        *({"doc": {"query": "6*7?", "choices": ["42"], "gold_index": [0]}, "model_response": {"text": [text]}}
          for text in (RIGHT, WRONG))
    ),
    "inspect.json": json.dumps({"version": 2, "samples": [inspect(1, RIGHT), inspect(2, WRONG)]}, indent=2).encode(),
    "inspect_samples.jsonl": jsonl(inspect(1, RIGHT), inspect(2, WRONG)),
    "scenario_state.json": json.dumps({"request_states": [helm(1, RIGHT), helm(2, WRONG)]}, indent=2).encode(),
    "opencompass.json": json.dumps({"0": opencompass(RIGHT), "1": opencompass(WRONG)}, indent=4).encode(),
    "qwen_math.jsonl": jsonl(
        {"idx": 0, "question": "6*7?", "gt_cot": "…", "gt": "42", "answer": "42", "level": 1, "solution": "…",
         "code": [RIGHT, WRONG], "pred": ["42", "41"], "report": [None, None], "score": [True, False]},
    ),
    "qwen_math_rm.jsonl": jsonl({"problem": "6*7?", "answer": "42", "responses": [RIGHT, WRONG], "rm_score": [2, 1]}),
    "deepseek_math.jsonl": jsonl(
        *({"messages": CHAT[:1], "answer": "42", "model_output": text, "prediction": "42"} for text in (RIGHT, WRONG))
    ),
    "gsm_plus.jsonl": jsonl(
        *({"question": "6*7?", "gold": "42", "model_prediction": text, "pred": "7"} for text in (RIGHT, WRONG))
    ),
    "matharena.jsonl": jsonl(
        *({"problem_idx": 1, "problem": "6*7?", "model_name": "m", "idx_answer": n, "answer": text,
           "gold_answer": "42", "parsed_answer": "7"} for n, text in enumerate((RIGHT, WRONG)))
    ),
    "nemo_skills.jsonl": jsonl(
        *({"problem": "6*7?", "generation": text, "expected_answer": "42", "predicted_answer": "7"}
          for text in (RIGHT, WRONG))
    ),
    "metamath.jsonl": jsonl(
        *({"question": "6*7?", "response": text, "answer": "42", "gold": "42"} for text in (RIGHT, WRONG))
    ),
    "mmlu_pro.jsonl": jsonl(
        *({"question_id": 5, "question": "6*7?", "options": ["41", "42"], "answer": "42", "answer_index": 1,
           "category": "math", "model_outputs": text, "pred": None} for text in (RIGHT, WRONG))
    ),
    "promptfoo.jsonl": jsonl(
        *({"testIdx": 0, "promptIdx": n, "prompt": {"raw": "6*7?", "label": "l"}, "response": {"output": text},
           "success": True, "score": 1, "answer": "42"} for n, text in enumerate((RIGHT, WRONG)))
    ),
    # Trainers.
    "verl_dump.jsonl": jsonl(
        *({"input": "6*7?", "output": text, "gts": "42", "score": 1.0, "step": 1} for text in (RIGHT, WRONG))
    ),
    "dapo_dump.jsonl": jsonl(
        *({"input": "6*7?", "output": text, "gts": "42", "score": 1.0, "step": 1, "acc": True, "pred": "7"}
          for text in (RIGHT, WRONG))
    ),
    "verl_data.jsonl": jsonl(
        *({"prompt": CHAT[:1], "responses": [text], "data_source": "math",
           "reward_model": {"style": "rule", "ground_truth": "42"}} for text in (RIGHT, WRONG))
    ),
    "trl.jsonl": jsonl(
        *({"step": 1, "prompt": "6*7?", "completion": text, "solution": r"\boxed{42}", "accuracy_reward": 1.0,
           "advantage": 0.1} for text in (RIGHT, WRONG))
    ),
    "openrlhf.jsonl": jsonl(*({"input": "6*7?", "output": text, "label": "42"} for text in (RIGHT, WRONG))),
    "ms_swift.jsonl": jsonl(
        {"step": ["1", "1"], "prompt": ["6*7?", "6*7?"], "completion": [RIGHT, WRONG], "solution": ["42", "42"]}
    ),
    "slime.jsonl": jsonl(*({"prompt": "6*7?", "response": text, "label": "42", "reward": 1} for text in (RIGHT, WRONG))),
    "areal.jsonl": jsonl(*({"prompt": "6*7?", "completion": text, "answer": "42", "version": 3} for text in (RIGHT, WRONG))),
    "skyrl.jsonl": jsonl(
        *({"input_prompt": CHAT[:1], "output_response": text, "ground_truth": "42", "score": 1} for text in (RIGHT, WRONG))
    ),
    # Servers.
    "openai_batch.jsonl": jsonl(batch("a", RIGHT, chat_body), batch("b", WRONG, chat_body)),
    "openai_batch_responses.jsonl": jsonl(batch("a", RIGHT, responses_body), batch("b", WRONG, responses_body)),
    "openai_chat.jsonl": jsonl(*({**chat_body(text), "object": "chat.completion", "answer": "42"} for text in (RIGHT, WRONG))),
    "openai_responses.jsonl": jsonl(*({**responses_body(text), "answer": "42"} for text in (RIGHT, WRONG))),
    "anthropic_batch.jsonl": jsonl(
        *({"custom_id": "a", "answer": "42", "result": {"type": "succeeded", "message": {
            "role": "assistant", "content": [{"type": "thinking", "thinking": "6."}, {"type": "text", "text": text}]}}}
          for text in (RIGHT, WRONG))
    ),
    "gemini.jsonl": jsonl(
        *({"answer": "42", "response": {"candidates": [{"content": {"role": "model", "parts": [{"text": text}]}}]}}
          for text in (RIGHT, WRONG))
    ),
    "nemo_gym.jsonl": jsonl(
        *({"responses_create_params": {"input": CHAT[:1]}, "response": responses_body(text), "expected_answer": "42",
           "reward": 1.0} for text in (RIGHT, WRONG))
    ),
    "langfuse.jsonl": jsonl(*({"input": "6*7?", "output": text, "expectedOutput": "42"} for text in (RIGHT, WRONG))),
    # Data sets.
    "sharegpt.jsonl": jsonl(
        *({"conversations": [{"from": "human", "value": "6*7?"}, {"from": "gpt", "value": text}], "answer": "42"}
          for text in (RIGHT, WRONG))
    ),
    "messages.jsonl": jsonl(
        {"messages": CHAT, "answer": "42"},
        {"messages": [CHAT[0], {"role": "assistant", "content": WRONG}], "answer": "42"},
    ),
    "open_r1.jsonl": jsonl({"problem": "6*7?", "answer": "42", "generations": [RIGHT, WRONG], "correctness": [True, False]}),
}  # fmt: skip


def inline(scorer, lines):
    return (scorer.score(line) for line in lines)


def scored(path, out, **options):
    rewards = {"reward": reward_of(["accuracy"]), "tested": reward_of(["accuracy"], tests=True)}
    score(Job(str(path), out, force=True, **{**rewards, **options}), inline)
    return [json.loads(line) for line in out.read_text().splitlines()]


def test_there_are_forty():
    assert len(FILES) >= 40


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_right_with_no_option(name, tmp_path):
    (tmp_path / name).write_bytes(FILES[name])
    rows = scored(tmp_path / name, tmp_path / "out.jsonl")
    assert [row["reward"] for row in rows] == [1.0, 0.0], [row.get("error") for row in rows]


@pytest.mark.parametrize("kind", ["parquet", "arrow", "stream", "folder", "shards"])
def test_tables_of_arrow(kind, tmp_path):
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = pa.Table.from_pylist(
        [{**ROW, "prompt": CHAT[:1], "scores": [1.0]}, {**BAD, "prompt": CHAT[:1], "scores": []}]
    )
    path = tmp_path / "in"
    if kind == "parquet":
        parquet.write_table(table, path)
    elif kind == "shards":
        (path / "data").mkdir(parents=True)
        for number in range(2):
            parquet.write_table(table.slice(number, 1), path / "data" / f"train-0000{number}-of-00002.parquet")
    elif kind == "folder":
        datasets = pytest.importorskip("datasets")
        datasets.disable_progress_bars()
        datasets.Dataset(table).save_to_disk(str(path))
    else:
        make = pa.ipc.new_file if kind == "arrow" else pa.ipc.new_stream
        with make(str(path), table.schema) as writer:
            writer.write_table(table)
    rows = scored(path, tmp_path / "out.jsonl")
    assert [(row["line"], row["reward"]) for row in rows] == [(1, 1.0), (2, 0.0)]


def test_a_log_of_inspect(tmp_path):
    with zipfile.ZipFile(tmp_path / "log.eval", "w") as archive:
        archive.writestr("header.json", json.dumps({"version": 2, "samples": None}))
        archive.writestr("summaries.json", json.dumps([{"id": 1}]))
        for number, text in enumerate((RIGHT, WRONG), 1):
            archive.writestr(f"samples/{number}_epoch_1.json", json.dumps(inspect(number, text)))
    assert [row["reward"] for row in scored(tmp_path / "log.eval", tmp_path / "out.jsonl")] == [1.0, 0.0]


@pytest.mark.parametrize("broken", [b"{\n", b"[\n", b"[1]\n", b'{"completion": \n', b"[{\n"])
def test_a_broken_first_line_costs_no_other(broken, tmp_path):
    (tmp_path / "x").write_bytes(broken + jsonl(ROW, BAD))
    rows = scored(tmp_path / "x", tmp_path / "out.jsonl")
    assert [row["reward"] for row in rows] == [None, 1.0, 0.0]
    assert [row["line"] for row in rows] == [1, 2, 3]


def test_folders_and_patterns(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "a.jsonl").write_bytes(jsonl(ROW))
    (folder / "b.json").write_bytes(json.dumps([BAD]).encode())
    (folder / "a.scored.jsonl").write_bytes(b"not an input")
    (folder / "notes.txt").write_bytes(b"nor this")
    for source in (folder, f"{folder}/*.json*"):
        rows = scored(source, tmp_path / "out.jsonl")
        assert [(row["line"], row["reward"]) for row in rows] == [(1, 1.0), (2, 0.0)]
    with pytest.raises(ScoringError, match="there is no file"):
        scored(f"{folder}/*.parquet", tmp_path / "out.jsonl")


def test_a_table_of_many_shapes_is_read_as_it_is_written(tmp_path):
    with (tmp_path / "x.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, ["completion", "answer", "note"])
        writer.writeheader()
        writer.writerow({"completion": RIGHT + '\n"quoted", and more', "answer": "42", "note": ""})
    (row,) = scored(tmp_path / "x.csv", tmp_path / "out.jsonl")
    assert (row["reward"], row["completion"]) == (1.0, RIGHT + '\n"quoted", and more')


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("tie.jsonl", jsonl({"completion": "a", "response": "b", "answer": "2"})),
        ("either.jsonl", jsonl({"solution": "a", "answer": "2", "level": 1})),
        ("refs.jsonl", jsonl({"completion": "a", "answer": "2", "target": "2", "gold": "3"})),
        ("broken.json", b'[{"completion": "a"'),
        ("text.txt", b"some text\nand more of it\n"),
    ],
)
def test_what_cannot_be_known_is_a_sentence_and_no_guess(name, data, tmp_path):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ScoringError):
        scored(tmp_path / name, tmp_path / "out.jsonl")
    assert not (tmp_path / "out.jsonl").exists()
