"""How the sets write mathematics: as textbooks do, so that no sign or factor of one is written out."""

from collections.abc import Sequence
from fractions import Fraction


def fraction(value: Fraction | int) -> str:
    r"""`\frac{3}{4}`, `-\frac{3}{4}`, or an integer."""
    value = Fraction(value)
    if value.denominator == 1:
        return str(value.numerator)
    return f"{'-' if value < 0 else ''}\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def terms(parts: Sequence[tuple[int, str]]) -> str:
    """A sum of terms, each a coefficient and what it multiplies ("" for nothing): `2x^2 - x + 3`; "0" when empty."""
    text = ""
    for coefficient, symbol in parts:
        if not coefficient:
            continue
        size = "" if abs(coefficient) == 1 and symbol else str(abs(coefficient))
        sign = (" - " if coefficient < 0 else " + ") if text else ("-" if coefficient < 0 else "")
        text += f"{sign}{size}{symbol}"
    return text or "0"


def polynomial(coefficients: Sequence[int], name: str = "x") -> str:
    """A polynomial from its coefficients, the highest power first."""
    degree = len(coefficients) - 1
    powers = [name if power == 1 else f"{name}^{{{power}}}" if power else "" for power in range(degree, -1, -1)]
    return terms(list(zip((int(one) for one in coefficients), powers, strict=True))).replace("^{2}", "^2")


def matrix(rows: Sequence[Sequence[int]]) -> str:
    """A matrix in round brackets."""
    body = r" \\ ".join(" & ".join(map(str, row)) for row in rows)
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"
