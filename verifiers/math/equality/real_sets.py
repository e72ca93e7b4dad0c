r"""Sets of real numbers, however they are written: intervals, unions, inequalities, conditions.

A set is its maximal pieces from left to right. Where an end has variables the order is not known, and pieces are
compared as they are written.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from typing import NamedTuple

from flint import arb

from verifiers.math.equality.balls import ball, precision
from verifiers.math.equality.expressions import Context, Undecided, equal_expressions, infinity
from verifiers.math.equality.rationals import TooCostly, Undefined, exact
from verifiers.math.equality.signs import both_signs, has_sign
from verifiers.math.objects import (
    EXPRESSIONS,
    Answer,
    Const,
    Expr,
    Group,
    Listing,
    Num,
    Op,
    Relation,
    SetBuilder,
    SetOf,
    SetOp,
    Sym,
    operations,
    symbols,
)

MAX_PIECES = 100
_BITS = 256

INFINITY = Const("inf")
MINUS_INFINITY = Op("neg", (INFINITY,))


@dataclass(frozen=True, slots=True)
class Piece:
    """An interval, or a point when both ends are the same and belong to it."""

    low: Expr
    low_closed: bool
    high: Expr
    high_closed: bool


class RealSet(NamedTuple):
    """Pieces, and the variable that a condition gave them for (`None` without one)."""

    pieces: tuple[Piece, ...]
    variable: Answer | None = None


_LINE = Piece(MINUS_INFINITY, False, INFINITY, False)  # noqa: FBT003


def real_set(node: Answer) -> RealSet | None:
    """Read an answer as a set of reals; `None` if it is not written as one."""
    if isinstance(node, Group):
        return _interval(node)
    if isinstance(node, Sym):
        return RealSet((_LINE,)) if node.name == "\\mathbb R" else None
    if isinstance(node, SetOf):
        if not all(isinstance(item, EXPRESSIONS) for item in node.items):
            return None
        return RealSet(tuple(_point(item) for item in node.items))  # type: ignore[arg-type]
    if isinstance(node, SetBuilder):
        return _built(node)
    if isinstance(node, SetOp):
        return _combined(node)
    if isinstance(node, Listing):
        return _alternatives(node)
    if isinstance(node, Relation):
        return _condition(node)
    return None


def _built(node: SetBuilder) -> RealSet | None:
    r"""`\{x \in (0, 5) \mid x > 3\}`: what its condition leaves of its domain; `None` where that is no set of reals."""
    found, domain, element = real_set(node.condition), RealSet((_LINE,)), node.element
    if isinstance(element, Relation):
        inner = real_set(element.items[1]) if element.ops == ("in",) else None
        if inner is None:
            return None  # of integers, of fractions, of a set that is only named
        domain, element = inner, element.items[0]
    if found is None or found.variable not in {None, element}:
        return None
    try:
        return RealSet(_common([domain, found]))  # its variable is bound
    except Undecided:
        return None


def _interval(node: Group) -> RealSet | None:
    if len(node.items) != 2:
        return None
    low, high = node.items
    if not isinstance(low, EXPRESSIONS) or not isinstance(high, EXPRESSIONS):
        return None
    return RealSet((Piece(low, node.open == "[", high, node.close == "]"),))


def _point(value: Expr) -> Piece:
    return Piece(value, True, value, True)  # noqa: FBT003


def _combined(node: SetOp) -> RealSet | None:
    parts = [real_set(item) for item in node.items]
    if any(part is None for part in parts):
        return None
    known = [part for part in parts if part is not None]
    variable = next((part.variable for part in known if part.variable is not None), None)
    if node.name == "cup":
        return RealSet(tuple(piece for part in known for piece in part.pieces), variable)
    if node.name == "cap":
        return RealSet(_common(known), variable)
    if max(len(part.pieces) for part in known) > MAX_PIECES:
        return None
    if node.name == "minus" and all(piece.low == piece.high for piece in known[1].pieces):
        pieces = known[0].pieces
        for hole in known[1].pieces:
            pieces = tuple(rest for piece in pieces for rest in _without(piece, hole.low))
        return RealSet(pieces, variable)
    return None


def _without(piece: Piece, point: Expr) -> tuple[Piece, ...]:
    """A piece with a point taken out; a point outside it changes nothing."""
    try:
        before, after = _order(piece.low, point), _order(point, piece.high)
    except Undecided:
        return (piece,)
    if before > 0 or after > 0:
        return (piece,)
    left = Piece(piece.low, piece.low_closed, point, False)  # noqa: FBT003
    right = Piece(point, False, piece.high, piece.high_closed)  # noqa: FBT003
    return tuple(part for part, end in ((left, before), (right, after)) if end < 0)


def _alternatives(node: Listing) -> RealSet | None:
    """`x < 1 or x = 5`: a union; `x > 0 and x < 1`: an intersection; if all speak of one variable."""
    separator = node.separator.removeprefix("\\l")
    if separator == "," and (excluded := _excluded(node)) is not None:
        return excluded
    if separator not in {"or", "and"}:
        return None
    parts = [real_set(item) for item in node.items]
    known = [part for part in parts if part is not None and part.variable is not None]
    if len(known) < len(parts) or len({part.variable for part in known}) != 1:
        return None
    if separator == "and":
        if known[0].variable is None or any(piece.low == piece.high for part in known for piece in part.pieces):
            return None  # "2 and 3" are two values
        if any(symbols(end) for part in known for piece in part.pieces for end in (piece.low, piece.high)):
            return None
        pieces = _merged(_common(known))
        return RealSet(pieces, known[0].variable) if pieces else None  # "x < 1 and x > 2" was meant as "or"
    return RealSet(tuple(piece for part in known for piece in part.pieces), known[0].variable)


def _excluded(node: Listing) -> RealSet | None:
    r"""`x \ne 1, 2`: the line without several points."""
    first, *others = node.items
    if not isinstance(first, Relation) or first.ops != ("!=",) or not isinstance(first.items[0], Sym):
        return None
    known = [
        item.items[1]
        if isinstance(item, Relation) and item.ops == ("!=",) and item.items[0] == first.items[0]
        else item
        for item in others
    ]
    if not all(isinstance(item, EXPRESSIONS) for item in known):
        return None
    found = real_set(Listing((first, *(Relation((first.items[0], item), ("!=",)) for item in known)), "and"))
    return found if found is None else RealSet(found.pieces, first.items[0])


def _common(parts: list[RealSet]) -> tuple[Piece, ...]:
    """The intersection. Raises Undecided for ends that cannot be put in order."""
    pieces = parts[0].pieces
    for part in parts[1:]:
        pieces = tuple(_overlap(left, right) for left in pieces for right in part.pieces)
    return pieces


def _overlap(left: Piece, right: Piece) -> Piece:
    """What two pieces have in common; its ends are the wrong way round where that is nothing."""
    low, high = _order(left.low, right.low), _order(left.high, right.high)
    return Piece(
        left.low if low >= 0 else right.low,
        left.low_closed and right.low_closed if low == 0 else (left if low > 0 else right).low_closed,
        left.high if high <= 0 else right.high,
        left.high_closed and right.high_closed if high == 0 else (left if high < 0 else right).high_closed,
    )


_MIRROR = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def _magnitude_first(node: Relation) -> tuple[tuple[Answer, ...], tuple[str, ...]]:
    """The sides and signs of a relation: `2 > |x|` is `|x| < 2`."""
    last = node.items[-1]
    if len(node.items) == 2 and isinstance(last, Op) and last.name == "abs" and node.ops[0] in _MIRROR:
        return node.items[::-1], (_MIRROR[node.ops[0]],)
    return node.items, node.ops


def _condition(node: Relation) -> RealSet | None:  # noqa: C901 - one kind of condition after the other
    """An inequality for one variable, an equation or a membership that gives its values."""
    items, ops = _magnitude_first(node)
    if len(items) == 2 and isinstance(items[0], Op) and items[0].name == "abs" and isinstance(items[1], EXPRESSIONS):
        if _is_variable(items[0].args[0]):
            return _bounded(items[0].args[0], ops[0], items[1])
        if (inner_line := _line_of(items[0].args[0])) is not None:
            return _shifted(inner_line, _bounded(inner_line.variable, ops[0], items[1]))
    if set(ops) <= {">", ">="}:
        items, ops = items[::-1], tuple("<" + op[1:] for op in ops[::-1])
    if ops == ("in",) and isinstance(items[0], Sym):
        inner = real_set(items[1])
        return None if inner is None else RealSet(inner.pieces, items[0])
    if not all(isinstance(item, EXPRESSIONS) for item in items):
        return None
    low: Expr = MINUS_INFINITY
    high: Expr = INFINITY
    low_op = high_op = "<"
    if len(items) == 3 and _is_variable(items[1]):
        low, variable, high = items  # type: ignore[assignment]
        low_op, high_op = ops
    elif len(items) == 2 and _is_variable(items[0]):
        variable, high = items  # type: ignore[assignment]
        low_op, high_op = "<", ops[0]
    elif len(items) == 2 and _is_variable(items[1]):
        low, variable = items  # type: ignore[assignment]
        low_op = ops[0]
    else:
        return None
    if symbols(variable) & (symbols(low) | symbols(high)):
        return None
    if ops in {("=",), ("!=",)}:
        value = high if variable == items[0] else low
        if ops == ("!=",) and has_sign(value):
            return _excluded(Listing(tuple(Relation((variable, one), ops) for one in both_signs(value))))
        if ops == ("=",):
            return RealSet((_point(value),), variable)
        line = (Piece(MINUS_INFINITY, False, value, False), Piece(value, False, INFINITY, False))  # noqa: FBT003
        return RealSet(line, variable)
    if not {low_op, high_op} <= {"<", "<="}:
        return None
    return RealSet((Piece(low, low_op == "<=", high, high_op == "<="),), variable)


def _bounded(variable: Expr, op: str, bound: Expr) -> RealSet | None:
    r"""`|x| < 2` and `|x| \ge 2`, for a bound that is no variable."""
    if symbols(bound) or op not in {"<", "<=", ">", ">="}:
        return None
    closed, below = op.endswith("="), Op("neg", (bound,))
    if op[0] == "<":
        return RealSet((Piece(below, closed, bound, closed),), variable)
    outer = (Piece(MINUS_INFINITY, False, below, closed), Piece(bound, closed, INFINITY, False))  # noqa: FBT003
    return RealSet(outer, variable)


class _Line(NamedTuple):
    """A slope that is not nought times a variable, and what is added."""

    variable: Sym
    slope: Fraction
    constant: Fraction


def _line_of(node: Expr) -> _Line | None:
    """A sum or product of numbers and one variable as a line; `None` for anything else."""
    names = symbols(node)
    if len(names) != 1 or not operations(node) <= {"+", "neg", "*", "/"}:
        return None
    (name,) = names
    values = []
    try:
        for place in (0, 1, 2, 5, 11):
            value = exact(node, {name: Fraction(place)})
            if value is None:
                return None
            values.append(value)
    except Undefined:
        return None
    slope = values[1] - values[0]
    straight = all(value == values[0] + slope * place for place, value in zip((0, 1, 2, 5, 11), values, strict=True))
    return _Line(Sym(name), slope, values[0]) if slope and straight else None


def _shifted(line: _Line, found: RealSet | None) -> RealSet | None:
    r"""The values of a variable for which a line has values in a set: of `|2t - 1| < 5` those between -2 and 3."""
    if found is None:
        return None
    pieces = []
    for piece in found.pieces:
        ends = [
            end if infinity(end) else Op("/", (Op("+", (end, Num(-line.constant))), Num(line.slope)))
            for end in (piece.low, piece.high)
        ]
        closed = [piece.low_closed, piece.high_closed]
        if line.slope < 0:
            ends = [Op("neg", (end,)) if infinity(end) else end for end in ends[::-1]]
            closed.reverse()
        pieces.append(Piece(ends[0], closed[0], ends[1], closed[1]))
    return RealSet(tuple(pieces), line.variable)


def _is_variable(node: Answer) -> bool:
    return isinstance(node, Sym) or (isinstance(node, Op) and node.name == "call")


# -- comparing --------------------------------------------------------------------------------------------------------


def equal_sets(answer: RealSet, reference: RealSet, context: Context) -> bool:
    """Whether two sets of reals are equal. Raises Undecided."""
    if None not in (answer.variable, reference.variable) and answer.variable != reference.variable:
        return False
    left, right = answer.pieces, reference.pieces
    if max(len(left), len(right)) > MAX_PIECES:
        message = f"a union of more than {MAX_PIECES} pieces"
        raise Undecided(message)
    if any(symbols(end) for piece in (*left, *right) for end in (piece.low, piece.high)):
        remaining = list(right)
        for piece in left:
            match = next((other for other in remaining if _equal_pieces(piece, other, context)), None)
            if match is None:
                return False
            remaining.remove(match)
        return not remaining
    left, right = _merged(left), _merged(right)
    return len(left) == len(right) and all(_equal_pieces(a, b, context) for a, b in zip(left, right, strict=True))


def _equal_pieces(left: Piece, right: Piece, context: Context) -> bool:
    ends = (
        (left.low, right.low, left.low_closed, right.low_closed),
        (left.high, right.high, left.high_closed, right.high_closed),
    )
    return all(a_closed == b_closed and equal_expressions(a, b, context) for a, b, a_closed, b_closed in ends)


def _merged(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The maximal pieces, from left to right; empty ones are dropped."""
    full = [piece for piece in pieces if _holds_something(piece)]
    ordered = sorted(full, key=cmp_to_key(_starts_before))
    merged: list[Piece] = []
    for piece in ordered:
        if merged and _touches(merged[-1], piece):
            merged[-1] = _joined(merged[-1], piece)
        else:
            merged.append(piece)
    return tuple(merged)


