"""What LaTeX commands name: fractions, roots, functions, sums, matrices. `named` looks them up in one table."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import accumulate

from verifiers.math.objects import (
    ELLIPSIS,
    Answer,
    Cases,
    Const,
    Expr,
    Group,
    Listing,
    Matrix,
    Num,
    Op,
    Relation,
    SetOf,
    SetOp,
    Sym,
    Text,
    nodes,
    number,
    replace_parts,
    substitute,
    symbols,
)
from verifiers.math.reading import atoms, statements
from verifiers.math.reading import expression as pratt
from verifiers.math.reading import parse as grammar
from verifiers.math.reading.cursor import NEGATION, PRODUCT, SUM, Cursor, as_expression
from verifiers.math.reading.parity import MAX_TOKENS, parity
from verifiers.math.reading.tokens import DECORATIONS, FUNCTIONS, GREEK, Token, Unreadable

_MATRICES = frozenset({"matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix", "array"})
_LINES = frozenset({"cases", "aligned", "align", "gathered", "split", "rcases"})
_ARC = {
    "sin": "arcsin", "cos": "arccos", "tan": "arctan", "cot": "arccot", "sec": "arcsec", "csc": "arccsc",
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "sinh": "arcsinh", "cosh": "arccosh", "tanh": "arctanh",
}  # fmt: skip


def named(cursor: Cursor, token: Token) -> Answer:
    """What a command names. Raises Unreadable for a command that is in no table."""
    bare = token.value[1:]
    rule = _COMMANDS.get(token.value)
    if rule is not None:
        return rule(cursor)
    if bare in FUNCTIONS:
        return function(cursor, bare)
    if bare in GREEK:
        return atoms.symbol(cursor, Token("letter", token.value))
    if bare in DECORATIONS:
        name = f"{token.value} {atoms.argument_text(cursor)}"
        if cursor.token.value == "_" and cursor.token.kind == "mark":
            name = f"{name}_{atoms.subscript(cursor)}"
        return unit_vector(name) or Sym(name)
    if token.value.startswith("\\begin "):
        return environment(cursor, bare[6:])
    msg = f"unknown command {token.value}"
    raise Unreadable(msg)


def unit_vector(name: str) -> Sym | None:
    r"""`\hat{i}` and `\vec{j}` are the unit vectors that are also written bold."""
    mark, _, letter = name.partition(" ")
    letter = letter.removeprefix("\\hat ")  # `\hat{\mathbf{i}}`
    letter = letter.strip("\\math{}")  # also `\hat{\imath}`
    return Sym(f"\\hat {letter}") if mark in {"\\hat", "\\vec"} and letter in {"i", "j", "k"} else None


def signed(cursor: Cursor) -> Answer:
    r"""`\pm a` without a left side."""
    value = pratt.expression(cursor, SUM + 1)
    if isinstance(value, Group) and (value.open, value.close) == ("(", ")"):
        return Listing((value, replace_parts(value, lambda part: Op("neg", (as_expression(part),)))), "or")
    return Op("pm", (number(0), as_expression(value)))


def skipped(cursor: Cursor) -> Answer:
    r"""A sign that changes nothing, as in `\angle ABC`."""
    return pratt.expression(cursor, NEGATION)


def similar(cursor: Cursor) -> Answer:
    r"""`\sim` without a left side: "about" before a number, a negation before a statement, as in `p \to \sim q`."""
    ahead = 0
    while cursor.peek(ahead).value in _OPENERS:
        ahead += 1
    token = cursor.peek(ahead)
    denied = token.kind in {"letter", "word"} or token.value in _DENIED or token.value[1:] in GREEK
    return statements.negation(cursor) if denied and token.value != "\\pi" else skipped(cursor)


_DENIED = frozenset({"\\neg", "\\lnot", "\\sim"})


def figure(cursor: Cursor, sign: str) -> Answer:
    r"""An angle or a triangle by its points, `\angle ABC`, which is `\angle CBA`; a triangle has them in any order."""
    start = cursor.position
    braced = cursor.accept("{")
    points = ""
    while cursor.token.value.isalpha() and cursor.token.value.isupper() and cursor.token.value.isascii():
        points += cursor.take().value
    if len(points) < 2 or (braced and not cursor.accept("}")):
        cursor.go(start)
        return skipped(cursor)
    name = min(points, points[::-1]) if sign == "\\angle" else "".join(sorted(points))
    return Sym(f"{sign} {name}")


def corresponding(tokens: list[Token]) -> tuple[Sym, ...]:
    r"""The triangles of `\triangle ABC \sim \triangle DEF`, whose points correspond: A to D, B to E, C to F.

    The points may be turned in all triangles at once, and the triangles may change places. Empty for other figures.
    """
    sides = re.split(r"\\sim|\\cong", "".join(token.value for token in tokens))
    found = [_TRIANGLE.fullmatch(side) for side in sides]
    triangles = [match.groups() for match in found if match is not None]
    if len(triangles) < len(sides):
        return ()
    first = min(triangles, key=sorted)
    order = sorted(range(3), key=first.__getitem__)
    return tuple(Sym(name) for name in sorted("\\triangle " + "".join(row[k] for k in order) for row in triangles))


_TRIANGLE = re.compile(r"\\triangle\{?" + 3 * r"([A-Z](?:_\{?[0-9]+\}?)?'*)" + r"\}?")


def rounded(cursor: Cursor, name: str, closer: str) -> Answer:
    """What is in floor or ceiling brackets."""
    inner = grammar.relation(cursor)
    cursor.expect(closer)
    return Op(name, (as_expression(inner),))


def angled(cursor: Cursor) -> Answer:
    """A vector in angle brackets."""
    inner = grammar.listing(cursor)
    cursor.expect("\\rangle")
    return Group("(", ")", inner.items) if isinstance(inner, Listing) else inner


def fraction(cursor: Cursor) -> Expr:
    r"""`\frac{a}{b}`, `\frac12`."""
    top, bottom = as_expression(argument(cursor)), as_expression(argument(cursor))
    return derivative(top, bottom) or Op("/", (top, bottom))


def derivative(top: Expr, bottom: Expr) -> Sym | None:
    r"""`\frac{dy}{dx}` as a name: its d is no factor."""
    above, below = _differential(top), _differential(bottom)
    if above is None or not below:
        return None
    mark = "\\partial " if Sym("\\partial") in nodes(top) else "d"
    return Sym(f"{mark}{above}/{mark}{below}")


def _differential(node: Expr) -> str | None:
    """What follows a d, as text; `None` without a d."""
    if node in _D:
        return ""
    if isinstance(node, Op) and node.name == "^" and node.args[0] in _D and isinstance(node.args[1], Num):
        return f"^{node.args[1].value}"
    if not isinstance(node, Op) or node.name != "*" or _differential(node.args[0]) is None:
        return None
    parts = [str(_differential(node.args[0])), *map(_variable, node.args[1:])]
    return "".join(parts) if all(parts[1:]) else None


_D = (Sym("d"), Sym("\\partial"))


def _variable(node: Expr) -> str:
    """A variable and its power as text; "" for anything else."""
    if isinstance(node, Op) and node.name == "^" and isinstance(node.args[0], Sym) and isinstance(node.args[1], Num):
        return f"{node.args[0].name}^{node.args[1].value}"
    return node.name if isinstance(node, Sym) else ""


def argument(cursor: Cursor) -> Answer:
    """A command's argument: braces, or the next symbol or digit, as TeX reads it."""
    token = cursor.token
    if token.value == "{" and token.kind == "mark":
        cursor.step()
        inner = grammar.listing(cursor)
        cursor.expect("}")
        return inner
    if token.kind == "number" and len(token.value) > 1 and token.value.isdigit():
        cursor.put(Token("number", token.value[1:]))
        return number(int(token.value[0]))
    if token.kind == "number":
        cursor.step()
        return atoms.as_number(token.value)
    return atoms.atom(cursor)


