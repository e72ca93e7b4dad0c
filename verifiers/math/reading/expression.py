"""Expressions: sums, products and powers by how tightly their operators bind (Pratt, 1973)."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeGuard

from verifiers.math.objects import (
    EXPRESSIONS,
    Answer,
    Expr,
    Group,
    Matrix,
    Num,
    Op,
    Quantity,
    SetBuilder,
    SetOf,
    SetOp,
    Sym,
    Total,
    replace_parts,
)
from verifiers.math.reading import around, atoms
from verifiers.math.reading import parse as grammar
from verifiers.math.reading.cursor import END, POSTFIX, POWER, PRODUCT, SUM, Cursor, as_expression
from verifiers.math.reading.tokens import DECORATIONS, FACTORS, FUNCTIONS, GREEK, Token, Unreadable
from verifiers.math.reading.vectors import is_vector, vector_product
from verifiers.math.reading.words import ORDINALS, is_letter_between, is_product, is_unit_word

_SUMS = {"+": "+", "-": "-", "\\pm": "pm", "\\mp": "mp"}
_ENDS = frozenset({END.value, "=", "<", ">", ",", ";", ")", "]", "}", "\\}"})
"""What no expression goes on with."""
_PRODUCTS = {"*": "*", "\\cdot": "*", "\\times": "*", "/": "/", "\\div": "div"}


def expression(cursor: Cursor, power: int) -> Answer:
    """Everything that binds at least as tightly as `power`."""
    cursor.depth += 1
    start = cursor.position
    left = atoms.atom(cursor)
    while True:
        token = cursor.token
        if token.value in _ENDS:
            cursor.depth -= 1
            return left
        value = token.value if token.kind in {"mark", "name"} else ""
        if value in _SUMS and power <= SUM:
            cursor.step()
            left = _sum(_SUMS[value], left, expression(cursor, SUM + 1))
        elif (value in _PRODUCTS or (value == ":" and cursor.inside)) and power <= PRODUCT:
            cursor.step()
            value = "\\div" if value == ":" else value
            right = expression(cursor, PRODUCT + 1)
            if value == "\\times" and is_vector(left):  # of `\vec a \times 2\vec b` the 2 belongs to b
                while not is_vector(right) and starts_factor(cursor, right):
                    right = _scaled(as_expression(right), expression(cursor, PRODUCT + 1))
            crossed = vector_product(left, right) if value == "\\times" else None
            left = _product(_PRODUCTS[value], left, right) if crossed is None else crossed
        elif value in {"^", "**"} and power <= POWER:
            cursor.step()
            left = raised(cursor, left)
        elif value == "'" and isinstance(left, Num) and cursor.peek(1).kind == "number":
            return _feet(cursor, left)
        elif value in {"!", "%", "'"} and power <= POSTFIX:
            cursor.step()
            value += "!" if value == "!" and cursor.accept("!") else ""
            left = _postfix(value, left)
        elif value == "_" and isinstance(left, Op) and left.name in {"abs", "call", "*"}:
            left = _extreme(cursor, start)
        elif value == "\\circ" and isinstance(left, Num):  # `30\degree`
            left = raised(cursor, left)
        elif (power <= PRODUCT and isinstance(left, EXPRESSIONS) and value.startswith("\\begin ")) or (
            power <= PRODUCT and isinstance(left, EXPRESSIONS) and starts_factor(cursor, left, in_sum=power == SUM + 1)
        ):
            left = _scaled(left, expression(cursor, PRODUCT + 1))
        elif power <= PRODUCT and isinstance(left, Matrix) and token.value in _BEHIND_MATRIX:
            left = _product("*", left, expression(cursor, PRODUCT + 1))
        else:
            cursor.depth -= 1
            return left


_BEHIND_MATRIX = frozenset({"e", "t", "x", "\\sin", "\\cos"})
"""What a column is multiplied by in the solution of a system; other letters behind it may be a unit."""


def _extreme(cursor: Cursor, start: int) -> Sym:
    r"""A maximum or minimum by its name: `|PC|_{\text{max}}`, `f(x)_{\min}`."""
    spelled = "".join(token.value for token in cursor.tokens[start : cursor.position])
    index = atoms.subscript(cursor).strip("\\")
    if index not in {"max", "min"}:
        msg = f"a subscript {index!r} of an expression"
        raise Unreadable(msg)
    return Sym(f"{spelled}_\\{index}")


def starts_factor(cursor: Cursor, left: Answer, *, in_sum: bool = False) -> bool:
    """Whether the next token begins a factor that is multiplied without a sign.

    in_sum: whether `left` follows a plus or minus; then no unit follows it: `9 + 4 t^2`.
    """
    token = cursor.token
    if token.kind == "letter":
        return not _is_amount(left) or not _stands_alone(cursor, left, in_sum=in_sum)
    if token.kind == "word":
        if _is_amount(left) and (_is_unit(token) or token.value.lower() in ORDINALS or _is_thing(token)):
            return False
        return is_product(token)
    if token.kind == "number":
        return _number_goes_on(cursor, left)
    if token.kind == "name":
        name = token.value[1:]
        if isinstance(left, Num) and token.value in _UNIT_STARTS and around.unit_ahead(cursor):
            return False
        goes_on = token.value == "\\dots" and not isinstance(left, Num)  # `1 \cdot 2 \cdots n`, but no digits
        return goes_on or name in FUNCTIONS or name in GREEK or name in DECORATIONS or token.value in FACTORS
    if token.kind == "mark":
        if token.value in {"(", "["} and around.is_remark(cursor):
            return False
        if token.value == "(":
            return cursor.peek(1).value not in {"mod", "\\mod", "\\bmod"}
        if token.value == "|":
            return not cursor.bars
        return token.value == "{" or (token.value == "[" and cursor.closes_with("]"))
    return False


def _stands_alone(cursor: Cursor, left: Answer, *, in_sum: bool) -> bool:
    """Whether a letter behind an amount is no factor but a unit, or a word between numbers."""
    if cursor.token.glued:
        return isinstance(left, Num) and around.total_ahead(cursor)  # 2h15min
    return is_letter_between(cursor.peek(-1), cursor.token, cursor.peek(1)) or (
        not in_sum and around.unit_ahead(cursor)
    )


_GLUED = frozenset("cm mm km kg mg ml mL kWh cc dm ft lb oz mi yd hr hrs min sec mph kph rad deg".split())
"""Units that are glued to their numbers; of other letters there, such as nm, a product is meant."""


def _is_amount(node: Answer) -> bool:
    """Whether a unit may follow a value: a number, a fraction or a mixed number."""
    if isinstance(node, Op) and node.name in {"/", "mixed", "neg", "*", "^"}:
        return all(map(_is_amount, node.args))
    return isinstance(node, Num)


def _is_thing(token: Token) -> bool:
    """Whether a short word behind a number and a blank is what is counted, and no product of its letters."""
    return not token.glued and token.value in _THINGS


_THINGS = frozenset("dog cat hen cow pig bee ant egg pen toy bag hat car bus key jar van fox bat rat toe kid".split())


def _is_unit(token: Token) -> bool:
    return is_unit_word(token.value) and (not token.glued or token.value in _GLUED or len(token.value) > 3)


def _number_goes_on(cursor: Cursor, left: Answer) -> bool:
    """Whether a number behind a factor is one: `(n-2) 2^n` is a product; `x 2` is nothing that anybody writes."""
    if isinstance(left, Num):
        return cursor.token.value == "10" and cursor.peek(1).value == "^"  # 2.25 10^{-9}
    return cursor.peek(-1).value in {")", "}", "!", "|", "\\dots"} or cursor.peek(-2).value == "^"


_UNIT_STARTS = frozenset({"\\frac", "\\Omega", "\\mu"})
"""Commands that a unit may begin with: `60 \\frac{\\text{km}}{\\text{h}}`, `5 \\mu m`."""


def raised(cursor: Cursor, base: Answer) -> Answer:
    r"""What follows `^`: an exponent, degrees, an ordinal's ending, a prime."""
    token, after = cursor.token, cursor.peek(1)
    if token.value == "\\circ":
        cursor.step()
        return _degrees(cursor, as_expression(base))
    if token.value == "{" and after.value == "\\circ" and cursor.peek(2).value == "}":
        cursor.step(3)
        return _degrees(cursor, as_expression(base))
    if token.value.strip() in ORDINALS and token.kind in {"word", "text"}:
        cursor.step()
        return Quantity(base, "ordinal")
    if token.value == "{" and after.value.strip() in ORDINALS and cursor.peek(2).value == "}":
        cursor.step(3)
        return Quantity(base, "ordinal")
    if token.value == "{" and after.value == "'" and isinstance(base, Sym):
        primes = 0
        cursor.step()
        while cursor.accept("'"):
            primes += 1
        cursor.expect("}")
        return Sym(base.name + "'" * primes)
    if isinstance(base, Matrix | Group) and _transposed(cursor):
        return base if isinstance(base, Group) else Matrix(tuple(zip(*base.rows, strict=True)))
    if isinstance(base, Sym) and cursor.token.kind == "number" and cursor.peek(1).value == "_":  # x^2_1
        power: Expr = atoms.as_number(cursor.take().value)
    else:
        power = exponent(cursor)
    if isinstance(base, Sym) and "_" not in base.name and cursor.token.value == "_" and cursor.token.kind == "mark":
        base = Sym(f"{base.name}_{atoms.subscript(cursor)}")
    return Op("^", (as_expression(base), power))


