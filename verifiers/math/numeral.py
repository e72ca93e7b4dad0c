"""The fast path: plain numerals, read by one pattern and compared exactly. Most reference answers are such."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

MAX_DIGITS = 4_000
"""Python refuses to read longer integers (the cost is quadratic); nobody answers with one."""


class Numeral(NamedTuple):
    """A number as it is written: its value (`50%` is 1/2), and whether it is a percentage."""

    value: Fraction
    percent: bool


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


def read_numeral(text: str) -> Numeral | None:
    """Read an integer, decimal, fraction or percentage; `None` for anything else.

    Thousands separators are read where they stand between groups of three digits, the first of which begins with no
    zero: `0,123` is no number.
    """
    if len(text) > MAX_DIGITS:
        return None
    text = text.strip()
    if text.endswith(".") and not text.endswith(".."):  # the end of a sentence; more dots are digits left out
        text = text[:-1]
    match = _NUMERAL.fullmatch(text.strip().strip("$").strip())
    if match is None:
        return None
    part = match.groupdict()
    if part["whole"] is not None:
        decimals = part["decimals"] or ""
        value = Fraction(int(_SEPARATORS.sub("", part["whole"]) + decimals), 10 ** len(decimals))
    elif part["only_decimals"] is not None:
        value = Fraction(int(part["only_decimals"]), 10 ** len(part["only_decimals"]))
    else:
        top = part["top"] or part["short_top"] or part["slash_top"]
        bottom = part["bottom"] or part["short_bottom"] or part["slash_bottom"]
        if int(bottom) == 0:
            return None
        value = Fraction(int(top), int(bottom))
    if (part["sign"] == "-") != (part["minus"] == "-"):
        value = -value
    percent = part["percent"] is not None
    return Numeral(value / 100 if percent else value, percent)


def equal_numerals(answer: Numeral, reference: Numeral) -> bool:
    """Exact equality; a percentage also equals the number in front of its sign: `50%` is 0.5, and 50."""
    if answer.value == reference.value:
        return True
    if answer.percent == reference.percent:
        return False
    return answer.value == reference.value * (100 if reference.percent else Fraction(1, 100))
