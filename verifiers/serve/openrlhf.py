"""`POST /get_reward`: the remote reward model of OpenRLHF (0.11; `--reward.remote_url http://…/get_reward`).

    {"query": [prompt + response, …], "prompts": […], "labels": […]}
    {"rewards": [1.0, …], "scores": [1.0, …], "extra_logs": {"acc": 1.0, "ungraded": 0.0}}

The query is prompt and response in one text, with the special tokens. The completion is what follows the prompt;
where a query does not begin with its prompt, nobody can tell what the model wrote, and the row is not graded.

OpenRLHF takes numbers only, and its training ends at anything else. So a row that cannot be graded, by a fault of its
own or of its reference, gets 0 and counts in `ungraded`: a reference that is bad gives every sample of its prompt the
same reward, hence no advantage. Where it is the service that lacks something (no wall for programs), the answer is 503,
which OpenRLHF tries again.

`scores` is the accuracy alone, by which OpenRLHF filters prompts; `extra_logs` are means over the request, which is one
row as OpenRLHF sends them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from verifiers.names import ACCURACY, WallName, reward_of
from verifiers.serve.body import RefusedError, object_in
from verifiers.serve.protocol import Protocol
from verifiers.serve.score import may_run_programs, task_of
from verifiers.serve.work import Answer, Broken, Task
from verifiers.trainers.openrlhf import response_of


def protocol(reward: Sequence[str]) -> Protocol:
    """The protocol, which names no reward, with one."""
    names = tuple(reward)

    def tasks(body: bytes) -> list[Task]:
        found = object_in(body, ("query", "prompts", "labels"))
        queries = found.get("query")
        if not isinstance(queries, list):
            raise RefusedError(422, "'query' must be a list of texts")
        columns = []
        for name in ("prompts", "labels"):
            given = found.get(name)
            column = [None] * len(queries) if given is None or given == [] else given
            if not isinstance(column, list) or len(column) != len(queries):
                raise RefusedError(422, f"'{name}' must be a list as long as 'query'")
            columns.append(column)
        return [Query(names, *row) for row in zip(queries, *columns, strict=True)]

    return Protocol(tasks, partial(response, [_log_name(part.name) for part, _ in reward_of(names).parts]))


class Query(NamedTuple):
    """A row as OpenRLHF sends it. A worker cuts the response out of the query: of a long one that can take a second."""

    names: tuple[str, ...]
    query: Any
    prompt: Any
    label: Any

    @property
    def size(self) -> int:
        """Its bytes, about."""
        return sum(len(text) for text in (self.query, self.prompt, self.label) if isinstance(text, str))

    @property
    def runs_programs(self) -> bool:
        """Whether the label may be tests."""
        return may_run_programs(self.names, {"label": self.label})

    def do(self, wall: WallName | None) -> Answer:
        """Grade the response."""
        completion = None
        if isinstance(self.query, str) and isinstance(self.prompt, str | None):
            completion = response_of(self.query, self.prompt or "")  # without a prompt the query is all that there is
        if completion is None:
            return Broken("the query does not begin with its prompt: what the model wrote cannot be told from it").do(
                wall
            )
        row = {"completion": completion, "prompt": self.prompt, "answer": self.label}
        return task_of(self.names, {name: value for name, value in row.items() if value is not None}).do(wall)

    def lost(self, why: str) -> Answer:
        """The row's own error."""
        return Broken("").lost(why)


def response(parts: Sequence[str], answers: Sequence[Answer]) -> bytes:
    """The rewards, with the same logs whatever the rows: `parts`, 0 where one was not graded, and `ungraded`.

    Raises RefusedError(503) where a row could not be graded for want of something of ours.
    """
    results = [json.loads(answer.data) for answer in answers]
    logs: dict[str, list[float]] = {name: [] for name in (*parts, "ungraded")}
    for result in results:
        found = {_log_name(name): verdict for name, verdict in result.get("verdicts", {}).items()}
        for verdict in found.values():
            if verdict["outcome"] == "unavailable":
                raise RefusedError(503, verdict["explanation"].rstrip("."), 5)
        for name in parts:
            logs[name].append(found.get(name, {}).get("score") or 0.0)
        logs["ungraded"].append(float(result["reward"] is None))
    rewards = [result["reward"] or 0.0 for result in results]
    scores = [_score(result) for result in results]
    means = {name: sum(values) / len(values) for name, values in logs.items() if values}
    return json.dumps({"rewards": rewards, "scores": scores, "extra_logs": means}).encode()


def _log_name(part: str) -> str:
    """Math's and code's is one, so that the names do not depend on which of them graded a row."""
    return "acc" if part in ACCURACY else part


def _score(result: dict[str, Any]) -> float:
    verdicts = result.get("verdicts", {})
    deciding = next((verdicts[name] for name in ACCURACY if name in verdicts), None)
    return float((result["reward"] if deciding is None else deciding["score"]) or 0.0)
