"""What a comparison sets aside: the words, units, names and conditions of one side that the other side lacks.

Nothing else is: a word that has no place in the tree of an answer is on a closed list, or the answer is not read. Here
each of them is named, with the reason why it cannot change the verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from verifiers.math.equality.labels import definition
from verifiers.math.objects import Answer, Num, Op, Qualified, Quantity, Relation, Text, nodes
from verifiers.math.reading.parse import read_with_remarks
from verifiers.math.reading.tokens import Unreadable

MAX_ASIDE = 20
"""Of one verdict; a long list of quantities would repeat itself."""

_WORDS = "words from a closed list that say nothing of the value"
_UNIT = "a unit on one side only: the question said it; two units are compared"
_NOUN = "what is counted, on one side only: the question said it; two nouns are compared"
_NAME = "a name on one side only: it belongs to the value that is compared; two names are compared"
_CONDITION = "it only binds letters of the answer, and stands on one side only; two conditions are compared"
_APPROXIMATE = "an approximation beside the value: it was checked against it"
_SHORTER = "a noun that was shortened to its head, or to what it is of"


class Aside(NamedTuple):
    """Something that was set aside. side: "answer" or "reference"; what: its words; why: the reason why it is safe."""

    side: str
    what: str
    why: str


def set_aside(answer: str, reference: str) -> list[Aside]:
    """What the comparison of two answers sets aside; nothing where one of them is not read."""
    if not _MAY_HAVE_WORDS.search(answer + " " + reference):
        return []
    try:
        sides = [(side, *read_with_remarks(text)) for side, text in (("answer", answer), ("reference", reference))]
    except Unreadable:
        return []
    found: dict[Aside, None] = {}
    for (side, tree, remarks), (_, other, _) in (sides, sides[::-1]):
        for remark in remarks:
            found[Aside(side, remark, _WORDS)] = None
        for aside in _of_tree(side, tree, other):
            found[aside] = None
    return list(found)[:MAX_ASIDE]


_MAY_HAVE_WORDS = re.compile(r"[^\W\d_]{2}|[=≈%°$€£¥∈]|[0-9]\s*[^\W\d_]")


def _of_tree(side: str, tree: Answer, other: Answer) -> Iterator[Aside]:
    """What one tree has and the other one has nothing of its kind to compare it with."""
    here = [node for node in nodes(tree) if type(node) in _NOTED or (isinstance(node, Op) and node.name in _SIGNS)]
    if not here:  # as in most trees
        return
    there = list(nodes(other))
    units = {node.unit for node in there if isinstance(node, Quantity)}
    marks = {node.name for node in there if isinstance(node, Op)}
    named = any(isinstance(node, Relation) and definition(node) is not None for node in there)
    for node in here:
        if isinstance(node, Quantity) and node.unit:
            if not units:
                yield Aside(side, node.unit, _UNIT if _is_measure(node.unit) else _NOUN)
            elif all(len(node.unit) > len(unit) for unit in units) and not _is_measure(node.unit):
                yield Aside(side, node.unit, _SHORTER)
        elif isinstance(node, Op) and node.name in _SIGNS and node.name not in marks and not units:
            yield Aside(side, _SIGNS[node.name], _UNIT)
        elif isinstance(node, Qualified) and not isinstance(other, Qualified):
            for bound in node.bounds:
                yield Aside(side, " ".join((*bound.names, "∈", *bound.domain)), _CONDITION)
        elif isinstance(node, Relation) and (label := definition(node)) is not None:
            for near in label.approximations:
                yield Aside(side, _spelled(near), _APPROXIMATE)
            if label.label is not None and not named:
                yield Aside(side, _spelled(label.label), _NAME)


_NOTED = frozenset({Quantity, Qualified, Relation})
_SIGNS = {"%": "%", "deg": "°"}


def _is_measure(unit: str) -> bool:
    from verifiers.math.equality.units import is_measure  # with its table of pint's names

    return is_measure(unit)


def _spelled(node: Answer) -> str:
    """A name or a number as people write it; anything else by its parts."""
    if isinstance(node, Text):
        return " ".join(node.words)
    if isinstance(node, Num):
        return str(float(node.value)) if node.places else str(node.value)
    if isinstance(node, Op) and node.name == "call":
        return f"{_spelled(node.args[0])}({_spelled(node.args[1])})"
    names = [part.name for part in nodes(node) if hasattr(part, "name") and not isinstance(part, Op)]
    return " ".join(map(str, names)) or type(node).__name__
