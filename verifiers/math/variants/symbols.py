r"""Equations and expressions, rewritten as text: a term moves, a `\cdot` appears, a radicand changes.

Each rule looks for what would make it wrong (a sum without parentheses, a `\binom`, a constant of integration) and
then does nothing.
"""

from __future__ import annotations

import random
import re
from fractions import Fraction
from typing import NamedTuple

from verifiers.math.variants.latex import (
    COMMANDS,
    Pairs,
    balanced,
    fresh_name,
    is_expression,
    join,
    negated,
    split_top,
    terms,
    without_left_right,
)
from verifiers.math.variants.numerals import miss_numeral, read_number, respell_numeral
from verifiers.math.variants.polynomials import miss_polynomial, respell_polynomial


class Equation(NamedTuple):
    """The two sides of an equation."""

    left: str
    right: str


_LOOSE_FUNCTION = re.compile(
    r"\\(?:arc)?(?:sin|cos|tan|sec|csc|cot|log|ln)(?![a-z])"
    r"(?!(?:_\{?\w+\}?)?(?:\^\{?-?\w+\}?)?\s*(?:\\left\s*)?\()"
)


def read_equation(text: str) -> Equation | None:
    """Read an equation whose two sides are surely expressions."""
    sides = split_top(text, r"=")
    if len(sides) != 2 or re.search(r"[!<>:]\s*=", text) or not all(is_expression(side) for side in sides):
        return None
    return Equation(*sides)


def _is_name(side: str) -> bool:
    return re.fullmatch(r"[A-Za-z]{1,2}(?:_\{?\w+\}?)?'?|[a-zA-Z]\([a-z](?:,\s*[a-z])*\)", side) is not None


def respell_equation(equation: Equation, rng: random.Random) -> Pairs:
    """Swap, move and scale the sides; a name that only labels a number goes."""
    left, right = equation
    # `3(x) = 3(5)` says no more than `x = 5`, but it is not solved: only what relates unknowns is scaled.
    solved = _is_name(left) and re.search(r"[A-Za-z]", re.sub(r"\\[a-zA-Z]+", "", right)) is None
    unknowns = re.search(r"[a-z]", re.sub(r"\\[a-zA-Z]+", "", left + right))
    plain = not solved and unknowns and re.search(r"[A-Za-z]\(|[A-Z]{2}|\\infty", left + right) is None
    yield f"{left}={right}", "no spaces"
    if re.search(r"[A-Za-z]{2}|[A-Za-z]\(", left) is None:
        yield f"{right} = {left}", "sides swapped"
    if plain and not _has_constant(left + right):
        times = rng.randint(2, 5)
        yield f"{times}({left}) = {times}({right})", "scaled"
        yield f"-({left}) = -({right})", "negated"
        if right != "0":
            yield f"{left} - ({right}) = 0", "one side"
    if _is_name(left) and read_number(right):
        yield right, "name dropped"
    elif read_expression(right):
        yield from ((f"{left} = {text}", f"right side: {rule}") for text, rule in respell_expression(right, rng))


def miss_equation(equation: Equation, rng: random.Random) -> Pairs:
    """Change a constant, a sign, a side."""
    left, right = equation
    if _has_constant(left + right):
        return
    if right.strip() == "0":
        yield f"{left} = 1", "right side: 1 for 0"
        if len(terms(left)) > 1:
            signed = terms(left)
            yield f"{join([*signed[:-1], *negated(signed[-1:])])} = 0", "left side: sign of a term"
        return
    yield f"{left} = {right} + 1", "right side: one more"
    yield f"{left} = -({right})", "right side: negated"
    pair = miss_term(right, rng)
    if pair and not re.search(r"\^", right):
        yield f"{left} = {pair[0]}", f"right side: {pair[1]}"
    if not _is_name(left) and len(terms(left)) > 1:
        signed = terms(left)
        yield f"{join([*signed[:-1], *negated(signed[-1:])])} = {right}", "left side: sign of a term"
    if _is_name(left) and len(right) > 2 and not read_number(right):
        yield left, "name only"


def _has_constant(text: str) -> bool:
    """Whether a constant of integration, or a family over the integers, may swallow a change."""
    return re.search(r"[cCkK](?![a-zA-Z])(?!_)", re.sub(r"\\[a-zA-Z]+", " ", text)) is not None or (
        r"\pi" in text and re.search(r"(?<![a-zA-Z\\])[nm](?![a-zA-Z])", text) is not None
    )


