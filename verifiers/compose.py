"""Rewards made of rewards: weighted sums, gates and products, which nest in one another.

    combine({math_reward: 1.0, format_reward: 0.2})                    added with weights
    gated(format_reward, by=math_reward)                               format counts where math scores full
    product(math_reward, language_reward)                              accuracy times language

Each part's verdict stays visible in `detail["parts"]`, and trainers that pass `log_metric` see its mean under
`<combination>/<part>`. Within a row a part is graded once, however often it occurs in the nest.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from verifiers.reward import Reward, Row, as_reward, reference_of
from verifiers.verdict import Outcome, Verdict


def grade_part(whole: Reward, part: Reward, row: Row) -> Verdict:
    """The verdict on a row of a part of `whole`, which also has it where another part has needed it before.

    A reward is a value and its grade is pure, so one that has graded the row is looked up. A reference given by
    position is that of the first part that needs one; `whole.columns` are that part's.
    """
    verdict = row.verdicts.get(part)
    if verdict is None:
        verdict = row.verdicts[part] = part.verdict_of(part.told(_by_column(whole, row)))
    return verdict


def _by_column(whole: Reward, row: Row) -> Row:
    """A row whose reference is a column, so that each part finds its own."""
    if row.reference is None:
        return row
    reference_of(whole, row.reference, row.columns)  # refuses a doubled one
    return replace(row, reference=None, columns={**row.columns, **dict.fromkeys(whole.columns[:1], row.reference)})


def shown(verdict: Verdict) -> dict[str, Any]:
    """A part's verdict as it is in the detail of the whole."""
    return {
        "score": verdict.score,
        "outcome": verdict.outcome,
        "explanation": verdict.explanation,
        "detail": verdict.detail,
    }


def _graded(rewards: Sequence[Reward], verdicts: Sequence[Verdict]) -> list[bool]:
    """Which parts count: all, but for those that can be left out and have no usable reference, while others have."""
    left_out = [
        reward.can_be_left_out and verdict.outcome == "bad_reference"
        for reward, verdict in zip(rewards, verdicts, strict=True)
    ]
    return [not one for one in left_out] if not all(left_out) else [True] * len(left_out)


def _sentence(rewards: Sequence[Reward], verdicts: Sequence[Verdict]) -> str:
    return ", ".join(f"{reward.name}: {verdict.outcome}" for reward, verdict in zip(rewards, verdicts, strict=True))


def _outcome(verdicts: Sequence[Verdict], score: float) -> Outcome:
    """What cannot be graded stands out; else it is the score that is full, empty or between."""
    outcomes = {verdict.outcome for verdict in verdicts}
    outcome: Outcome
    for outcome in ("unavailable", "bad_reference", "undecided"):
        if outcome in outcomes:
            return outcome
    if outcomes == {"correct"}:
        return "correct"
    return "partial" if score > 0 else "incorrect"


def checked(kind: str, rewards: Iterable[Any]) -> tuple[Reward, ...]:
    """Refuse what is no reward, and two parts of one name, which no table or log could tell apart."""
    parts = tuple(as_reward(reward, kind) for reward in rewards)
    names = [part.name for part in parts]
    for name in names:
        if names.count(name) > 1:
            msg = f"two rewards are named {name!r}: give one another name by replace(name=…)"
            raise ValueError(msg)
    return parts


def combine(rewards: Mapping[Any, float], *, name: str = "combined") -> CombinedReward:
    """Add rewards with weights: `combine({math_reward: 1.0, format_reward: 0.2})`.

    Raises ValueError when there are none, or two of one name (`math_reward.replace(name=…)` gives another), and
    TypeError for what is no reward, such as a function.
    """
    if not rewards:
        msg = "combine needs at least one reward"
        raise ValueError(msg)
    parts = checked("combine", rewards)
    return CombinedReward(tuple(zip(parts, map(float, rewards.values()), strict=True)), name)


def gated(reward: Any, *, by: Any, name: str | None = None) -> GatedReward:
    """A reward that counts only where another scores full: `gated(format_reward, by=math_reward)`.

    Elsewhere it is 0, whatever it would be: neither paid nor punished. Full is the outcome "correct".

    Raises ValueError when both have one name, and TypeError for what is no reward.
    """
    part, gate = checked("gated", [reward, by])
    return GatedReward(part, gate, name or f"{part.name}_if_{gate.name}")


