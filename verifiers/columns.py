"""What a reward is called with: the columns of a batch, and which of them is its reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

ANSWERS = ("answer", "solution", "ground_truth", "target", "label")
"""Where a row's reference answer is looked up, the first that is there."""
PROMPTS = frozenset({"prompts", "prompt"})


class CallError(TypeError):
    """The caller's program is wrong: a reference is missing or doubled, or a column does not fit the batch."""


class Reads(Protocol):
    """What has a name and reads a reference: any reward."""

    @property
    def name(self) -> str:
        """The reward's name, for messages."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Where its reference is looked up, the first that is there."""


ABSENT: Any = object()
"""What `reference_of` gives when a row has no reference; `None` in a column is a reference, and an unusable one."""


def reference_of(reward: Reads, reference: Any, columns: Mapping[str, Any]) -> Any:
    """A reward's reference: given by position, or the first of its columns that is there, or `ABSENT`.

    Raises CallError when it is given twice.
    """
    for column in reward.columns if columns else ():
        if column in columns:
            if reference is not None:
                msg = f"the {reward.name} reward got its reference twice: directly and as the column {column!r}"
                raise CallError(msg)
            return columns[column]
    return ABSENT if reference is None else reference


def once(reward: Reads, name: str, value: Any, columns: dict[str, Any]) -> Any:
    """What is given by position or by name, but not by both; it is no column any more."""
    named = columns.pop(name, None)
    if value is not None and named is not None:
        msg = f"the {reward.name} reward got its {name} twice: by position and by name"
        raise CallError(msg)
    return named if value is None else value


def values_of(column: Any) -> Sequence[Any] | None:
    """A column's values in order, or `None` if it is no column."""
    column = listed(column)
    return column if isinstance(column, list | tuple) else None


def listed(value: Any) -> Any:
    """An array, a tensor or a series as its list, one number of these as Python's; anything else as it is.

    A number of less than 64 bits is the shortest decimal that stands for it: 0.1, not 0.10000000149011612.
    """
    if not callable(getattr(value, "tolist", None)) or isinstance(value, type):
        return value
    kind: Any = getattr(value, "dtype", None)
    try:
        if getattr(kind, "kind", "") == "f" and kind.itemsize < 8:
            value = value.astype(str).astype(float)
        return value.tolist()
    except (AttributeError, TypeError, ValueError, RuntimeError):  # a tensor without a dense layout
        return value


_PLAIN = frozenset({str, int, float, bool, dict, type(None)})
_DEPTH = 4
"""Lists in lists that are looked into: a reference has one or two."""


def plain(value: Any, depth: int = _DEPTH) -> Any:
    """A reference as JSON could have said it: tables hold it as an array, a decimal or a fraction."""
    if type(value) in _PLAIN:
        return value
    from decimal import Decimal
    from fractions import Fraction

    if isinstance(value, Decimal):
        return float("nan") if value.is_nan() else str(value)
    if isinstance(value, Fraction):
        return str(value)
    held, value = value, listed(value)
    while value is not held and isinstance(value, list) and len(value) == 1 and isinstance(value[0], list):
        value = value[0]  # an array of one has as many axes as it likes
    if isinstance(value, list | tuple) and depth:
        return [one if type(one) in _PLAIN else plain(one, depth - 1) for one in value]
    return value


def per_row(columns: Mapping[str, Any], size: int, read: frozenset[str]) -> dict[str, Sequence[Any]]:
    """The columns that have a value for each row of a batch; that of `prompts` is called `prompt`.

    size: the rows of the batch.
    read: the columns that the reward cannot do without.

    Raises CallError when one of those, or the prompts, does not fit the batch. Anything else that trainers pass
    (states, callables, settings) is no column of the data set, and is left out.
    """
    if columns.get("prompts") is not None:
        columns = {name: values for name, values in columns.items() if name != "prompt"}
    fitting: dict[str, Sequence[Any]] = {}
    for name, column in columns.items():
        values = values_of(column)
        if values is not None and len(values) == size:
            fitting["prompt" if name == "prompts" else name] = values
        elif name in read or (name in PROMPTS and column is not None):
            found = type(column).__name__ if values is None else f"{len(values)} of them"
            msg = f"{name!r} must be a list with one value for each of the {size} completions, not {found}"
            raise CallError(msg)
    return fitting
