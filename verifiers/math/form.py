"""Whether an answer is worked out. Equivalence is not an answer: `17+25` equals 42, and nobody has added it.

A policy that is trained on equivalence alone learns to box the question. So for a reference that is a numeral the
answer must be a number that nobody has still to work out, and in any form an answer must not repeat an expression
of the prompt.
"""

from __future__ import annotations

import re
from fractions import Fraction
from math import gcd
from typing import Literal

from verifiers.math.equality.labels import definition
from verifiers.math.equality.units import with_unit
from verifiers.math.objects import (
    EXPRESSIONS,
    SERIES,
    Answer,
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
    SetBuilder,
    SetOf,
    SetOp,
    Sym,
    children,
    nodes,
    operations,
    symbols,
)

Form = Literal["evaluated", "simplest", "any"]

_ZERO, _TEN = Fraction(0), Fraction(10)
_COLLECTIONS = (Group, Listing, SetOf, SetOp, Matrix, Ratio)
_SIGNS = frozenset({"neg", "%", "deg"})
# What stands for work still to be done when the reference does not need it.
_COUNTING = frozenset(
    {"!", "!!", "binom", "floor", "ceil", "gcd", "lcm", "max", "min", "sgn", "det", "Re", "Im", "abs"}
)
_FUNCTIONS = frozenset(
    (
        "sin cos tan cot sec csc arcsin arccos arctan arccot arcsec arccsc sinh cosh tanh coth sech csch arcsinh "
        "arccosh arctanh log ln exp"
    ).split()
)


def fault(answer: Answer, reference: Answer, form: Form) -> str | None:
    """Why an answer that equals the reference is not in the form that is asked for; `None` if it is.

    form: "evaluated" wants numbers worked out, "simplest" lowest terms and simplified radicals too, "any" nothing.
    """
    if form == "any":
        return None
    if isinstance(reference, Quantity):
        answer = with_unit(answer)
    answer, reference = _value(answer), _value(reference)
    if is_numeric(reference):
        unsettled = next((leaf for leaf in _leaves(answer) if not _settled(leaf)), None)
        if unsettled is not None:
            return "The answer is still to be worked out."
    else:
        mine = operations(answer) - operations(reference)
        if mine & SERIES:
            return "The answer is a sum or product that is still to be worked out."
        if not symbols(reference) and mine & _COUNTING:
            return "The answer is still to be worked out."
        if not symbols(reference) and mine & _FUNCTIONS and not operations(reference) & _FUNCTIONS:
            return "The answer is a function that is still to be worked out."
    return _not_simplest(answer) if form == "simplest" else None


def is_numeric(reference: Answer) -> bool:
    """Whether a reference is a numeral, or made of numerals alone: `42`, `3/4`, `50%`, `(1, 2)`, `[0, 1)`."""
    return all(isinstance(leaf, EXPRESSIONS) and _is_numeral(leaf) for leaf in _leaves(_value(reference)))


def _value(node: Answer) -> Answer:
    """What an answer gives, without its name and its unit."""
    if isinstance(node, Quantity):
        return _value(node.value)
    label = definition(node)
    return node if label is None else _value(label.value)


def _leaves(node: Answer) -> list[Answer]:
    if isinstance(node, _COLLECTIONS):
        return [leaf for part in children(node) for leaf in _leaves(_value(part))]
    if isinstance(node, SetBuilder):
        return _leaves(_value(node.condition))
    if isinstance(node, Relation) and not set(node.ops) & {"=", "=>", "->"}:  # an inequality gives its bounds
        return [leaf for part in node.items if not _is_variable(part) for leaf in _leaves(part)]
    return [node]


def _is_variable(node: Answer) -> bool:
    return isinstance(node, Sym) or (isinstance(node, Op) and node.name == "abs" and isinstance(node.args[0], Sym))


def _is_numeral(node: Expr) -> bool:
    """An integer, decimal, fraction, mixed number or power of ten times one, with a sign."""
    if isinstance(node, Num):
        return True
    if isinstance(node, Const):
        return node.name == "inf"
    if not isinstance(node, Op):
        return False
    if node.name in _SIGNS or node.name == "mixed":
        return _is_numeral(node.args[0])
    if node.name == "/":
        return all(_is_integer(part) for part in node.args)
    return _is_scientific(node)


def _is_integer(node: Expr) -> bool:
    if isinstance(node, Op) and node.name == "neg":
        return _is_integer(node.args[0])
    return isinstance(node, Num)


def _is_scientific(node: Expr) -> bool:
    r"""`4.5 \times 10^{33}`."""
    if not isinstance(node, Op) or node.name != "*" or len(node.args) != 2 or not _is_integer(node.args[0]):
        return False
    power = node.args[1]
    return isinstance(power, Op) and power.name == "^" and power.args[0] == Num(_TEN) and _is_integer(power.args[1])