def read_expression(text: str) -> str | None:
    """Read an expression in symbols; a bare numeral is none."""
    return (
        text if is_expression(text) and "infty" not in text and re.search(r"[A-Za-z\\^!]|\d\s*[-+*/]", text) else None
    )


def respell_expression(text: str, rng: random.Random) -> Pairs:
    """Move terms, show products, write radicals, powers and fractions otherwise."""
    signed = terms(text)
    if len(signed) > 1:
        yield join(signed[::-1]), "terms reversed"
        yield join(rng.sample(signed, len(signed))), "terms shuffled"
        yield f"-({join(negated(signed))})", "minus taken out"
    yield f"({text})", "parentheses"
    yield rf"\left({without_left_right(text)}\right)", "large parentheses"
    if not _LOOSE_FUNCTION.search(text) and not re.search(r"frac\s*\d|/\s*\w+[a-zA-Z\\(]|[\^_]\{?\d+[a-zA-Z(]", text):
        factor = r"(?<![\d.\\a-zA-Z])(\d+)\s*(?=[a-zA-Z(]|\\pi(?![a-z])|\\sqrt)"
        yield re.sub(factor, r"\1 \\cdot ", text), "cdot"
        yield re.sub(factor, r"\1*", text), "asterisk"
        yield re.sub(factor, r"\1 \\times ", text), "times"
    yield re.sub(r"\^(\d)(?!\d)", r"^{\1}", text), "braced power"
    yield re.sub(r"\^\{(\d)\}(?!\d)", r"^\1", text), "bare power"
    yield re.sub(r"(?<=[a-z)])\^(?:\{([23])\}|([23]))(?!\d)", _superscript, text), "Unicode power"
    yield (
        re.sub(r"\\sqrt\{(\w)\}(?!\w)", r"\\sqrt\1" if re.search(r"\\sqrt\{\d", text) else r"\\sqrt \1", text),
        "bare root",
    )
    yield re.sub(r"\\sqrt\{(\d+|[a-z])\}", r"√\1", text) if not re.search(r"\}\d", text) else text, "Unicode root"
    yield re.sub(r"\\sqrt\{(\d+|[a-z])\}(?!\^)", r"\1^{1/2}", text) if _lone_roots(text) else text, "root as a power"
    yield re.sub(r"\\sqrt\[(\d)\]\{(\d+|[a-z])\}(?!\^)", r"{\2}^{1/\1}", text), "root as a power"
    yield from _rationalised(text)
    yield from _fractions(text)
    yield from respell_polynomial(text)
    if not re.search(r"[A-Za-z]\(", re.sub(COMMANDS, " ", text)):
        times = rng.randint(2, 5)
        yield rf"\frac{{{times}({text})}}{{{times}}}", "unreduced"


def _superscript(match: re.Match[str]) -> str:
    return "²" if "2" in match[0] else "³"


def _lone_roots(text: str) -> bool:
    r"""Whether no digit precedes a root: `2\sqrt{3}` would become `23^{1/2}`."""
    return re.search(r"[\w}]\s*\\sqrt\{(?:\d|[a-z])", text) is None


def _rationalised(text: str) -> Pairs:
    match = re.fullmatch(r"(-?)\\[dt]?frac\{(\d*)\\sqrt\{(\d+)\}\}\{(\d+)\}", text)
    if match:
        sign, times, root, below = match[1], int(match[2] or 1), int(match[3]), int(match[4])
        ratio = Fraction(times * root, below)
        under = rf"{ratio.denominator}\sqrt{{{root}}}" if ratio.denominator > 1 else rf"\sqrt{{{root}}}"
        yield rf"{sign}\frac{{{ratio.numerator}}}{{{under}}}", "root below"
        yield rf"{sign}\sqrt{{\frac{{{times**2 * root}}}{{{below**2}}}}}", "all under the root"
    match = re.fullmatch(r"(-?)\\[dt]?frac\{(\d+)\}\{(\d*)\\sqrt\{(\d+)\}\}", text)
    if match:
        below = int(match[3] or 1) * int(match[4])
        factor = "" if match[2] == "1" else match[2]
        yield rf"{match[1]}\frac{{{factor}\sqrt{{{match[4]}}}}}{{{below}}}", "root above"
    match = re.fullmatch(r"(-?)(\d+)\\sqrt\{?(\d+)\}?", text)
    if match and ("{" in text or len(match[3]) == 1):
        yield rf"{match[1]}\sqrt{{{int(match[2]) ** 2 * int(match[3])}}}", "under the root"
        yield rf"{match[1]}\sqrt{{{match[3]}}} \cdot {match[2]}", "factor behind"


