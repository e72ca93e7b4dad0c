"""The language reward (being written)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from verifiers.completion import Text
from verifiers.reward import agrade, call
from verifiers.verdict import Verdict


@dataclass(frozen=True)
class LanguageReward:
    """The share of target-language words in the chain of thought."""

    language: str | None = None
    name: str = "language"

    columns = ("language",)
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


language_reward = LanguageReward()
