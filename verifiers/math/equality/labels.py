"""Answers that name what they give: `x = 5`, `f(x) = 2x`, `(x, y) = (1, 2)`, `AB = 4`."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple, cast

from verifiers.math.equality.balls import precision
from verifiers.math.equality.expressions import MIN_POINTS, POINT_PRECISION, Context, Undecided, values_at_points
from verifiers.math.objects import (
    ELLIPSIS,
    EXPRESSIONS,
    Answer,
    Const,
    Expr,
    Group,
    Num,
    Op,
    Qualified,
    Ratio,
    Relation,
    SetOp,
    Sym,
    Text,
    substitute,
    symbols,
)
from verifiers.math.reading.words import singular


class Labelled(NamedTuple):
    """A value with its name: what is left of the first sign, the steps between, and what comes last."""

    label: Answer | None
    value: Answer
    steps: tuple[Answer, ...] = ()
    approximations: tuple[Answer, ...] = ()


def definition(node: Answer) -> Labelled | None:
    r"""Read a relation as a name with its value; `None` if it is none.

    `x = 5`, `x \in S`; of a chain the last item is the value. What follows `\approx` is an approximation of it, unless
    it is all there is.
    """
    if isinstance(node, Qualified):
        return definition(node.value)
    if not isinstance(node, Relation) or not _DEFINING.issuperset(node.ops):
        return None
    items, ops = list(node.items), list(node.ops)
    near: list[Answer] = []
    while ops and ops[-1] == "~" and (len(ops) > 1 or not _is_name(items[0])):
        near.append(items.pop())
        ops.pop()
    found = _named(items, ops)
    return found if found is None or not near else found._replace(approximations=tuple(near))


_DEFINING = frozenset({"=", "~", "in"})


def _named(items: list[Answer], ops: list[str]) -> Labelled | None:
    if not ops:
        return Labelled(None, items[0])
    if "in" in ops and (ops != ["in"] or not isinstance(items[0], Sym)):
        return None
    if _is_name(items[0]) or (ops == ["="] and (items[0] in _NAMES_TOO or _is_sought(items[0], items[1]))):
        return Labelled(items[0], items[-1], tuple(items[1:-1]))
    if ops == ["="] and _is_name(items[1]) and not symbols(items[0]):
        return Labelled(items[1], items[0])  # 5 = x
    if not any(symbols(item) for item in items) and len(items) > 1:
        return Labelled(None, items[-1], tuple(items[:-1]))  # 17 + 25 = 42
    if len(items) > 2 and all(isinstance(item, EXPRESSIONS) for item in items):
        return Labelled(None, items[-1], tuple(items[:-1]))
    return None


_NAMES_TOO = (Const("e"), Const("i"))
"""Constants that name a quantity where they are given a value: an eccentricity, an index."""


def _is_sought(node: Answer, value: Answer) -> bool:
    """Whether an equation gives what was asked for: `m + n = 113`, `|z| = 5`, a number for letters without numbers."""
    if symbols(value) or not isinstance(node, Op) or not isinstance(value, EXPRESSIONS):
        return False
    if node.name == "abs":
        return isinstance(node.args[0], Sym) or all(name.startswith(_VECTORS) for name in symbols(node))
    parts = [part.args[0] if isinstance(part, Op) and part.name == "neg" else part for part in node.args]
    return node.name in {"+", "*"} and all(isinstance(part, Sym) for part in parts) and len(set(parts)) == len(parts)


_VECTORS = ("\\vec ", "\\overrightarrow ")
_NAMED = frozenset({"det", "gcd", "lcm", "max", "min", "Re", "Im"})
"""Functions of letters that are asked for: `\\gcd(a, b) = 6`."""
_RATIOS_OF_SIDES = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})


def _is_name(node: Answer) -> bool:
    """Whether this names a quantity rather than computes one: a symbol, f(x), AB, |AB|, NO/BO, (x, y)."""
    if isinstance(node, Sym):
        return node.name != ELLIPSIS.name
    if isinstance(node, Text):
        return True
    if isinstance(node, SetOp):  # A \cap B, A \cap \complement_U B
        return all(map(_is_name, node.items))
    if isinstance(node, _NAMES_TOGETHER):
        return all(_is_name(item) for item in node.items)
    if isinstance(node, Op):
        if node.name in _NAMED and all(isinstance(part, Sym) for part in node.args):
            return True
        if node.name in {"call", "lim"} or (node.name in _RATIOS_OF_SIDES and isinstance(node.args[0], Sym)):
            return True
        if node.name in {"*", "/", "abs"}:
            return all(_is_segment(part) for part in node.args)
    return False


_NAMES_TOGETHER = (Group, Ratio)


def _is_segment(node: Expr) -> bool:
    """Points and segments of a figure: capital letters."""
    if isinstance(node, Sym):
        return node.name[0].isupper()
    return isinstance(node, Op) and node.name in {"*", "abs"} and all(_is_segment(part) for part in node.args)


def rename(answer: Labelled, reference: Labelled) -> Answer | None:
    """The answer's value in the reference's variable: `f(z) = z` for `f(x)`; `None` if the names do not go together.

    A curve may be named by its function: `y = 2x + 3` is `f(x) = 2x + 3`.
    """
    left, right = answer.label, reference.label
    if isinstance(left, Group) and isinstance(right, Group):
        return None
    if isinstance(left, Text) or isinstance(right, Text):
        return answer.value if _same_names(left, right) else None
    if _is_call(left) and _is_call(right):
        (functions, old), (others, new) = _called(left), _called(right)
        if functions == others and isinstance(old, Sym) and isinstance(new, Sym):
            if old.name.isupper() and not symbols(answer.value) | symbols(reference.value):
                return None  # P(A) and P(B): events, sets, points
            return substitute(answer.value, {old.name: new, new.name: old})
        return None
    if isinstance(left, Sym) and isinstance(right, Sym) and (index := _other_index(left, right)) is not None:
        return None if index[1] in symbols(answer.value) else substitute(answer.value, {index[0]: Sym(index[1])})
    if (_is_call(left) and right == Sym("y")) or (left == Sym("y") and _is_call(right)):
        return answer.value
    return None


def _other_index(left: Sym, right: Sym) -> tuple[str, str] | None:
    """The indexes of two terms of one sequence, a_k and a_n; `None` for other names."""
    (stem, _, old), (other, _, new) = left.name.partition("_"), right.name.partition("_")
    return (old, new) if stem == other and {old, new} <= _INDEXES and old != new else None


_INDEXES = frozenset("knmij")


def letters_of(label: Answer | None) -> frozenset[str]:
    """The letters of a name, those of its indexes too: the n of a_n is given."""
    names = symbols(label) if label is not None else frozenset()
    return names | {letter for name in names for letter in name if "_" in name or "(" in name}


def _same_names(left: Answer | None, right: Answer | None) -> bool:
    """Whether labels of words name one thing: "the radius" and "radius of the circle", but not "mean" and "median".

    What follows a preposition may be left out. A symbol goes with words that say it or begin with it: x is "the
    value of x", w the width.
    """
    if isinstance(left, Text) and isinstance(right, Text):
        one, other = _content(left), _content(right)
        return (
            one == other
            or _head(one) == other
            or one == _head(other)
            or one[:1] == other[-1:] == ()
            or (len(one) == 2 and sorted(one) == sorted(other) and not any(map(_is_of_order, one)))
        )
    words, symbol = (left, right) if isinstance(left, Text) else (right, left)
    if not isinstance(words, Text) or not isinstance(symbol, Sym | Op):
        return False
    spoken = [word.lower() for word in words.words]
    if not isinstance(symbol, Sym):
        return False
    name = symbol.name.lower()
    return name in spoken or any(
        word.startswith(name[:1]) for word in spoken if name[:1].isalpha() and len(name.split("_")[0]) == 1
    )


_PREPOSITIONS = frozenset({"of", "for", "in", "to", "from", "on", "at", "by", "with", "when", "where"})
_BETWEEN = frozenset("over per than given before after into under above below minus without versus vs is".split())
_ARTICLES = frozenset({"the", "a", "an"})


def _content(label: Text) -> tuple[str, ...]:
    return tuple(
        singular(word.lower().removesuffix("'s").removesuffix("’s"))
        for word in label.words
        if word.lower() not in _ARTICLES
    )


def _is_of_order(word: str) -> bool:
    """Whether a word of a label says that others have an order: men "to" women, A "|" B."""
    return word in _PREPOSITIONS or word in _BETWEEN or not word.isalpha() or len(word) == 1


def _head(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words before the first preposition."""
    return next((words[:place] for place, word in enumerate(words) if place and word in _PREPOSITIONS), words)


