"""Atoms of expressions: numerals, symbols, brackets and signs."""

from __future__ import annotations

import re
from fractions import Fraction

from verifiers.math.objects import (
    ELLIPSIS,
    Answer,
    Based,
    Const,
    Expr,
    Group,
    Listing,
    Matrix,
    Num,
    Op,
    Quantity,
    Relation,
    SetBuilder,
    SetOf,
    SetOp,
    Sym,
    number,
    replace_parts,
)
from verifiers.math.reading import calls, commands
from verifiers.math.reading import expression as pratt
from verifiers.math.reading import parse as grammar
from verifiers.math.reading.cursor import END, MAX_DEPTH, NEGATION, SUM, Cursor, as_expression
from verifiers.math.reading.numbers import SMALL
from verifiers.math.reading.tokens import GREEK, Token, TooLarge, Unreadable
from verifiers.math.reading.units import BEFORE_NUMBERS, unit_of
from verifiers.math.reading.words import is_product

MAX_DIGITS = 4_000
MAX_EXPONENT = 400
"""In `1e400`: what a double holds, and more."""
MAX_BASE = 36
MAX_PERIODS = 60
"""Digits before dots in which a period is looked for."""
CONSTANTS = frozenset({"e", "i"})


def atom(cursor: Cursor) -> Answer:
    """A number, a symbol, a function, or something in brackets."""
    cursor.depth += 1
    if cursor.depth > MAX_DEPTH:
        msg = "nested too deeply"
        raise TooLarge(msg)
    token = cursor.token
    cursor.step()
    if token.kind == "number":
        found = numeral(cursor, token)
    elif token.kind == "letter":
        found = symbol(cursor, token)
    elif token.kind == "name":
        found = commands.named(cursor, token)
    elif token.kind == "mark":
        found = marked(cursor, token)
    elif token.value == "Var" and cursor.token.value == "(" and cursor.closes_with(")"):
        found = calls.moment(cursor, token.value)
    elif is_product(token):
        if len(token.value) > 2 and token.value.isupper() and cursor.token.value not in {"^", "_", "("}:
            found = Sym(token.value)  # points or an order of them: CBAD is not ABCD
        else:  # `Cx^2` squares the x alone: the letters become tokens of their own
            cursor.step(-1)
            cursor.put(*(Token("letter", letter) for letter in token.value))
            found = atom(cursor)
    elif token is END:
        msg = "it ends too early"
        raise Unreadable(msg)
    else:
        found = spelled(token)
    cursor.depth -= 1
    return found


def spelled(token: Token) -> Answer:
    """Words where a value should be: numbers to twenty, single letters, whole texts."""
    word = token.value.strip().lower()
    if word in SMALL:
        return number(SMALL[word])
    if len(word) == 1 and word.isalpha():
        name = token.value.strip()
        return Const(name) if name in CONSTANTS else Sym(name)
    msg = f"words: {token.value!r}"
    raise Unreadable(msg)


def numeral(cursor: Cursor, token: Token) -> Answer:
    """A number, with its base or as part of a mixed number."""
    if "." in token.value:
        return repeating(cursor, token.value)
    value = as_number(token.value)
    after = cursor.token
    if after is END or value.places is not None:
        return value
    if after.value == "_":
        return based(cursor, token.value)
    return mixed(cursor, value)


def repeating(cursor: Cursor, written: str) -> Num:
    r"""A decimal, and the digits that repeat for ever: `0.1\overline{6}`, `0.1(6)`, `0.1666...`."""
    first, second, third = cursor.token, cursor.peek(1), cursor.peek(2)
    period = ""
    if first.value in {"\\overline", "\\bar", "\\dot"}:
        start = cursor.position
        while cursor.accept("\\overline", "\\bar", "\\dot"):
            period += argument_text(cursor)
            if cursor.token.kind == "number" and cursor.peek(1).value == "\\dot":
                period += cursor.take().value
        if not period.isdigit():
            cursor.go(start)
            period = ""
    elif (first.value, second.kind, third.value) == ("(", "number", ")") and first.glued:
        if second.value.isdigit():
            cursor.step(3)
            period = second.value
    elif first.value in {"...", "\\dots"}:
        cursor.step()
        match = _THRICE.search(written.partition(".")[2][-MAX_PERIODS:])
        period = match[1] if match is not None and match[1].strip("0") else ""
    value = as_number(written)
    if not period:
        return value
    places = value.places or 0
    tail = Fraction(int(period), (10 ** len(period) - 1) * 10**places)
    return Num(value.value + tail)


