r"""What precedes a value: its label, words that name nothing, a currency.

    label      `Paolo:`, `Maximum =`, `P(X \ge 2) =`    a name, compared where both sides have one
    fillers    "the answer is"                           from a closed list, and remembered as a remark
    currency   `USD 6`                                   a unit

What follows a value is `around.py`'s.
"""

from __future__ import annotations

from verifiers.math.objects import Answer, Group, Listing, Matrix, Relation, SetOf, Text
from verifiers.math.reading import parse as grammar
from verifiers.math.reading.cursor import Cursor
from verifiers.math.reading.tokens import Unreadable
from verifiers.math.reading.units import BEFORE_NUMBERS, unit_of
from verifiers.math.reading.words import COPULAS, FILLERS, denies, is_label, is_product, is_what_of, words_in

MAX_LABEL = 24
"""Tokens of a label."""


def label(cursor: Cursor) -> tuple[str, ...]:
    r"""Read `Paolo:`, `Maximum =`, "the mode is"; of "the answer is", which names nothing, no word is kept.

    The words of the label; none where there is no label, and then the cursor stays.
    """
    if (cursor.token.value in _EVENTS or cursor.token.value.strip() in _MOMENTS) and (event := probability(cursor)):
        return event
    if cursor.token.value in _NAMED_FUNCTIONS and cursor.peek(1).value in {"=", ":"}:
        cursor.step(2)
        return (cursor.peek(-2).value[1:],)
    start = cursor.position
    if (cursor.token.value, cursor.peek(1).value, cursor.peek(2).value) == ("a", "total", "of"):
        cursor.step()
    if cursor.token.kind not in {"text", "word"}:
        return ()
    return _named(cursor, start)


def _named(cursor: Cursor, start: int) -> tuple[str, ...]:
    found: tuple[str, ...] = ()
    words: list[str] = []
    for _ in range(MAX_LABEL):
        token = cursor.token
        if token.kind in {"text", "word"} and (not is_product(token) or _is_name(cursor)):
            here = words_in(token.value)
            if not here or denies(here):  # "not: 5"
                break
            cursor.step()
            closes = token.value.rstrip().endswith((":", "：", "="))
            words += here
            if closes or here[-1] in COPULAS or set(here) <= FILLERS:
                start, found = cursor.position, tuple(words)
            if closes:
                break
        elif (token.kind == "number" and words and cursor.peek(1).value in {":", "."}) or (
            words and token.kind == "letter" and cursor.peek(1).value == ":"
        ):
            words.append(token.value)
            cursor.step()
        elif words and token.kind == "mark" and token.value in {":", "="}:
            cursor.step()
            start, found = cursor.position, tuple(words)
            break
        else:
            break
    cursor.go(start)
    named = list(found)
    while named and named[0] in FILLERS:
        named.pop(0)
    while named and named[-1] in FILLERS:
        named.pop()
    if len(named) < len(found):
        cursor.remarks.append(" ".join(word for word in found if word not in named))
    if not is_label(named) or (named and is_what_of(found)):
        msg = f"a label that says something of its value: {' '.join(named)!r}"
        raise Unreadable(msg)
    return tuple(named)


def _is_name(cursor: Cursor) -> bool:
    """Whether a short word is somebody's name before a colon, and no product: "Tom: 5"."""
    return len(cursor.token.value) > 2 and cursor.token.value.istitle() and cursor.peek(1).value == ":"


_NAMED_FUNCTIONS = frozenset({"\\max", "\\min"})
_EVENTS = frozenset({"P", "\\Pr", "\\mathbb P", "n", "N"})
_MOMENTS = frozenset({"Var", "Cov", "Corr", "gcd", "GCD", "lcm", "LCM", "SD", "rank", "deg", "tr", "dim"})


def probability(cursor: Cursor) -> tuple[str, ...]:
    r"""Read `P(X \ge 2) =` as a label: the event in the brackets is a relation or a condition, and part of a name."""
    if cursor.peek(1).value not in {"(", "["}:
        return ()
    depth = 0
    is_event = cursor.token.value not in {"P", "n", "N"}
    signs = grammar.RELATIONS.keys() | {"|"} if cursor.token.value not in {"n", "N"} else set()
    for ahead in range(1, MAX_EVENT):
        value = cursor.peek(ahead).value
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(value, 0)
        is_event = is_event or value in signs or value in {"\\cap", "\\cup"}
        if depth == 0:
            if (
                is_event
                and value == {"(": ")", "[": "]"}[cursor.peek(1).value]
                and cursor.peek(ahead + 1).value in {"=", "\\approx"}
            ):
                event = tuple(cursor.peek(index).value for index in range(ahead + 1))
                cursor.step(ahead + 2)
                return event
            return ()
    return ()


MAX_EVENT = 40
"""Tokens of an event."""


def labelled(words: tuple[str, ...], value: Answer) -> Answer:
    """A value with its label, if it has one."""
    if len(words) == 1 and isinstance(value, Group | SetOf | Matrix | Listing) and unit_of(words[0]) is not None:
        msg = f"a unit before what has none: {words[0]!r}"
        raise Unreadable(msg)
    return Relation((Text(words), value), ("=",)) if words else value


def is_copula(cursor: Cursor) -> bool:
    """Whether "is" precedes a value: not before an article, as in "ABCD is a rhombus"."""
    token, after = cursor.token, cursor.peek(1)
    return (
        token.kind in {"word", "text"}
        and token.value.strip() in COPULAS
        and (after.kind in {"number", "mark", "name"} or (after.kind == "letter" and after.value not in {"a", "A"}))
    )


def skip_fillers(cursor: Cursor) -> None:
    """Go on over words that name nothing: `x = about 5`."""
    while (
        cursor.token.kind in {"text", "word"}
        and set(words_in(cursor.token.value)) <= FILLERS
        and not is_product(cursor.token)
    ):
        cursor.remarks.append(cursor.token.value.strip())
        cursor.step()


def money(cursor: Cursor) -> str:
    """The currency that precedes a number, `USD 6`, `Rs. 5`; "" without one."""
    token = cursor.token
    if token.kind == "mark" or token.value.strip() not in BEFORE_NUMBERS:
        return ""
    ahead = 1 + (cursor.peek(1).value == ".")
    if cursor.peek(ahead).kind != "number":
        return ""
    cursor.step(ahead)
    return unit_of(token.value.strip()) or ""
