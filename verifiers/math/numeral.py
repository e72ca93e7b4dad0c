"""The fast path: plain numerals, read by one pattern and compared exactly. Most reference answers are such."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

MAX_DIGITS = 4_000
"""Python refuses to read longer integers (the cost is quadratic); nobody answers with one."""
MIN_DOUBLE_DIGITS = 15
"""A decimal with so many significant digits is a double as programs print it, and is read as the exact number."""


class Numeral(NamedTuple):
    """A number as it is written: a quotient of integers (`50%` is 50/100), and whether it is a percentage.

    Not reduced, which would cost more than to compare two of them.
    """

    top: int
    bottom: int = 1
    percent: bool = False

    @property
    def value(self) -> Fraction:
        """The number."""
        return Fraction(self.top, self.bottom)


_NUMERAL = re.compile(
    r"""
    (?P<sign>[+-]?)\s*
    (?: (?P<whole>[1-9][0-9]{0,2}(?:(?:,|\{,\}|\\,|\\!|,\\!)[0-9]{3})+|[0-9]+) (?:\.(?P<decimals>[0-9]*))?
      | \.(?P<only_decimals>[0-9]+)
      | \\[dtc]?frac\s*\{\s*(?P<minus>-?)\s*(?P<top>[0-9]+)\s*\}\s*\{\s*(?P<bottom>[0-9]+)\s*\}
      | \\[dtc]?frac\s*(?P<short_top>[0-9])\s*(?P<short_bottom>[0-9])
      | (?P<slash_top>[0-9]+)\s*/\s*(?P<slash_bottom>[0-9]+)
    )
    \s*(?P<percent>\\?%)?
    """,
    re.VERBOSE,
)
_SEPARATORS = re.compile(r"[^0-9]")
_IN_A_FONT = re.compile(r"\\(?:text|textbf|mathbf|mathrm|boldsymbol)\{\s*([0-9]+)\s*\}")
"""An integer that is only set in another way."""


def read_numeral(text: str) -> Numeral | None:
    """Read an integer, decimal, fraction or percentage; `None` for anything else.

    Thousands separators are read between groups of three digits, the first of which begins with no
    zero: `0,123` is no number.
    """
    if len(text) > MAX_DIGITS:
        return None
    if text.isdecimal() and text.isascii():
        return Numeral(int(text))
    match = _NUMERAL.fullmatch(text)
    if match is None:
        text = _undressed(text)
        match = _NUMERAL.fullmatch(text)
    if match is None:
        in_a_font = _IN_A_FONT.fullmatch(text) if text.startswith("\\") else None
        return None if in_a_font is None else Numeral(int(in_a_font[1]))
    sign, whole, decimals, only_decimals, minus, *quotient, percent = match.groups()
    if whole is not None:
        digits = whole if whole.isdecimal() else _SEPARATORS.sub("", whole)
        top, bottom = int(digits + (decimals or "")), 10 ** len(decimals or "")
    elif only_decimals is not None:
        top, bottom = int(only_decimals), 10 ** len(only_decimals)
    else:
        top, bottom = map(int, filter(None, quotient))
        if bottom == 0:
            return None
    if (sign == "-") != (minus == "-"):
        top = -top
    if percent is not None:
        bottom *= 100
    return Numeral(top, bottom, percent is not None)


def _undressed(text: str) -> str:
    """A numeral without what is around it in a sentence."""
    text = without_point(text.strip()).strip().strip("$").strip()
    if text.startswith("\\(") and text.endswith("\\)"):
        text = text[2:-2].strip()
    if text.startswith("\\displaystyle"):  # no letter can follow it in a numeral
        text = text[len("\\displaystyle") :].lstrip()
    return text


def without_point(text: str) -> str:
    """A text without the point that ends a sentence; more points than one are digits left out."""
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text


def named_value(text: str) -> str:
    """The 5 of `x = 5`, as it is written; the text itself where no single letter is given a value."""
    name, _, value = text.partition("=")
    name = name.strip(" $")
    return value if value and len(name) == 1 and name.isascii() and name.isalpha() else text


def may_be_rounded(answer: str, reference: str) -> bool:
    """Whether one numeral may stand for the other although they differ: a decimal for a fraction, or for a double.

    Then the engine decides, which knows when it does. Integers and short decimals are what they say.
    """
    both = answer + reference
    return "." in both and (len(both) >= MIN_DOUBLE_DIGITS or "/" in both or "frac" in both or "%" in both)


def equal_numerals(answer: Numeral, reference: Numeral) -> bool:
    """Exact equality; a percentage also equals the number in front of its sign: `50%` is 0.5, and 50."""
    left, right = answer.top * reference.bottom, reference.top * answer.bottom
    if left == right or answer.percent == reference.percent:
        return left == right
    return left == 100 * right if reference.percent else 100 * left == right


_BETWEEN = re.compile(r",\s|\\text\{\s*(?:and|or)\s*\}|\s(?:and|or)\s")
"""Blanks around it are left to the numerals: a pattern that begins with any number of them is quadratic."""


def differ_among_themselves(text: str) -> bool:
    r"""Whether a text gives several numbers that are not all one: `1, 2`, `1 or 2`, `\pm 1`."""
    if len(text) > MAX_DIGITS:
        return False
    if text.startswith("\\pm"):
        numeral = read_numeral(text[3:])
        return numeral is not None and numeral.top != 0
    numerals = []
    for part in _BETWEEN.split(text):
        numeral = read_numeral(part)
        if numeral is None:
            return False
        numerals.append(numeral)
    return any(not equal_numerals(numerals[0], other) for other in numerals)
