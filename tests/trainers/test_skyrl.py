"""skyrl-gym registers and makes our environment, and steps it."""

import sys
from importlib.util import find_spec

import pytest

from verifiers.trainers.skyrl import adapt

pytestmark = pytest.mark.skipif(find_spec("skyrl_gym") is None, reason="skyrl-gym is not installed")


def test_an_episode(monkeypatch):
    import skyrl_gym

    module = type(sys)("own_environments")
    module.Verified = adapt(["accuracy", "format=0.5"])
    monkeypatch.setitem(sys.modules, "own_environments", module)
    skyrl_gym.register(id="verified", entry_point="own_environments:Verified")
    environment = skyrl_gym.make("verified", env_config={}, extras={"reward_spec": {"ground_truth": "2"}})
    prompt, _ = environment.init([{"role": "user", "content": "1+1?"}])
    assert prompt == [{"role": "user", "content": "1+1?"}]
    step = environment.step(r"<think>a</think> \boxed{2}")
    assert (step["reward"], step["done"], step["observations"]) == (1.5, True, [])
    assert step["metadata"]["acc"] == 1.0
    assert environment.step("none")["metadata"]["outcome"] == "incorrect"
