"""The repetition penalty: how many of a completion's n-grams were there before."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from verifiers.reward import Reward, Row
from verifiers.shaping.units import Unit, checked_unit, items, read_columns
from verifiers.verdict import Outcome, Verdict

MAX_UNITS = 262_144
"""What is read of a completion: more than any trainer lets a model write. What follows is not graded: see `cut_at`."""


@dataclass(frozen=True)
class RepetitionPenaltyReward(Reward):
    """The share of repeated n-grams times a penalty. Source: "Demystifying Long CoT", arXiv 2502.03373, appendix C.2.

    0 where no n-gram comes twice (or there are none), falling towards `max_penalty`.

    ngram_size: how many units make an n-gram: 3 as in the trainers' copies; the paper takes 40.
    max_penalty: at most 0.
    unit: "words" (the default) work in any script, since a character of Han, Kana or Thai and a mark are words of their
        own; upper and lower case are the same. "tokens" needs the column `completion_ids`, which TRL passes.

    Raises ValueError for a size below 1 and a penalty above 0.
    """

    ngram_size: int = 3
    max_penalty: float = -1.0
    unit: Unit = "words"
    name: str = "repetition_penalty"

    def __post_init__(self) -> None:
        """Refuse bad options when the reward is made, not when it is used."""
        super().__post_init__()
        checked_unit(self.unit)
        if self.ngram_size < 1 or self.max_penalty > 0:
            msg = f"n-grams are of 1 and more, a penalty is at most 0, not {self.ngram_size} and {self.max_penalty}"
            raise ValueError(msg)

    @property
    def also_reads(self) -> tuple[str, ...]:
        """The column of the tokens, if they are counted."""
        return read_columns(self.unit)

    def verdict_of(self, row: Row) -> Verdict:
        """Grade the repetitions in one completion.

        detail: `{"ngrams", "distinct"}`, and `"cut_at"` where the completion was too long to be read to its end.
        """
        units = items(self.name, row.completion.lower(), self.unit, row.columns)
        detail: dict[str, Any] = {"cut_at": MAX_UNITS} if len(units) > MAX_UNITS else {}
        units = units[:MAX_UNITS]
        total = max(0, len(units) - self.ngram_size + 1)
        distinct = len(set(_ngrams(units, self.ngram_size))) if total else 0
        repeated = total - distinct
        score = self.max_penalty * repeated / total if repeated else 0.0
        outcome: Outcome = "partial" if repeated else "correct"
        sentence = f"{repeated} of {total} {self.ngram_size}-grams were there before."
        return Verdict(float(score), outcome, sentence, {"ngrams": total, "distinct": distinct, **detail})


def _ngrams(units: Iterable[Hashable], size: int) -> list[int]:
    """A number for each n-gram, the same for the same one.

    By doubling: an n-gram is known by the numbers of two shorter ones that cover it, so that a large n costs a few
    rounds over the text and not n of them.
    """
    numbers = _numbered(units)
    width = 1
    while width < size:
        step = min(width, size - width)
        numbers = _numbered(zip(numbers, numbers[step:], strict=False))
        width += step
    return numbers


def _numbered(things: Iterable[Hashable]) -> list[int]:
    """Numbers in place of things: equal for equal ones."""
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(thing, len(numbers)) for thing in things]


repetition_penalty_reward = RepetitionPenaltyReward()
