"""The natural words of a text, each with its language: what the other modules of this room do, put together.

Not covered: words in disguises that no reader would bear (`tHis`, `this1`, `<this>`, `t h i s`, `this(`) are not
counted, like the identifiers, tags and calls that they look like.
"""

from __future__ import annotations

from collections.abc import Collection

from verifiers.language.identify import Identify, identify
from verifiers.language.label import Labelled, label_words
from verifiers.language.prose import split_prose
from verifiers.language.words import words

HIDDEN_WORDS = 8
HIDDEN_SHARE = 0.25
"""Plain words in formulas and inline code count as soon as there are more than that many, and more than that share
of the others. They never make a chain of thought that has no other words worth anything."""


def languages_of(
    text: str, target: str | None, identifier: Identify | None = None, closed: Collection[str] = ()
) -> list[Labelled]:
    """The natural words of a text, each with its language; in doubt it is the target's.

    closed: the only languages that may occur, where somebody knows them.
    """
    prose = split_prose(text)
    found = list(words(prose.text))
    if prose.hidden:
        hidden = list(words("\n".join(prose.hidden)))
        visible = sum(word.weight for word in found)
        if visible and sum(word.weight for word in hidden) > max(HIDDEN_WORDS, HIDDEN_SHARE * visible):
            last = found[-1].sentence + 1 if found else 0
            found += [word._replace(sentence=word.sentence + last) for word in hidden]
    return label_words(found, target, identifier or identify, closed)
