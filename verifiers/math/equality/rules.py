"""When two answers are equal, by kind: each rule takes what it understands and passes the rest on.

A pair of kinds that no rule knows is different. The rules are in docs/math-rules.md with examples, which are run as
tests. Those for relations are in `relations.py`, those for what has members in `collections.py`; they compare parts by
`context.equal`, which is the entry here.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import pairwise

from verifiers.math.equality import collections as members
from verifiers.math.equality import relations
from verifiers.math.equality.expressions import Context, equal_expressions
from verifiers.math.equality.families import equal_families
from verifiers.math.equality.integers import integer_sets
from verifiers.math.equality.piecewise import piecewise
from verifiers.math.equality.rationals import spend
from verifiers.math.equality.sequences import INTEGERS, begins_elsewhere, equal_sequences, integer_of, narrows
from verifiers.math.equality.signs import BOTH, both_signs, has_sign
from verifiers.math.equality.texts import equal_texts, is_everything, is_nothing
from verifiers.math.equality.units import equal_units, factor, is_measure, with_unit
from verifiers.math.objects import (
    ELLIPSIS,
    EXPRESSIONS,
    Answer,
    Based,
    Cases,
    Expr,
    Group,
    Listing,
    Matrix,
    Num,
    Op,
    Qualified,
    Quantified,
    Quantity,
    Ratio,
    Relation,
    SetBuilder,
    SetOf,
    SetOp,
    Sym,
    Text,
    Total,
    operations,
    substitute,
    symbols,
)

PAIR_WORK = 6
"""Units of work to look for the rule of a pair, see `exact.spend`."""


def equal(answer: Answer, reference: Answer, context: Context) -> bool:
    """Whether two answers are equal. Raises Undecided."""
    if answer == reference and not members.are_and_or(answer, reference):
        context.evidence.add("structural")
        return True
    spend(PAIR_WORK)
    for rule in _rules(type(answer), type(reference)):  # type: ignore[arg-type] # classes can be hashed
        decided = rule(answer, reference, context)
        if decided is not None:
            return decided
    return False


Rule = Callable[[Answer, Answer, Context], "bool | None"]


def _units(answer: Answer, reference: Answer, context: Context) -> bool | None:
    """A unit on one side is accepted; on both sides they must be the same, or convertible."""
    for quantity, other in ((answer, reference), (reference, answer)):
        if (
            isinstance(quantity, Quantity)
            and quantity.unit == "radian"
            and isinstance(other, Op)
            and other.name == "deg"
        ):
            return isinstance(quantity.value, EXPRESSIONS) and equal_expressions(quantity.value, other, context)
    for one, other in ((answer, reference), (reference, answer)):
        if isinstance(one, Quantity) and isinstance(one.value, Quantity):  # 5 cups of flour
            if (
                isinstance(other, Quantity)
                and isinstance(other.value, Quantity)
                and not equal_units(one.unit, other.unit)
            ):
                return False
            if one is answer and _adds_words(one, other):
                return False
            inner = other.value if isinstance(other, Quantity) and isinstance(other.value, Quantity) else other
            return context.equal(one.value, inner) if one is answer else context.equal(inner, one.value)
    if isinstance(answer, Quantity) != isinstance(reference, Quantity):
        answer, reference = with_unit(answer), with_unit(reference)
    if isinstance(answer, Quantity) and isinstance(reference, Quantity):
        if equal_units(answer.unit, reference.unit):
            return context.equal(answer.value, reference.value)
        scale = factor(answer.unit, reference.unit)
        if scale is None or not isinstance(answer.value, EXPRESSIONS):
            return False
        return context.equal(Op("*", (Num(scale), answer.value)), reference.value)
    if isinstance(answer, Quantity):
        return answer.counted and not _mark(reference) and context.equal(answer.value, reference)
    if isinstance(reference, Quantity):
        return not _mark(answer) and context.equal(answer, reference.value)
    return None


def _adds_words(answer: Quantity, reference: Answer) -> bool:
    """Whether an answer says something that is no known noun, behind a unit that the reference has too."""
    return not answer.counted and not (isinstance(reference, Quantity) and isinstance(reference.value, Quantity))


def _totals(answer: Answer, reference: Answer, context: Context) -> bool | None:
    """`1 hour 30 minutes` is one quantity, in its last unit."""
    answer, reference = _added(answer, reference), _added(reference, answer)
    if not isinstance(answer, Total) and not isinstance(reference, Total):
        return None
    sums = [_sum(node) if isinstance(node, Total) else node for node in (answer, reference)]
    if sums[0] is None or sums[1] is None:
        return False
    return context.equal(sums[0], sums[1])


def _added(node: Answer, other: Answer) -> Answer:
    """The quantities of a list, each in a smaller unit, as one beside one quantity: "3 hours and 5 minutes"."""
    if not isinstance(node, Listing) or not isinstance(other, Quantity | Total) or node.separator not in {"and", ","}:
        return node
    parts = [item for item in node.items if isinstance(item, Quantity)]
    if len(parts) < len(node.items) or not all(is_measure(part.unit) for part in parts):
        return node
    scales = [factor(after.unit, before.unit) for before, after in pairwise(parts)]
    return Total(tuple(parts)) if all(scale is not None and scale < 1 for scale in scales) else node


def _vectors(answer: Answer, reference: Answer, context: Context) -> bool | None:
    r"""`2\mathbf{i} - \mathbf{j}` is (2, -1)."""
    for node, other in ((answer, reference), (reference, answer)):
        entries = _entries(node)
        if entries and isinstance(other, EXPRESSIONS) and any(name in _UNIT_VECTORS for name in symbols(other)):
            terms = [Op("*", (entry, Sym(name))) for entry, name in zip(entries, _UNIT_VECTORS, strict=False)]
            vector = Op("+", tuple(terms))
            return context.equal(vector, other) if node is answer else context.equal(other, vector)
    return None


_UNIT_VECTORS = ("\\hat i", "\\hat j", "\\hat k")


def _entries(node: Answer) -> list[Expr]:
    """The two or three entries of a vector; none of anything else."""
    items: tuple[Answer, ...] = ()
    if isinstance(node, Group) and (node.open, node.close) == ("(", ")"):
        items = node.items
    elif isinstance(node, Matrix) and all(len(row) == 1 for row in node.rows):
        items = tuple(row[0] for row in node.rows)
    entries = [item for item in items if isinstance(item, EXPRESSIONS)]
    return entries if len(entries) == len(items) and len(items) in {2, 3} else []


def _sum(node: Total) -> Quantity | None:
    last = node.parts[-1]
    terms: list[Expr] = []
    for part in node.parts:
        scale = Fraction(1) if part.unit == last.unit else factor(part.unit, last.unit)
        if scale is None or not isinstance(part.value, EXPRESSIONS):
            return None
        terms.append(Op("*", (Num(scale), part.value)))
    return Quantity(Op("+", tuple(terms)), last.unit)


def _statements(answer: Answer, reference: Answer, context: Context) -> bool | None:
    r"""Statements of all or of some are equal in both parts; the name that is bound is none."""
    if not isinstance(answer, Quantified) or not isinstance(reference, Quantified):
        return None
    if answer.sign != reference.sign:
        return False
    bound, body = answer.bound, answer.body
    one, other = (side.items[0] if isinstance(side, Relation) else side for side in (bound, reference.bound))
    if isinstance(one, Sym) and isinstance(other, Sym) and one != other:
        names: dict[str, Answer] = {one.name: other, other.name: one}
        bound, body = substitute(bound, names), substitute(body, names)
    return members.ordered((bound, body), (reference.bound, reference.body), context)


def _conditions(answer: Answer, reference: Answer, context: Context) -> bool | None:
    r"""`k \in \mathbb{Z}` behind an answer: of both sides the same domains, or of one only what goes without saying."""
    if not isinstance(answer, Qualified) and not isinstance(reference, Qualified):
        return None
    values = [node.value if isinstance(node, Qualified) else node for node in (answer, reference)]
    if not (isinstance(answer, Qualified) and isinstance(reference, Qualified)) and (
        _restricts(answer) or _restricts(reference)
    ):
        return False
    if isinstance(answer, Qualified) and not isinstance(reference, Qualified) and narrows(answer):
        return False
    if isinstance(answer, Qualified) and isinstance(reference, Qualified):
        domains = [sorted(bound.domain for bound in node.bounds if bound.domain) for node in (answer, reference)]
        if domains[0] != domains[1] and all(domains):
            return False
        old, new = (sorted({name for bound in node.bounds for name in bound.names}) for node in (answer, reference))
        if len(old) == len(new) == 1 and domains[0] == domains[1] != [] and not set(new) & symbols(values[0]):
            values[0] = substitute(values[0], {old[0]: Sym(new[0])})  # `2k, k \in \mathbb{Z}` is `2n, n \in \mathbb{Z}`
        if any(domain.startswith("natural") for parts in domains for part in parts for domain in part):
            return members.ordered(values[:1], values[1:], context)  # which has a beginning
    elif isinstance(reference, Qualified) and any(
        domain.startswith("natural") for bound in reference.bounds for domain in bound.domain
    ):
        return _from_its_beginning(values[0], reference, context)
    if context.equal(values[0], values[1]):
        return True
    mine, theirs = integer_of(answer, reference), integer_of(reference, answer)
    if mine is None or theirs is None or not isinstance(reference, Qualified):
        return False
    return begins_elsewhere(values[0], values[1], mine if mine in symbols(values[0]) else theirs, theirs, context)


def _from_its_beginning(answer: Answer, reference: Qualified, context: Context) -> bool:
    """Whether an answer is a reference whose natural number begins where it does, whatever its letter is."""
    names = {name for bound in reference.bounds for name in bound.names}
    mine = symbols(answer) - symbols(reference.value)
    if len(mine) == len(names) == 1 and mine <= INTEGERS and not names & symbols(answer):
        answer = substitute(answer, {next(iter(mine)): Sym(names.pop())})
    return members.ordered((answer,), (reference.value,), context)


def _restricts(node: Answer) -> bool:
    r"""Whether a condition takes members out of a set: `0 < x < 5, x \in \mathbb{Z}` is no interval."""
    if not isinstance(node, Qualified):
        return False
    value = node.value
    is_set = isinstance(value, SetBuilder) or (isinstance(value, Relation) and not _ORDERS.isdisjoint(value.ops))
    return is_set and any(
        set(bound.names) >= symbols(value) and not {"real", "complex"} >= set(bound.domain) for bound in node.bounds
    )


_ORDERS = frozenset({"<", ">", "<=", ">="})


def _mark(node: Answer) -> str:
    """The degree or percent sign that a number carries, which is a unit of its own; "" without one."""
    return node.name if isinstance(node, Op) and node.name in {"deg", "%"} else ""


def _signs(answer: Answer, reference: Answer, context: Context) -> bool | None:
    r"""Degrees and percents: `45^\circ` is 45 and \pi/4; `50%` is 50 and 1/2; but 30° is not 30%."""
    marks = _mark(answer), _mark(reference)
    if marks[0] == marks[1]:
        return None
    if all(marks):
        return False
    marked, plain = (answer, reference) if marks[0] else (reference, answer)
    if not isinstance(plain, EXPRESSIONS) or not isinstance(marked, Op) or has_sign(plain):
        return None
    if marks[0]:
        return equal_expressions(marked.args[0], plain, context) or equal_expressions(marked, plain, context)
    if equal_expressions(plain, marked.args[0], context) or equal_expressions(plain, marked, context):
        return True
    return marked.name == "%" and equal_expressions(Op("*", (plain, Num(Fraction(100)))), marked.args[0], context)


def _times_of_day(answer: Answer, reference: Answer, context: Context) -> bool | None:
    """`8:34 pm` is 20:34, and 20:34:00; without am or pm on one side, 8:34 is also 8:34."""
    left, right = _seconds(answer), _seconds(reference)
    if not left or not right:
        return None
    if (
        not isinstance(answer, Quantity)
        and not isinstance(reference, Quantity)
        and _length(answer) == _length(reference)
    ):
        return None  # a ratio
    context.evidence.add("exact")
    return bool(left & right)


def _length(node: Answer) -> int:
    return len(node.items) if isinstance(node, Ratio) else 0


def _seconds(node: Answer) -> set[Fraction]:
    """What a time of day may mean, in seconds after midnight; empty for anything else."""
    if isinstance(node, Text):
        return _NAMED_TIMES.get(node.words, set())
    half = node.unit if isinstance(node, Quantity) else ""
    clock = node.value if isinstance(node, Quantity) else node
    if half not in {"", "o'clock", "am", "pm"}:
        return set()
    if isinstance(node, Quantity) and isinstance(clock, Num) and clock.places is None and 1 <= clock.value <= 12:
        clock = Ratio((clock, Num(Fraction(0))))  # 9 a.m.
    if not isinstance(clock, Ratio):
        return set()
    parts = [part.value for part in clock.items if isinstance(part, Num)]
    if not 2 <= len(parts) == len(clock.items) <= 3 or parts[0] > 24 or max(parts[1:]) >= 60:
        return set()
    time = sum((part * 60 ** (2 - place) for place, part in enumerate(parts)), Fraction(0))
    if half in {"", "o'clock"}:
        return {time, time + 43_200} if 1 <= parts[0] < 12 else {time, time % 43_200} if parts[0] == 12 else {time}
    return {time % 43_200 + (43_200 if half == "pm" else 0)}


_NAMED_TIMES: dict[tuple[str, ...], set[Fraction]] = {
    ("noon",): {Fraction(43_200)},
    ("midnight",): {Fraction(0), Fraction(86_400)},
}


def _ratios(answer: Answer, reference: Answer, context: Context) -> bool | None:
    """`2:4` is `1:2`, and the number 1/2."""
    if isinstance(answer, Ratio) and isinstance(reference, Ratio):
        if len(answer.items) != len(reference.items):
            return False
        if any(part == Num(Fraction(0)) for part in (*answer.items, *reference.items)):
            return members.ordered(answer.items, reference.items, context)  # 12:00 is a time, or no ratio at all
        products = [
            (_times(answer.items[0], right), _times(reference.items[0], left))
            for left, right in zip(answer.items[1:], reference.items[1:], strict=True)
        ]
        return all(a is not None and b is not None and equal_expressions(a, b, context) for a, b in products)
    if isinstance(answer, Ratio) or isinstance(reference, Ratio):
        quotients = [relations.quotient(node) for node in (answer, reference)]
        if quotients[0] is None or quotients[1] is None:
            return False
        return context.equal(quotients[0], quotients[1])
    return None


def _times(left: Answer, right: Answer) -> Expr | None:
    if isinstance(left, EXPRESSIONS) and isinstance(right, EXPRESSIONS):
        return Op("*", (left, right))
    return None


def _expressions(answer: Answer, reference: Answer, context: Context) -> bool | None:
    if not isinstance(answer, EXPRESSIONS) or not isinstance(reference, EXPRESSIONS):
        return None
    if _is_ellipsis(answer) or _is_ellipsis(reference):
        return answer == reference
    if not operations(answer, reference).isdisjoint(BOTH):  # one value is not two
        both = has_sign(answer) and has_sign(reference)
        return both and members.unordered(both_signs(answer), both_signs(reference), context)
    if equal_expressions(answer, reference, context):
        return True
    if not symbols(answer) or not symbols(reference):
        return False
    return equal_families(answer, reference, None, context) or equal_sequences(answer, reference, None, context)


def _is_ellipsis(node: Answer) -> bool:
    return isinstance(node, Sym) and node.name == ELLIPSIS.name


def _based(answer: Answer, reference: Answer, context: Context) -> bool | None:
    """The same base and the same number; a base on one side only is another number."""
    if not isinstance(answer, Based) and not isinstance(reference, Based):
        return None
    context.evidence.add("exact")
    if isinstance(answer, Based) and isinstance(reference, Based):
        return answer.base == reference.base and answer.digits.lstrip("0") == reference.digits.lstrip("0")
    return False


def _texts(answer: Answer, reference: Answer, context: Context) -> bool | None:
    if not isinstance(answer, Text) and not isinstance(reference, Text):
        return None
    context.evidence.add("text")
    for words, other in ((answer, reference), (reference, answer)):
        if other == SetOf(()):
            return is_nothing(words)
        if isinstance(words, Text) and is_nothing(words) and is_nothing(other):
            return True
        if isinstance(words, Text) and is_everything(words):
            return is_everything(other) if isinstance(other, Text) else context.equal(Sym("\\mathbb R"), other)
    return equal_texts(answer, reference)


_RULES: tuple[tuple[tuple[type[Answer], ...], Rule], ...] = (
    ((Qualified, SetBuilder), integer_sets),
    ((Qualified,), _conditions),
    ((Quantified,), _statements),
    ((Total, Listing), _totals),
    ((Group, Matrix), _vectors),
    ((Ratio, Quantity), _times_of_day),
    ((Text,), _texts),
    ((Based,), _based),
    ((Quantity,), _units),
    ((Op,), _signs),
    ((Ratio,), _ratios),
    ((Relation,), relations.congruences),
    ((Relation, Listing), relations.assignments),
    ((Relation,), relations.labels),
    ((Cases,), piecewise),
    (EXPRESSIONS, _expressions),
    ((Relation,), relations.relations),
    ((Matrix,), members.matrices),
    ((Relation, Listing, SetBuilder, SetOp, Sym), members.real_sets),
    ((Relation, Listing, SetOf, Group), members.collections),
    ((SetBuilder, SetOp), members.set_parts),
)
"""Each rule follows the kinds of which it needs one, in the order in which they are asked."""


@cache
def _rules(answer: type[Answer], reference: type[Answer]) -> tuple[Rule, ...]:
    """The rules that can say something of two kinds."""
    return tuple(rule for kinds, rule in _RULES if answer in kinds or reference in kinds)
