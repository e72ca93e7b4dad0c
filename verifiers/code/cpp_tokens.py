"""C++ text as tokens: as far as it takes to find a statement's end, the two sides of `==`, and a function's head.

Comments, strings, character literals and raw strings are read as a compiler reads them, so that what looks like a
bracket inside of them is none. Macros are not expanded, and both sides of an `#if` are seen. One pass, linear: every
expression below has one way only to match.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

_BLANK = re.compile(r"\s+")
_LINE = re.compile(r"[^\n\\]*(?:\\.[^\n\\]*)*", re.DOTALL)
"""The rest of a line that a backslash at its end continues."""
_WORD = re.compile(r"[^\W\d]\w*")
_NUMBER = re.compile(r"\.?[0-9](?:[eEpP][+-]|'?[\w.])*")
_QUOTED = {quote: re.compile(rf"{quote}[^{quote}\\\n]*(?:\\.[^{quote}\\\n]*)*{quote}", re.DOTALL) for quote in "\"'"}
_RAW = re.compile(r'"([^\s()\\]{0,16})\(')
_MARK = re.compile(r"<<=|>>=|<=>|\.\.\.|[=!<>+*/%&|^-]=|&&|\|\||<<|>>|->|::|\+\+|--|.", re.DOTALL)
_RAW_PREFIXES = frozenset(("R", "LR", "uR", "UR", "u8R"))

_CLOSERS = {"(": ")", "[": "]", "{": "}"}


Kind: TypeAlias = Literal["word", "number", "literal", "mark", "directive", "broken"]


class Token(NamedTuple):
    """A piece of the text, and where it lies. "broken": from here on it cannot be read; the last token."""

    kind: Kind
    text: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text, without blanks and comments. Total: a text that breaks off ends with a "broken" token."""
    at, fresh_line = 0, True
    while at < len(text):
        blank = _BLANK.match(text, at)
        if blank:
            fresh_line = fresh_line or "\n" in blank[0]
            at = blank.end()
            continue
        if text.startswith("//", at):
            at = _end(_LINE, text, at)
            continue
        if text.startswith("/*", at):
            close = text.find("*/", at + 2)
            if close < 0:
                yield Token("broken", text[at:], at, len(text))
                return
            at = close + 2
            continue
        token = _token(text, at, fresh_line=fresh_line)
        yield token
        at, fresh_line = token.end, False


def _token(text: str, at: int, *, fresh_line: bool) -> Token:
    """The token that begins here."""
    character = text[at]
    if character == "#" and fresh_line:
        return _made("directive", text, at, _end(_LINE, text, at))
    if character in _QUOTED:
        quoted = _QUOTED[character].match(text, at)
        return _made("literal", text, at, quoted.end()) if quoted else _made("broken", text, at, len(text))
    number = _NUMBER.match(text, at)
    if number:
        return _made("number", text, at, number.end())
    word = _WORD.match(text, at)
    if word is None:
        return _made("mark", text, at, _end(_MARK, text, at))
    raw = _RAW.match(text, word.end()) if word[0] in _RAW_PREFIXES else None
    if raw is None:
        return _made("word", text, at, word.end())
    ending = f'){raw[1]}"'
    close = text.find(ending, raw.end())
    return _made("literal", text, at, close + len(ending)) if close >= 0 else _made("broken", text, at, len(text))


def _made(kind: Kind, text: str, start: int, end: int) -> Token:
    return Token(kind, text[start:end], start, end)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where the match of a pattern that always matches ends."""
    match = pattern.match(text, at)
    assert match is not None
    return match.end()


def partners(found: Sequence[Token]) -> dict[int, int] | None:
    """For each opening bracket's number the number of the one that closes it; `None` where they do not pair."""
    pairs: dict[int, int] = {}
    open_ones: list[int] = []
    for number, token in enumerate(found):
        if token.kind != "mark":
            continue
        if token.text in _CLOSERS:
            open_ones.append(number)
        elif token.text in _CLOSERS.values():
            if not open_ones or _CLOSERS[found[open_ones[-1]].text] != token.text:
                return None
            pairs[open_ones.pop()] = number
    return None if open_ones else pairs


def open_braces(text: str) -> int:
    """How many braces a text leaves open."""
    marks = [token.text for token in tokens(text) if token.kind == "mark"]
    return marks.count("{") - marks.count("}")


def head_of(text: str, name: str) -> int | None:
    """Where the head of the function of this name begins, if the text defines one outside of all braces.

    A variable that is given a lambda counts as a function. What calls the function defines none: no brace follows.
    """
    depth, start, named, previous = 0, None, False, ""
    for token in tokens(text):
        mark = token.text if token.kind == "mark" else ""
        if token.kind == "directive":
            start, named, previous = None, False, ""
            continue
        if depth == 0:
            start = token.start if start is None else start
            if mark == "{" and named:
                return start
            named = named or (previous == name and mark in ("(", "="))
        # A completion that continues a function closes what it has not opened.
        depth = max(0, depth + (mark in ("(", "{")) - (mark in (")", "}")))
        if depth == 0 and mark in (";", "}"):
            start, named = None, False
        previous = token.text
    return None


def types_in(text: str) -> set[str]:
    """The names of the structs, classes, unions and enums that a text mentions as such."""
    names: set[str] = set()
    keyword = False
    for token in tokens(text):
        if keyword and token.kind == "word":
            names.add(token.text)
        keyword = token.text in ("struct", "class", "union", "enum")
    return names
