"""More files as tools write them, recalled from their sources: right with no option, or a question."""

import io
import json
import pickle
import tarfile
import zipfile

import pytest

from verifiers.errors import ScoringError
from verifiers.scoring import Job, reward_of, score

R, W = r"So it is \boxed{42}.", r"So it is \boxed{41}."
U = [{"role": "user", "content": "6*7?"}]


def A(text):  # noqa: N802 - short, as it stands in every file
    return {"role": "assistant", "content": text}


def jl(*rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


RIGHT = {
    "slime_sample.jsonl": jl(
        *(
            {
                "group_index": 0,
                "index": i,
                "prompt": "6*7?",
                "tokens": [1, 2],
                "response": t,
                "response_length": 2,
                "label": "42",
                "reward": {"score": 1.0, "acc": True, "pred": "7"},
                "loss_mask": None,
                "weight_versions": [],
                "rollout_log_probs": [0.1],
                "status": "completed",
                "metadata": {"x": 1},
            }
            for i, t in enumerate((R, W))
        )
    ),
    "areal_dump.jsonl": jl(
        *(
            {
                "head_version": 1,
                "tail_version": 2,
                "reward": 1.0,
                "prompt_len": 3,
                "seqlen": 9,
                "prompt": "6*7?",
                "completion": t,
                "answer": "42",
            }
            for t in (R, W)
        )
    ),
    "areal_eval.jsonl": jl(
        {"query_id": "q1", "prompt": "6*7?", "solutions": [r"\boxed{42}"], "generated": [R, W], "answer": "42"}
    ),
    "nemo_skills_full.jsonl": jl(
        *(
            {
                "problem": "6*7?",
                "generation": t,
                "expected_answer": "42",
                "predicted_answer": "42",
                "symbolic_correct": True,
                "judgement": "Judgement: Yes",
                "num_generated_tokens": 4,
                "generation_start_time": 1.0,
                "serialized_output": [A(t)],
                "reasoning_content": "6 by 7",
            }
            for t in (R, W)
        )
    ),
    "nemo_gym_rollout.jsonl": jl(
        *(
            {
                "responses_create_params": {"input": U},
                "response": {
                    "id": "r",
                    "output": [
                        {
                            "type": "message",
                            "role": "assistant",
                            "content": [{"type": "output_text", "text": t, "annotations": []}],
                        }
                    ],
                    "object": "response",
                },
                "expected_answer": "42",
                "reward": 1.0,
                "extracted_answer": "7",
                "library_reward": 1.0,
                "question": "6*7?",
            }
            for t in (R, W)
        )
    ),
    "verl_dump2.jsonl": jl(
        *(
            {
                "input": "user\n6*7?",
                "output": t,
                "gts": "42",
                "score": 1.0,
                "step": 3,
                "request_id": "x",
                "reward_extra": "1",
                "acc": 1.0,
                "pred": "41",
                "incorrect_format": 0,
            }
            for t in (R, W)
        )
    ),
    "verl_gen.jsonl": jl(
        {
            "data_source": "math",
            "prompt": U,
            "ability": "math",
            "reward_model": {"ground_truth": "42", "style": "rule"},
            "extra_info": {"index": 0, "split": "test", "answer": "42"},
            "responses": [R, W],
        }
    ),
    "trl_completions.jsonl": jl(
        *(
            {
                "step": 10,
                "prompt": U,
                "completion": [A(t)],
                "accuracy_reward": 1.0,
                "format_reward": 0.0,
                "advantage": 0.3,
                "answer": "42",
            }
            for t in (R, W)
        )
    ),
    "lighteval_old.jsonl": jl(
        *(
            {
                "__doc__": {"query": "6*7?", "choices": ["42"], "gold_index": 0, "task_name": "x", "id": "0"},
                "__model_response__": {"input": "6*7?", "text": [t], "logprobs": []},
                "__metric__": {"em": 1},
            }
            for t in (R, W)
        )
    ),
    "lighteval_older.jsonl": jl(
        *(
            {
                "example": "6*7?",
                "instruction": "",
                "full_prompt": "6*7?",
                "num_effective_few_shots": 0,
                "predictions": [t],
                "choices": ["42"],
                "gold_index": [0],
                "gold": ["42"],
                "metrics": {"em": 1},
                "specifics": {},
            }
            for t in (R, W)
        )
    ),
    "evalscope_review.jsonl": jl(
        *(
            {
                "index": i,
                "input": "6*7?",
                "target": "42",
                "sample_score": {
                    "score": {
                        "value": {"acc": 1.0},
                        "extracted_prediction": "42",
                        "prediction": t,
                        "explanation": None,
                    },
                    "sample_id": i,
                },
            }
            for i, t in enumerate((R, W))
        )
    ),
    "ragas.csv": 'user_input,response,reference\n6*7?,"\\boxed{42}",42\n6*7?,\\boxed{41},42\n',
    "distilabel.jsonl": jl(
        *(
            {
                "instruction": "6*7?",
                "generation": t,
                "distilabel_metadata": {"raw_output_text_generation_0": t},
                "model_name": "m",
                "answer": "42",
            }
            for t in (R, W)
        )
    ),
    "openr1_full.jsonl": jl(
        {
            "problem": "6*7?",
            "solution": r"\boxed{42}",
            "answer": "42",
            "uuid": "u",
            "generations": [R, W],
            "correctness_math_verify": [True, False],
            "correctness_llama": None,
            "finish_reasons": ["stop", "stop"],
            "messages": [*U, A(R)],
        }
    ),
    "openmathreasoning.jsonl": jl(
        *(
            {
                "expected_answer": "42",
                "problem": "6*7?",
                "generated_solution": t,
                "problem_type": "has_answer_extracted",
                "pass_rate_72b_tir": "n/a",
                "inference_mode": "cot",
            }
            for t in (R, W)
        )
    ),
    "litellm.jsonl": jl(
        *(
            {"request": {"messages": U}, "response": {"choices": [{"message": A(t)}], "usage": {}}, "answer": "42"}
            for t in (R, W)
        )
    ),
    "bedrock_batch.jsonl": jl(
        *(
            {
                "recordId": f"r{i}",
                "modelInput": {"messages": U},
                "modelOutput": {"content": [{"type": "text", "text": t}], "role": "assistant"},
                "answer": "42",
            }
            for i, t in enumerate((R, W))
        )
    ),
    "gemini_batch.jsonl": jl(
        *(
            {
                "key": "k",
                "request": {"contents": [{"parts": [{"text": "6*7?"}]}]},
                "response": {"candidates": [{"content": {"parts": [{"text": t}], "role": "model"}}]},
                "answer": "42",
            }
            for t in (R, W)
        )
    ),
    "vertex.jsonl": jl(
        *(
            {
                "status": "",
                "processed_time": "x",
                "request": {"contents": [{"role": "user", "parts": [{"text": "6*7?"}]}]},
                "response": {
                    "candidates": [{"content": {"parts": [{"text": t}], "role": "model"}}],
                    "modelVersion": "g",
                },
                "answer": "42",
            }
            for t in (R, W)
        )
    ),
    "prime_results.jsonl": jl(
        *(
            {
                "example_id": i,
                "prompt": U,
                "completion": [A(t)],
                "answer": "42",
                "task": "default",
                "info": {},
                "reward": 1.0,
                "correct_answer": 1.0,
                "generation_ms": 3,
            }
            for i, t in enumerate((R, W))
        )
    ),
    "matharena_run.json": json.dumps(
        {
            "idx": 1,
            "problem": "6*7?",
            "gold_answer": "42",
            "messages": [[*U, A(R)], [*U, A(W)]],
            "answers": ["42", "41"],
            "correct": [True, False],
            "types": ["Algebra"],
        }
    ),
    "matharena_hf.jsonl": jl(
        *(
            {
                "problem_idx": 1,
                "problem": "6*7?",
                "model_name": "m",
                "model_config": "c",
                "idx_answer": i,
                "all_messages": json.dumps([*U, A(t)]),
                "user_message": "6*7?",
                "answer": t,
                "input_tokens": 1,
                "output_tokens": 2,
                "cost": 0.1,
                "gold_answer": "42",
                "parsed_answer": "7",
                "correct": True,
            }
            for i, t in enumerate((R, W))
        )
    ),
    "reward_model_list.jsonl": jl(
        {"prompt": "6*7?", "answers": ["42", "42"], "outputs": [R, W], "answer": "42", "scores": [1, 2]}
    ),
    "deepseek_math_full.jsonl": jl(
        *(
            {
                "dataset": "m",
                "id": "m-1",
                "messages": [*U, A("")],
                "answer": "42",
                "prompt": "User: 6*7?\n\nAssistant:",
                "model_output": t,
                "prediction": ["42"],
                "accuracy": 1,
                "reference": "6*7 = 42",
            }
            for t in (R, W)
        )
    ),
    "opencompass_list.json": json.dumps(
        {
            str(i): {"origin_prompt": [{"role": "HUMAN", "prompt": "6*7?"}], "prediction": [t], "gold": "42"}
            for i, t in enumerate((R, W))
        }
    ),
    "limo.jsonl": jl(
        {"question": "6*7?", "generated_responses": [R, W], "gold_answer": "42", "answers_correctness": [True, False]}
    ),
    "braintrust.jsonl": jl(
        *(
            {"id": "x", "input": "6*7?", "output": t, "expected": "42", "scores": {"m": 1}, "metadata": {}}
            for t in (R, W)
        )
    ),
    "mlflow.csv": "request,response,expected_response\n6*7?,\\boxed{42},42\n6*7?,\\boxed{41},42\n",
    "gsm_plus.jsonl": jl(
        *(
            {
                "question": "6*7?",
                "solution": "…",
                "answer": "42",
                "perturbation_type": "x",
                "seed_question": "?",
                "seed_answer": "2",
                "gold": "42",
                "model_prediction": t,
                "pred": "7",
            }
            for t in (R, W)
        )
    ),
    "qwen_math_new.jsonl": jl(
        {
            "idx": 0,
            "question": "6*7?",
            "gt_cot": "…",
            "gt": "42",
            "answer": "42",
            "code": [R, W],
            "pred": ["42", "41"],
            "report": [None, None],
            "score": [True, False],
            "type": "x",
            "solution": "s",
        }
    ),
}

ASKED = {
    "simple_evals_allresults.json": json.dumps(
        {
            "score": 0.5,
            "metrics": {},
            "htmls": ["<p>"] * 2,
            "convos": [[*U, A(R)], [*U, A(W)]],
            "metadata": {"example_level_metadata": None},
        }
    ),
    "langfuse_obs.jsonl": jl(
        *(
            {
                "id": f"o{i}",
                "traceId": "t",
                "type": "GENERATION",
                "name": "x",
                "input": {"messages": U},
                "output": A(t),
                "metadata": {"answer": "42"},
                "model": "m",
            }
            for i, t in enumerate((R, W))
        )
    ),
    "langsmith.jsonl": jl(
        *(
            {
                "id": f"o{i}",
                "inputs": {"question": "6*7?"},
                "outputs": {"output": t},
                "reference_outputs": {"answer": "42"},
            }
            for i, t in enumerate((R, W))
        )
    ),
    "evalscope_pred.jsonl": jl(
        *(
            {
                "index": i,
                "model": "m",
                "model_output": {
                    "model": "m",
                    "choices": [{"message": {"role": "assistant", "content": t}, "stop_reason": "stop"}],
                    "usage": None,
                },
                "messages": U,
                "metadata": None,
            }
            for i, t in enumerate((R, W))
        )
    ),
    "promptfoo.json": json.dumps(
        {
            "evalId": "e",
            "results": {
                "version": 3,
                "results": [
                    {"vars": {"q": "6*7?", "answer": "42"}, "response": {"output": t}, "success": True} for t in (R, W)
                ],
            },
        }
    ),
    "oaievals.jsonl": jl(
        {"spec": {"completion_fns": ["m"], "eval_name": "x"}},
        {"run_id": "r", "event_id": 0, "sample_id": "s.0", "type": "sampling", "data": {"prompt": U, "sampled": [R]}},
        {
            "run_id": "r",
            "event_id": 1,
            "sample_id": "s.0",
            "type": "match",
            "data": {"correct": True, "expected": "42", "picked": "42"},
        },
        {"final_report": {"accuracy": 1}},
    ),
    "curator.jsonl": jl(
        *(
            {"question": "6*7?", "ground_truth_answer": "42", "r1_distill_70b_response": t, "correct": True}
            for t in (R, W)
        )
    ),
    "openthoughts.jsonl": jl(
        *(
            {
                "problem": "6*7?",
                "deepseek_reasoning": "6*7",
                "deepseek_solution": t,
                "ground_truth_solution": r"\boxed{42}",
                "domain": "math",
            }
            for t in (R, W)
        )
    ),
    "rllm_traj.jsonl": jl(
        *({"task": {"question": "6*7?", "ground_truth": "42"}, "trajectory": [{"response": t}]} for t in (R, W))
    ),
    "wandb_weave.jsonl": jl(
        *(
            {"inputs": {"example": {"question": "6*7?", "answer": "42"}}, "output": {"output": t}, "scores": {}}
            for t in (R, W)
        )
    ),
    "opencompass_details.json": json.dumps(
        {
            "accuracy": 50.0,
            "details": {str(i): {"pred": "42", "answer": "42", "correct": True, "prompt": "x"} for i in range(2)},
        }
    ),
}


def scored(path, out):
    rewards = {"reward": reward_of(["accuracy"]), "tested": reward_of(["accuracy"], tests=True)}
    score(Job(str(path), out, force=True, **rewards), lambda one, lines: (one.score(line) for line in lines))
    return [json.loads(line) for line in out.read_text().splitlines()]


@pytest.mark.parametrize("name", RIGHT)
def test_every_file_is_right_with_no_option(name, tmp_path):
    (tmp_path / name).write_text(RIGHT[name])
    rows = scored(tmp_path / name, tmp_path / "out.jsonl")
    assert [row["reward"] for row in rows] == [1.0, 0.0], [row.get("error") for row in rows]


@pytest.mark.parametrize("name", ASKED)
def test_what_does_not_say_it_is_a_question(name, tmp_path):
    (tmp_path / name).write_text(ASKED[name])
    with pytest.raises(ScoringError, match=r"could each be|no field"):
        scored(tmp_path / name, tmp_path / "out.jsonl")
    assert not (tmp_path / "out.jsonl").exists()


def test_the_options_of_a_question_are_no_completion(tmp_path):
    row = {"question": "6*7?", "choices": ["41", "42"], "answer": "42", "prediction": R}
    (tmp_path / "x").write_text(jl(row, {**row, "prediction": W}))
    rows = scored(tmp_path / "x", tmp_path / "out.jsonl")
    assert [row["reward"] for row in rows] == [1.0, 0.0]
    assert rows[0]["choices"] == ["41", "42"]


def test_a_raw_output_is_read_before_what_was_made_of_it(tmp_path):
    (tmp_path / "x").write_text(jl({"prediction": "41", "raw_output": R, "answer": "42"}))
    (row,) = scored(tmp_path / "x", tmp_path / "out.jsonl")
    assert row["reward"] == 1.0


@pytest.mark.parametrize("same", ["42", 42, ["42"], [["42"]], " 42 "])
def test_references_that_say_the_same_are_one(same, tmp_path):
    (tmp_path / "x").write_text(jl({"completion": R, "answer": "42", "gt": same}))
    assert scored(tmp_path / "x", tmp_path / "out.jsonl")[0]["reward"] == 1.0


def test_lists_beside_the_completions_are_cut_with_them_wherever_they_stand(tmp_path):
    held = {"responses": [R, W], "logprobs": [-1, -2], "prompt": ["a", "b"]}
    row = {"rollout": held, "rm": [0.1, 0.9], "answer": "42"}
    (tmp_path / "x").write_text(jl(row))
    job = Job(str(tmp_path / "x"), tmp_path / "o", reward_of(["math"]), {"completion": "rollout.responses"})
    score(job, lambda one, lines: (one.score(line) for line in lines))
    first, second = (json.loads(line) for line in (tmp_path / "o").read_text().splitlines())
    assert (first["rollout"]["responses"], first["rollout"]["logprobs"], first["rm"]) == ([R], -1, 0.1)
    assert (second["rollout"]["logprobs"], second["rm"]) == (-2, 0.9)
    assert first["rollout"]["prompt"] == ["a", "b"], "what belongs to the problem stays whole"


HELD_OTHERWISE = {
    "pandas.csv": ',prompt,completion,answer\n0,6*7?,"\\boxed{42}",42\n1,6*7?,\\boxed{41},42\n',
    "excel_in_europe.csv": "prompt;completion;answer\n6*7?;\\boxed{42};42\n6*7?;\\boxed{41};42\n",
    "jq_output.json": "".join(
        json.dumps({"prompt": "6*7?", "completion": text, "answer": "42"}, indent=2) + "\n" for text in (R, W)
    ),
    "llama_factory.jsonl": jl(*({"prompt": "6*7?", "predict": text, "label": "42"} for text in (R, W))),
}


@pytest.mark.parametrize("name", HELD_OTHERWISE)
def test_other_ways_to_hold_rows(name, tmp_path):
    (tmp_path / name).write_text(HELD_OTHERWISE[name])
    rows = scored(tmp_path / name, tmp_path / "out.jsonl")
    assert [row["reward"] for row in rows] == [1.0, 0.0]
    assert "" not in rows[0], "an index without a name is no field"


def zipped(*names):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return held.getvalue()


def tarred():
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as archive:
        info = tarfile.TarInfo("rows.jsonl")
        info.size = 3
        archive.addfile(info, io.BytesIO(b"{}\n"))
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (jl({"completion": R, "answer": "42"}).encode("utf-16"), "is text in UTF-16: iconv"),
        (tarred(), "is a tar archive: unpack it first"),
        (pickle.dumps([{"completion": R}]), "is python's pickle"),
        (zipped("archive/data.pkl", "archive/version"), "is a file of torch"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "is an Excel workbook: save its sheet as CSV"),
        (b"SQLite format 3\x00" + bytes(100), "is a database of SQLite"),
        (b'{\n "completion": "a"\n}\n{\n "completion": \n', "is one JSON document, and not readable"),
    ],
)
def test_files_of_other_kinds_are_told(data, sentence, tmp_path):
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(ScoringError, match=sentence):
        scored(tmp_path / "x", tmp_path / "out.jsonl")


def test_likelihoods_are_no_completions(tmp_path):
    row = {"doc_id": 0, "doc": {"q": "6*7?"}, "target": "1", "filter": "none"}
    (tmp_path / "x").write_text(jl({**row, "resps": [[["-1.2", "False"]], [["-0.5", "True"]]]}))
    with pytest.raises(ScoringError, match="is lm-eval's: its task compares likelihoods of options"):
        scored(tmp_path / "x", tmp_path / "out.jsonl")