def root(cursor: Cursor) -> Answer:
    r"""`\sqrt{x}`, `\sqrt[3]{x}`, `\sqrt12`, which means the root of twelve."""
    index: Expr | None = None
    if cursor.accept("["):
        index = as_expression(pratt.expression(cursor, SUM))
        cursor.expect("]")
    token = cursor.token
    if token.kind == "number":
        cursor.step()
        inner: Answer = atoms.as_number(token.value)
    else:
        inner = argument(cursor)
    if index is None:
        return Op("sqrt", (as_expression(inner),))
    return Op("root", (as_expression(inner), index))


def function(cursor: Cursor, name: str) -> Answer:
    r"""A function with its decorations: `\sin^2 x`, `\log_2 8`, `\tan^{-1} x`, `\max(1, 2)`."""
    base: Expr | None = None
    power: Expr | None = None
    while cursor.token.value in {"^", "_"} and cursor.token.kind == "mark":
        if cursor.take().value == "_":
            base = as_expression(argument_or_numeral(cursor))
        else:
            power = as_expression(argument_or_numeral(cursor)) if cursor.token.value != "-" else pratt.exponent(cursor)
    if name == "binom":
        top = as_expression(argument(cursor))
        return Op("binom", (top, as_expression(argument(cursor))))
    name = _ARC[name] if name in {"asin", "acos", "atan"} else name
    if power == Op("neg", (number(1),)) and name in _ARC:
        name, power = _ARC[name], None
    if name == "det":
        matrix = pratt.expression(cursor, PRODUCT + 1)
        if isinstance(matrix, Matrix):
            return determinant(matrix.rows)
        return Op("det", (as_expression(matrix),))
    if name == "log" and base is not None and power is not None and _ends(cursor):  # `\log_3^{7/3}`
        return Op("log", (power, base))
    start = cursor.position
    given = arguments(cursor)
    if len(given) == 1 and name in _OF_SEVERAL and symbols(given[0]):
        extreme = Sym(f"{_spelled(cursor.tokens[start : cursor.position])}_\\{name}")  # as `f_{\max}`
        return extreme if power is None else Op("^", (extreme, power))
    if name in {"log", "lg"} and base is None and name == "lg":
        base = number(10)
    if base is not None:
        if name not in {"log", "lg"} or len(given) != 1:
            msg = f"a subscript of {name}"
            raise Unreadable(msg)
        name, given = "log", (*given, base)
    if len(given) != 1 and name != "log" and name not in _OF_SEVERAL:
        msg = f"{name} of {len(given)} arguments"
        raise Unreadable(msg)
    if name == "cis":
        given = (Op("*", (Const("i"), *given)),)
    applied = Op(name, given) if name not in {"exp", "cis"} else Op("^", (Const("e"), *given))
    return applied if power is None else Op("^", (applied, power))


