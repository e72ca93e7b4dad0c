"""What of a completion a judge reads: its answer, its summary, or all of it."""

from __future__ import annotations

from typing import NamedTuple

from verifiers.completion import prompt_text, without_end_of_text
from verifiers.judge.guard import refusal
from verifiers.judge.template import MAX_TEXT, Reads
from verifiers.math.extract import final_answer
from verifiers.reward import Row


class Read(NamedTuple):
    """A text to be judged; `None` with the reason why there is none."""

    text: str | None
    reason: str


def read(row: Row, reads: Reads, reference: str | None = None) -> Read:
    """The part of a completion that is judged, unless it is of a kind that judges pay for without reason.

    An unfinished chain of thought has no answer and no summary.
    """
    if reads == "answer":
        found = final_answer(row.completion, parts=row.parts, lenient=True)
        text, reason = found.text, found.explanation
    elif reads == "summary":
        text, reason = row.parts.answer, "The reasoning was never closed."
    else:
        text, reason = row.completion, ""
    if text is None:
        return Read(None, reason)
    text = without_end_of_text(text).strip()
    if len(text) > MAX_TEXT:
        return Read(None, f"The text is longer than {MAX_TEXT} characters.")
    why = refusal(text, short=reads == "answer", reference=reference)
    return Read(None, f"The judge is not asked: {why[0].lower()}{why[1:]}") if why else Read(text, "")


def question_of(row: Row) -> str:
    """What was asked, as a judge is shown it: the end of a prompt that is too long, where the question stands."""
    return (prompt_text(row.prompt) or "It is not known.")[-MAX_TEXT:]
