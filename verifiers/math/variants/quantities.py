"""Percents, angles, numbers in a base, numbers with a unit: respelled and missed."""

from __future__ import annotations

import random
import re
from typing import NamedTuple

from verifiers.math.variants.latex import Pairs
from verifiers.math.variants.numerals import (
    WORDS,
    Numeral,
    decimal,
    fraction,
    miss_close,
    read_number,
    respell_numeral,
    write,
)

OTHER_UNIT = {
    "cm": "km", "m": "cm", "km": "m", "mm": "cm", "inches": "feet", "feet": "inches", "miles": "feet",
    "hours": "minutes", "minutes": "hours", "seconds": "minutes", "days": "weeks", "kg": "g", "g": "kg",
    "dollars": "cents", "cents": "dollars", "m/s": "km/s", "mph": "feet per second", "degrees": "radians",
}  # fmt: skip


class Quantity(NamedTuple):
    """A numeral, its unit, and the power of the unit: "", "2" or "3"."""

    number: Numeral
    unit: str
    power: str


_BASED = re.compile(r"\(?(\d+)\)?_(?:\{(\d+)\}|(\d))")
_QUANTITY = re.compile(
    r"(?P<number>[^a-zA-Z]*?(?:\\[dt]?frac\{\d+\}\{\d+\})?)\s*(?:\\[ ,;]|~)*\s*"
    r"(?:\\(?:text|mathrm|mbox|textnormal|rm)\s*\{\s*(?P<unit>[a-zA-Z][a-zA-Z/ ]*?)\s*\.?\}|(?P<word>[a-z]{3,}))"
    r"\s*(?:\^\{?(?P<power>[23])\}?)?"
)


def read_percent(text: str) -> Numeral | None:
    """Read a number with a percent sign; the value is the number of percents."""
    match = re.fullmatch(r"(.+?)\s*(?:\\?%|\\text\{\s*percent\s*\}|percent)", text)
    return read_number(match[1]) if match else None


def respell_percent(numeral: Numeral, rng: random.Random) -> Pairs:
    """Spell a percentage in other ways."""
    del rng
    plain = write(numeral.value, numeral)
    yield rf"{plain}\%", "percent sign"
    yield f"{plain}%", "bare percent sign"
    yield rf"{plain} \%", "space before the sign"
    yield rf"{plain} \text{{ percent}}", "in words"
    hundredth = numeral.value / 100
    yield fraction(hundredth) if hundredth.denominator > 1 else str(hundredth), "as a fraction"
    exact = decimal(hundredth)
    if exact is not None:
        yield exact, "as a decimal"


def miss_percent(numeral: Numeral, rng: random.Random) -> Pairs:
    """Give other percentages."""
    plain = write(numeral.value, numeral)
    yield from ((rf"{text}\%", rule) for text, rule in miss_close(numeral, rng) if text != plain)


def read_degrees(text: str) -> Numeral | None:
    """Read an angle in degrees."""
    match = re.fullmatch(r"(.+?)\s*(?:\^\s*(?:\{\s*\\circ\s*\}|\\circ)|°|\\text\{\s*degrees\s*\}|degrees)", text)
    return read_number(match[1]) if match else None


def respell_degrees(numeral: Numeral, rng: random.Random) -> Pairs:
    """Spell an angle in other ways."""
    del rng
    plain = write(numeral.value, numeral)
    for sign, rule in (
        (r"^\circ", "circ"), (r"^{\circ}", "braced circ"), ("°", "Unicode degree"),
        (r" \text{ degrees}", "degrees in text"), (" degrees", "degrees in words"),
    ):  # fmt: skip
        yield plain + sign, rule
    turns = numeral.value / 180
    above = rf"{turns.numerator}\pi".replace("1\\pi", "\\pi") if abs(turns.numerator) == 1 else rf"{turns.numerator}\pi"
    yield rf"\frac{{{above}}}{{{turns.denominator}}}" if turns.denominator > 1 else above, "radians"


def miss_degrees(numeral: Numeral, rng: random.Random) -> Pairs:
    """Give other angles, and the same number of something else."""
    plain = write(numeral.value, numeral)
    yield from ((rf"{text}^\circ", rule) for text, rule in miss_close(numeral, rng) if text != plain)
    if numeral.value:
        yield rf"{plain}\%", "percent for degrees"
        yield rf"{plain} \text{{ cm}}", "another unit"
        yield rf"{plain}\pi", "times pi"


