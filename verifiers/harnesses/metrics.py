"""A verdict as the metrics of a harness that averages what each sample has."""

from __future__ import annotations

from verifiers.reward import Reward
from verifiers.trainers.grading import NOT_GRADED, numbers
from verifiers.verdict import Verdict


def metrics_of(reward: Reward, verdict: Verdict) -> dict[str, float]:
    """`reward`, its parts, and the shares of what could not be graded.

    A sample without a score has these shares alone, so that the means leave it out.
    """
    found = numbers(reward, verdict)
    if verdict.score is None:
        return {name: found[name] for name in NOT_GRADED}
    return {"reward": found.pop("score"), **found}
