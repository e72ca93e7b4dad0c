"""One row: read from a line, and written as one.

The output is strict JSON: what JSON cannot say (NaN, infinities, which python reads without complaint) becomes null.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from verifiers.errors import RowError
from verifiers.rows.lines import Line


def read_row(line: Line) -> dict[str, Any]:
    """The row on a line. Raises RowError with the reason why it is none."""
    if line.problem:
        raise RowError(line.problem)
    try:
        row = json.loads(line.data.strip())
    except UnicodeDecodeError as error:
        msg = f"not UTF-8 at byte {error.start + 1}"
        raise RowError(msg) from None
    except json.JSONDecodeError as error:
        msg = f"not JSON: {error.msg.removesuffix(' at').removesuffix(' starting')}, at character {error.pos + 1}"
        raise RowError(msg) from None
    except (ValueError, RecursionError) as error:  # numbers of thousands of digits, brackets nested by the thousand
        msg = f"not readable as JSON: {error}"
        raise RowError(msg) from None
    if not isinstance(row, dict):
        msg = f"not a JSON object but {_KINDS.get(type(row), 'null')}"
        raise RowError(msg)
    return row


def check_said_once(line: Line, names: Collection[str]) -> None:
    """Refuse a row that says two different things under one of these names: JSON's readers keep the last in silence.

    A row whose bytes hold no such name twice costs a search for it. Raises RowError.
    """
    if not any(line.data.count(_quoted(name)) > 1 for name in names):
        return
    pairs = json.loads(line.data, object_pairs_hook=list)
    for name in names:
        values = [value for key, value in pairs if key == name]
        if any(value != values[0] for value in values[1:]):
            msg = f"the field {name!r} is there {len(values)} times, with different values"
            raise RowError(msg)


@lru_cache(maxsize=64)
def _quoted(name: str) -> bytes:
    return _encode(name).encode()


_KINDS: dict[type, str] = {list: "a list", str: "a string", int: "a number", float: "a number", bool: "a boolean"}


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def json_line(row: Mapping[str, Any]) -> bytes:
    """A row as a line of strict JSON in UTF-8, whatever python has read into it."""
    try:
        text = _encode(row)
    except ValueError:
        text = json.dumps(_strict(row), ensure_ascii=False)
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:  # half a surrogate pair: UTF-8 has no bytes for it, an escape says it
        return json.dumps(json.loads(text)).encode() + b"\n"


def _strict(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {name: _strict(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_strict(inner) for inner in value]
    return value
