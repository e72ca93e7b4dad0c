"""Whether the value that a call gave is the expected one, and how either is shown.

The expected value is python's; the other one is what came out of the sandbox (the forms of sandbox/codec.py), and
nothing is built of it: a set or a dict made of hostile keys could take hours. It is walked along the expected value,
which bounds the work by the size of the tests.

Two rules. "python": what `==` says of exact built-in values, as an assertion would: 1 == True == 1.0, a list is no
tuple, NaN is nothing. "json": the tests were written in JSON, which has no tuples, no sets and only text as keys: a
tuple is as good as a list, a key that is a number as good as its spelling; and since JSON has the difference, integers
are integers (1.0 is not 1), booleans booleans, and only a number with a point or an exponent is compared with a
tolerance.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

SHOWN = 200
"""Characters of a value in a verdict."""
_FLOAT_BITS = 1024
"""No float is larger, so no longer integer can be equal to one, or close."""


def equals(expected: Any, got: Any) -> bool:
    """The "python" rule. got: as JSON has it."""
    kind = type(expected)
    if kind is bool or kind is int or kind is float or kind is complex:
        number = _number(got, expected)
        return number is not None and bool(expected == number)
    if kind is str or expected is None:
        return type(got) is kind and bool(got == expected)
    if kind is list:
        return type(got) is list and _all_equal(expected, got)
    if type(got) is not dict or len(got) == 0:
        return False
    sign, inner = next(iter(got.items()))
    if kind is tuple:
        return sign == "t" and type(inner) is list and _all_equal(list(expected), inner)
    if kind is set or kind is frozenset:
        return sign in ("s", "f", "dk", "di") and type(inner) is list and _same_members(expected, inner)
    if kind is dict:
        return sign == "d" and type(inner) is list and _same_items(expected, inner)
    if kind is bytes or kind is bytearray:
        return sign in ("b", "y") and bool(inner == expected.hex())
    return False


def _all_equal(expected: list[Any], got: list[Any]) -> bool:
    return len(expected) == len(got) and all(map(equals, expected, got))


def _number(got: Any, expected: Any) -> Any:
    """A number of any kind, or `None`. Large integers are read only if the expected one is as large."""
    if type(got) in (bool, int, float):
        return got
    if type(got) is not dict or len(got) != 1:
        return None
    sign, inner = next(iter(got.items()))
    if sign == "i" and isinstance(inner, str):
        bits = expected.bit_length() if isinstance(expected, int) else _FLOAT_BITS
        return int(inner, 16) if len(inner) <= bits // 4 + len("-0x1") and _is_hexadecimal(inner) else None
    if sign == "F" and isinstance(inner, list) and len(inner) == 2:
        return _fraction(*(_number(part, 1 << _RATIONAL_BITS) for part in inner))
    if sign == "D" and isinstance(inner, str):
        return Decimal(inner) if len(inner) <= _DECIMAL_CHARACTERS and _DECIMAL.fullmatch(inner) else None
    if sign == "c" and isinstance(inner, list) and len(inner) == 2 and all(type(part) is float for part in inner):
        return complex(*inner)
    return None


_RATIONAL_BITS = 4096
_DECIMAL_CHARACTERS = 2000
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]{1,4})?")
"""As `str` of one writes it, within bounds: a comparison with a float or an integer works out all digits."""


def _fraction(numerator: Any, denominator: Any) -> Fraction | None:
    whole = type(numerator) is int and type(denominator) is int and denominator > 0
    return Fraction(numerator, denominator) if whole else None


_HEXADECIMAL = frozenset("0123456789abcdef")


def _is_hexadecimal(text: str) -> bool:
    digits = text.removeprefix("-").removeprefix("0x")
    return bool(digits) and set(digits) <= _HEXADECIMAL


_KEY_BITS = 4096
"""Of an integer in a set or as a key."""
_SMALL = 64
"""Members of a frozenset in a set: more of them have not been seen in any test, and are not built."""
_KEY_DEPTH = 20
"""Of tuples in tuples, likewise."""


def _key(got: Any, room: int = _KEY_DEPTH) -> Any:
    """A member of a set or a key as python has it, or NaN, which is in nothing, for what cannot be one."""
    if type(got) is dict and len(got) == 1 and room:
        sign, inner = next(iter(got.items()))
        if sign in ("t", "f") and isinstance(inner, list):
            if sign == "f" and len(inner) > _SMALL:
                return math.nan
            parts = [_key(part, room - 1) for part in inner]
            return tuple(parts) if sign == "t" else frozenset(parts)
        if sign == "b" and isinstance(inner, str):
            return bytes.fromhex(inner) if _is_even_hexadecimal(inner) else math.nan
        number = _number(got, 1 << _KEY_BITS)
        return math.nan if number is None else number
    return got if type(got) in (str, int, float, bool, type(None)) else math.nan


def _is_even_hexadecimal(text: str) -> bool:
    return len(text) % 2 == 0 and set(text) <= _HEXADECIMAL


def _same_members(expected: Any, got: list[Any]) -> bool:
    """Each is looked up among the expected ones, whose hashes are nobody's to choose."""
    if len(expected) != len(got):
        return False
    kept = {member: number for number, member in enumerate(expected)}
    seen = {kept.get(_key(member), -1) for member in got}
    return -1 not in seen and len(seen) == len(expected)


