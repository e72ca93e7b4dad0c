r"""Polynomials in one variable with integer coefficients: expanded, factored, in Horner's form."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from verifiers.math.variants.latex import Pairs, join, terms, without_left_right

MAX_DEGREE = 8
"""Beyond it the expanded form is long, and nobody writes Horner's."""


class Polynomial(NamedTuple):
    """The coefficients of the powers of a variable, from the constant upwards."""

    variable: str
    coefficients: list[int]


_TERM = re.compile(r"([+-])\s*(\d*)\s*(?:([a-z])(?:\^(?:\{(\d+)\}|(\d)))?)?")
_PRODUCT = re.compile(r"(\d*)\s*((?:[a-z]\s*)?)((?:\([^()]*\)(?:\^(?:\{\d\}|\d))?\s*)+)")
_FACTOR = re.compile(r"\(([^()]*)\)(?:\^(?:\{(\d)\}|(\d)))?")


def read_sum(text: str) -> Polynomial | None:
    """Read a sum of at least two terms such as `3x^2 - x + 1`."""
    found: dict[int, int] = {}
    names: set[str] = set()
    signed = terms(text)
    for term in signed:
        match = _TERM.fullmatch(term)
        if match is None or not (match[2] or match[3]):
            return None
        power = int(match[4] or match[5] or 1) if match[3] else 0
        names |= {match[3]} if match[3] else set()
        if power > MAX_DEGREE or power in found:
            return None
        found[power] = int(match[1] + (match[2] or "1"))
    if len(names) != 1 or names & {"e", "i"} or len(signed) == 1 or 0 in found.values():
        return None
    return Polynomial(names.pop(), [found.get(power, 0) for power in range(max(found) + 1)])


def read_product(text: str) -> Polynomial | None:
    """Read a product such as `2x(x+1)^2(x-3)`."""
    match = _PRODUCT.fullmatch(without_left_right(text))
    if match is None:
        return None
    factors = [(read_sum(factor[1]), int(factor[2] or factor[3] or 1)) for factor in _FACTOR.finditer(match[3])]
    names = {factor.variable for factor, _ in factors if factor} | ({match[2].strip()} - {""})
    result = [int(match[1] or 1)]
    if match[2].strip():
        result = _times(result, [0, 1])
    for factor, power in factors:
        for _ in range(power):
            if factor is None or len(names) != 1 or len(result) + len(factor.coefficients) > MAX_DEGREE + 2:
                return None
            result = _times(result, factor.coefficients)
    return Polynomial(names.pop(), result)


def _times(one: list[int], other: list[int]) -> list[int]:
    product = [0] * (len(one) + len(other) - 1)
    for power, coefficient in enumerate(one):
        for shift, factor in enumerate(other):
            product[power + shift] += coefficient * factor
    return product


def write(polynomial: Polynomial) -> str:
    """A polynomial from its highest power down."""
    variable, coefficients = polynomial
    signed = []
    for power, coefficient in reversed(list(enumerate(coefficients))):
        name = "" if power == 0 else variable if power == 1 else f"{variable}^{{{power}}}"
        if coefficient:
            size = "" if abs(coefficient) == 1 and name else str(abs(coefficient))
            signed.append(("+" if coefficient > 0 else "-") + size + name)
    return join(signed) if signed else "0"


def respell_polynomial(text: str) -> Pairs:
    """Expand a product; take factors out of a sum."""
    product = read_product(text)
    if product is not None:
        yield write(product), "expanded"
    polynomial = read_sum(text)
    if polynomial is None:
        return
    variable, coefficients = polynomial
    yield write(polynomial), "descending powers"
    common = math.gcd(*coefficients)
    if common > 1:
        inside = write(Polynomial(variable, [coefficient // common for coefficient in coefficients]))
        yield f"{common}({inside})", "common factor"
    if coefficients[0] == 0:
        yield f"{variable}({write(Polynomial(variable, coefficients[1:]))})", "variable factored out"
    elif len(coefficients) > 2:
        sign = "-" if coefficients[0] < 0 else "+"
        inside = write(Polynomial(variable, coefficients[1:]))
        yield f"{variable}({inside}) {sign} {abs(coefficients[0])}", "Horner's form"


def miss_polynomial(text: str) -> Pairs:
    """Expand a product wrongly: one coefficient is off."""
    product = read_product(text)
    if product is not None:
        low, second, *rest = product.coefficients
        yield write(Polynomial(product.variable, [low + 1, second, *rest])), "expanded, constant off"
        yield write(Polynomial(product.variable, [low, second - 1, *rest])), "expanded, linear term off"
