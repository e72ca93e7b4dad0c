"""A reward as text, taken apart: a name, and its arguments as they were written.

    reward   = NAME, or NAME(argument, …), or MODULE:NAME, FILE.py:NAME, each with or without arguments
    argument = value, or SETTING=value
    value    = a number, a word, 'a text', True, None, a list of them, or a reward

Nothing is evaluated: a value is read by `ast.literal_eval`, or is a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from verifiers.errors import ScoringError

MAX_SPELLING = 2_000
"""Characters of a reward as text; the longest that somebody needs have some hundred."""
MAX_DEPTH = 8
"""Brackets within brackets: rewards made of rewards, and a list in them. Python's own stack is a hundred times that."""

_CLOSING = {"(": ")", "[": "]", "{": "}"}


class Spelling(NamedTuple):
    """A reward as text, taken apart one level deep.

    text: all of it. name: what precedes its brackets.
    arguments: each as (setting, value), the setting `None` where there is none; `None`: there are no brackets.
    """

    text: str
    name: str
    arguments: tuple[tuple[str | None, str], ...] | None


def take_apart(text: str) -> Spelling:
    """Take a reward apart. Raises ScoringError where the text is none."""
    text = text.strip()
    whole = _Scan(text)
    begin = next(whole.top_level("("), None)
    if begin is None:
        return Spelling(text, text, None)
    if whole.end_of_first != len(text):
        msg = f"nothing may follow the last bracket of {text!r}"
        raise ScoringError(msg)
    inner = text[begin + 1 : -1]
    arguments = tuple(_setting_of(part) for part in split(inner, ",")) if inner.strip() else ()
    if any(not value for _, value in arguments):
        msg = f"an argument is missing in {text!r}"
        raise ScoringError(msg)
    return Spelling(text, text[:begin].strip(), arguments)


def _setting_of(text: str) -> tuple[str | None, str]:
    setting, equals, value = cut(text, "=")
    return (setting, value) if equals else (None, setting)


def cut(text: str, mark: str) -> tuple[str, str, str]:
    """A text before and after the first such mark that is in no brackets or quotes, as `str.partition`."""
    place = next(_Scan(text).top_level(mark), None)
    if place is None:
        return text.strip(), "", ""
    return text[:place].strip(), mark, text[place + 1 :].strip()


def split(text: str, mark: str) -> list[str]:
    """A text cut at each such mark that is in no brackets or quotes."""
    places = [-1, *_Scan(text).top_level(mark), len(text)]
    return [text[begin + 1 : end].strip() for begin, end in pairwise(places)]


def is_own(text: str) -> bool:
    """Whether a reward as text names a module or a file, with or without a weight."""
    return ":" in cut(cut(text, "=")[0], "(")[0]


class _Scan:
    """A text looked through once: where brackets and quotes begin and end."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_SPELLING:
            msg = f"a reward is named by at most {MAX_SPELLING:,} characters, not {len(text):,}"
            raise ScoringError(msg)
        self._text = text
        self.end_of_first: int | None = None
        self._outside = list(self._look())

    def top_level(self, mark: str) -> Iterator[int]:
        """Where the mark is outside of brackets and quotes."""
        return (place for place in self._outside if self._text[place] == mark)

    def _look(self) -> Iterator[int]:
        """The places outside of brackets and quotes; an opening bracket there is outside."""
        expected: list[str] = []
        quote = ""
        for place, letter in enumerate(self._text):
            if quote:
                if letter == quote and not _is_escaped(self._text, place):
                    quote = ""
                continue
            if not expected:
                yield place
            if letter in "'\"":
                quote = letter
            elif letter in _CLOSING:
                expected.append(_CLOSING[letter])
                if len(expected) > MAX_DEPTH:
                    msg = f"more than {MAX_DEPTH} brackets within brackets in {self._text[:60]!r}…"
                    raise ScoringError(msg)
            elif letter in _CLOSING.values():
                if not expected or expected.pop() != letter:
                    msg = f"the {letter!r} at character {place + 1} of {self._text!r} closes nothing"
                    raise ScoringError(msg)
                if not expected and self.end_of_first is None:
                    self.end_of_first = place + 1
        if quote or expected:
            what = "quotation" if quote else "bracket"
            msg = f"a {what} in {self._text!r} is not closed"
            raise ScoringError(msg)


def _is_escaped(text: str, place: int) -> bool:
    before = text[:place]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1
