"""Which language a word is in, for languages that share a script: langdetect's statistics, added up exactly.

langdetect ships, for each language, how often each sequence of up to three letters occurs. Its own detector draws
sequences at random until it is sure: that costs time, and the answer on a short text changes from run to run unless a
global seed is set. Here all the sequences of a word are added up, in whole numbers: the same answer everywhere, in
microseconds, for any closed set of candidates.

Not covered: languages that langdetect has no statistics of (Malay, Serbian, Frisian, …).
"""

from __future__ import annotations

import math
import struct
import threading
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypeAlias

from verifiers.language.function_words import FUNCTION_WORDS

Identify: TypeAlias = Callable[[str, tuple[str, ...]], tuple[int, ...]]
"""How well a word fits each of the candidates, in hundredths of a nat of log-likelihood; only differences count."""

LONGEST = 40
"""Letters of a word that are looked at. It also bounds the cost of composing accents, which is quadratic."""
FLOOR = 2e-5
"""The frequency given to sequences that a profile does not list."""
WEIGHTS = {2: 30, 3: 70}
"""What pairs and triples of letters count: a hundred together, because they say the same thing twice."""
LANE = 4
"""The evidence for all candidates stands side by side in one long integer, four bytes each, and is added up at once:
ten times as fast as adding number by number. No sum can reach into the next lane: see `LONGEST`."""
FUNCTION_WORD = 250
"""What it counts that a word is one of the commonest of a language."""
CACHED_WORDS = 8192

_loading = threading.Lock()
_statistics: dict[tuple[str, ...], Mapping[str, int]] = {}


@lru_cache(maxsize=CACHED_WORDS)
def identify(segment: str, candidates: tuple[str, ...]) -> tuple[int, ...]:
    """How well a word fits each of the candidates: the evidence of its pairs and triples of letters, added up."""
    table = _table(candidates)
    word = f" {_folded(segment[:LONGEST])} "
    evidence = table.get(word, 0)
    for size in WEIGHTS:
        for at in range(len(word) - size + 1):
            evidence += table.get(word[at : at + size], 0)
    return struct.unpack(f"<{len(candidates)}I", evidence.to_bytes(LANE * len(candidates), "little"))


def _folded(word: str) -> str:
    """A word as langdetect's statistics spell it, in small letters."""
    return unicodedata.normalize("NFKC", word).lower().translate(_FOLD)


# As langdetect's NGram.normalize: one letter for Vietnamese vowels with two marks, the older spelling of Romanian,
# the Arabic yeh for the Persian one. The dot is left over from the small letter of "İ".
# Hyphens, apostrophes and the Persian non-joiner are blanks.
_FOLD = dict.fromkeys(range(0x1EA0, 0x1F00), 0x1EC3) | {0x219: 0x15F, 0x21B: 0x163, 0x6CC: 0x64A, 0x307: None}
_FOLD |= dict.fromkeys((0x27, 0x2D, 0x2019, 0x200C), 0x20)


def _table(candidates: tuple[str, ...]) -> Mapping[str, int]:
    """The evidence of each pair and triple of letters for each candidate, in lanes; read when first asked for."""
    table = _statistics.get(candidates)
    if table is None:
        with _loading:
            table = _statistics.get(candidates)
            if table is None:
                table = _statistics[candidates] = _load(candidates)
    return table


def _load(candidates: tuple[str, ...]) -> dict[str, int]:
    import json  # only those who need it pay for it
    from pathlib import Path

    import langdetect

    table: dict[str, int] = {}
    for index, language in enumerate(candidates):
        profile = json.loads(Path(langdetect.PROFILES_DIRECTORY, language).read_text(encoding="utf-8"))
        frequencies: dict[str, float] = {}
        for sequence, count in profile["freq"].items():
            key = sequence.lower().translate(_FOLD)
            if len(key) in WEIGHTS:
                frequencies[key] = frequencies.get(key, 0.0) + count / profile["n_words"][len(sequence) - 1]
        for sequence, frequency in frequencies.items():
            evidence = round(WEIGHTS[len(sequence)] * math.log1p(frequency / FLOOR))
            table[sequence] = table.get(sequence, 0) + (evidence << 8 * LANE * index)
        for word in {f" {_folded(word)} " for word in FUNCTION_WORDS[language].split()}:
            table[word] = table.get(word, 0) + (FUNCTION_WORD << 8 * LANE * index)
    return table
