"""When functions that are given piece by piece are equal: at points on both sides of every end, and at the ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from random import Random

from flint import acb

from verifiers.math.equality.balls import ball, precision
from verifiers.math.equality.expressions import POINT_PRECISION, Context, Undecided, agree
from verifiers.math.equality.rationals import Point, TooCostly, Undefined, exact, spend
from verifiers.math.objects import (
    EXPRESSIONS,
    Answer,
    Cases,
    Expr,
    Group,
    Listing,
    Op,
    Relation,
    Text,
    nodes,
    substitute,
    symbols,
)

MAX_ENDS = 12
"""Numbers in the conditions, beside which points are looked for."""
MAX_VARIABLES = 2
MAX_POINTS = 150
MAX_BESIDE = 24
"""Numbers at and beside the ends of two variables; each is tried with each."""
MIN_DEFINED = 4
"""Points at which both sides must have a value."""
_INDEXES = frozenset({"n", "k", "m"})
"""Letters that are integers where a condition gives them one value: `1, n = 1`."""


class _UnknownError(Exception):
    """A condition that is no comparison of expressions."""


def piecewise(answer: Answer, reference: Answer, context: Context) -> bool | None:
    """Compare pieces with pieces, or with one expression: `|x|` is x from nought on, and -x below."""
    if not isinstance(answer, Cases) and not isinstance(reference, Cases):
        return None
    left, right = _branches(answer), _branches(reference)
    if (
        left is None
        or right is None
        or _of_conditions(left) - symbols(reference)
        or _of_conditions(right) - symbols(answer)
    ):
        return False
    names = sorted(symbols(answer) | symbols(reference))
    if not 0 < len(names) <= MAX_VARIABLES:
        return _equal_in_pairs(left, right, context)
    try:
        return _equal_at_points(left, right, names, context)
    except _UnknownError:
        return _equal_in_pairs(left, right, context)


_Branch = tuple[Answer, Answer | None]


def _branches(node: Answer) -> list[_Branch] | None:
    if isinstance(node, Cases):
        return list(node.branches)
    return [(node, None)] if isinstance(node, EXPRESSIONS) else None


def _of_conditions(branches: list[_Branch]) -> frozenset[str]:
    """The variables that decide which branch it is."""
    return frozenset().union(*(symbols(condition) for _, condition in branches if condition is not None))


def _equal_in_pairs(left: list[_Branch], right: list[_Branch], context: Context) -> bool:
    """Each branch has its equal: the same value under the same condition."""
    remaining = list(right)
    for value, condition in left:
        match = next((other for other in remaining if _same_branch((value, condition), other, context)), None)
        if match is None:
            return False
        remaining.remove(match)
    return not remaining


def _same_branch(left: _Branch, right: _Branch, context: Context) -> bool:
    if left[1] is None or right[1] is None:
        return left[1] is right[1] and context.equal(left[0], right[0])
    return context.equal(left[0], right[0]) and context.equal(left[1], right[1])


def _equal_at_points(left: list[_Branch], right: list[_Branch], names: Sequence[str], context: Context) -> bool:
    defined = 0
    with precision(POINT_PRECISION):
        for point in _points([*left, *right], names, context):
            spend(8)
            one, other = _value(left, point), _value(right, point)
            if one is None and other is None:
                continue
            if one is None or other is None or not one.overlaps(other) or not agree(one, other):
                context.evidence.add("disjoint balls at a point")
                return False
            defined += 1
        if not _equal_at_ends(left, right, names):
            context.evidence.add("disjoint balls at a point")
            return False
    if defined < MIN_DEFINED:
        message = f"the pieces are defined at {defined} points only"
        raise Undecided(message)
    context.evidence.add(f"agreement to {POINT_PRECISION // 2} bits at {defined} points")
    return True


def _equal_at_ends(left: list[_Branch], right: list[_Branch], names: Sequence[str]) -> bool:
    r"""Whether both have one value at the ends that are no rational numbers, such as `\pi`."""
    conditions = [condition for _, condition in (*left, *right) if condition is not None]
    ends = {
        node
        for condition in conditions
        for part in nodes(condition)
        if isinstance(part, Relation)
        for node in part.items
        if isinstance(node, EXPRESSIONS) and not symbols(node) and _exact(node) is None
    }
    if len(names) != 1:
        return True
    for end in list(ends)[:MAX_ENDS]:
        one, other = (_value([_put(branch, names[0], end) for branch in side], {}) for side in (left, right))
        if (one is None) != (other is None) or (one is not None and other is not None and not one.overlaps(other)):
            return False
    return True


def _put(branch: _Branch, name: str, value: Expr) -> _Branch:
    """A branch with a number for its variable."""
    kept, condition = branch
    return substitute(kept, {name: value}), None if condition is None else substitute(condition, {name: value})


def _points(branches: list[_Branch], names: Sequence[str], context: Context) -> Iterator[dict[str, Fraction]]:
    """Points at, beside and between the numbers in the conditions; integers where they stand for indexes."""
    ends: dict[Fraction, None] = {Fraction(0): None}
    integers = False
    for _, condition in branches:
        for node in nodes(condition) if condition is not None else ():
            integers = integers or (isinstance(node, Relation) and _counts(node, names))
            value = _exact(node) if isinstance(node, EXPRESSIONS) and not symbols(node) else None
            if value is not None and len(ends) < MAX_ENDS:
                ends[value] = None
    random = Random(context.seed())  # noqa: S311 - points, not secrets
    steps = [
        Fraction(0),
        Fraction(1),
        Fraction(-1),
        Fraction(random.randrange(2, 40)),
        -Fraction(random.randrange(2, 40)),
    ]
    if not integers:
        steps += [Fraction(1, 3), Fraction(-1, 3), Fraction(random.randrange(1, 99), 100)]
    values = sorted({end + step for end in ends for step in steps})
    if integers:
        values = [value for value in values if value.denominator == 1 and value > 0]
    if len(names) == 2:
        beside = {sign * end + step for end in ends for sign in (1, -1) for step in (Fraction(0), Fraction(1, 3))}
        values = sorted(beside, key=lambda value: (abs(value), value))[:MAX_BESIDE]
    for found in product(values[:MAX_POINTS], repeat=len(names)):
        yield dict(zip(names, found, strict=True))


def _counts(condition: Relation, names: Sequence[str]) -> bool:
    """Whether a condition says that variables are integers: a residue class, or one value of an index."""
    return condition.ops == _CLASS or (condition.ops == ("=",) and _INDEXES.issuperset(names))


_CLASS = ("mod", "modulus")


def _exact(node: Expr) -> Fraction | None:
    try:
        return exact(node)
    except Undefined:
        return None


def _value(branches: list[_Branch], point: Point) -> acb | None:
    """The value of the branch whose condition holds; `None` where none does, where it has no value, or two differ."""
    otherwise = [value for value, condition in branches if isinstance(condition, Text) and _holds(condition, point)]
    conditions = [(value, condition) for value, condition in branches if not isinstance(condition, Text)]
    values = [value for value, condition in conditions if condition is None or _holds(condition, point)]
    found = [_at(value, point) for value in values or otherwise]
    if not found or found[0] is None or any(other is None or not other.overlaps(found[0]) for other in found[1:]):
        return None
    return found[0]


def _at(value: Answer, point: Point) -> acb | None:
    if not isinstance(value, EXPRESSIONS):
        raise _UnknownError
    try:
        found = ball(value, point)
    except (Undefined, TooCostly):
        return None
    return found if found.is_finite() else None


def _holds(condition: Answer, point: Point) -> bool:
    if isinstance(condition, Text):
        if condition.words not in _ELSE:
            raise _UnknownError
        return True
    if isinstance(condition, Listing):
        held = [_holds(item, point) for item in condition.items]
        return any(held) if condition.separator in {"or", "\\lor"} else all(held)
    if isinstance(condition, Relation) and condition.ops == ("in",) and isinstance(condition.items[1], Group):
        low, high = condition.items[1].items if len(condition.items[1].items) == 2 else (None, None)
        if low is None or high is None:
            raise _UnknownError
        ops = ("<=" if condition.items[1].open == "[" else "<", "<=" if condition.items[1].close == "]" else "<")
        return _holds(Relation((low, condition.items[0], high), ops), point)
    if isinstance(condition, Relation) and condition.ops == _CLASS:
        value, residue, modulus = (_at_point(item, point) for item in condition.items)
        return modulus != 0 and (value - residue) % modulus == 0
    if not isinstance(condition, Relation) or not _COMPARED.issuperset(condition.ops):
        raise _UnknownError
    sides = [_side(item, point) for item in condition.items]
    return all(_compares(sides[place], op, sides[place + 1]) for place, op in enumerate(condition.ops))


_ELSE = frozenset({("otherwise",), ("else",), ("elsewhere",)})
_COMPARED = frozenset({"<", "<=", ">", ">=", "=", "!="})


def _at_point(node: Answer, point: Point) -> Fraction:
    value = exact(node, point) if isinstance(node, EXPRESSIONS) else None
    if value is None:
        raise _UnknownError
    return value


def _side(node: Answer, point: Point) -> acb:
    if not isinstance(node, EXPRESSIONS):
        raise _UnknownError
    if isinstance(node, Op) and any(isinstance(part, Op) and part.name == "call" for part in nodes(node)):
        raise _UnknownError
    try:
        return ball(node, point)
    except (Undefined, TooCostly) as error:
        raise _UnknownError from error


def _compares(left: acb, op: str, right: acb) -> bool:
    if op in {"=", "!="}:
        return bool(left.overlaps(right)) == (op == "=")
    less, more = bool(left.real < right.real), bool(left.real > right.real)
    if op[0] == ">":
        less, more = more, less
    return less or (op.endswith("=") and not more)