def based(cursor: Cursor, digits: str) -> Based:
    r"""The base behind a numeral: `52_8`, `52_{\text{eight}}`."""
    base = subscript(cursor)
    value = SMALL.get(base.lower(), int(base) if base.isascii() and base.isdigit() and len(base) < 3 else 0)
    if not 2 <= value <= MAX_BASE:
        msg = "not a base"
        raise Unreadable(msg)
    return Based(digits, value)


# What follows `\frac` in a mixed number, joined by spaces. We look ahead: to read and go back would double the work at
# each level of nested fractions.
_FRACTION = re.compile(r"[0-9]{2}(?![0-9])|(?:[0-9](?: |(?= \{))|\{ [0-9]+ \} )(?:[0-9]|\{ [0-9]+ \})")


def mixed(cursor: Cursor, whole: Num) -> Answer:
    r"""A mixed number: `1\frac12`, `1 1/2`."""
    first = cursor.token
    if first.value == "\\frac":
        ahead = " ".join(cursor.peek(index).value for index in range(1, 7))
        found = _FRACTION.match(ahead)
        if found and _is_proper(found[0]):
            cursor.step()
            return Op("mixed", (whole, commands.fraction(cursor)))
    elif (
        first.kind == "number"
        and cursor.peek(1).value == "/"
        and (third := cursor.peek(2)).kind == "number"
        and first.value.isdigit()
        and third.value.isdigit()
        and int(first.value[:MAX_DIGITS]) < int(third.value[:MAX_DIGITS])
    ):
        cursor.step(3)
        return Op("mixed", (whole, Op("/", (as_number(first.value), as_number(third.value)))))
    return whole


def _is_proper(written: str) -> bool:
    r"""Whether a fraction is less than one: `17\frac{25}{1}` is no mixed number but a product."""
    digits = re.findall(r"[0-9]+", written)
    top, bottom = digits if len(digits) == 2 else digits[0]
    return len(top) < MAX_DIGITS > len(bottom) and int(top) < int(bottom)


def symbol(cursor: Cursor, token: Token) -> Answer:
    """A letter with its subscript and primes: a variable, a constant, or a function's name."""
    name = token.value
    if name == "\\mathbb R" and cursor.token.value == "_" and (half := beyond(cursor)) is not None:
        return half
    if cursor.token.value == "_" and cursor.token.kind == "mark":
        name = f"{name}_{subscript(cursor)}"
    elif name in CONSTANTS:
        return Const(name)
    elif cursor.token.kind == "number" and _is_index(cursor):
        name = f"{name}_{cursor.take().value}"
    while cursor.token.value == "'" and cursor.token.kind == "mark":
        cursor.step()
        name += "'"
    if name.isupper() and name != "C" and cursor.token.value == "(" and cursor.holds(",", ahead=1):
        return Relation((Sym(name), atom(cursor)), ("=",))  # the point A(1, 2)
    if name.startswith("\\mathbb") and cursor.token.value in {"^", "_", "*"} and (signed := _signed_set(cursor, name)):
        return signed
    if name == "\\mathbb R" and cursor.token.value == "^" and (half := half_line(cursor)) is not None:
        return half
    if name.rstrip("'") in calls.LETTERS:
        if tuple(cursor.peek(ahead).value for ahead in range(5)) == _INVERSE and cursor.peek(5).value == "(":
            cursor.step(5)
            name += "^-1"
        if cursor.token.value == "(":
            return calls.called(cursor, name)
    return Sym(name)


def _is_index(cursor: Cursor) -> bool:
    """Whether a digit follows a letter as its index, as in plain text: `x1`, but neither `x 1` nor `2x3`."""
    before = cursor.peek(-2).kind if cursor.position > 1 else ""
    return cursor.token.glued and len(cursor.token.value) == 1 and before != "number"


_INVERSE = ("^", "{", "-", "1", "}")


def _signed_set(cursor: Cursor, name: str) -> Sym | None:
    r"""A set of numbers with its sign, `\mathbb{N}^*`, `\mathbb{Z}_{+}`; `None` for a power or a half line."""
    if cursor.token.value == "*":
        if not cursor.ends(1):
            return None
        cursor.step()
        return Sym(f"{name}^*")
    braced = cursor.peek(1).value == "{"
    sign = cursor.peek(1 + braced).value
    if sign not in {"+", "-", "*"} or (braced and cursor.peek(3).value != "}") or (name[-1] == "R" and sign != "*"):
        return None
    cursor.step(4 if braced else 2)
    return Sym(f"{name}^{sign}")


