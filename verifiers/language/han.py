"""Chinese without labels: what a text holds, where all of its Han characters are in the target for certain."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from verifiers.language.chinese import kinds
from verifiers.language.chunks import ATTRIBUTES
from verifiers.language.padding import MAX_HAN_PERIOD, PADDING
from verifiers.language.scripts import MARKS, SCRIPTS, character_class
from verifiers.language.tokens import REFERENCE
from verifiers.language.words import Run

_FOREIGN = {"zh": "kKjJ", "zh-Hans": "kKjJtTzZ", "zh-Hant": "kKjJsS"}
"""The kinds of characters that may be Japanese or, where a spelling of Chinese is asked for, in the other one."""
STAND_IN = "是"
"""A character of both spellings, and of no other language as it is here."""
SHORTEST = 3


class Thinned(NamedTuple):
    """A text in which one character stands for many in a row, at their beginning, and how many there are in all."""

    text: str
    characters: int

    def weighed(self, runs: list[Run]) -> list[Run] | None:
        """The runs of the text with their true weight; `None` where a letter of an unknown script may have hidden some.

        The first one has the weight that all others lack: only the sum is asked for.
        """
        if any(run.script not in SCRIPTS for run in runs):
            return None
        han = [at for at, run in enumerate(runs) if run.script == "cjk"]
        found = list(runs)
        found[han[0]] = runs[han[0]]._replace(weight=self.characters - sum(runs[at].weight for at in han[1:]))
        return found


def thinned(text: str, target: str | None) -> Thinned | None:
    """A text with few Han characters instead of many; `None` where these may be in another language than the target.

    Nor is anything said where one character is so frequent that a few may be repeated over and over.
    """
    if target not in _FOREIGN or REFERENCE.search(text) or ATTRIBUTES.search(text):  # what is there is no word
        return None
    counts = Counter(text)
    different = "".join(counts)
    han = _han().findall(different)
    if not han or _marks().search(different) or not set(_FOREIGN[target]).isdisjoint("".join(han).translate(kinds)):
        return None
    times = [counts[character] for character in han]
    if max(times) >= PADDING / MAX_HAN_PERIOD * sum(times):
        return None
    return Thinned(_written().sub(_stand_in, text), sum(times))


def _stand_in(match: re.Match[str]) -> str:
    """As long as what it stands for, so that everything else is where it was."""
    written = match[0]
    return f"{STAND_IN}{'' if _STOPS.isdisjoint(written) else '。'}".ljust(len(written))


_STOPS = frozenset("。；：？！")


@cache
def _han() -> re.Pattern[str]:
    return re.compile(f"[{character_class(SCRIPTS['cjk'].ranges)}]")


@cache
def _marks() -> re.Pattern[str]:
    """Accents, which count as characters of the run that they are in."""
    return re.compile(f"[{character_class(MARKS)}]")


@cache
def _written() -> re.Pattern[str]:
    """Characters in a row, and the marks between them."""
    han = character_class(SCRIPTS["cjk"].ranges)
    return re.compile(f"[{han}][{han}。，、；：？！（）]{{{SHORTEST - 1},}}")
