"""What a problem allows a program, as data sets write it: `time_limit` and `memory_limit`.

    2, 2.5                          seconds; above 100, milliseconds: no contest gives minutes
    256, 1024.0                     megabytes; from 65,536, kilobytes; from 2^24, bytes: no contest gives terabytes
    "2.0 seconds", "1500 ms"        a number and a unit
    "256 megabytes", "64 MB"
    {"seconds": 1, "nanos": 0}      code_contests

Megabytes are taken for MiB: contests do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from verifiers.code.formats.plain import absent
from verifiers.code.suite import BadTestsError, ProblemLimits

MAX_SECONDS = 100.0
"""The slowest problems of Codeforces have 15."""
MAX_MB = 65_536.0
FROM_BYTES = 1 << 24
LIMIT_FIELDS = ("time_limit", "memory_limit", "memory_limit_bytes")

_QUANTITY = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]*)\.?\s*")
_TIMES = {"": 1.0, "s": 1.0, "sec": 1.0, "secs": 1.0, "second": 1.0, "seconds": 1.0}
_TIMES |= dict.fromkeys(("ms", "millisecond", "milliseconds", "msec"), 1e-3)
_SIZES = {"": 1.0, **dict.fromkeys(("mb", "mib", "m", "megabyte", "megabytes"), 1.0)}
_SIZES |= dict.fromkeys(("kb", "kib", "k", "kilobyte", "kilobytes"), 1 / 1024)
_SIZES |= dict.fromkeys(("gb", "gib", "g", "gigabyte", "gigabytes"), 1024.0)
_SIZES |= dict.fromkeys(("b", "byte", "bytes"), 1 / (1 << 20))


def limits_of(fields: Mapping[str, Any]) -> ProblemLimits:
    """What the fields of a problem say; nothing where they say none. Raises BadTestsError for what is no limit."""
    seconds = _seconds(fields.get("time_limit"))
    memory = _megabytes(fields.get("memory_limit"))
    if memory is None and not absent(fields.get("memory_limit_bytes")):
        memory = _number(fields["memory_limit_bytes"], "memory_limit_bytes") / (1 << 20)
    for name, value, most, unit in (("time", seconds, MAX_SECONDS, "seconds"), ("memory", memory, MAX_MB, "megabytes")):
        if value is not None and not 0 <= value <= most:
            msg = f"The {name} limit of the problem is {value:g} {unit}, which nobody can mean."
            raise BadTestsError(msg)
    return ProblemLimits(seconds or None, memory or None)  # 0: there is none


def _seconds(value: Any) -> float | None:
    if absent(value):
        return None
    if isinstance(value, Mapping):
        return _number(value.get("seconds") or 0, "time_limit") + _number(value.get("nanos") or 0, "time_limit") / 1e9
    if isinstance(value, str):
        return _quantity(value, _TIMES, "time_limit")
    number = _number(value, "time_limit")
    return number / 1000 if number > MAX_SECONDS else number


def _megabytes(value: Any) -> float | None:
    if absent(value):
        return None
    if isinstance(value, str):
        return _quantity(value, _SIZES, "memory_limit")
    number = _number(value, "memory_limit")
    return number / (1 << 20) if number >= FROM_BYTES else number / 1024 if number >= MAX_MB else number


def _quantity(text: str, units: Mapping[str, float], what: str) -> float | None:
    if not text.strip():
        return None
    found = _QUANTITY.fullmatch(text[:100])
    if found is None or found[2].lower() not in units:
        msg = f"The {what} of the problem, {text[:40]!r}, is no limit."
        raise BadTestsError(msg)
    number = float(found[1])
    if found[2]:
        return number * units[found[2].lower()]
    return _seconds(number) if units is _TIMES else _megabytes(number)


def _number(value: Any, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        msg = f"The {what} of the problem, {value!r:.40}, is no limit."
        raise BadTestsError(msg)
    return float(value)