def _transposed(cursor: Cursor) -> bool:
    r"""Go on over the T of a transpose: `^T`, `^{\top}`."""
    braced = cursor.token.value == "{"
    if cursor.peek(braced).value.strip() not in {"T", "\\top", "t", "\\intercal"}:
        return False
    if braced and cursor.peek(2).value != "}":
        return False
    cursor.step(3 if braced else 1)
    return True


_TEMPERATURES = {"C": "celsius", "F": "fahrenheit"}


def _degrees(cursor: Cursor, base: Expr) -> Answer:
    r"""Degrees with their minutes and seconds, `22^\circ 30'`, or of a thermometer, `25^\circ C`."""
    if cursor.token.value.strip() in _TEMPERATURES and isinstance(base, Num) and cursor.ends(1):
        return Quantity(base, _TEMPERATURES[cursor.take().value.strip()])
    parts: list[Expr] = [base]
    for marks, size in ((1, 60), (2, 3600)):
        length = _primes(cursor, 1)[0]
        if cursor.token.kind == "number" and _primes(cursor, 1)[1] == marks:
            part = atoms.as_number(cursor.take().value)
            cursor.step(length)
            parts.append(Num(part.value / size))
    values = [part.value for part in parts if isinstance(part, Num)]
    whole = Num(sum(values, Fraction(0))) if len(values) == len(parts) > 1 else Op("+", tuple(parts))
    return Op("deg", (base if len(parts) == 1 else whole,))


