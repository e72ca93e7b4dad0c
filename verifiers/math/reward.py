"""The math reward (being written)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from verifiers.completion import Text
from verifiers.reward import agrade, call
from verifiers.verdict import Verdict


@dataclass(frozen=True)
class MathReward:
    """1.0 when the final answer equals the reference."""

    name: str = "math"

    columns = ("answer", "solution", "ground_truth", "target", "label")
    __call__ = call
    agrade = agrade
    replace = replace

    @property
    def __name__(self) -> str:
        """The name under which trainers log it."""
        return f"{self.name}_reward"

    def grade(self, completion: str, reference: Any = None, *, prompt: Text | None = None, **columns: Any) -> Verdict:
        """Being written."""
        raise NotImplementedError


math_reward = MathReward()
