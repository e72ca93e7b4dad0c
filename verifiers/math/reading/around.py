r"""What follows a value: a unit, a counted noun, a remark, a condition. Before it: `before.py`.

Nothing is dropped for being words. Each word is a part of the tree, or on one of the closed lists of `words.py` of what
cannot change a value; else the answer is not read.

    scale      million, dozen, 万                        multiplies
    unit       `km/h`, "square feet", 千米              from a closed table
    noun       "red pencils"                             plain words only, compared where both sides have one
    remark     "in total", "(about 18.9)"                from a closed list; a value in it is checked
    condition  "for all integers k", `k \in \mathbb{Z}` what it binds must occur, and domains are compared
"""

from __future__ import annotations

import re
from fractions import Fraction

from verifiers.math.objects import (
    Answer,
    Bound,
    Cases,
    Num,
    Op,
    Quantity,
    Ratio,
    Relation,
    Sym,
    Text,
    Total,
    symbols,
)
from verifiers.math.reading import atoms
from verifiers.math.reading import parse as grammar
from verifiers.math.reading.cursor import CLOSERS, END, SEPARATORS, Cursor, as_expression
from verifiers.math.reading.nouns import is_counted, may_be_counted
from verifiers.math.reading.numbers import SCALES, number_of
from verifiers.math.reading.parity import parity
from verifiers.math.reading.tokens import Token, Unreadable
from verifiers.math.reading.units import unit_of
from verifiers.math.reading.words import (
    ADJECTIVES,
    APPROXIMATELY,
    MAX_QUALIFIER,
    REMARKS,
    condition,
    connective,
    counted_up,
    is_product,
    is_unit_word,
    noun_of,
    words_in,
)

MAX_TAIL = 40
"""Tokens of what follows a value. It is looked at from many places, so its length is a factor of the work."""


def behind(cursor: Cursor, value: Answer) -> Answer:
    """Read what follows a value, up to the end of its item; what is not understood is left to be refused."""
    if cursor.token is END or cursor.token.value in CLOSERS:
        return value
    if cursor.token.value == "." and cursor.peek(1).value in CLOSERS | SEPARATORS:
        cursor.step()
    start = cursor.position
    if cursor.peek(1).kind == "letter" and (cursor.token.value == "," or cursor.token.kind in {"text", "word"}):
        rest = cursor.tokens[start + (cursor.token.value == ",") : start + MAX_TAIL]
        if (run := counted_up(rest)) is not None:
            cursor.go(len(cursor.tokens))
            cursor.bounds.append(Bound(*run))
            return value
    tail = _tail(cursor)
    if not tail:
        return value
    if isinstance(value, Sym) and value.name in {"a", "A"} and tail[0].kind == "word":  # "a parabola"
        return value
    bare = tail[1:] if tail[0].value == "," else tail
    bound = condition(bare)
    made = None if bound is None else Bound(*bound)
    if made is None and bare[0].value == "(" and bare[-1].value == ")":
        bound = condition(bare[1:-1])
        made = _restriction(bare[1:-1]) if bound is None else Bound(*bound)
        if bound is None and made is not None and not symbols(value):
            return value  # `1(-1 \le x)`: there is nothing that it restricts
    if made is not None:
        cursor.step(len(tail))
        cursor.bounds.append(made)
        return value
    read = piece(cursor, value, tail) or _with_tail(cursor, value, tail)
    if read is None:
        cursor.go(start)
        return value
    return read


def piece(cursor: Cursor, value: Answer, tail: list[Token]) -> Answer | None:
    """A value with the condition under which it is the answer, `2x if x > 1`; `None` without one."""
    said = tail[0].value.strip(" ,").lower() if tail[0].kind in {"text", "word"} else ""
    if said in _OTHERWISE and len(tail) == 1:
        cursor.step()
        return Cases(((value, Text((said,))),))
    if (even := parity(tail)) is not None:
        cursor.step(len(tail))
        return Cases(((value, even),))
    if said not in _IF:
        return None
    inside = Cursor(tail[1:])
    inside.depth = cursor.depth
    found = grammar.relation(inside)
    if inside.token is not END or not isinstance(found, Relation) or not symbols(found):
        return None
    cursor.step(len(tail))
    return Cases(((value, found),))