def _primes(cursor: Cursor, ahead: int) -> tuple[int, int]:
    r"""How many tokens the primes so far ahead take, and how many primes they are: `'`, `''`, `^{\prime}`."""
    first = cursor.peek(ahead).value
    skipped = (first == "^") + (first == "^" and cursor.peek(ahead + 1).value == "{")
    count = 0
    while cursor.peek(ahead + skipped + count).value == "'":
        count += 1
    marks = 2 * (cursor.peek(ahead).value == '"') + count
    return skipped + count + (skipped == 2) + (cursor.peek(ahead).value == '"'), marks


MAX_INCHES = 12


def _feet(cursor: Cursor, feet: Num) -> Total:
    """Feet and inches, `6'2"`; the last mark may be taken for a quote around the answer, and be gone."""
    cursor.step()
    inches = atoms.as_number(cursor.take().value)
    while cursor.accept('"', "'"):
        continue
    if feet.places is not None or inches.value >= MAX_INCHES or not cursor.ends(0):
        msg = "a prime"
        raise Unreadable(msg)
    return Total((Quantity(feet, "foot"), Quantity(inches, "inch")))


def exponent(cursor: Cursor) -> Expr:
    """A single digit in LaTeX's `x^23` would be TeX's reading; people who write it mean 23."""
    negative = False
    while cursor.token.value in {"-", "+"} and cursor.token.kind == "mark":
        negative ^= cursor.take().value == "-"
    inner = as_expression(expression(cursor, POWER))
    return Op("neg", (inner,)) if negative else inner


