"""A reward whose batches worker processes grade: the verdicts are those of one process."""

import asyncio
import json
import pickle
import sys
import types
from dataclasses import dataclass

import pytest

from verifiers import CallError, Verdict, combine, format_reward, length_reward, math_reward
from verifiers.code import CodeReward
from verifiers.errors import ScoringError
from verifiers.reward import Reward
from verifiers.rows.fields import Fields
from verifiers.rows.lines import Line
from verifiers.scoring import LocalEngine, LocalScorer
from verifiers.scoring.grade import Scorer

COMPLETIONS = [rf"<think>step {n}</think> \boxed{{{n % 7}}}" for n in range(200)]
ANSWERS = [str(n % 5) for n in range(200)]
REWARD = combine({math_reward: 1.0, format_reward: 0.5})


@pytest.fixture(scope="module")
def scorer():
    with LocalScorer(REWARD, workers=2) as made:
        yield made


def test_verdicts_are_those_of_the_reward_in_order(scorer):
    here = [REWARD.grade(text, answer) for text, answer in zip(COMPLETIONS, ANSWERS, strict=True)]
    assert scorer.verdicts(COMPLETIONS, ANSWERS) == here
    assert scorer(COMPLETIONS, answer=ANSWERS) == [verdict.score for verdict in here]
    assert scorer(prompts=["?"] * 200, completions=COMPLETIONS, answer=ANSWERS) == REWARD(COMPLETIONS, ANSWERS)
    assert asyncio.run(scorer.averdicts(COMPLETIONS, ANSWERS)) == here
    assert scorer([], []) == []


def test_it_is_logged_as_the_reward_and_logs_as_the_reward(scorer):
    assert scorer.__name__ == REWARD.__name__
    told = {}
    scorer(COMPLETIONS, ANSWERS, log_metric=told.__setitem__)
    expected = {}
    REWARD(COMPLETIONS, ANSWERS, log_metric=expected.__setitem__)
    assert told == expected
    assert f"{REWARD.name}/math" in told


def test_what_only_the_batch_knows_is_known():
    prompts = ["a"] * 4 + ["b"] * 4
    texts = ["x" * n + r"\boxed{1}" for n in (1, 50, 100, 400, 7, 7, 9, 900)]
    columns = {"prompts": prompts, "answer": ["1"] * 8}
    with LocalScorer(length_reward, workers=2) as lengths:
        assert lengths(completions=texts, **columns) == length_reward(completions=texts, **columns)


def test_a_mistake_in_the_call_is_the_callers(scorer):
    with pytest.raises(CallError, match="needs a reference"):
        scorer(COMPLETIONS)
    with pytest.raises(CallError, match="200 completions"):
        scorer(COMPLETIONS, answer=ANSWERS[:3])


def test_a_copy_in_another_process_has_workers_of_its_own(scorer):
    with pickle.loads(pickle.dumps(scorer)) as copy:
        assert (copy.reward, copy.workers) == (scorer.reward, 2)
        assert copy([r"\boxed{2}"], ["2"]) == [1.0]


def test_names_are_taken_as_on_the_command_line():
    with LocalScorer("math(form=any)", workers=1) as made:
        assert made([r"\boxed{1+1}"], ["2"]) == [1.0]
    with pytest.raises(TypeError, match="LocalScorer takes rewards"):
        LocalScorer(print)


@dataclass(frozen=True)
class Mine(Reward):
    """Of a module that no worker can import."""

    name: str = "mine"

    def verdict_of(self, row):
        return Verdict(1.0, "correct", row.completion)


def test_what_the_workers_cannot_load_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "a_notebook", types.SimpleNamespace(Mine=Mine))
    monkeypatch.setattr(Mine, "__module__", "a_notebook")
    with LocalScorer(Mine(), workers=1) as made, pytest.raises(ScoringError):
        made(["a", "b"])


COIN = "```python\nimport os\nprint(os.urandom(1)[0] % 2)\n```"
"""A program that passes every second time."""
HEADS = [json.dumps({"inputs": [str(n)], "outputs": ["1\n"]}) for n in range(16)]


def one_claim(groups):
    """Whether all of a group have one score, and not all groups the same. A machine too busy to run it says nothing."""
    scores = [set(group) - {None} for group in groups]
    return all(len(one) < 2 for one in scores) and set().union(*scores) == {0.0, 1.0}


@pytest.mark.usefixtures("local_wall")
def test_the_same_programs_of_a_group_run_once_in_a_worker():
    with LocalScorer(CodeReward(wall="local"), workers=1) as scorer:
        calls = [scorer([f"{n} {COIN}" for n in range(12)], tests=HEADS[:1] * 12) for _ in range(16)]
    assert one_claim(calls)


@pytest.mark.usefixtures("local_wall")
def test_the_same_programs_of_a_problem_run_once_in_a_file():
    scorer = Scorer(combine({CodeReward(wall="local"): 1.0}), Fields("completion", tests="tests"))
    rows = [{"completion": COIN, "tests": tests} for tests in HEADS for _ in range(6)]
    lines = [Line(number, json.dumps(row).encode()) for number, row in enumerate(rows, 1)]
    found = [json.loads(row.data)["reward"] for rows in LocalEngine(1)(scorer, lines) for row in rows]
    assert one_claim([found[start : start + 6] for start in range(0, len(found), 6)])
