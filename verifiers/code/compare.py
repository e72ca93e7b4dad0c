r"""Is the output of a program the expected one? Decided by a `TextRule`, outside of the sandbox.

    difference(b"6\n8\n", "6\n7\n", TextRule())   Difference("line", 2, "7", "8")

The output is hostile, so what is forgiven is little, and each has its reason:

    lines      Line by line. Blanks (spaces, tabs, carriage returns) at the ends of lines, and lines of nothing else at
               the end of the text, are forgiven, since nobody sees them and honest programs print them: a blank behind
               every item, Windows' line ends. Nothing else is: blanks in front or between can be a drawing; form feeds,
               zero-width spaces, NULs and byte order marks are characters like others; and what precedes a
               carriage return in the middle of a line has been printed.
    tokens     Word by word, wherever the same blanks and line ends are. What `str.split` or C take for white space
               beyond these, form feeds or Unicode's spaces, belongs to the word: honest programs do not print it.
    exact      Byte by byte.
    numbers    Where the expected word has a point or an exponent it was rounded, and a number in its place is forgiven
               an error: absolute, or relative to the expected number, whichever is larger. Both are read as the exact
               decimals that they are, so that nothing overflows, and no NaN slips through a comparison. An integer was
               not rounded and is a word like others: neither 007 nor +7 nor 7.0 is 7. Digits are ASCII; nan and inf
               are words. Blanks between numbers are not forgiven along with the error.
    any order  Each line or word as often as expected. Empty lines do not count, since at the end they do not either.
               There is no tolerance: which number stands for which would be open.

Bytes that are not UTF-8 equal nothing. Time and memory are linear in the lengths, whatever the texts are: a word of
more than 64 characters is never read as a number, nor one with more than three digits in its exponent.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Context, Decimal, Inexact
from itertools import zip_longest
from typing import Literal, NamedTuple, TypeAlias

from verifiers.code.suite import TextRule

NUMBER_CHARACTERS = 64
"""Longer words are not read as numbers. A double has 24 characters at most where all its digits are shown, and fits
with six decimals (`%f`) below 10^57."""
SHOWN_CHARACTERS = 80
"""How much of a line is shown: a usual one as a whole."""
SHOWN_BEFORE = 20
"""How much of that precedes the difference, where a line is longer."""

_BLANKS = " \t\r\n"
_LINE = re.compile(r"[^\n]+\n?|\n")
_WORD = re.compile(r"[^ \t\r\n]+")
_PIECE = re.compile(r"[ \t]+|[^ \t]+")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")

# What decoding makes of a byte that is not UTF-8; where an expected text has such a character, no output can equal it,
# so it becomes one that decoding never makes.
_UNDECODED = re.compile("[\udc80-\udcff]")
_UNPRINTABLE = "\ud800"

# Numbers of this length and exponent, and their sums, have fewer than 2200 digits: nothing is ever rounded here.
_EXACT = Context(prec=2200, traps=[Inexact])


Unit: TypeAlias = Literal["line", "word"]


class Difference(NamedTuple):
    r"""The first place where an output is not the expected one.

    unit, where: the line or word, counted from 1: in the output, and where something is missing, in the expected text.
    expected, got: the two, shortened, and printable: control characters as \n or \u200b, bytes that are not UTF-8 as
        \xff, and the backslash doubled. `None`: there is none, since a line or word is missing or not expected.
    """

    unit: Unit
    where: int
    expected: str | None
    got: str | None

    def __str__(self) -> str:
        """A phrase for a person."""
        place = f"{self.unit} {self.where}"
        if self.got is None:
            return f"{place}: expected '{self.expected}', which is missing"
        if self.expected is None:
            return f"{place}: got '{self.got}', which is not expected"
        return f"{place}: expected '{self.expected}', got '{self.got}'"


def difference(output: bytes, expected: str, rule: TextRule) -> Difference | None:
    """Where an output departs from the expected text, by the rules above; `None`: it is the expected one.

    "exact" has no tolerance and one order; a tolerance that is no positive number is none. Raises nothing.
    """
    got = output.decode("utf-8", "surrogateescape")
    expected = _UNDECODED.sub(_UNPRINTABLE, expected)
    if got == expected:
        return None
    if rule.kind == "exact":
        return _in_order("line", _lines_with_ends(expected), _lines_with_ends(got), None)
    got, expected = got.rstrip(_BLANKS), expected.rstrip(_BLANKS)
    if got == expected:  # as most right outputs are: they need not be taken apart
        return None
    unit: Unit = "word" if rule.kind == "tokens" else "line"
    split = _words if rule.kind == "tokens" else _lines
    if rule.unordered:
        return _in_any_order(unit, split, expected, got)
    # As it is written: the double that 1e-6 stands for is a little less, and would refuse an error of one millionth.
    tolerance = Decimal(str(rule.tolerance)) if 0 < rule.tolerance < math.inf else None
    return _in_order(unit, split(expected), split(got), tolerance)


def _lines_with_ends(text: str) -> Iterator[str]:
    return (line.group() for line in _LINE.finditer(text))


def _lines(text: str) -> Iterator[str]:
    # Line by line: a pattern for the blanks before a line end would try each blank in the middle of a line too.
    return (line.group().rstrip(_BLANKS) for line in _LINE.finditer(text))


def _words(text: str) -> Iterator[str]:
    return (word.group() for word in _WORD.finditer(text))


def _in_order(unit: Unit, expected: Iterable[str], got: Iterable[str], tolerance: Decimal | None) -> Difference | None:
    for number, (right, given) in enumerate(zip_longest(expected, got), 1):
        if right == given:
            continue
        if right is None or given is None:
            return Difference(unit, number, right and _shown(right), given and _shown(given))
        departure = _departure(right, given, tolerance)
        if departure is not None:
            at_right, at_given = departure
            return Difference(unit, number, _shown(right, at_right), _shown(given, at_given))
    return None


def _in_any_order(unit: Unit, split: Callable[[str], Iterator[str]], expected: str, got: str) -> Difference | None:
    # The output is looked up and never put in, so that it cannot choose keys that collide.
    left = Counter(filter(None, split(expected)))
    for number, given in enumerate(split(got), 1):
        if given and left[given] == 0:
            return Difference(unit, number, None, _shown(given))
        if given:
            left[given] -= 1
    for number, right in enumerate(split(expected), 1):
        if left[right] > 0:
            return Difference(unit, number, _shown(right), None)
    return None


def _departure(expected: str, got: str, tolerance: Decimal | None) -> tuple[int, int] | None:
    """Where two lines (or words) part for good, as offsets in both; `None`: by no more than their numbers may."""
    for right, given in zip_longest(_PIECE.finditer(expected), _PIECE.finditer(got)):
        if right is None or given is None:
            return (right.start() if right else len(expected)), (given.start() if given else len(got))
        if right.group() != given.group() and not _close(right.group(), given.group(), tolerance):
            shared = _shared_characters(right.group(), given.group())
            return right.start() + shared, given.start() + shared
    return None


def _close(expected: str, got: str, tolerance: Decimal | None) -> bool:
    """Whether both are numbers, the expected one with a point or an exponent, and differ by the tolerance or less."""
    if tolerance is None or len(expected) > NUMBER_CHARACTERS or len(got) > NUMBER_CHARACTERS:
        return False
    rounded = _NUMBER.fullmatch(expected)
    if rounded is None or rounded.lastindex is None or _NUMBER.fullmatch(got) is None:
        return False
    right = Decimal(expected)
    error = _EXACT.abs(_EXACT.subtract(Decimal(got), right))
    return error <= _EXACT.multiply(tolerance, max(Decimal(1), _EXACT.abs(right)))


def _shared_characters(left: str, right: str) -> int:
    """How many characters two texts begin with in common: by halves, each compared once."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _shown(text: str, at: int = 0) -> str:
    """A line, or of a long one what is around a place in it, printable."""
    start = max(0, at - SHOWN_BEFORE) if len(text) > SHOWN_CHARACTERS else 0
    end = start + SHOWN_CHARACTERS
    shown = "".join(map(_printable, text[start:end]))
    return ("…" if start else "") + shown + ("…" if end < len(text) else "")


def _printable(character: str) -> str:
    if _UNDECODED.match(character):
        return f"\\x{ord(character) - 0xDC00:02x}"
    if character in "\t\n\r\\":
        return character.encode("unicode_escape").decode()
    if character.isprintable():
        return character
    return f"\\u{ord(character):04x}" if ord(character) <= 0xFFFF else f"\\U{ord(character):08x}"
