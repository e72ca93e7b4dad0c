"""The pattern that cuts a text into runs of words, and what is between them."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from verifiers.language.scripts import MARKS, SCRIPTS, character_class


def token_pattern(text: str) -> re.Pattern[str]:
    """The pattern for a text: with the scripts in it alone where they are few, because each one costs time."""
    first = None if text.isascii() else _letter_but(None).search(text)
    if first is None:
        return _pattern(None)
    script = _script_of(first[0])
    return _pattern("all" if _letter_but(script).search(text, first.end()) else script)


DIGITS = "0-9\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089"
"""Digits, raised and lowered ones too: H₂O is a symbol like H2O."""
APOSTROPHES = "'’‘ʻʼ"
"""What is within a word: l'eau, and oʻz in Uzbek."""
ALWAYS = ("latin", "greek")
"""Scripts that every pattern knows."""


@cache
def _letter_but(script: str | None) -> re.Pattern[str]:
    """A letter of any script but those that every pattern knows and another one."""
    known = {*ALWAYS, script}
    return re.compile(f"[{''.join(character_class(one.ranges) for name, one in SCRIPTS.items() if name not in known)}]")


def _script_of(letter: str) -> str:
    """The script of a letter of a known script."""
    lasts, names = _ranges()
    return names[bisect_left(lasts, letter)]


@cache
def _ranges() -> tuple[list[str], list[str]]:
    """All ranges in order, as two columns: the last characters, the scripts."""
    rows = [(ends.rpartition("-")[2], name) for name, script in SCRIPTS.items() for ends in script.ranges.split()]
    ordered = sorted((chr(int(last, 16)), name) for last, name in rows)
    return [last for last, _ in ordered], [name for _, name in ordered]


_REFERENCE = r"\\(?:begin|end|label|ref|eqref|cite)\{"
REFERENCE = re.compile(_REFERENCE)


@cache
def _pattern(other: str | None) -> re.Pattern[str]:
    """Everything that is a word, could hold words, or must be skipped with the letters in it.

    other: the script that may occur beside Latin and Greek, or "all".

    Each alternative is a run of one class of characters, or such runs joined by characters outside the class, so that
    there is one way to match. Only the last word of a plain run may have to be given back.
    """
    marks = character_class(MARKS)
    letter = f"{character_class(SCRIPTS['latin'].ranges)}{marks}"
    latin = f"[{letter}{DIGITS}_]+"
    word = f"[{letter}]+(?:[{APOSTROPHES}-][{letter}]+){{0,3}}"
    names = list(SCRIPTS) if other == "all" else ["greek", other] if other else ["greek"]
    groups = "|".join(_group(name, marks) for name in names if name != "latin")
    return re.compile(
        r"[ \t,()\[\]{}+=*^|%#\"-]+"  # first, because it is what most often is between words
        rf"|(?P<plain>{word}(?:[ ,]+{word})*)(?![{letter}{DIGITS}_(]|://|[.@/{APOSTROPHES}·-][{letter}{DIGITS}_]|:\\[!-~])"
        r"|(?P<skipped>(?:https?|ftp|file)://[!-~]+|www\.[!-~]+"
        r"|(?:~|\.{1,2})?/[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+){1,6}|[A-Za-z]:\\[!-~]+"
        r"|</?[A-Za-z][A-Za-z0-9_-]{0,30}(?:\s[^<>=]{0,40}=[^<>]{0,200})?/?>|&[a-z]{2,8};"
        rf"|{_REFERENCE}[^{{}}\s]{{1,40}}\}})"
        r"|(?P<newline>\\n(?:\\n)+|\\n(?![a-z]))|(?P<command>\\[A-Za-z]+)"
        rf"|(?P<latin>{latin}(?:[.@/{APOSTROPHES}·-]{latin})*)"
        rf"|{groups}"
        r"|(?P<stop>[.!?…;:\n。！？；：؟۔।॥]+)"
        rf"|(?P<other>[^\W\d_]+)"
    )


def _group(name: str, marks: str) -> str:
    """A run in a script; where words have blanks between them, several of them."""
    letters = f"{character_class(SCRIPTS[name].ranges)}{marks}"
    return f"(?P<{name}>[{letters}][{letters} ,]*)" if SCRIPTS[name].unit == "run" else f"(?P<{name}>[{letters}]+)"


MAX_CHARACTERS = 262_144
"""What is read of a text: 60,000 tokens and more. What follows is not read."""
LONGEST_BLANK = 64
"""Blanks in a row that are kept of a long text: what is read of it is bounded, and blanks would keep words unread."""


def visible(text: str) -> str:
    """A text as it is seen: without what cuts a word in pieces, such as soft hyphens, joiners, marks of direction.

    Letters in circles are plain ones. Of a text that is too long to be read whole, long blanks are shortened too.
    """
    if len(text) > MAX_CHARACTERS:
        text = _LONG_BLANK.sub(r"\1", text)
    if text.isascii() or _UNSEEN.search(_without_ascii(text)) is None:
        return text
    text = _INVISIBLE.sub("", text)
    # Between Persian letters this one is part of the spelling.
    text = _STRAY_NON_JOINER.sub("", text) if "\u200c" in text else text
    return without_circles(text)


def _without_ascii(text: str) -> str:
    """A text without its ASCII characters where these are most of it, because a search for many characters is slow."""
    encoded = text.encode("utf-8", "surrogatepass")
    if len(encoded) > _MOSTLY_ASCII * len(text):
        return text
    return encoded.translate(None, _ASCII).decode("utf-8", "surrogatepass")


_ASCII = bytes(range(128))
_MOSTLY_ASCII = 1.5
"""Bytes to a character."""


def without_circles(text: str) -> str:
    """A text with plain letters for those in circles, brackets and boxes: as many characters."""
    return text.translate(_circles()) if _CIRCLED.search(text) else text


_LONG_BLANK = re.compile(rf"(\s{{{LONGEST_BLANK}}})\s+")
_CIRCLES = "\u249c-\u24e9\U0001f110-\U0001f1ff"
_CIRCLED = re.compile(f"[{_CIRCLES}]")


@cache
def _circles() -> dict[int, str]:
    """Letters in circles, brackets and boxes, each with the letter in it."""
    capitals = ("\u24b6", "\U0001f110", "\U0001f130", "\U0001f150", "\U0001f170", "\U0001f1e6")
    alphabets = [*((one, "A") for one in capitals), ("\u249c", "a"), ("\u24d0", "a")]
    return {ord(one) + at: chr(ord(first) + at) for one, first in alphabets for at in range(26)}


_NOTHING = "\u00ad\u061c\u180e\ufeff\u200b\u200d-\u200f\u202a-\u202e\u2060-\u206f\U000e0000-\U000e007f"
_INVISIBLE = re.compile(f"[{_NOTHING}]+")
_UNSEEN = re.compile(f"[{_NOTHING}\u200c{_CIRCLES}]")
_STRAY_NON_JOINER = re.compile(r"(?<![\u0600-\u06ff])\u200c+|\u200c+(?![\u0600-\u06ff\u200c])")
