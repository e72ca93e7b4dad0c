"""The natural words of a text, each with its language: what the other modules of this room do, put together."""

from __future__ import annotations

from collections.abc import Collection

from verifiers.language import chinese, identify
from verifiers.language.disguise import are_many, disguised
from verifiers.language.identify import Identify
from verifiers.language.label import Segment, label_runs
from verifiers.language.prose import split_prose
from verifiers.language.tokens import visible
from verifiers.language.words import Run, words


def languages_of(
    text: str, target: str | None, identifier: Identify | None = None, closed: Collection[str] = ()
) -> list[Segment]:
    """The natural words of a text, in runs of one language; in doubt it is the target's.

    closed: the only languages that may occur, where somebody knows them.
    """
    prose = split_prose(visible(text))
    reading = words(prose.text)
    runs = reading.runs
    counted = sum([run.weight for run in runs])
    hidden: list[Run] = []
    if prose.hidden:
        found = [
            run._replace(start=start + run.start, sentence=index)
            for index, (start, content) in enumerate(prose.hidden)
            for run in words(content).runs
        ]
        if are_many(sum(run.weight for run in found), counted):
            hidden += found
    if reading.doubtful or reading.letters:
        hidden += disguised(reading, counted)
    if hidden:
        last = runs[-1].sentence + 1
        runs = [*runs, *(run._replace(sentence=last + run.sentence) for run in hidden)]
    return label_runs(runs, target, identifier, closed)


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
    place = 0
    for character in seen[:at]:
        place = text.find(character, place) + 1
    return text.find(seen[at], place)


def forget() -> None:
    """Forget all words and characters that were seen, as a new process would. For measurements."""
    for module in (chinese, identify):
        module.forget()
