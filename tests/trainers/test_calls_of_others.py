"""slime, AReaL and rLLM: their calls, reproduced from their sources."""

import asyncio
import pickle
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import pytest

from verifiers import CallError, r1_zero_reward
from verifiers.trainers import areal, rllm, slime

RIGHT = r"<think>6 times 7</think> \boxed{42}"
PROGRAM = "<think>Easy.</think>\n```python\nprint(int(input()) * 2)\n```"
TESTS = {"inputs": ["2\n"], "outputs": ["4\n"]}


@dataclass
class Sample:
    """slime's, as far as a reward sees it."""

    response: str
    label: Any = None
    prompt: Any = "6*7?"
    metadata: dict = field(default_factory=dict)
    remove_sample: bool = False
    reward: Any = None


def test_slime_a_sample_and_a_group():
    rm = slime.adapt("r1-zero")
    sample = Sample(RIGHT, "42")
    assert asyncio.run(rm(object(), sample)) == 2.0
    assert sample.metadata["verdict"]["acc"] == 1.0
    group = [Sample(RIGHT, "42"), Sample(RIGHT, "41"), Sample("<think>6", "42"), Sample(RIGHT, None)]
    assert asyncio.run(rm(object(), group, evaluation=False)) == [2.0, 1.0, 0.0, 0.0]
    assert [one.remove_sample for one in group] == [False, False, False, True]
    assert pickle.loads(pickle.dumps(rm)) == rm
    assert asyncio.run(slime.adapt(r1_zero_reward)(None, Sample(RIGHT, "42"))) == 2.0


def test_slime_truncated_reasoning_of_a_template_that_opens_it():
    cut = Sample(r"so perhaps \boxed{42}, wait", "42", prompt="<|user|>6*7?<|assistant|><think>\n")
    assert asyncio.run(slime.adapt("math")(None, cut)) == 0.0
    bare = Sample(r"so perhaps \boxed{42}, wait", "42")
    assert asyncio.run(slime.adapt("math", prefilled=True)(None, bare)) == 0.0


def test_slime_knows_the_group():
    lengths = slime.adapt("length")
    group = [Sample("x" * n + r"\boxed{42}", "42") for n in (1, 50, 100)]
    assert asyncio.run(lengths(None, group)) == [0.5, pytest.approx(0.0, abs=0.03), -0.5]


@pytest.mark.usefixtures("local_wall")
def test_slime_programs():
    assert asyncio.run(slime.adapt("accuracy")(None, [Sample(PROGRAM, TESTS), Sample(RIGHT, "42")])) == [1.0, 1.0]


def test_areal():
    function = areal.adapt("r1-zero")
    assert function("6*7?", RIGHT, [1, 2], [3, 4], answer="42", task="math") == 2.0
    assert function("6*7?", RIGHT, [1], [2], ground_truth="41") == 1.0
    assert function("6*7?", RIGHT, None, None, answer=None) == 0.0
    with ProcessPoolExecutor(1) as processes:  # as its AsyncRewardWrapper does
        assert processes.submit(function, "6*7?", RIGHT, [], [], answer="42").result() == 2.0


@pytest.mark.usefixtures("local_wall")
def test_areal_programs():
    assert areal.adapt("accuracy")("double", PROGRAM, [], [], input_output=TESTS) == 1.0


@pytest.fixture
def rllm_package(monkeypatch):
    @dataclass(slots=True, kw_only=True)
    class RewardOutput:
        reward: float
        metadata: dict = field(default_factory=dict)
        is_correct: bool | None = None

    types = ModuleType("rllm.rewards.reward_types")
    types.RewardOutput = RewardOutput
    for name, module in {
        "rllm": ModuleType("rllm"),
        "rllm.rewards": ModuleType("rllm.rewards"),
        types.__name__: types,
    }.items():
        monkeypatch.setitem(sys.modules, name, module)
    return types


@pytest.mark.usefixtures("rllm_package")
def test_rllm():
    function = rllm.adapt("r1-zero")
    found = function({"question": "6*7?", "ground_truth": "42"}, RIGHT)
    assert (found.reward, found.is_correct, found.metadata["outcome"]) == (2.0, True, "correct")
    assert function({"problem": "Echo 42", "answer": "42"}, RIGHT).reward == 2.0


def test_rllm_of_an_older_version(rllm_package):
    @dataclass(slots=True, kw_only=True)
    class RewardOutput:
        reward: float
        is_correct: bool

    rllm_package.RewardOutput = RewardOutput
    assert rllm.adapt("math")({"ground_truth": "41"}, RIGHT) == RewardOutput(reward=0.0, is_correct=False)


def test_a_reward_that_needs_what_they_never_give_says_so():
    with pytest.raises(CallError, match="language"):
        areal.adapt("language")(None, RIGHT)


def test_areal_s_row_without_a_reference_is_a_mistake_and_no_zero(caplog):
    from verifiers.columns import CallError
    from verifiers.trainers import areal

    with pytest.raises(CallError, match="needs a reference"):
        areal.adapt("math")("6*7?", r"\boxed{42}", None, None, level=3)
    assert areal.adapt("format")("6*7?", "<think>Six.</think> 42") == 1.0
    assert areal.adapt("math")("6*7?", r"\boxed{42}", answer=None) == 0.0
    assert "a sample gets 0 that was not graded" in caplog.text


@pytest.mark.parametrize("info", ["index", ["index"], 3])
def test_verl_s_extra_info_is_an_object(info):
    from verifiers.columns import CallError
    from verifiers.trainers import verl

    with pytest.raises(CallError, match="extra_info is an object"):
        verl.compute_score("math", r"\boxed{42}", "42", info)