def half_line(cursor: Cursor) -> Answer | None:
    r"""`\mathbb{R}^+`, the positive numbers; `None` for another power of the line."""
    braced = cursor.peek(1).value == "{"
    sign = cursor.peek(1 + braced).value
    if sign not in {"+", "-"} or (braced and cursor.peek(3).value != "}"):
        return None
    cursor.step(4 if braced else 2)
    ends: tuple[Expr, Expr] = (number(0), Const("inf")) if sign == "+" else (Op("neg", (Const("inf"),)), number(0))
    return Group("(", ")", ends)


def beyond(cursor: Cursor) -> Answer | None:
    r"""`\mathbb{R}_{>0}` and `\mathbb{R}_{\ge 0}` as half lines; `None` for another index."""
    values = [cursor.peek(ahead).value for ahead in range(1, 5)]
    sign = grammar.RELATIONS.get(values[1])
    if (values[0], *values[2:]) != ("{", "0", "}") or sign not in {"<", ">", "<=", ">="}:
        return None
    cursor.step(5)
    closed = sign.endswith("=")
    if sign[0] == ">":
        return Group("[" if closed else "(", ")", (number(0), Const("inf")))
    return Group("(", "]" if closed else ")", (Op("neg", (Const("inf"),)), number(0)))


def subscript(cursor: Cursor) -> str:
    """The subscript after `_`, as text: it is part of a name."""
    cursor.step()
    if cursor.token.kind == "word" and cursor.peek(1).value == "_":  # `b_nb_n`, as TeX reads it
        cursor.put(*(Token("letter", letter, place > 0) for place, letter in enumerate(cursor.token.value)))
    return argument_text(cursor)


def argument_text(cursor: Cursor) -> str:
    """A command's argument as text."""
    if not cursor.accept("{"):
        return cursor.take().value.strip()
    parts: list[str] = []
    depth = 1
    while depth:
        token = cursor.take()
        if token is END:
            break
        depth += {"{": 1, "}": -1}.get(token.value, 0)
        if depth:
            parts.append(token.value.strip())
    return "".join(parts)


def marked(cursor: Cursor, token: Token) -> Answer:
    """A sign, a bracket, a bar."""
    value = token.value
    if value == "-":
        return _negated(pratt.expression(cursor, NEGATION))
    if value == "+":
        return pratt.expression(cursor, NEGATION)
    if value in {"(", "["}:
        return bracketed(cursor, value)
    if value == "{":
        if cursor.accept("}"):
            return SetOf(()) if cursor.token is END else atom(cursor)
        if (
            (cursor.token.kind == "letter" or cursor.token.value[1:] in GREEK)
            and cursor.peek(1).value in {"|", ":", "\\in"}
            and cursor.holds("|", ":")
        ):
            return set_of(cursor)  # the backslashes of a set were left out
        inner = grammar.listing(cursor)
        if cursor.token.value in {"\\over", "\\choose"}:
            name = "/" if cursor.take().value == "\\over" else "binom"
            inner = Op(name, (as_expression(inner), as_expression(pratt.expression(cursor, SUM))))
        cursor.expect("}")
        if (
            isinstance(inner, Sym)
            and cursor.token.value == "_"
            and cursor.token.kind == "mark"
            and "_" not in inner.name
        ):
            return Sym(f"{inner.name}_{subscript(cursor)}")
        return inner
    if value == "|":
        cursor.bars += 1
        inner = grammar.relation(cursor)
        cursor.bars -= 1
        cursor.expect("|")
        if isinstance(inner, Matrix):
            return commands.determinant(inner.rows)
        if isinstance(inner, SetOp) and all(isinstance(part, Sym) for part in inner.items):  # so many members
            names = [part.name for part in inner.items if isinstance(part, Sym)]
            return Sym(f"|{inner.name} {' '.join(names if inner.name == 'minus' else sorted(names))}|")
        return Op("abs", (as_expression(inner),))
    if value.startswith(".."):
        return ELLIPSIS
    if value in BEFORE_NUMBERS:
        return Quantity(pratt.expression(cursor, NEGATION), unit_of(value) or value)
    msg = f"cannot read {value!r}"
    raise Unreadable(msg)


