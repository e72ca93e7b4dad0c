"""Rewards for length: relative to the other rollouts (Kimi 1.5), on a cosine, and for what is nearly cut off (DAPO).

A length is counted in the trainer's tokens, in words or in characters, always of the completion alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from verifiers.compose import grade_part, shown
from verifiers.math import math_reward
from verifiers.reward import CallError, Reward, Row, as_reward
from verifiers.shaping.units import TOKENS, Unit, checked_unit, items, read_columns
from verifiers.verdict import Outcome, Verdict


class OfAccuracy(Reward):
    """What rewards that scale another one's verdict by the length share; `accuracy` stays visible among their parts."""

    accuracy: Reward
    unit: Unit

    def __post_init__(self) -> None:
        """Refuse bad options when the reward is made, not when it is used."""
        super().__post_init__()
        checked_unit(self.unit)
        object.__setattr__(self, "accuracy", as_reward(self.accuracy, "accuracy"))

    @property
    def columns(self) -> tuple[str, ...]:
        """The reference is that of the accuracy."""
        return self.accuracy.columns

    @property
    def rewards(self) -> tuple[Reward, ...]:
        """What it is made of."""
        return (self.accuracy,)

    @property
    def also_reads(self) -> tuple[str, ...]:
        """The column of the tokens, if they are counted."""
        return read_columns(self.unit)

    def shown_in(self, length: int, accuracy: Verdict) -> dict[str, Any]:
        """What all of them show: the length, its unit, and the verdict on the answer."""
        return {"length": length, "unit": self.unit, "parts": {self.accuracy.name: shown(accuracy)}}

    def scaled(self, accuracy: Verdict, score: float, sentence: str, detail: dict[str, Any], *, full: bool) -> Verdict:
        """The verdict with this score, which is `None` where the answer could not be graded."""
        outcome = _outcome(accuracy, full=full)
        return Verdict(None if accuracy.score is None else float(score), outcome, sentence, detail)


def _outcome(accuracy: Verdict, *, full: bool) -> Outcome:
    """A right answer is full or partial pay; of all others the outcome is that of the accuracy."""
    if accuracy.outcome != "correct":
        return "incorrect" if accuracy.outcome == "partial" else accuracy.outcome
    return "correct" if full else "partial"


