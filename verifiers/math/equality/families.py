r"""Families: answers with a constant that is free, or a number that runs through the integers.

`x^2 + C` is `x^2 + c`, and `y = C_1e^x + C_2e^{-x}` keeps its solutions when the constants change places. An integer
may be called n or k, and begin elsewhere: `\frac{\pi}{2} + k\pi` gives what `-\frac{\pi}{2} + k\pi` gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, permutations, product

from flint import acb

from verifiers.math.equality.balls import ball, precision
from verifiers.math.equality.expressions import (
    MIN_POINTS,
    POINT_PRECISION,
    Context,
    Undecided,
    equal_expressions,
    near_at_a_point,
    values_at_points,
)
from verifiers.math.equality.rationals import TooCostly, Undefined, exact
from verifiers.math.objects import (
    EXPRESSIONS,
    Answer,
    Bound,
    Const,
    Expr,
    Group,
    Listing,
    Num,
    Op,
    Qualified,
    Relation,
    SetBuilder,
    SetOp,
    Sym,
    nodes,
    substitute,
    symbols,
)
from verifiers.math.reading.words import DOMAINS

MAX_CONSTANTS = 3
"""Constants of a family: six orders are tried."""
MAX_SIGNED = 2
"""Constants whose signs are tried as well."""
MAX_SHIFT = 3
"""By so much an integer may begin elsewhere."""
INTEGERS = frozenset("knmlj")
ELSEWHERE = "an integer that begins elsewhere"
"""Evidence: what holds unless the question gives the integer."""
_UNKNOWNS = frozenset(map(Sym, ("x", "y", "z", "\\theta", "\\alpha")))
"""What an equation is solved for; an n behind it counts solutions, and is no index."""
_FREE = re.compile(r"(?:C|c|K|k)(?:_\{?[0-9]\}?)?(?:')?")
_INDEXED = re.compile(r"[Cc]_\{?[0-9]\}?")  # which nothing but a constant of integration is called
_NUMBERED = re.compile(r"[CcKk]_\{?[0-9]+\}?")  # and of the like nothing varies
_INITIALS = frozenset("CcKkABD")
_FREE_BESIDE_ONE = re.compile(r"[ABD](?:_\{?[0-9]\}?)?")


def equal_families(answer: Answer, reference: Answer, label: Answer | None, context: Context) -> bool:
    """Whether answers agree when their constants are renamed or change places."""
    if context.tied:
        return False
    taken = _letters(label)
    mine, theirs = free_constants(answer, taken), free_constants(reference, taken)
    if not mine and not theirs:
        return False
    if not any(_FREE.fullmatch(name) for name in (*mine, *theirs)):
        return False
    if len(mine) != len(theirs) or not 0 < len(mine) <= MAX_CONSTANTS:
        return False
    labelled = label is not None or all(map(_INDEXED.fullmatch, mine))
    if not _is_family(reference, theirs, labelled=labelled):
        return False
    for order in permutations(theirs):
        for values in _signed(order):
            if list(values) != list(map(Sym, mine)) and _same(_renamed(answer, mine, values), reference, context):
                return True
    return _differ_by_a_number(answer, reference, mine, theirs, context)


def _renamed(node: Answer, names: list[str], values: tuple[Expr, ...]) -> Answer:
    return substitute(node, dict(zip(names, values, strict=True)))


def _signed(names: Sequence[str]) -> Iterator[tuple[Expr, ...]]:
    """Constants with each sign: minus a constant of integration is one. A k may be given, and keeps its sign."""
    few = len(names) <= MAX_SIGNED
    for minus in product(*((False, True) if few and name[0] in "Cc" else (False,) for name in names)):
        yield tuple(Op("neg", (Sym(name),)) if sign else Sym(name) for name, sign in zip(names, minus, strict=True))


def _same(answer: Answer, reference: Answer, context: Context) -> bool:
    if isinstance(answer, EXPRESSIONS) and isinstance(reference, EXPRESSIONS):
        return equal_expressions(answer, reference, context)  # whose constants are not renamed once more
    return context.equal(answer, reference)


def _differ_by_a_number(
    answer: Answer, reference: Answer, mine: list[str], theirs: list[str], context: Context
) -> bool:
    r"""Whether what a constant is added to differs by a number, which it takes in: `\sin^2 x + C` is `-\cos^2 x + C`.

    So that one antiderivative is as good as another.
    """
    one, other = _without_constant(answer, mine), _without_constant(reference, theirs)
    if one is None or other is None:
        return False
    differences: list[acb] = []
    with precision(POINT_PRECISION):
        for left, right in values_at_points((one, other), context):
            differences.append(left - right)
            if not differences[-1].overlaps(differences[0]):
                return False
            if len(differences) == MIN_POINTS:
                context.evidence.add(f"a constant difference at {MIN_POINTS} points")
                return True
    return False


def _without_constant(node: Answer, constants: list[str]) -> Expr | None:
    """What the one constant is added to; `None` where it is elsewhere, too, or nothing varies."""
    value = node.items[-1] if isinstance(node, Relation) else node
    if len(constants) != 1 or not isinstance(value, Op) or value.name != "+":
        return None
    free = [Sym(constants[0]), *([Op("neg", (Sym(constants[0]),))] if constants[0][0] in "Cc" else [])]
    rest = tuple(part for part in value.args if part not in free)
    if len(rest) != len(value.args) - 1 or any(constants[0] in symbols(part) for part in rest):
        return None
    found = rest[0] if len(rest) == 1 else Op("+", rest)
    return found if symbols(found) else None


def equal_curves(answer: Answer, reference: Answer, context: Context) -> bool:
    """Whether equations give the same curves, with a free constant: `x^2 + y^2 = C`, `x^2/2 = K - y^2/2`.

    What is constant on the curves of one is a number times what is constant on those of the other, plus a number.
    """
    if context.tied:
        return False
    one, other = _constant_on_curves(answer), _constant_on_curves(reference)
    if one is None or other is None:
        return False
    first: tuple[acb, acb] | None = None
    ratios: list[acb] = []
    with precision(POINT_PRECISION):
        for left, right in values_at_points((one, other), context):
            if first is None:
                first = (left, right)
                continue
            rise, run = left - first[0], right - first[1]
            if rise.contains(0) or run.contains(0):
                return False
            ratios.append(rise / run)
            if not ratios[-1].overlaps(ratios[0]):
                return False
            if len(ratios) == MIN_POINTS:
                context.evidence.add(f"a constant factor at {MIN_POINTS} points")
                return True
    return False


def _constant_on_curves(node: Answer) -> Expr | None:
    r"""What an equation sets equal to its free constant: `y^2 - x^2` of `y^2 = x^2 + C`; `None` for other equations."""
    if not isinstance(node, Relation) or node.ops != ("=",):
        return None
    left, right = node.items
    if not isinstance(left, EXPRESSIONS) or not isinstance(right, EXPRESSIONS):
        return None
    terms = [*_terms(left), *(Op("neg", (term,)) for term in _terms(right))]
    free = [name for name in symbols(node) if _FREE.fullmatch(name)]
    if len(free) != 1 or len(symbols(node)) < 3:
        return None
    rest = tuple(term for term in terms if free[0] not in symbols(term))
    if len(rest) != len(terms) - 1:
        return None
    (constant,) = (term for term in terms if free[0] in symbols(term))
    while isinstance(constant, Op) and constant.name == "neg":
        constant = constant.args[0]
    return Op("+", rest) if constant == Sym(free[0]) else None


def _terms(node: Expr) -> tuple[Expr, ...]:
    return node.args if isinstance(node, Op) and node.name == "+" else (node,)


def is_indexed(label: Answer | None, value: Answer) -> bool:
    """Whether the integer of a value is that of its name, as in a_n: then each n has its value, and none is free."""
    return not _letters(label).isdisjoint(INTEGERS & symbols(value))


def _letters(label: Answer | None) -> frozenset[str]:
    """The letters of a name, those of its indexes too: the n of a_n is given."""
    names = symbols(label) if label is not None else frozenset()
    return names | {letter for name in names for letter in name if "_" in name or "(" in name}


def free_constants(node: Answer, taken: frozenset[str]) -> list[str]:
    """The letters of an answer that constants of integration have."""
    names = [name for name in symbols(node) - taken if name[0] in _INITIALS]
    return sorted(name for name in names if _FREE.fullmatch(name) or _FREE_BESIDE_ONE.fullmatch(name))


def _is_family(node: Answer, constants: list[str], *, labelled: bool) -> bool:
    """Whether constants are free: something else varies, and one is added to it, or a name is given the whole."""
    if all(map(_NUMBERED.fullmatch, symbols(node) - set(constants))):
        return False
    value = node.items[-1] if isinstance(node, Relation) else node
    if (
        labelled
        or all(map(_INDEXED.fullmatch, constants))
        or isinstance(node, Relation)
        or not isinstance(value, EXPRESSIONS)
    ):
        return True
    return (
        isinstance(value, Op)
        and value.name == "+"
        and any(isinstance(part, Sym) and part.name in constants for part in value.args)
    )


def equal_sequences(answer: Answer, reference: Answer, label: Answer | None, context: Context) -> bool:
    """Whether answers run through the same values, with their integer renamed, beginning elsewhere or running back."""
    if context.tied:
        return False
    taken = _letters(label)
    mine, theirs = symbols(answer) & INTEGERS - taken, symbols(reference) & INTEGERS - taken
    if len(mine) != 1 or len(theirs) != 1 or symbols(answer) - mine != symbols(reference) - theirs:
        return False
    if not isinstance(answer, EXPRESSIONS) or not isinstance(reference, EXPRESSIONS):
        return False
    period = _has_period(reference)
    if label is None and mine != theirs and not period:
        return False
    (old,), (new,) = mine, theirs
    if old != new and equal_expressions(_shifted(answer, old, Sym(new)), reference, context):
        return True
    if not period and (old == new or label not in _UNKNOWNS or not _is_linear(reference, new)):
        return False
    shifted = [_shifted(answer, old, start) for start in _starts(answer, reference, old, new)]
    if not any(equal_expressions(one, reference, context) for one in near_at_a_point(shifted, reference, context)):
        return False
    if not period:
        context.evidence.add(ELSEWHERE)
    return label in _UNKNOWNS or _goes_round(reference, new, context)


def parameters(*answers: Answer) -> frozenset[str]:
    """The letters of answers that no equation in them gives a value."""
    given = {
        name
        for answer in answers
        for part in nodes(answer)
        if isinstance(part, Relation) and part.ops[0] == "="
        for name in symbols(part.items[0])
    }
    return frozenset().union(*map(symbols, answers)) - given


def _starts(answer: Answer, reference: Answer, old: str, new: str) -> list[Expr]:
    """What may be put in for the integer of an answer: that of the reference, beginning elsewhere or running back."""
    steps = _steps(answer, reference, old, new)
    shifts = range(-MAX_SHIFT, MAX_SHIFT + 1) if steps is None else steps
    return [
        Op("+", (number, Num(Fraction(shift)))) for number in (Sym(new), Op("neg", (Sym(new),))) for shift in shifts
    ]


def _steps(answer: Answer, reference: Answer, old: str, new: str) -> list[int] | None:
    """How many steps elsewhere the integer of an answer must begin; `None` where it does not grow evenly."""
    one, other = _in_one(answer, old), _in_one(reference, new)
    if one is None or other is None:
        return None
    try:
        with precision(POINT_PRECISION):
            zero, after, then = (ball(one, {old: Fraction(place)}) for place in range(3))
            growth = after - zero
            if growth.contains(0) or not growth.overlaps(then - after):
                return None
            steps = ((ball(other, {new: Fraction(0)}) - zero) / growth).real.unique_fmpz()
    except (Undefined, TooCostly):
        return None
    return [] if steps is None or abs(steps) > MAX_STEPS else [int(steps)]


MAX_STEPS = 10**6
"""By so many steps an integer may begin elsewhere where both sides grow evenly; nobody writes more."""


def _in_one(node: Answer, name: str) -> Expr | None:
    """The first expression in an answer that has the integer; `None` where it has other variables, too."""
    every = (part for part in nodes(node) if isinstance(part, EXPRESSIONS))
    found = next((part for part in every if name in symbols(part)), None)
    return found if found is not None and symbols(found) == {name} else None


def _goes_round(node: Expr, name: str, context: Context) -> bool:
    r"""Whether an expression grows evenly with its integer, perhaps by turns, as angles of a family do.

    `n\pi + (-1)^n \frac{\pi}{6}`; but neither `\cos n\pi` nor `\frac{2}{n\pi}`, of which each n has a value of its own.
    """
    at = [_shifted(node, name, Op("+", (Sym(name), Num(Fraction(step))))) for step in (0, 2, 4)]
    rise = [Op("+", (after, Op("neg", (before,)))) for before, after in pairwise(at)]
    try:
        return equal_expressions(rise[0], rise[1], context) and not equal_expressions(at[0], at[1], context)
    except Undecided:
        return False


def begins_elsewhere(answer: Answer, reference: Answer, old: str, new: str, context: Context) -> bool:
    """Whether an answer of any kind is the other one when its integer has that one's name, and begins elsewhere."""
    if context.tied or (old != new and new in symbols(answer)):
        return False
    if isinstance(answer, Listing) and isinstance(reference, Listing) and _are_independent(answer, reference):
        left = list(answer.items)
        if len(left) != len(reference.items):
            return False
        for wanted in reference.items:
            found = next((item for item in left if begins_elsewhere(item, wanted, old, new, context)), None)
            if found is None:
                return False
            left.remove(found)
        return True
    if isinstance(reference, EXPRESSIONS) and not _goes_round(reference, new, context):
        return False
    context.tied = True
    try:
        if any(
            context.equal(substitute(answer, {old: start}), reference) for start in _starts(answer, reference, old, new)
        ):
            context.evidence.add(ELSEWHERE)
            return True
    except Undecided:
        return False  # nothing that this rule knows
    else:
        return False
    finally:
        context.tied = False


