r"""Sequences: answers with a number that runs through the integers.

It may be called n or k, and begin elsewhere: `\frac{\pi}{2} + k\pi` gives what `-\frac{\pi}{2} + k\pi` gives, and
`x = 4n - 1` what `x = 4k + 3` does. Where each n has a value of its own, as in `a_n = 4n - 1`, it begins where it does.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise

from verifiers.math.equality.balls import ball, precision
from verifiers.math.equality.expressions import (
    POINT_PRECISION,
    Context,
    Undecided,
    equal_expressions,
    near_at_a_point,
)
from verifiers.math.equality.labels import letters_of
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

MAX_SHIFT = 3
"""By so much an integer may begin elsewhere where nobody can tell by how much."""
_SHIFTS = range(-MAX_SHIFT, MAX_SHIFT + 1)
INTEGERS = frozenset("knmlj")
ELSEWHERE = "an integer that begins elsewhere"
"""Evidence: what holds unless the question gives the integer."""
_UNKNOWNS = frozenset(map(Sym, ("x", "y", "z", "\\theta", "\\alpha")))
"""What an equation is solved for; an n behind it counts solutions, and is no index."""


def equal_sequences(answer: Answer, reference: Answer, label: Answer | None, context: Context) -> bool:
    """Whether answers run through the same values, with their integer renamed, beginning elsewhere or running back."""
    if context.tied:
        return False
    taken = letters_of(label)
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


def is_indexed(label: Answer | None, value: Answer) -> bool:
    """Whether the integer of a value is that of its name, as in a_n: then each n has its value, and none is free."""
    return not letters_of(label).isdisjoint(INTEGERS & symbols(value))


def parameters(*answers: Answer) -> frozenset[str]:
    """The letters of answers that no equation in them gives a value."""
    given = {name for answer in answers for named in _names(answer) for name in symbols(named)}
    return frozenset().union(*map(symbols, answers)) - given


def _starts(answer: Answer, reference: Answer, old: str, new: str) -> list[Expr]:
    """What may be put in for the integer of an answer: that of the reference, beginning elsewhere or running back."""
    steps = _steps(answer, reference, old, new)
    return _turned(new, _SHIFTS if steps is None else steps)


def _turned(name: str, shifts: Iterable[int]) -> list[Expr]:
    """An integer that begins so many steps elsewhere, running on or back."""
    return [Op("+", (number, Num(Fraction(by)))) for number in (Sym(name), Op("neg", (Sym(name),))) for by in shifts]


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
    named = _letters_of_names(value)
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
    old, new = mine & INTEGERS, theirs & INTEGERS
    if len(old) != 1 or len(new) != 1 or len(mine - old) > 1 or len(theirs - new) > 1 or new & _letters_of_names(other):
        return False
    (name,), (integer,) = old, new
    return any(context.equal(substitute(one, {name: start}), other) for start in _turned(integer, _SHIFTS))


def narrows(answer: Qualified) -> bool:
    r"""Whether the conditions behind an answer take something from it where the reference has none.

    That a parameter is an integer or real goes without saying, and so does the domain of a function and of a
    sequence. But `k\pi, k \in \mathbb{R}` is more than the multiples of \pi, and `cx, c < 0` less than all lines.
    """
    value = answer.value
    labels = _names(value)
    arguments = frozenset("x") | _letters_of_names(value)
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


def _names(node: Answer) -> list[Answer]:
    """What the equations in an answer give a value to."""
    return [part.items[0] for part in nodes(node) if isinstance(part, Relation) and part.ops[0] == "="]


def _letters_of_names(node: Answer) -> frozenset[str]:
    return frozenset().union(*map(letters_of, _names(node)))


def _has_period(node: Answer) -> bool:
    return any(
        (isinstance(part, Const) and part.name == "pi") or (isinstance(part, Op) and part.name == "deg")
        for part in nodes(node)
    )
