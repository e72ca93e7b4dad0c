"""Rollouts of several turns: whoever hands one over, and in whatever shape, the model's last turn is graded."""

import asyncio
import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers import r1_zero_reward
from verifiers.trainers import art, asynchronous, ms_swift, nemo_gym, openenv, slime, tinker, verl
from verifiers.trainers.grading import Row, grade_rows
from verifiers.trainers.turns import last_turn

ASKED = {"role": "user", "content": "What is 6*7? Search."}
CALL = {"id": "1", "type": "function", "function": {"name": "search", "arguments": "{}"}}
FIRST = {
    "role": "assistant",
    "content": r"<think>Perhaps 41.</think> \boxed{41}? I search.",
    "tool_calls": [CALL],
}
TOOL = {"role": "tool", "content": r"A page says \boxed{42}.", "tool_call_id": "1"}
# What the model says last, and the rewards of r1-zero by the reference 42.
LAST = {
    r"<think>The page says 42.</think> \boxed{42}": 2.0,
    r"<think>I distrust it.</think> \boxed{40}": 1.0,
    r"\boxed{42}": 1.0,
    "I do not know.": 0.0,  # the page's box is no answer of the model's
    r"<think>So \boxed{42}": 0.0,
}


def rollout(last):
    return [FIRST, TOOL, {"role": "assistant", "content": last}]


CHATML = (
    "{0}<tool_call>\n{{}}\n</tool_call><|im_end|>\n<|im_start|>user\n<tool_response>\n{1}\n</tool_response><|im_end|>\n"
    "<|im_start|>assistant\n{2}<|im_end|>\n"
)
STRIPPED = "{0}<tool_call>\n{{}}\n</tool_call>\nuser\n<tool_response>\n{1}\n</tool_response>\nassistant\n{2}\n"
TEMPLATES = {
    "chatml": CHATML,
    "chatml-stripped": STRIPPED,
    "llama": "{0}<|eot_id|><|start_header_id|>ipython<|end_header_id|>\n\n{1}<|eot_id|>"
    "<|start_header_id|>assistant<|end_header_id|>\n\n{2}<|eot_id|>",
    "gemma": "{0}<end_of_turn>\n<start_of_turn>user\n{1}<end_of_turn>\n<start_of_turn>model\n{2}<end_of_turn>",
    "gemma-4": "{0}<turn|>\n<|turn>tool\n{1}<turn|>\n<|turn>model\n{2}<turn|>",
    "glm": "{0}<|observation|>\n<tool_response>\n{1}\n</tool_response><|assistant|>\n{2}<|user|>",
    "deepseek": "{0}<｜tool▁calls▁end｜><｜end▁of▁sentence｜><｜tool▁outputs▁begin｜>{1}<｜tool▁outputs▁end｜>"
    "<｜Assistant｜>{2}<｜end▁of▁sentence｜>",
}


def text(last, template=CHATML):
    return template.format(FIRST["content"], TOOL["content"], last)


@dataclass
class Sample:
    """slime's, whose loss leaves out what the tool wrote."""

    response: str
    label: Any = "42"
    prompt: Any = "<|im_start|>user\nWhat is 6*7? Search.<|im_end|>\n<|im_start|>assistant\n"
    loss_mask: Any = (1, 1, 0, 0, 1)
    metadata: dict = field(default_factory=dict)
    remove_sample: bool = False


def by_trl(last):
    [score] = r1_zero_reward(prompts=[[ASKED]], completions=[rollout(last)], answer=["42"])
    return score


def by_trl_awaited(last):
    [score] = asyncio.run(asynchronous.adapt(r1_zero_reward)(completions=[rollout(last)], answer=["42"]))
    return score


def by_verl(last):
    info = {"question": ASKED["content"], "num_turns": 4}
    return verl.compute_score("x", text(last, STRIPPED), "42", info, reward="r1-zero")["score"]


def by_slime(last):
    return asyncio.run(slime.adapt("r1-zero")(None, Sample(text(last))))


def by_ms_swift(last):
    columns = {"messages": [[ASKED, *rollout(last)]], "solution": ["42"]}
    [score] = ms_swift.adapt("r1-zero")()(completions=[last], **columns)
    return score


def by_nemo_rl(last):
    pytest.importorskip("torch")
    from verifiers.trainers.nemo_rl import RewardEnvironment

    step = RewardEnvironment({"reward": "r1-zero"}).step([[ASKED, *rollout(last)]], [{"ground_truth": "42"}])
    return step.rewards.item()


def by_tinker(last):
    score, _ = asyncio.run(tinker.adapt("r1-zero", {"answer": "42"})([ASKED, *rollout(last)]))
    return score


def by_art(last):
    trajectory = SimpleNamespace(messages=lambda: [ASKED, *rollout(last)], metrics={}, metadata={}, reward=None)
    return asyncio.run(art.adapt("r1-zero")(trajectory, {"answer": "42"})).reward


