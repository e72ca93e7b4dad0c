r"""`a \pm b`, which is two values."""

from __future__ import annotations

from verifiers.math.objects import EXPRESSIONS, Answer, Expr, Op, operations

BOTH = frozenset({"pm", "mp"})
"""The operations with two values."""


def has_sign(node: Answer) -> bool:
    r"""Whether an answer has two values by `\pm`."""
    return not operations(node).isdisjoint(BOTH)


def both_signs(node: Answer) -> tuple[Answer, ...]:
    r"""`a \pm b` as its two values; the signs of one expression go together."""
    if not isinstance(node, EXPRESSIONS) or not has_sign(node):
        return (node,)
    return (_signed(node, upper=True), _signed(node, upper=False))


def _signed(node: Expr, *, upper: bool) -> Expr:
    if not isinstance(node, Op):
        return node
    args = tuple(_signed(part, upper=upper) for part in node.args)
    if node.name in BOTH:
        left, right = args
        return Op("+", (left, right if (node.name == "pm") == upper else Op("neg", (right,))))
    return Op(node.name, args)
