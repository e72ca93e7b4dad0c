"""verl's own loader loads our function, and its own reward managers call it."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

pytestmark = pytest.mark.skipif(find_spec("verl") is None, reason="verl is not installed")

CALL = r"""
import asyncio, json, sys, types
import numpy as np
import torch
from omegaconf import OmegaConf
from tensordict import TensorDict
from verl import DataProto
from verl.trainer.ppo.reward import get_custom_reward_fn
from verl.experimental.reward_loop.reward_manager.naive import NaiveRewardManager as Loop
from verl.workers.reward_manager.batch import BatchRewardManager
from verl.workers.reward_manager.naive import NaiveRewardManager as Legacy

WORDS = ["", r"<think>a</think> \boxed{2}", r"\boxed{3}", "nothing"]

class Tokenizer:  # a token is a whole completion
    def decode(self, ids, skip_special_tokens=True):
        return " ".join(WORDS[int(one)] for one in ids if int(one))

def loaded(path, name, **kwargs):
    function = {"path": path, "name": name, "reward_kwargs": kwargs}
    return get_custom_reward_fn(OmegaConf.create({"reward": {"custom_reward_function": function}}))

truths = ["2", "2", ""]
data = DataProto(
    batch=TensorDict({
        "prompts": torch.tensor([[0]] * 3), "responses": torch.tensor([[1], [2], [3]]),
        "attention_mask": torch.ones(3, 2, dtype=torch.long),
    }, batch_size=[3]),
    non_tensor_batch={
        "data_source": np.array(["openai/gsm8k"] * 3, dtype=object),
        "reward_model": np.array([{"ground_truth": truth, "style": "rule"} for truth in truths], dtype=object),
        "extra_info": np.array([{"index": index} for index in range(3)], dtype=object),
    },
)
found = {}
single = loaded("pkg://verifiers.trainers.verl", "compute_score", reward=["accuracy", "format=0.5"])
def managed(manager):
    result = manager(data, return_dict=True)
    return [result["reward_tensor"].sum(-1).tolist(), {k: list(v) for k, v in result["reward_extra_info"].items()}]

found["legacy"] = managed(Legacy(Tokenizer(), 0, single))
batch = loaded("pkg://verifiers.trainers.verl", "compute_score_batch", reward="r1-zero")
found["batch"] = managed(BatchRewardManager(Tokenizer(), 0, batch))

async def loop():
    config = OmegaConf.create({"reward": {"reward_manager": {"name": "naive"}}, "data": {}})
    own = loaded(sys.argv[1], "compute_score")
    manager = Loop(config, Tokenizer(), own)
    return [await manager.run_single(data[index : index + 1]) for index in range(3)]

rows = asyncio.run(loop())
found["loop"] = [[row["reward_score"] for row in rows], [sorted(row["reward_extra_info"]) for row in rows]]
print(json.dumps(found))
"""

OWN = """
from verifiers import combine, format_reward, math_reward
from verifiers.trainers.verl import adapt

compute_score = adapt(combine({math_reward: 1.0, format_reward: 0.25}))
"""


def test_its_managers(tmp_path):
    (tmp_path / "own.py").write_text(OWN, encoding="utf-8")
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    command = [sys.executable, "-W", "ignore", "-c", CALL, str(tmp_path / "own.py")]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, env=environment)
    assert run.returncode == 0, run.stderr[-3000:]
    found = json.loads(run.stdout.splitlines()[-1])
    names = {"score", "acc", "format", "undecided", "unavailable", "bad_reference"}
    scores, extra = found["legacy"]
    assert scores == [1.5, 0.0, 0.0]
    assert set(extra) == names
    assert extra["acc"] == [1.0, 0.0, 0.0]
    assert extra["bad_reference"] == [0.0, 0.0, 1.0]
    scores, extra = found["batch"]
    assert scores == [2.0, 0.0, 0.0]
    assert set(extra) == names
    scores, keys = found["loop"]
    assert scores == [1.25, 0.0, 0.0]
    assert [set(one) for one in keys] == [names] * 3
