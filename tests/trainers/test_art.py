"""ART's trajectories, scored at the end of a rollout."""

import asyncio
import pickle
from importlib.util import find_spec

import pytest

from verifiers.trainers.art import adapt

pytestmark = pytest.mark.skipif(find_spec("art") is None, reason="openpipe-art is not installed")


def test_a_trajectory():
    from art import Trajectory
    from openai.types.chat.chat_completion import Choice

    said = {
        "finish_reason": "stop",
        "index": 0,
        "message": {"role": "assistant", "content": r"<think>a</think> \boxed{42}"},
    }
    asked = {"role": "user", "content": "6*7?"}
    score = pickle.loads(pickle.dumps(adapt("r1-zero")))
    trajectory = Trajectory(messages_and_choices=[asked, Choice(**said)])
    found = asyncio.run(score(trajectory, {"answer": "42"}))
    assert found is trajectory
    assert found.reward == 2.0
    assert (found.metrics["acc"], found.metrics["format"], found.metrics["unavailable"]) == (1.0, 1.0, 0.0)
    assert found.metadata["outcome"] == "correct"
    assert Trajectory.model_validate_json(found.model_dump_json()).reward == 2.0
    unusable = asyncio.run(score(Trajectory(messages_and_choices=[asked, Choice(**said)]), {}))
    assert (unusable.reward, unusable.metrics["bad_reference"]) == (0.0, 1.0)
