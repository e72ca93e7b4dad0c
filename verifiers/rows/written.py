"""Lists and chats that a table holds as text: CSV has no other way, and some tools write them so into JSON too.

A text is read as what it holds only where all of the first rows say so: a list of texts under a name that means
several, or the messages of a chat. As a text it would be graded all the same, and wrongly.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from verifiers.errors import FieldsError, RowError
from verifiers.rows.fields import COMPLETIONS, PROMPTS, is_chat
from verifiers.rows.lines import Line
from verifiers.rows.row import json_line, read_row

_COMPLETIONS = tuple(name for rank in COMPLETIONS for name in rank)
_PRINTED = ("['", '["', "[{'", "[[{'")
"""What python's own print of a list of texts or of messages begins with."""


def written_as_text(rows: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """The fields whose texts hold lists of completions, or chats.

    Raises FieldsError where they hold what python prints, which is no JSON: to read it would be to guess.
    """
    names = dict.fromkeys((*_COMPLETIONS, *PROMPTS))
    return frozenset(name for name in names if _is_written(name, [row[name] for row in rows if row.get(name)]))


def read_text(lines: Iterable[Line], names: frozenset[str]) -> Iterator[Line]:
    """The lines, with what these fields hold in the place of its text."""
    for line in lines:
        try:
            row = read_row(line)
        except RowError:
            yield line
            continue
        held = {name: _held(row[name]) for name in names if isinstance(row.get(name), str)}
        read = {name: value for name, value in held.items() if value is not None}
        yield line._replace(data=json_line({**row, **read})) if read else line


def _is_written(name: str, values: Sequence[Any]) -> bool:
    several = name in _COMPLETIONS and name.endswith("s")
    if not values or not all(isinstance(one, str) and one.lstrip().startswith("[") for one in values):
        return False
    held = [_held(one) for one in values]
    if all(is_chat(one) or (several and _are_completions(one)) for one in held):
        return True
    printed = [one.strip().startswith(_PRINTED[0 if several else 2 :]) and one.rstrip().endswith("]") for one in values]
    if not any(held) and all(printed):
        sentence = f"the field {name!r} holds lists as python prints them: write them as JSON (json.dumps)"
        raise FieldsError(sentence, "completion" if name in _COMPLETIONS else "prompt")
    return False


def _held(text: str) -> list[Any] | None:
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return held if isinstance(held, list) else None


def _are_completions(held: Any) -> bool:
    return bool(held) and (all(isinstance(one, str) for one in held) or all(map(is_chat, held)))