def _same_items(expected: Mapping[Any, Any], got: list[Any]) -> bool:
    if len(expected) != len(got):
        return False
    kept = {key: number for number, key in enumerate(expected)}
    seen = set()
    for pair in got:
        if type(pair) is not list or len(pair) != 2:
            return False
        key = _key(pair[0])
        if key not in kept or not equals(expected[key], pair[1]):
            return False
        seen.add(kept[key])
    return len(seen) == len(expected)


def equals_json(expected: Any, got: Any, *, tolerance: float = 0.0, unordered: bool = False) -> bool:
    """The "json" rule.

    tolerance: the error that is forgiven where the expected number is a float, absolute or relative.
    unordered: lists may have any order.
    """
    kind = type(expected)
    if kind is float:
        number = _number(got, 0.0) if type(got) is not bool else None
        return isinstance(number, int | float) and _is_close(expected, number, tolerance)
    if kind is int:
        return type(got) is not bool and type(got) is not float and _number(got, expected) == expected
    if kind is list:
        items = got.get("t") if type(got) is dict else got
        if type(items) is not list or len(items) != len(expected):
            return False
        if unordered:
            return _same_in_any_order(expected, items, tolerance)
        return all(equals_json(one, other, tolerance=tolerance) for one, other in zip(expected, items, strict=True))
    if kind is dict:
        return type(got) is dict and type(got.get("d")) is list and _same_fields(expected, got["d"], tolerance)
    return type(got) is kind and bool(got == expected)  # text, booleans, null


def _is_close(expected: float, got: float, tolerance: float) -> bool:
    """Written so that NaN, and an infinity where none is expected, can only fail."""
    try:
        return expected == got or abs(expected - got) <= tolerance * max(1.0, abs(expected))
    except OverflowError:  # an integer beyond all floats
        return False


_ORDERINGS = 1000
"""Elements of a list in any order that are compared one with another."""


def _same_in_any_order(expected: list[Any], got: list[Any], tolerance: float) -> bool:
    """Each element has its partner. Text and integers by sorting; others one with another, so only so many."""
    for kind in (str, int):
        if all(type(one) is kind for one in expected):
            return all(type(one) is kind for one in got) and sorted(expected) == sorted(got)
    if len(expected) > _ORDERINGS:
        return False
    left = list(got)
    for one in expected:
        place = next((at for at, other in enumerate(left) if equals_json(one, other, tolerance=tolerance)), -1)
        if place < 0:
            return False
        del left[place]
    return True


def _same_fields(expected: Mapping[str, Any], got: list[Any], tolerance: float) -> bool:
    if len(expected) != len(got):
        return False
    seen = set()
    for pair in got:
        if type(pair) is not list or len(pair) != 2 or type(pair[0]) not in (str, int):
            return False
        key = str(pair[0])
        if key not in expected or not equals_json(expected[key], pair[1], tolerance=tolerance):
            return False
        seen.add(key)
    return len(seen) == len(expected)


def show(got: Any) -> str:
    """What came out of the sandbox, as python would write it, shortened."""
    return _shortened(_shown(got, SHOWN))


def show_expected(value: Any) -> str:
    """A value of the tests, shortened."""
    return _shortened(repr(value))


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


_BRACKETS = {"t": ("(", ")"), "s": ("{", "}"), "f": ("frozenset({", "})"), "q": ("deque([", "])")}


def _shown(got: Any, room: int) -> str:
    """Bounded by the room that is left: a nest that is deeper than it is cut."""
    if room <= 0:
        return "…"
    if type(got) is str:
        return repr(got[:room])
    if type(got) is list:
        return f"[{_joined(got, room)}]"
    if type(got) is not dict or not got:
        return repr(got)
    sign, inner = next(iter(got.items()))
    if sign in _BRACKETS and isinstance(inner, list):
        opening, closing = _BRACKETS[sign]
        return opening + _joined(inner, room) + closing
    if sign == "d" and isinstance(inner, list):
        pairs = (_joined(pair, room, ": ") for pair in inner[: max(1, room // 4)] if isinstance(pair, list))
        return "{" + ", ".join(pairs) + "}"
    if sign == "=":
        return _shown(got["v"], room) if "v" in got else "the same"
    if sign == "x":
        types = got.get("types")
        return f"<{types[0]!s:.40} object>" if isinstance(types, list) and types else "<object>"
    return str(inner)[:room] if isinstance(inner, str | int | float) else "…"


def _joined(items: list[Any], room: int, between: str = ", ") -> str:
    parts: list[str] = []
    for item in items:
        part = _shown(item, room - 2)
        parts.append(part)
        room -= len(part) + len(between)
        if room <= 0:
            break
    return between.join(parts)