def product(*rewards: Any, name: str | None = None) -> ProductReward:
    """Rewards multiplied: `product(math_reward, language_reward)` pays a right answer by its share of the language.

    Raises ValueError when there are fewer than two, or two of one name, and TypeError for what is no reward.
    """
    if len(rewards) < 2:
        msg = "product needs at least two rewards"
        raise ValueError(msg)
    factors = checked("product", rewards)
    return ProductReward(factors, name or "_times_".join(factor.name for factor in factors))


class Combination(Reward):
    """What sums, gates and products share: whose the reference is."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The reference columns of the first part that has any: a reference given by position is theirs."""
        return next((reward.columns for reward in self.rewards if reward.columns), ())


@dataclass(frozen=True)
class CombinedReward(Combination):
    """A weighted sum of rewards. Made by `combine`.

    The score is `None` if a part that counts could not grade. A part of weight 0 is only watched: it decides nothing,
    and cannot skip the row. Language counts only where the row's language is known here: a sum goes on without it.
    detail: `{"parts": {name: {"weight", "score", "outcome", "explanation", "detail"}}}`.
    """

    parts: tuple[tuple[Reward, float], ...]
    name: str = "combined"

    @property
    def rewards(self) -> tuple[Reward, ...]:
        """The rewards that are added."""
        return tuple(reward for reward, _ in self.parts)

    def verdict_of(self, row: Row) -> Verdict:
        """Grade with each part, and add."""
        verdicts = [grade_part(self, reward, row) for reward in self.rewards]
        weights = [weight for _, weight in self.parts]
        graded = _graded(self.rewards, verdicts)
        rows = zip(weights, verdicts, graded, strict=True)
        counted = [(weight, verdict) for weight, verdict, counts in rows if weight and counts]
        score = sum(weight * verdict.score for weight, verdict in counted if verdict.score is not None)
        skipped = any(verdict.score is None for _, verdict in counted)
        parts = zip(self.parts, verdicts, strict=True)
        return Verdict(
            None if skipped else float(score),
            _outcome([verdict for _, verdict in counted], score),
            _sentence(self.rewards, verdicts),
            {"parts": {reward.name: {"weight": weight, **shown(verdict)} for (reward, weight), verdict in parts}},
        )


@dataclass(frozen=True)
class GatedReward(Combination):
    """A reward that counts only where another scores full. Made by `gated`.

    The gate's own score is not added. The score is `None` where the gate could not grade, or stands open and the
    reward could not.
    detail: `{"open", "parts": {name: {"score", "outcome", "explanation", "detail"}}}`, the reward's and the gate's.
    """

    reward: Reward
    by: Reward
    name: str

    @property
    def rewards(self) -> tuple[Reward, ...]:
        """The reward and its gate."""
        return (self.reward, self.by)

    def verdict_of(self, row: Row) -> Verdict:
        """Grade with both; a closed gate makes the score 0."""
        verdict, gate = grade_part(self, self.reward, row), grade_part(self, self.by, row)
        is_open = gate.outcome == "correct"
        score = gate.score if gate.score is None else verdict.score if is_open else 0.0
        outcome: Outcome = verdict.outcome if is_open else "incorrect"
        if gate.outcome in {"unavailable", "bad_reference", "undecided"}:
            outcome = gate.outcome
        detail = {
            "open": is_open,
            "parts": {self.reward.name: shown(verdict), self.by.name: shown(gate)},
        }
        return Verdict(score, outcome, _sentence(self.rewards, [verdict, gate]), detail)


@dataclass(frozen=True)
class ProductReward(Combination):
    """Rewards multiplied. Made by `product`.

    Two negative factors do not make a gain: where any factor is negative, the product is. The score is `None` if a
    factor could not be graded, also beside a zero; language is left out where the row's language is not known here.
    detail: `{"parts": {name: {"score", "outcome", "explanation", "detail"}}}`.
    """

    factors: tuple[Reward, ...]
    name: str

    @property
    def rewards(self) -> tuple[Reward, ...]:
        """The rewards that are multiplied."""
        return self.factors

    def verdict_of(self, row: Row) -> Verdict:
        """Grade with each factor, and multiply."""
        verdicts = [grade_part(self, reward, row) for reward in self.rewards]
        counted = [verdict for verdict, counts in zip(verdicts, _graded(self.rewards, verdicts), strict=True) if counts]
        scores = [verdict.score for verdict in counted if verdict.score is not None]
        size = math.prod(abs(score) for score in scores)
        score = -size if size and min(scores, default=0.0) < 0 else size
        return Verdict(
            None if len(scores) < len(counted) else float(score),
            _outcome(counted, score),
            _sentence(self.rewards, verdicts),
            {"parts": {reward.name: shown(one) for reward, one in zip(self.rewards, verdicts, strict=True)}},
        )
