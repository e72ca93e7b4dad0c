"""A proof that all words of a text are in the target language, from its chunks alone.

Most chains of thought are in one language from end to end. For those it is enough to count: how many words there are,
that no stretch of them speaks for another language, that they are not one word over and over. Each different chunk is
looked up once, and all its numbers are added up at once. Where the proof fails, nothing is said: the words are labelled
one by one then, by `verifiers.language.label`, which would say the same of a text that is proven here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import length_hint, mul

from verifiers.language.admit import ADMIT, ADMIT_BY_TEXT, FAMILIAR, LONGEST_SENTENCE, MIN_WORDS, Spoken, speak_together
from verifiers.language.chunks import BREAK, chunks_of, depends_on_neighbours, without_called
from verifiers.language.disguise import FEWEST, LETTERS_IN_A_WORD, are_many
from verifiers.language.identify import unpacked
from verifiers.language.languages import LANGUAGES
from verifiers.language.own_letters import OWN_LETTERS
from verifiers.language.padding import FEW_KNOWN, FEW_KNOWN_ENGLISH, MAX_PERIOD, PADDING
from verifiers.language.path import SWITCH_BETWEEN, SWITCH_FROM_TARGET, SWITCH_WITHIN
from verifiers.language.profiles import is_known
from verifiers.language.scripts import SCRIPTS
from verifiers.language.told import (
    AHEAD,
    AMONG_OTHERS,
    BEHIND,
    DEPENDS,
    DIFFERENT,
    DOUBTFUL,
    ENGLISH_AHEAD,
    FAMILIAR_WORDS,
    KNOWN,
    LETTERS,
    MANY,
    NAMES,
    PLAIN,
    STOP,
    WORDS,
    Memory,
    Told,
    memory_of,
    number,
)


def words_in(text: str, target: str) -> int | None:
    """How many words a text has, if all of its words are in the target language for certain; else `None`."""
    script = _script_of(target)
    if script is None:
        return None
    memory = memory_of(script, target)
    if memory.in_vain >= PATIENCE and memory.in_vain % ONE_IN:
        memory.in_vain += 1
        return None
    found = _words_in(text, memory)
    memory.in_vain = memory.in_vain + 1 if found is None else 0
    return found


PATIENCE = 8
ONE_IN = 16
"""After so many texts in a row that could not be proven, one in so many is tried: where texts are mixed, trying costs
a tenth of what labelling does, for nothing."""


def _words_in(text: str, memory: Memory) -> int | None:
    chunks = chunks_of(text)
    counts = Counter(chunks)
    told = memory.told(counts)
    if told is None:
        return None
    numbers = [one.numbers for one in told]
    once, total = sum(numbers), sum(map(mul, numbers, counts.values()))
    words = number(total, WORDS)
    if (
        words <= FEWEST
        or not _is_plain(total, words)
        or (memory.script == "latin" and not _has_known_words(once, memory.target))
        or _may_repeat(counts, told, total)
    ):
        return None
    if depends_on_neighbours(text, _depending(counts, told) if number(once, DEPENDS) else ()):
        plain = without_called(text)
        return _words_in(plain, memory) if plain != text else None
    if len(memory.candidates) == 1:
        return words
    if number(total, FAMILIAR_WORDS) < FAMILIAR * words or number(once, PLAIN) < MIN_WORDS:
        return None
    each = dict(zip(counts, told, strict=True))
    ahead = _ahead(once, total, counts, each, memory)
    doubtful = ahead < 0 and memory.target == "en"
    if ahead >= ADMIT_BY_TEXT or _a_sentence_speaks(chunks, each, memory, doubtful=doubtful):
        return None
    is_own = number(total, ENGLISH_AHEAD) <= SWITCH_FROM_TARGET or not _english_speaks(chunks, each)
    return words if is_own else None


def _depending(counts: Iterable[bytes], told: Iterable[Told]) -> list[bytes]:
    return [name for name, one in zip(counts, told, strict=True) if one.chunk.depends]


def _is_plain(total: int, words: int) -> bool:
    """Whether names and what may be words in disguise are few."""
    return not (
        are_many(number(total, NAMES), words)
        or are_many(number(total, DOUBTFUL) // 2, words)
        or are_many(number(total, LETTERS) // LETTERS_IN_A_WORD, words)
    )


def _ahead(once: int, total: int, counts: Mapping[bytes, int], told: Mapping[bytes, Told], memory: Memory) -> int:
    """How far another language than the target and English is ahead in the text as a whole, at most.

    What a word says against another language is counted once, because a label that is repeated says no more than one.
    """
    ahead_by = number(total, AHEAD) - number(once, BEHIND)
    if ahead_by < 0:
        return ahead_by
    others = memory.others(told)
    ahead = sum(map(mul, [one.ahead for one in others], counts.values()))
    behind = sum([one.behind for one in others])
    lanes = len(memory.candidates)
    each = zip(memory.candidates, unpacked(ahead, lanes), unpacked(behind, lanes), strict=True)
    return max([for_it - against for one, for_it, against in each if one not in {memory.target, "en"}])


def _has_known_words(once: int, target: str) -> bool:
    """Whether the words are not made up: see `verifiers.language.padding`."""
    if not is_known(target):
        return True
    known, least = number(once, KNOWN), FEW_KNOWN_ENGLISH if target == "en" else FEW_KNOWN
    return known > 0 and known >= least * number(once, DIFFERENT)


def _may_repeat(counts: Mapping[bytes, int], told: Iterable[Told], total: int) -> bool:
    """Whether one word may be said over and over."""
    enough = PADDING * number(total, WORDS) / MAX_PERIOD
    if max(count for name, count in counts.items() if name != BREAK) + number(total, AMONG_OTHERS) < enough:
        return False
    said: Counter[str] = Counter()
    for times, one in zip(counts.values(), told, strict=True):
        for word in one.chunk.words:
            said[word] += times
    return max(said.values()) >= enough


def _a_sentence_speaks(chunks: Sequence[bytes], told: Mapping[bytes, Told], memory: Memory, *, doubtful: bool) -> bool:
    """Whether some sentence speaks for another language than the target and English.

    doubtful: whether the text is in the target language as a whole, so that a few words do not speak for another one.
    """
    spoken: list[Spoken] = []
    sums = {name: one.sum for name, one in told.items()}
    left = iter([*map(sums.__getitem__, chunks), STOP])
    plain = STOP // 2  # what is less is how far others are ahead
    begin = ahead = more = 0
    for one in left:
        if one < plain:
            ahead += one
            continue
        if one != STOP:
            kind, rest = divmod(one + plain, STOP)
            ahead += rest - plain
            more += kind // (MANY // STOP)
            if kind % (MANY // STOP) == 0:
                continue
        end = len(chunks) + 1 - length_hint(left)
        unclear = ahead >= ADMIT or end - begin + more > LONGEST_SENTENCE
        if unclear:
            spoken += memory.spoken_for([told[name] for name in chunks[begin:end]])
            if spoken and not doubtful:
                return True
        begin, ahead, more = end, 0, 0
    return bool(spoken) and speak_together(spoken, memory.candidates, memory.target)


def _english_speaks(chunks: Sequence[bytes], told: Mapping[bytes, Told]) -> bool:
    """Whether some words in a row may be English."""
    lows = {
        name: one.own[0] if len(one.own) == 1 else sum([min(0, own) for own in one.own]) for name, one in told.items()
    }
    most = SWITCH_BETWEEN + SWITCH_FROM_TARGET
    behind = SWITCH_BETWEEN
    for one in map(lows.__getitem__, chunks):
        behind -= one
        if behind < 0:
            behind = 0
        elif behind > most:  # no word can lie on a path through English before
            return _leaves_target(chunks, told)
    return False


def _leaves_target(chunks: Iterable[bytes], told: Mapping[bytes, Told]) -> bool:
    """Whether the cheapest path leaves the target: see `verifiers.language.path`.

    Between sentences, and where one may end, a change costs less.
    """
    ahead, switch = SWITCH_FROM_TARGET, SWITCH_BETWEEN
    for one in map(told.__getitem__, chunks):
        for own in one.own:
            if ahead < -switch:
                return True
            ahead = min(ahead, switch + SWITCH_FROM_TARGET) + own
            switch = SWITCH_WITHIN
        if one.chunk.ends:
            switch = SWITCH_BETWEEN
    return ahead < 0


def _script_of(target: str) -> str | None:
    """The script of a language that has one, in which words are between blanks."""
    scripts = LANGUAGES[target].scripts.split()
    if len(scripts) > 1 or target in OWN_LETTERS or SCRIPTS[scripts[0]].unit != "run":
        return None
    return scripts[0]