def _fractions(text: str) -> Pairs:
    match = re.fullmatch(r"(-?)\\[dt]?frac\{(.*)\}", text)
    above, closed, below = match[2].partition("}{") if match else ("", "", "")
    if not match or not closed or not balanced(above) or not balanced(below):
        return
    sign = match[1]
    yield f"{sign}({above})/({below})", "slash"
    yield rf"{sign}\frac{{1}}{{{below}}} \cdot ({above})", "factor in front"
    signed = terms(above)
    if len(signed) > 1 and not sign:
        yield join([rf"{term[0]}\frac{{{term[1:].strip()}}}{{{below}}}" for term in signed]), "fraction split"
        yield rf"-\frac{{{join(negated(signed))}}}{{{below}}}", "minus taken out"
        yield rf"\frac{{{join(signed[::-1])}}}{{{below}}}", "terms reversed above"
    times = re.fullmatch(r"(\d*)\\pi", above)
    if times:
        yield rf"{sign}\frac{{{times[1] or 1}}}{{{below}}}\pi", "pi behind"


def miss_expression(text: str, rng: random.Random) -> Pairs:
    """Change a number, a sign, a power, a root, a variable."""
    if _has_constant(text) or re.search(r"(?<![\d.])0(?![\d.])", text):
        return
    yield f"{text} + 1", "one more"
    yield f"-({text})", "negated"
    yield f"2({text})", "doubled"
    yield from miss_polynomial(text)
    signed = terms(text)
    if len(signed) > 1:
        at = rng.randrange(1, len(signed))
        yield join([*signed[:at], *negated([signed[at]]), *signed[at + 1 :]]), "sign of a term"
        yield join([*signed[:at], *signed[at + 1 :]]), "a term dropped"
    # Sines have periods, `\binom` is symmetric (and no command that is known here), powers of 1 are all the same.
    if not (r"\pi" in text and re.search(r"\\(?:sin|cos|tan|sec|csc|cot)", text)):
        literals = [match for match in re.finditer(r"(?<![\d._])\d+(?![\d.])", text) if _may_change(text, match)]
        if literals:
            match = rng.choice(literals)
            yield f"{text[: match.start()]}{int(match[0]) + 1}{text[match.end() :]}", "a number one more"
    if re.search(r"\\sqrt\{(?!1\})", text) and "+" not in text and "-" not in text:
        yield text.replace(r"\sqrt{", r"\sqrt[3]{", 1), "root's index"
    if r"\pi" in text and not re.search(r"\\(?:sin|cos|tan|sec|csc|cot)", text):
        yield re.sub(r"\\pi(?![a-zA-Z])", "(3.14159)", text), "pi rounded"
    names = list(re.finditer(r"(?<![A-Za-z\\])[a-z](?![A-Za-z])(?!\()", text))
    names = [match for match in names if match[0] not in "eid"]
    if names:
        match = rng.choice(names)
        yield text[: match.start()] + fresh_name(text, "yxztuvwab") + text[match.end() :], "a variable renamed"


def _may_change(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()].rstrip("{ ")
    return (
        int(match[0]) > 1
        and not before.endswith(("_", "1^", "frac"))
        and not re.search(r"_\{[^{}]*$", text[: match.start()])
    )


def respell_term(text: str, rng: random.Random) -> tuple[str, str] | None:
    """Spell a number or expression otherwise, in a way that is safe inside lists, tuples, intervals and matrices."""
    numeral = read_number(text)
    if numeral is not None:
        inner = {"point zero", "dfrac", "tfrac", "slash", "decimal", "unreduced", "as a fraction", "sign above"}
        choices = [pair for pair in respell_numeral(numeral, rng) if pair[1] in inner and pair[0] != text]
    elif read_expression(text) is not None:
        choices = [pair for pair in respell_expression(text, rng) if pair[0] != text]
    else:
        return None
    return rng.choice(choices) if choices else None


def miss_term(text: str, rng: random.Random) -> tuple[str, str] | None:
    """Change the value of a number or expression."""
    numeral = read_number(text)
    if numeral is not None:
        inner = {"one more", "one less", "sign flipped", "inverted", "numerator one more", "rounded decimal"}
        choices = [pair for pair in miss_numeral(numeral, rng) if pair[1] in inner]
    elif read_expression(text) is not None:
        choices = list(miss_expression(text, rng))
    else:
        return None
    return rng.choice(choices) if choices else None
