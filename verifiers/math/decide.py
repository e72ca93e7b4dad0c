"""How an answer is decided: plain numerals first, then the engine, then the fallback."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

from verifiers.math import fallback
from verifiers.math.compare import NO_STACK, Comparison, compare, spelled_alike
from verifiers.math.echo import is_echo
from verifiers.math.equality.sequences import ELSEWHERE, parameters
from verifiers.math.form import Form, fault, is_numeric, restates, stated_value
from verifiers.math.numeral import (
    MAX_DIGITS,
    differ_among_themselves,
    equal_numerals,
    may_be_rounded,
    named_value,
    read_numeral,
)
from verifiers.math.objects import Answer
from verifiers.math.reading.parse import read
from verifiers.math.reading.tokens import Unreadable, unknown_commands
from verifiers.math.set_aside import Aside, set_aside
from verifiers.math.spelled import is_spelled_echo
from verifiers.verdict import Outcome


class Decision(NamedTuple):
    """What is said of an answer.

    evidence: what it rests on; "" where nothing was decided. set_aside: what was read on one side only, and why that
    cannot change the verdict.
    """

    outcome: Outcome
    explanation: str
    evidence: str = ""
    set_aside: tuple[Aside, ...] = ()


# What math-verify knows and we do not. Of other texts that are outside our grammar it reads a part, and compares that:
# it finds `\\oint \\spadesuit 5` equal to `\\lim_{foo} \\heartsuit 5`, and reads past an ellipsis.
_CALCULUS = frozenset({"\\int", "\\iint", "\\iiint", "\\lim", "\\det", "\\limits"})
_ARROWS = frozenset({"\\rightarrow", "\\longrightarrow"})
_UNSEEN = re.compile(r"\\(?:no)?limits(?![A-Za-z])")
_ARROW = re.compile(r"\\(?:long)?rightarrow(?![A-Za-z])|→|⟶")

_EQUAL = "The answer equals the reference."
_DIFFERENT = "The answer differs from the reference."
_RESTATED = Decision(
    "incorrect", "The answer is an integral, limit, determinant or remainder to be worked out.", "form"
)
_ECHO = Decision("incorrect", "The answer repeats an expression of the prompt.", "form")
_NO_STACK = Decision("undecided", NO_STACK)
_EXACTLY_EQUAL = Decision("correct", _EQUAL, "exact")
_EXACTLY_DIFFERENT = Decision("incorrect", _DIFFERENT, "exact")


MAX_REMEMBERED = 2_048
"""Decisions that are kept: a batch of many groups, of which the answers and the references are much the same."""
MAX_REMEMBERED_CHARACTERS = 4_000
"""Of an answer, its reference and its prompt together, so that what is kept stays below 32 MB."""


def decide(answer: str, reference: str, *, form: Form, tolerance: float, prompt: str | None) -> Decision:
    """Decide on one answer to one reference. Total and bounded."""
    if form != "simplest" and tolerance == 0:
        decided = _numerals(answer, reference, form, prompt)
        if decided is not None:
            return decided
    if len(answer) + len(reference) + len(prompt or "") > MAX_REMEMBERED_CHARACTERS:
        return _decide(answer, reference, form, tolerance, prompt)
    try:
        return _remembered(answer, reference, form, tolerance, prompt)
    except _PassingError as error:
        return error.decision


class _PassingError(Exception):
    """A decision that is our failure, and another the next time: it is not remembered."""

    def __init__(self, decision: Decision) -> None:
        super().__init__()
        self.decision = decision


@lru_cache(maxsize=MAX_REMEMBERED)  # rollouts of a group say the same again and again
def _remembered(answer: str, reference: str, form: Form, tolerance: float, prompt: str | None) -> Decision:
    decision = _decide(answer, reference, form, tolerance, prompt)
    if decision.outcome == "unavailable" or decision is _NO_STACK:
        raise _PassingError(decision)
    return decision


def _decide(answer: str, reference: str, form: Form, tolerance: float, prompt: str | None) -> Decision:
    try:
        return _by_engine(answer, reference, form, tolerance, prompt)
    except RecursionError:  # the caller has used up most of Python's stack
        return _NO_STACK


def _by_engine(answer: str, reference: str, form: Form, tolerance: float, prompt: str | None) -> Decision:
    found = compare(answer, reference, tolerance=tolerance)
    if found.equal and prompt and ELSEWHERE in found.evidence and _gives_parameter(prompt, found):
        return Decision("incorrect", _DIFFERENT, found.evidence)
    if found.equal:
        broken = None
        if found.answer is not None and found.reference is not None:
            if form != "any" and restates(stated_value(answer)[1], reference):
                return _RESTATED
            broken = _well_formed(answer, found.answer, found.reference, form, prompt)
        return broken or Decision("correct", _EQUAL, found.evidence, tuple(set_aside(answer, reference)))
    if found.equal is False:
        return Decision("incorrect", _DIFFERENT, found.evidence)
    if found.problem == "bound":
        return _NO_STACK if found.explanation == _NO_STACK.explanation else Decision("undecided", found.explanation)
    unknown = unknown_commands(answer) | unknown_commands(reference)
    if unknown & _CALCULUS and unknown <= _CALCULUS | _ARROWS:
        return _calculus(answer, reference, found, form=form, tolerance=tolerance, prompt=prompt)
    if found.problem == "answer" and form != "any" and found.reference is not None and is_numeric(found.reference):
        return Decision("incorrect", f"The answer is not a number that is worked out. {found.explanation}", "form")
    # A reference that we cannot read is not the fault of any answer to it.
    return Decision("bad_reference" if found.problem == "reference" else "undecided", found.explanation)


def _gives_parameter(prompt: str, found: Comparison) -> bool:
    """Whether the prompt has a letter of the answers that they give no value: there it is given, and is not free."""
    letters = parameters(*(side for side in (found.answer, found.reference) if side is not None))
    return any(re.search(rf"(?<![A-Za-z\\']){re.escape(letter)}(?![A-Za-z])", prompt) for letter in letters)


def _calculus(
    answer: str, reference: str, found: Comparison, *, form: Form, tolerance: float, prompt: str | None
) -> Decision:
    """Decide on integrals, limits and determinants: math-verify is asked where equivalence alone is wanted."""
    (name, value), (wanted_name, wanted) = stated_value(answer), stated_value(reference)
    if name and wanted_name and not spelled_alike(name, wanted_name):
        return Decision("undecided", found.explanation)  # of relations math-verify reads a part
    if name or wanted_name:
        return decide(value, wanted, form=form, tolerance=tolerance, prompt=prompt)
    if form != "any" and restates(answer, reference):
        return _RESTATED
    if is_spelled_echo(answer, reference, prompt):
        return _ECHO
    decision = _fallback(answer, reference)
    if decision.outcome == "bad_reference" and found.problem == "answer":
        # It is good: we could read it. An answer that nobody reads must not make its row one to skip.
        return Decision("undecided", decision.explanation, "fallback")
    return decision


def _numerals(answer: str, reference: str, form: Form, prompt: str | None) -> Decision | None:
    """The fast path: what is said of plain numerals. `None` where something else is to be compared, or a rounding."""
    both = answer + reference
    if answer and reference and both.isdecimal() and both.isascii() and len(both) <= MAX_DIGITS:  # as most answers are
        return _EXACTLY_EQUAL if int(answer) == int(reference) else _EXACTLY_DIFFERENT
    right = read_numeral(reference)
    if right is None:
        return None
    left = read_numeral(answer if "=" not in answer else named_value(answer))
    if left is None:
        return _EXACTLY_DIFFERENT if differ_among_themselves(answer) else None
    if equal_numerals(left, right):
        # Another notation of the number may be what the prompt asks to change.
        if prompt is not None and (left.bottom != right.bottom or left.percent != right.percent):
            with suppress(Unreadable):
                return _well_formed(answer, read(answer), read(reference), form, prompt) or _EXACTLY_EQUAL
        return _EXACTLY_EQUAL
    return None if may_be_rounded(answer, reference) else _EXACTLY_DIFFERENT


def _well_formed(text: str, answer: Answer, reference: Answer, form: Form, prompt: str | None) -> Decision | None:
    """What speaks against an equal answer: its form, or that the prompt says it already."""
    if form == "any" and not prompt:
        return None
    broken = fault(answer, reference, form)
    if broken is not None:
        return Decision("incorrect", f"{broken} It is equal to the reference.", "form")
    if is_echo(text, answer, reference, prompt):
        return _ECHO
    return None


def _fallback(answer: str, reference: str) -> Decision:
    reply = fallback.ask(*(_ARROW.sub(r"\\to ", _UNSEEN.sub("", text)) for text in (answer, reference)))
    if reply.equal is not None:
        return Decision("correct" if reply.equal else "incorrect", reply.explanation, "fallback")
    outcomes: dict[str, Outcome] = {
        "reference": "bad_reference",
        "answer": "incorrect",
        "unavailable": "unavailable",
        "bound": "undecided",
    }
    return Decision(outcomes[reply.problem], reply.explanation, "fallback")
