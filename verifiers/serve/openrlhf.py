"""`POST /get_reward`: the remote reward model of OpenRLHF (0.11; `--reward.remote_url http://…/get_reward`).

    {"query": [prompt + response, …], "prompts": […], "labels": […]}
    {"rewards": [1.0, …], "scores": [1.0, …], "extra_logs": {"math": 1.0, "ungraded": 0.0}}

The query is prompt and response in one text, with the special tokens. The completion is what stands behind the prompt;
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
from typing import Any

from verifiers.format import without_end_of_text
from verifiers.scoring.rewards import ACCURACY
from verifiers.serve.body import RefusedError, object_in
from verifiers.serve.protocol import Protocol
from verifiers.serve.score import checked_names, task_of
from verifiers.serve.work import Answer, Broken, Task

BEGIN_OF_TEXT = ("<s>", "<|begin_of_text|>", "<bos>", "<|startoftext|>", "<｜begin▁of▁sentence｜>")
"""Tokens that a tokenizer puts before a prompt that does not have them."""


def protocol(reward: Sequence[str]) -> Protocol:
    """The protocol, which names no reward, with one."""
    names = checked_names(reward)

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
        return [_task(names, *row) for row in zip(queries, *columns, strict=True)]

    return Protocol(tasks, response)


def _task(names: tuple[str, ...], query: Any, prompt: Any, label: Any) -> Task:
    completion = completion_of(query, prompt)
    if completion is None:
        return Broken("the query does not begin with its prompt: what the model wrote cannot be told from it")
    row = {"completion": completion, "prompt": prompt, "answer": label}
    return task_of(names, {name: value for name, value in row.items() if value is not None})


def completion_of(query: Any, prompt: Any) -> str | None:
    """What the model wrote, without the end-of-text tokens behind it; `None` where that cannot be told.

    prompt: `None` where the request has none: then the query is all that there is.
    """
    if not isinstance(query, str) or not isinstance(prompt, str | None):
        return None
    begun = prompt or ""
    if not query.startswith(begun):
        token = next((token for token in BEGIN_OF_TEXT if query.startswith(token + begun)), None)
        if token is None:
            return None
        begun = token + begun
    return without_end_of_text(query[len(begun) :])


def response(answers: Sequence[Answer]) -> bytes:
    """The rewards. Raises RefusedError(503) where a row could not be graded for want of something of ours."""
    results = [json.loads(answer.data) for answer in answers]
    for result in results:
        for verdict in result.get("verdicts", {}).values():
            if verdict["outcome"] == "unavailable":
                raise RefusedError(503, verdict["explanation"].rstrip("."), 5)
    logs: dict[str, list[float]] = {}
    for result in results:
        for name, verdict in result.get("verdicts", {}).items():
            logs.setdefault(name, []).append(verdict["score"] or 0.0)
        logs.setdefault("ungraded", []).append(float(result["reward"] is None))
    rewards = [result["reward"] or 0.0 for result in results]
    scores = [_score(result) for result in results]
    means = {name: sum(values) / len(values) for name, values in logs.items()}
    return json.dumps({"rewards": rewards, "scores": scores, "extra_logs": means}).encode()


def _score(result: dict[str, Any]) -> float:
    verdicts = result.get("verdicts", {})
    deciding = next((verdicts[name] for name in ACCURACY if name in verdicts), None)
    return float((result["reward"] if deciding is None else deciding["score"]) or 0.0)