def bracketed(cursor: Cursor, opener: str) -> Answer:
    """What round or square brackets hold: one value, or the items of a tuple or interval."""
    first = cursor.token
    if first.kind == "number" and cursor.peek(1).value == ")" and cursor.peek(2).value == "_" and first.value.isdigit():
        cursor.step(2)
        return based(cursor, first.value)
    if first.value in calls.MADE_OF and (made := calls.composed(cursor)) is not None:
        return made
    cursor.inside += 1
    bars, cursor.bars = cursor.bars, 0
    inner = grammar.listing(cursor)
    cursor.inside -= 1
    cursor.bars = bars
    closer = cursor.take().value
    if closer not in {")", "]"}:
        if closer == "" and opener == "(" and not isinstance(inner, Listing):
            return inner  # the last bracket was forgotten
        msg = f"{opener} is not closed"
        raise Unreadable(msg)
    if first.kind == "number" and "," in first.value and cursor.token is END and cursor.position == 3:
        msg = "`(1,234)` is a pair"
        raise Unreadable(msg)
    if isinstance(inner, Listing) and (opener, closer) == ("(", ")") and inner.separator not in {",", ";"}:
        return inner  # `(p \\lor q)` is no pair
    if isinstance(inner, Listing):
        return Group(opener, closer, inner.items)
    if opener == "[" and closer == "]" and isinstance(inner, Sym) and cursor.token.value == "_":
        return Sym(f"[{inner.name}]_{subscript(cursor)}")  # the coordinates of a vector
    if (opener == "(" and closer == ")") or (opener == "[" and closer == "]"):
        return inner
    msg = "an interval with one end"
    raise Unreadable(msg)


def set_of(cursor: Cursor) -> Answer:
    r"""`\{1, 2\}`, or `\{x \mid x < 1\}`."""
    if cursor.accept("\\}", "}"):
        return SetOf(())
    if cursor.token.value in {"\\begin array", "\\begin aligned", "\\begin matrix"}:  # a brace before its lines
        return commands.environment(cursor, cursor.take().value[7:], lines=True)
    if not cursor.holds("|", ":", "\\in"):
        return SetOf(_set_items(cursor))
    start = cursor.position
    inside, cursor.inside = cursor.inside, 0
    cursor.bars += 1  # a bar here is "such that"
    element: Answer = pratt.expression(cursor, SUM)
    if cursor.token.value in grammar.RELATIONS and grammar.RELATIONS[cursor.token.value] == "in":
        cursor.step()
        element = Relation((element, grammar.numbers_set(grammar.sets(cursor), "in")), ("in",))
    cursor.bars -= 1
    cursor.inside = inside
    if cursor.accept("|", ":"):
        condition = grammar.listing(cursor)
        close_set(cursor)
        return SetBuilder(element, condition)
    cursor.retry(start)
    return SetOf(_set_items(cursor))


def _set_items(cursor: Cursor) -> tuple[Answer, ...]:
    if "," in cursor.token.value and cursor.token.kind == "number" and cursor.peek(1).value in {"\\}", "}"}:
        msg = "`\\{1,234\\}` has two members"
        raise Unreadable(msg)
    inner = grammar.listing(cursor)
    close_set(cursor)
    return inner.items if isinstance(inner, Listing) else (inner,)


def close_set(cursor: Cursor) -> None:
    """Go on over the end of a set."""
    if not cursor.accept("\\}", "}"):
        msg = "a set is not closed"
        raise Unreadable(msg)


def _negated(value: Answer) -> Answer:
    if isinstance(value, Quantity):
        return replace_parts(value, _negated)
    if isinstance(value, Matrix) or (isinstance(value, Group) and (value.open, value.close) == ("(", ")")):
        return replace_parts(value, _negated)
    return Op("neg", (as_expression(value),))


_SEPARATORS = re.compile(r"[^0-9.eE+-]")
_THRICE = re.compile(r"([0-9]+?)\1\1\Z")
"""Digits behind the point that are there three times before the dots: then they are meant to go on."""


def as_number(text: str) -> Num:
    """A numeral token as a number: separators of thousands dropped, an exponent applied."""
    if text.isdecimal() and len(text) <= MAX_DIGITS:
        return Num(Fraction(int(text)))
    digits = _SEPARATORS.sub("", text)
    mantissa, _, exponent = digits.lower().partition("e")
    whole, point, decimals = mantissa.partition(".")
    if len(mantissa) > MAX_DIGITS or (exponent and abs(int(exponent)) > MAX_EXPONENT):
        msg = f"a number of more than {MAX_DIGITS} digits"
        raise TooLarge(msg)
    value = Fraction(int((whole + decimals) or "0"), 10 ** len(decimals))
    if exponent:
        shift = int(exponent)
        value *= Fraction(10) ** shift
        return Num(value, max(0, len(decimals) - shift))
    return Num(value, len(decimals) if point and decimals else None)