_OF_SEVERAL = frozenset({"max", "min", "gcd", "lcm"})
"""Functions of several numbers. Of one thing, as in `\\max f`, they are names that nobody evaluates."""


def _spelled(tokens: list[Token]) -> str:
    """Tokens as they are written, without brackets around all of them."""
    values = [token.value for token in tokens]
    depths = list(accumulate((value in _OPENERS) - (value in _ENDINGS) for value in values))
    around = depths[0] == 1 and depths[-1] == 0 and 0 not in depths[:-1]
    return "".join(values[1:-1] if around else values)


_OPENERS = frozenset({"(", "[", "{", "\\{"})
_ENDINGS = frozenset({")", "]", "}", "\\}"})


def _ends(cursor: Cursor) -> bool:
    return cursor.ends(0) or cursor.token.value in grammar.RELATIONS


def argument_or_numeral(cursor: Cursor) -> Answer:
    """A command's argument, or a whole number without braces."""
    token = cursor.token
    if token.kind == "number":
        cursor.step()
        return atoms.as_number(token.value)
    return argument(cursor)


def arguments(cursor: Cursor) -> tuple[Expr, ...]:
    """The arguments of a function: in brackets, or the factors that follow up to the next function or sign."""
    token = cursor.token
    if token.value in {"(", "[", "{", "\\{"} and token.kind in {"mark", "name"}:
        inner = atoms.atom(cursor)
        if isinstance(inner, Group) and (inner.open, inner.close) not in {("(", ")"), ("[", "]")}:
            msg = "arguments between two kinds of brackets"
            raise Unreadable(msg)
        if isinstance(inner, Group | Listing | SetOf):
            return tuple(as_expression(item) for item in inner.items)
        return (as_expression(inner),)
    negative = cursor.accept("-")
    argument = as_expression(pratt.expression(cursor, PRODUCT + 1))
    while True:
        token = cursor.token
        if (token.kind == "name" and token.value[1:] in FUNCTIONS - {"sqrt"}) or not pratt.starts_factor(
            cursor, argument
        ):
            break
        if token.value == "(":
            break
        argument = Op("*", (argument, as_expression(pratt.expression(cursor, PRODUCT + 1))))
    return (Op("neg", (argument,)) if negative else argument,)


