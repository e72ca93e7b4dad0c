"""`POST /v1/score`, our own protocol: rows and the names of rewards in, a result for each row out, in their order.

    {"reward": ["math=1", "format=0.2"], "rows": [{"completion": "…", "answer": "…"}, …]}
    {"rules": "2026.1", "results": [{"reward": 1.2, "verdicts": {…}} | {"reward": null, "error": "…"}, …]}

What is wrong with a row stands in its result. Only what is no request at all is refused.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from verifiers.errors import ScoringError
from verifiers.names import reward_of
from verifiers.serve.body import RefusedError, object_in
from verifiers.serve.protocol import Protocol
from verifiers.serve.work import FIELDS, Answer, Broken, Row, Task
from verifiers.verdict import VERDICTS

MAX_REWARDS = 16


def tasks(body: bytes) -> list[Task]:
    """A task for each row. Raises RefusedError(422)."""
    found = object_in(body, ("reward", "rows"))
    names, rows = found.get("reward"), found.get("rows")
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise RefusedError(422, '\'reward\' must be a list of names, such as ["math"] or ["math=1", "format=0.2"]')
    if not isinstance(rows, list):
        raise RefusedError(422, "'rows' must be a list of objects")
    checked = checked_names(names)
    return [task_of(checked, row) for row in rows]


def checked_names(names: Sequence[str]) -> tuple[str, ...]:
    """The names of a reward that there is. Raises RefusedError(422)."""
    if len(names) > MAX_REWARDS or any(len(name) > 80 for name in names):
        raise RefusedError(422, f"'reward' must be at most {MAX_REWARDS} names of at most 80 characters")
    try:
        reward_of(names)
    except ScoringError as error:
        raise RefusedError(422, shown_sentence(str(error))) from None
    return tuple(names)


def shown_sentence(sentence: str) -> str:
    """A sentence with a client's word in it, fit for JSON in UTF-8."""
    return sentence.encode("ascii", "backslashreplace").decode() if not sentence.isascii() else sentence


def task_of(names: tuple[str, ...], row: Any) -> Task:
    """The task for a row, whatever it is: what is wrong with it will be its result."""
    try:
        data = json.dumps(row).encode()
    except RecursionError:
        return Broken("nested too deeply")
    plain = isinstance(row, dict) and isinstance(row.get(FIELDS.completion), str)
    return Row(names, data, plain)


def response(answers: Sequence[Answer]) -> bytes:
    """The results, in the order of the rows."""
    return b'{"rules": "%s", "results": [%s]}' % (VERDICTS.encode(), b", ".join(answer.data for answer in answers))


PROTOCOL = Protocol(tasks, response)