def restricted(cursor: Cursor, node: Cases) -> Answer:
    """A single piece as its value with a domain, as in `2x (x > 0)`; beside a constant there is nothing to restrict."""
    value, condition = node.branches[0]
    if not isinstance(condition, Relation) or _INEQUALITIES.isdisjoint(condition.ops):
        return node
    if not symbols(condition) <= symbols(value):
        return node
    cursor.bounds.append(Bound(tuple(sorted(symbols(condition))), (repr(condition),)))
    return value


_IF = frozenset({"if", "for", "when", "where", "若", "当", "wenn", "si", "при", "если"})
_OTHERWISE = frozenset({"otherwise", "else", "elsewhere"})


def _tail(cursor: Cursor) -> list[Token]:
    """The tokens behind a value, up to a separator or a closing bracket that is not theirs."""
    tail: list[Token] = []
    depth = 0
    for ahead in range(MAX_TAIL + 1):
        token = cursor.peek(ahead)
        if token is END or (not depth and (at_separator(cursor, ahead) or token.value in CLOSERS)):
            return tail
        depth += _DEPTHS.get(token.value, 0)
        tail.append(token)
    return []


_DEPTHS = {"{": 1, "}": -1, "(": 1, ")": -1, "[": 1, "]": -1}


def unit_ahead(cursor: Cursor) -> bool:
    r"""Whether all that follows a number is a unit that no product is: `6.5 m/s`, `5 \mu m`, not `5 m`."""
    tail = _tail(cursor)
    if total_ahead(cursor):
        return True
    power = len(tail) > 1 and tail[1].value == "^" and "/" not in {token.value for token in tail}
    lone = bool(tail) and tail[0].kind == "letter" and (len(tail) == 1 or (power and tail[0].value != "m"))
    return bool(tail) and not lone and _unit(tail) is not None


def total_ahead(cursor: Cursor) -> bool:
    """Whether a unit follows, and then another number with its unit: `2 h 15 min`."""
    if cursor.peek(1).kind != "number" and cursor.peek(2).kind != "number":
        return False
    tail = _tail(cursor)
    place = next((place for place, token in enumerate(tail) if token.kind == "number"), 0)
    more = tail[place + 1 :]
    again = next((place for place, token in enumerate(more) if token.kind == "number"), len(more))
    return place > 0 and bool(more[:again]) and _unit(tail[:place]) is not None and _unit(more[:again]) is not None


def is_remark(cursor: Cursor) -> bool:
    r"""Whether brackets behind a value hold words or a condition: `9 (apples)`, "(about 18.9)", `(k \in Z)`."""
    token = cursor.peek(1)
    if token.value == "\\approx" or (token.kind in {"text", "word"} and not is_product(token)):
        return True
    inner = _inside(cursor)
    if not inner:
        return False
    if cursor.peek(-1).kind == "number" and (inner[0].value == "%" or not cursor.token.glued) and _is_compound(inner):
        return True
    if condition(inner) is not None or _restriction(inner) is not None:
        return True
    lone = len(inner) == 1 and (len(token.value) < 3 or token.kind == "letter") and not is_unit_word(token.value)
    return token.kind in {"text", "word"} and not lone and _measured(Num(Fraction(1)), inner) is not None


def _is_compound(tokens: list[Token]) -> bool:
    """Whether tokens are a percent sign, or a unit with a stroke: what no factor in brackets is behind a blank."""
    if [token.value for token in tokens] == ["%"]:
        return True
    return any(token.value == "/" for token in tokens) and _unit(tokens) is not None


def _inside(cursor: Cursor) -> list[Token]:
    """The tokens between the bracket here and its end; none where that is far."""
    depth = 0
    for ahead in range(MAX_TAIL):
        depth += _DEPTHS.get(cursor.peek(ahead).value, 0)
        if depth == 0:
            return cursor.tokens[cursor.position + 1 : cursor.position + ahead]
    return []


