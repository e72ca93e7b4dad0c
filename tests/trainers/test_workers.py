"""Adapters that were told to have workers: the verdicts are those of one process, and nobody else has any."""

import asyncio
import subprocess
import sys

import pytest

from verifiers import CallError, combine, format_reward, language_reward, math_reward
from verifiers.trainers import asynchronous, ms_swift, openrlhf, verl
from verifiers.workers import calls

REWARD = combine({math_reward: 1.0, format_reward: 0.5})
TEXTS = [rf"<think>step {n}</think> \boxed{{{n % 7}}}" for n in range(120)]
ANSWERS = [str(n % 5) for n in range(120)]


@pytest.fixture
def sent(monkeypatch):
    """All calls are sent."""
    monkeypatch.setattr(calls, "ALONE_SECONDS", -1.0)


@pytest.mark.usefixtures("sent")
def test_the_scores_are_those_of_one_process():
    batch = ["x"] * 120, TEXTS, ANSWERS
    assert verl.compute_score_batch(*batch, reward=REWARD, workers=2) == verl.compute_score_batch(*batch, reward=REWARD)
    queries = [f"Q: {text}" for text in TEXTS], ["Q: "] * 120, ANSWERS
    assert openrlhf.scores(*queries, "r1-zero", workers=2) == openrlhf.scores(*queries, "r1-zero")
    swift = ms_swift.adapt(REWARD, workers=2)()
    assert swift(completions=TEXTS, solution=ANSWERS) == ms_swift.adapt(REWARD)()(completions=TEXTS, solution=ANSWERS)
    awaited = asynchronous.adapt(REWARD, workers=2)
    assert asyncio.run(awaited(completions=TEXTS, answer=ANSWERS)) == REWARD(TEXTS, ANSWERS)


@pytest.mark.usefixtures("sent")
def test_a_mistake_in_the_call_is_the_callers():
    with pytest.raises(CallError, match="needs a reference"):
        asyncio.run(asynchronous.adapt(REWARD, workers=2)(completions=TEXTS))
    with pytest.raises(CallError, match="needs a target"):
        verl.compute_score_batch(["x"] * 3, ["a", "b", "c"], ["1"] * 3, reward=language_reward, workers=2)


@pytest.mark.parametrize(("workers", "alone", "elsewhere"), [(1, -1.0, 0), (2, 60.0, 0), (2, -1.0, 50)])
def test_workers_help_whoever_asked_for_them_where_a_batch_takes_longer_than_a_moment(
    workers, alone, elsewhere, tmp_path
):
    (tmp_path / "where.py").write_text("""
import os
from dataclasses import dataclass
from verifiers import Reward, Verdict
@dataclass(frozen=True)
class Where(Reward):
    name: str = "where"
    def verdict_of(self, row):
        return Verdict(float(os.getpid()), "correct", "")
""")
    code = f"""
import os, sys
sys.path.insert(0, {str(tmp_path)!r})
from where import Where
from verifiers.trainers.verl import compute_score_batch
from verifiers.workers import calls
calls.ALONE_SECONDS = {alone}
found = compute_score_batch(["x"] * 50, ["a"] * 50, ["1"] * 50, reward=Where(), workers={workers})
print(sum(one["score"] != os.getpid() for one in found))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert int(done.stdout) == elsewhere
