"""lm-evaluation-harness runs a task of ours on a dummy model: the rewards of `verify-cli score`."""

import json
from importlib.util import find_spec

import pytest

from verifiers import CallError
from verifiers.harnesses.lm_eval import adapt

TASK = """
task: verified
dataset_path: json
dataset_kwargs: {{data_files: {{test: "{data}"}}}}
test_split: test
doc_to_text: question
doc_to_target: answer
output_type: generate_until
generation_kwargs: {{until: []}}
process_results: !function metrics.process_results
metric_list:
  - {{metric: reward, aggregation: mean, higher_is_better: true}}
  - {{metric: acc, aggregation: mean, higher_is_better: true}}
  - {{metric: bad_reference, aggregation: mean, higher_is_better: false}}
"""
METRICS = """
from verifiers.harnesses.lm_eval import adapt

process_results = adapt("r1-zero")
"""


@pytest.mark.skipif(find_spec("lm_eval") is None, reason="lm_eval is not installed")
@pytest.mark.filterwarnings("ignore")  # its own, and those of what it loads
def test_the_same_rewards(rows, scored, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    from lm_eval import simple_evaluate
    from lm_eval.models.dummy import DummyLM
    from lm_eval.tasks import TaskManager

    class Said(DummyLM):
        def generate_until(self, requests, **_):
            said = {row["question"]: row["completion"] for row in rows}
            return [said[request.arguments[0]] for request in requests]

    data = tmp_path / "data.jsonl"
    data.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (tmp_path / "task").mkdir()
    (tmp_path / "task" / "verified.yaml").write_text(TASK.format(data=data), encoding="utf-8")
    (tmp_path / "task" / "metrics.py").write_text(METRICS, encoding="utf-8")
    manager = TaskManager(include_path=str(tmp_path / "task"), include_defaults=False)
    found = simple_evaluate(Said(), tasks=["verified"], task_manager=manager, bootstrap_iters=0)
    samples = {sample["doc"]["id"]: sample for sample in found["samples"]["verified"]}
    assert {name: samples[name].get("reward") for name in scored} == scored
    graded = [value for value in scored.values() if value is not None]
    results = found["results"]["verified"]
    assert results["reward,none"] == pytest.approx(sum(graded) / len(graded))
    assert results["bad_reference,none"] == pytest.approx(1 / len(rows))


def test_its_call():
    assert adapt("math")({"target": "42"}, [r"\boxed{42}"]) == {
        "reward": 1.0,
        "acc": 1.0,
        "undecided": 0.0,
        "unavailable": 0.0,
        "bad_reference": 0.0,
    }
    for results in ([], ["a", "b"], [["a", "b"]]):
        with pytest.raises(CallError, match="take_first"):
            adapt("math")({"answer": "42"}, results)
