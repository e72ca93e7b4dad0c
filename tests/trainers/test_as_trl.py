"""Trainers that call a reward as TRL does: unsloth, Axolotl, and TRL's own asynchronous ones, which spawn processes."""

import asyncio
import importlib
import inspect
import pickle
import subprocess
import sys

import pytest

import verifiers
from verifiers import combine, format_reward, math_reward, r1_zero_reward
from verifiers.trainers import asynchronous

TEXTS = [r"<think>6 times 7</think> \boxed{42}", r"\boxed{41}"]
COLUMNS = {"prompts": ["6*7?"] * 2, "answer": ["42", "42"], "trainer_state": object(), "level": ["easy", "hard"]}
REWARDS = [name for name in verifiers.__all__ if name.endswith("_reward")]


def named_in_yaml(name):
    """What Axolotl makes of `trl: {reward_funcs: [name]}` (0.19.0, core/trainers/grpo: get_reward_func)."""
    module, _, attribute = name.rpartition(".")
    reward = getattr(importlib.import_module(module), attribute)
    assert len(inspect.signature(reward).parameters) >= 2
    return reward


@pytest.mark.parametrize("name", REWARDS)
def test_axolotl_loads_every_reward_by_its_name(name):
    assert named_in_yaml(f"verifiers.{name}").__name__ == name


def test_axolotl_s_call():
    assert named_in_yaml("verifiers.r1_zero_reward")(completions=TEXTS, **COLUMNS) == [2.0, 0.0]


def test_axolotl_loads_a_reward_of_a_file(tmp_path, monkeypatch):
    own = "from verifiers import combine, format_reward, math_reward\n"
    own += "from verifiers.trainers.asynchronous import adapt\n"
    own += "mine = combine({math_reward: 1.0, format_reward: 0.5})\nawaited = adapt(mine)\n"
    (tmp_path / "rewards_for_axolotl.py").write_text(own, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert named_in_yaml("rewards_for_axolotl.mine")(completions=TEXTS, **COLUMNS) == [1.5, 0.0]
    assert asyncio.run(named_in_yaml("rewards_for_axolotl.awaited")(completions=TEXTS, **COLUMNS)) == [1.5, 0.0]
    assert named_in_yaml("rewards_for_axolotl.awaited").__name__ == named_in_yaml("rewards_for_axolotl.mine").__name__


def test_unsloth_s_call():
    # It takes one reward or a list, has curves by their names, and calls as the TRL that it patches, also an older one.
    reward = r1_zero_reward
    several = reward if isinstance(reward, list) else [reward]
    assert [f"rewards/{one.__name__}/mean" for one in several] == ["rewards/r1_zero_reward/mean"]
    assert reward(prompts=COLUMNS["prompts"], completions=TEXTS, answer=["42", "42"]) == [2.0, 0.0]
    said = [[{"role": "assistant", "content": text}] for text in TEXTS]
    asked = [[{"role": "user", "content": "6*7?"}]] * 2
    ids = [[1, 2], [3]]
    assert reward(prompts=asked, completions=said, completion_ids=ids, answer=["42", "42"]) == [2.0, 0.0]


SPAWNED = r"""
import asyncio, pickle, sys
reward = pickle.load(sys.stdin.buffer)
print(asyncio.run(reward(prompts=["6*7?"], completions=[r"\boxed{42}"], answer=["42"])))
"""


@pytest.mark.parametrize("reward", [math_reward, combine({math_reward: 1.0, format_reward: 0.5}), r1_zero_reward])
def test_awaited_rewards_pickle_into_processes_that_are_spawned(reward):
    awaited = asynchronous.adapt(reward)
    assert inspect.iscoroutinefunction(awaited.__call__)  # how TRL tells (trainer/utils.py: is_async_callable)
    assert not inspect.iscoroutinefunction(reward.__call__)
    assert pickle.loads(pickle.dumps(awaited)) == awaited
    done = subprocess.run([sys.executable, "-c", SPAWNED], input=pickle.dumps(awaited), capture_output=True, check=True)
    assert done.stdout.strip() == b"[1.0]"
