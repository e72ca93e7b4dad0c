r"""Answers that are one answer. In a majority of strings, 1/2, 0.5 and \frac12 are three candidates; here they are one.

Equality is the math reward's own, without its fallback: what our grammar does not read is compared as text. It is not
transitive everywhere (50% is 0.5, and 50), so clusters grow around one answer each, the most frequent ones first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from verifiers.math.compare import compare
from verifiers.math.numeral import read_numeral

COMPARISONS = 2_000
"""So many a problem, the most frequent answers first: enough to compare 63 spellings with each other. Those that come
after are told by their value, where they are numerals, and by their text."""


def clusters(answers: Sequence[str | None]) -> list[int | None]:
    """For each answer the number of its cluster, from 0 in the order of the most frequent spelling; `None` for `None`.

    The clusters do not depend on the order of the answers.
    """
    spelled = Counter(answer.strip() for answer in answers if answer is not None)
    cluster_of: dict[str, int] = {}
    numerals: dict[object, int] = {}
    centres: list[str] = []
    left = COMPARISONS
    for answer in sorted(spelled, key=lambda answer: (-spelled[answer], answer)):
        numeral = read_numeral(answer)
        key = None if numeral is None or numeral.percent else numeral.value
        found = numerals.get(key) if key is not None else None
        if found is None and len(centres) <= left:
            left -= len(centres)
            found = next((number for number, centre in enumerate(centres) if compare(answer, centre).equal), None)
        if found is None:
            found = len(centres)
            centres.append(answer)
        if key is not None:
            numerals.setdefault(key, found)
        cluster_of[answer] = found
    return [None if answer is None else cluster_of[answer.strip()] for answer in answers]
