"""When two expressions are equal: exactly, by balls, or at points; and the two ways in which decimals are read.

Nothing here rests on a floating-point comparison. "Different" is proven (exact arithmetic, or disjoint balls);
"equal" is proven for rationals, and else agreement to several hundred bits, for expressions with variables at several
points that depend on both texts, so that no text can be made for the points.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import blake2b
from random import Random

from flint import acb, arb

from verifiers.math.evaluate import TooCostly, Undefined, ball, exact, precision
from verifiers.math.objects import Const, Expr, Num, Op, nodes, symbols

PRECISIONS = (64, 512)
"""Bits, tried in turn until two balls are disjoint; who is still together at the last is equal."""
POINT_PRECISION = 320
POINTS = 5
"""Points at which both sides must be defined and agree: one of each kind that `_coordinates` knows."""
TRIES = 50
SIGNIFICANT = 3
"""A decimal reference with so many significant digits stands for every number that is written so when rounded."""
MAX_SHIFT = 400
"""Of the point, in scientific notation: what a double holds."""
DOUBLE_DIGITS = 15
"""A decimal with so many significant digits is a double as programs print it, and is read as the exact number."""


class Undecided(Exception):  # noqa: N818
    """The comparison reached a bound; the message says which."""


@dataclass
class Context:
    """One comparison: its seed, its settings, and the evidence that it has used.

    tolerance: a relative error that is forgiven between numbers; 0 is exact.
    """

    seed: bytes = b""
    tolerance: float = 0.0
    evidence: set[str] = field(default_factory=set)


def seed(answer: str, reference: str) -> bytes:
    """What the points of a comparison depend on."""
    return blake2b(f"{len(answer)} {answer} {reference}".encode("utf-8", "surrogatepass"), digest_size=8).digest()


def equal_expressions(answer: Expr, reference: Expr, context: Context) -> bool:
    """Whether two expressions are equal: as numbers, or as functions of their variables.

    Raises Undecided.
    """
    try:
        if symbols(answer) or symbols(reference):
            return _equal_functions(answer, reference, context)
        return _equal_constants(answer, reference, context)
    except TooCostly as error:
        raise Undecided(str(error)) from error


# -- constants --------------------------------------------------------------------------------------------------------


def _equal_constants(answer: Expr, reference: Expr, context: Context) -> bool:
    infinities = infinity(answer), infinity(reference)
    if any(infinities):
        context.evidence.add("exact")
        return infinities[0] == infinities[1]
    try:
        left, right = exact(answer), exact(reference)
    except Undefined:
        return False  # a division by zero equals nothing
    if left is not None and right is not None:
        context.evidence.add("exact")
        if left == right:
            return True
        near = _near(left, right, context.tolerance)
    else:
        if _equal_balls(answer, reference, context):
            return True
        near = context.tolerance > 0 and _near_balls(answer, reference, context.tolerance)
    return near or _same_decimal(answer, reference, context)


def infinity(node: Expr) -> int:
    """1 and -1 for plus and minus infinity, else 0."""
    if isinstance(node, Const) and node.name == "inf":
        return 1
    if isinstance(node, Op) and node.name == "neg":
        return -infinity(node.args[0])
    return 0


def _equal_balls(answer: Expr, reference: Expr, context: Context) -> bool:
    for bits in PRECISIONS:
        with precision(bits):
            try:
                left, right = ball(answer), ball(reference)
            except Undefined:
                if any(isinstance(node, Const) and node.name == "inf" for node in nodes(answer)):
                    return False
                message = "a side has no value that we can compute"
                raise Undecided(message) from None
            if not left.overlaps(right):
                context.evidence.add("disjoint balls")
                return False
            if bits == PRECISIONS[-1] and _tight(left - right, left, bits):
                context.evidence.add(f"agreement to {bits // 2} bits")
                return True
    message = "the values are too large to be told apart"
    raise Undecided(message)


def _tight(difference: acb, value: acb, bits: int) -> bool:
    """Whether a ball around zero is so small, against the value or absolutely, that it means zero."""
    if not difference.is_finite():
        return False
    size = arb(difference.abs_upper())
    scale = arb(value.abs_upper())
    bound = arb(2) ** (-bits // 2)
    return bool(size <= bound) or bool(size <= bound * scale)


def _near(left: Fraction, right: Fraction, tolerance: float) -> bool:
    return tolerance > 0 and abs(left - right) <= Fraction(tolerance) * abs(right)


def _near_balls(answer: Expr, reference: Expr, tolerance: float) -> bool:
    with precision(128):
        try:
            left, right = ball(answer), ball(reference)
        except (Undefined, TooCostly):
            return False
        return bool(arb((left - right).abs_upper()) <= arb(tolerance) * arb(right.abs_lower()))


# -- decimals ---------------------------------------------------------------------------------------------------------


def _same_decimal(answer: Expr, reference: Expr, context: Context) -> bool:
    """Whether one side is a decimal that the other, written to so many places, gives.

    A reference with a decimal point and three significant digits or more is a rounded number, or one cut off: 6.67
    stands for 20/3, 6.01 for 6 1/64. Two decimals are compared exactly. An answer in decimals for an exact reference
    must be a full double (15 digits): 0.333 is not 1/3.
    """
    decimal = _decimal(reference)
    if (
        decimal is not None
        and _significant(decimal) >= SIGNIFICANT
        and _decimal(answer) is None
        and _written_as(answer, decimal)
    ):
        context.evidence.add("rounded as the reference is")
        return True
    decimal = _decimal(answer)
    if decimal is not None and _significant(decimal) >= DOUBLE_DIGITS and _written_as(reference, decimal):
        context.evidence.add(f"agreement to {DOUBLE_DIGITS} digits")
        return True
    return False


def _decimal(node: Expr) -> Num | None:
    """A decimal numeral with its sign; percentages of one count as it does."""
    if isinstance(node, Op) and node.name == "neg":
        inner = _decimal(node.args[0])
        return None if inner is None else Num(-inner.value, inner.places)
    if isinstance(node, Op) and node.name == "%":
        inner = _decimal(node.args[0])
        return None if inner is None else Num(inner.value / 100, (inner.places or 0) + 2)
    if isinstance(node, Num) and node.places:
        return node
    if isinstance(node, Op) and node.name == "*" and len(node.args) == 2:  # scientific notation
        mantissa, power = _decimal(node.args[0]), node.args[1]
        if mantissa is not None and isinstance(power, Op) and power.name == "^" and exact(power.args[0]) == 10:
            shift = exact(power.args[1])
            if shift is not None and shift.denominator == 1 and abs(shift) <= MAX_SHIFT:
                value = mantissa.value * Fraction(10) ** shift.numerator
                return Num(value, max(1, (mantissa.places or 0) - shift.numerator))
    return None


def _significant(decimal: Num) -> int:
    return len(str(abs(decimal.value.numerator * 10 ** (decimal.places or 0) // decimal.value.denominator)))


def _written_as(node: Expr, decimal: Num) -> bool:
    """Whether a value rounded or cut off to the places of a decimal is that decimal."""
    unit = Fraction(1, 10 ** (decimal.places or 0))
    below, above = (unit / 2, unit) if decimal.value >= 0 else (unit, unit / 2)
    low, high = decimal.value - below, decimal.value + above
    try:
        value = exact(node)
        if value is not None:
            return low <= value <= high
        with precision(PRECISIONS[-1]):
            found = ball(node)
            if not found.imag.contains(0):
                return False
            return bool(found.real >= arb_of(low)) and bool(found.real <= arb_of(high))
    except (Undefined, TooCostly):
        return False


def arb_of(value: Fraction) -> arb:
    """A fraction as a ball at the precision in force."""
    return arb(value.numerator) / arb(value.denominator)


# -- functions --------------------------------------------------------------------------------------------------------


def _equal_functions(answer: Expr, reference: Expr, context: Context) -> bool:
    agreed = 0
    for left, right in values_at_points((answer, reference), context):
        if not left.overlaps(right):
            context.evidence.add("disjoint balls at a point")
            return False
        if _tight(left - right, left, POINT_PRECISION):
            agreed += 1
            if agreed == POINTS:
                context.evidence.add(f"agreement to {POINT_PRECISION // 2} bits at {POINTS} points")
                return True
    message = f"both sides are defined at {agreed} points only"
    raise Undecided(message)


def values_at_points(expressions: tuple[Expr, ...], context: Context) -> Iterator[tuple[acb, ...]]:
    """The values of expressions at pseudo-random points at which all have one, real unless they contain i.

    The points depend on the seed, so on the texts compared; the same texts have the same points everywhere.
    """
    names = sorted(set().union(*(symbols(expression) for expression in expressions)))
    is_complex = any(node == Const("i") for expression in expressions for node in nodes(expression))
    random = Random(context.seed)  # noqa: S311 - points, not secrets
    for attempt in range(TRIES):
        point = dict(zip(names, _coordinates(random, attempt, len(names)), strict=True))
        with precision(POINT_PRECISION):
            values = []
            for expression in expressions:
                try:
                    value = ball(expression, point)
                except (Undefined, TooCostly):
                    break
                if not value.is_finite() or (not is_complex and not value.imag.contains(0)):
                    break
                values.append(value)
            else:
                yield tuple(values)


def _coordinates(random: Random, attempt: int, count: int) -> list[Fraction]:
    """Positive fractions, negative ones, integers, mixed signs and parts of one in turn: each reaches another domain.

    |x| is x at every positive point and xy at every point of one sign, so that no sign may be left to chance.
    """
    kind = attempt % 5
    if kind == 2:
        return [Fraction(random.randrange(2, 12)) for _ in range(count)]
    if kind == 4:
        return [Fraction(random.randrange(11, 990), 1000) for _ in range(count)]
    low, high = (3001, 40_000) if kind == 3 and attempt % 2 else (101, 2990)
    sizes = [Fraction(random.randrange(low, high), 1000) for _ in range(count)]
    if kind == 0:
        return sizes
    if kind == 1:
        return [-size for size in sizes]
    first = random.randrange(2)
    return [-size if (index + first) % 2 else size for index, size in enumerate(sizes)]
