"""The clients of trainers, asking `verify-cli serve`: OpenRLHF's executor, and verl's client of SandboxFusion."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from importlib.util import find_spec

import pytest

COMMAND = [sys.executable, "-c", "from verifiers.cli import main; main()", "serve", "--port", "0", "-r", "r1-zero"]
NEEDED = ("starlette", "uvicorn", "prometheus_client")
pytestmark = pytest.mark.skipif(not all(map(find_spec, NEEDED)), reason="the service's packages are not installed")


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    log = tmp_path_factory.mktemp("serve") / "log"
    with log.open("wb") as file:
        process = subprocess.Popen([*COMMAND, "--wall", "local"], stderr=file, env=os.environ)
    end = time.monotonic() + 60
    while not log.read_text().endswith("\n"):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < end
        time.sleep(0.05)
    yield json.loads(log.read_text().splitlines()[0])["url"]
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


@pytest.mark.skipif(find_spec("openrlhf") is None, reason="openrlhf is not installed")
def test_openrlhf_s_executor(url):
    from openrlhf.utils.agent import SingleTurnAgentExecutor

    prompt = "<|im_start|>user\nLike \\boxed{7}: 1+1?<|im_end|>\n<|im_start|>assistant\n"
    said = ["<think>a</think> \\boxed{2}<|im_end|>", "I pass.<|im_end|>", "\\boxed{2}"]
    executor = SingleTurnAgentExecutor(f"{url}/get_reward")
    queries = [prompt + text for text in said]
    [row] = asyncio.run(executor._fetch_rewards_via_http(queries, [prompt] * 3, ["2", "7", ""]))
    assert row["rewards"] == [2.0, 0.0, 0.0]
    assert row["scores"] == [1.0, 0.0, 0.0]
    assert set(row["extra_logs"]) == {"acc", "format", "ungraded"}


@pytest.mark.usefixtures("local_wall")
@pytest.mark.skipif(find_spec("verl") is None, reason="verl is not installed")
def test_verl_s_sandbox(url):
    from verl.utils.reward_score.sandbox_fusion import compute_score

    cases = {"inputs": ["1 1\n", "2 3\n"], "outputs": ["2\n", "5\n"]}
    right = "```python\nprint(sum(map(int, input().split())))\n```"
    wrong = "```python\nprint(2)\n```"
    late = "```python\nwhile True: pass\n```"
    scores = []
    for completion in (right, wrong, late):
        score, details = compute_score(f"{url}/run_code", None, 1024, completion, cases, continuous=True, timeout=2)
        scores.append(score)
    assert scores == [1.0, 0.5, 0.0]
    assert [one["status"] for one in details] == ["timeout", "timeout"]
