"""Integers, fractions, decimals, mixed numbers and scientific notation: respelled and missed."""

from __future__ import annotations

import random
import re
from fractions import Fraction
from typing import Literal, NamedTuple

from verifiers.math.variants.latex import Pairs

Style = Literal["integer", "decimal", "fraction", "mixed", "scientific"]

MAX_DIGITS = 40
"""A longer numeral is left alone: its variants would test patience, not spelling."""

WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
VULGAR = {"1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾", "1/5": "⅕", "1/6": "⅙", "1/8": "⅛", "3/8": "⅜"}
UNITS = ("cm", "m", "km", "inches", "feet", "hours", "days", "kg", "dollars")


class Numeral(NamedTuple):
    """A rational number, how the reference wrote it, and how many digits stood after a decimal point."""

    value: Fraction
    style: Style
    places: int = 0


_SEPARATED = re.compile(r"\d{1,3}(?:(?:,|\{,\}|,\\!\s*|\\,|\\ | )\d{3})+")
_FRACTION = re.compile(r"\\[dtc]?frac\s*(?:\{\s*(-?\d+)\s*\}|(\d))\s*(?:\{\s*(-?\d+)\s*\}|(\d))")
_SLASH = re.compile(r"(\d+)\s*/\s*(\d+)")
_MIXED = re.compile(r"(\d+)(\s+(?!\d{3}\s*/)\d+\s*/\s*\d+|\s*\\[dt]?frac.*)")
_SCIENTIFIC = re.compile(
    r"(\d+(?:\.\d+)?)(?:[eE]([+-]?\d+)|\s*(?:\\times|\\cdot|×|\*)\s*10\s*\^\s*(?:\{([+-]?\d+)\}|(\d)))"
)


def read_number(text: str) -> Numeral | None:
    """Read an integer, decimal, fraction, mixed number or number in scientific notation, in full or not at all."""
    text = text.strip()
    if len(text) > MAX_DIGITS:
        return None
    sign = -1 if text[:1] in {"-", "−"} else 1
    body = text[1:].strip() if text[:1] in {"-", "−", "+"} else text
    if _SEPARATED.fullmatch(body):
        body = re.sub(r"\D", "", body)
    if re.fullmatch(r"\d+", body):
        return Numeral(Fraction(sign * int(body)), "integer")
    if re.fullmatch(r"\d*\.\d+", body):
        return Numeral(sign * Fraction(body), "decimal", len(body.partition(".")[2]))
    if match := _SCIENTIFIC.fullmatch(body):
        exponent = int(match[2] or match[3] or match[4])
        places = len(match[1].partition(".")[2])
        if abs(exponent) <= MAX_DIGITS:
            return Numeral(sign * Fraction(match[1]) * Fraction(10) ** exponent, "scientific", places)
    ratio = _read_ratio(body)
    if ratio is not None:
        return Numeral(sign * ratio, "fraction")
    if match := _MIXED.fullmatch(body):
        part = _read_ratio(match[2].strip())
        if part is not None and 0 < part < 1:
            return Numeral(sign * (int(match[1]) + part), "mixed")
    return None


def _read_ratio(body: str) -> Fraction | None:
    if match := _FRACTION.fullmatch(body):
        above, below = int(match[1] or match[2]), int(match[3] or match[4])
    elif match := _SLASH.fullmatch(body):
        above, below = int(match[1]), int(match[2])
    else:
        return None
    return Fraction(above, below) if below else None


def write(value: Fraction, like: Numeral) -> str:
    """A value in the style of a numeral, as plainly as that style allows."""
    if like.style == "scientific" and value:
        mantissa, exponent = scientific(value)
        return rf"{mantissa} \times 10^{{{exponent}}}"
    if value.denominator == 1 and like.style != "decimal":
        return str(value.numerator)
    exact = decimal(value)
    if like.style == "decimal" and exact is not None:
        return exact
    return fraction(value)


def fraction(value: Fraction, command: str = r"\frac", times: int = 1) -> str:
    """A fraction in LaTeX with its sign in front."""
    sign = "-" if value < 0 else ""
    return f"{sign}{command}{{{abs(value.numerator) * times}}}{{{value.denominator * times}}}"


def decimal(value: Fraction, most: int = 12) -> str | None:
    """The exact decimal of a value, `None` if it does not end within `most` places."""
    for places in range(most + 1):
        scaled = value * 10**places
        if scaled.denominator == 1:
            digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
            cut = len(digits) - places
            return ("-" if value < 0 else "") + digits[:cut] + (f".{digits[cut:]}" if places else "")
    return None


