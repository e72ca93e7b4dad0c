"""Which languages a text gives reason to look for: few, so that short sentences are not lost among many."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import NamedTuple

from verifiers.language.alphabets import foreign_to
from verifiers.language.identify import LANE, Evidence, evidence_of, lane_of, unpacked
from verifiers.language.languages import LANGUAGES
from verifiers.language.names import weakened
from verifiers.language.profiles import all_words_of
from verifiers.language.words import Run

# In hundredths of a nat, as the evidence of words is. Chosen on composed text; see benchmarks/language.
ADMIT = 800
ADMIT_BY_TEXT = 1000
"""A language is looked for when one sentence, or the whole text, speaks for it that clearly."""
MIN_DIFFERENT = 3
"""In a text that is in the target language as a whole, another one must be spoken for as clearly as by a whole text by
so many different words, each counted once. "eggs per flan" is not Norwegian because it is there ten times."""
ADMIT_BY_SHORT_TEXT = 1200
MIN_WORDS = 4
"""A text of fewer different words, names aside, is short: it speaks for a language as a whole, and that clearly."""
AHEAD_OF_USUAL = 400
"""Where nobody has named a target, a language on request must be that far ahead of all that most texts may be in."""
FAMILIAR = 0.15
"""One word in so many is common in the target or in English, or other languages are looked for than in most texts. Of
mathematical questions a third to nine tenths of the words are common in their language, and a tenth in English."""
COMMON_IN_TARGET = 150
"""What a word that is common in the target speaks for it besides, when other languages ask to be looked for: "dozen" is
Dutch too, and "dollars per dozen" is English as long as nothing else is Dutch."""
FOREIGN_LETTER = 600
"""What a word with a letter that the target lacks speaks against it besides: ы in Bulgarian, ř in English. It is no
proof, because loanwords have such letters."""
MAX_CANDIDATES = 8
LONGEST_SENTENCE = 30


def admitted(
    runs: Sequence[Run],
    evidence: Sequence[Evidence],
    candidates: tuple[str, ...],
    target: str | None,
    *,
    alone: bool,
    short: bool,
) -> list[int]:
    """The candidates that the text gives reason to look for: few, so that short sentences are not lost among many.

    evidence: that of each word, leaning to the target.
    alone: whether no other script is between the runs. Where one does, what is repeated is a name, not a label.
    short: whether the text has too few words for one sentence of it to speak for a language.
    """
    clearly = ADMIT_BY_SHORT_TEXT if short else ADMIT_BY_TEXT
    found = _found(candidates, target)
    parts = _sentences(runs, evidence)
    usual, every = _lanes(candidates, target)
    sentences = [unpacked(sum(part) & usual, len(candidates)) for part in parts]
    added = _different(runs, evidence) if alone else sum(evidence)
    total = unpacked(added & every, len(candidates))
    whole = total.index(max(total))
    if target is None and LANGUAGES[candidates[whole]].on_request:
        among = unpacked(added & usual, len(candidates))
        if total[whole] - max(among) < AHEAD_OF_USUAL:
            whole = among.index(max(among))
    if not found or total[whole] - max([total[one] for one in found]) >= clearly:
        found.append(whole)
    doubtful = candidates[whole] == target or (short and whole not in found)
    # One after the other, so that a language is only let in for what those before it do not explain.
    left = [(max(sums), sums, part) for sums, part in zip(sentences, parts, strict=True)]
    refused: set[int] = set()
    while len(found) < MAX_CANDIDATES:
        left = [one for one in left if one[0] - max([one[1][state] for state in found]) >= ADMIT]
        rows = [(most, sums) for most, sums, _ in left if sums.index(most) not in refused]
        if not rows:
            break
        _, least = max((most - max([sums[one] for one in found]), -sums.index(most)) for most, sums in rows)
        speaking = set().union(*(part for most, sums, part in left if sums.index(most) == -least))
        if doubtful and not _speak(speaking, -least, found, len(candidates)):
            refused.add(-least)
        else:
            found.append(-least)
    return found


class Spoken(NamedTuple):
    """What a sentence speaks for: the place of a language among the candidates, and the evidence of each word."""

    language: int
    evidence: Sequence[Evidence]


def spoken_for(words: Sequence[str], names: frozenset[str], candidates: tuple[str, ...], target: str) -> Spoken | None:
    """What the words of a sentence speak for, if that is another language than the target and English."""
    evidence: Sequence[Evidence] = evidence_of(words, candidates)
    if names:
        evidence = weakened(words, evidence, names, len(candidates))
    usual, _ = _lanes(candidates, target)
    evidence = leaning(words, evidence, candidates, target, names)
    row = unpacked(sum(evidence) & usual, len(candidates))
    most = max(row)
    ahead = most - max([row[index] for index in _found(candidates, target)])
    return Spoken(row.index(most), evidence) if ahead >= ADMIT else None


def speak_together(sentences: Collection[Spoken], candidates: tuple[str, ...], target: str) -> bool:
    """Whether some sentences let a language into a text that is in the target language as a whole."""
    found = _found(candidates, target)
    return any(
        _speak(
            set().union(*(one.evidence for one in sentences if one.language == state)), state, found, len(candidates)
        )
        for state in {one.language for one in sentences}
    )


def _found(candidates: tuple[str, ...], target: str | None) -> list[int]:
    """The languages that are looked for without being asked for."""
    return [index for index, one in enumerate(candidates) if one in {target, "en"}]


def _speak(words: Collection[Evidence], state: int, found: Sequence[int], lanes: int) -> bool:
    """Whether different words speak for another language in a text that is in the target language as a whole."""
    sums = unpacked(sum(words), lanes)
    return len(words) >= MIN_DIFFERENT and sums[state] - max([sums[one] for one in found]) >= ADMIT_BY_TEXT


def is_unfamiliar(words: Sequence[str], candidates: tuple[str, ...], target: str | None) -> bool:
    """Whether so few words are common in the target or in English that any language may be the right one."""
    known = common_in(tuple(one for one in candidates if one in {target, "en"}))
    return sum([word.lower() in known for word in words]) < FAMILIAR * len(words)


@cache
def common_in(languages: tuple[str, ...]) -> frozenset[str]:
    """The small and the common words of some languages."""
    return frozenset().union(*map(all_words_of, languages))


def leaning(
    words: Sequence[str],
    evidence: Sequence[Evidence],
    candidates: tuple[str, ...],
    target: str | None,
    names: Collection[str] = (),
) -> Sequence[Evidence]:
    """The evidence of each word, where one that is common in the target speaks for it more clearly.

    And one with a letter that the target lacks speaks for it, and for English, less clearly, unless it is a name.
    """
    if target not in candidates:
        return evidence
    common = all_words_of(target)
    more = COMMON_IN_TARGET << 8 * LANE * candidates.index(target)
    spoken = [one + more if word.lower() in common else one for word, one in zip(words, evidence, strict=True)]
    if not all(map(str.isascii, words)):
        for state in _found(candidates, target):
            pattern = foreign_to(candidates[state])
            for at, word in enumerate(words):
                if pattern and not word.isascii() and word not in names and pattern.search(word):
                    spoken[at] -= min(FOREIGN_LETTER, lane_of(spoken[at], state)) << 8 * LANE * state
    return spoken


@cache
def _lanes(candidates: tuple[str, ...], target: str | None) -> tuple[Evidence, Evidence]:
    """The lanes of the candidates that a sentence may be in, and of those that a whole text may be in.

    Of languages that hardly differ one is looked for: the target, else that of most texts. A language on request is
    looked for where the whole text speaks for it.
    """
    near = LANGUAGES[target].near.split() if target in candidates else []
    common = {one for one in candidates if not LANGUAGES[one].on_request}
    twins = {one for one in candidates if one != target and not common.isdisjoint(LANGUAGES[one].near.split())}
    found = [one for one in candidates if one not in near and one not in twins]
    usual = [one for one in found if one == target or one in common]
    return _mask(candidates, usual), _mask(candidates, found)


def _mask(candidates: tuple[str, ...], chosen: Collection[str]) -> Evidence:
    lane = (1 << 8 * LANE) - 1
    return sum(lane << 8 * LANE * index for index, one in enumerate(candidates) if one in chosen)


def _sentences(runs: Sequence[Run], evidence: Sequence[Evidence]) -> list[Sequence[Evidence]]:
    """The evidence of each word of each sentence; a long one is cut."""
    parts: list[Sequence[Evidence]] = []
    at = start = 0
    for index, run in enumerate(runs):
        at += len(run.words)
        if index + 1 == len(runs) or runs[index + 1].sentence != run.sentence:
            parts += [evidence[one : min(one + LONGEST_SENTENCE, at)] for one in range(start, at, LONGEST_SENTENCE)]
            start = at
    return parts


def _different(runs: Sequence[Run], evidence: Sequence[Evidence]) -> Evidence:
    """The evidence of all runs, each but once: "Step" before every line of a text says no more than before one."""
    total = at = 0
    seen: set[tuple[str, ...]] = set()
    for run in runs:
        end = at + len(run.words)
        key = tuple(run.words)
        if key not in seen:
            seen.add(key)
            total += sum(evidence[at:end])
        at = end
    return total