def _are_independent(*lists: Listing) -> bool:
    """Whether the items of lists are alternatives, each with an integer of its own: `x = 4k+1 or x = 4k+3`."""
    items = [item for node in lists for item in node.items]
    names = {item.items[0] if isinstance(item, Relation) and item.ops == ("=",) else None for item in items}
    return len(names) == 1 and (None not in names or {node.separator for node in lists} == {"or"})


def family_of(node: SetBuilder) -> tuple[Answer, str] | None:
    r"""What a set-builder lets run through the integers, and its letter; `None` for other sets.

    `\{4k+3 \mid k \in \mathbb{Z}\}`, `\{x \mid x = 4k+3, k \in \mathbb{Z}\}`.
    """
    conditions = node.condition.items if isinstance(node.condition, Listing) else (node.condition,)
    relations = [condition for condition in conditions if isinstance(condition, Relation)]
    run = [part.items[0] for part in relations if part.ops == ("in",) and part.items[1] == Sym("\\mathbb Z")]
    rest = [part for part in relations if part.ops != ("in",)]
    if len(run) != 1 or not isinstance(run[0], Sym) or len(rest) != len(conditions) - 1:
        return None
    if not rest:
        return node.element, run[0].name
    (given, *more) = rest
    return (given.items[1], run[0].name) if not more and (given.items[0], given.ops) == (node.element, ("=",)) else None


