"""The call that NeMo-RL's rollouts make of an environment; the trainer itself wants Python 3.13."""

from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import pytest

from verifiers.trainers.nemo_rl import RewardEnvironment

pytestmark = pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed")


def test_a_step():
    import torch

    environment = RewardEnvironment({"reward": "r1-zero", "num_workers": 8})
    said = [r"<think>a</think> \boxed{2}", r"\boxed{2}", "no"]
    logs = [[{"role": "user", "content": "1+1?"}, {"role": "assistant", "content": text}] for text in said]
    metadata = [{"ground_truth": truth} for truth in ("2", "2", None)]
    with ThreadPoolExecutor(1) as threads:
        step = threads.submit(environment.step, logs, metadata).result()
    assert step.rewards.tolist() == [2.0, 1.0, 0.0]
    assert step.rewards.dtype == torch.float32
    assert step.terminateds.tolist() == [1.0, 1.0, 1.0]
    assert step.metadata == metadata
    assert [one["role"] for one in step.observations] == ["environment"] * 3
    assert step._fields == ("observations", "metadata", "next_stop_strings", "rewards", "terminateds", "answers")
    batch = {"rewards": step.rewards, "is_end": torch.tensor([True, False, True])}
    assert environment.global_post_process_and_metrics(batch)[1]["mean_reward"] == pytest.approx(2 / 3)
