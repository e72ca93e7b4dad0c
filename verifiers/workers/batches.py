"""A reward whose batches are graded by worker processes: on this machine, or by actors of a Ray cluster (ray_scorer).

A batch of a thousand long completions takes a reward seconds on one core, and holds Python's lock for as long. Worker
processes do it on all cores, beside a trainer that goes on. They are started afresh, never forked from a process that
may hold a GPU.
"""

from __future__ import annotations

import itertools
import os
import pickle
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple

from verifiers.batches import Stream, in_batch
from verifiers.logs import log_verdicts
from verifiers.names import Rewards, named
from verifiers.pools import Pool, await_one, turn
from verifiers.reward import CallError, Reward, as_reward, grade_batch, grade_row
from verifiers.verdict import Verdict
from verifiers.workers.child import Child, Worker
from verifiers.workers.crew import Crew
from verifiers.workers.stream import in_order

if TYPE_CHECKING:
    from typing_extensions import Self

CHUNK_SECONDS = 0.05
"""A chunk aims at so much work: less than for a file, as a batch is waited for, and long enough that a worker is hardly
ever without one."""
MAX_AWAITED = 32
"""Batches that are awaited at a time; they share the workers."""


class BatchScorer:
    """What scorers of batches share: the calls of a reward, by a crew of workers.

    name: of the class, for messages. start: makes a worker. tries: as a crew has it.
    """

    def __init__(self, name: str, reward: Rewards, workers: int, start: Callable[[], Worker], tries: int = 1) -> None:
        self.reward: Reward = as_reward(named(reward), name)
        self.workers = workers
        self._crew = Crew(_Rows(self.reward), start, tries=tries, seconds=CHUNK_SECONDS)
        self._threads = ThreadPoolExecutor(workers)
        self._awaited = Pool(name, MAX_AWAITED)

    @property
    def __name__(self) -> str:
        """The reward's, by which trainers log it."""
        return self.reward.__name__

    def __call__(self, completions: Sequence[Any], reference: Any = None, **columns: Any) -> list[float | None]:
        """The scores of a batch, in order, called as the reward itself is.

        Raises CallError as the reward does, and ScoringError where no worker can be had.
        """
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
        await turn()
        return await await_one(self._awaited, lambda: self.verdicts(completions, reference, **columns))

    def close(self) -> None:
        """End the workers; calls under way give `unavailable` for what is left of them."""
        self._crew.dismiss()
        self._threads.shutdown(cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.reward, self.workers)

    def _grade(self, _reward: Reward, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Verdict]:
        batch = next(_numbers)
        sent = (packed(row, f"a column of row {number}", batch) for number, row in enumerate(rows))
        return verdicts_in(in_order(sent, self._crew, self._threads, self.workers, len(rows)))


class LocalScorer(BatchScorer):
    """A reward whose batches are graded by worker processes on this machine.

        with LocalScorer(r1_reward, workers=8) as scorer:
            scorer(prompts=prompts, completions=completions, answer=answers)  # list[float | None], as trainers call it
            scorer.verdicts(completions, answers)  # list[Verdict]
            await scorer.averdicts(completions, answers)

    Verdicts are those of the reward itself. The workers start when there is work for them, stay for the next batch, and
    end with `close` or with this process. What is in flight is bounded in rows and bytes; several threads may call at a
    time. A completion that kills its worker has the outcome `unavailable` and the score `None`, and costs no other row
    anything. A copy that is sent to another process (it can be pickled) has workers of its own.

    reward: a reward, or a combination, or names as on the command line; wrap the combination, not its parts. Where it
        is a class of your own, the workers must be able to import it.
    workers: how many processes; `None`: one for each core.

    The calls raise ScoringError where a worker cannot be started or cannot load the reward.
    """

    def __init__(self, reward: Rewards, workers: int | None = None) -> None:
        super().__init__("LocalScorer", reward, workers or os.cpu_count() or 1, Child)


_numbers = itertools.count()


class Packed(NamedTuple):
    """A value on its way to another process, pickled. batch: the number of the batch that it belongs to."""

    data: bytes
    batch: int

    @property
    def size(self) -> int:
        """Its bytes."""
        return len(self.data)


def packed(value: object, what: str, batch: int = 0) -> Packed:
    """Pickle a value. Raises CallError, which says what it is, where it cannot be sent."""
    try:
        return Packed(pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL), batch)
    except Exception as error:
        msg = f"{what} cannot be sent to another process: {error}"
        raise CallError(msg) from error


def verdicts_in(found: Iterable[Verdict | CallError]) -> list[Verdict]:
    """What workers say of the rows of a batch. Raises the first CallError among it."""
    verdicts = []
    for verdict in found:
        if isinstance(verdict, CallError):
            raise verdict
        verdicts.append(verdict)
    return verdicts


class Unpacking:
    """What workers have: grades what was packed."""

    def grade(self, value: Any, batch: int) -> Verdict:
        """The verdict on a value of a batch."""
        raise NotImplementedError

    def score(self, item: Packed) -> Verdict | CallError:
        """The verdict on a value, or what was wrong with the call."""
        try:
            return self.grade(pickle.loads(item.data), item.batch)  # noqa: S301 - from the process that we work for
        except CallError as error:
            return error

    def lost(self, _item: Packed, why: str) -> Verdict:
        """The verdict on what killed its worker."""
        return Verdict(None, "unavailable", why)


class _Rows(Unpacking):
    """Grades rows by a reward. Those of a batch share the runs of the same programs."""

    def __init__(self, reward: Reward) -> None:
        self._reward = reward
        self._batch, self._stream = -1, Stream()

    def grade(self, value: Any, batch: int) -> Verdict:
        """The verdict on a row."""
        if batch != self._batch:
            self._batch, self._stream = batch, Stream()
        completion, columns = value
        return in_batch(self._stream, grade_row, self._reward, completion, None, columns)
