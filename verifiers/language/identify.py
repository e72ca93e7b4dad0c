"""Which language a word is in, for languages that share a script: langdetect's statistics, added up exactly.

langdetect ships, for each language, how often each sequence of up to three letters occurs. Its own detector draws
sequences at random until it is sure: that costs time, and the answer on a short text changes from run to run unless a
global seed is set. Here all the sequences of a word are added up, in whole numbers: the same answer everywhere, in a
microsecond or two, for any closed set of candidates.

Not covered: languages that langdetect has no statistics of (Malay, Serbian, …), but for Frisian, whose are ours.
"""

from __future__ import annotations

import math
import re
import struct
import threading
import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeAlias

from verifiers.language.scripts import MARKS, character_class

Identify: TypeAlias = Callable[[str, tuple[str, ...]], Sequence[int]]
"""How well a word fits each of the candidates, in hundredths of a nat of log-likelihood; only differences count."""
Evidence: TypeAlias = int
"""The evidence for all candidates side by side in one long integer, four bytes each, so that it is added up at once:
ten times as fast as adding number by number."""

LONGEST = 40
"""Letters of a word that are looked at. It also bounds the cost of composing accents, which is quadratic."""
FLOOR = 2e-5
"""The frequency given to sequences that a profile does not list."""
WEIGHTS = {2: 30, 3: 70}
"""What pairs and triples of letters count: a hundred together, because they say the same thing twice."""
LANE = 4
MAX_FOREIGN = 0x7FFF
"""The most that a word can count by an identifier that is not ours. With it the sum over the longest text that is
read stays within its lane; our own evidence of a letter is below a thousand."""
SMALL_WORD = 250
COMMON_WORD = 200
"""What it counts that a word is one of the small or the common words of a language."""
CACHED_WORDS = 16_384
"""Words whose evidence is remembered: five megabytes. They are forgotten all at once, when they are more."""


class _Table(dict[str, Evidence]):
    """The evidence of pairs and triples of letters, and of whole words. A triple stands for its first pair too."""

    def __missing__(self, triple: str) -> Evidence:
        return self.get(triple[:2], 0)


_loading = threading.Lock()
_statistics: dict[tuple[str, ...], _Table] = {}
_remembered: dict[tuple[str, ...], dict[str, Evidence]] = {}


def identify(segment: str, candidates: tuple[str, ...]) -> tuple[int, ...]:
    """How well a word fits each of the candidates: the evidence of its pairs and triples of letters, added up."""
    return unpacked(evidence_of((segment,), candidates)[0], len(candidates))


def evidence_of(words: Sequence[str], candidates: tuple[str, ...], by: Identify | None = None) -> list[Evidence]:
    """The evidence of each word, by an identifier or, where none is given, by ours."""
    if by is not None and by is not identify:
        return [_packed(by(word, candidates)) for word in words]
    known = _remembered.setdefault(candidates, {})
    try:
        return [known[word] for word in words]
    except KeyError:
        return _looked_up(words, candidates, known)


def unpacked(evidence: Evidence, lanes: int) -> tuple[int, ...]:
    """The evidence for each candidate."""
    return struct.unpack(f"<{lanes}I", evidence.to_bytes(LANE * lanes, "little"))


def lane_of(evidence: Evidence, lane: int) -> int:
    """The evidence for one candidate."""
    return evidence >> 8 * LANE * lane & (1 << 8 * LANE) - 1


def forget() -> None:
    """Forget the words that were seen, as a new process would. The statistics stay."""
    _remembered.clear()


def _packed(row: Sequence[int]) -> Evidence:
    least = min(row)
    return sum(min(MAX_FOREIGN, one - least) << 8 * LANE * index for index, one in enumerate(row))