def _is_call(node: Answer | None) -> bool:
    return isinstance(node, Op) and node.name == "call"


def _called(node: Answer | None) -> tuple[list[Expr], Expr]:
    """The functions of a call from outside in, and what the last is taken of: f, g and x of f(g(x))."""
    functions: list[Expr] = []
    inner = cast("Expr", node)
    while isinstance(inner, Op) and inner.name == "call":
        functions.append(inner.args[0])
        inner = inner.args[1]
    return functions, inner


def subtraction(left: Answer, right: Answer) -> Expr:
    """Left minus right, of two expressions."""
    return Op("+", (cast("Expr", left), Op("neg", (cast("Expr", right),))))


def solution_of(equation: Relation, value: Expr, context: Context) -> bool:
    """Whether a value is what the equation gives for its one variable that the value lacks: `y + 1 = 2x` for `2x - 1`.

    Only where the equation is linear in that variable, so that there is one solution.
    """
    unknown = symbols(equation) - symbols(value)
    if equation.ops != ("=",) or len(unknown) != 1 or not symbols(value):
        return False
    if not all(isinstance(side, EXPRESSIONS) for side in equation.items):
        return False
    (name,) = unknown
    difference = subtraction(*equation.items)
    at = [substitute(difference, {name: Op("+", (value, Num(Fraction(shift))))}) for shift in range(3)]
    seen = 0
    try:
        with precision(POINT_PRECISION):
            for zero, one, two in values_at_points(cast("tuple[Expr, ...]", tuple(at)), context):
                if not zero.contains(0) or one.contains(0) or not (two - one * 2).contains(0):
                    return False
                seen += 1
                if seen == MIN_POINTS:
                    context.evidence.add(f"solves the reference's equation at {MIN_POINTS} points")
                    return True
    except Undecided:
        return False
    return False
