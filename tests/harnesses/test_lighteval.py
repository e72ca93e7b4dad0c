"""lighteval runs a task of ours on its dummy model: the rewards of `verify-cli score`."""

import importlib
import json
import subprocess
import sys
from importlib.util import find_spec
from types import ModuleType, SimpleNamespace

import pytest

TASKS = """
from lighteval.tasks.lighteval_task import LightevalTaskConfig
from lighteval.tasks.requests import Doc
from verifiers.harnesses.lighteval import adapt

def prompt(line, task_name=None):
    said = {"specific": {"id": line["id"]}, "choices": [line["answer"]], "gold_index": 0}
    return Doc(task_name=task_name, query=line["question"], **said)

TASKS_TABLE = [
    LightevalTaskConfig(
        name="verified", prompt_function=prompt, hf_repo="{data}", hf_subset="default", metrics=[adapt("r1-zero")],
        hf_avail_splits=["test"], evaluation_splits=["test"], generation_size=100, stop_sequence=[],
    )
]
"""
RUN = """
import json, sys
from lighteval.logging.evaluation_tracker import EvaluationTracker
from lighteval.models.dummy.dummy_model import DummyModel, DummyModelConfig
from lighteval.models.model_output import ModelResponse
from lighteval.pipeline import ParallelismManager, Pipeline, PipelineParameters
from lighteval.tasks.registry import Registry

# No tasks but ours: some of its own ask the net for files as they are imported.
Registry._load_from_files = Registry._load_from_subdirs = staticmethod(lambda *_: {})
folder, said = sys.argv[1], json.load(open(sys.argv[2]))

class Said(DummyModel):
    def greedy_until(self, docs):
        return [ModelResponse(text=[said[doc.query]]) for doc in docs]

pipeline = Pipeline(
    tasks="verified|0",
    pipeline_parameters=PipelineParameters(
        launcher_type=ParallelismManager.NONE, custom_tasks_directory=folder + "/tasks.py"
    ),
    evaluation_tracker=EvaluationTracker(output_dir=folder + "/out"),
    model=Said(DummyModelConfig(cache_dir=folder + "/cache")),
)
pipeline.evaluate()
[details] = pipeline.evaluation_tracker.details_logger.details.values()
rows = {one.doc.specific["id"]: one.metric for one in details}
print(json.dumps([rows, pipeline.get_results()["results"]]))
"""


@pytest.mark.skipif(find_spec("lighteval") is None, reason="lighteval is not installed")
def test_the_same_rewards(rows, scored, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "test.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (tmp_path / "tasks.py").write_text(TASKS.replace("{data}", str(tmp_path / "data")), encoding="utf-8")
    (tmp_path / "said.json").write_text(json.dumps({row["question"]: row["completion"] for row in rows}))
    command = [sys.executable, "-W", "ignore", "-c", RUN, str(tmp_path), str(tmp_path / "said.json")]
    # In a process of its own: it loads torch, and its warnings are not ours.
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600, cwd=tmp_path)
    assert done.returncode == 0, done.stderr[-3000:]
    found, results = json.loads(done.stdout.splitlines()[-1])
    assert {name: metrics.get("reward") for name, metrics in found.items()} == scored
    graded = [value for value in scored.values() if value is not None]
    assert results["verified:0"]["reward"] == pytest.approx(sum(graded) / len(graded))
    assert results["verified:0"]["bad_reference"] == pytest.approx(1 / len(rows))


@pytest.fixture
def adapt(monkeypatch):
    """Ours, with stand-ins for the three names of lighteval 0.13.0 that it imports."""
    names = {
        "lighteval.metrics.metrics_sample": {"SampleLevelComputation": object},
        "lighteval.metrics.utils.metric_utils": {"SampleLevelMetricGrouping": SimpleNamespace},
        "lighteval.tasks.requests": {"SamplingMethod": SimpleNamespace(GENERATIVE="GENERATIVE")},
    }
    for name, found in names.items():
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
        vars(sys.modules[name]).update(found)
    monkeypatch.delitem(sys.modules, "verifiers.harnesses.lighteval", raising=False)
    yield importlib.import_module("verifiers.harnesses.lighteval").adapt
    sys.modules.pop("verifiers.harnesses.lighteval", None)


def doc(golds, specific=None):
    return SimpleNamespace(choices=golds, get_golds=lambda: golds, specific=specific, query="6*7?")


def test_its_call(rows, scored, adapt):
    metric = adapt("r1-zero")
    compute = metric.sample_level_fn.compute

    def reward(golds, *texts, reasonings=(), specific=None):
        response = SimpleNamespace(text=list(texts), reasonings=list(reasonings), text_post_processed=["?"])
        found = compute(doc=doc(golds, specific), model_response=response)
        assert set(found) <= set(metric.metric_name) == set(metric.corpus_level_fn) == set(metric.higher_is_better)
        return found.get("reward")

    for row in rows[:5]:
        assert reward([row["answer"]], row["completion"], "another") == scored[row["id"]]
    assert reward(["?"], r"\boxed{42}") is None
    assert reward(["41", "42"], r"<think>a</think> \boxed{42}") == 2.0
    assert reward(["42"], r"\boxed{42}", reasonings=["6 times 7"]) == 2.0
    assert reward([], r"\boxed{42}", specific={"answer": "42"}) == 1.0
    assert metric.corpus_level_fn["reward"]([2.0, 1.0]) == 1.5
