"""The pattern that cuts a text into runs of words, and what stands between them."""

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
"""What stands within a word: l'eau, and oʻz in Uzbek."""
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
        r"[ \t,()\[\]{}+=*^|%#\"-]+"  # first, because it is what most often stands between words
        rf"|(?P<plain>{word}(?:[ ,]+{word})*)(?![{letter}{DIGITS}_(]|://|[.@/{APOSTROPHES}·-][{letter}{DIGITS}_]|:\\[!-~])"
        r"|(?P<skipped>(?:https?|ftp|file)://[!-~]+|www\.[!-~]+"
        r"|(?:~|\.{1,2})?/[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+){1,6}|[A-Za-z]:\\[!-~]+"
        r"|</?[A-Za-z][A-Za-z0-9_-]{0,30}(?:\s[^<>=]{0,40}=[^<>]{0,200})?/?>|&[a-z]{2,8};"
        r"|\\(?:begin|end|label|ref|eqref|cite)\{[^{}\s]{1,40}\})"
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


def visible(text: str) -> str:
    """A text without what nobody sees and what cuts a word in pieces: soft hyphens, joiners, marks of direction."""
    if text.isascii() or text.replace("\n", " ").isprintable():
        return text  # none of them is printable, and this is the fastest way to know
    if _INVISIBLE.search(text):
        text = _INVISIBLE.sub("", text)
    # Between Persian letters this one is part of the spelling.
    return _STRAY_NON_JOINER.sub("", text) if "\u200c" in text else text


_INVISIBLE = re.compile("[\u00ad\u061c\u180e\ufeff\u200b\u200d-\u200f\u202a-\u202e\u2060-\u206f]+")
_STRAY_NON_JOINER = re.compile(r"(?<![\u0600-\u06ff])\u200c+|\u200c+(?![\u0600-\u06ff\u200c])")