def _restriction(inner: list[Token]) -> Bound | None:
    """A domain in brackets: `(x > 0)`."""
    if not any(token.value in _INEQUALITIES for token in inner) or inner[0].kind not in {"letter", "number", "mark"}:
        return None
    inside = Cursor(inner)
    try:
        found = grammar.relation(inside)
    except Unreadable:
        return None
    if inside.token is not END or not isinstance(found, Relation) or not symbols(found):
        return None
    return Bound(tuple(sorted(symbols(found))), (repr(found),))


_INEQUALITIES = frozenset({"<", ">", "\\le", "\\ge", "\\ne", "<=", ">=", "\\in"})


def _with_tail(cursor: Cursor, value: Answer, tail: list[Token]) -> Answer | None:
    """A value with what its tail makes of it; `None` if the tail is not understood."""
    if isinstance(value, Relation):
        *before, last = value.items
        read = _with_tail(cursor, last, tail)
        return None if read is None else Relation((*before, read), value.ops)
    if tail[0].value in _BRACKETS and tail[-1].value == _BRACKETS[tail[0].value]:
        return _remarked(cursor, value, tail)
    # The longest unit that the tail begins with; another quantity may follow it: 5 ft 6 in.
    number = next(
        (place for place, token in enumerate(tail) if token.kind == "number" and place and _unit(tail[:place])), 0
    )
    if number:
        cursor.step(number)
        first = Quantity(value, _unit(tail[:number]) or "")
        lone = _unit(tail[number + 1 :]) if len(tail) == number + 2 else None  # `1 min 5 s`
        if lone is not None:
            cursor.step(2)
        second = grammar.item(cursor) if lone is None else Quantity(atoms.as_number(tail[number].value), lone)
        parts = second.parts if isinstance(second, Total) else (second,)
        if all(isinstance(part, Quantity) for part in parts):
            return Total((first, *parts))
        return None
    read = _measured(value, tail)
    if read is not None:
        cursor.step(len(tail))
        _remember_remarks(cursor, tail, read)
    return read


def _remember_remarks(cursor: Cursor, tail: list[Token], value: Answer) -> None:
    """Keep the words of a tail that are in no tree: "in total", "each"."""
    kept = value.unit.split() if isinstance(value, Quantity) else []
    words = [word for token in tail if token.kind in {"text", "word"} for word in words_in(token.value)]
    said = [word for word in words if word in REMARKS | ADJECTIVES and word not in kept]
    if said:
        cursor.remarks.append(" ".join(said))


_BRACKETS = {"(": ")", "[": "]"}


def _unit(tail: list[Token]) -> str | None:
    r"""The unit that tokens are. None ends in a sign of a calculation: `5 m - 3 m`. `f \circ g` has no degrees."""
    if tail[-1].value in _CALCULATES or (tail[0].value == "\\circ" and len(tail) > 1):
        return None
    return unit_of(_spelled(tail))


_CALCULATES = frozenset({"-", "*", "/", "\\cdot", "\\times"})


def _spelled(tail: list[Token]) -> str:
    r"""The tokens as one text for the table of units: `\frac{\text{km}}{\text{h}}` is km / h."""
    text = " ".join(token.value for token in tail)
    if tail[0].value == "\\frac":
        text = re.sub(r"\}\s*\{", " / ", text.removeprefix("\\frac"))
    if "\\Omega" in text:
        text = _OHMS.sub(r"\1Ω", text)
    return text.replace("^ \\circ", "°").replace("\\circ", "°")


_OHMS = re.compile(r"(?<![A-Za-z\\])([kMGm]) \\Omega")
"""A prefix of ohms."""