def scientific(value: Fraction) -> tuple[str, int]:
    """Mantissa and exponent of a decimal that is not zero."""
    digits = (decimal(value, 2 * MAX_DIGITS) or "").lstrip("-").replace(".", "").strip("0")
    exponent = len(str(int(abs(value)))) - 1
    while abs(value) < Fraction(10) ** exponent:
        exponent -= 1
    return ("-" if value < 0 else "") + digits[0] + (f".{digits[1:]}" if digits[1:] else ""), exponent


def rounded(value: Fraction, places: int) -> str:
    """A value rounded to a number of places."""
    text = decimal(Fraction(round(value * 10**places), 10**places), places) or ""
    whole, _, rest = text.partition(".")
    return f"{whole}.{rest.ljust(places, '0')}"


def respell_numeral(numeral: Numeral, rng: random.Random) -> Pairs:
    """Spell a rational number in other ways."""
    value = numeral.value
    if value.denominator == 1:
        yield from _respell_integer(int(value), rng)
    elif value.denominator <= 10**6:
        yield from _respell_fraction(value, rng)
    plain = write(value, numeral)
    if value < 0:
        yield "−" + plain[1:], "Unicode minus"
        yield "- " + plain[1:], "space after the sign"
    else:
        yield "+" + plain, "leading plus"
    yield f"{rng.choice('xyn')} = {plain}", "with a name"
    yield rf"{plain} \text{{ {rng.choice(UNITS)}}}", "with a unit"
    yield from _respell_scientific(value)


def _respell_integer(value: int, rng: random.Random) -> Pairs:
    sign, digits = "-" if value < 0 else "", str(abs(value))
    if len(digits) > 3:
        for separator, rule in ((",", "comma"), ("{,}", "braced comma"), (r"\,", "thin space"), (" ", "space")):
            yield sign + f"{abs(value):,}".replace(",", separator), f"thousands by {rule}"
    if 0 <= value <= 20:
        yield WORDS[value], "in words"
        yield rf"\text{{{WORDS[value].capitalize()}}}", "in words"
    yield f"{value}.0", "point zero"
    yield rf"\text{{{value}}}", "in text"
    yield rf"\mathbf{{{value}}}", "bold"
    yield rf"{value}\%", "percent of a bare number"
    times = rng.randint(2, 5)
    yield rf"{sign}\frac{{{abs(value) * times}}}{{{times}}}", "as a fraction"
    zeros = len(digits) - len(digits.rstrip("0"))
    if value and zeros >= 3:
        lead = digits[:-zeros]
        power = rf"10^{{{zeros}}}" if lead == "1" else rf"{lead} \times 10^{{{zeros}}}"
        yield sign + power, "power of ten"
        yield (sign + power).replace(r"\times", r"\cdot"), "power of ten"


def _respell_fraction(value: Fraction, rng: random.Random) -> Pairs:
    above, below, sign = abs(value.numerator), value.denominator, "-" if value < 0 else ""
    yield fraction(value), "frac"
    yield fraction(value, r"\dfrac"), "dfrac"
    yield fraction(value, r"\tfrac"), "tfrac"
    yield f"{value.numerator}/{below}", "slash"
    yield f"({value.numerator})/({below})", "slash with parentheses"
    yield f"{sign}{{{above} \\over {below}}}", "over"
    yield fraction(value, times=rng.randint(2, 9)), "unreduced"
    if above < 10 and below < 10:
        yield rf"{sign}\frac{above}{below}", "frac without braces"
    if value < 0:
        yield rf"\frac{{-{above}}}{{{below}}}", "sign above"
        yield rf"\frac{{{above}}}{{-{below}}}", "sign below"
    whole, rest = divmod(above, below)
    if whole:
        yield rf"{sign}{whole}\frac{{{rest}}}{{{below}}}", "mixed number"
        if not 100 <= rest < 1000:  # `1 337/500` reads as 1337/500 too
            yield f"{sign}{whole} {rest}/{below}", "mixed number with a slash"
    elif f"{above}/{below}" in VULGAR:
        yield sign + VULGAR[f"{above}/{below}"], "Unicode fraction"
    exact = decimal(value)
    if exact is not None:
        yield exact, "decimal"
        yield exact + "0", "decimal with a further zero"
        yield exact.replace("0.", ".", 1) if above < below else exact, "decimal without a leading zero"
        percent = decimal(value * 100, 2)
        if percent is not None:
            yield rf"{percent}\%", "percent"


