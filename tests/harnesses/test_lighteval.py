"""lighteval runs a task of ours on its dummy model: the rewards of `verify-cli score`."""

import json
import subprocess
import sys
from importlib.util import find_spec

import pytest

pytestmark = pytest.mark.skipif(find_spec("lighteval") is None, reason="lighteval is not installed")

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
