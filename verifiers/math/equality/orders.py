r"""Products whose order counts: sizes, `3 \times 4`, and differentials, `y\,dx`."""

from __future__ import annotations

import re
from fractions import Fraction

from verifiers.math.objects import Answer, Num, Op, Quantity, Sym, replace_parts
from verifiers.math.reading.parse import read
from verifiers.math.reading.tokens import Unreadable

_SIZE = re.compile(
    r"""[\s$(]*(?:\\text\s*\{\s*)?(?P<rows>[0-9]{1,4})\s*
        (?:(?P<cross>\\times|×|[xX]|\\?(?:text|mathrm)?\s*\{?\s*by\s*\}?)|\*|\\cdot)\s*
        (?P<columns>[0-9]{1,4})[\s$)]*(?:\\text\s*\{)?\s*
        (?P<noun>(?:matrix|matrices|grid|board|rectangle|table|array|chessboard|checkerboard))?[\s}.$]*""",
    re.VERBOSE,
)


def equal_sizes(answer: str, reference: str) -> bool | None:
    r"""Whether two sizes are one; `None` where the reference is no size.

    A reference that leaves the product of two whole numbers as it is, with a cross, says how many rows and columns
    there are: `3 \times 4` is neither `4 \times 3` nor 12.
    """
    wanted = _SIZE.fullmatch(reference) if len(reference) <= MAX_SIZE else None
    if wanted is None or not wanted["cross"]:
        return None
    sides = [Fraction(wanted["rows"]), Fraction(wanted["columns"])]
    given = _SIZE.fullmatch(answer) if len(answer) <= MAX_SIZE else None
    if given is None:
        return _sides(answer) == sides
    if given["noun"] and wanted["noun"] and given["noun"] != wanted["noun"]:
        return False
    return [Fraction(given["rows"]), Fraction(given["columns"])] == sides


def _sides(answer: str) -> list[Fraction]:
    """The two numbers that an answer multiplies, whatever is around them; none of any other answer."""
    try:
        tree = read(answer)
    except Unreadable:
        return []
    if isinstance(tree, Quantity):
        tree = tree.value
    if not isinstance(tree, Op) or tree.name != "*":
        return []
    return [side.value for side in tree.args if isinstance(side, Num)] if len(tree.args) == 2 else []


MAX_SIZE = 60
"""Characters of a size."""


def differentials(left: Answer, right: Answer, answer: str, reference: str) -> tuple[Answer, Answer]:
    r"""Two answers with one letter for each differential, where each d has its variable: `y\,dx` is not `x\,dy`.

    Elsewhere a d is a letter like others.
    """
    if "d" not in answer or _DIFFERENTIAL.search(answer) is None or _DIFFERENTIAL.search(reference) is None:
        return left, right
    found = [_Differentials() for _ in range(2)]
    folded = found[0].fold(left), found[1].fold(right)
    return folded if all(side.folded and not side.alone for side in found) else (left, right)


_DIFFERENTIAL = re.compile(r"d\}?\s*(?:[xyztuvrsw](?![a-z])|\\(?:theta|phi|,|mathrm))")
"""A text without it has no differential: most have none."""


class _Differentials:
    """One reading of an answer. folded: differentials found; alone: letters d that are none."""

    def __init__(self) -> None:
        self.folded = 0
        self.alone = 0

    def fold(self, node: Answer) -> Answer:
        """The answer with a symbol for each d and the variable behind it."""
        if isinstance(node, Sym):
            self.alone += node.name == "d"
            return node
        if not isinstance(node, Op) or node.name != "*":
            return replace_parts(node, self.fold)
        parts = list(node.args)
        place = 0
        while place + 1 < len(parts):
            variable = parts[place + 1]
            if parts[place] == Sym("d") and isinstance(variable, Sym) and variable.name in _VARIABLES:
                parts[place : place + 2] = [Sym(f"d {variable.name}")]
                self.folded += 1
            place += 1
        if len(parts) < len(node.args):
            node = Op("*", tuple(parts))
        return replace_parts(node, self.fold)


_VARIABLES = frozenset({*"xyzturvsw", "\\theta", "\\phi"})