def grows_evenly(node: Answer, name: Answer | None, step: Fraction, member: Fraction) -> bool:
    """Whether an equation gives a name every so many-th integer, those that a member is among: `x = 4k - 1`."""
    if not isinstance(node, Relation) or node.ops != ("=",) or node.items[0] != name or name not in _UNKNOWNS:
        return False
    value = node.items[1]
    if not isinstance(value, EXPRESSIONS) or len(letters := symbols(value)) != 1 or not letters <= INTEGERS:
        return False
    (letter,) = letters
    try:
        zero, one, two = (exact(value, {letter: Fraction(place)}) for place in range(3))
    except (Undefined, TooCostly):
        return False
    if zero is None or one is None or two is None or abs(one - zero) != abs(step) or one - zero != two - one:
        return False
    return _is_linear(value, letter) and step != 0 and (zero - member) % step == 0


def _is_linear(value: Expr, letter: str) -> bool:
    """Whether a letter is multiplied by numbers alone, so that two steps say how it goes on."""
    if isinstance(value, Op) and value.name in {"+", "neg"}:
        return all(_is_linear(part, letter) for part in value.args)
    if isinstance(value, Op) and value.name == "*":
        return sum(part == Sym(letter) for part in value.args) == 1 and all(
            part == Sym(letter) or isinstance(part, Num) for part in value.args
        )
    return isinstance(value, Num) or value == Sym(letter)


