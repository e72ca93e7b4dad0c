"""Text of a model or its program, made fit for a terminal, a log, a table and a file."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

_ENDING_TAG = re.compile(r"(?<!\\)(?:\\\\)*(?=\[[/@])")
_TAG = re.compile(r"(?<!\\)(?:\\\\)*(?=\[[a-z#/@])")
"""An even number of backslashes, where the markup of `rich` finds a tag behind them: one that ends what has not begun
is an error there. One more backslash, and it is none."""


def printable(text: str, kept: str = "") -> str:
    r"""The text, with what is no visible character written as an escape: `\x1b`, `\ud800`, `\u202e`.

    Those are controls, lone surrogates, which no encoding takes, what turns the direction of a line, and characters
    that do not exist. Spaces of any width stay as they are, and so do characters of `kept`.
    """
    if text.isprintable():
        return text
    shown = "".join(one if one in kept or _is_visible(one) else _escape(one) for one in text)
    return text if shown == text else shown


def _is_visible(character: str) -> bool:
    return character.isprintable() or unicodedata.category(character) == "Zs"


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def printable_in(value: Any) -> Any:
    """A value of JSON's types with printable texts, which may have line breaks and tabs; itself where it has them."""
    return value if is_fit(value) else _fit(value)


def is_fit(value: Any) -> bool:
    """Whether all texts of a value of JSON's types are printable already, as they nearly always are."""
    if isinstance(value, str):
        return value.isprintable() or printable(value, "\n\t") is value
    if isinstance(value, dict):
        for key, one in value.items():  # nearly every verdict has one: a plain loop over short texts and numbers
            fits = one.isprintable() if type(one) is str else type(one) in _TEXTLESS
            if not key.isprintable() or not (fits or is_fit(one)):
                return False
        return True
    return not isinstance(value, list | tuple) or all(map(is_fit, value))


_TEXTLESS = frozenset({type(None), bool, int, float})


def _fit(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value, "\n\t")
    if isinstance(value, dict):
        return {printable(key): _fit(one) for key, one in value.items()}
    return type(value)(map(_fit, value)) if isinstance(value, list | tuple) else value


def sentence(text: str) -> str:
    """A sentence in one printable line, in which `rich` finds no error where it is taken for markup."""
    if not text.isprintable():
        text = printable(text)
    return _ENDING_TAG.sub(r"\g<0>\\", text) if "[" in text else text


def without_markup(text: str) -> str:
    """Printable text in which `rich` finds no markup at all: for tables whose cells it reads so."""
    return _TAG.sub(r"\g<0>\\", printable(text)) if "[" in text else printable(text)
