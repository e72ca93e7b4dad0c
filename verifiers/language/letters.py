"""The evidence of pairs and triples of letters for each language of a script, as it is written in a file.

It follows from how often a language has them (by langdetect's statistics, and ours where it has none). Computing it for
all languages takes a quarter of a second, which the first text of a process would pay. So it is computed once, by
`benchmarks/language/letters.py`, and of what is written down only what is asked for is unpacked.

A file is compressed by zlib, and holds, in this order: a line with the number of bytes of the names that follow and the
codes of the languages; the pairs and triples, a line each; of each how many languages have it, in a byte; and of all of
these entries, one after another, the place of the language in the line of codes, in a byte, and then the evidence, in
two, the lower one first.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from verifiers.language.languages import LANGUAGES

_DATA = Path(__file__).parent / "data"


class Letters(NamedTuple):
    """What is known of the pairs and triples of letters in the languages of a script.

    languages: their codes. places: of each pair and triple, its number. ends: where the entries of the one before end,
    and so where its own begin. entries: of each entry, the place of its language. evidence: of each entry, in
    hundredths of a nat of log-likelihood.
    """

    languages: tuple[str, ...]
    places: dict[str, int]
    ends: Sequence[int]
    entries: bytes
    evidence: array[int]


@cache
def letters_of(script: str) -> Letters:
    """What is written down of a script, which several languages share."""
    head, _, rest = zlib.decompress(path_of(script).read_bytes()).partition(b"\n")
    size, *languages = head.decode().split()
    names = rest[: int(size)].decode("utf-8").split("\n")
    ends = list(accumulate(rest[int(size) : int(size) + len(names)], initial=0))
    entries = rest[int(size) + len(names) :]
    evidence = array("H", entries[ends[-1] :])
    if sys.byteorder == "big":
        evidence.byteswap()
    places = dict(zip(names, range(len(names)), strict=True))
    return Letters(tuple(languages), places, ends, entries[: ends[-1]], evidence)


def path_of(script: str) -> Path:
    """Where what is known of a script is written."""
    return _DATA / f"{script}.letters"


@cache
def scripts_of(languages: tuple[str, ...]) -> tuple[str, ...]:
    """The scripts of some languages in which more than one language is written: those with a file."""
    scripts = dict.fromkeys(script for one in languages for script in LANGUAGES[one].scripts.split())
    return tuple(script for script in scripts if path_of(script).exists())
