r"""Sums and products with an ellipsis: `1 + 2 + \dots + n`, `\frac{a_1}{a_1 + \dots + a_n}`.

What is left out is not guessed. A sum with an ellipsis is one with another where they show equal terms in the same
order; then both become one letter, and what is around them is compared as ever.
"""

from __future__ import annotations

from collections.abc import Iterator

from verifiers.math.equality.expressions import Context, Undecided, equal_expressions
from verifiers.math.objects import ELLIPSIS, EXPRESSIONS, Answer, Op, Sym, replace_parts, symbols

MAX_SERIES = 20
"""Sums and products with an ellipsis in two answers; each is compared with each other one."""


def shows_ellipsis(text: str) -> bool:
    """Whether an ellipsis may be in a text: most have none."""
    return "dots" in text or "..." in text or (not text.isascii() and ("…" in text or "⋯" in text))


def fold(answer: Answer, reference: Answer, context: Context) -> tuple[Answer, Answer]:
    """Two answers with a letter for each sum or product with an ellipsis, the same for those that show the same.

    Raises Undecided where there are too many of them.
    """
    if ELLIPSIS.name not in symbols(answer) or ELLIPSIS.name not in symbols(reference):
        return answer, reference
    known: list[Op] = []
    return _folded(answer, known, context), _folded(reference, known, context)


def _folded(node: Answer, known: list[Op], context: Context) -> Answer:
    node = replace_parts(node, lambda part: _folded(part, known, context))
    if not isinstance(node, Op) or not any(map(_is_left_out, node.args)):
        return node
    place = next((place for place, other in enumerate(known) if _same_series(node, other, context)), len(known))
    if place == len(known):
        known.append(node)
        if len(known) > MAX_SERIES:
            message = f"more than {MAX_SERIES} sums and products with an ellipsis"
            raise Undecided(message)
    return Sym(f"\\series {place}")


def _is_left_out(node: Answer) -> bool:
    return node == ELLIPSIS or (isinstance(node, Op) and node.name == "neg" and node.args[0] == ELLIPSIS)


def _same_series(left: Op, right: Op, context: Context) -> bool:
    """Whether two show equal terms in the same order, and leave out at the same places."""
    if left.name != right.name or len(left.args) != len(right.args):
        return False
    return all(_same_terms(left, right, context))


def _same_terms(left: Op, right: Op, context: Context) -> Iterator[bool]:
    for one, other in zip(left.args, right.args, strict=True):
        if _is_left_out(one) or _is_left_out(other):
            yield one == other
        else:
            assert isinstance(one, EXPRESSIONS)
            assert isinstance(other, EXPRESSIONS)
            yield equal_expressions(one, other, context)
