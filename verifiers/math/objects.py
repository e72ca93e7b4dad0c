"""What an answer can be: a small sum type. To add a kind: a class here, a rule in `reading`, a rule in `equality`.

Expressions are trees of four classes; the other kinds are made of expressions. Everything is immutable and compares
by structure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from operator import attrgetter
from typing import Any, TypeAlias, cast


@dataclass(frozen=True, slots=True)
class Num:
    """A numeral. `places`: the digits after its decimal point as written, `None` for an integer."""

    value: Fraction
    places: int | None = field(default=None, compare=False)

    def __eq__(self, other: object) -> bool:
        """Equal in value. Trees are compared here more than anywhere, and fractions of their own ask for classes."""
        return type(other) is Num and self.value.as_integer_ratio() == other.value.as_integer_ratio()

    def __hash__(self) -> int:
        return hash(self.value.as_integer_ratio())


@dataclass(frozen=True, slots=True)
class Sym:
    """A free variable, or a name that nobody evaluates."""

    name: str


@dataclass(frozen=True, slots=True)
class Const:
    """A constant: "pi", "e", "i", "inf"."""

    name: str


@dataclass(frozen=True, slots=True)
class Op:
    """An operation or function: "+", "*", "/", "^", "neg", "pm", "mixed", "sqrt", "sin", "!", "sum" and so on."""

    name: str
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """A chain of relations: `0 <= x < 1` has three items and the operators "<=", "<"."""

    items: tuple[Answer, ...]
    ops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Two or more items in round or square brackets: a tuple, a point, or an interval, as the other side decides."""

    open: str
    close: str
    items: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class SetOf:
    r"""A finite set `\{1, 2\}`; empty without items."""

    items: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class SetBuilder:
    r"""A set given by a condition: `\{x \mid x < 1\}`."""

    element: Answer
    condition: Answer


@dataclass(frozen=True, slots=True)
class SetOp:
    """Sets combined: "cup", "cap", "minus"."""

    name: str
    items: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Items side by side without brackets: `1, 2 and 3`, `x=1 or x=2`. `separator`: ",", ";", "and" or "or"."""

    items: tuple[Answer, ...]
    separator: str = field(default=",", compare=False)


@dataclass(frozen=True, slots=True)
class Matrix:
    """A matrix, or a column of them in braces (`cases`)."""

    rows: tuple[tuple[Answer, ...], ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """A function that is given piece by piece: values with their conditions, in the order in which they are asked."""

    branches: tuple[tuple[Answer, Answer], ...]


@dataclass(frozen=True, slots=True)
class Based:
    """An integer in a base: `1011_2`."""

    digits: str
    base: int


@dataclass(frozen=True, slots=True)
class Ratio:
    """`3:4` or `1:2:3`."""

    items: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with what follows it: a unit of measure or the noun that is counted.

    counted: whether the words are known to be a unit or a noun; others are compared, but never set aside.
    """

    value: Answer
    unit: str
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Total:
    """Quantities that are added up: `5 ft 6 in`."""

    parts: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    r"""A condition that only binds: `k \in \mathbb{Z}` has the names ("k",) and the domain ("integer",)."""

    names: tuple[str, ...]
    domain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Qualified:
    """An answer with the conditions behind it that bind its parameters."""

    value: Answer
    bounds: tuple[Bound, ...]


@dataclass(frozen=True, slots=True)
class Quantified:
    r"""A statement of all or of some: `\forall x > 0, x^2 > 0` has a sign, what is bound, and what is said of it."""

    sign: str
    bound: Answer
    body: Answer


@dataclass(frozen=True, slots=True)
class Text:
    """Words. Compared without case, punctuation and markup."""

    words: tuple[str, ...]


Expr: TypeAlias = Num | Sym | Const | Op
Answer: TypeAlias = (
    Num
    | Sym
    | Const
    | Op
    | Relation
    | Group
    | SetOf
    | SetBuilder
    | SetOp
    | Listing
    | Matrix
    | Cases
    | Based
    | Ratio
    | Quantity
    | Total
    | Qualified
    | Quantified
    | Text
)
EXPRESSIONS = (Num, Sym, Const, Op)
LEAVES = (Num, Sym, Const)
ELLIPSIS = Sym("\\dots")
"""What is left out: an item, a term or a factor that no rule evaluates."""


def number(value: int) -> Num:
    """An integer as a node."""
    return Num(Fraction(value))


