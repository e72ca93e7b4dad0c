"""The way of an answer and a reference: plain numerals first, then the engine, then the fallback."""

from __future__ import annotations

from typing import NamedTuple

from verifiers.math import fallback
from verifiers.math.compare import SPELLED_ALIKE, compare
from verifiers.math.form import Form, fault, is_echo, is_numeric
from verifiers.math.numeral import differ_among_themselves, equal_numerals, may_be_rounded, named_value, read_numeral
from verifiers.math.reading.parse import read
from verifiers.math.reading.tokens import Unreadable, unknown_commands
from verifiers.verdict import Outcome


class Judgement(NamedTuple):
    """What came of it.

    evidence: what it rests on; "" where nothing was decided.
    """

    outcome: Outcome
    explanation: str
    evidence: str = ""


# What math-verify knows and we do not. Of other texts that are outside our grammar it reads a part, and compares that:
# it finds `\\oint \\spadesuit 5` equal to `\\lim_{foo} \\heartsuit 5`, and reads past an ellipsis.
_CALCULUS = frozenset({"\\int", "\\iint", "\\iiint", "\\lim", "\\det", "\\limits"})

_EQUAL = "The answer equals the reference."
_DIFFERENT = "The answer differs from the reference."
_EXACTLY_EQUAL = Judgement("correct", _EQUAL, "exact")
_EXACTLY_DIFFERENT = Judgement("incorrect", _DIFFERENT, "exact")


def judge(answer: str, reference: str, *, form: Form, tolerance: float, prompt: str | None) -> Judgement:
    """Judge one answer against one reference. Total and bounded."""
    if form != "simplest" and tolerance == 0:
        judged = _numerals(answer, reference, form, prompt)
        if judged is not None:
            return judged
    decision = compare(answer, reference, tolerance=tolerance)
    if decision.equal:
        broken = None if decision is SPELLED_ALIKE else _well_formed(answer, reference, form, prompt)
        return broken or Judgement("correct", _EQUAL, decision.evidence)
    if decision.equal is False:
        return Judgement("incorrect", _DIFFERENT, decision.evidence)
    if decision.problem == "bound":
        return Judgement("undecided", decision.explanation)
    if decision.problem == "answer" and form != "any" and is_numeric(read(reference)):
        return Judgement("incorrect", f"The answer is not a number that is worked out. {decision.explanation}", "form")
    unknown = unknown_commands(answer) | unknown_commands(reference)
    if not unknown or not unknown <= _CALCULUS:
        return Judgement("undecided", decision.explanation)
    judgement = _fallback(answer, reference)
    if judgement.outcome == "bad_reference" and decision.problem == "answer":
        # It is good: we could read it. An answer that nobody reads must not make its row one to skip.
        return Judgement("undecided", judgement.explanation, "fallback")
    return judgement


def _numerals(answer: str, reference: str, form: Form, prompt: str | None) -> Judgement | None:
    """The fast path: what is said of plain numerals. `None` where something else is to be compared, or a rounding."""
    right = read_numeral(reference)
    if right is None:
        return None
    left = read_numeral(answer if "=" not in answer else named_value(answer))
    if left is None:
        return _EXACTLY_DIFFERENT if differ_among_themselves(answer) else None
    if equal_numerals(left, right):
        may_be_echo = prompt is not None and ("/" in answer or "frac" in answer)
        broken = _well_formed(answer, reference, form, prompt) if may_be_echo else None
        return broken or _EXACTLY_EQUAL
    return None if may_be_rounded(answer, reference) else _EXACTLY_DIFFERENT


def _well_formed(answer: str, reference: str, form: Form, prompt: str | None) -> Judgement | None:
    """What speaks against an equal answer: its form, or that the prompt says it already."""
    if form == "any" and not prompt:
        return None
    try:
        left, right = read(answer), read(reference)
    except Unreadable:
        return None  # spelled alike: it is the reference
    broken = fault(left, right, form)
    if broken is not None:
        return Judgement("incorrect", f"{broken} It is equal to the reference.", "form")
    if is_echo(answer, left, right, prompt):
        return Judgement("incorrect", "The answer repeats an expression of the prompt.", "form")
    return None


def _fallback(answer: str, reference: str) -> Judgement:
    comparison = fallback.compare(answer, reference)
    if comparison.equal is not None:
        return Judgement("correct" if comparison.equal else "incorrect", comparison.explanation, "fallback")
    outcomes: dict[str, Outcome] = {
        "reference": "bad_reference",
        "answer": "incorrect",
        "unavailable": "unavailable",
        "bound": "undecided",
    }
    return Judgement(outcomes[comparison.problem], comparison.explanation, "fallback")
