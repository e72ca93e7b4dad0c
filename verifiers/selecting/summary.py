"""The totals of a selection: how many rows were selected, and how many dropped for which reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from verifiers.scoring.summary import SHOWN_ERRORS
from verifiers.selecting.rules import Rule

BEFORE_RULES = {
    "error": "an error row: it was not graded",
    "undecided": "nobody could grade the answer",
    "wrong": "the answer is not right",
}
AFTER_RULES = {
    "duplicate": "selected before for its prompt, but for white space",
    "surplus": "one too many for its prompt",
}
"""Reasons before and behind the rules, in their order, and what they mean."""


class Selection:
    """What became of the rows: each is selected, or dropped for its first reason, or could not be read.

    prompts: of how many prompts something was selected.
    dropped: counts by reason, all reasons, in their order. phrases: what they mean.
    first_unreadable: the first few, as (line, sentence).
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.phrases = {**BEFORE_RULES, **{rule.name: rule.phrase for rule in rules}, **AFTER_RULES}
        self.dropped = dict.fromkeys(self.phrases, 0)
        self.rows = self.selected = self.prompts = self.unreadable = 0
        self.first_unreadable: list[tuple[int, str]] = []

    def cannot_read(self, number: int, sentence: str) -> None:
        """Count a row that is no scored row, or lacks what a selected one needs."""
        self.unreadable += 1
        if len(self.first_unreadable) < SHOWN_ERRORS:
            self.first_unreadable.append((number, sentence))

    def as_json(self) -> dict[str, Any]:
        """The counts for machines: `rows` is the sum of `selected`, `unreadable` and what was dropped."""
        return {
            "rows": self.rows,
            "selected": self.selected,
            "prompts": self.prompts,
            "dropped": dict(self.dropped),
            "unreadable": self.unreadable,
        }