@dataclass(frozen=True)
class LengthReward(OfAccuracy):
    """Shorter than the other rollouts of its prompt is better. Source: Kimi k1.5, arXiv 2501.12599, section 2.3.3.

    With d = 0.5 - (length - shortest) / (longest - shortest) over the rollouts of one prompt, a right answer gets d and
    any other min(0, d): from 0.5 to -0.5. Where all are of one length, 0.

    The group of a completion is the rows of the batch with the same prompt, or the whole batch where no prompts are
    passed. `grade`, which sees one completion, is told its group in the column `group_tokens`, `group_words` or
    `group_characters` (after the unit): the lengths of the rollouts, or the shortest and longest. Without it the
    completion is a group of one, and gets 0. The column may also be passed to a batch, by trainers that split groups.

    accuracy: what says whether the answer is right: full, or not.
    unit: characters by default, as only the comparison matters; "tokens" is what the report counts.
    """

    accuracy: Reward = math_reward
    unit: Unit = "characters"
    name: str = "length"

    @property
    def group_column(self) -> str:
        """The column of the lengths in a completion's group."""
        return f"group_{self.unit}"

    @property
    def also_reads(self) -> tuple[str, ...]:
        """The column of the tokens, if they are counted, and that of the group, if it is given."""
        return (*read_columns(self.unit), self.group_column)

    def of_batch(self, texts: Sequence[str], columns: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
        """The shortest and longest rollout of each row's prompt."""
        tokens = columns.get(TOKENS)
        lengths = [
            len(items(self.name, text, self.unit, {} if tokens is None else {TOKENS: tokens[row]}))
            for row, text in enumerate(texts)
        ]
        prompts = [str(prompt) for prompt in columns.get("prompt", [""] * len(texts))]
        groups: dict[str, tuple[int, int]] = {}
        for prompt, length in zip(prompts, lengths, strict=True):
            shortest, longest = groups.get(prompt, (length, length))
            groups[prompt] = (min(shortest, length), max(longest, length))
        return {self.group_column: [groups[prompt] for prompt in prompts]}

    def verdict_of(self, row: Row) -> Verdict:
        """Compare a completion with its group."""
        accuracy = grade_part(self, self.accuracy, row)
        length = len(items(self.name, row.completion, self.unit, row.columns))
        group = self._group(row.columns.get(self.group_column))
        shortest, longest = min((length, *group)), max((length, *group))
        detail = {**self.shown_in(length, accuracy), "group": [shortest, longest]}
        span = longest - shortest
        score = 0.5 - (length - shortest) / span if span else 0.0
        if accuracy.outcome != "correct":
            score = min(0.0, score)
        sentence = f"{length} {self.unit}, in a group of {shortest} to {longest}; the answer is {accuracy.outcome}."
        outcome = _outcome(accuracy, full=length == shortest)
        return Verdict(None if accuracy.score is None else score, outcome, sentence, detail)

    def _group(self, given: Any) -> tuple[int, ...]:
        """The lengths in a group, twice the same one if it is one."""
        given = given.tolist() if hasattr(given, "tolist") else given
        if given is None:
            return ()
        if not isinstance(given, list | tuple) or not all(isinstance(one, int) and one >= 0 for one in given):
            msg = f"{self.group_column!r} holds the lengths of the rollouts of one prompt, not {given!r:.60}"
            raise CallError(msg)
        return tuple(given)


@dataclass(frozen=True)
class CosineScaledReward(OfAccuracy):
    """Accuracy on a cosine of the length. Source: "Demystifying Long CoT", arXiv 2502.03373, appendix C.1.

    A right answer is paid `max_value_correct` when it is short, falling to `min_value_correct` at `max_len`; any other
    gets `min_value_wrong` when it is short, rising to `max_value_wrong`. Beyond `max_len` it stays there.

    max_len: the length at which the cosine ends. There is no default: it is the limit of your own rollouts.
    exceeded: what every completion of `max_len` and more gets instead, as in the paper, which takes -10.
    accuracy: what says whether the answer is right: full, or not.
    unit: "tokens" needs the column `completion_ids`, which TRL passes.

    Raises ValueError where a longer right answer would be paid more, or a longer wrong one less.
    """

    max_len: int
    min_value_wrong: float = -1.0
    max_value_wrong: float = -0.5
    min_value_correct: float = 0.5
    max_value_correct: float = 1.0
    exceeded: float | None = None
    accuracy: Reward = math_reward
    unit: Unit = "tokens"
    name: str = "cosine_scaled"

    def __post_init__(self) -> None:
        """Refuse bad options when the reward is made, not when it is used."""
        super().__post_init__()
        values = (self.min_value_wrong, self.max_value_wrong, self.min_value_correct, self.max_value_correct)
        if self.max_len <= 0 or list(values) != sorted(values):
            msg = (
                f"max_len must be positive and the values must rise from wrong to correct, not {self.max_len}, {values}"
            )
            raise ValueError(msg)

    def verdict_of(self, row: Row) -> Verdict:
        """Grade the answer, and scale by the length."""
        accuracy = grade_part(self, self.accuracy, row)
        length = len(items(self.name, row.completion, self.unit, row.columns))
        detail = self.shown_in(length, accuracy)
        right = accuracy.outcome == "correct"
        short, long = (
            (self.max_value_correct, self.min_value_correct) if right else (self.min_value_wrong, self.max_value_wrong)
        )
        # The cosine is periodic: unclamped, it would rise again beyond max_len.
        share = (1 + math.cos(math.pi * min(length / self.max_len, 1.0))) / 2
        score = long + (short - long) * share
        if self.exceeded is not None and length >= self.max_len:
            score = self.exceeded
        sentence = f"{length} of {self.max_len} {self.unit}; the answer is {accuracy.outcome}."
        outcome = _outcome(accuracy, full=score == self.max_value_correct)
        return Verdict(None if accuracy.score is None else float(score), outcome, sentence, detail)


@dataclass(frozen=True)
class SoftOverlongReward(Reward):
    """A penalty that grows on the last stretch before the limit. Source: DAPO, arXiv 2503.14476, equation 13.

    0 up to `max_completion_len - soft_punish_cache`, then falling in a line to -1 at `max_completion_len`, and -1
    beyond. The defaults are the paper's: 16,384 tokens and a cache of 4,096 on top.

    unit: "tokens" needs the column `completion_ids`, which TRL passes; "words" and "characters" need nothing.

    Raises ValueError unless 0 <= soft_punish_cache <= max_completion_len.
    """

    max_completion_len: int = 20_480
    soft_punish_cache: int = 4_096
    unit: Unit = "tokens"
    name: str = "soft_overlong"

    def __post_init__(self) -> None:
        """Refuse bad options when the reward is made, not when it is used."""
        super().__post_init__()
        checked_unit(self.unit)
        if not 0 <= self.soft_punish_cache <= self.max_completion_len:
            msg = f"soft_punish_cache is between 0 and {self.max_completion_len}, not {self.soft_punish_cache}"
            raise ValueError(msg)

    @property
    def also_reads(self) -> tuple[str, ...]:
        """The column of the tokens, if they are counted."""
        return read_columns(self.unit)

    def verdict_of(self, row: Row) -> Verdict:
        """Grade the length of one completion. detail: `{"length", "unit"}`."""
        length = len(items(self.name, row.completion, self.unit, row.columns))
        over = length - (self.max_completion_len - self.soft_punish_cache)
        if over <= 0:
            score = 0.0
        elif length > self.max_completion_len:
            score = -1.0
        else:
            score = -over / self.soft_punish_cache
        outcome: Outcome = "correct" if score == 0 else "incorrect" if score == -1 else "partial"
        sentence = f"{length} of {self.max_completion_len} {self.unit}."
        return Verdict(score, outcome, sentence, {"length": length, "unit": self.unit})


length_reward = LengthReward()
soft_overlong_reward = SoftOverlongReward()
