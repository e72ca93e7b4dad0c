"""Awaited in batches: for TRL's async rewards, and for loops that must not wait while programs run.

    reward = adapt(code_reward)
    rewards = await reward(prompts=…, completions=…, **columns)

The rows of all calls share the pools of `verifiers.pools`, in turns: a batch of programs that never end holds up no
batch of answers, and the event loop's own threads stay free.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from verifiers.columns import once
from verifiers.completion import is_conversation, text_of
from verifiers.logs import log_verdicts
from verifiers.names import Rewards, named
from verifiers.pools import await_all, await_one, pool_for, turn
from verifiers.reward import Reward, as_reward, jobs_of, rows_of, waits
from verifiers.verdict import Verdict


@dataclass(frozen=True)
class Awaited:
    """A reward whose call is awaited. It pickles where its reward does, as trainers that spawn processes need."""

    reward: Reward
    workers: int = 1

    @property
    def __name__(self) -> str:
        """The name under which trainers log it."""
        return self.reward.__name__

    async def __call__(
        self, completions: Any = None, reference: Any = None, /, **columns: Any
    ) -> float | list[float | None] | None:
        """The reward's own call, awaited. Cancelling it ends its programs and frees their places.

        Raises CallError as the reward's call does.
        """
        completions = once(self.reward, "completions", completions, columns)
        reference = once(self.reward, "reference", reference, columns)
        if isinstance(completions, str) or is_conversation(completions):
            verdict = await self.reward.agrade(text_of(completions), reference, **columns)
            return verdict.score
        verdicts = await agrade_batch(self.reward, completions, reference, columns, self.workers)
        log_verdicts(self.reward, verdicts, columns)
        return [verdict.score for verdict in verdicts]


def adapt(reward: Rewards, *, workers: int = 1) -> Awaited:
    """The reward, or the one that names stand for as on the command line, awaited, in its own call shape.

    workers: processes that help where a batch takes longer than a moment; 1: none are started. A batch that runs
        programs or asks servers needs none.

    Raises TypeError for what is no reward.
    """
    return Awaited(as_reward(named(reward), "asynchronous.adapt"), workers)


async def agrade_batch(
    reward: Reward, completions: Any, reference: Any, columns: Mapping[str, Any], workers: int = 1
) -> list[Verdict]:
    """The verdicts of a batch, in order. What is known from the batch as a whole is computed in a thread too.

    Raises CallError as the reward's call does.
    """
    await turn()
    prepare = partial(rows_of, reward, completions, reference, columns)
    rows = await await_one(pool_for("computing", 1), prepare)
    jobs = jobs_of(reward, rows)
    if workers == 1 or waits(reward):
        return await await_all(jobs)
    from verifiers.workers.calls import call_all

    return await await_one(pool_for("computing", 1), partial(call_all, [grade for _, grade in jobs], workers))