def read_based(text: str) -> tuple[str, int] | None:
    """Read a number with its base as a subscript."""
    match = _BASED.fullmatch(text.strip())
    if match is None:
        return None
    base = int(match[2] or match[3])
    return (match[1], base) if 2 <= base <= 10 and all(int(digit) < base for digit in match[1]) else None


def respell_based(number: tuple[str, int], rng: random.Random) -> Pairs:
    """Spell a number in a base in other ways."""
    del rng
    digits, base = number
    yield f"{digits}_{{{base}}}", "braces"
    yield f"{digits}_{base}" if base < 10 else f"{digits}_{{{base}}}", "no braces"
    yield f"({digits})_{{{base}}}", "parentheses"
    yield rf"{digits}_{{\text{{{WORDS[base]}}}}}", "base in words"


def miss_based(number: tuple[str, int], rng: random.Random) -> Pairs:
    """Give other digits, or the same in another base."""
    digits, base = number
    if len(digits) > 1:
        yield f"{digits}_{{{base + 1}}}", "another base"
        if int(digits) >= 10:
            yield f"{digits}_{{{base + 2}}}", "another base"
        places = [at for at in range(len(digits) - 1) if digits[at] != digits[at + 1] and (at or digits[1] != "0")]
        if places:
            at = rng.choice(places)
            yield f"{digits[:at]}{digits[at + 1]}{digits[at]}{digits[at + 2 :]}_{{{base}}}", "digits swapped"
    last = (int(digits[-1]) + 1) % base
    yield f"{digits[:-1]}{last}_{{{base}}}", "last digit changed"


def read_quantity(text: str) -> Quantity | None:
    """Read a number with a unit in text, or an amount of dollars."""
    if match := re.fullmatch(r"\\\$\s*(.+)", text):
        number = read_number(match[1])
        return Quantity(number, "dollars", "") if number else None
    match = _QUANTITY.fullmatch(text)
    if match is None:
        return None
    number = read_number(match["number"])
    unit = match["unit"] or match["word"]
    if number is None or unit in {"and", "or", "in", "base", "percent"} or len(unit) > 25:
        return None
    return Quantity(number, unit, match["power"] or "")


def respell_quantity(quantity: Quantity, rng: random.Random) -> Pairs:
    """Spell a number with its unit in other ways."""
    number, unit, power = quantity
    raised = f"^{power}" if power else ""
    for text, rule in ((write(number.value, number), "unit"), *_respell_some(number, rng)):
        yield rf"{text} \text{{ {unit}}}{raised}", f"{rule}, in text"
        yield rf"{text}\,\mathrm{{{unit.replace(' ', '~')}}}{raised}", f"{rule}, roman"
        if len(unit) > 1:
            yield f"{text} {unit}{raised}", f"{rule}, in words"
    if unit == "dollars":
        yield rf"\${write(number.value, number)}", "dollar sign"
    if power:
        yield rf"{write(number.value, number)} \text{{ {unit}}}{'²' if power == '2' else '³'}", "Unicode power"


def _respell_some(number: Numeral, rng: random.Random) -> list[tuple[str, str]]:
    wanted = {"thousands by comma", "point zero", "frac", "decimal"}
    return [(text, rule) for text, rule in respell_numeral(number, rng) if rule in wanted]


def miss_quantity(quantity: Quantity, rng: random.Random) -> Pairs:
    """Give other numbers with the unit, and the number with other units."""
    number, unit, power = quantity
    raised = f"^{power}" if power else ""
    plain = write(number.value, number)
    for text, rule in miss_close(number, rng):
        if text != plain:
            yield rf"{text} \text{{ {unit}}}{raised}", rule
    if number.value and unit in OTHER_UNIT:
        yield rf"{plain} \text{{ {OTHER_UNIT[unit]}}}{raised}", "another unit"
        yield rf"{plain}\%", "percent for a unit"
        yield rf"{plain} \text{{ {unit}}}^{{{5 - int(power or 3)}}}", "another power of the unit"