def _settled(node: Answer) -> bool:
    """Whether nobody has still to work this number out.

    Numerals, fractions, mixed numbers, radicals, powers, and a constant or radical times a numeral; no sums, no
    products or quotients of numerals, no functions.
    """
    if not isinstance(node, EXPRESSIONS):
        return not isinstance(node, Relation)
    if isinstance(node, Num | Const):
        return True
    if not isinstance(node, Op):
        return False
    if node.name in _SIGNS:
        return _settled(node.args[0])
    if node.name == "mixed" or _is_scientific(node):
        return True
    if node.name == "/":
        return all(_settled(part) and not _contains_fraction(part) for part in node.args)
    if node.name in {"sqrt", "root", "^"}:
        return all(_is_numeral(part) or (isinstance(part, Const) and part.name != "i") for part in node.args)
    if node.name == "pm":
        return node.args[0] == Num(_ZERO) and _settled(node.args[1])
    if node.name == "*":
        factors = _factors(node)
        plain = [part for part in factors if _is_numeral(part) or (isinstance(part, Op) and part.name == "^")]
        return len(plain) <= 1 and all(_settled(part) for part in factors)
    return False


def _contains_fraction(node: Expr) -> bool:
    return any(isinstance(part, Op) and part.name in {"/", "mixed"} for part in nodes(node))


def _factors(node: Expr) -> list[Expr]:
    if isinstance(node, Op) and node.name == "*":
        return [factor for part in node.args for factor in _factors(part)]
    return [node]


def _not_simplest(answer: Answer) -> str | None:
    """The first fraction that can be reduced, or radical that can be simplified."""
    for node in nodes(answer):
        if not isinstance(node, Op):
            continue
        if node.name == "/" and all(_is_integer(part) for part in node.args):
            top, bottom = (part.args[0] if isinstance(part, Op) else part for part in node.args)
            assert isinstance(top, Num)
            assert isinstance(bottom, Num)
            if top.value.denominator != 1 or bottom.value.denominator != 1:
                return "The answer has a decimal in a fraction."
            if bottom.value == 1 or gcd(top.value.numerator, bottom.value.numerator) != 1:
                return "The answer is a fraction that is not in lowest terms."
        if node.name == "sqrt" and not _is_squarefree(node.args[0]):
            return "The answer has a radical that can be simplified."
    return None


MAX_TRIAL = 10_000
"""Square factors are looked for up to the square of this."""


def _is_squarefree(node: Expr) -> bool:
    """Whether a radicand is an integer without a square factor; what is no number is left alone."""
    if not isinstance(node, Num):
        return not (isinstance(node, Op) and _is_numeral(node))
    if node.value.denominator != 1:
        return False
    value = node.value.numerator
    factor = 2
    while factor * factor <= value and factor <= MAX_TRIAL:
        if value % (factor * factor) == 0:
            return False
        factor += 1
    return True


_PLAIN = re.compile(r"\\(?:left|right|displaystyle|limits|,|;|!|:| |quad|qquad)|[\s${}~]")
_MAX_PROMPT = 100_000


def is_echo(text: str, answer: Answer, reference: Answer, prompt: str | None) -> bool:
    """Whether an answer only repeats an expression of the prompt that was to be worked out.

    A number or a name that the prompt happens to mention is no echo, nor is an answer that is the reference itself.
    """
    if not prompt or answer == reference or len(prompt) > _MAX_PROMPT:
        return False
    if not any(isinstance(node, Op) and node.name not in _SIGNS | {"mixed", "call"} for node in nodes(answer)):
        return False
    value, wanted = _value(answer), _value(reference)
    is_division = isinstance(value, Op) and value.name == "/" and isinstance(wanted, Num) and wanted.places is None
    if isinstance(value, EXPRESSIONS) and _is_numeral(value) and not is_division:
        return False
    mine = re.escape(_spelled(text))
    return re.search(rf"(?<![0-9.]){mine}(?![0-9])", _spelled(prompt)) is not None


_FRACTION = re.compile(r"\\[dtc]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_SIGNS_OF_ECHO = str.maketrans({"×": "*", "·": "*", "⋅": "*", "÷": "/", "−": "-"})


def _spelled(text: str) -> str:
    """One spelling for what is written alike: without blanks and braces, with plain signs."""
    text = _FRACTION.sub(r"\1/\2", text.translate(_SIGNS_OF_ECHO))
    for command, sign in (("\\cdot", "*"), ("\\times", "*"), ("\\div", "/")):
        text = text.replace(command, sign)
    return _PLAIN.sub("", text).strip(".")
