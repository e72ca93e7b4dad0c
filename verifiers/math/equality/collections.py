"""When what has members is equal: lists, tuples, sets, matrices, sets of reals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from verifiers.math.equality import real_sets as sets
from verifiers.math.equality.expressions import Context, Undecided
from verifiers.math.equality.labels import definition
from verifiers.math.equality.sequences import INTEGERS, begins_elsewhere, family_of
from verifiers.math.equality.signs import both_signs, has_sign
from verifiers.math.equality.texts import head_of, same_noun
from verifiers.math.equality.units import is_measure
from verifiers.math.objects import (
    ELLIPSIS,
    EXPRESSIONS,
    Answer,
    Group,
    Listing,
    Matrix,
    Qualified,
    Quantity,
    Relation,
    SetBuilder,
    SetOf,
    SetOp,
    Sym,
    Text,
    substitute,
    symbols,
)
from verifiers.math.reading.words import singular

MAX_ITEMS = 200
"""Of a list that is compared without order."""


def matrices(answer: Answer, reference: Answer, context: Context) -> bool | None:
    """Entry by entry; a row or column is also a tuple."""
    if isinstance(answer, Matrix) and isinstance(reference, Matrix):
        if [len(row) for row in answer.rows] != [len(row) for row in reference.rows]:
            return False
        pairs = zip(answer.rows, reference.rows, strict=True)
        return all(ordered(left, right, context) for left, right in pairs)
    for matrix, other in ((answer, reference), (reference, answer)):
        if isinstance(matrix, Matrix):
            rows = _rows(other)
            if rows is not None:
                return matrices(*((matrix, rows) if matrix is answer else (rows, matrix)), context)
            vector = _vector(matrix)
            if vector is None or not isinstance(other, Group | Listing):
                return False
            if isinstance(other, Group) and (other.open == "[") != (other.close == "]"):
                return False  # an interval
            return ordered(*((vector, other.items) if matrix is answer else (other.items, vector)), context)
    return None


def _rows(node: Answer) -> Matrix | None:
    """A matrix as programs write it: `[[1, 2], [3, 4]]`."""
    if not isinstance(node, Group) or node.open != "[":
        return None
    rows = [row.items for row in node.items if isinstance(row, Group) and row.open == "["]
    return Matrix(tuple(rows)) if len(rows) == len(node.items) else None


def _vector(matrix: Matrix) -> tuple[Answer, ...] | None:
    if len(matrix.rows) == 1:
        return matrix.rows[0]
    if all(len(row) == 1 for row in matrix.rows):
        return tuple(row[0] for row in matrix.rows)
    return None


def collections(answer: Answer, reference: Answer, context: Context) -> bool | None:
    """Tuples in order, brackets alike; sets and listings without order."""
    answer, reference = _both_points(answer, reference), _both_points(reference, answer)
    if isinstance(answer, Group) and isinstance(reference, Group):
        if (answer.open, answer.close) != (reference.open, reference.close):
            return False
        return ordered(answer.items, reference.items, context)
    lone = _only_member(answer), _only_member(reference)
    if lone[0] is not None and isinstance(reference, EXPRESSIONS):
        return context.equal(lone[0], reference)
    if lone[1] is not None and isinstance(answer, EXPRESSIONS):
        return context.equal(answer, lone[1])
    left, right = _items(answer), _items(reference)
    if left is None or right is None:
        return None
    if are_and_or(answer, reference):
        return False
    points = all(isinstance(item, Group) for item in (*left, *right))
    if points or isinstance(answer, SetOf) or isinstance(reference, SetOf):  # of a set a repetition says nothing
        left, right = tuple(dict.fromkeys(left)), tuple(dict.fromkeys(right))
    if isinstance(answer, Group) or isinstance(reference, Group):
        group, listing = (answer, reference) if isinstance(answer, Group) else (reference, answer)
        if isinstance(group, Group) and (group.open == "[") != (group.close == "]"):
            return False  # an interval, and no tuple
        if isinstance(listing, Listing) and _are_alternatives(listing):
            return False
        return None if isinstance(listing, SetOf) else ordered(left, right, context)
    left, right = _counted(left, right), _counted(right, left)
    if isinstance(answer, Listing) and isinstance(reference, Listing) and _name_roots(answer, reference):
        left, right = _values(answer), _values(reference)
    elif isinstance(reference, Listing) and (
        # The labels of the reference are the order of the answer, and so are its units.
        (_distinct_labels(reference.items) and not _are_counts(right) and not any(map(definition, left)))
        or (_distinct_units(right) and not any(isinstance(item, Quantity) or definition(item) for item in left))
    ):
        return ordered(left, right, context)
    return unordered(left, right, context)


def _both_points(node: Answer, other: Answer) -> Answer:
    r"""The two points of `(\pm 3, 0)` beside a list of points; with two signs it does not say which points they are."""
    if not isinstance(node, Group) or not isinstance(other, Listing | SetOf):
        return node
    if (node.open, node.close) != ("(", ")") or not all(isinstance(item, Group) for item in other.items):
        return node
    signed = [place for place, item in enumerate(node.items) if isinstance(item, EXPRESSIONS) and has_sign(item)]
    if len(signed) != 1:
        return node
    (place,) = signed
    before, after = node.items[:place], node.items[place + 1 :]
    values = both_signs(node.items[place])
    return Listing(tuple(Group("(", ")", (*before, value, *after)) for value in values))


def _counted(items: tuple[Answer, ...], others: tuple[Answer, ...]) -> tuple[Answer, ...]:
    """Items with what they count behind them, as the others have it: "boys: 3, girls: 5" is 3 boys and 5 girls."""
    units = [other.unit for other in others if isinstance(other, Quantity)]
    if not _are_counts(others) or len(set(units)) < len(units):
        return items
    counted: list[Answer] = []
    for item in items:
        name, value = item.items if isinstance(item, Relation) and item.ops == ("=",) else (None, item)
        if not isinstance(name, Text) or not isinstance(value, EXPRESSIONS):
            return items
        said = [singular(word.lower()) for word in name.words]
        named = [unit for unit in units if unit == " ".join(said)]
        named = named or [unit for unit in units if not set(said).isdisjoint(unit.split())]
        if len(named) != 1:
            return items
        counted.append(Quantity(value, named[0]))
    return tuple(counted)


def _name_roots(*lists: Listing) -> bool:
    """Whether one list of equations numbers the solutions of the other: `x_1 = 2, x_2 = -3`, `x = 2 or x = -3`."""
    numbered = [
        {item.items[0] for item in node.items if isinstance(item, Relation) and item.ops == ("=",)} for node in lists
    ]
    names = [sorted(name.name for name in found if isinstance(name, Sym)) for found in numbered]
    if not all(isinstance(item, Relation) and len(item.items) == 2 for node in lists for item in node.items):
        return False
    (one, several) = sorted(names, key=len)
    indexes = [f"{name}_{place}" for name in one for place in range(1, len(several) + 1)]
    return len(one) == 1 < len(several) and several == indexes and {len(node.items) for node in lists} == {len(several)}


def _values(node: Listing) -> tuple[Answer, ...]:
    return tuple(item.items[1] for item in node.items if isinstance(item, Relation))


def _distinct_units(items: Sequence[Answer]) -> bool:
    """Whether every item counts or measures something else: "8 roses and 5 tulips"."""
    units = {item.unit for item in items if isinstance(item, Quantity)}
    return len(units) == len(items) > 1


def are_and_or(answer: Answer, reference: Answer) -> bool:
    r"""Whether one is "x < 1 and x > 2", the other "x < 1 or x > 2": of values of one thing, both words mean the same.

    The signs of logic mean what they say of everything: `p \land q` is not `p \lor q`.
    """
    if not isinstance(answer, Listing) or not isinstance(reference, Listing):
        return False
    separators = {answer.separator, reference.separator}
    if answer.separator == "or" and reference.separator in {",", ";"} and all(map(_is_choice, reference.items)):
        return True  # "A or D" has not chosen both
    if separators & {",", ";"} and separators & {"or", "\\lor"}:
        return _give_values(answer) and _give_values(reference)
    if {separator.removeprefix("\\l") for separator in separators} != {"and", "or"}:
        return False
    if any(separator.startswith("\\") for separator in separators):
        return True
    if all(isinstance(item, Sym | Text) for item in (*answer.items, *reference.items)):
        return True  # choices, statements
    return not (_are_solutions(answer.items) and _are_solutions(reference.items))


def _is_choice(node: Answer) -> bool:
    """Whether an item is the letter of a multiple choice."""
    return isinstance(node, Sym) and len(node.name) == 1 and "A" <= node.name <= "J"


def _give_values(node: Listing) -> bool:
    """Whether items give several names a number each: `x = 2, y = 3`, which "x = 2 or y = 3" is not."""
    pairs = [item.items for item in node.items if isinstance(item, Relation) and item.ops == ("=",)]
    names = {name for name, value in pairs if isinstance(name, Sym) and not symbols(value)}
    return len(pairs) == len(node.items) == len(names) > 1


def _are_solutions(items: Sequence[Answer]) -> bool:
    """Whether items are beside one another as solutions do: values, equations for one thing, curves by equations."""
    known = [item for item in items if isinstance(item, Relation)]
    if any(_VALUES.isdisjoint(item.ops) for item in known):
        return False
    if len({item.items[0] for item in known}) <= 1:
        return True
    used = [symbols(item) for item in known]
    return len(known) == len(items) and set().union(*used) <= _PLANE and any(names == _PLANE for names in used)


_VALUES = frozenset({"=", "~", "in"})
_PLANE = frozenset({"x", "y"})
"""The variables of a curve."""


def _are_alternatives(node: Listing) -> bool:
    """Whether "or" is between values, or values of different things: "1 or 2" is no point, nor is "x = 1 or y = 2"."""
    labels = [definition(item) for item in node.items if isinstance(item, Relation)]
    if not labels:
        return node.separator == "or" and all(isinstance(item, EXPRESSIONS) for item in node.items)
    named = {label.label for label in labels if label is not None}
    return node.separator.removeprefix("\\l") == "or" and len(named) > 1


def _only_member(node: Answer) -> Answer | None:
    r"""The 5 of `\{5\}`."""
    if isinstance(node, SetOf) and len(node.items) == 1 and not isinstance(node.items[0], SetOf):
        return None if has_sign(node.items[0]) else node.items[0]
    return None


def _items(node: Answer) -> tuple[Answer, ...] | None:
    """The items of a collection; a lone value is a collection of one where the other side is a set."""
    if isinstance(node, SetOf | Listing):
        return tuple(part for item in _each_named(node.items) for part in both_signs(item))
    if isinstance(node, Group):
        return node.items
    if isinstance(node, EXPRESSIONS) and has_sign(node):
        return both_signs(node)
    label = definition(node)
    if label is not None:
        return _items(label.value)
    return None


def _each_named(items: tuple[Answer, ...]) -> tuple[Answer, ...]:
    """`x = 1, 2` with the name before each value, which it has for all of them: `x = 1, x = 2`."""
    if len(items) < 2:
        return items
    first, *others = items
    if not isinstance(first, Relation) or first.ops != ("=",) or not isinstance(first.items[0], Sym):
        return items
    if not all(isinstance(item, EXPRESSIONS) for item in others):
        return items
    name = first.items[0]
    return (first, *(Relation((name, value), ("=",)) for item in others for value in both_signs(item)))


def _distinct_labels(items: Sequence[Answer]) -> bool:
    """Whether every item is labelled, each differently: then their order is that of the labels."""
    if not all(isinstance(item, _NAMED) for item in items):
        return False
    labels = [definition(item) for item in items]
    names = {label.label for label in labels if label is not None}
    return None not in names and len(names) == len(items)


def ordered(left: Sequence[Answer], right: Sequence[Answer], context: Context) -> bool:
    """Whether two sequences are equal item by item."""
    if len(left) != len(right):
        return False
    tied, context.tied = context.tied, True
    try:
        return _ordered(left, right, context)
    finally:
        context.tied = tied


def _ordered(left: Sequence[Answer], right: Sequence[Answer], context: Context) -> bool:
    undecided: Undecided | None = None
    for one, other in zip(left, right, strict=True):
        try:
            if not context.equal(one, other):
                return False  # one pair that differs decides, whatever else is undecided
        except Undecided as error:  # noqa: PERF203 - the point of the loop
            undecided = error
    if undecided is not None:
        raise undecided
    return True


def unordered(left: Sequence[Answer], right: Sequence[Answer], context: Context) -> bool:
    """Whether each item has its equal on the other side, one to one."""
    if len(left) != len(right):
        return False
    if ELLIPSIS in left:
        return ordered(left, right, context)  # what is left out, its place says
    if len(left) > MAX_ITEMS:
        message = f"a list of more than {MAX_ITEMS} items"
        raise Undecided(message)
    if _are_counts(left) and _are_counts(right):
        return _equal_counts(left, right, context)
    if not _matched(left, right, context):
        return False
    context.evidence.add("structural")
    return True


def _matched(left: Sequence[Answer], right: Sequence[Answer], context: Context) -> bool:
    remaining = list(right)
    unmatched = []
    for item in left:  # most are spelled alike
        if item in remaining:
            remaining.remove(item)
        else:
            unmatched.append(item)
    for item in unmatched:
        match = next(
            (
                other
                for other in remaining
                if isinstance(item, SetOf) == isinstance(other, SetOf)  # \{2\} as a member is not 2
                and _may_pair(item, other, left, right)
                and context.equal(item, other)
            ),
            None,
        )
        if match is None:
            return False
        remaining.remove(match)
    return True


_NAMED = (Relation, Qualified)
"""What may have a name, see `labels.definition`."""


def _may_pair(item: Answer, other: Answer, left: Sequence[Answer], right: Sequence[Answer]) -> bool:
    """Whether the names of two items allow them to be one: a name that both lists have belongs to its value."""
    if not isinstance(item, _NAMED) and not isinstance(other, _NAMED):  # as most items are
        return True
    one, two = definition(item), definition(other)
    names = one.label if one else None, two.label if two else None
    if names[0] == names[1] or None not in names:
        return True
    alone, named, others = (names[0], left, right) if names[1] is None else (names[1], right, left)
    if all(label is not None and label.label == alone for label in map(definition, named)):
        return True  # the name of all, which may precede any: `x = 1, x = 2` is `2, x = 1`
    return not any(label is not None and label.label == alone for label in map(definition, others))


def _are_counts(items: Sequence[Answer]) -> bool:
    return len(items) > 1 and all(isinstance(item, Quantity) and not is_measure(item.unit) for item in items)


def _equal_counts(left: Sequence[Answer], right: Sequence[Answer], context: Context) -> bool:
    """Whether lists of counts are equal: each noun has its like on the other side, and belongs to its number.

    Where several have none, as in two translations, the lists are equal in their order, and in the heads of these.
    """
    sides = [[cast("Quantity", item) for item in items] for items in (left, right)]
    alone = [
        {item.unit for item in one if not any(same_noun(item.unit, other.unit) for other in others)}
        for one, others in (sides, sides[::-1])
    ]
    if not any(alone):
        return _matched(left, right, context)
    if min(map(len, alone)) < MIN_REWORDED:
        return False  # 14 green pens for 14 red ones
    heads = [
        [Quantity(item.value, head_of(item.unit)) if item.unit in own else item for item in items]
        for items, own in zip(sides, alone, strict=True)
    ]
    return ordered(heads[0], heads[1], context)


MIN_REWORDED = 2
"""Nouns of a list that have no like: with one, something else is counted."""


def real_sets(answer: Answer, reference: Answer, context: Context) -> bool | None:
    r"""Intervals, unions, inequalities and set-builders as sets of reals: `0 \le x < 1` is `[0, 1)`."""
    conditions = (Relation, SetBuilder, SetOp, Sym)
    alternatives = any(
        isinstance(node, Listing) and (node.separator.removeprefix("\\l") in {"or", "and"} or _excludes(node))
        for node in (answer, reference)
    )
    if not alternatives and not isinstance(answer, conditions) and not isinstance(reference, conditions):
        return None  # tuples, sets and listings compare as such
    if _run(answer) and _run(reference):
        return None
    left, right = sets.real_set(answer), sets.real_set(reference)
    if left is None or right is None:
        return None
    return sets.equal_sets(left, right, context)


def _run(node: Answer) -> bool:
    """Whether a list gives values one by one that run through the integers, each with a letter of its own."""
    points = isinstance(node, Listing) and all(isinstance(item, Relation) and item.ops == ("=",) for item in node.items)
    return points and not symbols(node).isdisjoint(INTEGERS)


def _excludes(node: Listing) -> bool:
    r"""Whether a list is `x \ne 1, 2`."""
    return isinstance(node.items[0], Relation) and node.items[0].ops == ("!=",)


def set_parts(answer: Answer, reference: Answer, context: Context) -> bool | None:
    """Sets with symbolic ends: part by part."""
    if isinstance(answer, SetOp) and isinstance(reference, SetOp) and answer.name == reference.name:
        if answer.name not in {"cup", "cap"}:
            return ordered(answer.items, reference.items, context)
        return unordered(answer.items, reference.items, context)
    if isinstance(answer, SetBuilder) and isinstance(reference, SetBuilder):
        mine, theirs = family_of(answer), family_of(reference)
        if (
            mine is not None
            and theirs is not None
            and begins_elsewhere(mine[0], theirs[0], mine[1], theirs[1], context)
        ):
            return True
        condition, element = answer.condition, answer.element
        old, new = _bound_names(answer), _bound_names(reference)
        if old != new and len(old) == len(new):
            names: dict[str, Answer] = {}
            for one, other in zip(old, new, strict=True):
                names |= {other.name: one, one.name: other}
            names |= {one.name: other for one, other in zip(old, new, strict=True)}
            condition, element = substitute(condition, names), substitute(element, names)
        return ordered((element, condition), (reference.element, reference.condition), context)
    return None


def _bound_names(node: SetBuilder) -> tuple[Sym, ...]:
    r"""The letters that a set-builder binds: the x of `\{x \in A \mid x > 3\}`, the k of `\{2k \mid k \in B\}`."""
    for part in (node.element, node.condition):
        name = part.items[0] if isinstance(part, Relation) and part.ops == ("in",) else part
        if isinstance(name, Sym):
            return (name,)
        if isinstance(name, Group) and all(isinstance(item, Sym) for item in name.items):
            return tuple(item for item in name.items if isinstance(item, Sym))
    return ()
