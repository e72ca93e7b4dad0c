"""The rewards by the names that a command line knows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from verifiers.code import CodeReward, code_reward
from verifiers.compose import CombinedReward, combine
from verifiers.errors import ScoringError
from verifiers.format import format_reward
from verifiers.language import language_reward
from verifiers.math import math_reward
from verifiers.presets import r1_reward, r1_zero_reward
from verifiers.reward import Reward

REWARDS: dict[str, Reward] = {
    "math": math_reward,
    "code": code_reward,
    "format": format_reward,
    "language": language_reward,
}
PRESETS: dict[str, CombinedReward] = {
    "accuracy": combine({math_reward: 1.0}, name="accuracy"),
    "r1-zero": r1_zero_reward,
    "r1": r1_reward,
}

ACCURACY = ("math", "code")
"""The parts that say whether an answer is right; pass@1 counts the first of them that is there."""

WallName = Literal["docker", "local"]


def reward_of(names: Sequence[str], *, tests: bool = False, wall: WallName | None = None) -> CombinedReward:
    """The sum of rewards that `NAME`, `NAME=WEIGHT` and presets name, in their order.

    tests: for rows that have tests: there the accuracy of a preset is code, and elsewhere math.
    wall: what programs run behind; `None`: the first that the host has.

    Raises ScoringError for an unknown name, a weight that is no number, or a part named twice.
    """
    parts: list[tuple[Reward, float]] = []
    for text in names:
        name, equals, weight = text.partition("=")
        if name in PRESETS and not equals:
            parts.extend(
                (code_reward if tests and part == math_reward else part, by) for part, by in PRESETS[name].parts
            )
        elif name in REWARDS:
            parts.append((REWARDS[name], _weight(text, weight) if equals else 1.0))
        elif name in PRESETS:
            msg = f"the preset {name!r} has its own weights: give its parts one by one instead of {text!r}"
            raise ScoringError(msg)
        else:
            msg = f"unknown reward {name!r}: the rewards are {', '.join(REWARDS)}, the presets {', '.join(PRESETS)}"
            raise ScoringError(msg)
    given = [reward.name for reward, _ in parts]
    for name in given:
        if given.count(name) > 1:
            msg = f"the reward {name!r} is given twice"
            raise ScoringError(msg)
    walled = {code_reward.replace(wall=wall) if part == code_reward else part: by for part, by in parts}
    return combine(walled, name="+".join(names))


def without_wall(reward: CombinedReward) -> CombinedReward:
    """The same reward, whatever its programs run behind: a verdict does not depend on it."""
    parts = [
        (replace(part, wall=None) if isinstance(part, CodeReward) else part, weight) for part, weight in reward.parts
    ]
    return reward.replace(parts=tuple(parts))


def _weight(text: str, weight: str) -> float:
    try:
        value = float(weight)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        msg = f"the weight in {text!r} is not a number"
        raise ScoringError(msg)
    return value
