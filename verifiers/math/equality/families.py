r"""Families: answers with a constant that is free.

`x^2 + C` is `x^2 + c`, and `y = C_1e^x + C_2e^{-x}` keeps its solutions when the constants change places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import permutations, product

from flint import acb

from verifiers.math.equality.balls import precision
from verifiers.math.equality.expressions import (
    MIN_POINTS,
    POINT_PRECISION,
    Context,
    equal_expressions,
    values_at_points,
)
from verifiers.math.equality.labels import letters_of
from verifiers.math.objects import (
    EXPRESSIONS,
    Answer,
    Expr,
    Op,
    Relation,
    Sym,
    substitute,
    symbols,
)

MAX_CONSTANTS = 3
"""Constants of a family: six orders are tried."""
MAX_SIGNED = 2
"""Constants whose signs are tried as well."""
_FREE = re.compile(r"(?:C|c|K|k)(?:_\{?[0-9]\}?)?(?:')?")
_INDEXED = re.compile(r"[Cc]_\{?[0-9]\}?")  # which nothing but a constant of integration is called
_NUMBERED = re.compile(r"[CcKk]_\{?[0-9]+\}?")  # and of the like nothing varies
_INITIALS = frozenset("CcKkABD")
_FREE_BESIDE_ONE = re.compile(r"[ABD](?:_\{?[0-9]\}?)?")


def equal_families(answer: Answer, reference: Answer, label: Answer | None, context: Context) -> bool:
    """Whether answers agree when their constants are renamed or change places."""
    if context.tied:
        return False
    taken = letters_of(label)
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
        for values in _signed(order):
            if list(values) != list(map(Sym, mine)) and _same(_renamed(answer, mine, values), reference, context):
                return True
    return _differ_by_a_number(answer, reference, mine, theirs, context)


def _renamed(node: Answer, names: list[str], values: tuple[Expr, ...]) -> Answer:
    return substitute(node, dict(zip(names, values, strict=True)))


def _signed(names: Sequence[str]) -> Iterator[tuple[Expr, ...]]:
    """Constants with each sign: minus a constant of integration is one. A k may be given, and keeps its sign."""
    few = len(names) <= MAX_SIGNED
    for minus in product(*((False, True) if few and name[0] in "Cc" else (False,) for name in names)):
        yield tuple(Op("neg", (Sym(name),)) if sign else Sym(name) for name, sign in zip(names, minus, strict=True))


def _same(answer: Answer, reference: Answer, context: Context) -> bool:
    if isinstance(answer, EXPRESSIONS) and isinstance(reference, EXPRESSIONS):
        return equal_expressions(answer, reference, context)  # whose constants are not renamed once more
    return context.equal(answer, reference)


def _differ_by_a_number(
    answer: Answer, reference: Answer, mine: list[str], theirs: list[str], context: Context
) -> bool:
    r"""Whether what a constant is added to differs by a number, which it takes in: `\sin^2 x + C` is `-\cos^2 x + C`.

    So that one antiderivative is as good as another.
    """
    one, other = _without_constant(answer, mine), _without_constant(reference, theirs)
    if one is None or other is None:
        return False
    differences: list[acb] = []
    with precision(POINT_PRECISION):
        for left, right in values_at_points((one, other), context):
            differences.append(left - right)
            if not differences[-1].overlaps(differences[0]):
                return False
            if len(differences) == MIN_POINTS:
                context.evidence.add(f"a constant difference at {MIN_POINTS} points")
                return True
    return False


def _without_constant(node: Answer, constants: list[str]) -> Expr | None:
    """What the one constant is added to; `None` where it is elsewhere, too, or nothing varies."""
    value = node.items[-1] if isinstance(node, Relation) else node
    if len(constants) != 1 or not isinstance(value, Op) or value.name != "+":
        return None
    free = [Sym(constants[0]), *([Op("neg", (Sym(constants[0]),))] if constants[0][0] in "Cc" else [])]
    rest = tuple(part for part in value.args if part not in free)
    if len(rest) != len(value.args) - 1 or any(constants[0] in symbols(part) for part in rest):
        return None
    found = rest[0] if len(rest) == 1 else Op("+", rest)
    return found if symbols(found) else None


def equal_curves(answer: Answer, reference: Answer, context: Context) -> bool:
    """Whether equations give the same curves, with a free constant: `x^2 + y^2 = C`, `x^2/2 = K - y^2/2`.

    What is constant on the curves of one is a number times what is constant on those of the other, plus a number.
    """
    if context.tied:
        return False
    one, other = _constant_on_curves(answer), _constant_on_curves(reference)
    if one is None or other is None:
        return False
    first: tuple[acb, acb] | None = None
    ratios: list[acb] = []
    with precision(POINT_PRECISION):
        for left, right in values_at_points((one, other), context):
            if first is None:
                first = (left, right)
                continue
            rise, run = left - first[0], right - first[1]
            if rise.contains(0) or run.contains(0):
                return False
            ratios.append(rise / run)
            if not ratios[-1].overlaps(ratios[0]):
                return False
            if len(ratios) == MIN_POINTS:
                context.evidence.add(f"a constant factor at {MIN_POINTS} points")
                return True
    return False


def _constant_on_curves(node: Answer) -> Expr | None:
    r"""What an equation sets equal to its free constant: `y^2 - x^2` of `y^2 = x^2 + C`; `None` for other equations."""
    if not isinstance(node, Relation) or node.ops != ("=",):
        return None
    left, right = node.items
    if not isinstance(left, EXPRESSIONS) or not isinstance(right, EXPRESSIONS):
        return None
    terms = [*_terms(left), *(Op("neg", (term,)) for term in _terms(right))]
    free = [name for name in symbols(node) if _FREE.fullmatch(name)]
    if len(free) != 1 or len(symbols(node)) < 3:
        return None
    rest = tuple(term for term in terms if free[0] not in symbols(term))
    if len(rest) != len(terms) - 1:
        return None
    (constant,) = (term for term in terms if free[0] in symbols(term))
    while isinstance(constant, Op) and constant.name == "neg":
        constant = constant.args[0]
    return Op("+", rest) if constant == Sym(free[0]) else None


def _terms(node: Expr) -> tuple[Expr, ...]:
    return node.args if isinstance(node, Op) and node.name == "+" else (node,)


def free_constants(node: Answer, taken: frozenset[str]) -> list[str]:
    """The letters of an answer that constants of integration have."""
    names = [name for name in symbols(node) - taken if name[0] in _INITIALS]
    return sorted(name for name in names if _FREE.fullmatch(name) or _FREE_BESIDE_ONE.fullmatch(name))


def _is_family(node: Answer, constants: list[str], *, labelled: bool) -> bool:
    """Whether constants are free: something else varies, and one is added to it, or a name is given the whole."""
    if all(map(_NUMBERED.fullmatch, symbols(node) - set(constants))):
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
