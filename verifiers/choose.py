"""Rules first: a second reward is asked only where the first has not decided.

    otherwise(math_reward, judge)                              a model, where rules do not decide
    by_kind(verifiable=r1_reward, general=combine({helpful: 1, harmless: 1}, name="general"))   R1's second stage

Rules alone have a precision of about 99% and a recall of 86% on mathematics (arXiv 2505.22203); models raise the
recall, and are fooled. Behind the rules a model can only turn what was not decided: an equality or a difference that
is proven stays.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from verifiers.compose import Combination, checked, grade_part, shown
from verifiers.reward import Reward, Row
from verifiers.verdict import Verdict

OPEN = ("undecided", "text", "bad_reference", "unavailable")
"""What may be left to the second reward: outcomes that decide nothing, and answers that were compared as words."""


def otherwise(
    first: Any, second: Any, *, on: tuple[str, ...] = ("undecided", "text"), watch: float = 0.0, name: str | None = None
) -> OtherwiseReward:
    """The first reward's verdict, and the second's where the first has not decided.

    on: where the second is asked: "undecided" (a bound on the work was reached), "text" (the answers differ as words,
        and no rule says that they mean different things), "bad_reference" (no tests, or an answer that rules cannot
        read), "unavailable".
    watch: the share of the other rows where it is asked all the same, for its verdict to be compared with the first
        one's. It never changes a score; `detail["contradicts"]` and the logs say how often it would have.
    name: of the whole; `None`: that of the first, so that tables and curves go on.

    Raises ValueError for what can be left to nobody, such as "incorrect", and TypeError for what is no reward.
    """
    rules, judge = checked("otherwise", [first, second])
    return OtherwiseReward(rules, judge, tuple(on), watch, name or rules.name)


@dataclass(frozen=True)
class OtherwiseReward(Combination):
    """Rules, and what is asked where they do not decide. Made by `otherwise`.

    detail: that of the deciding verdict, with `asked` (whether the second was), `parts` with both verdicts, and where
    the second was only watched, `contradicts`.
    """

    first: Reward
    second: Reward
    on: tuple[str, ...] = ("undecided", "text")
    watch: float = 0.0
    name: str = "otherwise"

    def __post_init__(self) -> None:
        """Refuse bad settings when the reward is made, not when it is used."""
        super().__post_init__()
        for one in self.on:
            if one not in OPEN:
                msg = f"only {', '.join(OPEN)} can be left to another reward, not {one!r}"
                raise ValueError(msg)
        if not 0 <= self.watch <= 1:
            msg = f"watch is a share from 0 to 1, not {self.watch!r}"
            raise ValueError(msg)

    @property
    def rewards(self) -> tuple[Reward, ...]:
        """Both."""
        return (self.first, self.second)

    @property
    def finds_answers(self) -> bool:
        """As the first does."""
        return self.first.finds_answers

    def verdict_of(self, row: Row) -> Verdict:
        """Grade with the first; with the second where that decides nothing."""
        decided = grade_part(self, self.first, row)
        parts = {self.first.name: shown(decided)}
        if self._is_open(decided):
            asked = grade_part(self, self.second, row)
            parts[self.second.name] = shown(asked)
            detail = {**asked.detail, "asked": True, "parts": parts, "measures": {"asked": 1.0}}
            told = f"{self.first.name} does not decide; {self.second.name}: {asked.explanation}"
            return Verdict(asked.score, asked.outcome, told, detail)
        measures = {"asked": 0.0}
        detail = {**decided.detail, "asked": False, "parts": parts, "measures": measures}
        if self.watch and decided.outcome in ("correct", "incorrect") and _share_of(row) < self.watch:
            asked = grade_part(self, self.second, row)
            parts[self.second.name] = shown(asked)
            if asked.score is not None:
                detail["contradicts"] = (asked.score >= 1) != (decided.outcome == "correct")
                kind = "missed" if decided.outcome == "correct" else "overpaid"
                measures[f"would_have_{kind}"] = float(detail["contradicts"])
        return Verdict(decided.score, decided.outcome, decided.explanation, detail)

    def _is_open(self, verdict: Verdict) -> bool:
        if verdict.outcome in self.on:
            return True
        return "text" in self.on and verdict.outcome == "incorrect" and verdict.detail.get("evidence") == "text"


def _share_of(row: Row) -> float:
    """A number from 0 up to 1 that only depends on the completion: the same rows are watched in every run."""
    digest = hashlib.blake2b(row.completion.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def by_kind(verifiable: Any, general: Any, *, name: str = "by_kind") -> ByKindReward:
    """One reward for rows that have a reference and another for those that have none.

    R1's second stage (arXiv 2501.12948, section 2.3.4): for reasoning data rule-based rewards, for general data reward
    models of helpfulness, which read the final summary, and of harmlessness, which read the whole response.

        by_kind(verifiable=r1_reward, general=combine({helpful: 1, harmless: 1}, name="general"))

    Raises TypeError for what is no reward, and ValueError where both have one name, or the first reads no reference.
    """
    first, second = checked("by_kind", [verifiable, general])
    if not first.columns:
        msg = f"rows are told apart by their reference, and {first.name!r} has none"
        raise ValueError(msg)
    return ByKindReward(first, second, name)


@dataclass(frozen=True)
class ByKindReward(Combination):
    """A reward for rows with a reference, and one for those without. Made by `by_kind`.

    detail: that of the verdict, with `kind`: "verifiable" or "general".
    """

    verifiable: Reward
    general: Reward
    name: str = "by_kind"

    @property
    def rewards(self) -> tuple[Reward, ...]:
        """Both."""
        return (self.verifiable, self.general)

    def verdict_of(self, row: Row) -> Verdict:
        """Grade with the one that the row is for."""
        values = [row.columns.get(column) for column in self.verifiable.columns]
        has_reference = any(value is not None and value != "" for value in [row.reference, *values])
        kind, chosen = ("verifiable", self.verifiable) if has_reference else ("general", self.general)
        verdict = grade_part(self, chosen, row)
        detail = {**verdict.detail, "kind": kind, "parts": {chosen.name: shown(verdict)}}
        return Verdict(verdict.score, verdict.outcome, verdict.explanation, detail)