def series(cursor: Cursor, name: str) -> Answer:
    r"""`\sum_{k=1}^{n} k`: the body reaches over the following product."""
    low, high = _bounds(cursor)
    if not isinstance(low, Relation) or low.ops != ("=",) or not isinstance(low.items[0], Sym | Const):
        msg = f"{name} without bounds"
        raise Unreadable(msg)
    variable = Sym(low.items[0].name)
    body = as_expression(pratt.expression(cursor, PRODUCT))
    if isinstance(low.items[0], Const):
        body = as_expression(_released(body, low.items[0]))
    body = as_expression(_indexed(body, variable))
    return Op(name, (variable, as_expression(low.items[1]), as_expression(high), body))


def _bounds(cursor: Cursor) -> tuple[Answer | None, Answer | None]:
    """What is below and above a sign, in either order."""
    low: Answer | None = None
    high: Answer | None = None
    while cursor.token.value in {"_", "^"} and cursor.token.kind == "mark":
        if cursor.take().value == "_":
            low = argument_or_numeral(cursor)
        else:
            high = argument_or_numeral(cursor)
    return low, high


def _indexed(body: Expr, variable: Sym) -> Answer:
    """A body whose names with the index depend on it: `X_i` under a sum over i is no constant."""
    names = [node.name for node in nodes(body) if isinstance(node, Sym) and node.name.endswith(f"_{variable.name}")]
    return substitute(body, {name: Op("call", (Sym(name.removesuffix(variable.name)), variable)) for name in names})


def union(cursor: Cursor, name: str) -> Answer:
    r"""`\bigcup_{k=-\infty}^{\infty} S_k`: the name of its index says nothing; `k \in \mathbb{Z}` are these bounds."""
    low, high = _bounds(cursor)
    index = low.items[0] if isinstance(low, Relation) and len(low.ops) == 1 else None
    if not isinstance(low, Relation) or not isinstance(index, Sym):
        msg = f"\\big{name} without bounds"
        raise Unreadable(msg)
    sign, first = low.ops[0], low.items[1]
    if sign == "in" and first == Sym("\\mathbb Z"):
        sign, first, high = "=", Op("neg", (Const("inf"),)), Const("inf")
    bounds = (first,) if high is None else (first, high)
    body = substitute(pratt.expression(cursor, SUM), {index.name: Sym("\\index")})
    if isinstance(body, SetOf) and len(body.items) == 1 and isinstance(body.items[0], SetOp | Group):
        body = body.items[0]  # braces that only group
    return SetOp(f"big{name} {sign}", (*bounds, body))


def _released(node: Answer, constant: Const) -> Answer:
    """A body in which the letter of a constant is the index: the i of a sum is no imaginary unit."""
    return Sym(constant.name) if node == constant else replace_parts(node, lambda part: _released(part, constant))


def environment(cursor: Cursor, name: str, *, lines: bool = False) -> Answer:
    """A matrix, or the lines of a system.

    lines: whether it is a system whatever its name: a brace precedes it.
    """
    lines = lines or name in _LINES
    rows: list[tuple[Answer, ...]] = []
    row: list[Answer] = []
    while True:
        if cursor.token.value == f"\\end {name}":
            break
        if cursor.token.value == "&" and cursor.accept("&"):
            continue
        if cursor.accept("\\\\"):
            rows.append(tuple(row))
            row = []
            continue
        if cursor.accept("\\hline"):
            continue
        row.append(line(cursor) if lines else grammar.relation(cursor))
        if cursor.token.value not in {"&", "\\\\", f"\\end {name}"}:
            msg = f"cannot read {cursor.token.value!r} in a matrix"
            raise Unreadable(msg)
    cursor.step()
    if row:
        rows.append(tuple(row))
    if lines and len(rows) > 1 and all(len(entries) == 2 for entries in rows):
        return Cases(tuple((entries[0], entries[1]) for entries in rows))
    if lines:
        entries = tuple(entry for entries in rows for entry in entries)
        return entries[0] if len(entries) == 1 else Listing(entries, ";")
    if name not in _MATRICES | {"vmatrix"} or not rows or len({len(line) for line in rows}) != 1:
        msg = f"cannot read {name}"
        raise Unreadable(msg)
    return determinant(tuple(rows)) if name == "vmatrix" else Matrix(tuple(rows))


