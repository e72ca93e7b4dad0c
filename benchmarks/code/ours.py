"""Our own reward on the tasks of peers.py: the one place of the benchmarks that knows how it is called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from verifiers.sandbox import Limits, SandboxUnavailable, open_sandbox

Task = dict[str, Any]


def unavailable(wall: str) -> str:
    """Why a wall cannot be had here; empty: it can."""
    try:
        with open_sandbox(wall, slots=1):  # type: ignore[arg-type]
            return ""
    except SandboxUnavailable as error:
        return str(error)


def completion(task: Task) -> str:
    """What a model would write."""
    return f"```{task.get('language', 'python')}\n{task['source']}\n```"


def tests(task: Task) -> dict[str, Any]:
    """The tests, as data sets write them."""
    if task["form"] == "stdin":
        return {"inputs": [case[0] for case in task["cases"]], "outputs": [case[1] for case in task["cases"]]}
    if task["form"] == "call":
        args, results = zip(*task["cases"], strict=True)
        return {"fn_name": task["entry"], "inputs": list(args), "outputs": list(results)}
    return {name: task[key] for name, key in (("test", "test"), ("entry_point", "entry")) if key in task}


def ours(wall: str, limits: Limits | None = None) -> Any:
    """`code_reward` behind a wall."""
    from verifiers.code import CodeReward

    return CodeReward(wall=wall, **({} if limits is None else {"limits": limits}))


def accepted(reward: Any, tasks: Sequence[Task]) -> list[bool | None]:
    """A batch, as a trainer calls it; `None`: no verdict."""
    scores = reward([completion(task) for task in tasks], tests=[tests(task) for task in tasks])
    return [None if score is None else score == 1.0 for score in scores]
