"""OpenRLHF's own executor loads our file and calls it, from its thread."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

pytestmark = pytest.mark.skipif(find_spec("openrlhf") is None, reason="openrlhf is not installed")

OWN = """
from verifiers.trainers.openrlhf import adapt

reward_func = adapt("r1-zero")
"""
CALL = r"""
import asyncio, json, sys
from openrlhf.utils.agent import SingleTurnAgentExecutor

prompt = "<|im_start|>user\nLike \\boxed{7}: 1+1?<|im_end|>\n<|im_start|>assistant\n"
said = ["<think>a</think> \\boxed{2}<|im_end|>", "I pass.<|im_end|>", "\\boxed{2}"]
executor = SingleTurnAgentExecutor(sys.argv[1])
queries = [prompt + text for text in said]
rows = asyncio.run(executor._fetch_rewards_via_func(queries, [prompt] * 3, ["2", "7", ""]))
print(json.dumps([
    [row["rewards"].tolist(), row["scores"].tolist(), {k: v.tolist() for k, v in row["extra_logs"].items()}]
    for row in rows
]))
"""


def test_its_executor(tmp_path):
    (tmp_path / "reward.py").write_text(OWN, encoding="utf-8")
    command = [sys.executable, "-W", "ignore", "-c", CALL, str(tmp_path / "reward.py")]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, env=environment)
    assert run.returncode == 0, run.stderr[-3000:]
    rows = json.loads(run.stdout.splitlines()[-1])
    assert [rewards for rewards, _, _ in rows] == [[2.0], [0.0], [0.0]]
    assert [scores for _, scores, _ in rows] == [[2.0], [0.0], [0.0]]
    assert {tuple(logs) for _, _, logs in rows} == {("acc", "format", "undecided", "unavailable", "bad_reference")}
    assert rows[2][2]["bad_reference"] == [1.0]
