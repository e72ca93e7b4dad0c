"""A proof that a text gives no reason to look for any language but the target and English.

For each word it is remembered how far the best of all other languages is ahead of the target. No language is ahead by
more than the sum of that, in any sentence or in the whole text: where the sums are too small for `admit`, nothing needs
to be compared language by language. That holds for nearly all honest text, and adds small numbers instead of long ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from verifiers.language.admit import ADMIT, ADMIT_BY_TEXT, COMMON_IN_TARGET, FOREIGN_LETTER, LONGEST_SENTENCE, common_in
from verifiers.language.alphabets import foreign_to
from verifiers.language.identify import CACHED_WORDS, evidence_of, unpacked
from verifiers.language.languages import languages_in
from verifiers.language.profiles import all_words_of
from verifiers.language.words import Run

MAX_TARGETS = 16
"""Targets for which words are remembered: three megabytes each at most."""


class Told(NamedTuple):
    """What a word tells.

    ahead: how far the best language but the target and English is ahead of the target. own: how far the target is
    ahead of English. name_ahead, name_own: the same where it is a name. familiar: whether it is common in the target
    or English.
    """

    ahead: int
    own: int
    name_ahead: int
    name_own: int
    familiar: bool


class _Memory(dict[str, Told]):
    """What each word tells that was seen, for one target. It is forgotten all at once when it is too much."""

    def __init__(self, candidates: tuple[str, ...], target: str) -> None:
        super().__init__()
        self.candidates = candidates
        self.at = candidates.index(target)
        self.english = candidates.index("en") if "en" in candidates else self.at
        self.common = all_words_of(target)
        self.foreign = foreign_to(target)
        self.familiar = common_in(tuple(one for one in candidates if one in {target, "en"}))
        self.written = written() if target == "en" and candidates == languages_in("latin") else {}

    def __missing__(self, word: str) -> Told:
        self.learn([word])
        return self[word]

    def learn(self, words: Sequence[str]) -> None:
        """Look words up together."""
        if len(self) + len(words) > CACHED_WORDS:
            self.clear()
        if self.written:
            words = [word for word in words if not self._is_written(word)]
        for word, evidence in zip(words, evidence_of(words, self.candidates), strict=True):
            row = list(unpacked(evidence, len(self.candidates)))
            own, english, lowered = row[self.at], row[self.english], word.lower()
            row[self.at] = row[self.english] = 0
            best = max(row)
            lean = COMMON_IN_TARGET if lowered in self.common else 0
            ahead = best - own - lean
            if self.foreign and not word.isascii() and self.foreign.search(word):
                ahead += min(FOREIGN_LETTER, own + lean)
            self[word] = Told(
                ahead,
                own - english,
                (best >> 2) - (own >> 2) - lean,
                (own >> 2) - (english >> 2),
                lowered in self.familiar,
            )

    def _is_written(self, word: str) -> bool:
        """Whether it is written down what a word tells, which is remembered then."""
        told = self.written.get(word.lower()) if word.isascii() else None
        if told is None:
            return False
        ahead, name_ahead = told
        self[word] = Told(ahead, 0, name_ahead, 0, familiar=True)
        return True


@cache
def written() -> dict[str, tuple[int, int]]:
    """How far other languages are ahead of English in the common English words, and in the same words as names.

    Two words of three in a chain of thought are among them, and looking them up would be most of what the first texts
    of a process take. Written by `benchmarks/language/letters.py`.
    """
    words, ahead, name_ahead = map(str.split, WRITTEN.read_text(encoding="utf-8").splitlines())
    return dict(zip(words, zip(map(int, ahead), map(int, name_ahead), strict=True), strict=True))


WRITTEN = Path(__file__).parent / "data" / "en.told"


@lru_cache(maxsize=MAX_TARGETS)
def _memory(candidates: tuple[str, ...], target: str) -> _Memory:
    return _Memory(candidates, target)


def told_by(words: Sequence[str], candidates: tuple[str, ...], target: str) -> list[Told]:
    """What each word tells."""
    memory = _memory(candidates, target)
    new = [word for word in set(words) if word not in memory]
    if new:
        memory.learn(new)
    return [memory[word] for word in words]


def forget() -> None:
    """Forget the words that were seen, as a new process would."""
    _memory.cache_clear()


def is_settled(runs: Sequence[Run], ahead: Sequence[int], speaks: Callable[[int, int], bool], *, alone: bool) -> bool:
    """Whether no language but the target and English can be let in.

    ahead: that of each word. speaks: whether the words from one place to another speak for a language, when compared
    exactly; asked where the sum does not rule it out. alone: as for `verifiers.language.admit.admitted`.
    """
    sums = [0, *accumulate(ahead)]
    whole = 0 if alone else sums[-1]
    seen: set[tuple[str, ...]] = set()
    ends: list[int] = []  # of sentences, in words
    at = 0
    sentence = runs[0].sentence
    for run in runs:
        if run.sentence != sentence:
            sentence = run.sentence
            ends.append(at)
        end = at + len(run.words)
        if alone:
            key = tuple(run.words)
            if key not in seen:
                seen.add(key)
                whole += sums[end] - sums[at]
        at = end
    ends.append(at)
    if whole >= ADMIT_BY_TEXT:
        return False
    start = 0
    for end in ends:
        for one in range(start, end, LONGEST_SENTENCE):
            cut = min(one + LONGEST_SENTENCE, end)
            if sums[cut] - sums[one] >= ADMIT and speaks(one, cut):
                return False
        start = end
    return True
