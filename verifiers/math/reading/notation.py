r"""Notations that no formula is, each read as one thing that is equal to itself alone.

Asked where the grammar reads nothing: ions, `\mathrm{SO_4^{2-}}`; what divides what, `3 \mid n`; functions one after
the other without an argument, `f \circ g`.
"""

from __future__ import annotations

import re

from verifiers.math.objects import Answer, Listing, Relation, Sym, Text
from verifiers.math.reading import parse as grammar
from verifiers.math.reading.cursor import END, Cursor
from verifiers.math.reading.tokens import Token, Unreadable

MAX_IONS = 200
"""Characters of a list of ions."""
_STYLE = re.compile(r"\\(?:mathrm|text|ce|rm|operatorname)(?![A-Za-z])|[{}_\s$~]|\\[,;! ]")
_BETWEEN = re.compile(r",|;|、|\\text\s*\{\s*and\s*\}|(?<![A-Za-z])and(?![A-Za-z])|[和与]")
_ION = re.compile(r"((?:[A-Z][a-z]?[0-9]*|\((?:[A-Z][a-z]?[0-9]*)+\)[0-9]*)+)\^(?:([0-9]*)([+-])|([+-])([0-9]+))")
_SETS_OF_NUMBERS = frozenset("RNZQC")
r"""`R^+` may be the positive numbers."""


def notation(text: str, tokens: list[Token]) -> Answer | None:
    """What a text says in a notation of its own; `None` where it has none."""
    return _ions(text) or _across_bar(text, tokens) or _composition(tokens)


def _ions(text: str) -> Answer | None:
    """Ions by their formula and charge, one or several."""
    if "^" not in text or len(text) > MAX_IONS:
        return None
    found = [_ION.fullmatch(_STYLE.sub("", part)) for part in _BETWEEN.split(text)]
    ions = [Text((_ion(*match.groups()),)) for match in found if match and match[1] not in _SETS_OF_NUMBERS]
    if len(ions) < len(found):
        return None
    return ions[0] if len(ions) == 1 else Listing(tuple(ions))


def _ion(formula: str, size: str | None, sign: str | None, first: str | None, second: str | None) -> str:
    """The name of an ion, whose charge may be written 2- or -2."""
    count = size or second or ""
    return f"{formula}^{'' if count == '1' else count}{sign or first}"


_DIVIDES = {"|": "divides", "\\nmid": "does not divide"}


_DOUBLE = re.compile(r"‖|\\\||\\Vert")


def _across_bar(text: str, tokens: list[Token]) -> Answer | None:
    r"""`a \mid b`: one bar outside brackets, between two expressions; a double one says that they are parallel."""
    places = [place for place, token in enumerate(tokens) if token.value in _DIVIDES]
    if len(places) != 1 or any(token.value in {"\\{", "\\}"} for token in tokens):
        return None
    (place,) = places
    sides: list[Answer] = []
    for side in (tokens[:place], tokens[place + 1 :]):
        cursor = Cursor(side)
        try:
            sides.append(grammar.sets(cursor))
        except Unreadable:
            return None
        if cursor.token is not END or cursor.bounds:
            return None
    return Relation(tuple(sides), ("parallel" if _DOUBLE.search(text) else _DIVIDES[tokens[place].value],))


_FUNCTIONS = frozenset("fghFGH")


def _composition(tokens: list[Token]) -> Answer | None:
    r"""`f \circ g`."""
    values = [token.value for token in tokens if token.value not in {"(", ")"}]
    if len(values) < 3 or len(values) % 2 == 0:
        return None
    if not _FUNCTIONS.issuperset(values[::2]) or set(values[1::2]) != {"\\circ"}:
        return None
    return Sym("∘".join(values[::2]))
