r"""Sets of integers that conditions give: `0 < x < 4, x \in \mathbb{Z}`, `\{x \in \mathbb{Z} \mid 0 < x < 4\}`."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from verifiers.math.equality import real_sets as sets
from verifiers.math.equality.expressions import Context, Undecided
from verifiers.math.equality.rationals import spend
from verifiers.math.objects import EXPRESSIONS, Answer, Bound, Listing, Qualified, Relation, SetBuilder, SetOf, Sym

MAX_MEMBERS = 200
"""Of a set whose members are counted up."""
_DOMAINS = {
    **dict.fromkeys(("integer", "\\mathbb Z"), "integer"),
    **dict.fromkeys(("natural", "\\mathbb N"), "natural"),
    **dict.fromkeys(("\\mathbb N^*", "\\mathbb N^+", "\\mathbb Z^+"), "positive"),
}


class Integers(NamedTuple):
    """The integers, the natural or the positive ones among them, that lie in a set of reals."""

    domain: str
    reals: sets.RealSet


def integer_sets(answer: Answer, reference: Answer, context: Context) -> bool | None:
    """Compare a set of integers that a condition gives with another, or with one that names its members."""
    left, right = _integers(answer), _integers(reference)
    if left is None and right is None:
        return None
    mine, others = _members(answer if left is None else left), _members(reference if right is None else right)
    if mine is not None and others is not None:
        context.evidence.add("exact")
        return mine == others
    if left is None or right is None:
        return None
    if left.domain != right.domain or (mine is None) != (others is None):
        return False
    return sets.equal_sets(left.reals, right.reals, context)


def _integers(node: Answer) -> Integers | None:
    """Read a set of integers; `None` for any other answer."""
    if isinstance(node, Qualified):
        match node.bounds:
            case (Bound(names=(name,), domain=(domain,)),):
                return _within(domain, Sym(name), node.value)
        return None
    if isinstance(node, SetBuilder) and isinstance(node.element, Relation) and node.element.ops == ("in",):
        element, numbers = node.element.items
        found = _within(numbers.name, element, node.condition) if isinstance(numbers, Sym) else None
        return found and Integers(found.domain, sets.RealSet(found.reals.pieces))  # its variable is bound
    return None


def _within(domain: str, name: Answer, condition: Answer) -> Integers | None:
    if domain not in _DOMAINS:
        return None
    if isinstance(condition, SetBuilder) and condition.element == name:
        condition = condition.condition
    if not isinstance(condition, Relation | Listing):
        return None
    if isinstance(condition, Listing) and condition.separator == ",":  # conditions that hold together
        condition = Listing(condition.items, "and")
    try:
        found = sets.real_set(condition)
    except Undecided:
        return None
    return None if found is None or found.variable != name else Integers(_DOMAINS[domain], found)


def _members(node: Answer | Integers) -> frozenset[int] | None:
    """The members of a set of integers; `None` where there are too many, or it is not certain which they are."""
    if isinstance(node, SetOf | Listing):
        values = [sets.end_of(item) if isinstance(item, EXPRESSIONS) else None for item in node.items]
        known = [value.numerator for value in values if value is not None and value.denominator == 1]
        return frozenset(known) if len(known) == len(values) else None
    if not isinstance(node, Integers):
        return None
    members: set[int] = set()
    for piece in node.reals.pieces:
        low, high = sets.end_of(piece.low), sets.end_of(piece.high)
        closed = piece.low_closed
        if node.domain != "integer" and (low is None or low < 0):
            low, closed = Fraction(0), True
        if low is None or high is None or high - low > MAX_MEMBERS:
            return None
        first, last = ceil(low), floor(high)
        first += first == low and not closed
        last -= last == high and not piece.high_closed
        members |= set(range(first, last + 1))
        spend(max(0, last - first))
    if node.domain == "positive":
        members.discard(0)
    return None if node.domain == "natural" and 0 in members else frozenset(members)