def _measured(value: Answer, tail: list[Token]) -> Answer | None:
    """A value with its scale words, unit or noun."""
    if isinstance(value, Ratio | Num):
        made = _counted_on(value, tail)
        if made is not None:
            return made
    unit = _unit(tail)
    if unit is not None:
        return with_unit(value, unit)
    if not all(token.kind in {"text", "word"} or token.value in _IN_WORDS for token in tail):
        return None
    words = [word for token in tail for word in words_in(token.value.replace("/", " per "), case=True)]
    if isinstance(value, Num) and len(tail) == 1 and tail[0].value.strip().startswith("("):  # `6 \text{ (six)}`
        again = number_of([part for word in words for part in word.lower().split("-")])
        if again is not None:
            return Relation((value, Num(again)), ("=",))
    scaled = _scaled(value, words)
    if scaled is None:
        return None
    value, words = scaled
    if not words or all(word.lower() in REMARKS for word in words):
        return value
    return _counted(value, words)


def _counted_on(value: Ratio | Num, tail: list[Token]) -> Answer | None:
    """A number that goes on in words: `5:04 a.m.`, `7 and a half`, `2 thirds`, `1 out of 6`; `None` for other words."""
    if not all(token.kind != "mark" or token.value in _IN_WORDS for token in tail):
        return None
    lower = [word for token in tail for word in words_in(token.value)]
    half = _HALVES.get(" ".join(lower).replace(".", ""))
    if half is not None and (isinstance(value, Ratio) or tail[0].value.strip() != "Pm"):  # 5 Pm are petameters
        return Quantity(value, half)
    if not isinstance(value, Num) or value.places is not None:
        return None
    if value.value == 12 and lower in (["noon"], ["midnight"]):
        return Text(tuple(lower))
    if lower[:2] == ["out", "of"] and tail[-1].kind == "number" and len(lower) == 3:
        return Op("/", (value, atoms.as_number(tail[-1].value)))
    joined = lower[:1] == ["and"]
    part = number_of(lower[1:] if joined else ["one", *lower])
    if part is None or not 0 < part < 1:
        return None
    return Num(value.value + part) if joined else Op("/", (value, Num(1 / part)))


def _counted(value: Answer, words: list[str]) -> Answer | None:
    """A value with the unit or the noun that words are."""
    for size in range(len(words), 0, -1):
        unit = unit_of(" ".join(words[:size]))
        if unit is None:
            continue
        if all(word.lower() in REMARKS | ADJECTIVES for word in words[size:]):  # 6 feet tall
            return with_unit(value, unit)
        if words[size].lower() in {"of", "de"} and (noun := noun_of(words[size + 1 :])):  # 5 cups of flour
            return Quantity(with_unit(value, unit), noun, may_be_counted(words[size + 1 :]))
    noun = noun_of(words)
    return None if noun is None else Quantity(value, noun, is_counted(words, one=_is_one(value)))


def _is_one(value: Answer) -> bool:
    """Whether a number has a singular behind it: 1 guest, half a pizza."""
    if isinstance(value, Op) and value.name in {"/", "mixed"}:
        return all(isinstance(part, Num) for part in value.args)
    return isinstance(value, Num) and abs(value.value) <= 1


_IN_WORDS = frozenset({",", ".", "'", "-", "~", "{", "}", "/", "?", "and", "a"})
_HALVES = {
    "am": "am", "a m": "am", "pm": "pm", "p m": "pm", "o'clock": "o'clock", "o clock": "o'clock",
    **{f"{clock}in the {part}": half for clock in ("", "o'clock ")
       for part, half in (("morning", "am"), ("afternoon", "pm"), ("evening", "pm"))},
    **{f"o'clock {half}": half for half in ("am", "pm")},
}  # fmt: skip


