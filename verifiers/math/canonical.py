r"""One spelling for expressions that are written alike: modulo brackets, signs, order, `.0`, names of units, notation.

`canonical` is a string. Nothing is worked out on the way, so `17+25` and `42` differ; only what changes nothing is
dropped (`+0`, `\cdot 1`, `/1`).

`loose=True` forgets notation too: `\sqrt{x}` is `x^{1/2}`, `\frac{1}{x}` is `x^{-1}`, `3:4` is `3/4`, `\ln` is `\log`.
`cancel=True` drops what is undone on the spot: a factor above and below a bar, a term that is taken away again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple, cast

from verifiers.math.objects import (
    EXPRESSIONS,
    SERIES,
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
    Ratio,
    Relation,
    SetOf,
    SetOp,
    Sym,
    Text,
    children,
    substitute,
    symbols,
)


def canonical(node: Answer, *, loose: bool = False, cancel: bool = False, seen: set[str] | None = None) -> str:
    """The spelling of an answer or of a part of one.

    seen: where there is one, the spelling of every part is added to it.
    """
    return _spelling(*_Speller(loose, cancel, seen).signed(node))


def _spelling(sign: int, key: str) -> str:
    return key if sign > 0 else f"-{key}"


class _Factor(NamedTuple):
    """A factor of a product: a base with an exponent, which may be below the bar."""

    base: str
    above: bool = True
    exponent: str = "1"

    def spelled(self) -> str:
        if self.exponent == "1" and self.above:
            return self.base
        base, exponent = (f"<{part}>" if _OPERATORS.search(part) else part for part in (self.base, self.exponent))
        return f"{base}^{'' if self.above else '-'}{exponent}"


_OPERATORS = re.compile(r"\A[^(|<\[]*[*^]")


_Term = tuple[int, str]
_ONE = "1"
_ZERO = "0"
_WITHOUT_ORDER = frozenset({"max", "min", "gcd", "lcm"})
_FLIPPED = {">": "<", ">=": "<="}


class _Speller:
    """One walk over a tree."""

    def __init__(self, loose: bool, cancel: bool, seen: set[str] | None) -> None:  # noqa: FBT001
        self.loose = loose
        self.cancel = cancel
        self.seen = seen

    def signed(self, node: Answer) -> _Term:
        """The sign of a node, and the spelling of what it precedes."""
        sign, key = self.expression(node) if isinstance(node, EXPRESSIONS) else (1, self.other(node))
        if self.seen is not None:
            self.seen.add(_spelling(sign, key))
        return sign, key

    def spelled(self, node: Answer) -> str:
        return _spelling(*self.signed(node))

    def expression(self, node: Answer) -> _Term:
        if isinstance(node, Num):
            return (-1 if node.value < 0 else 1), str(abs(node.value))
        if not isinstance(node, Op):
            assert isinstance(node, Sym | Const)
            return 1, node.name
        if node.name in {"+", "pm", "mp"}:
            return self.sum(node)
        if node.name == "neg":
            sign, key = self.signed(node.args[0])
            return -sign, key
        if node.name in {"*", "/", "div", "^", "sqrt", "root", "cbrt"}:
            sign, factors = self.factors(node)
            return sign, self.product(factors)
        if node.name == "abs":
            return 1, f"|{self.signed(node.args[0])[1]}|"
        return 1, self.applied(node)

    def applied(self, node: Op) -> str:
        variable = node.args[0]
        if node.name in SERIES and isinstance(variable, Sym):
            _, low, high, body = node.args
            bound = Sym("•" * (1 + max((name.count("•") for name in symbols(body)), default=0)))
            inner = substitute(body, {variable.name: bound})
            node = Op(node.name, (bound, low, high, cast("Expr", inner)))
        args = [self.spelled(part) for part in node.args]
        if node.name in _WITHOUT_ORDER:
            args.sort()
        name = "log" if node.name == "ln" and self.loose else node.name
        return f"{name}({','.join(args)})"

    def sum(self, node: Op) -> _Term:
        """A sum whose terms are in order, the first of them with a plus."""
        terms: list[_Term] = []
        self.terms(node, 1, terms)
        left = sorted((key, sign) for sign, key in terms if key != _ZERO)
        if self.cancel:
            counts: Counter[str] = Counter()
            for key, sign in left:
                counts[key] += sign
            left = [(key, 1 if count > 0 else -1) for key, count in counts.items() for _ in range(abs(count))]
        if len(left) < 2:
            return left[0][::-1] if left else (1, _ZERO)
        first = left[0][1]
        return first, "(" + "".join(f"{'+' if sign == first else '-'}{key}" for key, sign in left) + ")"

    def terms(self, node: Answer, sign: int, terms: list[_Term]) -> None:
        if isinstance(node, Op) and node.name == "+":
            for part in node.args:
                self.terms(part, sign, terms)
        elif isinstance(node, Op) and node.name in {"pm", "mp"}:
            self.terms(node.args[0], sign, terms)
            mark = "±" if (node.name == "pm") == (sign > 0) else "∓"
            terms.append((1, mark + self.spelled(node.args[1])))
        elif isinstance(node, Op) and node.name == "neg":
            self.terms(node.args[0], -sign, terms)
        else:
            own, key = self.signed(node)
            terms.append((own * sign, key))

    def factors(self, node: Answer) -> tuple[int, list[_Factor]]:
        """The sign of a product, and its factors."""
        if not isinstance(node, Op):
            sign, key = self.signed(node)
            return sign, [_Factor(key)]
        if node.name == "neg":
            sign, factors = self.factors(node.args[0])
            return -sign, factors
        if node.name == "*":
            sign, factors = 1, []
            for part in node.args:
                own, more = self.factors(part)
                sign *= own
                factors += more
            return sign, factors
        if node.name in {"/", "div"}:
            return self.quotient(*node.args)
        if node.name == "^":
            return self.power(node.args[0], node.args[1])
        if node.name in {"sqrt", "root", "cbrt"}:
            return self.root(node)
        sign, key = self.signed(node)
        return sign, [_Factor(key)]

    def quotient(self, top: Answer, bottom: Answer) -> tuple[int, list[_Factor]]:
        sign, above = self.factors(top)
        other, below = self.factors(bottom)
        factors = [*above, *(factor._replace(above=not factor.above) for factor in below)]
        if self.loose:
            return sign * other, factors
        left = self.kept(factors)
        over = [factor for factor in left if factor.above]
        under = [factor._replace(above=True) for factor in left if not factor.above]
        return sign * other, [_Factor(f"[{self.product(over)}/{self.product(under)}]")] if under else over

    def power(self, base: Answer, exponent: Answer) -> tuple[int, list[_Factor]]:
        sign, key = self.signed(base)
        value = _fraction(exponent)
        if value == 1:
            return self.factors(base)
        if value is None:
            above, power = self.signed(exponent)
        else:
            self.signed(exponent)
            above, power = (-1 if value < 0 else 1), str(abs(value))
        if sign < 0 and value is not None and value.denominator == 1:
            sign = -1 if value.numerator % 2 else 1
        elif sign < 0:
            sign, key = 1, f"(-{key})"
        if above < 0 and not self.loose:
            above, power = 1, f"-{power}"
        return sign, [_Factor(key, above > 0, power)]

    def root(self, node: Op) -> tuple[int, list[_Factor]]:
        index = _fraction(node.args[1]) if node.name == "root" else Fraction(3 if node.name == "cbrt" else 2)
        inner = self.spelled(node.args[0])
        if not self.loose or not index:
            written = index or self.spelled(node.args[-1])
            return 1, [_Factor(f"root({inner},{written})")]
        sign, factors = self.factors(node.args[0])
        left = self.kept(factors)
        if len(left) == 1 and sign > 0 and (power := _NUMBER.fullmatch(left[0].exponent)):
            return 1, [left[0]._replace(exponent=str(Fraction(power[0]) / index))]
        return 1, [_Factor(inner, exponent=str(1 / index))]

    def kept(self, factors: Iterable[_Factor]) -> list[_Factor]:
        """Factors without ones, and without those that are above and below the bar."""
        left = [factor for factor in factors if factor.base != _ONE]
        if not self.cancel:
            return left
        counts: Counter[tuple[str, str]] = Counter()
        for factor in left:
            counts[factor.base, factor.exponent] += 1 if factor.above else -1
        return [
            _Factor(base, count > 0, exponent) for (base, exponent), count in counts.items() for _ in range(abs(count))
        ]

    def product(self, factors: Iterable[_Factor]) -> str:
        left = self.kept(factors)
        if not left:
            return _ONE
        return left[0].spelled() if len(left) == 1 else "*".join(sorted(factor.spelled() for factor in left))

    def other(self, node: Answer) -> str:
        """What is no expression."""
        if isinstance(node, Quantity):
            return self.spelled(node.value)
        if isinstance(node, Ratio) and len(node.items) == 2 and self.loose:
            sign, factors = self.quotient(*node.items)
            return _spelling(sign, self.product(factors))
        if isinstance(node, Based):
            return f"{node.digits}_{node.base}"
        if isinstance(node, Text):
            return " ".join(node.words)
        if isinstance(node, Relation):
            return self.relation(node)
        parts = [self.spelled(part) for part in children(node)]
        tag = type(node).__name__
        if isinstance(node, Listing | SetOf):
            parts.sort()
            tag = "Listing" if self.loose else tag
        elif isinstance(node, SetOp):
            tag = node.name
            parts = sorted(parts) if node.name in {"cup", "cap"} else parts
        elif isinstance(node, Group):
            tag = node.open + node.close
        elif isinstance(node, Matrix):
            tag = f"Matrix{len(node.rows)}"
        return f"{tag}{{{';'.join(parts)}}}"

    def relation(self, node: Relation) -> str:
        items, ops = [self.spelled(item) for item in node.items], list(node.ops)
        if ops and all(op in _FLIPPED for op in ops):
            items, ops = items[::-1], [_FLIPPED[op] for op in ops[::-1]]
        if set(ops) == {"="}:
            items.sort()
        return "".join(part for pair in zip(items, [*ops, ""], strict=False) for part in pair)


_NUMBER = re.compile(r"[0-9]+(?:/[0-9]+)?")


def _fraction(node: Answer) -> Fraction | None:
    """The value of a numeral or a fraction of two, with its sign; `None` of anything else."""
    if isinstance(node, Num):
        return node.value
    if isinstance(node, Op) and node.name == "neg":
        value = _fraction(node.args[0])
        return None if value is None else -value
    if isinstance(node, Op) and node.name in {"/", "div"}:
        top, bottom = map(_fraction, node.args)
        return top / bottom if top is not None and bottom else None
    return None