MAX_DETERMINANT = 4
"""Rows of a determinant that is written out: 24 products."""


def determinant(rows: tuple[tuple[Answer, ...], ...]) -> Expr:
    """A determinant by its first row (Laplace)."""
    if not rows:
        return number(1)
    if len(rows) > MAX_DETERMINANT or len(rows) != len(rows[0]):
        msg = "a determinant that is too large, or of no square"
        raise Unreadable(msg)
    terms: list[Expr] = []
    for place, entry in enumerate(rows[0]):
        minor = determinant(tuple(row[:place] + row[place + 1 :] for row in rows[1:]))
        term = Op("*", (as_expression(entry), minor))
        terms.append(Op("neg", (term,)) if place % 2 else term)
    return Op("+", tuple(terms))


def line(cursor: Cursor) -> Answer:
    """An entry of a system, with the comma behind it."""
    cursor.accept(",")
    while cursor.token.kind in {"text", "word"} and cursor.token.value.strip().lower() in _IF:
        cursor.step()
    if cursor.token.kind in {"text", "word"} and cursor.token.value.strip(" .,").lower() in _ELSE:
        return Text((cursor.take().value.strip(" .,").lower(),))
    end = next((ahead for ahead in range(MAX_TOKENS + 1) if cursor.peek(ahead).value in _CELL_ENDS), 0)
    if (even := parity([cursor.peek(ahead) for ahead in range(end)])) is not None:
        cursor.step(end)
        cursor.accept(",", ".", ";")
        return even
    value = grammar.item(cursor)
    cursor.accept(",", ".", ";")
    return value


_CELL_ENDS = frozenset({"&", "\\\\", ",", ".", ";", *(f"\\end {name}" for name in (*_LINES, "array"))})


_IF = frozenset({"if", "for", "when", "where", "若", "当", "as"})
_ELSE = frozenset({"otherwise", "else", "elsewhere"})


_COMMANDS: dict[str, Callable[[Cursor], Answer]] = {
    "\\frac": fraction,
    "\\sqrt": root,
    "\\pi": lambda _: Const("pi"),
    "\\infty": lambda _: Const("inf"),
    "\\emptyset": lambda _: SetOf(()),
    "\\pm": signed,
    "\\mp": signed,
    "\\sum": lambda cursor: series(cursor, "sum"),
    "\\prod": lambda cursor: series(cursor, "prod"),
    "\\{": lambda cursor: atoms.set_of(cursor),  # noqa: PLW0108 - atoms may still be loading
    "\\lfloor": lambda cursor: rounded(cursor, "floor", "\\rfloor"),
    "\\lceil": lambda cursor: rounded(cursor, "ceil", "\\rceil"),
    "\\langle": angled,
    "\\boxed": argument,
    "\\angle": lambda cursor: figure(cursor, "\\angle"),
    "\\triangle": lambda cursor: figure(cursor, "\\triangle"),
    "\\dots": lambda _: ELLIPSIS,
    **dict.fromkeys(("\\top", "\\intercal"), lambda _: Sym("T")),
    "\\lim": lambda cursor: statements.limit(cursor),  # noqa: PLW0108 - statements may still be loading
    "\\neg": lambda cursor: statements.negation(cursor),  # noqa: PLW0108
    "\\complement": lambda cursor: statements.complement(cursor),  # noqa: PLW0108
    "\\bigcup": lambda cursor: union(cursor, "cup"),
    "\\bigcap": lambda cursor: union(cursor, "cap"),
    **dict.fromkeys(("\\therefore", "\\because", "\\square", "\\approx"), skipped),
    "\\sim": similar,
}