def _holds_something(piece: Piece) -> bool:
    order = _order(piece.low, piece.high)
    return order < 0 or (order == 0 and piece.low_closed and piece.high_closed)


def _starts_before(left: Piece, right: Piece) -> int:
    return _order(left.low, right.low) or int(right.low_closed) - int(left.low_closed)


def _touches(left: Piece, right: Piece) -> bool:
    """Whether there is no gap between two pieces in order."""
    order = _order(left.high, right.low)
    return order > 0 or (order == 0 and (left.high_closed or right.low_closed))


def _joined(left: Piece, right: Piece) -> Piece:
    order = _order(left.high, right.high)
    closed = left.high_closed or right.high_closed if order == 0 else (left if order > 0 else right).high_closed
    return Piece(left.low, left.low_closed, left.high if order >= 0 else right.high, closed)


def end_of(node: Expr) -> Fraction | None:
    """The value of an end that is a rational number; `None` for any other, and for infinity."""
    try:
        return None if infinity(node) or symbols(node) else exact(node)
    except (Undefined, TooCostly):
        return None


def _order(left: Expr, right: Expr) -> int:
    """-1, 0 or 1 as two constants are in order; 0 when they agree to many bits. Raises Undecided."""
    ends = infinity(left), infinity(right)
    if any(ends):
        return (ends[0] > ends[1]) - (ends[0] < ends[1])
    if isinstance(left, Num) and isinstance(right, Num):
        return (left.value > right.value) - (left.value < right.value)
    with precision(_BITS):
        try:
            a, b = _value(left), _value(right)
        except (Undefined, TooCostly) as error:
            message = "an end of an interval has no value"
            raise Undecided(message) from error
        if a < b:
            return -1
        return 1 if a > b else 0


def _value(node: Expr) -> arb:
    found = ball(node)
    if not found.imag.contains(0):
        raise Undefined
    return found.real
