"""In what a completion is counted: the trainer's tokens, words or characters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

from verifiers.reward import CallError

Unit = Literal["tokens", "words", "characters"]
TOKENS = "completion_ids"
"""The column in which TRL passes the tokens of each completion."""

# Where no blanks are between words, a character is a word: Thai to Myanmar, Khmer, Han, Kana and their punctuation.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
)
_MARKS = r"!-/:-@\[-`{-~"  # the punctuation of ASCII: each is a word of its own, as it is a token
MAX_WORD = 32
"""A longer run without blanks is cut, so that a loop of one letter is not a single word."""
_WORD = re.compile(rf"[{_UNSPACED}{_MARKS}]|[^\s{_UNSPACED}{_MARKS}]{{1,{MAX_WORD}}}")


def words(text: str) -> list[str]:
    """The words of a text in any script, and its marks; one pass."""
    return _WORD.findall(text)


def checked_unit(unit: object) -> None:
    """Raise ValueError for a unit that is not known."""
    if unit not in get_args(Unit):
        msg = f"unknown unit {unit!r}: it is 'tokens', 'words' or 'characters'"
        raise ValueError(msg)


def read_columns(unit: Unit) -> tuple[str, ...]:
    """The columns that a count needs."""
    return (TOKENS,) if unit == "tokens" else ()


def items(name: str, completion: str, unit: Unit, columns: Mapping[str, Any]) -> Sequence[Any]:
    """A completion in units: its token ids, its words or its characters.

    Raises CallError when tokens are wanted and the trainer passes none: to count something else instead would change
    what a bound means.
    """
    if unit == "characters":
        return completion
    if unit == "words":
        return words(completion)
    ids: Any = columns.get(TOKENS)
    if hasattr(ids, "tolist"):  # arrays and tensors
        ids = ids.tolist()
    if not isinstance(ids, list | tuple):
        msg = f"the {name} reward counts tokens and needs the column {TOKENS!r}, which TRL passes; or unit='words'"
        raise CallError(msg)
    return ids