def _looked_up(words: Sequence[str], candidates: tuple[str, ...], known: dict[str, Evidence]) -> list[Evidence]:
    table = _table(candidates)
    new = list({word: None for word in words if word not in known})
    folded = _folded(new) if new else []  # another thread may have looked them up just now
    sums = {word: _sum(table, one) for word, one in zip(new, folded, strict=True)}
    if len(known) + len(sums) <= CACHED_WORDS:
        known.update(sums)
    elif len(sums) <= CACHED_WORDS:
        _remembered[candidates] = dict(sums)  # a new one: other threads may be reading what is known
    return [sums[word] if word in sums else known[word] for word in words]


def _sum(table: _Table, folded: str) -> Evidence:
    word = f" {folded} "
    if not folded.isascii() and _is_strange(table, word):
        folded = _MARKS.sub("", unicodedata.normalize("NFD", folded))
        word = f" {folded} "
    whole = table.get(word, 0) if len(folded) > 1 else 0  # a letter between blanks is a triple itself
    triples = map(word.__getitem__, _TRIPLES[: len(folded)])
    return sum(map(table.__getitem__, triples), whole + table.get(word[-2:], 0))


def _is_strange(table: _Table, word: str) -> bool:
    """Whether hardly any two letters of a word are side by side in any language: they may have been decorated."""
    pairs = [word[at : at + 2] for at in range(len(word) - 1)]
    return 2 * sum([pair not in table for pair in pairs]) >= len(pairs)


_MARKS = re.compile(f"[{character_class(MARKS)}]+")
_TRIPLES = [slice(at, at + 3) for at in range(LONGEST * 20)]
"""Composed letters can become more letters: at most eighteen of one."""


def _folded(words: Sequence[str]) -> list[str]:
    """Words as langdetect's statistics spell them, in small letters. All at once, because most need nothing."""
    text = "\n".join([word if len(word) <= LONGEST else word[:LONGEST] for word in words])
    if not text.isascii():
        text = _VIETNAMESE.sub("\u1ec3", unicodedata.normalize("NFKC", text).lower())
    text = text.lower()
    for letter, spelled in _SPELLED.items():
        text = text.replace(letter, spelled)
    return text.split("\n")


# As langdetect's NGram.normalize: one letter for Vietnamese vowels with two marks, the older spelling of Romanian,
# the Arabic yeh for the Persian one. The dot is left over from the small letter of "İ".
# Hyphens, apostrophes and the Persian non-joiner are blanks.
_VIETNAMESE = re.compile("[\u1ea0-\u1eff]")
_SPELLED = {"\u0219": "\u015f", "\u021b": "\u0163", "\u06cc": "\u064a", "\u0307": ""}
_SPELLED |= dict.fromkeys("'-\u2019\u2018\u02bb\u02bc\u200c", " ")


def _table(candidates: tuple[str, ...]) -> _Table:
    """The evidence of each pair and triple of letters for each candidate; read when first asked for."""
    table = _statistics.get(candidates)
    if table is None:
        with _loading:
            table = _statistics.get(candidates)
            if table is None:
                table = _statistics[candidates] = _load(candidates)
    return table


def _load(candidates: tuple[str, ...]) -> _Table:
    from verifiers.language.profiles import profile, words_of  # only those who need it pay for it

    table = _Table()
    for index, language in enumerate(candidates):
        frequencies: dict[str, float] = {}
        sequences, shares = zip(*profile(language), strict=True)
        for key, frequency in zip(_folded(sequences), shares, strict=True):
            if len(key) in WEIGHTS:
                frequencies[key] = frequencies.get(key, 0.0) + frequency
        for sequence, frequency in frequencies.items():
            evidence = round(WEIGHTS[len(sequence)] * math.log1p(frequency / FLOOR))
            table[sequence] = table.get(sequence, 0) + (evidence << 8 * LANE * index)
    for sequence in table:
        if len(sequence) == max(WEIGHTS):
            table[sequence] += table.get(sequence[:2], 0)
    for index, language in enumerate(candidates):
        words = words_of(language)
        for listed, weight in ((words.common, COMMON_WORD), (words.small, SMALL_WORD)):
            for folded in set(_folded(sorted(listed))):
                word = f" {folded} "
                table[word] = table.get(word, 0) + (weight << 8 * LANE * index)
    return table
