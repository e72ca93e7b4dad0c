"""Chinese without labels: what a text holds, where all of its Han characters are in the target for certain."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from verifiers.language.chinese import kinds
from verifiers.language.padding import MAX_CHARACTERS, PADDING
from verifiers.language.scripts import SCRIPTS, character_class

_FOREIGN = {"zh": "kKjJ", "zh-Hans": "kKjJtTzZ", "zh-Hant": "kKjJsS"}
"""The kinds of characters that may be Japanese or, where a spelling of Chinese is asked for, in the other one."""


def split_han(text: str, target: str) -> tuple[int, str] | None:
    """How many Han characters a text has, and what else stands there; `None` where they may be in another language.

    Nor is anything said where one character is so frequent that a few may be repeated over and over.
    """
    counts = Counter(text)
    han = _han().findall("".join(counts))
    if not han or not set(_FOREIGN[target]).isdisjoint("".join(han).translate(kinds)):
        return None
    times = [counts[character] for character in han]
    if max(times) >= PADDING / MAX_CHARACTERS * sum(times):
        return None
    return sum(times), _written().sub(" ", text)


@cache
def _han() -> re.Pattern[str]:
    return re.compile(f"[{character_class(SCRIPTS['cjk'].ranges)}]")


@cache
def _written() -> re.Pattern[str]:
    """Characters in a row, and the marks between them."""
    return re.compile(f"[{character_class(SCRIPTS['cjk'].ranges)}。，、；：？！（）]+")
