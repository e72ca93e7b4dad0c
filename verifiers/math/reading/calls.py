r"""Functions that have a letter: `f(x)`, `f(g(x))`, `(f \circ g)(x)`, and `C(n, k)`.

Nobody knows their values, so that a call is equal to nothing but itself. A letter before any other bracket is a factor.
"""

from __future__ import annotations

import re

from verifiers.math.objects import Answer, Expr, Group, Op, Sym
from verifiers.math.reading import atoms
from verifiers.math.reading.cursor import Cursor, as_expression
from verifiers.math.reading.tokens import Token, Unreadable

LETTERS = frozenset("CEfghFGHPQRWNSTpqu")
"""What may be a function where a letter or a number is in the bracket behind it."""
_FUNCTIONS = frozenset("fghFGH")
"""Letters of functions, which are taken of each other, of `-x` and of `-2`."""
MADE_OF = _FUNCTIONS | {f + g for f in _FUNCTIONS for g in _FUNCTIONS} | {"\\frac"}
"""What a bracket with a function that is made of two begins with."""


def called(cursor: Cursor, name: str) -> Answer:
    """`f(x)`: a call if its argument is one symbol or number, else a product like any other."""
    argument, closer, after = (cursor.peek(ahead) for ahead in (1, 2, 3))
    if name == "C":  # C(n, k) counts choices; C(x) is a product
        if cursor.closes_with(")"):
            return Sym(name)
        given = atoms.atom(cursor)
        if isinstance(given, Group) and len(given.items) == 2 and (given.open, given.close) == ("(", ")"):
            return Op("binom", (as_expression(given.items[0]), as_expression(given.items[1])))
        msg = "C of several items"
        raise Unreadable(msg)
    if (names := _arguments(cursor)) and cursor.peek(2 * len(names) + 1).value == "=":  # f(a, b) = ab
        cursor.step(2 * len(names) + 1)
        return Sym(f"{name}({','.join(names)})")
    if argument.kind in {"letter", "number"} and closer.value == ")":
        cursor.step(3)
        return Op("call", (Sym(name), _said(argument)))
    if name[0] in _FUNCTIONS and argument.value == "-" and closer.kind in {"letter", "number"} and after.value == ")":
        cursor.step(4)
        return Op("call", (Sym(name), Op("neg", (_said(closer),))))
    if name[0] in _FUNCTIONS and _holds_fraction(cursor):  # f(1/2)
        return Op("call", (Sym(name), as_expression(atoms.atom(cursor))))
    if name[0] in _FUNCTIONS and _holds_call(cursor):  # f(g(x))
        cursor.step()
        inside = as_expression(atoms.atom(cursor))
        cursor.expect(")")
        return Op("call", (Sym(name), inside))
    if name == "E" and argument.kind == "letter" and argument.value in _VARIABLES and cursor.closes_with(")"):
        return moment(cursor, name)
    return Sym(name)


def _said(argument: Token) -> Expr:
    """A letter or a number in a function's bracket."""
    return atoms.as_number(argument.value) if argument.kind == "number" else Sym(argument.value)


_VARIABLES = frozenset("XYZ")
"""Random variables: E(X^2) is no product."""


def moment(cursor: Cursor, name: str) -> Answer:
    """The expectation or the variance of what is in the bracket here."""
    return Op("call", (Sym(name), as_expression(atoms.atom(cursor))))


def _holds_fraction(cursor: Cursor) -> bool:
    r"""Whether the bracket here holds a fraction of two numbers: `(1/2)`, `(-\frac{1}{2})`."""
    held: list[str] = []
    while (token := cursor.peek(len(held) + 1)).value not in {")", ""} and len(held) < MAX_MADE:
        held.append("0" if token.kind == "number" else token.value)
    return token.value == ")" and _FRACTION.fullmatch("".join(held)) is not None


_FRACTION = re.compile(r"-?(?:0/0|\\frac(?:\{0\}\{0\}|0\{0\}|0))")
r"""Each number is a 0 here. `\frac12` has one."""


def _holds_call(cursor: Cursor) -> bool:
    """Whether the bracket here holds a function of one letter or number: `(g(x))`, `(g'(2))`."""
    letter, ahead = cursor.peek(1), 2
    while cursor.peek(ahead).value == "'":
        ahead += 1
    values = [cursor.peek(ahead + place).value for place in (0, 2, 3)]
    argument = cursor.peek(ahead + 1).kind
    return letter.value in _FUNCTIONS and values == ["(", ")", ")"] and argument in {"letter", "number"}


def composed(cursor: Cursor) -> Answer | None:
    r"""A function made of two behind its bracket, which names a value: `f \circ g)(x) =`, `f+g)(x) =`; else `None`."""
    made = ""
    ahead = 0
    while cursor.peek(ahead).value not in {")", ""} and ahead < MAX_MADE:
        made += cursor.peek(ahead).value
        ahead += 1
    argument = cursor.peek(ahead + 2)
    marks = [cursor.peek(ahead + place).value for place in (0, 1, 3, 4)]
    found = _MADE.fullmatch(made.replace("\\frac{f}{g}", "f/g"))
    if found is None or marks[:3] != [")", "(", ")"] or argument.kind not in {"letter", "number"}:
        return None
    if marks[3] != "=" and found[2] != "\\circ":  # `(f+g)(x)` may be a product
        return None
    cursor.step(ahead + 4)
    inner = _said(argument)
    first, sign, second = found.groups()
    if sign == "\\circ":
        return Op("call", (Sym(first), Op("call", (Sym(second), inner))))
    sign = "*" if sign in {"", "\\cdot"} else sign
    if sign in {"+", "*"}:
        first, second = sorted((first, second))
    return Op("call", (Sym(f"{first}{sign}{second}"), inner))


MAX_MADE = 8
"""Tokens of a function that is made of two, or of a number in its bracket: those of a fraction and its sign."""
_MADE = re.compile(r"([fghFGH])([-+*/]|\\cdot|\\circ|)([fghFGH])")


def _arguments(cursor: Cursor) -> list[str]:
    """The letters in the bracket here, two or more of them; none where it holds anything else."""
    names: list[str] = []
    for ahead in range(1, MAX_ARGUMENTS * 2, 2):
        token, after = cursor.peek(ahead), cursor.peek(ahead + 1).value
        if token.kind not in {"letter", "number"} or after not in {",", ")"}:
            return []
        names.append(token.value)
        if after == ")":
            return names if len(names) > 1 else []
    return []


MAX_ARGUMENTS = 5
"""Of a function that a name is made of."""