def _respell_scientific(value: Fraction) -> Pairs:
    if not value or decimal(value, MAX_DIGITS) is None or 1000 > abs(value) >= Fraction(1, 100):
        return
    mantissa, exponent = scientific(value)
    yield rf"{mantissa} \times 10^{{{exponent}}}", "scientific"
    yield rf"{mantissa}\cdot10^{{{exponent}}}", "scientific with cdot"
    yield f"{mantissa}e{exponent}", "scientific with e"
    yield f"{mantissa} × 10^{exponent}" if 0 <= exponent < 10 else f"{mantissa}E{exponent}", "scientific, plain"


def miss_numeral(numeral: Numeral, rng: random.Random) -> Pairs:
    """Give other numbers that look like this one."""
    value = numeral.value
    plain = write(value, numeral)
    for text, rule in (*miss_close(numeral, rng), *_miss_fraction(numeral), *_miss_integer(numeral, rng)):
        other = read_number(text)
        if other is None or other.value != value:
            yield text, rule
    if value:
        yield rf"{plain}\sqrt{{2}}", "times a radical"
        yield rf"{plain}\pi", "times pi"
        yield f"{plain}t", "a letter glued to it"
        yield rf"\pm {plain.lstrip('-')}", "both signs"
    yield rf"{plain} + \sqrt{{3}}", "a further term"
    yield rf"{plain}, {write(value + 1, numeral)}", "a further answer"
    yield rf"{plain} \text{{ or }} {write(value + 1, numeral)}", "a hedge"


def miss_close(numeral: Numeral, rng: random.Random) -> Pairs:
    """Give the numbers that differ by a step, a sign or a power of ten; some may be the numeral itself."""
    value = numeral.value
    step = Fraction(1, 10**numeral.places) if numeral.style == "decimal" else Fraction(1)
    if numeral.style == "scientific":
        # A reference in scientific notation is often rounded, so that only another leading digit is certain.
        step = abs(value) / 2 or Fraction(1)
        yield from ((text, f"exponent: {rule}") for text, rule in _respell_scientific(value * rng.choice([10, 100])))
    yield write(value + step, numeral), "one more"
    yield write(value - step, numeral), "one less"
    yield write(-value, numeral), "sign flipped"
    yield write(value * 10, numeral), "ten times"
    yield write(value / 10, numeral._replace(style="decimal")), "a tenth"


def _miss_integer(numeral: Numeral, rng: random.Random) -> Pairs:
    value = numeral.value
    if value.denominator != 1:
        return
    sign, digits = "-" if value < 0 else "", str(abs(value.numerator))
    places = [at for at in range(len(digits) - 1) if digits[at] != digits[at + 1] and (at or digits[1] != "0")]
    if places:
        at = rng.choice(places)
        yield sign + digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :], "digits swapped"
    if len(digits) > 1 and digits[1] != "0":
        yield sign + digits[1:], "first digit lost"
    at = rng.randrange(len(digits))
    yield sign + digits[: at + 1] + digits[at:], "digit doubled"
    if numeral.style == "integer":
        yield f"{value.numerator}.001", "nearby decimal"
    yield decimal(value / 100) or "", "a hundredth"
    if abs(value) > 1:
        yield rf"\frac{{1}}{{{value.numerator}}}", "inverted"
        yield f"{value.numerator}^2" if value > 0 else f"({value.numerator})^2", "squared"
    if value > 7 and not set(digits) & set("89"):
        yield f"{digits}_{{8}}", "read in another base"
    if 2 < value < 30:
        yield f"{digits}!", "factorial"


def _miss_fraction(numeral: Numeral) -> Pairs:
    value = numeral.value
    if value.denominator == 1 or numeral.style not in {"fraction", "mixed"}:
        return  # of a decimal, such a neighbour may round to it
    above, below = value.numerator, value.denominator
    yield rf"\frac{{{below}}}{{{above}}}", "inverted"
    yield rf"\frac{{{above + 1}}}{{{below}}}", "numerator one more"
    yield rf"\frac{{{above}}}{{{below + 1}}}", "denominator one more"
    if below > 2:
        yield rf"\frac{{{above}}}{{{below - 1}}}", "denominator one less"
    yield str(above), "numerator only"
    yield rf"1\frac{{{abs(above)}}}{{{below}}}" if 0 < above < below else str(int(value)), "whole part wrong"
    if decimal(value) is None:
        yield rounded(value, 3), "rounded decimal"
        yield rounded(value, 6), "rounded decimal"
