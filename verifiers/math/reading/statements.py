r"""Statements and what only they contain: quantifiers, negations, limits that are named, complements.

`\forall x \in \mathbb{R}, x^2 \ge 0` says what is bound, then what is said of it; the name of a proposition before it,
`p:`, is a label. A limit left of a sign of equality names the value behind it: `\lim_{n \to \infty} a_n = 2`.
"""

from __future__ import annotations

from verifiers.math.objects import Answer, Op, Quantified, Relation, SetOp, Sym
from verifiers.math.reading import atoms
from verifiers.math.reading import expression as pratt
from verifiers.math.reading import parse as grammar
from verifiers.math.reading.cursor import NEGATION, SUM, Cursor, as_expression
from verifiers.math.reading.tokens import Token, Unreadable

QUANTIFIERS = {"\\forall": "all", "\\exists": "some", "\\nexists": "none"}
_SUCH_THAT = frozenset("such that we have it holds 使得 使 有 都有 恒有 均有".split())
"""Words between what is bound and what is said of it."""


def is_statement(cursor: Cursor) -> bool:
    r"""Whether a quantifier is here, perhaps behind the name of its proposition: `p:`, `\neg p:`."""
    value = cursor.token.value
    if value in QUANTIFIERS:
        return True
    ahead = 1 if value in _NEGATIONS else 0
    if cursor.peek(ahead).kind == "letter" and cursor.peek(ahead + 1).value == ":":
        ahead += 2
    else:
        return False
    return cursor.peek(ahead).value in QUANTIFIERS


_NEGATIONS = frozenset({"\\neg", "\\lnot"})


def statement(cursor: Cursor) -> tuple[tuple[str, ...], Answer]:
    """Read a statement with its quantifiers: the words of its label, and what it says."""
    words: tuple[str, ...] = ()
    if cursor.token.value not in QUANTIFIERS:
        denied = ("not",) if cursor.accept("\\neg", "\\lnot") else ()
        words = (*denied, cursor.take().value)
        cursor.expect(":")
    sign = QUANTIFIERS[cursor.take().value]
    if sign == "some" and cursor.accept("!"):
        sign = "one"
    bound = _bound(cursor)
    _skip_such_that(cursor)
    if grammar.at_end_of_list(cursor):
        msg = "a quantifier that says nothing"
        raise Unreadable(msg)
    return words, Quantified(sign, bound, grammar.listing(cursor))


def _bound(cursor: Cursor) -> Answer:
    r"""What a quantifier binds: `x`, `x \in \mathbb{R}`, `x > 0`."""
    value = grammar.sets(cursor)
    if cursor.token.value not in grammar.RELATIONS or cursor.token.value in {"=", "\\Rightarrow", "\\to"}:
        return value
    sign = grammar.RELATIONS[cursor.take().value]
    return Relation((value, grammar.numbers_set(grammar.sets(cursor), sign)), (sign,))


def _skip_such_that(cursor: Cursor) -> None:
    """Go on over the comma, the colon or the words before what is said."""
    while cursor.accept(",", ":", ";") or _is_such_that(cursor.token):
        if _is_such_that(cursor.token):
            cursor.step()


def _is_such_that(token: Token) -> bool:
    words = token.value.replace(",", " ").replace("，", " ").split()
    return token.kind in {"text", "word"} and _SUCH_THAT.issuperset(words)


def negation(cursor: Cursor) -> Answer:
    r"""`\neg p`."""
    return Op("not", (as_expression(pratt.expression(cursor, NEGATION)),))


def limit(cursor: Cursor) -> Answer:
    r"""`\lim_{x \to a} f(x)` before a sign of equality, where it is a name; elsewhere limits are not evaluated here."""
    msg = "unknown command \\lim"
    if not cursor.accept("_") or not cursor.accept("{"):
        raise Unreadable(msg)
    variable = pratt.expression(cursor, SUM)
    if not isinstance(variable, Sym) or not cursor.accept("\\to", "\\rightarrow", "->"):
        raise Unreadable(msg)
    side = _side(cursor)
    target = as_expression(pratt.expression(cursor, SUM))
    cursor.expect("}")
    body = as_expression(pratt.expression(cursor, SUM))
    if cursor.token.value not in {"=", "\\approx"}:
        raise Unreadable(msg)
    return Op("lim", (variable, target, body, Sym(side)))


def _side(cursor: Cursor) -> str:
    """Take the sign off a target, `0^+` or `0^{-}`: from which side it is reached; "" without one."""
    for sign in "+-":
        for written in (("^", sign, "}"), ("^", "{", sign, "}", "}")):
            for ahead in range(1, MAX_TARGET):
                if all(cursor.peek(ahead + place).value == mark for place, mark in enumerate(written)):
                    start = cursor.position + ahead
                    del cursor.tokens[start : start + len(written) - 1]
                    return sign
    return ""


MAX_TARGET = 20
"""Tokens of what a limit goes to."""


def complement(cursor: Cursor) -> Answer:
    r"""`\complement_U A`: what of U is not in A."""
    universe = Sym(atoms.subscript(cursor)) if cursor.token.value == "_" else Sym("")
    return SetOp("complement", (universe, atoms.atom(cursor)))
