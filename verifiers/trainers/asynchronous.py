"""Awaited in batches: for TRL's async rewards, and for loops that must not wait while programs run.

    reward = adapt(code_reward)
    rewards = await reward(prompts=…, completions=…, **columns)

The event loop goes on: a batch is graded in a thread of its own, there as it is without an event loop, programs side by
side. The loop's pool of threads bounds how many batches are graded at a time; the others wait.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any


def adapt(reward: Any) -> Callable[..., Awaitable[list[float | None]]]:
    """A coroutine function of the reward's own call shape.

    A cancelled call returns at once; what its thread has begun ends within the bounds that every grading has, and
    its result is dropped.
    """

    async def awaited(*completions: Any, **columns: Any) -> list[float | None]:
        import asyncio

        return await asyncio.to_thread(reward, *completions, **columns)

    awaited.__name__ = reward.__name__  # under which trainers log it
    return awaited
