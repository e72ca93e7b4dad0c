r"""From tokens to an answer: one recursive parser with binding powers (Pratt, 1973).

The whole text is read or none of it: a half-read answer is where false positives come from. What the grammar does
not know raises `Unreadable`; words become `Text`.

    listing   item, item and item               `x=1 or x=2`
    relation  sum < sum = sum                   `0 \le x < 1`
    ratio     sum : sum
    set       sum \cup sum
    sum       product + product, \pm
    product   power * power, / , side by side
    power     atom ^ power, and what follows an atom: ! ' % degrees

The rules down to sets are here, the rest in `expression.py`, `atoms.py` and `commands.py`. The grammar is recursive
(brackets hold listings), and so are these modules: they import each other whole.
"""

from __future__ import annotations

import re
from functools import lru_cache

from verifiers.math.objects import Answer, Listing, Op, Quantity, Ratio, Relation, SetOp, Sym, Text, height
from verifiers.math.reading import atoms
from verifiers.math.reading import expression as pratt
from verifiers.math.reading.cursor import CLOSERS, END, SEPARATORS, SUM, Cursor, as_expression
from verifiers.math.reading.tokens import MAX_CHARACTERS, TooLarge, Unreadable, mend, tokenize
from verifiers.math.reading.words import (
    FILLERS,
    MAX_QUALIFIER,
    binds_only,
    denies,
    is_product,
    text_of_words,
    unit_name,
)

MAX_TOKENS = 4_000
MAX_HEIGHT = 120
"""Of the tree, so terms of a sum; the functions on trees are recursive, with up to four calls a level."""
MAX_KEPT = 250
"""Characters of an answer that is kept for the next time. What is kept in all is so bounded to some 50 MB."""

RELATIONS = {
    "=": "=", "==": "=", ":=": "=", "<": "<", ">": ">", "<=": "<=", ">=": ">=", "!=": "!=", "\\le": "<=", "\\ge": ">=",
    "\\ne": "!=", "\\in": "in", "\\approx": "~", "\\equiv": "mod", "\\notin": "notin", "\\subset": "subset",
    "\\subseteq": "subset", "\\Rightarrow": "=>", "\\to": "->", "\\rightarrow": "->", "\\ll": "<<",
    "\\propto": "propto", "\\perp": "perp", "\\parallel": "parallel", "\\cong": "cong",
}  # fmt: skip
_SETS = {"\\cup": "cup", "\\cap": "cap", "\\setminus": "minus"}

_FINAL = ".;:，。"
_STRIPPED = ' \t\r\n$`"“”*'
_ELLIPSIS = re.compile(r"\.[0-9]+\.{2,}\Z")  # 0.333...
_DIGITS_COMMA = re.compile(r"[0-9],[0-9]")
_OUTER = re.compile(r"\\[(\[](.*)\\[)\]]\Z", re.DOTALL)
_BOXED = re.compile(r"\\(?:boxed|fbox)\s*\{(.*)\}\Z", re.DOTALL)


def read(text: str, *, commas: bool = False) -> Answer:
    """Read an answer.

    commas: read `1,234` as two numbers, which is the other meaning it can have.

    Raises Unreadable when the text is outside the grammar, TooLarge when it is too large.
    """
    if len(text) > MAX_CHARACTERS:
        msg = f"longer than {MAX_CHARACTERS} characters"
        raise TooLarge(msg)
    return _known(text, commas) if len(text) <= MAX_KEPT else _read(text, commas=commas)


@lru_cache(maxsize=2048)
def _known(text: str, commas: bool) -> Answer:  # noqa: FBT001
    """A group of rollouts shares its reference, and often its answers."""
    return _read(text, commas=commas)


def _read(text: str, *, commas: bool) -> Answer:
    stripped = strip(text)
    if stripped.isdecimal() and stripped.isascii():  # as most references are
        return atoms.as_number(stripped)
    stripped = mend(stripped)
    if not stripped:
        msg = "empty"
        raise Unreadable(msg)
    tokens = tokenize(stripped, commas=commas)
    while tokens and tokens[-1].value in {".", ",", ";", ":", "!"} and tokens[-1].kind == "mark":
        if tokens[-1].value == "!" and len(tokens) > 1:  # a factorial
            break
        tokens.pop()
    if not tokens:
        msg = "only punctuation"
        raise Unreadable(msg)
    if len(tokens) > MAX_TOKENS:
        msg = f"more than {MAX_TOKENS} tokens"
        raise TooLarge(msg)
    if len(tokens) == 1 and tokens[0].kind == "number":
        return atoms.as_number(tokens[0].value)
    try:
        answer = whole(Cursor(tokens))
    except TooLarge:
        raise
    except Unreadable:
        if not commas and _DIGITS_COMMA.search(stripped):  # `(1,100]` has two ends
            return _read(text, commas=True)
        words = text_of_words(tokens)
        if words is None:
            raise
        return Text(words)
    if len(tokens) > MAX_HEIGHT and height(answer) > MAX_HEIGHT:
        msg = f"more than {MAX_HEIGHT} operations in a row"
        raise TooLarge(msg)
    return answer


