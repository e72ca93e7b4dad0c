"""When equations, inequalities, named values and congruences are equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from itertools import permutations

from flint import acb

from verifiers.math.equality import collections as members
from verifiers.math.equality.balls import precision
from verifiers.math.equality.expressions import (
    MIN_POINTS,
    POINT_PRECISION,
    Context,
    Undecided,
    is_about,
    values_at_points,
)
from verifiers.math.equality.families import equal_curves, equal_families
from verifiers.math.equality.labels import Labelled, definition, rename, solution_of, subtraction
from verifiers.math.equality.rationals import Undefined, exact
from verifiers.math.equality.sequences import INTEGERS, begins_elsewhere, equal_sequences, grows_evenly, is_indexed
from verifiers.math.objects import (
    EXPRESSIONS,
    Answer,
    Const,
    Group,
    Listing,
    Matrix,
    Op,
    Quantity,
    Ratio,
    Relation,
    Sym,
    Text,
    nodes,
    substitute,
    symbols,
)

MAX_PARAMETERS = 3


def assignments(answer: Answer, reference: Answer, context: Context) -> bool | None:
    """`(x, y) = (1, 2)` is `x = 1, y = 2`: of two answers that name several values, each value belongs to its name."""
    left, right = named_values(answer), named_values(reference)
    if left is None or right is None or members.are_and_or(answer, reference):
        return None
    for one, other in ((answer, reference), (reference, answer)):
        if isinstance(one, Listing) and one.separator.removeprefix("\\l") == "or" and isinstance(other, Relation):
            return False  # "x = 1 or y = 2" is no point
    lists = isinstance(answer, Listing) and isinstance(reference, Listing)
    if left.keys() != right.keys():
        return None if lists else False
    integers = [_shared(values.values()) for values in (left, right)]
    if integers[0] or integers[1]:  # of each solution one integer, wherever it occurs
        same = members.ordered([left[name] for name in right], list(right.values()), context)
        return same or _same_but_for_integer(answer, reference, integers, context)
    if lists:
        return None
    if all(context.equal(left[name], right[name]) for name in right):
        return True
    named_alike = (
        isinstance(answer, Relation) and isinstance(reference, Relation) and answer.items[0] == reference.items[0]
    )
    return None if named_alike else False  # the parameters of `(x, y) = (2t, t)` may have other names


def _shared(values: Iterable[Answer]) -> frozenset[str]:
    """The letters of integers that more than one value has."""
    counts = Counter(letter for value in values for letter in symbols(value) & INTEGERS)
    return frozenset(letter for letter, count in counts.items() if count > 1)


def _same_but_for_integer(
    answer: Answer, reference: Answer, integers: list[frozenset[str]], context: Context
) -> bool | None:
    """Whether the one integer of several values may have another name, and begin elsewhere in all of them at once."""
    if len(integers[0]) != 1 or len(integers[1]) != 1:
        return None if isinstance(answer, Relation) else False
    (mine,), (theirs,) = integers
    if (mine != theirs or Const("pi") in set(nodes(reference))) and begins_elsewhere(
        answer, reference, mine, theirs, context
    ):
        return True
    return None if isinstance(answer, Relation) else False


def named_values(node: Answer) -> dict[str, Answer] | None:
    """The values of several names, each given once."""
    pairs: list[tuple[Answer, Answer]]
    if isinstance(node, Relation) and node.ops == ("=",):
        names, values = node.items
        if not isinstance(names, Group) or not isinstance(values, Group) or len(names.items) != len(values.items):
            return None
        if (names.open, names.close) != (values.open, values.close):
            return None
        pairs = list(zip(names.items, values.items, strict=True))
    elif isinstance(node, Listing):
        pairs = [item.items for item in node.items if isinstance(item, Relation) and item.ops == ("=",)]  # type: ignore[misc]
        if len(pairs) < len(node.items):
            return None
    else:
        return None
    found = {name.name: value for name, value in pairs if isinstance(name, Sym)}
    return found if len(found) == len(pairs) > 1 else None


def labels(answer: Answer, reference: Answer, context: Context) -> bool | None:
    r"""`x = 5` is 5; `f(z) = z` is `f(x) = x`; `x \in S` is S."""
    left, right = definition(answer), definition(reference)
    if left is None and right is None:
        return None
    if left is None and isinstance(answer, Relation) and answer.ops == ("=",):
        return None
    if right is None and isinstance(reference, Relation) and reference.ops == ("=",):
        return None
    left, right = left or Labelled(None, answer), right or Labelled(None, reference)
    if not all(_consistent(side, context) for side in (left, right)):
        return False  # `x = 5 = 6` claims two things
    if left.approximations and not _near_enough(left, right, context):
        return False
    left_value = left.value
    if left.label is not None and right.label is not None and left.label != right.label:
        renamed = left.value if _same_limits(left.label, right.label, context) else rename(left, right)
        if renamed is None:  # P(1, 2) is not Q(1, 2); of expressions it may be one equation all the same
            return None if isinstance(left.value, EXPRESSIONS) and not isinstance(left.label, Text) else False
        left_value = renamed
    if isinstance(right.label, Group) and left.label is None and isinstance(left_value, Listing):
        return None
    if any(
        _lies_between(node) and isinstance(other, _SEVERAL)
        for node, other in ((answer, right.value), (reference, left_value))
    ):
        return members.real_sets(answer, reference, context) or False
    if is_indexed(right.label or left.label, right.value):
        return members.ordered((left_value,), (right.value,), context)
    if context.equal(left_value, right.value):
        return True
    return (
        _equal_parameters(left_value, right, context)
        or equal_families(left_value, right.value, right.label or left.label, context)
        or equal_sequences(left_value, right.value, right.label or left.label, context)
    )


_SEVERAL = (Listing, Matrix, Op)
"""What gives values side by side; an operation does so by its sign, as plus or minus."""


def _lies_between(node: Answer) -> bool:
    r"""Whether brackets are an interval, and no list of values: `x \in [1, 2]`."""
    if not isinstance(node, Relation) or node.ops != ("in",):
        return False
    return isinstance(node.items[1], Group) and len(node.items[1].items) == 2


def _same_limits(left: Answer, right: Answer, context: Context) -> bool:
    r"""Whether two names are one limit: `\lim_{n \to \infty} a_n` is `\lim_{k \to \infty} a_k`."""
    if not isinstance(left, Op) or not isinstance(right, Op) or {left.name, right.name} != {"lim"}:
        return False
    old, new = left.args[0], right.args[0]
    if left.args[3] != right.args[3] or not isinstance(old, Sym) or not isinstance(new, Sym):
        return False
    body: Answer = left.args[2]
    if old != new:
        renamed = {name: name.removesuffix(old.name) + new.name for name in symbols(body) if _has_index(name, old.name)}
        if not renamed:
            return False
        names = renamed | {new.name: old.name}
        body = substitute(body, {name: Sym(other) for name, other in names.items()})
    return members.ordered((left.args[1], body), (right.args[1], right.args[2]), context)


def _has_index(name: str, index: str) -> bool:
    """Whether a name is a variable, or has it as its index: n, a_n."""
    return name == index or name.endswith(f"_{index}")


def _consistent(side: Labelled, context: Context) -> bool:
    """Whether the steps of `x = 5 + 6 = 11` are equal."""
    return all(
        context.equal(step, side.value)
        for step in side.steps
        if isinstance(step, EXPRESSIONS) == isinstance(side.value, EXPRESSIONS)
    )


def _near_enough(answer: Labelled, reference: Labelled, context: Context) -> bool:
    r"""Whether the approximations beside an answer are near it: `\sqrt2 \approx 1.41`, and not 1.6.

    Those of the reference stand for it: what a data set has rounded wrongly may be repeated.
    """
    given = [node.value if isinstance(node, Quantity) else node for node in answer.approximations]
    known = [node.value if isinstance(node, Quantity) else node for node in reference.approximations]
    value = answer.value.value if isinstance(answer.value, Quantity) else answer.value
    return all(
        any(context.equal(node, other) for other in known)
        or (isinstance(node, EXPRESSIONS) and isinstance(value, EXPRESSIONS) and is_about(node, value))
        for node in given
    )


_INTEGERS = frozenset("knmjlst")


_ARBITRARY = frozenset({"C", "c", "K", "A", "B", "t", "s", "k", "n", "m"})


def _equal_parameters(answer: Answer, reference: Labelled, context: Context) -> bool:
    r"""Whether answers agree up to the name of a parameter: `x = k\pi` is `n\pi`, `(x, y) = (2t, t)` is `(2s, s)`."""
    if reference.label is None:
        return False
    mine, theirs = symbols(answer), symbols(reference.value)
    new, old = sorted(mine - theirs), sorted(theirs - mine - symbols(reference.label))
    if len(new) != len(old) or not 1 <= len(new) <= MAX_PARAMETERS:
        return False
    periodic = Const("pi") in set(nodes(reference.value)) and set(new) | set(old) <= _INTEGERS
    if not periodic and not (isinstance(reference.label, Group) and set(new) <= _ARBITRARY):
        return False
    return any(
        context.equal(substitute(answer, dict(zip(new, map(Sym, order), strict=True))), reference.value)
        for order in permutations(old)
    )


def relations(answer: Answer, reference: Answer, context: Context) -> bool | None:
    """Equations and inequalities are equal up to a factor; chains, item by item."""
    if not isinstance(answer, Relation) or not isinstance(reference, Relation):
        return _equation_and_value(answer, reference, context)
    if len(answer.ops) == len(reference.ops) > 1:
        if answer.ops == reference.ops:
            return members.ordered(answer.items, reference.items, context) or None
        if answer.ops == tuple(_MIRROR.get(op, op) for op in reference.ops[::-1]):
            return members.ordered(answer.items, reference.items[::-1], context) or None
    if len(answer.ops) == len(reference.ops) == 1:
        same = _equal_up_to_factor(answer, reference, context) or equal_curves(answer, reference, context)
        return same or _is_solved(answer, reference, context) or _is_solved(reference, answer, context) or None
    return None


def _is_solved(solved: Relation, equation: Relation, context: Context) -> bool:
    """Whether a relation is an equation solved for one of its variables: `y = 1/x` of `xy = 1`."""
    found, other = definition(solved), definition(equation)
    if other is not None and isinstance(other.label, Sym):
        return False  # both are solved, and have been compared
    return (
        solved.ops == ("=",)
        and found is not None
        and isinstance(found.label, Sym)
        and isinstance(found.value, EXPRESSIONS)
        and symbols(equation) - symbols(found.value) == {found.label.name}
        and solution_of(equation, found.value, context)
    )


def _equation_and_value(answer: Answer, reference: Answer, context: Context) -> bool | None:
    """An identity says one value twice; an equation gives the value of the one variable that the answer lacks."""
    if isinstance(reference, Relation) and isinstance(answer, EXPRESSIONS):
        if _is_identity(reference, context):
            return context.equal(answer, reference.items[-1])
        return solution_of(reference, answer, context) or None
    if isinstance(answer, Relation) and isinstance(reference, EXPRESSIONS) and _is_identity(answer, context):
        return context.equal(answer.items[-1], reference)
    return None


def quotient(node: Answer) -> Answer | None:
    """A ratio of two as a quotient; what is no ratio, as it is; `None` for other ratios."""
    if not isinstance(node, Ratio):
        return node
    if len(node.items) != 2:
        return None
    top, bottom = node.items
    if isinstance(top, EXPRESSIONS) and isinstance(bottom, EXPRESSIONS):
        return Op("/", (top, bottom))
    return None


def _is_identity(node: Relation, context: Context) -> bool:
    sides = [quotient(side) or side for side in node.items]
    return (
        set(node.ops) == {"="}
        and all(isinstance(side, EXPRESSIONS) for side in sides)
        and members.ordered(sides[:-1], sides[1:], context)
    )


_SYMMETRIC = frozenset({"=", "!=", "~", "sim", "perp", "parallel", "cong", "<=>"})
_ORDERED = frozenset({"in", "divides", "does not divide"})
"""Of these relations each side is compared as it is."""
_MIRROR = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def _equal_up_to_factor(answer: Relation, reference: Relation, context: Context) -> bool:
    sides = [side for relation in (answer, reference) for side in relation.items]
    if not all(isinstance(side, EXPRESSIONS) for side in sides):
        return answer.ops == reference.ops and members.ordered(answer.items, reference.items, context)
    op, other = answer.ops[0], reference.ops[0]
    if not {op, other}.isdisjoint(_ORDERED):
        return op == other and members.ordered(answer.items, reference.items, context)
    differences = (subtraction(*answer.items), subtraction(*reference.items))
    flipped = _MIRROR.get(other)
    if op not in {other, flipped}:
        return False
    if not symbols(answer) and not symbols(reference):
        return _same_sides(answer, reference, context)
    lefts: list[acb] = []
    ratios: list[acb] = []
    with precision(POINT_PRECISION):
        for left, right in values_at_points(differences, context):
            if left.contains(0) != right.contains(0):
                return False
            lefts.append(left)
            if not left.contains(0) and (left / right).rel_accuracy_bits() > POINT_PRECISION // 2:
                ratios.append(left / right)
            if len(ratios) == MIN_POINTS:
                break
    if len(lefts) >= MIN_POINTS and all(left.contains(0) for left in lefts):  # two identities
        return _same_sides(answer, reference, context)
    if len(ratios) < MIN_POINTS - 1:
        message = "the equations are defined at too few points"
        raise Undecided(message)
    if all(left.overlaps(lefts[0]) for left in lefts):  # constants, as f(x) + f(-x) is where f is a factor
        return _same_sides(answer, reference, context)
    if not all(ratio.overlaps(ratios[0]) for ratio in ratios):
        context.evidence.add("disjoint balls at a point")
        return False
    context.evidence.add(f"a constant factor at {len(ratios)} points")
    if op in _SYMMETRIC:
        return True
    positive = bool(ratios[0].real > 0)
    return positive == (op == other)


def _same_sides(answer: Relation, reference: Relation, context: Context) -> bool:
    """Whether relations that hold or do not, whatever their variables are, say the same of the same two sides."""
    if answer.ops == reference.ops and members.ordered(answer.items, reference.items, context):
        return True
    op = reference.ops[0]
    mirrored = op if op in _SYMMETRIC else _MIRROR.get(op)
    return answer.ops[0] == mirrored and members.ordered(answer.items, reference.items[::-1], context)


def _runs_through(node: Answer, residue: Labelled, context: Context) -> bool:
    r"""Whether an equation with an integer gives the members of a residue class: `x = 4k + 3`, `x \equiv 3 \pmod 4`."""
    value, modulus = exact_value(residue.value), exact_value(residue.steps[0])
    if context.tied or value is None or modulus is None:
        return False
    return grows_evenly(node, residue.label, modulus, value)


def congruences(answer: Answer, reference: Answer, context: Context) -> bool | None:
    r"""`x \equiv 10 \pmod 7` is `x \equiv 3`; an answer may give the modulus to a reference without one."""
    left, right = _residue(answer), _residue(reference)
    if left is None:
        return None if right is None else _runs_through(answer, right, context)
    if right is None:
        if _runs_through(reference, left, context):
            return True
        value, modulus = exact_value(left.value), exact_value(left.steps[0])
        if isinstance(reference, Relation) or value is None or modulus is None or not 0 <= value < modulus:
            return None if isinstance(reference, Relation) else False
        return context.equal(left.value, reference)
    if None not in (left.label, right.label) and left.label != right.label:
        return False
    moduli, values = (
        [exact_value(side.steps[0]) for side in (left, right)],
        [exact_value(side.value) for side in (left, right)],
    )
    if None in moduli or None in values or not moduli[0]:
        return members.ordered((left.value, left.steps[0]), (right.value, right.steps[0]), context)
    context.evidence.add("exact")
    return moduli[0] == moduli[1] and (values[0] - values[1]) % moduli[0] == 0  # type: ignore[operator]


def _residue(node: Answer) -> Labelled | None:
    """What is congruent to what, with the modulus as its step."""
    if not isinstance(node, Relation) or node.ops[-1] != "modulus" or len(node.items) > 3:
        return None
    *label, value, modulus = node.items
    return Labelled(label[0] if label else None, value, (modulus,))


def exact_value(node: Answer) -> Fraction | None:
    """The value of a constant that rational arithmetic gives."""
    try:
        return exact(node) if isinstance(node, EXPRESSIONS) else None
    except Undefined:
        return None
