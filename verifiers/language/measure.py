"""The natural words of a text, each with its language: what the other modules of this room do, put together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from verifiers.language import chinese, identify, settled, told
from verifiers.language.disguise import are_many, disguised, reads_like_language
from verifiers.language.encoded import encoded
from verifiers.language.han import thinned
from verifiers.language.identify import Identify
from verifiers.language.label import Segment, label_runs
from verifiers.language.padding import without_padding
from verifiers.language.prose import LONGEST_REMEMBERED, REMEMBERED, Prose, split_prose
from verifiers.language.tokens import MAX_CHARACTERS, visible, without_circles
from verifiers.language.whole import words_in
from verifiers.language.words import Reading, Run, words


def languages_of(
    text: str, target: str | None, identifier: Identify | None = None, closed: Collection[str] = ()
) -> list[Segment]:
    """The natural words of a text, in runs of one language; in doubt it is the target's.

    closed: the only languages that may occur, where somebody knows them.
    """
    seen = visible(text)[:MAX_CHARACTERS]
    return _labelled(seen, split_prose(seen), target, identifier, closed)


def counted(
    text: str, target: str, identifier: Identify | None = None, closed: Collection[str] = ()
) -> int | list[Segment]:
    """How many words a text has, if all of them are in the target language for certain; else what `languages_of` says.

    For such a text it takes a third of the time, and less.
    """
    seen = visible(text)[:MAX_CHARACTERS]
    prose = split_prose(seen)
    if identifier is None and not closed:
        own = words_in(prose.text, target)
        if own is not None:
            hidden = sum(map(_weight, (*prose.hidden, *prose.quoted)))
            if not are_many(hidden, own) and not are_many(sum([run.weight for run in _by_number(prose)]), own):
                return own
    return _labelled(seen, prose, target, identifier, closed)


def _by_number(prose: Prose) -> list[Run]:
    """Words that are written by the numbers of their letters, between other words and in strings of code."""
    quoted = [run._replace(start=start) for start, content in prose.quoted for run in encoded(content)]
    return [*encoded(prose.text), *quoted]


def _weight(part: tuple[int, str]) -> int:
    """How many words a part of a text has."""
    _, content = part
    return _remembered(content) if len(content) <= LONGEST_REMEMBERED else _weigh(content)


def _weigh(content: str) -> int:
    return sum([run.weight for run in words(content).runs])


_remembered = lru_cache(maxsize=REMEMBERED)(_weigh)


def _labelled(
    seen: str, prose: Prose, target: str | None, identifier: Identify | None, closed: Collection[str]
) -> list[Segment]:
    reading = _thinned(prose.text, target) if identifier is None and not closed else None
    is_thin = reading is not None
    reading = reading or words(prose.text)
    runs = reading.runs
    counted = sum([run.weight for run in runs])
    hidden: list[Run] = []
    found = _runs_in(prose.hidden)
    quoted = _runs_in(prose.quoted)
    if quoted and reads_like_language(quoted):
        found += quoted
    if are_many(sum(run.weight for run in found), counted):
        hidden += found
    by_number = _by_number(prose)
    if are_many(sum(run.weight for run in by_number), counted):
        hidden += by_number
    if reading.doubtful or reading.letters:
        hidden += disguised(reading, counted)
    if hidden:
        if is_thin:  # what is hidden may be said over and over
            is_thin, runs = False, words(prose.text).runs
        last = runs[-1].sentence + 1
        runs = [*runs, *(run._replace(sentence=last + run.sentence) for run in hidden)]
    segments = label_runs(runs, target, identifier, closed)
    return segments if is_thin or target is None or identifier is not None else without_padding(segments, target, seen)


def _thinned(text: str, target: str | None) -> Reading | None:
    """What a text holds, where few of its Han characters need to be looked at."""
    few = thinned(text, target)
    if few is None:
        return None
    reading = words(few.text)
    runs = few.weighed(reading.runs)
    return None if runs is None else reading._replace(runs=runs)


def _runs_in(parts: Sequence[tuple[int, str]]) -> list[Run]:
    """The words of some parts of a text, each a sentence."""
    return [
        run._replace(start=start + run.start, sentence=index)
        for index, (start, content) in enumerate(parts)
        for run in words(content).runs
    ]


def cut_at(text: str) -> int | None:
    """Where a text is no longer read, or `None` where all of it is."""
    seen = visible(text) if len(text) > MAX_CHARACTERS else text
    if len(seen) <= MAX_CHARACTERS:
        return None
    return MAX_CHARACTERS if len(seen) == len(text) else _before_hiding(text, seen, MAX_CHARACTERS)


def position(text: str, segment: Segment) -> int:
    """Where a segment begins in a text."""
    seen = visible(text)
    at = segment.run.start
    for word in (*segment.run.words[: segment.first], segment.words[0]):
        place = seen.find(word, at)
        if place < 0:  # in disguise, it is not spelled like that
            break
        at = place + len(word)
    else:
        at -= len(segment.words[0])
    if len(seen) == len(text):
        return at
    return _before_hiding(text, seen, at)


def _before_hiding(text: str, seen: str, at: int) -> int:
    """Where a place in the visible text is in the whole one."""
    text = without_circles(text)
    place = 0
    for character in seen[:at]:
        place = text.find(character, place) + 1
    return text.find(seen[at], place)


def forget() -> None:
    """Forget all words and characters that were seen, as a new process would. For measurements."""
    for module in (chinese, identify, settled, told):
        module.forget()
