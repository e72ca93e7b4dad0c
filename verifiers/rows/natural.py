"""The order in which a person counts: n2 before n10."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"(\d{1,18})")  # more are no number that anybody counts by, and take long to read


def counted(name: str) -> list[tuple[bool, int, str]]:
    """By what names are sorted, so that their numbers are in the order of their values."""
    parts = (part for part in _DIGITS.split(name) if part)
    return [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]
