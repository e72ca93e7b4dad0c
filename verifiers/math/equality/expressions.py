"""When two expressions are equal: exactly, by balls, or at points; and the two ways in which decimals are read.

Nothing here rests on a floating-point comparison. "Different" is proven (exact arithmetic, or disjoint balls);
"equal" is proven for rationals, and else agreement to several hundred bits, for expressions with variables at several
points that depend on both texts, so that no text can be made for the points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import blake2b
from typing import TypeVar

from flint import acb, arb, ctx

from verifiers.math.equality.balls import ball, ball_and_spread, precision
from verifiers.math.equality.rationals import Point, TooCostly, Undefined, exact, spend
from verifiers.math.numeral import MIN_DOUBLE_DIGITS
from verifiers.math.objects import ELLIPSIS, Answer, Const, Expr, Num, Op, nodes, operations, symbols

PRECISIONS = (64, 512)
"""Bits, tried in turn until two balls are disjoint; who is still together at the last is equal."""
POINT_PRECISION = 320
MIN_POINTS = 5
"""Points at which both sides must be defined and agree: one of each kind that `_coordinates` knows."""
MAX_TRIES = 50
MAX_PIECEWISE_TRIES = 20
"""Points for expressions with floors, absolute values and the like, besides four at every number in them. All of them
must agree."""
MAX_MARKS = 24
"""Numbers in two expressions beside which points are looked for."""
MAX_SPREAD = 8_000
"""Bits, see `enough_bits`."""
MIN_SIGNIFICANT = 3
"""A decimal reference with so many significant digits stands for every number that is written so when rounded."""
EXPRESSION_WORK = 8
"""Units of work around the values of a pair of expressions, see `exact.spend`."""
MAX_SHIFT = 400
"""Of the point, in scientific notation: what a double holds."""


class Undecided(Exception):  # noqa: N818
    """The comparison reached a bound; the message says which."""


@dataclass(slots=True)
class Context:
    """One comparison: how parts are compared, its texts, its settings, and the evidence that it has used.

    rule: whether two answers are equal; rules compare the parts of what they compare by it.
    tolerance: a relative error that is forgiven between numbers; 0 is exact.
    tied: whether it is at a part of a tuple, whose parts share their constants: none may be renamed in one of them.
    """

    rule: Callable[[Answer, Answer, Context], bool]
    answer: str = ""
    reference: str = ""
    tolerance: float = 0.0
    evidence: set[str] = field(default_factory=set)
    tied: bool = False

    def equal(self, answer: Answer, reference: Answer) -> bool:
        """Whether two parts are equal."""
        return self.rule(answer, reference, self)

    def seed(self) -> bytes:
        """What the points of the comparison depend on: both texts, so that no text can be made for the points."""
        texts = f"{len(self.answer)} {self.answer} {self.reference}"
        return blake2b(texts.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def equal_expressions(answer: Expr, reference: Expr, context: Context) -> bool:
    """Whether two expressions are equal: as numbers, or as functions of their variables.

    Raises Undecided.
    """
    try:
        spend(EXPRESSION_WORK)
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
    spread = 0
    for bits in PRECISIONS:
        with precision(enough_bits(bits, spread)) as used:
            try:
                (left, one), (right, other) = ball_and_spread(answer), ball_and_spread(reference)
            except Undefined:
                if any(isinstance(node, Const) and node.name == "inf" for node in nodes(answer)):
                    return False
                message = "a side has no value that we can compute"
                raise Undecided(message) from None
            if not left.overlaps(right):
                context.evidence.add("disjoint balls")
                return False
            if bits == PRECISIONS[-1] and agree(left, right):
                context.evidence.add(f"agreement to {used // 2} bits")
                return True
            spread = max(one, other)
    message = "the values cannot be told apart"
    raise Undecided(message)


def enough_bits(bits: int, spread: int) -> int:
    """The precision at which nothing hides below the last bit. Raises TooCostly when it is out of reach."""
    if spread > MAX_SPREAD:
        message = "the values are too far apart in size to be computed"
        raise TooCostly(message)
    return bits + 2 * spread if spread > bits // 8 else bits


def agree(left: acb, right: acb) -> bool:
    """Whether balls that overlap are so small that they mean one number; both around zero, or neither."""
    difference = left - right
    zeros = left.contains(0), right.contains(0)
    if not difference.is_finite() or zeros[0] != zeros[1]:
        return False
    scale = arb(1) if zeros[0] else arb(left.abs_lower())
    return bool(arb(difference.abs_upper()) <= scale * arb(2) ** (-ctx.prec // 2))


def _near(left: Fraction, right: Fraction, tolerance: float) -> bool:
    return tolerance > 0 and abs(left - right) <= Fraction(tolerance) * abs(right)


def _near_balls(answer: Expr, reference: Expr, tolerance: float) -> bool:
    with precision(128):
        try:
            left, right = ball(answer), ball(reference)
        except Undefined:
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
        and _significant(decimal) >= MIN_SIGNIFICANT
        and not (decimal.places == 1 and decimal.value.denominator == 1)  # 142.0 is an integer that a program wrote
        and _decimal(answer) is None
        and _written_as(answer, decimal)
    ):
        context.evidence.add("rounded as the reference is")
        return True
    decimal = _decimal(answer)
    if decimal is not None and _significant(decimal) >= MIN_DOUBLE_DIGITS and _written_as(reference, decimal):
        context.evidence.add(f"agreement to {MIN_DOUBLE_DIGITS} digits")
        return True
    return False


def is_about(rounded: Expr, value: Expr) -> bool:
    """Whether a number is an approximation of a value: a decimal is off by no more than one in its last digit.

    A whole number may be rounded up or down, 3 or 4 for 22/7, and no number is about its neighbour; with noughts at its
    end it is rounded to the nearest, as 20 is for 18.
    """
    decimal = _decimal(rounded)
    room = Fraction(1)
    if decimal is None:
        known = None if symbols(rounded) else exact(rounded)
        if known is None:
            return False
        places = 0
        while known and known.denominator == 1 and known % 10 ** (1 - places) == 0:
            places -= 1
        decimal = Num(known, places)
        room = Fraction(1, 2) if places else 1 - _LEAST
    unit = room * Fraction(10) ** -(decimal.places or 0)
    try:
        with precision(PRECISIONS[-1]):
            found = ball(value)
            low, high = arb_of(decimal.value - unit), arb_of(decimal.value + unit)
            return bool(found.real >= low) and bool(found.real <= high) and bool(found.imag.contains(0))
    except (Undefined, TooCostly):
        return False


_LEAST = Fraction(1, 10**9)
"""By so much a whole number must be nearer to what it stands for than its neighbour."""


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
            return low <= value < high if decimal.value >= 0 else low < value <= high
        with precision(PRECISIONS[-1]):
            found = ball(node)
            if not found.imag.contains(0):
                return False
            return bool(found.real >= arb_of(low)) and bool(found.real <= arb_of(high))
    except Undefined:
        return False


def arb_of(value: Fraction) -> arb:
    """A fraction as a ball at the precision in force."""
    return arb(value.numerator) / arb(value.denominator)


# -- functions --------------------------------------------------------------------------------------------------------


def _equal_functions(answer: Expr, reference: Expr, context: Context) -> bool:
    agreed = 0
    needed = None if _is_piecewise(answer, reference) else MIN_POINTS
    with precision(POINT_PRECISION):
        for left, right in values_at_points((answer, reference), context):
            if not left.overlaps(right):
                context.evidence.add("disjoint balls at a point")
                return False
            agreed += agree(left, right)
            if agreed == needed:
                break
    if agreed < MIN_POINTS:
        message = f"both sides are defined at {agreed} points only"
        raise Undecided(message)
    context.evidence.add(f"agreement to {POINT_PRECISION // 2} bits at {agreed} points")
    return True


def _is_piecewise(*expressions: Expr) -> bool:
    """Whether agreement on one piece says nothing of the others."""
    return not operations(*expressions).isdisjoint(_PIECEWISE)


_PIECEWISE = frozenset({"abs", "floor", "ceil", "max", "min", "sgn"})


class Draws:
    """Numbers drawn from a seed, the same ones everywhere: Knuth's congruences (MMIX), of which the high bits count.

    The standard library's generator costs more to be seeded than a comparison costs to be made.
    """

    __slots__ = ("state",)

    def __init__(self, seed: bytes) -> None:
        self.state = int.from_bytes(seed, "big")

    def between(self, low: int, high: int) -> int:
        """An integer from `low` up to below `high`."""
        self.state = (self.state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % 2**64
        return low + (self.state >> 33) % (high - low)

    def choice(self, items: Sequence[Drawn]) -> Drawn:
        """One of several items."""
        return items[self.between(0, len(items))]


Drawn = TypeVar("Drawn")


def values_at_points(expressions: tuple[Expr, ...], context: Context) -> Iterator[tuple[acb, ...]]:
    """The values of expressions at pseudo-random points at which all have one, real unless they contain i.

    The points depend on the seed, so on the texts compared; the same texts have the same points everywhere. To be
    used inside `precision(POINT_PRECISION)`, which is raised for a point that needs it.
    """
    names = sorted(set().union(*(symbols(expression) for expression in expressions)))
    if ELLIPSIS.name in names:
        message = "an ellipsis is not evaluated"
        raise Undecided(message)
    every = [node for expression in expressions for node in nodes(expression)]
    is_complex = any(isinstance(node, Const) and node.name == "i" for node in every)
    draws = Draws(context.seed())
    indexes = _indexes(every)
    piecewise = _is_piecewise(*expressions)
    marks = _marks(expressions) if piecewise else []
    tries = MAX_PIECEWISE_TRIES + 4 * len(marks) if piecewise else MAX_TRIES
    for attempt in range(tries):
        point = dict(zip(names, _coordinates(draws, attempt, len(names)), strict=True))
        for name in indexes:
            point[name] = Fraction(draws.between(1, 40))
        # Beside a constant of the expressions a piece or a domain may end.
        if piecewise and attempt >= MAX_PIECEWISE_TRIES:
            steps = (
                Fraction(-draws.between(3, 40)),
                Fraction(-1, 3),
                Fraction(1, 3),
                Fraction(draws.between(3, 40)),
            )
            point = {
                name: marks[(attempt // 4 + index) % len(marks)] + steps[attempt % 4]
                for index, name in enumerate(names)
            }
        elif attempt >= MIN_POINTS and attempt % 10 in {1, 5, 6}:
            marks = marks or _marks(expressions)
            point = {name: draws.choice(marks) + value * draws.choice((-1, 1)) for name, value in point.items()}
        try:
            values = _values(expressions, point)
        except (Undefined, TooCostly):
            continue
        if all(value.is_finite() and (is_complex or value.imag.contains(0)) for value in values):
            yield values


def near_at_a_point(candidates: list[Expr], reference: Expr, context: Context) -> Iterator[Expr]:
    """Those of many expressions that may be equal to one: at one point, at few bits, nothing tells them apart."""
    names = sorted(symbols(reference))
    draws = Draws(context.seed())
    point = dict(zip(names, _coordinates(draws, 0, len(names)), strict=True))
    for name in _indexes([node for one in (*candidates, reference) for node in nodes(one)]):
        point[name] = Fraction(draws.between(1, 40))
    for candidate in candidates:
        try:
            with precision(PRECISIONS[0]):
                apart = not ball(candidate, point).overlaps(ball(reference, point))
        except (Undefined, TooCostly):
            apart = False
        if not apart:
            yield candidate


def _indexes(every: list[Answer]) -> list[str]:
    """The variables among nodes that are integers: those to which a negative number is raised, `(-1)^n`."""
    powers = [node.args for node in every if isinstance(node, Op) and node.name == "^"]
    if not powers:
        return []
    raised = [power for base, power in powers if _is_negative(base)]
    return sorted({name for power in raised for name in symbols(power) if name in _INTEGERS})


_INTEGERS = frozenset("nkmlj")


def _is_negative(node: Expr) -> bool:
    return isinstance(node, Op) and node.name == "neg" and isinstance(node.args[0], Num)


def _values(expressions: tuple[Expr, ...], point: Point) -> tuple[acb, ...]:
    """The values at a point, with as many bits as it needs."""
    spend(EXPRESSION_WORK)
    ctx.prec = POINT_PRECISION
    found = [ball_and_spread(expression, point) for expression in expressions]
    ctx.prec = enough_bits(POINT_PRECISION, max(spread for _, spread in found))
    if ctx.prec > POINT_PRECISION:
        found = [ball_and_spread(expression, point) for expression in expressions]
    return tuple(value for value, _ in found)


def _marks(expressions: tuple[Expr, ...]) -> list[Fraction]:
    """The numbers in expressions, with both signs, and nought."""
    found = {Fraction(0): None}
    for node in (node for expression in expressions for node in nodes(expression)):
        try:
            value = exact(node) if isinstance(node, Num | Op) else None
        except Undefined:
            continue
        if value is not None and len(found) < MAX_MARKS:
            found |= {value: None, -value: None}
    return list(found)


def _coordinates(draws: Draws, attempt: int, count: int) -> list[Fraction]:
    """Positive fractions, negative ones, integers, mixed signs and parts of one in turn: each reaches another domain.

    |x| is x at every positive point and xy at every point of one sign, so that no sign may be left to chance.
    """
    kind = attempt % 5
    if kind == 2:
        return [Fraction(draws.between(2, 12)) for _ in range(count)]
    if kind == 4:
        return [Fraction(draws.between(11, 990), 1000) for _ in range(count)]
    low, high = (3001, 40_000) if kind == 3 and attempt % 2 else (101, 2990)
    scale = 10 ** min(attempt // 10, 4)  # for domains that begin far out
    sizes = [Fraction(draws.between(low, high) * scale, 1000) for _ in range(count)]
    if kind == 0:
        return sizes
    if kind == 1:
        return [-size for size in sizes]
    first = draws.between(0, 2)
    return [-size if (index + first) % 2 else size for index, size in enumerate(sizes)]
