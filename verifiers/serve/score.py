"""`POST /v1/score`, our own protocol: rows and the names of rewards in, a result for each row out, in their order.

    {"reward": ["math=1", "format=0.2"], "rows": [{"completion": "…", "answer": "…"}, …]}
    {"rules": "2026.2", "results": [{"reward": 1.2, "verdicts": {…}} | {"reward": null, "error": "…"}, …]}

A reward is named as on the command line, settings and all, but for MODULE:NAME and FILE.py:NAME: nothing that a request
names is imported, and of your own only those may be named that stand, so spelled, on the service's command line.

What is wrong with a row is in its result. Only what is no request at all is refused.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from functools import lru_cache, partial
from typing import Any

from verifiers.code.reward import LIMITS, CodeReward
from verifiers.errors import ScoringError
from verifiers.names import reward_of
from verifiers.reasoning import names as formats
from verifiers.reward import all_of, waits
from verifiers.serve.body import RefusedError, object_in
from verifiers.serve.protocol import Protocol
from verifiers.serve.work import FIELDS, Answer, Broken, Row, Task
from verifiers.verdict import VERDICTS

MAX_REWARDS = 16
"""As many as there are kinds of rewards, and more than anybody adds up."""
MAX_NAME = 400
"""Characters of a reward with its settings. They are parsed by the event loop, which must not be held up."""
MAX_LIMITS = {"cpu_seconds": 120.0, "memory_mb": 4096.0}
"""What a request may ask for beyond the limits that a program has otherwise; as for /run_code."""


def tasks(body: bytes, own: Collection[str] = ()) -> list[Task]:
    """A task for each row. own: as for `checked_names`. Raises RefusedError(422)."""
    found = object_in(body, ("reward", "rows"))
    names, rows = found.get("reward"), found.get("rows")
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise RefusedError(422, '\'reward\' must be a list of names, such as ["math"] or ["math=1", "format=0.2"]')
    if not isinstance(rows, list):
        raise RefusedError(422, "'rows' must be a list of objects")
    checked = checked_names(names, own)
    return [task_of(checked, row) for row in rows]


def checked_names(names: Sequence[str], own: Collection[str] = ()) -> tuple[str, ...]:
    """The names of a reward that there is, within what a request may ask for. Raises RefusedError(422).

    own: the rewards of the service's own command line, the only ones that are not ours.
    """
    if len(names) > MAX_REWARDS or any(len(name) > MAX_NAME for name in names):
        raise RefusedError(422, f"'reward' must be at most {MAX_REWARDS} names of at most {MAX_NAME} characters")
    try:
        reward = reward_of(names, own=own)
    except ScoringError as error:
        raise RefusedError(422, shown_sentence(str(error))) from None
    for part in all_of(reward):
        if isinstance(part, CodeReward):
            _check_programs(part)
    return tuple(names)


def _check_programs(reward: CodeReward) -> None:
    """Refuse limits beyond those of a service that many share, and another wall than its own."""
    if reward.wall is not None:
        raise RefusedError(422, "what programs run behind is settled by the service, not by a request")
    for name, default in vars(LIMITS).items():
        most, asked = MAX_LIMITS.get(name, default), getattr(reward.limits, name)
        if asked is not None and (most is None or asked > most):
            allowed = "cannot be asked for in a request" if most is None else f"is at most {most:g} in a request"
            raise RefusedError(422, f"the setting '{name}' of code {allowed}")


def shown_sentence(sentence: str) -> str:
    """A sentence with a client's word in it, fit for JSON in UTF-8."""
    return sentence.encode("ascii", "backslashreplace").decode() if not sentence.isascii() else sentence


def task_of(names: tuple[str, ...], row: Any) -> Task:
    """The task for a row, whatever it is: what is wrong with it will be its result."""
    try:
        data = json.dumps(row).encode()
    except RecursionError:
        return Broken("nested too deeply")
    if isinstance(row, dict) and (isinstance(row.get("prefilled"), bool) or row.get("reasoning") in _FORMATS):
        return Broken(
            "how reasoning is marked is said of a reward, as in 'math(reasoning=r1, prefilled)', not of a row"
        )
    plain = isinstance(row, dict) and isinstance(row.get(FIELDS.completion), str)
    return Row(names, data, plain, may_run_programs(names, row))


_FORMATS = tuple(formats())


def may_run_programs(names: tuple[str, ...], row: Any) -> bool:
    """Whether grading a row may run a program. A glance, since the event loop does it; a wrong yes costs nothing."""
    if _always_runs_programs(names):
        return True
    columns = row.items() if isinstance(row, dict) else ()
    return any(_may_be_tests(value) for name, value in columns if name not in (FIELDS.completion, FIELDS.prompt))


@lru_cache(maxsize=64)
def _always_runs_programs(names: tuple[str, ...]) -> bool:
    return waits(reward_of(names))  # a judge's server is waited for like a program


def _may_be_tests(value: Any) -> bool:
    if isinstance(value, str):
        return value[:1] in _OPENERS or "assert" in value
    return isinstance(value, list | dict)


_OPENERS = frozenset("{[ \n")
"""What JSON with tests begins with."""


def response(answers: Sequence[Answer]) -> bytes:
    """The results, in the order of the rows."""
    return b'{"rules": "%s", "results": [%s]}' % (VERDICTS.encode(), b", ".join(answer.data for answer in answers))


def protocol(own: Collection[str]) -> Protocol:
    """The protocol of a service with these rewards of its own."""
    return Protocol(partial(tasks, own=own), response)
