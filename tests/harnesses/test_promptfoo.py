"""promptfoo runs our assertion on a dummy provider: the rewards of `verify-cli score`."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from verifiers.harnesses.promptfoo import adapt

REWARD = """
from verifiers.harnesses.promptfoo import adapt

get_assert = adapt("r1-zero")
"""
MODEL = """
import json, pathlib

SAID = json.loads((pathlib.Path(__file__).parent / "said.json").read_text())

def call_api(prompt, options, context):
    return {"output": SAID[prompt]}
"""


@pytest.mark.skipif(shutil.which("promptfoo") is None, reason="promptfoo is not installed")
def test_the_same_rewards(rows, scored, tmp_path):
    (tmp_path / "reward.py").write_text(REWARD, encoding="utf-8")
    (tmp_path / "model.py").write_text(MODEL, encoding="utf-8")
    (tmp_path / "said.json").write_text(json.dumps({row["question"]: row["completion"] for row in rows}))
    config = {
        "prompts": ["{{question}}"],
        "providers": ["file://model.py"],
        "defaultTest": {"assert": [{"type": "python", "value": "file://reward.py"}]},
        "tests": [{"vars": {"question": row["question"], "answer": row["answer"], "id": row["id"]}} for row in rows],
    }
    (tmp_path / "promptfooconfig.json").write_text(json.dumps(config), encoding="utf-8")
    environment = {
        **os.environ,
        "PROMPTFOO_PYTHON": sys.executable,
        "PROMPTFOO_CONFIG_DIR": str(tmp_path),
        "PROMPTFOO_DISABLE_TELEMETRY": "1",
        "PROMPTFOO_DISABLE_UPDATE": "1",
    }
    command = ["promptfoo", "eval", "-c", "promptfooconfig.json", "--no-cache", "--no-write", "-o", "out.json"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode in (0, 100), done.stderr  # 100: an assertion has failed, as some must
    found = {row["vars"]["id"]: row for row in json.loads((tmp_path / "out.json").read_text())["results"]["results"]}
    assert {name: row["gradingResult"]["score"] for name, row in found.items()} == {
        name: value or 0.0 for name, value in scored.items()
    }
    assert {name for name, row in found.items() if row["success"]} == {"right", "equal", "plain"}
    assert "bad_reference" in found["unusable"]["gradingResult"]["reason"]


WRAPPER = """
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("reward", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
for line in sys.stdin:
    print(json.dumps(module.get_assert(*json.loads(line)), ensure_ascii=False))
"""


def test_the_file_as_promptfoo_s_wrapper_loads_it(rows, scored, tmp_path):
    # promptfoo wants a newer Node than most hosts have; this is what its wrapper.py does in Python.
    (tmp_path / "reward.py").write_text(REWARD, encoding="utf-8")
    calls = [[row["completion"], {"vars": row, "prompt": row["question"], "test": {"vars": row}}] for row in rows]
    command = [sys.executable, "-c", WRAPPER, str(tmp_path / "reward.py")]
    lines = "".join(json.dumps(call) + "\n" for call in calls)
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True, timeout=300)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["score"] for one in found] == [scored[row["id"]] or 0.0 for row in rows]
    assert [row["id"] for row, one in zip(rows, found, strict=True) if one["pass"]] == ["right", "equal", "plain"]


def test_its_call():
    context = {"vars": {"answer": "42", "question": "6*7?"}, "prompt": "6*7?", "test": {}, "config": {}}
    found = adapt("r1-zero")(r"<think>a</think> \boxed{42}", context)
    assert (found["pass"], found["score"]) == (True, 2.0)
    assert found["namedScores"]["format"] == 1.0
    assert found["reason"].startswith("correct: ")
    for output in ({"a": 1}, [1], None, 42, ""):
        assert adapt("math")(output, context)["pass"] is False
    assert adapt("format")("<think>a</think> b", {"vars": {}})["pass"] is True
