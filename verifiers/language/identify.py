"""Which language a word is in, for languages that share a script: langdetect's statistics, added up exactly.

langdetect ships, for each language, how often each sequence of up to three letters occurs. Its own detector draws
sequences at random until it is sure: that costs time, and the answer on a short text changes from run to run unless a
global seed is set. Here all the sequences of a word are added up, in whole numbers: the same answer everywhere, in a
microsecond or two, for any closed set of candidates. What each sequence says is written down: see
`verifiers.language.letters`.

Not covered: languages that have their script to themselves, which need no statistics.
"""

from __future__ import annotations

import re
import struct
import threading
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from operator import lshift
from typing import NamedTuple, TypeAlias

from verifiers.language.letters import Letters, letters_of, scripts_of
from verifiers.language.scripts import MARKS, character_class

Identify: TypeAlias = Callable[[str, tuple[str, ...]], Sequence[int]]
"""How well a word fits each of the candidates, in hundredths of a nat of log-likelihood; only differences count."""
Evidence: TypeAlias = int
"""The evidence for all candidates side by side in one long integer, four bytes each, so that it is added up at once:
ten times as fast as adding number by number."""

LONGEST = 40
"""Letters of a word that are looked at. It also bounds the cost of composing accents, which is quadratic."""
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
    """The evidence of the pairs and triples of letters that were asked for. A triple stands for its first pair too."""

    def __init__(self, candidates: tuple[str, ...]) -> None:
        super().__init__()
        shifts = {one: 8 * LANE * index for index, one in enumerate(candidates)}
        self._words = [(shift, _listed(language)) for language, shift in shifts.items()]
        beyond = 8 * LANE * len(candidates)  # a lane for languages that are no candidates, which is cut off
        self._mask = (1 << beyond) - 1
        self._known: list[tuple[Letters, list[int], frozenset[int]]] = []
        for script in scripts_of(candidates):
            letters = letters_of(script)
            places = [shifts.pop(one, beyond) for one in letters.languages]
            others = frozenset(at for at, shift in enumerate(places) if shift == beyond)
            self._known.append((letters, places, others))

    def __missing__(self, sequence: str) -> Evidence:
        own = self.letters(sequence)
        is_triple = len(sequence) > 2
        word = self.word(sequence[1]) if is_triple and sequence[0] == sequence[2] == " " else 0
        if own is None and not word:
            return self[sequence[:2]] if is_triple else 0
        found = word if own is None else own + word + (self[sequence[:2]] if is_triple else 0)
        self[sequence] = found
        return found

    def word(self, spelled: str) -> Evidence:
        """The evidence of a whole word."""
        found = 0
        for shift, one in self._words:
            if spelled in one.words:
                found += (COMMON_WORD * (spelled in one.common) + SMALL_WORD * (spelled in one.small)) << shift
        return found

    def letters(self, sequence: str) -> Evidence | None:
        """The evidence of a pair or a triple by itself; `None` where no candidate has it."""
        found = None
        for letters, shifts, others in self._known:
            place = letters.places.get(sequence)
            if place is None:
                continue
            start, end = letters.ends[place : place + 2]
            languages = letters.entries[start:end]
            if not others.issuperset(languages):
                more = sum(map(lshift, letters.evidence[start:end], map(shifts.__getitem__, languages)))
                found = more if found is None else found + more
        return None if found is None else found & self._mask


class _Listed(NamedTuple):
    """The words of a language, as its statistics are spelled."""

    words: frozenset[str]
    common: frozenset[str]
    small: frozenset[str]


@cache
def _listed(language: str) -> _Listed:
    from verifiers.language.profiles import words_of  # only those who need it pay for it

    small, common = map(_as_spelled, words_of(language))
    return _Listed(common | small, common, small)


def _as_spelled(words: frozenset[str]) -> frozenset[str]:
    odd = [word for word in words if not (word.isascii() and word.isalpha() and word.islower())]  # others stay as is
    return words.difference(odd).union(folded(odd)) if odd else words


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
    spelled = folded(new) if new else []  # another thread may have looked them up just now
    sums = {word: _sum(table, one) for word, one in zip(new, spelled, strict=True)}
    if len(known) + len(sums) <= CACHED_WORDS:
        known.update(sums)
    elif len(sums) <= CACHED_WORDS:
        _remembered[candidates] = dict(sums)  # a new one: other threads may be reading what is known
    return [sums[word] if word in sums else known[word] for word in words]


def _sum(table: _Table, spelled: str) -> Evidence:
    word = f" {spelled} "
    if not spelled.isascii() and _is_strange(table, word):
        spelled = _MARKS.sub("", unicodedata.normalize("NFD", spelled))
        word = f" {spelled} "
    whole = table.word(spelled) if len(spelled) > 1 else 0  # a letter between blanks is a triple itself
    triples = map(word.__getitem__, _TRIPLES[: len(spelled)])
    return sum(map(table.__getitem__, triples), whole + table[word[-2:]])


def _is_strange(table: _Table, word: str) -> bool:
    """Whether hardly any two letters of a word are side by side in any language: they may have been decorated."""
    pairs = [word[at : at + 2] for at in range(len(word) - 1)]
    return 2 * sum([pair not in table and table.letters(pair) is None for pair in pairs]) >= len(pairs)


_MARKS = re.compile(f"[{character_class(MARKS)}]+")
_TRIPLES = [slice(at, at + 3) for at in range(LONGEST * 20)]
"""Composed letters can become more letters: at most eighteen of one."""


def folded(words: Sequence[str]) -> list[str]:
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
                table = _statistics[candidates] = _Table(candidates)
    return table
