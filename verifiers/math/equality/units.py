"""Units of measure: the same, or converted by pint, which knows them; pint loads on first use."""

from __future__ import annotations

import re
import threading
from fractions import Fraction
from typing import Any

from verifiers.math.equality.texts import same_noun
from verifiers.math.objects import Answer, Num, Op, Quantity, Sym, symbols
from verifiers.math.reading.units import BASES, MONEY, PREFIXES, name_of

CONVERTIBLE = BASES - MONEY - {"unit", "%", "decibel"}
"""What pint converts, by its names there; the prefixes of the SI precede some."""
LETTER_UNITS = {letter: name_of(letter) for letter in "mgshlLNJWVK"}
"""Single letters that are units where the other side says that there is one."""
_MEASURES = BASES | {"unit", "%", "ordinal", "am", "pm", "o'clock"}
_MONEY = {"$": Fraction(1), "cent": Fraction(1, 100)}
_YUAN = {"yuan": Fraction(1), "jiao": Fraction(1, 10), "fen": Fraction(1, 100)}


def equal_units(left: str, right: str) -> bool:
    """Whether two units are one: spelled alike, one of them missing, or nouns with the same head.

    "Units" are units of length, whatever they are, and so their powers: 5 square units are 5 square feet.
    """
    if left == right or not left or not right or {left, right} in _SAME_MONEY:
        return True
    for one, other in ((left, right), (right, left)):
        if one.partition("^")[0] == "unit":
            return _base(other.partition("^")[0]) in _LENGTHS and _power(one) == _power(other)
    if is_measure(left) or is_measure(right):
        return False
    return same_noun(left, right)


_LENGTHS = frozenset({"meter", "inch", "foot", "yard", "mile"})
_SAME_MONEY = ({"¥", "yuan"}, {"¥", "yen"}, {"£", "pound"})


def _power(unit: str) -> str:
    """The power of a unit that is one name; "" for the first, "?" for what has more parts."""
    return "?" if set(unit) & {" ", "/"} else unit.partition("^")[2]


def with_unit(node: Answer) -> Answer:
    """`10 m/s` as a quantity, for a comparison with one: behind a number its letters are units too."""
    if not isinstance(node, Op) or node.name not in {"*", "/"}:
        return node
    above, below = (node, None) if node.name == "*" else node.args
    factors = above.args if isinstance(above, Op) and above.name == "*" else (above,)
    names = [_letter_unit(part) for part in factors[1:]]
    names += [] if below is None else [_letter_unit(below)]
    if symbols(factors[0]) or not names or not all(names):
        return node
    per = "" if below is None else f"/{names.pop()}"
    return Quantity(factors[0], " ".join(map(str, names)) + per)


def _letter_unit(node: Answer) -> str | None:
    if isinstance(node, Op) and node.name == "^" and isinstance(node.args[1], Num):
        unit = _letter_unit(node.args[0])
        return None if unit is None else f"{unit}^{node.args[1].value}"
    return LETTER_UNITS.get(node.name) if isinstance(node, Sym) else None


def is_measure(unit: str) -> bool:
    """Whether a unit is one of measure, and no counted noun."""
    return all(_base(part.split("^")[0]) in _MEASURES for part in unit.replace("/", " ").split())


def _base(name: str) -> str:
    """A name without its prefix."""
    base = _PREFIX.sub("", name)
    return base if base in BASES else name


_PREFIX = re.compile("^(?:" + "|".join(PREFIXES) + ")")


MAX_PARTS = 6
_PART = re.compile(r"([A-Za-z_]+)(?:\^(-?[1-9]))?")


def _pint_name(unit: str) -> str | None:
    """A unit as pint writes it, if it is made of few units that we know and small powers.

    Nothing else reaches pint: its parser evaluates powers of powers, and keeps every text that it has seen.
    """
    parts = re.split("([ /])", unit)
    matches = [_PART.fullmatch(part) for part in parts[::2]]
    if len(matches) > MAX_PARTS or any(match is None or _base(match[1]) not in CONVERTIBLE for match in matches):
        return None
    return "".join(parts).replace("^", "**").replace(" ", "*")


def factor(answer: str, reference: str) -> Fraction | None:
    """By what a value in the answer's unit is multiplied to be in the reference's; `None`: not convertible."""
    for money in (_MONEY, _YUAN):
        if answer in money and reference in money:
            return money[answer] / money[reference]
    names = [_pint_name(unit) for unit in (answer, reference)]
    if None in names:
        return None
    registry = _registry()
    left, right = (registry.Unit(name) for name in names)
    if left.dimensionality != right.dimensionality or "[temperature]" in left.dimensionality:
        return None
    ratio = registry.Quantity(Fraction(1), left).to(right).magnitude
    return Fraction(ratio).limit_denominator(10**12)


_lock = threading.Lock()
_loaded: Any = None


def _registry() -> Any:
    global _loaded  # noqa: PLW0603 - half a second to build, so once
    with _lock:
        if _loaded is None:
            import pint

            _loaded = pint.UnitRegistry(non_int_type=Fraction, cache_folder=None)
    return _loaded
