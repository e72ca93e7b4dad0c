"""What is known of a language that shares its script: its words, and how often sequences of letters occur in it.

The words are ours: small ones written down by hand, common ones counted by `benchmarks/language/count.py`, which also
says from which texts. The statistics of letters are langdetect's, and ours where it has none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

_DATA = Path(__file__).parent / "data"


class Words(NamedTuple):
    """The words of a language that are known here, in small letters.

    small: the commonest words of any prose (the, of, is). They tell languages apart where letters do not, because
        they are short. common: other words that many texts have.
    """

    small: frozenset[str]
    common: frozenset[str]


@cache
def words_of(language: str) -> Words:
    """The words of a language."""
    data = _data(language)
    small = frozenset(data["small"].split())
    return Words(small, frozenset(data.get("common", "").split()) - small)


@cache
def all_words_of(language: str) -> frozenset[str]:
    """The small and the common words of a language."""
    return words_of(language).small | words_of(language).common


@cache  # each look at the disk hands the interpreter's lock over and takes it back, past threads that wait for it
def is_known(language: str) -> bool:
    """Whether there is anything to know: a language that has its script to itself needs nothing."""
    return (_DATA / f"{language}.json").exists()


def profile(language: str) -> Iterator[tuple[str, float]]:
    """The sequences of up to three letters that are known of a language, and the share of each among its length.

    Rewards do not ask for it: what follows from it is written down, see `verifiers.language.letters`.
    """
    counted = _data(language)
    if "freq" not in counted:
        import langdetect

        counted = json.loads(Path(langdetect.PROFILES_DIRECTORY, language).read_text(encoding="utf-8"))
    for sequence, count in counted["freq"].items():
        yield sequence, count / counted["n_words"][len(sequence) - 1]


def _data(language: str) -> dict[str, Any]:
    return dict(json.loads((_DATA / f"{language}.json").read_text(encoding="utf-8")))
