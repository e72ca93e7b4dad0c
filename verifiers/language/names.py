"""Names among the words of a text. A name belongs to no language, and its letters say little of the text around it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache, lru_cache

from verifiers.language.disguise import FEWEST, are_many
from verifiers.language.identify import LANE, Evidence
from verifiers.language.profiles import words_of
from verifiers.language.tokens import APOSTROPHES


def names_in(words: Sequence[str], candidates: tuple[str, ...], target: str | None, weight: int) -> frozenset[str]:
    """Words that are names as far as one can tell: with a capital, and common in no language.

    weight: how many words the text has in all scripts. Where much is written like that, it is treated like other words,
    or a text in capitals would pass for anything.
    """
    capitalised = {word for word in set(words) if _has_capital(word)}
    if not capitalised:
        return frozenset()
    # A few words that all have a capital are a list of names, unless they are English, as a heading may be.
    listed = len(words) <= FEWEST and len(capitalised) == len(set(words))
    english = listed or in_another_script(candidates, target)
    known = _no_names(tuple(one for one in candidates if not english or one in {target, "en"}), candidates)
    names = frozenset(word for word in capitalised if _stem(word) not in known)
    return frozenset() if not names or are_many(sum(map(names.__contains__, words)), weight) else names


def may_be_name(word: str, candidates: tuple[str, ...]) -> bool:
    """Whether a word of a longer text in one of the languages is a name, where names are not too many."""
    return _has_capital(word) and _stem(word) not in _no_names(candidates, candidates)


def _has_capital(word: str) -> bool:
    return word[0].isupper() and word[1:2].islower()


def _stem(word: str) -> str:
    return _APOSTROPHE.split(word, maxsplit=1)[0].lower()


_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")


def weakened(words: Sequence[str], evidence: Sequence[Evidence], names: Collection[str], lanes: int) -> list[Evidence]:
    """The evidence of each word, where that of a name is divided by four."""
    kept = _quarters(lanes)
    return [one >> 2 & kept if word in names else one for word, one in zip(words, evidence, strict=True)]


@cache
def _quarters(lanes: int) -> Evidence:
    """What is left of each lane when evidence is divided by four: its upper bits came from the next one."""
    return sum(((1 << 8 * LANE) - 1 >> 2) << 8 * LANE * index for index in range(lanes))


def in_another_script(candidates: tuple[str, ...], target: str | None) -> bool:
    """Whether words in Latin letters are in a text that is asked for in another script, where they may be names."""
    return target is not None and target not in candidates and "en" in candidates


@lru_cache(maxsize=32)
def _no_names(spoken: tuple[str, ...], candidates: tuple[str, ...]) -> frozenset[str]:
    """Words that are no names though a capital begins them: common in some languages, or small in any.

    Those languages are all, or the target and English: what is in another script is English or a name.
    """
    return frozenset().union(
        *(words_of(one).common for one in spoken),
        *(words_of(one).small for one in candidates),
    )
