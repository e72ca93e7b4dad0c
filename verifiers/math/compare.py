r"""Comparing two answers that are given as text: `compare` is the engine's one entry.

Total and bounded. What is spelled alike is equal before anything is read; then both sides are read, and `equality`
decides; what has two customary readings (`1,234`, `\log`) is read in the other one, too.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from verifiers.math.equality.ellipses import fold, shows_ellipsis
from verifiers.math.equality.expressions import Context, Undecided
from verifiers.math.equality.named_lists import equal_named_lists
from verifiers.math.equality.orders import differentials, equal_sizes
from verifiers.math.equality.rationals import TooCostly, start_work
from verifiers.math.equality.rules import equal
from verifiers.math.equality.sequences import equal_sets_of_families
from verifiers.math.equality.texts import equal_choices
from verifiers.math.numeral import without_point
from verifiers.math.objects import (
    Answer,
    Group,
    Listing,
    Num,
    Op,
    Quantity,
    SetOf,
    Text,
    nodes,
    operations,
    replace_parts,
)
from verifiers.math.reading.parse import read, strip
from verifiers.math.reading.scripts import western
from verifiers.math.reading.tokens import (
    MAX_CHARACTERS,
    Token,
    TooLarge,
    Unreadable,
    choices_of,
    mend,
    tokenize,
)
from verifiers.math.worked_out import is_numeral


class Comparison(NamedTuple):
    """What the engine found.

    equal: `None` when it cannot say.
    evidence: how it was reached: "exact", "disjoint balls", "agreement to 512 bits", "structural", "text" and so on.
    problem: with `None`: "answer" or "reference" (that side is outside the grammar), "bound" (too much work).
    answer, reference: the trees that were read; `None` for a side that was not, or need not be.
    """

    equal: bool | None
    evidence: str
    problem: str = ""
    explanation: str = ""
    answer: Answer | None = None
    reference: Answer | None = None


NO_STACK = "The stack is too small for the comparison."


def compare(answer: str, reference: str, *, tolerance: float = 0.0) -> Comparison:
    """Compare two answers given as text. Total and bounded: never raises for what the texts say."""
    start_work()
    try:
        return _compare(answer, reference, tolerance)
    except RecursionError:  # the caller has used up most of Python's stack
        return Comparison(None, "", "bound", NO_STACK)


def _compare(answer: str, reference: str, tolerance: float) -> Comparison:
    answer, reference = western(answer), western(reference)
    if spelled_alike(answer, reference):
        return Comparison(equal=True, evidence="structural")
    if equal_choices(answer, reference):
        return Comparison(equal=True, evidence="text")
    if (same_size := equal_sizes(answer, reference)) is not None:
        return Comparison(same_size, "structural")
    right = None
    try:
        right = read(reference)
        left = read(answer)
    except Unreadable as error:
        side = "reference" if right is None else "answer"
        return _by_tokens(answer, reference, side, error)._replace(reference=right)
    context = Context(equal, answer, reference, tolerance)
    try:
        left, right = differentials(left, right, answer, reference)
        if shows_ellipsis(answer) and shows_ellipsis(reference):
            left, right = fold(left, right, context)
        same = (
            equal(left, right, context)
            or _equal_otherwise(Written(answer, left), Written(reference, right), context)
            or equal_sets_of_families(left, right, context)
        )
    except (Undecided, TooCostly) as error:
        return Comparison(None, "", "bound", f"{error}.".capitalize(), left, right)
    except Unreadable as error:  # in the other reading
        return _by_tokens(answer, reference, "answer", error)._replace(reference=right)
    if same and _may_have_choices(answer, reference):
        left, right = _with_choices(Written(answer, left)), _with_choices(Written(reference, right))
    evidence = [found for found in sorted(context.evidence) if not (same and found.startswith("disjoint"))]
    return Comparison(same, ", ".join(evidence) or "structural", answer=left, reference=right)


class Written(NamedTuple):
    """An answer as it is written, and as it is read."""

    text: str
    tree: Answer


def _equal_otherwise(answer: Written, reference: Written, context: Context) -> bool:
    r"""Whether two answers are equal in the other meaning of `1,234`, `1,5` or `\log`."""
    left, right = answer.tree, reference.tree
    texts = answer.text + reference.text
    if (
        "," in texts
        and _DIGITS_COMMA.search(texts)
        and (
            # A list on the other side says whether `1,234` is a number or two.
            _equal_as_lists(answer, reference, context)
            or _decimal_comma(answer, reference, context)
            or (_PAIR.fullmatch(reference.text) is None and _decimal_comma(reference, answer, context))
        )
    ):
        return True
    if _may_have_choices(answer.text, reference.text) and equal(
        _with_choices(answer), _with_choices(reference), context
    ):
        return True
    if (isinstance(left, Text) or isinstance(right, Text)) and equal_named_lists(answer.text, reference.text, context):
        return True
    if "h" in texts and (_HOURS.fullmatch(answer.text) or _HOURS.fullmatch(reference.text)):
        one, other = (read(_HOURS.sub(r"\1:\2 o'clock", side.text)) for side in (answer, reference))
        return equal(one, other, context)
    if ";" in texts and _equal_with_semicolons(answer, reference, context):
        return True
    return (
        "log" in operations(left, right)
        and _is_log(left, right)
        and equal(_common_logs(left), _common_logs(right), context)
    )


def _equal_as_lists(answer: Written, reference: Written, context: Context) -> bool:
    """Whether answers are equal where `1,234` is two numbers: so in brackets, and in its order."""
    if _THOUSANDS.search(answer.text + " " + reference.text):
        return False
    lone = [isinstance(_counted(side.tree), Num) for side in (answer, reference)]
    if all(lone) or (lone[1] and isinstance(answer.tree, Group | SetOf)):
        return False
    left, right = _with_commas(answer), _with_commas(reference)
    if left == answer.tree and right == reference.tree:
        return False  # as they have been compared
    if any(lone) and isinstance(left, Listing) and isinstance(right, Listing):
        left, right = Group("(", ")", left.items), Group("(", ")", right.items)
    return equal(left, right, context)


def _counted(tree: Answer) -> Answer:
    return tree.value if isinstance(tree, Quantity) else tree


def _with_commas(answer: Written) -> Answer:
    return read(answer.text, commas=True) if _DIGITS_COMMA.search(answer.text) else answer.tree


_THOUSANDS = re.compile(r"[0-9],0[0-9]")  # of a list, nobody begins an item with noughts
_DIGITS_COMMA = re.compile(r"[0-9],[0-9]")
_PAIR = re.compile(r"[-\s$]*[0-9]+,[0-9][\s$]*")  # a reference `1,2` is one and two


_DECIMAL_COMMA = re.compile(
    r"[-\s$]*(?:0,[0-9]+|[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+)[\s$]*"
)


def _decimal_comma(answer: Written, other: Written, context: Context) -> bool:
    """`1,22` is 1.22 where the other side is one number, and no integer: much of the world writes it so.

    Beside an integer `5,0` may as well be two guesses.
    """
    if "," in other.text or not is_numeral(other.tree) or _DECIMAL_COMMA.fullmatch(answer.text) is None:
        return False
    if isinstance(other.tree, Num) and other.tree.places is None:
        return False
    return equal(read(answer.text.replace(".", "").replace(",", ".")), other.tree, context)


_OF = r"(?:\{\s*([0-9]+|[a-z])\s*\}|([0-9]|[a-z]))"
_CHOICES = re.compile(
    rf"(?<![A-Za-z\\])(?:\\(?:mathrm|text)\s*\{{\s*([CAP])\s*\}}|([CAP]))\s*(?:_\s*{_OF}\s*\^\s*{_OF}|\^\s*{_OF}\s*_\s*{_OF})"
)
"""`C_5^2`, which is the square of a constant, too; A and P count orders."""


def _may_have_choices(answer: str, reference: str) -> bool:
    """Whether one of two texts has numbers below and above a letter. Most have none of the two signs for that."""
    texts = f"{answer} {reference}"
    return "_" in texts and "^" in texts and _CHOICES.search(texts) is not None


def _with_choices(answer: Written) -> Answer:
    """An answer in which `C_5^2` is how many choices of 2 among 5 there are."""
    found = [_choice(match) for match in _CHOICES.finditer(answer.text)]
    if not found or any(some.isdecimal() and of.isdecimal() and int(some) > int(of) for _, of, some in found):
        return answer.tree
    return read(_CHOICES.sub(lambda match: choices_of(*_choice(match)), answer.text))


def _choice(match: re.Match[str]) -> tuple[str, str, str]:
    """The letter, of how many is chosen, and how many."""
    letter, *numbers = (group for group in match.groups() if group)
    below, above = numbers if match.group(3) or match.group(4) else numbers[::-1]
    return ("C" if letter == "C" else "P"), below, above


_HOURS = re.compile(r"\s*\$?([01]?[0-9]|2[0-4])\s?h\s?([0-5][0-9])\$?\s*")
"""`14h30`, which is a time of day, too."""
_DECIMALS = re.compile(r"(?:[^,]|(?<=[0-9]),(?=[0-9]))+")
_BRACKETED = re.compile(r"\s*\$?\s*(?:\\left)?\\?[(\[{].*[)\]}]\s*\$?\s*", re.DOTALL)


def _equal_with_semicolons(answer: Written, reference: Written, context: Context) -> bool:
    """Whether one side sets decimals with commas apart by semicolons, where the other has points: `(1,5; 2,5)`."""
    semicolons = [";" in side.text for side in (answer, reference)]
    if all(semicolons):
        return False
    one, other = (answer, reference) if semicolons[0] else (reference, answer)
    if "," not in one.text or _DECIMALS.fullmatch(one.text) is None or _BRACKETED.fullmatch(one.text) is None:
        return False
    tree = read(one.text.replace(",", ".").replace(";", ","))
    return equal(tree, other.tree, context) if one is answer else equal(other.tree, tree, context)


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
_SEEN = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ)]}|!%'")
"""Last characters that are part of an answer."""
_AROUND = " \t\r\n$"


def spelled_alike(answer: str, reference: str) -> bool:
    r"""Whether two texts differ at most in what nobody sees: blanks beside signs, `\left`, `\dfrac`, dollars around.

    The point at the end of a sentence is not part of it, either.
    A blank between digits or letters is seen (`1 1/2` is not `11/2`), and one beside a comma (`1, 234` is not `1,234`).
    """
    if len(answer) > MAX_CHARACTERS or len(reference) > MAX_CHARACTERS:
        return answer == reference
    last, other = answer[-1:], reference[-1:]
    if last != other and _SEEN.issuperset(last + other):
        return False  # whatever precedes them
    return _squashed(answer) == _squashed(reference) != ""


def _squashed(text: str) -> str:
    squashed = _UNSEEN.sub("", without_point(text.strip(_AROUND)).strip(_AROUND))
    return squashed.replace("\\dfrac", "\\frac").replace("\\tfrac", "\\frac")


def _by_tokens(answer: str, reference: str, side: str, error: Unreadable) -> Comparison:
    """What cannot be read can still be spelled alike."""
    if max(len(answer), len(reference)) > MAX_CHARACTERS:
        if answer.strip() == reference.strip():
            return Comparison(equal=True, evidence="structural")
    elif strip(answer) == strip(reference):
        return Comparison(equal=True, evidence="structural")
    if isinstance(error, TooLarge):
        return Comparison(None, "", "bound", f"The {side} is too large: {error}.")
    try:
        spelled = [_spelling(tokenize(mend(strip(text)))) for text in (answer, reference)]
    except Unreadable as too:
        return Comparison(None, "", "bound", f"An answer is too large: {too}.")
    if spelled[0] == spelled[1] and spelled[0]:
        return Comparison(equal=True, evidence="structural")
    return Comparison(None, "", side, f"The {side} is outside the grammar: {error}.")


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
