r"""Comparing two answers that are given as text: `compare` is the engine's one entry.

Total and bounded. What is spelled alike is equal before anything is read; then both sides are read, and `equal.py`
decides; what has two customary readings (`1,234`, `\log`) is read in the other one, too.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from verifiers.math.equality.expressions import Context, Undecided
from verifiers.math.equality.rationals import TooCostly, start_work
from verifiers.math.equality.rules import equal
from verifiers.math.equality.texts import equal_choices
from verifiers.math.numeral import without_point
from verifiers.math.objects import (
    Answer,
    Num,
    Op,
    nodes,
    operations,
    replace_parts,
)
from verifiers.math.reading.parse import read, strip
from verifiers.math.reading.tokens import MAX_CHARACTERS, Token, TooLarge, Unreadable, mend, tokenize


class Decision(NamedTuple):
    """What the engine found.

    equal: `None` when it cannot say.
    evidence: how it was reached: "exact", "disjoint balls", "agreement to 512 bits", "structural", "text" and so on.
    problem: with `None`: "answer" or "reference" (that side is outside the grammar), "bound" (too much work).
    """

    equal: bool | None
    evidence: str
    problem: str = ""
    explanation: str = ""


SPELLED_ALIKE = Decision(equal=True, evidence="structural")
"""Of two answers that need not be read: the answer is the reference, in whatever form."""


def compare(answer: str, reference: str, *, tolerance: float = 0.0) -> Decision:
    """Compare two answers given as text. Total and bounded: never raises for what the texts say."""
    start_work()
    try:
        return _compare(answer, reference, tolerance)
    except RecursionError:  # the caller has used up most of Python's stack
        return Decision(None, "", "bound", "The stack is too small for the comparison.")


def _compare(answer: str, reference: str, tolerance: float) -> Decision:
    if spelled_alike(answer, reference):
        return SPELLED_ALIKE
    if equal_choices(answer, reference):
        return Decision(equal=True, evidence="text")
    context = Context(answer, reference, tolerance)
    try:
        right = read(reference)
    except Unreadable as error:
        return _by_tokens(answer, reference, "reference", error)
    try:
        left = read(answer)
    except Unreadable as error:
        return _by_tokens(answer, reference, "answer", error)
    try:
        same = equal(left, right, context)
        if not same and _DIGITS_COMMA.search(answer + reference):
            # `1,234` is a number or two; a list on the other side says which.
            same = equal(read(answer, commas=True), read(reference, commas=True), context)
            same = (
                same
                or _decimal_comma(answer, reference, context)
                or (_PAIR.fullmatch(reference) is None and _decimal_comma(reference, answer, context))
            )
        if not same and "log" in operations(left, right) and _is_log(left, right):
            same = equal(_common_logs(left), _common_logs(right), context)
    except (Undecided, TooCostly) as error:
        return Decision(None, "", "bound", f"{error}.".capitalize())
    except Unreadable as error:  # in the other reading
        return _by_tokens(answer, reference, "answer", error)
    return Decision(same, ", ".join(sorted(context.evidence)) or "structural")


_DIGITS_COMMA = re.compile(r"[0-9],[0-9]")
_PAIR = re.compile(r"[-\s$]*[0-9]+,[0-9][\s$]*")  # a reference `1,2` is one and two


_DECIMAL_COMMA = re.compile(r"[-\s$]*(?:0,[0-9]+|[0-9]+,(?:[0-9]{1,2}|[0-9]{4,}))[\s$]*")


def _decimal_comma(text: str, other: str, context: Context) -> bool:
    """`1,22` is 1.22 where the other side is written with a point: much of the world writes it so."""
    if "." not in other or "," in other or _DECIMAL_COMMA.fullmatch(text) is None:
        return False
    return equal(read(text.replace(",", ".")), read(other), context)


def _is_log(*answers: Answer) -> bool:
    return any(
        isinstance(node, Op) and node.name == "log" and len(node.args) == 1 for a in answers for node in nodes(a)
    )


def _common_logs(node: Answer) -> Answer:
    r"""`\log` without a base has the base e, or 10: of both sides the same."""
    changed = replace_parts(node, _common_logs)
    return (
        Op("log", (changed.args[0], Num(Fraction(10))))
        if _is_log(node) and isinstance(changed, Op) and changed.name == "log" and len(changed.args) == 1
        else changed
    )


_UNSEEN = re.compile(r"\\(?:left|right)(?=\s*\\?[()\[\]{}|])|(?<![0-9A-Za-z\\,])\s+|(?<!\\)\s+(?![0-9A-Za-z,])")
_SEEN = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ)]}|!%'")
"""Last characters that are part of an answer."""
_AROUND = " \t\r\n$"


def spelled_alike(answer: str, reference: str) -> bool:
    r"""Whether two texts differ at most in what nobody sees: blanks beside signs, `\left`, `\dfrac`, dollars around.

    The point at the end of a sentence is not part of it, either.
    A blank between digits or letters is seen (`1 1/2` is not `11/2`), and one beside a comma (`1, 234` is not `1,234`).
    """
    if len(answer) > MAX_CHARACTERS or len(reference) > MAX_CHARACTERS:
        return answer == reference
    last, other = answer[-1:], reference[-1:]
    if last != other and _SEEN.issuperset(last + other):
        return False  # whatever stands before them
    return _squashed(answer) == _squashed(reference) != ""


def _squashed(text: str) -> str:
    squashed = _UNSEEN.sub("", without_point(text.strip(_AROUND)).strip(_AROUND))
    return squashed.replace("\\dfrac", "\\frac").replace("\\tfrac", "\\frac")


def _by_tokens(answer: str, reference: str, side: str, error: Unreadable) -> Decision:
    """What cannot be read can still be spelled alike."""
    if max(len(answer), len(reference)) > MAX_CHARACTERS:
        if answer.strip() == reference.strip():
            return Decision(equal=True, evidence="structural")
    elif strip(answer) == strip(reference):
        return Decision(equal=True, evidence="structural")
    if isinstance(error, TooLarge):
        return Decision(None, "", "bound", f"The {side} is too large: {error}.")
    try:
        spelled = [_spelling(tokenize(mend(strip(text)))) for text in (answer, reference)]
    except Unreadable as too:
        return Decision(None, "", "bound", f"An answer is too large: {too}.")
    if spelled[0] == spelled[1] and spelled[0]:
        return Decision(equal=True, evidence="structural")
    return Decision(None, "", side, f"The {side} is outside the grammar: {error}.")


def _spelling(tokens: list[Token]) -> list[str]:
    """Tokens without the braces that hold a single one."""
    values = [token.value.strip() for token in tokens]
    plain: list[str] = []
    index = 0
    while index < len(values):
        if values[index] == "{" and values[index + 2 : index + 3] == ["}"]:
            plain.append(values[index + 1])
            index += 3
        else:
            plain.append(values[index])
            index += 1
    return plain
