r"""Whether a number is worked out: the one canonical test behind `form="evaluated"` and `form="simplest"`.

A number is a sign before a product of different kinds: at most one numeral above the bar and one below it, at most one
radical, each constant once. So `\frac{17}{25^{-1}}`, `17\sqrt{625}` and `\frac{425\pi}{\pi}` are products in disguise,
which somebody has still to work out, and `\frac{3\sqrt{2}}{4}` is not. Sums and functions of numerals are work left.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import gcd

from verifiers.math.canonical import canonical
from verifiers.math.equality.labels import definition
from verifiers.math.objects import (
    EXPRESSIONS,
    Answer,
    Const,
    Expr,
    Group,
    Listing,
    Matrix,
    Num,
    Op,
    Qualified,
    Quantity,
    Ratio,
    Relation,
    SetBuilder,
    SetOf,
    SetOp,
    Sym,
    Total,
    children,
    nodes,
    symbols,
)

SIGNS = frozenset({"neg", "%", "deg"})
ROOTS = frozenset({"sqrt", "root", "cbrt"})
_AROUND_VALUES = (Quantity, Qualified)
_COLLECTIONS = (Group, Listing, SetOf, SetOp, Matrix, Ratio, Total)
_ZERO, _TEN = Fraction(0), Fraction(10)


def value_of(node: Answer) -> Answer:
    """What an answer gives, without its name and its unit."""
    if isinstance(node, _AROUND_VALUES):
        return value_of(node.value)
    label = definition(node)
    return node if label is None else value_of(label.value)


def leaves(node: Answer) -> list[Answer]:
    """The values that a collection, a condition or an inequality gives; of anything else, itself."""
    if isinstance(node, _COLLECTIONS):
        return [leaf for part in children(node) if not _is_line(part) for leaf in leaves(value_of(part))]
    if isinstance(node, SetBuilder):
        return leaves(value_of(node.condition))
    if isinstance(node, Relation) and not set(node.ops) & {"=", "=>", "->"}:  # an inequality gives its bounds
        return [leaf for part in node.items if not _is_variable(part) for leaf in leaves(part)]
    return [node]


def _is_line(node: Answer) -> bool:
    r"""Whether this is a set that has a sign, which gives no number: the line of `\mathbb{R} \setminus \{1\}`."""
    return isinstance(node, Sym) and node.name.startswith("\\mathbb")


def _is_variable(node: Answer) -> bool:
    return isinstance(node, Sym) or (isinstance(node, Op) and node.name == "abs" and isinstance(node.args[0], Sym))


# -- numerals ---------------------------------------------------------------------------------------------------------


def is_numeral(node: Answer) -> bool:
    """An integer, decimal, fraction, mixed number or power of ten times one, with a sign."""
    if isinstance(node, Num):
        return True
    if isinstance(node, Const):
        return node.name == "inf"
    if not isinstance(node, Op):
        return False
    if node.name in SIGNS or node.name == "mixed":
        return is_numeral(node.args[0])
    if node.name == "/":
        return all(_is_signed(part) for part in node.args)
    return is_scientific(node)


def _is_signed(node: Expr) -> bool:
    if isinstance(node, Op) and node.name == "neg":
        return _is_signed(node.args[0])
    return isinstance(node, Num)


def is_scientific(node: Answer) -> bool:
    r"""`4.5 \times 10^{33}`."""
    if not isinstance(node, Op) or node.name != "*" or len(node.args) != 2 or not _is_signed(node.args[0]):
        return False
    power = node.args[1]
    return isinstance(power, Op) and power.name == "^" and power.args[0] == Num(_TEN) and _is_signed(power.args[1])


# -- worked out -------------------------------------------------------------------------------------------------------


def is_worked_out(node: Answer) -> bool:
    """Whether nobody has still to work this number out."""
    if not isinstance(node, EXPRESSIONS):
        return not isinstance(node, Relation)
    if isinstance(node, Num | Const):
        return True
    if not isinstance(node, Op):
        return False
    if node.name in SIGNS:
        return is_worked_out(node.args[0])
    if node.name == "pm":
        return node.args[0] == Num(_ZERO) and is_worked_out(node.args[1])
    if node.name == "mixed" or is_scientific(node):
        return True
    if node.name in ROOTS | {"^"}:
        return all(is_numeral(part) or _is_real_constant(part) for part in node.args)
    if node.name in {"*", "/"}:
        if _divides_by_fraction(node):
            return False
        factors = list(_factors(node))
        kinds = [_kind(factor) for _, factor in factors]
        numerals = [(above, factor) for (above, factor), kind in zip(factors, kinds, strict=True) if kind == "numeral"]
        tops = sum(above for above, _ in numerals)
        others = [kind for kind in kinds if kind != "numeral"]
        return (
            "" not in kinds
            and tops < 2
            and len(numerals) - tops < 2
            and len(set(others)) == len(others)
            and (len(numerals) < 2 or all(_is_whole(factor) for _, factor in numerals))
        )
    return False


def _divides_by_fraction(node: Op) -> bool:
    r"""Whether there is a fraction below a bar: `\frac{1}{\frac{1}{144}}` is 144 in disguise."""
    return any(
        isinstance(part, Op)
        and part.name == "/"
        and any(isinstance(below, Op) and below.name in {"/", "mixed"} for below in nodes(part.args[1]))
        for part in nodes(node)
    )


def _is_real_constant(node: Answer) -> bool:
    return isinstance(node, Const) and node.name != "i"


def _factors(node: Expr, *, above: bool = True) -> Iterator[tuple[bool, Expr]]:
    """The factors of a product and its fractions, and whether they are above the bar; a one above it is nothing."""
    if isinstance(node, Op) and node.name == "*":
        for part in node.args:
            yield from _factors(part, above=above)
    elif isinstance(node, Op) and node.name == "/":
        top, bottom = node.args
        if not (_is_one(top) and not _is_one(bottom)):
            yield from _factors(top, above=above)
        yield from _factors(bottom, above=not above)
    elif isinstance(node, Op) and node.name == "neg":
        yield from _factors(node.args[0], above=above)
    else:
        yield above, node


def _is_one(node: Expr) -> bool:
    return isinstance(node, Num) and node.value == 1


def _kind(factor: Expr) -> str:
    """What a factor is: a numeral (or a power or root that is one), a radical, a constant; "" for what is no factor."""
    if isinstance(factor, Num):
        return "numeral"
    if isinstance(factor, Const):
        return factor.name if factor.name != "inf" else ""
    if not isinstance(factor, Op):
        return ""
    if factor.name in {"mixed", "%", "deg"}:
        return "numeral" if is_numeral(factor) else ""
    if factor.name in ROOTS:
        return ("numeral" if _is_perfect(factor) else "radical") if all(map(is_numeral, factor.args)) else ""
    if factor.name == "^":
        base, exponent = factor.args
        if not is_numeral(exponent):
            return ""
        if isinstance(base, Const):
            return base.name if base.name not in {"i", "inf"} else ""
        if not is_numeral(base):
            return ""
        if isinstance(exponent, Op) and exponent.name == "neg":
            exponent = exponent.args[0]
        return "numeral" if _is_whole(exponent) else "radical"
    return ""


def _is_whole(factor: Expr) -> bool:
    """A whole number, or a power of one: what a fraction of two numerals is made of."""
    if isinstance(factor, Op) and factor.name == "^":
        base, exponent = factor.args
        return _is_whole(base) and _is_whole(exponent)
    return isinstance(factor, Num) and factor.places is None


def _is_perfect(root: Op) -> bool:
    """Whether a root is a rational number."""
    index = root.args[1] if root.name == "root" else Num(Fraction(3 if root.name == "cbrt" else 2))
    if not isinstance(index, Num) or index.value.denominator != 1 or not 2 <= index.value <= MAX_INDEX:
        return True  # nobody writes it but to hide a number
    inner = root.args[0]
    value = inner.value if isinstance(inner, Num) else None
    if isinstance(inner, Op) and inner.name == "/" and all(isinstance(part, Num) for part in inner.args):
        top, bottom = (part.value for part in inner.args if isinstance(part, Num))
        value = top / bottom if bottom else None
    if value is None:
        return False
    power = int(index.value)
    return all(_integer_root(part, power) ** power == part for part in (value.numerator, value.denominator))


MAX_INDEX = 64
"""Of a root: nobody writes a higher one but to hide a number."""


def _integer_root(value: int, index: int) -> int:
    """The root of a whole number, rounded down (Newton)."""
    if value < 2:
        return value
    guess = 1 << -(-value.bit_length() // index)
    while True:
        better = ((index - 1) * guess + value // guess ** (index - 1)) // index
        if better >= guess:
            return guess
        guess = better


def leaves_arithmetic(answer: Answer) -> bool:
    """Whether an answer has a sum or product of plain numerals: `4 - 3`, `4(1)(-1)`."""
    return any(
        isinstance(node, Op)
        and node.name in {"+", "*"}
        and not is_scientific(node)
        and sum(map(_is_signed, node.args)) > 1
        for node in nodes(answer)
    )


# -- simplest ---------------------------------------------------------------------------------------------------------


def not_simplest(answer: Answer, reference: Answer) -> str | None:
    """What can be simplified in an answer: a fraction, a radical, a power, a ratio, like terms; `None` for nothing.

    Powers of numerals are free where the reference has one: nobody writes out `2^{1009}`.
    """
    if answer == reference:
        return None
    powers = any(isinstance(node, Op) and _is_power(node) for node in nodes(reference))
    for node in nodes(answer):
        if isinstance(node, Ratio) and _common_factor(node.items) != 1:
            return "The answer is a ratio that is not in lowest terms."
        if not isinstance(node, Op):
            continue
        if is_scientific(node):
            return None
        fault = _not_simplest(node)
        if fault is None and node.name == "/" and symbols(node.args[1]) and not _has_letters_below(reference):
            fault = "The answer has a fraction that can be reduced."
        if fault is None and _is_power(node) and not powers:
            fault = "The answer has a power that is still to be worked out."
        if fault is not None:
            return fault
    return None


def _has_letters_below(node: Answer) -> bool:
    """Whether a variable is below a bar, or has a negative exponent."""
    return any(
        isinstance(part, Op)
        and (
            (part.name == "/" and bool(symbols(part.args[1])))
            or (part.name == "^" and bool(symbols(part.args[0])) and isinstance(part.args[1], Op))
        )
        for part in nodes(node)
    )


def _not_simplest(node: Op) -> str | None:
    signed = [isinstance(part, Op) and part.name == "neg" for part in node.args]
    if node.name in {"neg", "/"} and all(signed):
        return "The answer has two signs that make one."
    if node.name in {"/", "*"}:
        return _not_lowest(node)
    if node.name in ROOTS or (node.name == "^" and _kind(node) == "radical"):
        return None if _is_reduced(node) else "The answer has a radical that can be simplified."
    if node.name == "^" and isinstance(node.args[1], Num) and node.args[1].value in {0, 1}:
        return "The answer has a power that is still to be worked out."
    if node.name == "+":
        kinds = [_like(part) for part in node.args]
        if len(set(kinds)) < len(kinds):
            return "The answer has like terms."
    return None


def _is_power(node: Answer) -> bool:
    """A whole power of a numeral."""
    return isinstance(node, Op) and node.name == "^" and is_numeral(node.args[0]) and _kind(node) == "numeral"


def _not_lowest(node: Op) -> str | None:
    factors = list(_factors(node))
    above, below = ([factor for up, factor in factors if up == side] for side in (True, False))
    for side in (above, below):
        if sum(_kind(factor) == "numeral" for factor in side) > 1:
            return "The answer has a product that is still to be worked out."
    if len(above) > 1 and any(map(_is_one, above)):
        return "The answer has a factor of one."
    if sum(_kind(factor) == "radical" for _, factor in factors) > 1:
        return "The answer has radicals that can be put together."
    bases = [base for factor in above if not isinstance(factor, Num) for base in _bases([factor])]
    if len(set(bases)) < len(bases):
        return "The answer has powers that can be put together."
    if not below:
        return None
    if any(isinstance(factor, Num) and factor.value.denominator != 1 for _, factor in factors):
        return "The answer has a decimal in a fraction."
    if any(_is_one(factor) for factor in below):
        return "The answer is a fraction that is not in lowest terms."
    if gcd(_content(above), _content(below)) != 1:
        return "The answer is a fraction that is not in lowest terms."
    if not _bases(above).isdisjoint(_bases(below)):
        return "The answer is a fraction that is not in lowest terms."
    return None


def _bases(factors: list[Expr]) -> set[str]:
    """What factors beside numerals are powers of: x of `x^2`."""
    powers = [factor for factor in factors if not isinstance(factor, Num)]
    return {
        canonical(
            factor.args[0] if isinstance(factor, Op) and factor.name == "^" and _is_whole(factor.args[1]) else factor
        )
        for factor in powers
    }


def _content(factors: list[Expr]) -> int:
    """The whole number by which a product of sums can be divided."""
    content = 1
    for factor in factors:
        terms = factor.args if isinstance(factor, Op) and factor.name == "+" else (factor,)
        content *= gcd(*(_coefficient(term) for term in terms))
    return content


def _coefficient(term: Expr) -> int:
    content = 1
    for above, factor in _factors(term):
        if not above:
            return 1
        if isinstance(factor, Num) and factor.value.denominator == 1:
            content *= factor.value.numerator
    return content


def _like(term: Expr) -> str:
    r"""What a term is a multiple of: `\sqrt2` in `3\sqrt2`, nothing in a numeral."""
    rest = [
        canonical(factor) + ("" if above else "/") for above, factor in _factors(term) if not isinstance(factor, Num)
    ]
    return "*".join(sorted(rest))


def _common_factor(items: tuple[Answer, ...]) -> int:
    """The greatest common divisor of whole numbers; 1 where another kind of item is among them, 0 for a decimal."""
    if not all(isinstance(item, Num) for item in items):
        return 1
    values = [item.value for item in items if isinstance(item, Num)]
    return gcd(*(value.numerator for value in values)) if all(value.denominator == 1 for value in values) else 0


MAX_TRIAL = 10_000
"""Factors of a radicand are looked for up to this."""


def _is_reduced(node: Op) -> bool:
    """Whether a radicand is a whole number without a factor that can be taken out; what is no number is left alone."""
    inner = node.args[0]
    index = 2
    if node.name in {"root", "^", "cbrt"}:
        index = 3 if node.name == "cbrt" else _index(node)
    if not isinstance(inner, Num):
        return not (isinstance(inner, Op) and is_numeral(inner))
    value = inner.value.numerator
    if inner.value.denominator != 1 or index < 2 or value < 2:  # \sqrt1 is 1
        return False
    if any(_integer_root(value, root) ** root == value for root in range(2, index) if index % root == 0):
        return False  # the sixth root of 4 is the third of 2
    factor = 2
    while factor**index <= value and factor <= MAX_TRIAL:
        if value % factor**index == 0:
            return False
        factor += 1
    return True


def _index(node: Op) -> int:
    """The index of a radical: 3 of a cube root and of an exponent 1/3; 0 for another exponent."""
    index = node.args[1]
    if node.name == "^":
        if not (isinstance(index, Op) and index.name == "/" and _is_one(index.args[0])):
            return 0
        index = index.args[1]
    return (
        int(index.value) if isinstance(index, Num) and index.value.denominator == 1 and index.value < MAX_INDEX else 0
    )