def by_nemo_gym(last):
    output = [
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": FIRST["content"]}]},
        {"type": "function_call", "name": "search", "arguments": "{}", "call_id": "1"},
        {"type": "function_call_output", "call_id": "1", "output": TOOL["content"]},
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": last}]},
    ]
    asked = {"responses_create_params": {"input": [ASKED]}, "expected_answer": "42"}
    [(_, verdict)] = grade_rows("r1-zero", [nemo_gym.row_of({**asked, "response": {"output": output}})])
    return verdict.score


def by_openenv(last):
    [(_, verdict)] = grade_rows("r1-zero", [Row(openenv.said_in({"metadata": {}, "message": rollout(last)[-1]}), "42")])
    return verdict.score


BY = [by_trl, by_trl_awaited, by_verl, by_slime, by_ms_swift, by_nemo_rl, by_tinker, by_art, by_nemo_gym, by_openenv]


@pytest.mark.parametrize("last", LAST)
@pytest.mark.parametrize("by", BY)
def test_the_last_turn_is_graded(by, last):
    assert by(last) == LAST[last]


@pytest.mark.parametrize("last", LAST)
@pytest.mark.parametrize("template", TEMPLATES)
def test_in_the_marks_of_each_template(template, last):
    found = last_turn(text(last, TEMPLATES[template]))
    [(_, verdict)] = grade_rows("r1-zero", [Row(found, "42")])
    assert verdict.score == LAST[last]


def test_harmony_keeps_the_reasoning_of_its_last_turn():
    called = (
        "<|channel|>analysis<|message|>I search.<|end|><|start|>assistant<|channel|>commentary to=functions.search"
        r"<|message|>{}<|call|><|start|>functions.search to=assistant<|channel|>commentary<|message|>\boxed{41}<|end|>"
        r"<|start|>assistant<|channel|>analysis<|message|>So 42.<|end|>"
        r"<|start|>assistant<|channel|>final<|message|>\boxed{42}<|return|>"
    )
    said = last_turn(called)
    assert said.startswith("<|channel|>analysis<|message|>So 42.")
    [(_, verdict)] = grade_rows("math", [Row(said, "42")])
    assert verdict.score == 1.0


def test_a_rollout_that_ends_with_another_s_words_is_graded_by_the_model_s_last():
    cut = r"\boxed{41}" + "\nuser\n<tool_response>\n" + r"\boxed{42}"
    assert last_turn(cut) == "\\boxed{41}\n"
    info = {"num_turns": 3}
    assert verl.compute_score("x", cut, "42", info)["score"] == 0.0
    assert verl.compute_score("x", cut, "41", info)["score"] == 1.0
    assert r1_zero_reward(completions=[[{"role": "assistant", "content": r"\boxed{41}"}, TOOL]], answer=["41"]) == [1.0]


def test_one_turn_is_one_whatever_it_says():
    alone = "\\boxed{42}, as my\nuser\nsays to his\nassistant\nat noon."
    assert last_turn(alone) == "at noon."
    for turns in (2, 1, None, "4", 4.0):
        assert verl.compute_score("x", alone, "42", {"num_turns": turns})["score"] == 1.0
    assert asyncio.run(slime.adapt("math")(None, Sample(alone, loss_mask=None))) == 1.0
    assert asyncio.run(slime.adapt("math")(None, Sample(alone, loss_mask=[1, 1]))) == 1.0
    # Tokens that the loss leaves out for another reason.
    assert asyncio.run(slime.adapt("math")(None, Sample(r"So \boxed{42}", loss_mask=[0, 0, 1]))) == 1.0


def test_verl_s_turns_without_marks_are_not_graded_with_the_words_of_others():
    glued = r"I search.A page says \boxed{42}.I do not know."
    found = verl.compute_score("x", glued, "42", {"num_turns": 4}, reward="r1-zero")
    assert (found["score"], found["unavailable"]) == (0.0, 1.0)
    whole = verl.compute_score_batch(
        ["x"] * 2, [glued, text(r"\boxed{42}", STRIPPED)], ["42"] * 2, [{"num_turns": 4}] * 2
    )
    assert [row["score"] for row in whole] == [0.0, 1.0]


@pytest.mark.skipif(find_spec("numpy") is None, reason="numpy is not installed")
def test_verl_counts_in_numpy_s_integers():
    import numpy as np

    info = {"num_turns": np.int32(4)}
    assert verl.compute_score("x", text("I do not know.", STRIPPED), "42", info)["score"] == 0.0


WORDS = st.text("ab<|>\n ", max_size=30)


@given(WORDS, WORDS, WORDS)
def test_what_follows_the_last_mark_is_whole(first, tool, last):
    assert last_turn(CHATML.format(first, tool, last)) == f"{last}<|im_end|>\n"


def test_it_is_linear():
    for piece in ("<|im_start|>user", "\nuser", "<|start|>", "user\n", "<|im_start|>user\n<|im_start|>assistant\n"):
        loop = piece * (1_000_000 // len(piece))
        begin = time.process_time()
        last_turn(loop)
        assert time.process_time() - begin < 60
