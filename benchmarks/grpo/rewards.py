r"""The rewards on trial: ours, ones with holes that people really use, and none at all.

Each is called as trainers call rewards, `reward(prompts=, completions=, answer=, language=, step=)`, and gives a number
for each row. What is wrong with each of the others is in its docstring; the oracle is in none of them.
"""

from __future__ import annotations

import random as chance
from collections.abc import Callable, Sequence
from typing import Any

from verifiers import CodeReward, language_reward, math_reward, r1_reward, r1_zero_reward
from verifiers.completion import split_reasoning
from verifiers.errors import ScoringError
from verifiers.names import named

Reward = Callable[..., list[float | None]]


def random_reward(*, completions: Sequence[str], step: int = 0, **_: Any) -> list[float]:
    """The control: 0 or 1 by lot, whatever was written, and anew in each step."""
    lot = chance.Random(f"random reward {step}")
    return [float(lot.random() < 0.5) for _ in completions]


def math_verify_reward(*, completions: Sequence[str], answer: Sequence[str], **_: Any) -> list[float]:
    r"""math-verify as it comes, which many trainers call for accuracy.

    It pays for equivalence, so that `\boxed{\frac{1}{2} + \frac{1}{3}}` is as good as 5/6: the question is an answer.
    """
    from math_verify import parse, verify

    return [
        float(verify(parse(f"${gold}$"), parse(completion)))
        for completion, gold in zip(completions, answer, strict=True)
    ]


def any_box_reward(*, completions: Sequence[str], answer: Sequence[str], **_: Any) -> list[float]:
    """Right if any of the boxes is right: several guesses are better than one."""
    from benchmarks.grpo.oracle import boxes_of, value

    return [
        float(any(value(box) == value(gold) for box in boxes_of(completion)))
        for completion, gold in zip(completions, answer, strict=True)
    ]


def substring_reward(*, completions: Sequence[str], answer: Sequence[str], **_: Any) -> list[float]:
    """Right if the reference occurs anywhere in the text: the more numbers, the better."""
    return [float(gold in completion) for completion, gold in zip(completions, answer, strict=True)]


def vacuous_language_reward(
    *, completions: Sequence[str], language: Sequence[str], **columns: Any
) -> list[float | None]:
    """Accuracy, format and language consistency, where a chain of thought without words is fully consistent.

    A share of no words is 0/0; some take it for 1, and wordless chains are then the cheapest consistent ones.
    """
    accuracy = r1_zero_reward(completions=list(completions), **columns)
    verdicts = [
        language_reward.grade(completion, target) for completion, target in zip(completions, language, strict=True)
    ]
    shares = [
        1.0 if verdict.outcome == "no_answer" and split_reasoning(completion).reasoning is not None else verdict.score
        for completion, verdict in zip(completions, verdicts, strict=True)
    ]
    return [None if a is None or b is None else a + b for a, b in zip(accuracy, shares, strict=True)]


REWARDS: dict[str, Reward] = {
    "r1_zero": r1_zero_reward,
    "r1": r1_reward,
    "code": CodeReward(wall="local"),
    "math": math_reward,
    "random": random_reward,
    "math-verify": math_verify_reward,
    "any-box": any_box_reward,
    "substring": substring_reward,
    "vacuous-language": vacuous_language_reward,
}

HIGHEST = {"r1_zero": 2.0, "r1": 3.0, "vacuous-language": 3.0}
"""The greatest value of the rewards that are sums; of all others it is taken to be 1."""


def by_name(name: str) -> Reward:
    """One of `REWARDS`, or any reward as `verify-cli score -r` names it. Raises ValueError where there is none."""
    if name in REWARDS:
        return REWARDS[name]
    try:
        return named(name)
    except ScoringError as error:
        msg = f"there is no reward {name!r}: {error}; the trials are {', '.join(REWARDS)}"
        raise ValueError(msg) from None