def integer_of(node: Answer, other: Answer) -> str | None:
    r"""The one letter of an answer that a condition, of it or of the other one, lets run through the integers.

    `4k+3, k \in \mathbb{Z}`; what has a name with the letter, as a_k, does not run.
    """
    value = node.value if isinstance(node, Qualified) else node
    named = {letter for part in nodes(value) if isinstance(part, Relation) for letter in _letters_of_name(part)}
    bounds = _bounds(node) or (Bound((), ("integer",)),)
    names = {name for bound in bounds for name in bound.names}
    if not _bounds(node):
        theirs = {name for bound in _bounds(other) for name in bound.names}
        names = {letter for letter in symbols(value) if letter in INTEGERS or letter in theirs}
    domains = {bound.domain for bound in bounds}
    free = (names & symbols(value)) - named
    return free.pop() if len(free) == 1 == len(names - named) and domains == {("integer",)} else None


def _shifted(node: Expr, name: str, value: Expr) -> Expr:
    found = substitute(node, {name: value})
    assert isinstance(found, EXPRESSIONS)
    return found


def equal_sets_of_families(answer: Answer, reference: Answer, context: Context) -> bool:
    r"""Whether intervals run through the same ones, with their integer renamed, beginning elsewhere or running back.

    `(2k\pi, 2k\pi + \pi)` is `(2n\pi - 2\pi, 2n\pi - \pi)`: one integer of both sides, and one letter more at most.
    """
    one = answer.value if isinstance(answer, Qualified) else answer
    other = reference.value if isinstance(reference, Qualified) else reference
    if not isinstance(one, _HAVE_ENDS) or not isinstance(other, _HAVE_ENDS):  # as most pairs that differ
        return False
    if not all(bound.domain in {(), ("integer",)} for node in (answer, reference) for bound in _bounds(node)):
        return False
    if not _has_period(one) or not _has_period(other):
        return False
    mine, theirs = symbols(one), symbols(other)
    named = {letter for node in nodes(other) if isinstance(node, Relation) for letter in _letters_of_name(node)}
    old, new = mine & INTEGERS, theirs & INTEGERS
    if len(old) != 1 or len(new) != 1 or len(mine - old) > 1 or len(theirs - new) > 1 or named & new:
        return False
    (name,), (integer,) = old, new
    starts = [Op("+", (Sym(integer), Num(Fraction(shift)))) for shift in range(-MAX_SHIFT, MAX_SHIFT + 1)]
    turned: list[Expr] = [*starts, *(Op("neg", (start,)) for start in starts)]
    return any(context.equal(substitute(one, {name: start}), other) for start in turned)


