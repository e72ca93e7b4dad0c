"""Fields by their paths: `a.b` is the field `b` of the object `a`, unless a field is called `a.b`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_ABSENT: Any = object()


def at(row: Mapping[str, Any], path: str, default: Any = None) -> Any:
    """The value at a path: a field of that very name, else the fields along its dots."""
    if path in row:
        return row[path]
    if "." not in path:
        return default
    value: Any = row
    for name in path.split("."):
        if not isinstance(value, Mapping) or name not in value:
            return default
        value = value[name]
    return value


def has(row: Mapping[str, Any], path: str) -> bool:
    """Whether a row has anything at a path; null is something."""
    return at(row, path, _ABSENT) is not _ABSENT


def replaced(row: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of a row with another value at a path that it has; the row itself is left as it is."""
    if path in row or "." not in path:
        return {**row, path: value}
    first, rest = path.split(".", 1)
    return {**row, first: replaced(row[first], rest, value)}