def strip(text: str) -> str:
    """Take off what stands around an answer: blanks, dollars, quotes, asterisks, boxes, final points."""
    while True:
        before = text
        text = text.strip(_STRIPPED)
        if text.endswith("\\"):  # the strip took the dollar or the blank of an escape
            text = before.strip(" \t\r\n")
            return text if text == before else strip(text)
        if text[-1:] in _FINAL and not _ELLIPSIS.search(text):
            text = text.rstrip(_FINAL)
        if text.startswith("\\"):
            for pattern in (_OUTER, _BOXED):
                match = pattern.match(text)
                if match is not None:
                    text = match[1]
        if text == before:
            return text


def whole(cursor: Cursor) -> Answer:
    """The answer that all tokens together are."""
    cursor.accept("=", "\\Rightarrow")  # the end of a line of working
    answer = listing(cursor)
    if cursor.token is not END:
        msg = f"cannot read {cursor.token.value!r}"
        raise Unreadable(msg)
    return answer


def listing(cursor: Cursor) -> Answer:
    """Items between separators, up to a closing bracket or the end."""
    items = [item(cursor)]
    separators: list[str] = []
    while (mark := separator(cursor)) is not None:
        if at_end_of_list(cursor):
            break  # a trailing comma
        separators.append(mark)
        items.append(item(cursor))
    if len(items) == 1:
        return items[0]
    if ";" in separators and len(set(separators)) > 1:
        return Listing(tuple(_grouped(items, separators)), ";")
    return Listing(tuple(items), separators[-1])


def separator(cursor: Cursor) -> str | None:
    """Take separators: a comma and an "and" behind it are one."""
    found = None
    while True:
        token = cursor.token
        if token.kind == "mark" and token.value in SEPARATORS:
            found = found or token.value
        elif token.kind in {"name", "text", "word"}:
            value = token.value.strip().strip(",").strip().lower()
            if value in {"and", "or", "&"}:
                found = value if found in {None, ","} else found
            elif (token.kind == "text" and not value) or token.value == "\\\\":
                found = found or ","
            else:
                return found
        else:
            return found
        cursor.step()


def at_end_of_list(cursor: Cursor) -> bool:
    """Whether nothing follows that a listing could hold."""
    return cursor.token is END or cursor.token.value in CLOSERS


def item(cursor: Cursor) -> Answer:
    """A relation with the words around it: a label before, a unit or a harmless qualifier behind."""
    if cursor.token.kind == "number" and cursor.peek(1).value in _ENDS_NUMBER:  # most items
        return qualified(cursor, pratt.expression(cursor, SUM))
    label(cursor)
    return qualified(cursor, relation(cursor))


_ENDS_NUMBER = frozenset({END.value, ",", ";", ")", "]", "}"})
"""No operator and no factor can follow a number before these."""


def label(cursor: Cursor) -> None:
    """Skip `Paolo:`, `Maximum =`, `Sequence 1:`, "only", "the answer is"."""
    if cursor.token.value in _EVENTS and probability(cursor):
        return
    if cursor.token.kind not in {"text", "word"}:
        return
    start = cursor.position
    seen_word = False
    while True:
        token = cursor.token
        if token.kind in {"text", "word"} and not is_product(token):
            words = token.value.lower().split()
            if denies(word.strip(".,:") for word in words):  # "not: 5"
                break
            if words and all(word.strip(".,:") in FILLERS for word in words):
                cursor.step()
                start = cursor.position
                seen_word = True
                continue
            seen_word = True
            cursor.step()
            if token.value.rstrip().endswith(":"):
                return
        elif token.kind == "number" and seen_word and cursor.peek(1).value == ":":
            cursor.step()
        elif seen_word and token.kind == "mark" and token.value in {":", "="}:
            cursor.step()
            return
        else:
            break
    cursor.go(start)


_EVENTS = frozenset({"P", "\\Pr", "\\mathbb P"})


def probability(cursor: Cursor) -> bool:
    r"""Skip `P(X \ge 2) =`: the event in the brackets is a relation or a condition, and part of a name."""
    if cursor.peek(1).value not in {"(", "["}:
        return False
    depth = 0
    is_event = cursor.token.value != "P"
    for ahead in range(1, MAX_EVENT):
        value = cursor.peek(ahead).value
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(value, 0)
        is_event = is_event or value in RELATIONS or value == "|"
        if depth == 0:
            if is_event and cursor.peek(ahead + 1).value in {"=", "\\approx"}:
                cursor.step(ahead + 2)
                return True
            return False
    return False


MAX_EVENT = 40
"""Tokens of an event."""


