"""The value of an expression by rational arithmetic, where that is enough, and the work that a comparison may do.

Work is bounded by counting, never by time: magnitudes are known before a power is computed, sums have a largest number
of terms, and each operation is paid for from the share of its comparison.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import comb, factorial, gcd, lcm, prod
from typing import Any

from flint import fmpz

from verifiers.math.objects import Const, Expr, Num, Sym

MAX_BITS = 20_000
"""Of an exact integer. Larger ones are evaluated as balls, which cost their precision and not their size."""
MAX_FACTORIAL = 2_000
MAX_TERMS = 2_000
"""Of a sum or product that is written out."""
MAX_WORK = 12_000
"""Units of work of one comparison, each about two microseconds: an operation on small numbers is one unit."""

Point = Mapping[str, Fraction]
"""Values for the free variables."""


class Undefined(ArithmeticError):  # noqa: N818 - it is a value of its own, not an error of ours
    """The expression has no value here: a division by zero, a free variable, a function that we do not know."""


class TooCostly(Exception):  # noqa: N818
    """A bound on the work was reached."""


class _Work(threading.local):
    """What is left of the work of the comparison that this thread is at."""

    left = MAX_WORK


_work = _Work()


def start_work() -> None:
    """Begin a comparison: all of its work is still to be spent."""
    _work.left = MAX_WORK


def spend(units: int = 1) -> None:
    """Count work. Raises TooCostly when the comparison has used up its share."""
    _work.left -= units
    if _work.left < 0:
        msg = "the comparison takes too many operations"
        raise TooCostly(msg)


def exact(node: Expr, point: Point | None = None) -> Fraction | None:
    """The value as a fraction, if rational arithmetic alone gives it within the bounds; else `None`.

    Raises Undefined for a division by zero.
    """
    if isinstance(node, Num):
        return node.value
    if isinstance(node, Sym):
        return None if point is None else point.get(node.name)
    if isinstance(node, Const):
        return None
    rule = _EXACT.get(node.name)
    if rule is None:
        return None
    values = []
    for argument in node.args:
        value = exact(argument, point)
        if value is None:
            return None
        values.append(value)
    spend_on(values)
    return rule(*values)


def spend_on(values: Sequence[Fraction]) -> None:
    """Count an operation on rationals: to keep them in lowest terms costs the square of their size."""
    bits = max(map(_bits, values))
    spend(len(values) * (1 + bits // 256 + (bits // 1024) ** 2))


def _bits(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def _small(value: Fraction) -> Fraction | None:
    return value if _bits(value) <= MAX_BITS else None


def called(function: Any, argument: Any) -> Any:
    """A value of a function that nobody knows, for fractions and balls: no product, so that f(2) is not 2f(1)."""
    return function * (argument * argument * argument + function * argument + argument + 2)


def _exact_power(base: Fraction, exponent: Fraction) -> Fraction | None:
    if exponent.denominator != 1:
        return None
    if base == 0 and exponent <= 0:
        raise Undefined
    if abs(base) not in {0, 1} and _bits(base) * abs(exponent.numerator) > MAX_BITS:
        return None
    if abs(base) == 1:  # whatever the size of the exponent
        return base if exponent.numerator % 2 else Fraction(1)
    return Fraction(base**exponent.numerator) if base else base


def _exact_root(value: Fraction, index: Fraction = Fraction(2)) -> Fraction | None:
    """The root of a perfect power."""
    if index.denominator != 1 or not 2 <= index.numerator <= 64 or _bits(value) > MAX_BITS:
        return None
    if value < 0:
        if index.numerator % 2 == 0:
            return None
        root = _exact_root(-value, index)
        return None if root is None else -root
    top, bottom = _integer_root(value.numerator, index.numerator), _integer_root(value.denominator, index.numerator)
    return None if top is None or bottom is None else Fraction(top, bottom)


def _integer_root(value: int, index: int) -> int | None:
    """The integer whose power is `value`; `None` if there is none."""
    root = int(fmpz(value).root(index))
    return root if root**index == value else None


def _exact_quotient(top: Fraction, bottom: Fraction) -> Fraction | None:
    if bottom == 0:
        raise Undefined
    return _small(top / bottom)


def _exact_factorial(value: Fraction) -> Fraction | None:
    if value.denominator != 1 or not 0 <= value <= MAX_FACTORIAL:
        return None
    spend(value.numerator // 16)
    return Fraction(factorial(value.numerator))


def _exact_double_factorial(value: Fraction) -> Fraction | None:
    if value.denominator != 1 or not 0 <= value <= MAX_FACTORIAL:
        return None
    spend(value.numerator // 16)
    return Fraction(prod(range(value.numerator, 0, -2)))


def _exact_binomial(n: Fraction, k: Fraction) -> Fraction | None:
    if n.denominator != 1 or k.denominator != 1 or not 0 <= n <= MAX_FACTORIAL or k < 0:
        return None
    spend(n.numerator // 16)
    return Fraction(comb(n.numerator, k.numerator))


def _of_integers(rule: Callable[..., int]) -> Callable[..., Fraction | None]:
    def apply(*values: Fraction) -> Fraction | None:
        if any(value.denominator != 1 for value in values) or sum(map(_bits, values)) > MAX_BITS:
            return None
        return Fraction(rule(*(value.numerator for value in values)))

    return apply


def _exact_sum(*values: Fraction) -> Fraction | None:
    total: Fraction | None = values[0]
    for value in values[1:]:
        if total is None:
            return None
        spend_on((total,))
        total = _small(total + value)
    return total


def _exact_product(*values: Fraction) -> Fraction | None:
    product: Fraction | None = values[0]
    for value in values[1:]:
        if product is None:
            return None
        spend_on((product,))
        product = _small(product * value)
    return product


_EXACT: dict[str, Callable[..., Fraction | None]] = {
    "+": _exact_sum,
    "*": _exact_product,
    "/": _exact_quotient,
    "div": _exact_quotient,
    "neg": lambda a: -a,
    "mixed": lambda whole, part: whole + part,
    "^": _exact_power,
    "sqrt": _exact_root,
    "root": _exact_root,
    "%": lambda a: a / 100,
    "!": _exact_factorial,
    "!!": _exact_double_factorial,
    "binom": _exact_binomial,
    "abs": abs,
    "floor": lambda a: Fraction(a.numerator // a.denominator),
    "ceil": lambda a: Fraction(-(-a.numerator // a.denominator)),
    "max": lambda *values: max(values),
    "min": lambda *values: min(values),
    "gcd": _of_integers(gcd),
    "lcm": _of_integers(lcm),
    "call": lambda f, x: _small(called(f, x)),
}
