"""The cookbook's own environment of messages calls our reward at the end of an episode."""

import asyncio
import pickle
from importlib.util import find_spec

import pytest

from verifiers import CallError, r1_zero_reward
from verifiers.trainers.tinker import adapt

ASKED = {"role": "user", "content": "6*7?"}
RIGHT = r"<think>a</think> \boxed{42}"


def said(content):
    return {"role": "assistant", "content": content}


@pytest.mark.skipif(find_spec("tinker_cookbook") is None, reason="tinker-cookbook is not installed")
def test_an_episode():
    from tinker_cookbook.tool_use.agent_tool_message_env import AgentToolMessageEnv

    async def episode(*messages):
        env = AgentToolMessageEnv([], [ASKED], len(messages), adapt("r1-zero", {"answer": "42"}))
        await env.initial_observation()
        for message in messages:
            step = await env.step(message)
        return step

    step = asyncio.run(episode(said(RIGHT)))
    assert (step.reward, step.episode_done, step.metrics["acc"]) == (2.0, True, 1.0)
    parts = [{"type": "thinking", "thinking": "6 times 7"}, {"type": "text", "text": r"\boxed{42}"}]
    assert asyncio.run(episode(said(parts))).reward == 2.0
    assert asyncio.run(episode(said(r"\boxed{41}"))).reward == 0.0


def test_its_call():
    reward = adapt("math", {"answer": "42", "question": "Echo 42"})
    assert asyncio.run(reward([ASKED, said(RIGHT)])) == (
        1.0,
        {"acc": 1.0, "undecided": 0.0, "unavailable": 0.0, "bad_reference": 0.0},
    )
    assert asyncio.run(adapt("math", {})([ASKED, said(RIGHT)]))[1]["bad_reference"] == 1.0
    echo = adapt("math", {"answer": "x^2+x"})
    expand = {"role": "user", "content": "Expand $x(x+1)$."}
    assert asyncio.run(echo([expand, said(r"\boxed{x(x+1)}")]))[0] == 0.0
    assert asyncio.run(echo([said(r"\boxed{x(x+1)}")]))[0] == 1.0  # only what the model wrote


def test_it_pickles_into_the_workers_that_build_environments():
    for rewards in ("r1-zero", ["accuracy", "format=0.5"], r1_zero_reward):
        reward = adapt(rewards, {"answer": "42"}, prefilled=True)
        assert pickle.loads(pickle.dumps(reward)) == reward
        assert hash(reward) == hash(pickle.loads(pickle.dumps(reward)))


def test_what_is_no_conversation_says_so():
    with pytest.raises(CallError, match="chat message"):
        asyncio.run(adapt("math", {"answer": "42"})([42]))