def qualified(cursor: Cursor, value: Answer) -> Answer:
    """Read the words behind a value: its unit, or a qualifier that only names its variables."""
    if cursor.token is END or cursor.token.value in CLOSERS:
        return value
    if cursor.token.value == "." and cursor.peek(1).value in CLOSERS | SEPARATORS:
        cursor.step()
    start = cursor.position
    depth = 0
    while cursor.token is not END and (depth or (not at_separator(cursor) and cursor.token.value not in CLOSERS)):
        depth += {"{": 1, "}": -1}.get(cursor.token.value, 0)
        cursor.step()
    tail = cursor.tokens[start : cursor.position]
    if not tail:
        return value
    if isinstance(value, Sym) and value.name in {"a", "A"} and tail[0].kind == "word":  # "a parabola"
        cursor.go(start)
        return value
    if binds_only(tail):
        return value
    if tail[0].value == "(" and tail[-1].value == ")" and binds_only(tail[1:-1]):
        return value
    unit = unit_name(tail)
    if unit is None:
        cursor.go(start)
        return value
    if unit == "%":
        return Op("%", (as_expression(value),))
    if unit == "degree":
        return Op("deg", (as_expression(value),))
    if isinstance(value, Relation):
        *before, last = value.items
        return Relation((*before, Quantity(last, unit)), value.ops)
    return Quantity(value, unit)


def at_separator(cursor: Cursor) -> bool:
    """Whether the next token ends an item. A comma before a qualifier does not: `2t, for all t`."""
    token = cursor.token
    if token.kind == "mark":
        return token.value in SEPARATORS and not (
            token.value == "," and binds_only(cursor.tokens[cursor.position + 1 : cursor.position + 2 + MAX_QUALIFIER])
        )
    return token.kind in {"name", "text", "word"} and token.value.strip().lower() in {"and", "or"}


def relation(cursor: Cursor) -> Answer:
    """A chain of relations, or what stands alone."""
    items = [ratio(cursor)]
    if cursor.token is END:
        return items[0]
    ops: list[str] = []
    while cursor.token.kind in {"mark", "name"} and cursor.token.value in RELATIONS:
        ops.append(RELATIONS[cursor.take().value])
        if ops[-1] == "<" and cursor.accept("="):
            ops[-1] = "<="
        elif ops[-1] == ">" and cursor.accept("="):
            ops[-1] = ">="
        label(cursor)
        items.append(ratio(cursor))
    if not ops and not at_modulus(cursor):
        return items[0]
    if not ops or ops[-1] == "mod" or at_modulus(cursor):
        return congruence(cursor, items, ops)
    return Relation(tuple(items), tuple(ops))


_MODULI = frozenset({"\\pmod", "\\mod", "\\bmod", "mod"})


def at_modulus(cursor: Cursor) -> bool:
    r"""Whether `\pmod 7` or `(mod 7)` follows."""
    return cursor.token.value in _MODULI or (cursor.token.value == "(" and cursor.peek(1).value in _MODULI)


def congruence(cursor: Cursor, items: list[Answer], ops: list[str]) -> Answer:
    r"""`x \equiv 3 \pmod 7`: the modulus is one item more."""
    if cursor.token.value in _MODULI:
        cursor.step()
        modulus = ratio(cursor)
        return Relation((*items, modulus), (*ops, "modulus"))
    if at_modulus(cursor):
        cursor.step(2)
        modulus = ratio(cursor)
        cursor.expect(")")
        return Relation((*items, modulus), (*ops, "modulus"))
    return Relation(tuple(items), tuple(ops))


def ratio(cursor: Cursor) -> Answer:
    """`1:2:3`, or what stands alone."""
    first = sets(cursor)
    if not at_colon(cursor):
        return first
    items = [first]
    while at_colon(cursor):
        cursor.step()
        items.append(sets(cursor))
    return Ratio(tuple(items))


def at_colon(cursor: Cursor) -> bool:
    """Whether a colon follows, or "to" before a number."""
    token = cursor.token
    if token.kind == "mark":
        return token.value == ":"
    return token.kind in {"text", "word"} and token.value.strip() == "to" and cursor.peek(1).kind == "number"


def sets(cursor: Cursor) -> Answer:
    """Sets combined, or what stands alone."""
    left = pratt.expression(cursor, SUM)
    while cursor.token.value in _SETS:
        name = _SETS[cursor.take().value]
        right = pratt.expression(cursor, SUM)
        if isinstance(left, SetOp) and left.name == name == "cup":
            left = SetOp(name, (*left.items, right))
        else:
            left = SetOp(name, (left, right))
    return left


def _grouped(items: list[Answer], separators: list[str]) -> list[Answer]:
    """Semicolons separate groups of items that commas separate."""
    groups: list[list[Answer]] = [[items[0]]]
    for separator, item in zip(separators, items[1:], strict=True):
        if separator == ";":
            groups.append([item])
        else:
            groups[-1].append(item)
    return [group[0] if len(group) == 1 else Listing(tuple(group)) for group in groups]
