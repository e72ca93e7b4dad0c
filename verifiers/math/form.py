"""Whether an answer is in the form that is asked for. Equivalence is not an answer: `17+25` equals 42, not added.

A policy that is trained on equivalence alone learns to box the question. So for a reference that is a numeral the
answer must be a number that nobody has still to work out, and in any form an answer must not repeat an expression
of the prompt (see `echo`).
"""

from __future__ import annotations

import re
from typing import Literal

from verifiers.math.equality.relations import quotient
from verifiers.math.equality.units import with_unit
from verifiers.math.objects import (
    SERIES,
    Answer,
    Listing,
    Quantity,
    Ratio,
    Relation,
    SetBuilder,
    SetOf,
    Total,
    operations,
    symbols,
)
from verifiers.math.worked_out import (
    is_numeral,
    is_worked_out,
    leaves,
    leaves_arithmetic,
    not_simplest,
    value_of,
)

Form = Literal["evaluated", "simplest", "any"]

# What stands for work still to be done when the reference does not need it.
_COUNTING = frozenset(
    {"!", "!!", "binom", "floor", "ceil", "gcd", "lcm", "max", "min", "sgn", "det", "Re", "Im", "abs"}
)
_FUNCTIONS = frozenset(
    (
        "sin cos tan cot sec csc arcsin arccos arctan arccot arcsec arccsc sinh cosh tanh coth sech csch arcsinh "
        "arccosh arctanh log ln exp"
    ).split()
)


def fault(answer: Answer, reference: Answer, form: Form) -> str | None:
    """Why an answer that equals the reference is not in the form that is asked for; `None` if it is.

    form: "evaluated" wants numbers worked out, "simplest" lowest terms and simplified radicals too, "any" nothing.
    """
    if form == "any":
        return None
    if isinstance(reference, Quantity | Total):
        answer = with_unit(answer)
    members = _is_class(reference) and not _is_class(answer) and bool(symbols(value_of(answer)))  # `x = 4k + 3`
    answer, reference = value_of(answer), value_of(reference)
    if members:
        return None
    if answer == reference:
        return not_simplest(answer, reference) if form == "simplest" else None
    if (
        isinstance(reference, SetOf | Listing)
        and _is_condition(answer)
        and not any(map(_is_condition, reference.items))
    ):
        return "The answer is a set whose members are still to be named."
    if is_numeric(reference):
        if isinstance(answer, Ratio) and not isinstance(reference, Ratio):
            answer = quotient(answer) or answer
        if not all(is_worked_out(leaf) for leaf in leaves(answer)):
            return "The answer is still to be worked out."
    else:
        mine = operations(answer) - operations(reference)
        if mine & SERIES:
            return "The answer is a sum or product that is still to be worked out."
        if not symbols(reference):
            if mine & _COUNTING or (leaves_arithmetic(answer) and not leaves_arithmetic(reference)):
                return "The answer is still to be worked out."
            if mine & _FUNCTIONS and not operations(reference) & _FUNCTIONS:
                return "The answer is a function that is still to be worked out."
    return not_simplest(answer, reference) if form == "simplest" else None


def _is_class(node: Answer) -> bool:
    """Whether an answer is a congruence."""
    return isinstance(node, Relation) and "modulus" in node.ops


def _is_condition(node: Answer) -> bool:
    """Whether a set is given by what its members are, not by their names."""
    return isinstance(node, SetBuilder) or (isinstance(node, Relation) and set(node.ops) <= _ORDERS)


_ORDERS = frozenset({"<", ">", "<=", ">="})


def is_numeric(reference: Answer) -> bool:
    """Whether a reference is a numeral, or made of numerals alone: `42`, `3/4`, `50%`, `(1, 2)`, `[0, 1)`."""
    return all(is_numeral(leaf) for leaf in leaves(value_of(reference)))


_WORK = re.compile(r"\\(?:i{1,3}nt|oint|lim|limits|sum|prod|det)(?![A-Za-z])|\\begin\s*\{vmatrix\}|\|\s*\\begin|[∫∑∏]")


def restates(answer: str, reference: str) -> bool:
    """Whether an answer writes an integral, limit, sum, determinant or remainder where the reference has none.

    That is never worked out, whoever compares it.
    """
    is_work = _WORK.search(answer) is not None and _WORK.search(reference) is None
    return is_work or _is_remainder(answer, reference)


# The operation, not the class: `5 mod 7`, but neither `5 (mod 7)` nor `5 \\pmod 7`.
_REMAINDER = re.compile(r"(?<![(\\A-Za-z])(?<!\(\\text\{)mod(?![A-Za-z])|\\bmod(?![A-Za-z])")


def _is_remainder(answer: str, reference: str) -> bool:
    if "mod" not in answer:
        return False
    is_class = "mod" in reference or "equiv" in answer or "≡" in answer
    return not is_class and _REMAINDER.search(answer) is not None


def stated_value(text: str) -> tuple[str, str]:
    r"""What is before and after the last sign of equality that is in no braces: `\int_0^1 x\,dx` and `\frac12`.

    A text without one is its own value.
    """
    if "=" not in text:
        return "", text
    depth = 0
    place = -1
    for mark in _EQUALITY.finditer(text):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if mark[0] == "=" and depth == 0:
            place = mark.start()
    return ("", text) if place < 0 else (text[:place], text[place + 1 :].strip(" $"))


_EQUALITY = re.compile(r"\\.|[{}]|(?<![<>!:])=")
