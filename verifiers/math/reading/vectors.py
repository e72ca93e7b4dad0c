r"""The vector product: `\vec a \times \vec b` is minus `\vec b \times \vec a`, and no product of numbers.

Only notation says that letters are vectors: an arrow, a hat, bold type. The product is written out over sums and
factors, and each pair of vectors becomes one symbol, so that what is equal by these laws is equal as a tree of numbers.
"""

from __future__ import annotations

from verifiers.math.objects import Answer, Expr, Op, Sym, number

_MARKS = ("\\vec ", "\\overrightarrow ", "\\hat ")
MAX_PAIRS = 16
"""Products of two vectors that one sign is written out to."""


def vector_product(left: Answer, right: Answer) -> Expr | None:
    """The vector product of two expressions; `None` where one of them is no vector."""
    one, other = _terms(left), _terms(right)
    if not one or not other or len(one) * len(other) > MAX_PAIRS:
        return None
    products = [_scaled((*factors, *more), _pair(vector, second)) for factors, vector in one for more, second in other]
    return products[0] if len(products) == 1 else Op("+", tuple(products))


def is_vector(node: Answer) -> bool:
    """Whether an expression is a sum of multiples of vectors."""
    return bool(_terms(node))


_Term = tuple[tuple[Expr, ...], Sym]
"""Factors that are numbers, and the vector that they multiply."""


def _terms(node: Answer) -> list[_Term]:
    """A vector as a sum of multiples of named vectors; empty for anything else."""
    if isinstance(node, Sym):
        return [((), node)] if node.name.startswith(_MARKS) else []
    if not isinstance(node, Op):
        return []
    if node.name == "neg":
        return [((number(-1), *factors), vector) for factors, vector in _terms(node.args[0])]
    if node.name == "+":
        parts = [_terms(part) for part in node.args]
        return [term for part in parts for term in part] if all(parts) else []
    if node.name == "*":
        vectors = [place for place, part in enumerate(node.args) if _terms(part)]
        if len(vectors) != 1:
            return []
        others = tuple(part for place, part in enumerate(node.args) if place != vectors[0])
        return [((*others, *factors), vector) for factors, vector in _terms(node.args[vectors[0]])]
    return []


def _pair(left: Sym, right: Sym) -> Expr:
    if left == right:
        return number(0)
    if left.name > right.name:
        return Op("neg", (_pair(right, left),))
    return Sym(f"{left.name} \\times {right.name}")


def _scaled(factors: tuple[Expr, ...], product: Expr) -> Expr:
    return Op("*", (*factors, product)) if factors else product