def narrows(answer: Qualified) -> bool:
    r"""Whether the conditions behind an answer take something from it where the reference has none.

    That a parameter is an integer or real goes without saying, and so does the domain of a function and of a
    sequence. But `k\pi, k \in \mathbb{R}` is more than the multiples of \pi, and `cx, c < 0` less than all lines.
    """
    value = answer.value
    labels = [node.items[0] for node in nodes(value) if isinstance(node, Relation) and node.ops[0] == "="]
    arguments = frozenset("x").union(*map(_letters, labels))
    periodic = _has_period(value)
    solutions = isinstance(value, Group) or any(isinstance(label, Group) or label in _UNKNOWNS for label in labels)
    for bound in answer.bounds:
        parameters = set(bound.names) - arguments
        domain = set(bound.domain)
        if not parameters or domain <= {"integer"}:
            continue
        if domain == {"real"} or not domain <= DOMAINS:
            if periodic and parameters & INTEGERS:
                return True
        elif not domain <= _NATURAL or periodic or solutions:
            return True
    return False


_NATURAL = frozenset({"natural", "natural with 0"})
_HAVE_ENDS = (Group, SetOp, Relation, SetBuilder)


def _bounds(node: Answer) -> tuple[Bound, ...]:
    return node.bounds if isinstance(node, Qualified) else ()


def _letters_of_name(relation: Relation) -> frozenset[str]:
    """The letters of what an equation gives a value to."""
    return _letters(relation.items[0]) if relation.ops[0] == "=" else frozenset()


def _has_period(node: Answer) -> bool:
    return any(
        (isinstance(part, Const) and part.name == "pi") or (isinstance(part, Op) and part.name == "deg")
        for part in nodes(node)
    )
