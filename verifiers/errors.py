"""What stops a run before it does harm. What is wrong with one row never does: that becomes an error row."""

from __future__ import annotations


class ScoringError(Exception):
    """The run cannot start or go on; its text is one sentence for the person who started it, without its full stop."""


class FieldsError(ScoringError):
    """A field cannot be found, or more than one could be meant. `role` names what was looked for."""

    def __init__(self, sentence: str, role: str) -> None:
        super().__init__(sentence)
        self.role = role


class RowError(Exception):
    """One row cannot be graded; its text says what is missing."""
