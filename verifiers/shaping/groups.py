"""Rewards that compare the rollouts of one prompt: by how many are right, which right one is shortest, what most say.

The group of a completion is the rows of the batch with the same prompt, or the whole batch where no prompts are
passed. What is known of it reaches each row as a column, `<name>_group`, so that a grade depends on nothing else; a
trainer that splits groups over processes may pass it itself. A completion that is graded alone is a group of one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from verifiers.compose import grade_part
from verifiers.math import math_reward
from verifiers.math.clusters import clusters
from verifiers.math.extract import final_answer
from verifiers.reasoning import parts_of, reading_of
from verifiers.reward import CallError, Reward, Row, grade_rows_here
from verifiers.shaping.length import OfAccuracy
from verifiers.shaping.units import TOKENS, Unit, items
from verifiers.verdict import Outcome, Verdict


def prompts_in(columns: Mapping[str, Sequence[Any]], size: int) -> list[str]:
    """By what the rows of a batch are grouped."""
    return [str(prompt) for prompt in columns.get("prompt", [""] * size)]


class _OfGroup(OfAccuracy):
    """What these share: each row is told how many of its group are right, of how many, and their lengths.

    The group is `[right, rollouts, length of the shortest right one or null, mean length]`; rollouts that could not be
    graded are not in it.
    """

    @property
    def group_column(self) -> str:
        """The column with what is known of a row's group."""
        return f"{self.name}_group"

    @property
    def also_reads(self) -> tuple[str, ...]:
        """The column of the tokens, if they are counted, and that of the group, if it is given."""
        return (*super().also_reads, self.group_column)

    def of_batch(self, texts: Sequence[str], columns: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
        """Grade the batch, and tell each row of its group."""
        if self.group_column in columns:
            return {}
        rows = [(text, {name: values[row] for name, values in columns.items()}) for row, text in enumerate(texts)]
        told = self.accuracy.replace(reasoning=self.reasoning, prefilled=self.prefilled)
        verdicts = grade_rows_here(self.accuracy if self.accuracy.reasoning != "auto" else told, rows)
        tokens = columns.get(TOKENS)
        groups: dict[str, list[tuple[bool, int]]] = {}
        prompts = prompts_in(columns, len(texts))
        for row, verdict in enumerate(verdicts):
            if verdict.score is not None:
                length = len(items(self.name, texts[row], self.unit, {} if tokens is None else {TOKENS: tokens[row]}))
                groups.setdefault(prompts[row], []).append((verdict.outcome == "correct", length))
        known = {prompt: _summed(group) for prompt, group in groups.items()}
        return {self.group_column: [known.get(prompt, [0, 0, None, 0.0]) for prompt in prompts]}

    def _group(self, row: Row, accuracy: Verdict, length: int) -> tuple[int, int, float | None, float]:
        """How many of the group are right, of how many, the shortest right length, and the mean length."""
        given = row.columns.get(self.group_column)
        if given is None:
            given = _summed([(accuracy.outcome == "correct", length)])
        try:
            right, rollouts, shortest, mean = given
            return int(right), int(rollouts), None if shortest is None else float(shortest), float(mean)
        except (TypeError, ValueError):
            msg = f"{self.group_column!r} is [right, rollouts, shortest right length, mean length], not {given!r:.60}"
            raise CallError(msg) from None


def _summed(group: Sequence[tuple[bool, int]]) -> list[Any]:
    right = [length for is_right, length in group if is_right]
    lengths = [length for _, length in group]
    return [len(right), len(group), min(right, default=None), sum(lengths) / len(lengths)]


@dataclass(frozen=True)
class AdaptiveLengthReward(_OfGroup):
    """A penalty for length that grows with the share of the group that is right. Source: ALP, arXiv 2506.05256.

    A right answer gets 1 and any other 0, less `beta * length * max(p, 1 / K)`: p is the share of the K rollouts of
    the prompt that are right, so that easy prompts are to be answered shortly and hard ones at length.

    beta: the penalty of one unit of length: the paper's beta divided by its N, a constant to normalise lengths. There
        is no default, because it depends on the lengths of your rollouts.
    unit: "tokens" needs the column `completion_ids`, which TRL passes.

    Raises ValueError for a negative penalty.
    """

    beta: float
    accuracy: Reward = math_reward
    unit: Unit = "tokens"
    name: str = "adaptive_length"

    def __post_init__(self) -> None:
        """Refuse bad options when the reward is made, not when it is used."""
        super().__post_init__()
        if self.beta < 0:
            msg = f"beta is a penalty of 0 and more, not {self.beta}"
            raise ValueError(msg)

    def verdict_of(self, row: Row) -> Verdict:
        """Grade one completion. detail: `{"length", "unit", "share", "parts"}`."""
        accuracy = grade_part(self, self.accuracy, row)
        length = len(items(self.name, row.completion, self.unit, row.columns))
        right, rollouts, _, _ = self._group(row, accuracy, length)
        share = max(right, 1) / max(rollouts, 1)
        score = float(accuracy.outcome == "correct") - self.beta * length * share
        sentence = f"{length} {self.unit}; {right} of {rollouts} are right; the answer is {accuracy.outcome}."
        detail = {**self.shown_in(length, accuracy), "share": share}
        return self.scaled(accuracy, score, sentence, detail, full=score == 1)


@dataclass(frozen=True)
class ShortestCorrectReward(_OfGroup):
    """The shortest right answer of its group gets most. Source: ShorterBetter, arXiv 2504.21370.

    `alpha` for a right answer, less `beta` for each unit of length between it and the shortest right answer of the
    group; where none is right, between it and the mean length.

    alpha, beta: 2 and 0.001 a token are the paper's.
    unit: "tokens" needs the column `completion_ids`, which TRL passes.

    Raises ValueError for negative values.
    """

    alpha: float = 2.0
    beta: float = 0.001
    accuracy: Reward = math_reward
    unit: Unit = "tokens"
    name: str = "shortest_correct"

    def __post_init__(self) -> None:
        """Refuse bad options when the reward is made, not when it is used."""
        super().__post_init__()
        if self.alpha < 0 or self.beta < 0:
            msg = f"alpha and beta are 0 and more, not {self.alpha} and {self.beta}"
            raise ValueError(msg)

    def verdict_of(self, row: Row) -> Verdict:
        """Grade one completion. detail: `{"length", "unit", "best", "parts"}`."""
        accuracy = grade_part(self, self.accuracy, row)
        length = len(items(self.name, row.completion, self.unit, row.columns))
        _, _, shortest, mean = self._group(row, accuracy, length)
        best = mean if shortest is None else shortest
        score = self.alpha * (accuracy.outcome == "correct") - self.beta * abs(length - best)
        sentence = f"{length} {self.unit}, where {best:g} is best; the answer is {accuracy.outcome}."
        detail = {**self.shown_in(length, accuracy), "best": best}
        return self.scaled(accuracy, score, sentence, detail, full=length == best)


@dataclass(frozen=True)
class PassAtKReward(_OfGroup):
    """The advantage of a rollout where the group is paid for pass@k. Source: Pass@k Training, arXiv 2508.10751.

    A set of k rollouts is right if one of them is. This is the mean over all sets of k of the group that hold this
    rollout of what the set's reward is above the mean of all sets, in standard deviations: in closed form, so that no
    set is drawn. It is an advantage already: pass it on as it is (TRL: `scale_rewards="none"`; the mean over a group
    is 0, so that subtracting it changes nothing). A group whose sets are all right, or all wrong, gets 0.

    k: rollouts in a set. A group of fewer is one set.

    Raises ValueError unless k is 1 and more.
    """

    k: int = 4
    accuracy: Reward = math_reward
    unit: Unit = "characters"
    name: str = "pass_at_k"

    def __post_init__(self) -> None:
        """Refuse bad options when the reward is made, not when it is used."""
        super().__post_init__()
        if self.k < 1:
            msg = f"k is 1 and more, not {self.k}"
            raise ValueError(msg)

    def verdict_of(self, row: Row) -> Verdict:
        """Grade one completion. detail: `{"right", "rollouts", "parts"}`."""
        accuracy = grade_part(self, self.accuracy, row)
        length = len(row.completion)
        right, rollouts, _, _ = self._group(row, accuracy, length)
        is_right = accuracy.outcome == "correct"
        score = _advantage(right, rollouts, self.k, is_right=is_right)
        sentence = f"{right} of {rollouts} are right; the answer is {accuracy.outcome}."
        parts = {"parts": self.shown_in(length, accuracy)["parts"]}
        return self.scaled(accuracy, score, sentence, {"right": right, "rollouts": rollouts, **parts}, full=True)


def _advantage(right: int, rollouts: int, k: int, *, is_right: bool) -> float:
    """The advantage of a right or a wrong rollout in a group."""
    k = min(k, rollouts)
    wrong = rollouts - right
    if not right or wrong < k:
        return 0.0
    mean = 1 - math.comb(wrong, k) / math.comb(rollouts, k)
    deviation = math.sqrt(mean * (1 - mean))
    # A set that holds a right rollout is right; of those that hold a wrong one, some are wrong.
    lost = 0.0 if is_right else math.comb(wrong - 1, k - 1) / math.comb(rollouts - 1, k - 1)
    return (1 - lost - mean) / deviation


@dataclass(frozen=True)
class MajorityReward(Reward):
    r"""1.0 for the answer that most of the group give, else 0.0; no reference. Source: TTRL, arXiv 2504.16084.

    Answers are counted by equivalence, as the math reward compares: 1/2, 0.5 and \frac12 are one. Of two answers that
    are given equally often, the one whose spelling is more frequent counts. A completion without an answer has no vote.
    """

    name: str = "majority"

    @property
    def finds_answers(self) -> bool:
        """The vote."""
        return True

    @property
    def also_reads(self) -> tuple[str, ...]:
        """The column of the majority, if it is given."""
        return (self.group_column,)

    @property
    def group_column(self) -> str:
        """The column with whether a row's answer is that of the majority, and how many votes it has of how many."""
        return f"{self.name}_group"

    def of_batch(self, texts: Sequence[str], columns: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
        """Count the votes of each prompt."""
        prompts = columns.get("prompt", [None] * len(texts))
        answers = [self._answer(text, prompt) for text, prompt in zip(texts, prompts, strict=True)]
        rows: dict[str, list[int]] = {}
        for row, prompt in enumerate(prompts_in(columns, len(texts))):
            rows.setdefault(prompt, []).append(row)
        known: list[Any] = [None] * len(texts)
        for mine in rows.values():
            votes = clusters([answers[row] for row in mine])
            counts = Counter(vote for vote in votes if vote is not None)
            winner = min(counts, key=lambda vote: (-counts[vote], vote), default=None)
            for row, vote in zip(mine, votes, strict=True):
                known[row] = [
                    vote is not None and vote == winner,
                    counts[vote] if vote is not None else 0,
                    counts.total(),
                ]
        return {self.group_column: known}

    def _answer(self, text: str, prompt: Any) -> str | None:
        parts = parts_of(text, prompt, reading_of(self.reasoning, self.prefilled))
        return final_answer(text, parts=parts).text

    def verdict_of(self, row: Row) -> Verdict:
        """Grade one completion. detail: `{"answer", "votes", "of"}`."""
        answer = final_answer(row.completion, parts=row.parts).text
        if answer is None:
            return Verdict(0.0, "no_answer", "There is no answer that could have a vote.", {"answer": None})
        is_majority, votes, of = row.columns.get(self.group_column) or (True, 1, 1)
        outcome: Outcome = "correct" if is_majority else "incorrect"
        detail = {"answer": answer, "votes": votes, "of": of}
        return Verdict(float(bool(is_majority)), outcome, f"{votes} of {of} give this answer.", detail)


majority_reward = MajorityReward()
shortest_correct_reward = ShortestCorrectReward()
pass_at_k_reward = PassAtKReward()