def _sum(name: str, left: Answer, right: Answer) -> Answer:
    if name in {"+", "-"} and (combined := _combined(left, right, name)) is not None:
        return combined
    if name == "-" and isinstance(left, Sym) and isinstance(right, SetOf):  # `\mathbb{R} - \{1\}`
        return SetOp("minus", (grammar.numbers_set(left, "in"), right))
    if name == "-" and isinstance(left, SetOf | SetBuilder | SetOp | Group) and isinstance(right, SetOf | Group):
        return SetOp("minus", (left, right))
    if isinstance(left, Quantity):
        msg = "a sum of quantities"
        raise Unreadable(msg)
    if name == "-":
        return _joined("+", as_expression(left), Op("neg", (as_expression(right),)))
    return _joined(name, as_expression(left), as_expression(right))


def _combined(left: Answer, right: Answer, sign: str) -> Answer | None:
    """The sum or difference of two vectors or matrices of one size; `None` for other kinds."""
    if isinstance(left, Matrix) and isinstance(right, Matrix):
        if [len(row) for row in left.rows] != [len(row) for row in right.rows]:
            msg = "matrices of two sizes"
            raise Unreadable(msg)
        pairs = zip(left.rows, right.rows, strict=True)
        return Matrix(tuple(tuple(_sum(sign, a, b) for a, b in zip(one, other, strict=True)) for one, other in pairs))
    if _is_vector(left) and _is_vector(right) and len(left.items) == len(right.items):
        return Group("(", ")", tuple(_sum(sign, a, b) for a, b in zip(left.items, right.items, strict=True)))
    return None


def _is_vector(node: Answer) -> TypeGuard[Group]:
    return isinstance(node, Group) and (node.open, node.close) == ("(", ")")


def _joined(name: str, left: Expr, right: Expr) -> Op:
    """An operation; a sum of many terms and a product of many factors are one node each, not a deep tree."""
    if name in {"+", "*"} and isinstance(left, Op) and left.name == name:
        return Op(name, (*left.args, right))
    return Op(name, (left, right))


def _product(name: str, left: Answer, right: Answer) -> Answer:
    if name == "*" and (isinstance(right, Matrix) or _is_vector(right)):
        return _scaled(as_expression(left), right)
    if isinstance(left, Matrix) or _is_vector(left):
        if name == "/":
            return replace_parts(left, lambda entry: Op("/", (as_expression(entry), as_expression(right))))
        return _scaled(as_expression(right), left)
    return _joined(name, as_expression(left), as_expression(right))


def _scaled(factor: Expr, right: Answer) -> Answer:
    """A matrix with a factor before it."""
    if isinstance(right, Matrix) or _is_vector(right):
        return replace_parts(right, lambda entry: Op("*", (factor, as_expression(entry))))
    return _joined("*", factor, as_expression(right))


def _postfix(mark: str, value: Answer) -> Answer:
    if mark == "'":
        msg = "a prime"
        raise Unreadable(msg)
    return Op(mark, (as_expression(value),))