def _scaled(value: Answer, words: list[str]) -> tuple[Answer, list[str]] | None:
    """A number times its scale words, and the words behind them; `None` where what is scaled is no number."""
    factor = 1
    while words:
        first = words[0]
        size = next((size for size in (2, 1) if not first.isascii() and first[:size] in SCALES), 0)
        if first.lower() in SCALES:
            factor *= SCALES[first.lower()]
            words = words[1:]
        elif size and (len(first) == size or first not in _WHOLE_WORDS):
            factor *= SCALES[first[:size]]
            words = [first[size:], *words[1:]] if first[size:] else words[1:]
        else:
            break
    if factor == 1:
        return value, words
    if words[:1] and words[0].lower() in {"of", "de"}:
        words = words[1:]
    if isinstance(value, Quantity) and value.unit in {"$", "€", "£"}:
        inner = _scaled(value.value, [])
        return (
            None
            if inner is None
            else (Quantity(Op("*", (as_expression(value.value), Num(Fraction(factor)))), value.unit), words)
        )
    if isinstance(value, Num):
        shift = len(str(factor)) - 1
        places = value.places if factor == 1 or value.places is None else max(0, value.places - shift) or None
        return Num(value.value * factor, places), words
    if isinstance(value, Op) and value.name in {"neg", "/", "mixed"}:
        return Op("*", (value, Num(Fraction(factor)))), words
    return None


_WHOLE_WORDS = frozenset({"千米", "千克", "百分", "千瓦", "百分之", "千焦", "千帕"})
"""Begin with a scale, and are units."""


def with_unit(value: Answer, unit: str) -> Answer:
    """A value with a unit: percent and degrees are operations on their number."""
    if unit == "%":
        return Op("%", (as_expression(value),))
    if unit == "degree":
        return Op("deg", (as_expression(value),))
    return Quantity(value, unit)


def _remarked(cursor: Cursor, value: Answer, tail: list[Token]) -> Answer | None:
    """A value with brackets behind it: `9 (apples)`, `6 [cm]`, `6 (six)`, "(about 18.9)"."""
    inner = tail[1:-1]
    if not inner:
        return None
    coins = len(inner) == 1 and inner[0].value.strip() in {"quarter", "quarters"}
    read = Quantity(value, "quarter") if coins else _measured(value, inner)
    if read is not None:
        cursor.step(len(tail))
        return read
    words = [word for token in inner if token.kind in {"text", "word"} for word in words_in(token.value)]
    again = number_of([part for word in words for part in word.split("-")])
    if again is not None and len(words) >= sum(token.value not in {"-", ","} for token in inner):
        cursor.step(len(tail))
        return Relation((value, Num(again)), ("=",))
    inside = Cursor([token for token in inner if token.value.strip().lower() not in APPROXIMATELY])
    inside.depth = cursor.depth
    approximate = len(inside.tokens) < len(inner) or inner[0].value == "\\approx"
    if inside.token.value in {"\\approx", "="}:
        inside.step()
    elif not approximate:
        return None
    restated = grammar.item(inside)
    if inside.token is not END:
        return None
    cursor.step(len(tail))
    return Relation((value, restated), ("~" if approximate else "=",))


def at_separator(cursor: Cursor, ahead: int = 0) -> bool:
    """Whether the next token ends an item. A comma before a condition does not: `2t, for all t`."""
    token = cursor.peek(ahead)
    if token.kind == "mark":
        place = cursor.position + ahead
        if token.value != ",":
            return token.value in SEPARATORS
        behind = cursor.tokens[place + 1 : place + 2 + MAX_QUALIFIER]
        if len(behind) > 2 and (behind[0].value, behind[-1].value) == ("(", ")"):
            behind = behind[1:-1]
        return condition(behind) is None
    return connective(token) is not None and not fraction_follows(cursor, ahead)


def fraction_follows(cursor: Cursor, ahead: int) -> bool:
    """Whether an "and" joins a fraction to its whole number, as in `7 and a half`."""
    if cursor.peek(ahead).value.strip() != "and" or cursor.peek(ahead - 1).kind != "number":
        return False
    words = []
    for place in range(ahead + 1, ahead + 4):
        token = cursor.peek(place)
        if token is END or token.kind not in {"word", "text", "letter"}:
            break
        words += words_in(token.value)
    part = number_of(words)
    return part is not None and 0 < part < 1


def binds(bound: Bound, answer: Answer) -> bool:
    """Whether a condition speaks of the answer: its names occur there."""
    names = symbols(answer)
    return not names or set(bound.names) <= names
