"""The value of an expression as a ball that provably contains it.

A ball (python-flint's Arb, arXiv 1611.02831) is a midpoint with a rigorous error bound: two disjoint balls prove that
two numbers differ, and balls that still overlap at several hundred bits are equal to that many digits.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from operator import add, mul

from flint import acb, arb, ctx, fmpq

from verifiers.math.equality.rationals import (
    MAX_TERMS,
    Point,
    TooCostly,
    Undefined,
    called,
    exact,
    spend,
    spend_on,
)
from verifiers.math.objects import SERIES, Const, Expr, Num, Op, Sym

_precision = threading.Lock()
"""python-flint keeps its working precision in one place for all threads."""


def _forget() -> None:
    """In a forked child: the thread that held the lock at the fork is not there to give it back."""
    global _precision  # noqa: PLW0603
    _precision = threading.Lock()


if hasattr(os, "register_at_fork"):  # Windows does not fork
    os.register_at_fork(after_in_child=_forget)


class precision:  # noqa: N801 - it is used as a function
    """Compute with balls of so many bits, in a `with` statement. One thread at a time."""

    __slots__ = ("before", "bits")

    def __init__(self, bits: int) -> None:
        self.bits = bits

    def __enter__(self) -> int:
        _precision.acquire()
        self.before = ctx.prec
        ctx.prec = self.bits
        return self.bits

    def __exit__(self, *_: object) -> None:
        ctx.prec = self.before
        _precision.release()


def ball(node: Expr, point: Point | None = None) -> acb:
    """The value as a ball at the precision in force (see `precision`).

    Raises Undefined where there is no value, TooCostly beyond the bounds.
    """
    return ball_and_spread(node, point)[0]


def ball_and_spread(node: Expr, point: Point | None = None) -> tuple[acb, int]:
    """The value, and in how many bits of it something may hide that the precision in force does not show.

    In `2^{5000} + 1` the one hides 5000 bits below the leading one, in e to the 10^{-50} what makes it differ from 1
    hides 166 bits below.
    """
    balls = _Balls(point or {})
    return balls.value(node), balls.spread


_EXACT_IN_SIZE = frozenset({"*", "/", "div", "neg", "%", "deg", "abs", "sqrt", "cbrt", "mixed"})
"""Operations whose result is as precise, relatively, as what they are given."""
_GAMMA = frozenset({"!", "binom"})
_PERHAPS_EXACT = frozenset({"^", "root", "floor", "ceil", "!", "!!", "binom"})
"""Operations whose exact value, where there is one, is cheaper or more than their ball."""
_NOT_ALWAYS_FINITE = frozenset({"neg", "+", "*", "/", "abs"})
"""Operations that may give a ball without bounds; any other has no value there."""


def _size(value: acb) -> int:
    """The binary logarithm of the magnitude, roughly; 0 for what may be zero."""
    if not value.is_finite() or value.contains(_ZERO):
        return 0
    mantissa, exponent = value.abs_upper().man_exp()
    return int(mantissa).bit_length() + int(exponent)


_ZERO = acb(0)


class _Balls:
    """One evaluation: the point, the cost of an operation, and what may hide (see `ball_and_spread`)."""

    def __init__(self, point: Point) -> None:
        self.point = dict(point)
        self.cost = 1 + (ctx.prec // 512) ** 2 // 8
        self.spread = 0

    def value(self, node: Expr) -> acb:
        spend(self.cost)
        if isinstance(node, Op):
            return self.operation(node)
        if isinstance(node, Num):
            return acb(_rational(node.value))
        if isinstance(node, Const):
            return _constant(node.name)
        if node.name not in self.point:
            raise Undefined
        return acb(_rational(self.point[node.name]))

    def operation(self, node: Op) -> acb:
        name = node.name
        if name in SERIES:
            return self.series(node)
        if name in _PERHAPS_EXACT:
            known = exact(node, self.point)
            if known is not None:
                spend_on((known,))
                return acb(_rational(known))
            if name == "^":
                return self.power(*node.args)
            if name == "root":
                index = exact(node.args[1], self.point)
                return _root(self.value(node.args[0]), index, lambda: self.value(node.args[1]))
        rule = _BALLS.get(name)
        if rule is None:
            raise Undefined
        values = [self.value(argument) for argument in node.args]
        if name == "+":
            sizes = [_size(value) for value in values]
            self.see(max(sizes) - min(sizes))
        elif name not in _EXACT_IN_SIZE:
            self.see(max(map(_size, values), key=abs))
            spend(8 * self.cost * len(values) if name in _GAMMA else 0)
        result = rule(*values)
        if name not in _NOT_ALWAYS_FINITE and not result.is_finite():
            raise Undefined
        return result

    def see(self, size: int) -> None:
        if not -self.spread <= size <= self.spread:
            self.spread = abs(size)

    def power(self, base: Expr, exponent: Expr) -> acb:
        low = self.value(base)
        fraction = exact(exponent, self.point)
        if fraction is not None:
            if fraction.denominator == 1:
                if low.is_zero() and fraction <= 0:
                    raise Undefined
                if abs(fraction.numerator) < 2**63:
                    return low ** int(fraction.numerator)
            elif fraction.denominator % 2 and _is_negative(low):
                # The real root of a negative number: (-8)^{1/3} is -2 at school.
                root = (-low) ** acb(_rational(fraction))
                return root if fraction.numerator % 2 == 0 else -root
            self.see(fraction.numerator.bit_length() - fraction.denominator.bit_length())
            return low ** acb(_rational(fraction))
        if low.is_zero():
            raise Undefined
        high = self.value(exponent)
        self.see(_size(high))
        self.see(_size(low))
        return low**high

    def series(self, node: Op) -> acb:
        variable, low, high, body = node.args
        first, last = exact(low, self.point), exact(high, self.point)
        if first is None or last is None or first.denominator != 1 or last.denominator != 1:
            raise Undefined
        if last - first >= MAX_TERMS:
            msg = f"more than {MAX_TERMS} terms"
            raise TooCostly(msg)
        assert isinstance(variable, Sym)
        shadowed = self.point.get(variable.name)
        total = acb(0 if node.name == "sum" else 1)
        for index in range(first.numerator, last.numerator + 1):
            self.point[variable.name] = Fraction(index)
            term = self.value(body)
            if node.name == "sum":
                self.see(_size(total) - _size(term))
            total = total + term if node.name == "sum" else total * term
        if shadowed is None:
            self.point.pop(variable.name, None)
        else:
            self.point[variable.name] = shadowed
        return total


def _rational(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


def _constant(name: str) -> acb:
    if name == "pi":
        return acb.pi()
    if name == "e":
        return acb(arb.const_e())
    if name == "i":
        return acb(0, 1)
    raise Undefined


def _is_negative(value: acb) -> bool:
    return bool(value.imag.is_zero() and value.real < 0)


def _root(value: acb, index: Fraction | None, ball_index: Callable[[], acb]) -> acb:
    if index is None:
        return value ** (1 / ball_index())
    if index == 0:
        raise Undefined
    if index.denominator == 1 and index.numerator % 2 and _is_negative(value):
        return -((-value) ** acb(_rational(1 / index)))
    return value ** acb(_rational(1 / index))


def _divide(top: acb, bottom: acb) -> acb:
    if bottom.contains(_ZERO):
        raise Undefined
    return top / bottom


def _log(value: acb, base: acb | None = None) -> acb:
    if value.contains(_ZERO):
        raise Undefined
    return value.log() if base is None else _divide(value.log(), base.log())


def _absolute(value: acb) -> acb:
    if value.imag.is_zero():
        return acb(abs(value.real))
    return acb((value.real * value.real + value.imag * value.imag).sqrt())


def _real(value: acb) -> arb:
    if not value.imag.is_zero():
        raise Undefined
    return value.real


def _factorial(value: acb) -> acb:
    result = (value + 1).gamma()
    if not result.is_finite():
        raise Undefined
    return result


def _binomial(n: acb, k: acb) -> acb:
    return (n + 1).gamma() * (k + 1).rgamma() * (n - k + 1).rgamma()


def _inverse(rule: Callable[[acb], acb]) -> Callable[[acb], acb]:
    """An inverse function of the reciprocal: arcsec x = arccos 1/x."""
    return lambda value: rule(_divide(acb(1), value))


_BALLS: dict[str, Callable[..., acb]] = {
    "+": lambda *terms: reduce(add, terms),
    "*": lambda *factors: reduce(mul, factors),
    "/": _divide,
    "div": _divide,
    "neg": lambda a: -a,
    "mixed": lambda whole, part: whole + part,
    "call": called,
    "sqrt": lambda a: a.sqrt(),
    "cbrt": lambda a: _root(a, Fraction(3), lambda: a),
    "%": lambda a: a / 100,
    "deg": lambda a: a * acb.pi() / 180,
    "!": _factorial,
    "binom": _binomial,
    "abs": _absolute,
    "floor": lambda a: acb(_real(a).floor()),
    "ceil": lambda a: acb(_real(a).ceil()),
    "exp": lambda a: a.exp(),
    "ln": _log,
    "log": _log,
    "sin": lambda a: a.sin(),
    "cos": lambda a: a.cos(),
    "tan": lambda a: a.tan(),
    "cot": lambda a: a.cot(),
    "sec": lambda a: a.sec(),
    "csc": lambda a: a.csc(),
    "arcsin": lambda a: a.asin(),
    "arccos": lambda a: a.acos(),
    "arctan": lambda a: a.atan(),
    "arccot": lambda a: acb.pi() / 2 - a.atan(),
    "arcsec": _inverse(lambda a: a.acos()),
    "arccsc": _inverse(lambda a: a.asin()),
    "sinh": lambda a: a.sinh(),
    "cosh": lambda a: a.cosh(),
    "tanh": lambda a: a.tanh(),
    "coth": lambda a: a.coth(),
    "sech": lambda a: a.sech(),
    "csch": lambda a: a.csch(),
    "arcsinh": lambda a: a.asinh(),
    "arccosh": lambda a: a.acosh(),
    "arctanh": lambda a: a.atanh(),
    "max": lambda *values: acb(_extreme(values, largest=True)),
    "min": lambda *values: acb(_extreme(values, largest=False)),
    "Re": lambda a: acb(a.real),
    "Im": lambda a: acb(a.imag),
    "sgn": lambda a: acb(_real(a).sgn()),
}


def _extreme(values: tuple[acb, ...], *, largest: bool) -> arb:
    best = _real(values[0])
    for value in values[1:]:
        best = best.max(_real(value)) if largest else best.min(_real(value))
    return best
