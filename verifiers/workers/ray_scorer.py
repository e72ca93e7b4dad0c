"""A reward that is graded on a Ray cluster, for use within a training job."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, NamedTuple

from verifiers.errors import ScoringError
from verifiers.logs import log_verdicts
from verifiers.names import Rewards, named
from verifiers.reward import CallError, Reward, as_reward, grade_batch, grade_row
from verifiers.verdict import Verdict
from verifiers.workers.crew import Crew
from verifiers.workers.ray_actor import TRIES, RayWorker, import_ray, once
from verifiers.workers.stream import in_order

CHUNK_SECONDS = 0.02
"""A chunk aims at so much work: a batch of some thousand rows must be spread over all actors, and is waited for."""


class RayScorer:
    """A reward whose batches are graded by actors of the cluster, each on a CPU of its own.

        with RayScorer(r1_reward, workers=16) as scorer:
            scorer(prompts=prompts, completions=completions, answer=answers)  # list[float | None], as trainers call it
            scorer.verdicts(completions, answers)  # list[Verdict]
            await scorer.averdicts(completions, answers)

    It works in every process that is connected to a cluster: a driver, a task, an actor. The actors start when there
    is work for them, stay for the next batch, and end with `close` or with this process. Results come in the order of
    the batch; what is in flight is bounded in rows and bytes; several threads may call at a time. A completion that
    kills its worker process has the outcome `unavailable` and the score `None`, and costs no other row anything.

    A copy that is sent to another process (it can be pickled) has actors of its own.

    reward: a reward, or a combination, or names as on the command line; wrap the combination, not its parts. Where it
        is a class of your own, it must be importable on the nodes.
    workers: how many actors.

    Raises ScoringError where Ray is missing or not connected; the calls raise it where a node has another
    installation of verify-cli or cannot load the reward, and CallError as the reward itself does.
    """

    def __init__(self, reward: Rewards, workers: int) -> None:
        if not import_ray().is_initialized():
            msg = "this process is not connected to a Ray cluster: call ray.init() first"
            raise ScoringError(msg)
        self.reward = reward = as_reward(named(reward), "RayScorer")
        self.workers = workers
        note = once(logging.getLogger("verifiers").warning)
        self._crew = Crew(_Rows(reward), lambda: RayWorker(note), tries=TRIES, seconds=CHUNK_SECONDS)
        self._threads = ThreadPoolExecutor(workers)

    @property
    def __name__(self) -> str:
        """The reward's, by which trainers log it."""
        return self.reward.name

    def __call__(self, completions: Sequence[Any], reference: Any = None, **columns: Any) -> list[float | None]:
        """The scores of a batch, in order, called as the reward itself is."""
        verdicts = self.verdicts(completions, reference, **columns)
        log_verdicts(self.reward, verdicts, columns)
        return [verdict.score for verdict in verdicts]

    def verdicts(self, completions: Sequence[Any], reference: Any = None, **columns: Any) -> list[Verdict]:
        """The verdicts of a batch, in order.

        completions: strings or conversations.
        reference: a reference for each; or among the columns, as the reward names it.
        columns: lists as long as the batch; `prompts`, and what else the reward reads.
        """
        return grade_batch(self.reward, completions, reference, columns, self._grade)

    async def averdicts(self, completions: Sequence[Any], reference: Any = None, **columns: Any) -> list[Verdict]:
        """`verdicts`, awaited: the event loop goes on."""
        import asyncio

        return await asyncio.to_thread(self.verdicts, completions, reference, **columns)

    def close(self) -> None:
        """End the actors; calls under way give `unavailable` for what is left of them."""
        self._crew.dismiss()
        self._threads.shutdown(cancel_futures=True)

    def __enter__(self) -> RayScorer:  # noqa: PYI034 - Self is of Python 3.11
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __reduce__(self) -> tuple[Any, ...]:
        return RayScorer, (self.reward, self.workers)

    def _grade(self, _reward: Reward, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Verdict]:
        packed = (_packed(number, row) for number, row in enumerate(rows))
        verdicts = []
        for verdict in in_order(packed, self._crew, self._threads, self.workers):
            if isinstance(verdict, CallError):
                raise verdict
            verdicts.append(verdict)
        return verdicts


class _Row(NamedTuple):
    """A row on its way: the completion and its columns, pickled."""

    data: bytes

    @property
    def size(self) -> int:
        """Its bytes."""
        return len(self.data)


def _packed(number: int, row: tuple[str, Mapping[str, Any]]) -> _Row:
    try:
        return _Row(pickle.dumps(row, protocol=pickle.HIGHEST_PROTOCOL))
    except Exception as error:
        msg = f"a column of row {number} cannot be sent to another process: {error}"
        raise CallError(msg) from error


class _Rows:
    """What the workers have: grades rows by a reward."""

    def __init__(self, reward: Reward) -> None:
        self._reward = reward

    def score(self, row: _Row) -> Verdict | CallError:
        """The verdict on a row, or what was wrong with the call."""
        completion, columns = pickle.loads(row.data)  # noqa: S301 - from the process that we work for
        try:
            return grade_row(self._reward, completion, None, columns)
        except CallError as error:
            return error

    def lost(self, _row: _Row, why: str) -> Verdict:
        """The verdict on a row that killed its worker."""
        return Verdict(None, "unavailable", why)
