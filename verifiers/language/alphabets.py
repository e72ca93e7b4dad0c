"""The letters of each language, and words with a letter that a language lacks.

A letter from elsewhere is evidence against a language, and no proof: loanwords and names have such letters. So it
counts as much as a common word does for a language, and in names it counts for nothing.

Source: the exemplar characters of the Unicode CLDR, which `benchmarks/language/alphabets.py` writes down.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from verifiers.language.languages import LANGUAGES

_FILE = Path(__file__).parent / "data" / "alphabets.txt"
MAX_LANGUAGES = 32
_ANYBODY_S = frozenset("يیىكک")
"""Letters of Arabic script that keyboards of one language put for those of another."""


@cache
def alphabets() -> dict[str, frozenset[str]]:
    """The letters of each language that English has not, where they are known."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return {code: frozenset(letters) for code, letters in (line.split() for line in lines if not line.startswith("#"))}


@lru_cache(maxsize=MAX_LANGUAGES)
def foreign_to(language: str) -> re.Pattern[str] | None:
    """What finds a letter that a language lacks and another one has; `None` where its letters are not known."""
    known = alphabets()
    if language not in known:
        return None
    own = known[language].union(*(known.get(one, ()) for one in LANGUAGES[language].near.split()))
    foreign = frozenset().union(*known.values()) - own - _ANYBODY_S
    return re.compile(f"[{''.join(sorted(foreign | {one.upper() for one in foreign if len(one.upper()) == 1}))}]")
