"""When two answers are equal, by kind. `compare` is the engine's one entry.

Each rule takes what it understands and passes the rest on; a pair of kinds that no rule knows is different. The rules
stand in docs/math-rules.md with examples, which are run as tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import permutations
from typing import NamedTuple

from flint import acb

from verifiers.math import sets
from verifiers.math.evaluate import TooCostly, Undefined, exact, precision, spend, start_work
from verifiers.math.labels import Labelled, definition, rename, solution_of, subtraction
from verifiers.math.numbers import POINT_PRECISION, POINTS, Context, Undecided, equal_expressions, values_at_points
from verifiers.math.objects import (
    EXPRESSIONS,
    Answer,
    Based,
    Const,
    Expr,
    Group,
    Listing,
    Matrix,
    Num,
    Op,
    Quantity,
    Ratio,
    Relation,
    SetBuilder,
    SetOf,
    SetOp,
    Sym,
    Text,
    nodes,
    replace_parts,
    substitute,
    symbols,
)
from verifiers.math.parse import read, strip
from verifiers.math.texts import choices, equal_texts, is_choice, is_everything, is_nothing
from verifiers.math.tokens import MAX_CHARACTERS, Token, TooLarge, Unreadable, mend, tokenize
from verifiers.math.units import equal_units, factor, with_unit

MAX_ITEMS = 200
"""Of a list that is compared without order."""
MAX_PARAMETERS = 3
PAIR_WORK = 6
"""Units of work to look for the rule of a pair, see `evaluate.spend`."""


class Decision(NamedTuple):
    """What the engine found.

    equal: `None` when it cannot say.
    evidence: how it was reached: "exact", "disjoint balls", "agreement to 512 bits", "structural", "text" and so on.
    problem: with `None`: "answer" or "reference" (that side is outside the grammar), "bound" (too much work).
    """

    equal: bool | None
    evidence: str
    problem: str = ""
    explanation: str = ""


def compare(answer: str, reference: str, *, tolerance: float = 0.0) -> Decision:
    """Compare two answers given as text. Total and bounded: never raises for what the texts say."""
    start_work()
    try:
        return _compare(answer, reference, tolerance)
    except RecursionError:  # the caller has used up most of Python's stack
        return Decision(None, "", "bound", "The stack is too small for the comparison.")


def _compare(answer: str, reference: str, tolerance: float) -> Decision:
    if spelled_alike(answer, reference):
        return Decision(equal=True, evidence="structural")
    choice = is_choice(reference)
    if choice is not None and is_choice(answer) == choice:
        return Decision(equal=True, evidence="text")
    several = choices(reference)
    if several is not None and choices(answer) == several:
        return Decision(equal=True, evidence="text")
    context = Context(answer, reference, tolerance)
    try:
        right = read(reference)
    except Unreadable as error:
        return _by_tokens(answer, reference, "reference", error)
    try:
        left = read(answer)
    except Unreadable as error:
        return _by_tokens(answer, reference, "answer", error)
    try:
        same = equal(left, right, context)
        if not same and re.search(r"[0-9],[0-9]", answer + reference):
            # `1,234` is a number or two; a list on the other side says which.
            same = equal(read(answer, commas=True), read(reference, commas=True), context)
            same = (
                same
                or _decimal_comma(answer, reference, context)
                or (_PAIR.fullmatch(reference) is None and _decimal_comma(reference, answer, context))
            )
        if not same and _is_log(left, right):
            same = equal(_common_logs(left), _common_logs(right), context)
    except (Undecided, TooCostly) as error:
        return Decision(None, "", "bound", f"{error}.".capitalize())
    except Unreadable as error:  # in the other reading
        return _by_tokens(answer, reference, "answer", error)
    return Decision(same, ", ".join(sorted(context.evidence)) or "structural")


_PAIR = re.compile(r"[-\s$]*[0-9]+,[0-9][\s$]*")  # a reference `1,2` is one and two
_DECIMAL_COMMA = re.compile(r"[-\s$]*(?:0,[0-9]+|[0-9]+,(?:[0-9]{1,2}|[0-9]{4,}))[\s$]*")


def _decimal_comma(text: str, other: str, context: Context) -> bool:
    """`1,22` is 1.22 where the other side is written with a point: much of the world writes it so."""
    if "." not in other or "," in other or _DECIMAL_COMMA.fullmatch(text) is None:
        return False
    return equal(read(text.replace(",", ".")), read(other), context)


def _is_log(*answers: Answer) -> bool:
    return any(
        isinstance(node, Op) and node.name == "log" and len(node.args) == 1 for a in answers for node in nodes(a)
    )


def _common_logs(node: Answer) -> Answer:
    r"""`\log` without a base has the base e, or 10: of both sides the same."""
    changed = replace_parts(node, _common_logs)
    return (
        Op("log", (changed.args[0], Num(Fraction(10))))
        if _is_log(node) and isinstance(changed, Op) and changed.name == "log" and len(changed.args) == 1
        else changed
    )


_UNSEEN = re.compile(r"\\(?:left|right)(?=\s*\\?[()\[\]{}|])|(?<![0-9A-Za-z\\,])\s+|(?<!\\)\s+(?![0-9A-Za-z,])")


def spelled_alike(answer: str, reference: str) -> bool:
    r"""Whether two texts differ at most in what nobody sees: blanks beside signs, `\left`, `\dfrac`, dollars around.

    A blank between digits or letters is seen (`1 1/2` is not `11/2`), and one beside a comma (`1, 234` is not `1,234`).
    """
    if max(len(answer), len(reference)) > MAX_CHARACTERS:
        return answer == reference
    return _squashed(answer) == _squashed(reference) != ""


def _squashed(text: str) -> str:
    return _UNSEEN.sub("", text.strip(" \t\r\n$")).replace("\\dfrac", "\\frac").replace("\\tfrac", "\\frac")


def _by_tokens(answer: str, reference: str, side: str, error: Unreadable) -> Decision:
    """What cannot be read can still be spelled alike."""
    if max(len(answer), len(reference)) > MAX_CHARACTERS:
        if answer.strip() == reference.strip():
            return Decision(equal=True, evidence="structural")
    elif strip(answer) == strip(reference):
        return Decision(equal=True, evidence="structural")
    if isinstance(error, TooLarge):
        return Decision(None, "", "bound", f"The {side} is too large: {error}.")
    try:
        spelled = [_spelling(tokenize(mend(strip(text)))) for text in (answer, reference)]
    except Unreadable as too:
        return Decision(None, "", "bound", f"An answer is too large: {too}.")
    if spelled[0] == spelled[1] and spelled[0]:
        return Decision(equal=True, evidence="structural")
    return Decision(None, "", side, f"The {side} is outside the grammar: {error}.")


def _spelling(tokens: list[Token]) -> list[str]:
    """Tokens without the braces that hold a single one."""
    values = [token.value.strip() for token in tokens]
    plain: list[str] = []
    index = 0
    while index < len(values):
        if values[index] == "{" and values[index + 2 : index + 3] == ["}"]:
            plain.append(values[index + 1])
            index += 3
        else:
            plain.append(values[index])
            index += 1
    return plain


# -- the dispatch -----------------------------------------------------------------------------------------------------


def equal(answer: Answer, reference: Answer, context: Context) -> bool:
    """Whether two answers are equal. Raises Undecided."""
    if answer == reference and not _are_and_or(answer, reference):
        context.evidence.add("structural")
        return True
    spend(PAIR_WORK)
    for rule in _RULES:
        decided = rule(answer, reference, context)
        if decided is not None:
            return decided
    return False


def _are_and_or(answer: Answer, reference: Answer) -> bool:
    """Whether one is "x < 1 and x > 2", the other "x < 1 or x > 2": of values, the two words mean the same."""
    if not isinstance(answer, Listing) or not isinstance(reference, Listing):
        return False
    values = {"=", "~", "in"}
    return {answer.separator, reference.separator} == {"and", "or"} and all(
        isinstance(item, Relation) and values.isdisjoint(item.ops) for item in answer.items
    )


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
    if isinstance(answer, Quantity) != isinstance(reference, Quantity):
        answer, reference = with_unit(answer), with_unit(reference)
    if isinstance(answer, Quantity) and isinstance(reference, Quantity):
        if equal_units(answer.unit, reference.unit):
            return equal(answer.value, reference.value, context)
        scale = factor(answer.unit, reference.unit)
        if scale is None or not isinstance(answer.value, EXPRESSIONS):
            return False
        return equal(Op("*", (Num(scale), answer.value)), reference.value, context)
    if isinstance(answer, Quantity):
        return not _marked(reference) and equal(answer.value, reference, context)
    if isinstance(reference, Quantity):
        return not _marked(answer) and equal(answer, reference.value, context)
    return None


def _marked(node: Answer) -> bool:
    """Whether a number carries a degree or percent sign: a unit of its own."""
    return isinstance(node, Op) and node.name in {"deg", "%"}


def _signs(answer: Answer, reference: Answer, context: Context) -> bool | None:
    r"""Degrees and percents: `45^\circ` is 45 and \pi/4; `50%` is 50 and 1/2; but 30° is not 30%."""
    marks = [node.name if isinstance(node, Op) and node.name in {"deg", "%"} else "" for node in (answer, reference)]
    if marks[0] == marks[1]:
        return None
    if all(marks):
        return False
    marked, plain = (answer, reference) if marks[0] else (reference, answer)
    if not isinstance(plain, EXPRESSIONS) or not isinstance(marked, Op):
        return None
    if marks[0]:
        return equal_expressions(marked.args[0], plain, context) or equal_expressions(marked, plain, context)
    if equal_expressions(plain, marked.args[0], context) or equal_expressions(plain, marked, context):
        return True
    return marked.name == "%" and equal_expressions(Op("*", (plain, Num(Fraction(100)))), marked.args[0], context)


def _labels(answer: Answer, reference: Answer, context: Context) -> bool | None:
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
    left_value = left.value
    if left.label is not None and right.label is not None and left.label != right.label:
        renamed = rename(left, right)
        if renamed is None:
            points = isinstance(left.value, Group) and isinstance(right.value, Group)
            return False if points and isinstance(left.label, Sym) else None  # P(1, 2) is not Q(1, 2)
        left_value = renamed
    if isinstance(right.label, Group) and left.label is None and isinstance(left_value, Listing):
        return None
    if equal(left_value, right.value, context):
        return True
    return _equal_parameters(left_value, right, context)


def _consistent(side: Labelled, context: Context) -> bool:
    """Whether the steps of `x = 5 + 6 = 11` are equal."""
    return all(
        not isinstance(step, EXPRESSIONS)
        or not isinstance(side.value, EXPRESSIONS)
        or equal_expressions(step, side.value, context)
        for step in side.steps
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
        equal(substitute(answer, dict(zip(new, map(Sym, order), strict=True))), reference.value, context)
        for order in permutations(old)
    )


def _times_of_day(answer: Answer, reference: Answer, context: Context) -> bool | None:
    """`8:34 pm` is 20:34, and 20:34:00; without am or pm on one side, 8:34 is also 8:34."""
    left, right = _seconds(answer), _seconds(reference)
    if not left or not right or left == right == {0}:
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
    half = node.unit if isinstance(node, Quantity) else ""
    clock = node.value if isinstance(node, Quantity) else node
    if not isinstance(clock, Ratio) or half not in {"", "am", "pm"}:
        return set()
    parts = [part.value for part in clock.items if isinstance(part, Num)]
    if not 2 <= len(parts) == len(clock.items) <= 3 or parts[0] > 24 or max(parts[1:]) >= 60:
        return set()
    time = sum((part * 60 ** (2 - place) for place, part in enumerate(parts)), Fraction(0))
    if not half:
        return {time, time + 43_200} if 1 <= parts[0] < 12 else {time, time % 43_200} if parts[0] == 12 else {time}
    return {time % 43_200 + (43_200 if half == "pm" else 0)}


def _ratios(answer: Answer, reference: Answer, context: Context) -> bool | None:
    """`2:4` is `1:2`, and the number 1/2."""
    if isinstance(answer, Ratio) and isinstance(reference, Ratio):
        if len(answer.items) != len(reference.items):
            return False
        if any(part == Num(Fraction(0)) for part in (*answer.items, *reference.items)):
            return _ordered(answer.items, reference.items, context)  # 12:00 is a time, or no ratio at all
        products = [
            (_times(answer.items[0], right), _times(reference.items[0], left))
            for left, right in zip(answer.items[1:], reference.items[1:], strict=True)
        ]
        return all(a is not None and b is not None and equal_expressions(a, b, context) for a, b in products)
    if isinstance(answer, Ratio) or isinstance(reference, Ratio):
        quotients = [_quotient(node) for node in (answer, reference)]
        if quotients[0] is None or quotients[1] is None:
            return False
        return equal(quotients[0], quotients[1], context)
    return None


def _times(left: Answer, right: Answer) -> Expr | None:
    if isinstance(left, EXPRESSIONS) and isinstance(right, EXPRESSIONS):
        return Op("*", (left, right))
    return None


def _quotient(node: Answer) -> Answer | None:
    if not isinstance(node, Ratio):
        return node
    if len(node.items) != 2:
        return None
    top, bottom = node.items
    if isinstance(top, EXPRESSIONS) and isinstance(bottom, EXPRESSIONS):
        return Op("/", (top, bottom))
    return None


def _expressions(answer: Answer, reference: Answer, context: Context) -> bool | None:
    if not isinstance(answer, EXPRESSIONS) or not isinstance(reference, EXPRESSIONS):
        return None
    if _has_sign(answer) or _has_sign(reference):
        return _unordered(_both_signs(answer), _both_signs(reference), context)
    return equal_expressions(answer, reference, context)


def _has_sign(node: Answer) -> bool:
    return any(isinstance(part, Op) and part.name in {"pm", "mp"} for part in nodes(node))


def _both_signs(node: Answer) -> tuple[Answer, ...]:
    r"""`a \pm b` as its two values; the signs of one expression go together."""
    if not isinstance(node, EXPRESSIONS) or not _has_sign(node):
        return (node,)
    return (_signed(node, upper=True), _signed(node, upper=False))


def _signed(node: Expr, *, upper: bool) -> Expr:
    if not isinstance(node, Op):
        return node
    args = tuple(_signed(part, upper=upper) for part in node.args)
    if node.name in {"pm", "mp"}:
        left, right = args
        return Op("+", (left, right if (node.name == "pm") == upper else Op("neg", (right,))))
    return Op(node.name, args)


def _relations(answer: Answer, reference: Answer, context: Context) -> bool | None:
    """Equations and inequalities are equal up to a factor; chains, item by item."""
    if not isinstance(answer, Relation) or not isinstance(reference, Relation):
        return _equation_and_value(answer, reference, context)
    if sorted(answer.ops) == sorted(reference.ops) and len(answer.ops) == len(reference.ops) > 1:
        items = reference.items if answer.ops == reference.ops else reference.items[::-1]
        ops = reference.ops if answer.ops == reference.ops else tuple(_MIRROR.get(op, op) for op in reference.ops[::-1])
        if answer.ops == ops:
            return _ordered(answer.items, items, context) or None
    if len(answer.ops) == len(reference.ops) == 1:
        return _equal_up_to_factor(answer, reference, context) or None
    return None


def _equation_and_value(answer: Answer, reference: Answer, context: Context) -> bool | None:
    """An identity says one value twice; an equation gives the value of the one variable that the answer lacks."""
    if isinstance(reference, Relation) and isinstance(answer, EXPRESSIONS):
        if _is_identity(reference, context):
            return equal(answer, reference.items[-1], context)
        return solution_of(reference, answer, context) or None
    if isinstance(answer, Relation) and isinstance(reference, EXPRESSIONS) and _is_identity(answer, context):
        return equal(answer.items[-1], reference, context)
    return None


def _is_identity(node: Relation, context: Context) -> bool:
    sides = [_quotient(side) or side for side in node.items]
    return (
        set(node.ops) == {"="}
        and all(isinstance(side, EXPRESSIONS) for side in sides)
        and _ordered(sides[:-1], sides[1:], context)
    )


_MIRROR = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def _equal_up_to_factor(answer: Relation, reference: Relation, context: Context) -> bool:
    sides = [side for relation in (answer, reference) for side in relation.items]
    if not all(isinstance(side, EXPRESSIONS) for side in sides):
        return answer.ops == reference.ops and _ordered(answer.items, reference.items, context)
    op, other = answer.ops[0], reference.ops[0]
    if op == "in" or other == "in":
        return op == other and _ordered(answer.items, reference.items, context)
    differences = (subtraction(*answer.items), subtraction(*reference.items))
    flipped = _MIRROR.get(other)
    if op not in {other, flipped}:
        return False
    ratios: list[acb] = []
    with precision(POINT_PRECISION):
        for left, right in values_at_points(differences, context):
            if left.contains(0) != right.contains(0):
                return False
            if not left.contains(0) and (left / right).rel_accuracy_bits() > POINT_PRECISION // 2:
                ratios.append(left / right)
            if len(ratios) == POINTS:
                break
    if len(ratios) < POINTS - 1:
        message = "the equations are defined at too few points"
        raise Undecided(message)
    if not all(ratio.overlaps(ratios[0]) for ratio in ratios):
        context.evidence.add("disjoint balls at a point")
        return False
    context.evidence.add(f"a constant factor at {len(ratios)} points")
    if op in {"=", "!=", "~"}:
        return True
    positive = bool(ratios[0].real > 0)
    return positive == (op == other)


def _congruences(answer: Answer, reference: Answer, context: Context) -> bool | None:
    r"""`x \equiv 10 \pmod 7` is `x \equiv 3`; an answer may give the modulus to a reference without one."""
    left, right = _residue(answer), _residue(reference)
    if left is None:
        return None if right is None else False
    if right is None:
        value, modulus = exact_value(left.value), exact_value(left.steps[0])
        if isinstance(reference, Relation) or value is None or modulus is None or not 0 <= value < modulus:
            return None if isinstance(reference, Relation) else False
        return equal(left.value, reference, context)
    if None not in (left.label, right.label) and left.label != right.label:
        return False
    moduli, values = (
        [exact_value(side.steps[0]) for side in (left, right)],
        [exact_value(side.value) for side in (left, right)],
    )
    if None in moduli or None in values or not moduli[0]:
        return _ordered((left.value, left.steps[0]), (right.value, right.steps[0]), context)
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


def _matrices(answer: Answer, reference: Answer, context: Context) -> bool | None:
    """Entry by entry; a row or column is also a tuple."""
    if isinstance(answer, Matrix) and isinstance(reference, Matrix):
        if [len(row) for row in answer.rows] != [len(row) for row in reference.rows]:
            return False
        pairs = zip(answer.rows, reference.rows, strict=True)
        return all(_ordered(left, right, context) for left, right in pairs)
    for matrix, other in ((answer, reference), (reference, answer)):
        if isinstance(matrix, Matrix):
            rows = _rows(other)
            if rows is not None:
                return _matrices(*((matrix, rows) if matrix is answer else (rows, matrix)), context)
            vector = _vector(matrix)
            if vector is None or not isinstance(other, Group | Listing):
                return False
            return _ordered(*((vector, other.items) if matrix is answer else (other.items, vector)), context)
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


def _collections(answer: Answer, reference: Answer, context: Context) -> bool | None:
    """Tuples in order, brackets alike; sets and listings without order."""
    if isinstance(answer, Group) and isinstance(reference, Group):
        if (answer.open, answer.close) != (reference.open, reference.close):
            return False
        return _ordered(answer.items, reference.items, context)
    lone = _only_member(answer), _only_member(reference)
    if lone[0] is not None and isinstance(reference, EXPRESSIONS):
        return equal(lone[0], reference, context)
    if lone[1] is not None and isinstance(answer, EXPRESSIONS):
        return equal(answer, lone[1], context)
    left, right = _items(answer), _items(reference)
    if left is None or right is None:
        return None
    if _are_and_or(answer, reference):
        return False
    points = all(isinstance(item, Group) for item in (*left, *right))
    if points or isinstance(answer, SetOf) or isinstance(reference, SetOf):  # of a set a repetition says nothing
        left, right = tuple(dict.fromkeys(left)), tuple(dict.fromkeys(right))
    if isinstance(answer, Group) or isinstance(reference, Group):
        group, listing = (answer, reference) if isinstance(answer, Group) else (reference, answer)
        if isinstance(group, Group) and (group.open == "[") != (group.close == "]"):
            return False  # an interval, and no tuple
        return None if isinstance(listing, SetOf) else _ordered(left, right, context)
    if isinstance(reference, Listing) and _distinct_labels(reference.items) and not any(map(definition, left)):
        return _ordered(left, right, context)  # the labels of the reference are the order of the answer
    return _unordered(left, right, context)


def _only_member(node: Answer) -> Answer | None:
    r"""The 5 of `\{5\}`."""
    if isinstance(node, SetOf) and len(node.items) == 1 and not isinstance(node.items[0], SetOf):
        return None if _has_sign(node.items[0]) else node.items[0]
    return None


def _items(node: Answer) -> tuple[Answer, ...] | None:
    """The items of a collection; a lone value is a collection of one where the other side is a set."""
    if isinstance(node, SetOf | Listing):
        return tuple(part for item in node.items for part in _both_signs(item))
    if isinstance(node, Group):
        return node.items
    if isinstance(node, EXPRESSIONS) and _has_sign(node):
        return _both_signs(node)
    label = definition(node)
    if label is not None:
        return _items(label.value)
    return None


def _distinct_labels(items: Sequence[Answer]) -> bool:
    """Whether every item is labelled, each differently: then their order is that of the labels."""
    labels = [definition(item) for item in items]
    names = {label.label for label in labels if label is not None}
    return None not in names and len(names) == len(items)


def _ordered(left: Sequence[Answer], right: Sequence[Answer], context: Context) -> bool:
    """Whether two sequences are equal item by item."""
    if len(left) != len(right):
        return False
    undecided: Undecided | None = None
    for one, other in zip(left, right, strict=True):
        try:
            if not equal(one, other, context):
                return False  # one pair that differs decides, whatever else is undecided
        except Undecided as error:  # noqa: PERF203 - the point of the loop
            undecided = error
    if undecided is not None:
        raise undecided
    return True


def _unordered(left: Sequence[Answer], right: Sequence[Answer], context: Context) -> bool:
    """Whether each item has its equal on the other side, one to one."""
    if len(left) != len(right):
        return False
    if len(left) > MAX_ITEMS:
        message = f"a list of more than {MAX_ITEMS} items"
        raise Undecided(message)
    remaining = list(right)
    unmatched = []
    for item in left:  # most are spelled alike
        if item in remaining:
            remaining.remove(item)
        else:
            unmatched.append(item)
    for item in unmatched:
        match = next((other for other in remaining if equal(item, other, context)), None)
        if match is None:
            return False
        remaining.remove(match)
    context.evidence.add("structural")
    return True


def _real_sets(answer: Answer, reference: Answer, context: Context) -> bool | None:
    r"""Intervals, unions, inequalities and set-builders as sets of reals: `0 \le x < 1` is `[0, 1)`."""
    conditions = (Relation, SetBuilder, SetOp, Sym)
    alternatives = any(isinstance(node, Listing) and node.separator in {"or", "and"} for node in (answer, reference))
    if not alternatives and not isinstance(answer, conditions) and not isinstance(reference, conditions):
        return None  # tuples, sets and listings compare as such
    left, right = sets.real_set(answer), sets.real_set(reference)
    if left is None or right is None:
        return None
    return sets.equal_sets(left, right, context)


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
        if isinstance(words, Text) and is_everything(words) and not isinstance(other, Text):
            return equal(Sym("\\mathbb R"), other, context)
    return equal_texts(answer, reference)


def _set_parts(answer: Answer, reference: Answer, context: Context) -> bool | None:
    """Sets with symbolic ends: part by part."""
    if isinstance(answer, SetOp) and isinstance(reference, SetOp) and answer.name == reference.name:
        if answer.name == "minus":
            return _ordered(answer.items, reference.items, context)
        return _unordered(answer.items, reference.items, context)
    if isinstance(answer, SetBuilder) and isinstance(reference, SetBuilder):
        condition, element = answer.condition, answer.element
        if isinstance(element, Sym) and isinstance(reference.element, Sym):  # the name is bound
            names: dict[str, Answer] = {element.name: reference.element, reference.element.name: element}
            condition, element = substitute(condition, names), reference.element
        return _ordered((element, condition), (reference.element, reference.condition), context)
    return None


_RULES: tuple[Rule, ...] = (
    _texts,
    _based,
    _times_of_day,
    _units,
    _signs,
    _ratios,
    _congruences,
    _labels,
    _expressions,
    _relations,
    _matrices,
    _real_sets,
    _collections,
    _set_parts,
)
