r"""Families: answers with a constant that is free, or a number that runs through the integers.

`x^2 + C` is `x^2 + c`, and `y = C_1e^x + C_2e^{-x}` keeps its solutions when the constants change places. An integer
may be called n or k, and begin elsewhere: `\frac{\pi}{2} + k\pi` gives what `-\frac{\pi}{2} + k\pi` gives.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import permutations

from verifiers.math.equality.expressions import Context, equal_expressions, near_at_a_point
from verifiers.math.objects import (
    EXPRESSIONS,
    Answer,
    Const,
    Expr,
    Num,
    Op,
    Relation,
    Sym,
    nodes,
    substitute,
    symbols,
)

MAX_CONSTANTS = 3
"""Constants of a family: six orders are tried."""
MAX_SHIFT = 3
"""By so much an integer may begin elsewhere."""
INTEGERS = frozenset("knmlj")
_FREE = re.compile(r"(?:C|c|K|k)(?:_\{?[0-9]\}?)?(?:')?")
_INDEXED = re.compile(r"[Cc]_\{?[0-9]\}?")  # which nothing but a constant of integration is called
_INITIALS = frozenset("CcKkABD")
_FREE_BESIDE_ONE = re.compile(r"[ABD](?:_\{?[0-9]\}?)?")


def equal_families(answer: Answer, reference: Answer, label: Answer | None, context: Context) -> bool:
    """Whether answers agree when their constants are renamed or change places."""
    if context.tied:
        return False
    taken = _letters(label)
    mine, theirs = free_constants(answer, taken), free_constants(reference, taken)
    if not mine and not theirs:
        return False
    if not any(_FREE.fullmatch(name) for name in (*mine, *theirs)):
        return False
    if len(mine) != len(theirs) or not 0 < len(mine) <= MAX_CONSTANTS:
        return False
    labelled = label is not None or all(map(_INDEXED.fullmatch, mine))
    if not _is_family(reference, theirs, labelled=labelled):
        return False
    for order in permutations(theirs):
        if list(order) == mine:
            continue
        renamed = substitute(answer, dict(zip(mine, map(Sym, order), strict=True)))
        if isinstance(renamed, EXPRESSIONS) and isinstance(reference, EXPRESSIONS):
            if equal_expressions(renamed, reference, context):  # whose constants are not renamed once more
                return True
        elif context.equal(renamed, reference):
            return True
    return False


def _letters(label: Answer | None) -> frozenset[str]:
    """The letters of a name, those of its indexes too: the n of a_n is given."""
    names = symbols(label) if label is not None else frozenset()
    return names | {letter for name in names for letter in name if "_" in name or "(" in name}


def free_constants(node: Answer, taken: frozenset[str]) -> list[str]:
    """The letters of an answer that constants of integration have."""
    names = [name for name in symbols(node) - taken if name[0] in _INITIALS]
    return sorted(name for name in names if _FREE.fullmatch(name) or _FREE_BESIDE_ONE.fullmatch(name))


def _is_family(node: Answer, constants: list[str], *, labelled: bool) -> bool:
    """Whether constants are free: something else varies, and one is added to it, or a name is given the whole."""
    if not symbols(node) - set(constants):
        return False
    value = node.items[-1] if isinstance(node, Relation) else node
    if (
        labelled
        or all(map(_INDEXED.fullmatch, constants))
        or isinstance(node, Relation)
        or not isinstance(value, EXPRESSIONS)
    ):
        return True
    return (
        isinstance(value, Op)
        and value.name == "+"
        and any(isinstance(part, Sym) and part.name in constants for part in value.args)
    )


def equal_sequences(answer: Answer, reference: Answer, label: Answer | None, context: Context) -> bool:
    """Whether answers run through the same values, with their integer renamed, beginning elsewhere or running back."""
    if context.tied:
        return False
    taken = _letters(label)
    mine, theirs = symbols(answer) & INTEGERS - taken, symbols(reference) & INTEGERS - taken
    if len(mine) != 1 or len(theirs) != 1 or symbols(answer) - mine != symbols(reference) - theirs:
        return False
    if not isinstance(answer, EXPRESSIONS) or not isinstance(reference, EXPRESSIONS):
        return False
    if label is None and mine != theirs and not _has_period(reference):
        return False
    (old,), (new,) = mine, theirs
    if old != new and equal_expressions(_renamed(answer, old, Sym(new)), reference, context):
        return True
    if not _has_period(reference):
        return False
    starts = [Op("+", (Sym(new), Num(Fraction(shift)))) for shift in range(-MAX_SHIFT, MAX_SHIFT + 1)]
    turned: list[Expr] = [*starts, *(Op("neg", (start,)) for start in starts)]
    shifted = [_renamed(answer, old, start) for start in turned]
    return any(equal_expressions(one, reference, context) for one in near_at_a_point(shifted, reference, context))


def _renamed(node: Expr, name: str, value: Expr) -> Expr:
    found = substitute(node, {name: value})
    assert isinstance(found, EXPRESSIONS)
    return found


def _has_period(node: Answer) -> bool:
    return any(
        (isinstance(part, Const) and part.name == "pi") or (isinstance(part, Op) and part.name == "deg")
        for part in nodes(node)
    )
