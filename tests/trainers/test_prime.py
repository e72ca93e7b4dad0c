"""The example for Prime's `verifiers`: in an environment that has theirs, a task runs ours as a uv script."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from verifiers.trainers.prime import main

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "prime"
THEIRS = Path(os.environ.get("PRIME_PYTHON", ROOT / ".venv-prime" / "bin" / "python"))
RIGHT = r"<think>6 times 7</think> \boxed{42}"

SCORE = r"""
import asyncio, json, sys
sys.path.insert(0, sys.argv[1])
import verifiers.v1 as vf
from taskset import Problem, Verified
from verifiers.v1.configs.agent import AgentConfig
from verifiers.v1.graph import MessageNode
from verifiers.v1.runtimes.subprocess import SubprocessConfig, SubprocessRuntime
from verifiers.v1.trace import AgentInfo, Trace, TraceTask

async def score(answer, *messages):
    task = Verified(Problem(idx=0, prompt="What is 6*7?", answer=answer))
    trace = Trace(task=TraceTask(type="Verified", data=task.data), agent=AgentInfo(config=AgentConfig()))
    trace.nodes = [MessageNode(message=vf.AssistantMessage(**one), sampled=True) for one in messages]
    runtime = SubprocessRuntime(SubprocessConfig())
    await runtime.start()
    try:
        await task.setup(runtime)
        await task.score(trace, runtime)
    finally:
        await runtime.stop()
    return trace.rewards["verified"].score, trace.metrics

async def main():
    print(json.dumps([
        await score("42", {"content": sys.argv[2]}),
        await score("41", {"content": sys.argv[2]}),
        await score("42", {"content": r"\boxed{41}"}, {"content": r"\boxed{42}", "reasoning_content": "6 times 7"}),
        await score("42"),
        await score("?", {"content": sys.argv[2]}),
    ]))

asyncio.run(main())
"""


def graded(row, *names, tmp_path, monkeypatch, capsys):
    (tmp_path / "row.json").write_text(json.dumps(row), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["verify.py", str(tmp_path / "row.json"), *names])
    main()
    return json.loads(capsys.readouterr().out)


def test_the_script(tmp_path, monkeypatch, capsys):
    def score(row, *names):
        return graded(row, *names, tmp_path=tmp_path, monkeypatch=monkeypatch, capsys=capsys)["score"]

    assert score({"completion": RIGHT, "answer": "42"}, "r1-zero") == 2.0
    assert score({"completion": RIGHT, "answer": "42"}, "math", "format=0.5") == 1.5
    assert score({"completion": [{"role": "assistant", "content": RIGHT}], "ground_truth": "42"}) == 1.0
    assert score({"completion": [], "answer": "42"}) == 0.0
    echo = {"completion": r"\boxed{x(x+1)}", "answer": "x^2+x"}
    assert (score(echo), score({**echo, "prompt": "Expand $x(x+1)$."})) == (1.0, 0.0)


@pytest.mark.skipif(
    not THEIRS.exists() or shutil.which("uv") is None, reason="Prime's verifiers or uv is not installed"
)
def test_a_task_of_theirs(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    # A copy of the script with its own path, so that uv resolves this wheel and no earlier one.
    shutil.copytree(EXAMPLE, tmp_path / "example")
    [wheel] = tmp_path.glob("*.whl")
    script = tmp_path / "example" / "verify.py"
    script.write_text(script.read_text().replace('"verify-cli"', f'"verify-cli @ {wheel.as_uri()}"'), encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [str(THEIRS), "-W", "ignore", "-c", SCORE, str(tmp_path / "example"), RIGHT]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert [score for score, _ in found] == [2.0, 1.0, 2.0, 0.0, 0.0]
    assert [metrics["bad_reference"] for _, metrics in found] == [0.0, 0.0, 0.0, 0.0, 1.0]
