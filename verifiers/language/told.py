"""What the chunks of a text tell of its language, remembered: numbers that are added up for a whole text at once."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from verifiers.language.admit import ADMIT, LONGEST_SENTENCE, Spoken, leaning, spoken_for
from verifiers.language.chunks import LONGEST_CHUNK, Chunk, read_chunks
from verifiers.language.identify import Evidence, evidence_of
from verifiers.language.label import candidates_in
from verifiers.language.names import may_be_name, weakened
from verifiers.language.profiles import all_words_of, is_known
from verifiers.language.settled import told_by

REMEMBERED = 8192
"""Chunks that are remembered for a target: eight megabytes. They are forgotten all at once, when they are more."""
MAX_TARGETS = 12
MAX_NEW = 256
"""New chunks in a text that are learnt for it. One with more is read as a whole, so that a text that is made of nothing
else costs hardly more than without this module; the next one finds these known."""

LANE = 32
"""Bits of each number of a chunk. They are side by side in one long integer, as in `verifiers.language.identify`, and
are added up at once: none grows by more than a thousand for each of the 2^18 characters that are read of a text."""
# Counted as often as a chunk is there: its words, those that are common in the target or English, names, single
# letters, characters that look like identifiers; how far other languages are ahead of the target, and how far English
# is; words in chunks that are more than one word.
WORDS, FAMILIAR_WORDS, NAMES, LETTERS, DOUBTFUL, AHEAD, ENGLISH_AHEAD, AMONG_OTHERS = range(8)
# Counted once for each different chunk: its words; whether it depends on its neighbours; and of a chunk that is a word
# as it stands, whether it is no name, whether it is common in the target, and how far all others are behind the target.
DIFFERENT, DEPENDS, PLAIN, KNOWN, BEHIND = range(8, 13)

STOP = 1 << 24
MANY = 1 << 26
"""More than a chunk can be ahead of the target by: added where a sentence ends, and for each word but the first."""


class Told(NamedTuple):
    """What a chunk tells.

    numbers: those above. chunk: what it holds. sum: how far other languages are ahead of the target, and `STOP` more
    where a sentence ends, `MANY` more for each word but the first. ahead: the same for each of its words. own: how far
    the target is ahead of English.
    """

    numbers: int
    chunk: Chunk
    sum: int = 0
    ahead: Sequence[int] = ()
    own: Sequence[int] = ()


class Others(NamedTuple):
    """What a chunk tells of each language but the target and English.

    ahead: how far each is ahead of the target. behind: how far each is behind it, where the chunk is a word as it is.
    """

    ahead: Evidence
    behind: Evidence


class _Word(NamedTuple):
    """What a word tells, as in `verifiers.language.settled.Told`; of a name, what a name does."""

    ahead: int
    own: int
    is_name: bool
    familiar: bool


_NOTHING = _Word(ahead=0, own=0, is_name=False, familiar=False)
"""Of a script with one language."""


class Memory(dict[bytes, "Told | None"]):
    """What each chunk tells that was seen, for one target and script; `None` where a text with it cannot be proven."""

    def __init__(self, script: str, target: str) -> None:
        super().__init__()
        self.script = script
        self.in_vain = 0  # texts in a row that could not be proven
        self.target = target
        self.candidates = candidates_in(script, target)
        self.common = all_words_of(target) if is_known(target) else frozenset()
        self._at = self.candidates.index(target) if target in self.candidates else 0
        self._ones = sum(1 << LANE * index for index in range(len(self.candidates)))
        self._asked: dict[bytes, Others] = {}
        full = (1 << LANE) - 1
        self._others = sum(
            full << LANE * index for index, one in enumerate(self.candidates) if one not in {target, "en"}
        )

    def learn(self, chunks: Sequence[bytes]) -> None:
        """Read some chunks together."""
        if len(self) + len(chunks) > REMEMBERED:
            self.clear()
            self._asked.clear()
        read = list(zip(chunks, read_chunks(chunks), strict=True))
        ours = [chunk for _, chunk in read if chunk.script in {"", self.script}]
        words = iter(self._words([word for chunk in ours for word in chunk.words]))
        for name, chunk in read:
            if chunk.script in {"", self.script}:
                self[name] = self._told(name, chunk, list(islice(words, len(chunk.words))))
            else:
                self[name] = None

    def _words(self, words: Sequence[str]) -> list[_Word]:
        """What some words tell, looked up together."""
        if len(self.candidates) == 1:
            return [_NOTHING] * len(words)
        found = []
        for word, told in zip(words, told_by(words, self.candidates, self.target), strict=True):
            if may_be_name(word, self.candidates):
                found.append(_Word(told.name_ahead, told.name_own, is_name=True, familiar=told.familiar))
            else:
                found.append(_Word(told.ahead, told.own, is_name=False, familiar=told.familiar))
        return found

    def _told(self, name: bytes, chunk: Chunk, words: Sequence[_Word]) -> Told:
        stop = STOP if chunk.ends else 0
        if _is_word(name, chunk):  # by far the most
            return self._told_by_word(chunk, words[0], stop)
        ahead, own = [one.ahead for one in words], [one.own for one in words]
        spoken = sum(ahead)
        numbers = (
            len(words),
            sum([one.familiar for one in words]),
            sum([one.is_name for one in words]),
            chunk.letters,
            chunk.doubtful,
            sum([one for one in ahead if one > 0]),
            -sum([one for one in own if one < 0]),
            len(words),
            len(words),
            chunk.depends,
            0,
            0,
            0,
        )
        if not words:
            return Told(_side_by_side(numbers), chunk, stop)
        return Told(_side_by_side(numbers), chunk, spoken + stop + MANY * (len(words) - 1), ahead, own)

    def _told_by_word(self, chunk: Chunk, word: _Word, stop: int) -> Told:
        """What a chunk tells that is a word as it is."""
        ahead, own, is_name, familiar = word
        numbers = (
            1,
            familiar,
            is_name,
            chunk.letters,
            chunk.doubtful,
            max(0, ahead),
            max(0, -own),
            0,
            1,
            chunk.depends,
            not is_name,
            chunk.words[0] in self.common,
            max(0, -ahead),
        )
        return Told(_side_by_side(numbers), chunk, ahead + stop, (ahead,), (own,))

    def others(self, told: Mapping[bytes, Told]) -> list[Others]:
        """What some chunks tell of each language. Few texts ask for it, so it is looked up for those alone."""
        found = {name: self._asked.get(name) for name in told}  # another thread may forget them in the meantime
        new = [name for name, one in found.items() if one is None]
        if new:
            words = [word for name in new for word in told[name].chunk.words]
            each = iter(self._evidence(words))
            for name in new:
                chunk = told[name].chunk
                rows = list(islice(each, len(chunk.words)))
                own = rows[0] >> LANE * self._at & (1 << LANE - 1) - 1 if rows else 0
                behind = _positive(own * self._ones, rows[0], self._ones) if _is_word(name, chunk) else 0
                found[name] = self._asked[name] = Others(sum(map(self._ahead, rows)), behind & self._others)
        return [one for one in found.values() if one is not None]

    def _evidence(self, words: Sequence[str]) -> Sequence[Evidence]:
        """The evidence of some words, as `admit` takes it."""
        named = frozenset(word for word in set(words) if may_be_name(word, self.candidates))
        evidence: Sequence[Evidence] = weakened(words, evidence_of(words, self.candidates), named, len(self.candidates))
        return leaning(words, evidence, self.candidates, self.target, named)

    def _ahead(self, one: Evidence) -> Evidence:
        own = (one >> LANE * self._at & (1 << LANE - 1) - 1) * self._ones
        return _positive(one, own, self._ones) & self._others

    def told(self, chunks: Mapping[bytes, int]) -> list[Told] | None:
        """What each of the chunks of a text tells; `None` where one cannot be read so, or too many are new."""
        found = list(map(self.get, chunks))
        if None in found:
            new = list(islice((chunk for chunk in chunks if chunk not in self), MAX_NEW + 1))
            if not new or max(map(len, new)) > LONGEST_CHUNK:
                return None
            self.learn(new[:MAX_NEW])
            if len(new) > MAX_NEW:
                return None
            found = list(map(self.get, chunks))
        told = [one for one in found if one is not None]
        return told if len(told) == len(found) else None

    def spoken_for(self, sentence: Sequence[Told]) -> Iterator[Spoken]:
        """What the parts of a sentence speak for, where that is another language than the target and English."""
        ahead = [one for each in sentence for one in each.ahead]
        words = [word for each in sentence for word in each.chunk.words]
        for start in range(0, len(ahead), LONGEST_SENTENCE):
            part = slice(start, start + LONGEST_SENTENCE)
            if sum(ahead[part]) >= ADMIT:
                names = frozenset(word for word in words[part] if may_be_name(word, self.candidates))
                spoken = spoken_for(words[part], names, self.candidates, self.target)
                if spoken is not None:
                    yield spoken


def _is_word(name: bytes, chunk: Chunk) -> bool:
    """Whether a chunk is a word as it is."""
    return chunk.words == (name.decode("utf-8", "surrogatepass"),)


def _positive(one: Evidence, other: Evidence, ones: int) -> Evidence:
    """One evidence less another, lane by lane, where that is not negative; else nothing. ones: 1 in each lane."""
    signs = ones << LANE - 1
    less = (one | signs) - other
    kept = less & signs
    return less & (kept - (kept >> LANE - 1))


def _side_by_side(numbers: Sequence[int]) -> int:
    """Numbers in the order of their lanes, of 32 bits each."""
    return int.from_bytes(_LANES.pack(*numbers), "little")


_LANES = struct.Struct("<13I")


def number(numbers: int, lane: int) -> int:
    """One of the numbers that are side by side."""
    return numbers >> LANE * lane & (1 << LANE) - 1


@lru_cache(maxsize=MAX_TARGETS)
def memory_of(script: str, target: str) -> Memory:
    """What is remembered of the chunks of texts in one language."""
    return Memory(script, target)


def forget() -> None:
    """Forget the chunks that were seen, as a new process would."""
    memory_of.cache_clear()
