"""Rewards for a budget of length: the one that the prompt asks for (L1), and what was cut off at the limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from verifiers.compose import grade_part, shown
from verifiers.math import math_reward
from verifiers.reward import CallError, Reward, Row, as_reward
from verifiers.shaping.length import OfAccuracy
from verifiers.shaping.units import Unit, checked_unit, items, read_columns
from verifiers.verdict import Verdict


@dataclass(frozen=True)
class TargetLengthReward(OfAccuracy):
    """A right answer of the length that the prompt asks for. Source: L1 (LCPO), arXiv 2503.04697, equations 1 and 2.

    With n the length and m the target: "exact" gives 1 for a right answer and 0 for any other, less `alpha * |m - n|`;
    "max" gives a right answer `alpha * (m - n) + delta`, from 0 to 1, and any other 0. The target is the column
    `target_length`.

    target: the target where there is no such column.
    alpha, delta: 0.0003 a token (the paper's section 4) and 0.5 (its section 3).
    unit: "tokens" needs the column `completion_ids`, which TRL passes.

    Raises ValueError for another mode, and for a negative target or alpha.
    """

    mode: Literal["exact", "max"] = "exact"
    target: int | None = None
    alpha: float = 0.0003
    delta: float = 0.5
    accuracy: Reward = math_reward
    unit: Unit = "tokens"
    name: str = "target_length"

    def __post_init__(self) -> None:
        """Refuse bad options when the reward is made, not when it is used."""
        super().__post_init__()
        if self.mode not in ("exact", "max"):
            msg = f"unknown mode {self.mode!r}: it is 'exact' or 'max'"
            raise ValueError(msg)
        if self.alpha < 0 or (self.target is not None and self.target < 0):
            msg = f"alpha and the target are 0 and more, not {self.alpha} and {self.target}"
            raise ValueError(msg)

    @property
    def also_reads(self) -> tuple[str, ...]:
        """The column of the tokens, if they are counted, and that of the target."""
        return (*super().also_reads, TARGET)

    def verdict_of(self, row: Row) -> Verdict:
        """Grade one completion. detail: `{"length", "unit", "target", "parts"}`.

        Raises CallError where there is no target.
        """
        target = row.columns.get(TARGET, self.target)
        if isinstance(target, bool) or not isinstance(target, int | float) or not target >= 0:
            msg = f"the {self.name} reward needs a target: the column {TARGET!r}, or target=…, not {target!r:.40}"
            raise CallError(msg)
        accuracy = grade_part(self, self.accuracy, row)
        length = len(items(self.name, row.completion, self.unit, row.columns))
        right = float(accuracy.outcome == "correct")
        if self.mode == "exact":
            score = right - self.alpha * abs(target - length)
        else:
            score = right * min(1.0, max(0.0, self.alpha * (target - length) + self.delta))
        sentence = f"{length} of {target:g} {self.unit} asked for; the answer is {accuracy.outcome}."
        detail = {**self.shown_in(length, accuracy), "target": target}
        return self.scaled(accuracy, score, sentence, detail, full=score == 1)


TARGET = "target_length"
"""The column of the length that a prompt asks for."""


@dataclass(frozen=True)
class OverlongFilterReward(Reward):
    """A reward that skips what was cut off: its score is `None`. Source: DAPO, arXiv 2503.14476, section 3.4.

    A rollout that reached the limit was stopped by the budget and not by the model, so that neither a zero nor a one
    says anything of it. Trainers that take `None` leave it out of the loss (TRL, ms-swift).

    max_completion_len: a completion of so many and more was cut off. There is no default: it is the limit of your own
        rollouts.
    reward: what all others get.
    unit: "tokens" needs the column `completion_ids`, which TRL passes.

    Raises ValueError for a limit below 1, and TypeError for what is no reward.
    """

    max_completion_len: int
    reward: Reward = math_reward
    unit: Unit = "tokens"
    name: str = "overlong_filter"

    def __post_init__(self) -> None:
        """Refuse bad options when the reward is made, not when it is used."""
        super().__post_init__()
        checked_unit(self.unit)
        object.__setattr__(self, "reward", as_reward(self.reward, "reward"))
        if self.max_completion_len < 1:
            msg = f"max_completion_len is 1 and more, not {self.max_completion_len}"
            raise ValueError(msg)

    @property
    def columns(self) -> tuple[str, ...]:
        """The reference is that of the reward."""
        return self.reward.columns

    @property
    def rewards(self) -> tuple[Reward, ...]:
        """What it is made of."""
        return (self.reward,)

    @property
    def also_reads(self) -> tuple[str, ...]:
        """The column of the tokens, if they are counted."""
        return read_columns(self.unit)

    def verdict_of(self, row: Row) -> Verdict:
        """Grade one completion. detail: `{"length", "unit", "cut_off", "parts"}`."""
        verdict = grade_part(self, self.reward, row)
        length = len(items(self.name, row.completion, self.unit, row.columns))
        cut_off = length >= self.max_completion_len
        detail = {"length": length, "unit": self.unit, "cut_off": cut_off, "parts": {self.reward.name: shown(verdict)}}
        if cut_off:
            return Verdict(None, "no_answer", f"It was cut off at {length} {self.unit}, and is skipped.", detail)
        return Verdict(verdict.score, verdict.outcome, verdict.explanation, detail)