def nodes(answer: Answer) -> Iterator[Answer]:
    """The answer and everything in it, outermost first."""
    pending: list[Answer] = [answer]
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, Op):  # as most with parts are
            pending.extend(node.args)
        elif not isinstance(node, LEAVES):
            pending.extend(children(node))


def height(answer: Answer) -> int:
    """The levels of the tree."""
    level: tuple[Answer, ...] = (answer,)
    levels = 0
    while level:
        levels += 1
        level = tuple(part for node in level for part in children(node))
    return levels


_CHILDREN: dict[type, Callable[[Any], tuple[Answer, ...]]] = {
    Op: attrgetter("args"),
    **dict.fromkeys((Relation, Group, SetOf, SetOp, Listing, Ratio), attrgetter("items")),
    Matrix: lambda node: tuple(entry for row in node.rows for entry in row),
    Cases: lambda node: tuple(part for branch in node.branches for part in branch),
    SetBuilder: attrgetter("element", "condition"),
    Quantified: attrgetter("bound", "body"),
    **dict.fromkeys((Quantity, Qualified), lambda node: (node.value,)),
    Total: attrgetter("parts"),
}
"""What the direct parts of a node are, by its class; the classes that are not here are leaves."""


def children(node: Answer) -> tuple[Answer, ...]:
    """The direct parts of a node."""
    parts = _CHILDREN.get(type(node))
    return () if parts is None else parts(node)


def operations(*answers: Answer) -> set[str]:
    """The names of all operations in some answers."""
    found: set[str] = set()
    pending = list(answers)
    while pending:
        node = pending.pop()
        if isinstance(node, Op):
            found.add(node.name)
            pending.extend(node.args)
        elif not isinstance(node, LEAVES):
            pending.extend(children(node))
    return found


def replace_parts(node: Answer, change: Callable[[Answer], Answer]) -> Answer:
    """The node with each direct part changed."""
    if isinstance(node, Op):
        return Op(node.name, tuple(cast("Expr", change(part)) for part in node.args))
    if isinstance(node, SetOf | Ratio):
        return type(node)(tuple(change(part) for part in node.items))
    if isinstance(node, Relation):
        return Relation(tuple(change(part) for part in node.items), node.ops)
    if isinstance(node, Group):
        return Group(node.open, node.close, tuple(change(part) for part in node.items))
    if isinstance(node, SetOp | Listing):
        return replace(node, items=tuple(change(part) for part in node.items))
    if isinstance(node, Matrix):
        return Matrix(tuple(tuple(change(part) for part in row) for row in node.rows))
    if isinstance(node, SetBuilder):
        return SetBuilder(change(node.element), change(node.condition))
    if isinstance(node, Quantified):
        return Quantified(node.sign, change(node.bound), change(node.body))
    if isinstance(node, Quantity | Qualified):
        return replace(node, value=change(node.value))
    if isinstance(node, Cases):
        return Cases(tuple((change(value), change(condition)) for value, condition in node.branches))
    if isinstance(node, Total):
        return Total(tuple(cast("Quantity", change(part)) for part in node.parts))
    return node


def substitute(node: Answer, values: Mapping[str, Answer]) -> Answer:
    """An answer with its free variables replaced, all at once."""
    if isinstance(node, Sym):
        return values.get(node.name, node)
    if isinstance(node, Op) and node.name in SERIES:
        values = {name: value for name, value in values.items() if Sym(name) != node.args[0]}
    return replace_parts(node, lambda part: substitute(part, values))


SERIES = frozenset({"sum", "prod"})
"""Operations that bind a variable: their arguments are the variable, its first and last value, and the body."""


_NONE: frozenset[str] = frozenset()


def symbols(answer: Answer) -> frozenset[str]:
    """The names of its free variables."""
    if isinstance(answer, Num) or isinstance(answer, Const):  # noqa: SIM101 - a union is made at each call
        return _NONE
    found: set[str] = set()
    pending: list[Answer] = [answer]
    while pending:
        node = pending.pop()
        if isinstance(node, Sym):
            found.add(node.name)
        elif isinstance(node, Op):
            if node.name in SERIES:
                variable, low, high, body = node.args
                found |= symbols(low) | symbols(high) | (symbols(body) - symbols(variable))
            else:
                pending.extend(node.args)
        elif not isinstance(node, LEAVES):
            pending.extend(children(node))
    return frozenset(found)
