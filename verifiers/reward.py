"""What a reward is: the contract, its defaults, and the shapes in which trainers call it.

A reward is a frozen dataclass that derives from `Reward`. It has a name, says which columns hold its reference, and
implements one method:

    @dataclass(frozen=True)
    class ExactReward(Reward):
        name: str = "exact"
        columns = ("answer",)

        def verdict_of(self, row: Row) -> Verdict:
            same = row.completion.strip() == self.reference_in(row)
            return Verdict(float(same), "correct" if same else "incorrect", "They are compared letter by letter.")

Everything else that a reward may say of itself is below as an attribute of `Reward`, with its default.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal, TypeVar, overload

from verifiers.columns import ABSENT, CallError, once, per_row, plain, reference_of, values_of
from verifiers.completion import Text, is_conversation, text_of
from verifiers.logs import log_verdicts
from verifiers.pools import Job, Pool, await_one, begin, pool_for, run_all
from verifiers.reasoning import (
    AUTO,
    Parts,
    Reading,
    ReasoningFormat,
    opens_reasoning,
    parts_of,
    reading_of,
    unopened,
)
from verifiers.verdict import Verdict

__all__ = ["ABSENT", "CallError", "Reward", "Row", "Work", "agrade", "call", "reference_of"]

Item = TypeVar("Item")
Result = TypeVar("Result")
AnyReward = TypeVar("AnyReward", bound="Reward")

Work = Literal["computing", "sandboxed", "waiting"]
"""How a reward spends its time: on the CPU of this process; on programs that run beside it on this host; or waiting
for a server, which costs this host nothing."""


@dataclass(slots=True)
class Row:
    """One completion with what belongs to it.

    reference: as it was given by position; `None`: it is looked up among the columns.
    prompt: the prompt, where the caller passed it.
    columns: what else the caller passed for this row.
    verdicts: those of the rewards that have graded this row, so that a part that occurs twice is graded once.
    reading: how the completion is to be read, where a reward around this one has said so.
    """

    completion: str
    reference: Any = None
    prompt: Text | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)
    verdicts: dict[Reward, Verdict] = field(default_factory=dict)
    reading: Reading = AUTO
    _parts: Parts | None = None

    @property
    def parts(self) -> Parts:
        """The completion's reasoning and answer, found once for all parts of a reward."""
        if self._parts is None:
            self._parts = parts_of(self.completion, self.prompt, self.reading)
        return self._parts

    def read_as(self, reading: Reading) -> Row:
        """The same row, read as its reward has been told, with what a reward around it has been told besides."""
        form = self.reading.format if reading.format is None else reading.format
        prefilled = self.reading.prefilled if reading.prefilled is None else reading.prefilled
        told = Reading(form, prefilled)
        return self if told == self.reading else dataclasses.replace(self, reading=told, verdicts={}, _parts=None)


class _Named:
    """No dataclass, so that the name stands where a reward's class puts it among its settings."""

    name: str
    """The reward's name in combinations, tables and scored files: "math", "format" and so on."""


@dataclass(frozen=True)
class Reward(_Named):
    """A grader with a name: the base class of `MathReward`, `FormatReward` and every combination of rewards.

    A subclass is a frozen dataclass that defines `name` and `verdict_of`, and sets those of the attributes below
    whose default is not right for it. One with a `__post_init__` of its own calls this one's.

    reasoning: how the model marks its reasoning: a name in `verifiers.reasoning.FORMATS`, or a `ReasoningFormat`.
        "auto" knows all marks that cannot be anything else. A combination tells its parts.
    prefilled: whether the prompt has already opened the reasoning. `None`: as the format says, or as the prompt ends,
        where the prompt is passed as a text; trainers that pass messages do not show what the chat template adds.

    Raises ValueError for a name that is not known.
    """

    reasoning: str | ReasoningFormat = field(default="auto", kw_only=True)
    prefilled: bool | None = field(default=None, kw_only=True)

    @property
    def columns(self) -> tuple[str, ...]:
        """Where its reference is looked up among a row's columns, the first that is there. Empty: it needs none."""
        return ()

    @property
    def also_reads(self) -> tuple[str, ...]:
        """Columns beside the reference, such as `completion_ids`, that must fit the batch where they are passed."""
        return ()

    @property
    def rewards(self) -> tuple[Reward, ...]:
        """The rewards that it is made of. Their verdicts are in `detail["parts"]` of its own, under their names."""
        return ()

    @property
    def finds_answers(self) -> bool:
        """Whether `detail["answer"]` is the answer that was found in the completion."""
        return False

    @property
    def can_be_left_out(self) -> bool:
        """Whether a sum or a product goes on without it where its own reference is unusable."""
        return False

    @property
    def work(self) -> Work:
        """How its own grading spends its time, without that of the rewards that it is made of."""
        return "computing"

    @property
    def concurrency(self) -> int:
        """How many of its grades may be under way at a time in this process, where they wait for a server."""
        return 64

    def __post_init__(self) -> None:
        """Refuse an unknown format when the reward is made, not when it is used."""
        reading_of(self.reasoning, self.prefilled)

    def __init_subclass__(cls) -> None:
        if "grade" in vars(cls) and "verdict_of" not in vars(cls):
            msg = (
                f"{cls.__name__} defines grade: a reward defines verdict_of(self, row), which grade and every call use"
            )
            raise TypeError(msg)

    def verdict_of(self, row: Row) -> Verdict:  # noqa: ARG002 - what subclasses are given
        """Grade one row. Total: every completion has a verdict.

        Raises CallError when the caller's program is wrong, as where the reference is missing.
        """
        msg = f"{type(self).__name__} cannot grade: a reward defines verdict_of(self, row)"
        raise CallError(msg)

    def of_batch(self, texts: Sequence[str], columns: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:  # noqa: ARG002 - what subclasses are given
        """Columns that can only be known from a whole batch, such as the lengths of the rollouts of one prompt.

        Each has one value for every row. They reach `verdict_of` like all columns, so that a grade depends on nothing
        else. A column that the caller passes is not replaced.

        texts: the completions of the batch.
        columns: those that have a value for each of them.
        """
        return {}

    @overload
    def __call__(self, completions: str, reference: Any = None, /, **columns: Any) -> float | None: ...
    @overload
    def __call__(
        self, completions: Sequence[Any] | None = None, reference: Any = None, /, **columns: Any
    ) -> list[float | None]: ...
    def __call__(
        self, completions: Any = None, reference: Any = None, /, **columns: Any
    ) -> float | list[float | None] | None:
        """The reward as trainers call it.

        One completion: `reward("…", "42")`, `reward("…", answer="42", prompt="…")` give a float (or `None`: skip it).
        A batch: `reward(["…", "…"], ["42", "43"])`, or by keywords as TRL does, `reward(prompts=[…], completions=[…],
        answer=[…], …)`, gives a list as long as the batch. Completions are strings or conversations. Columns that the
        reward does not read are ignored.

        Raises CallError, a TypeError, when the reference is missing or doubled, or when a column does not fit the
        batch: that is a mistake in the caller's program, found at the first call. Nothing that a model wrote raises.
        """
        reward = as_reward(self, "call")
        completions = once(reward, "completions", completions, columns)
        reference = once(reward, "reference", reference, columns)
        if isinstance(completions, str) or is_conversation(completions):
            return grade_row(reward, text_of(completions), reference, columns).score
        verdicts = grade_batch(reward, completions, reference, columns)
        log_verdicts(reward, verdicts, columns)
        return [verdict.score for verdict in verdicts]

    def grade(self, completion: str, reference: Any = None, *, prompt: Text | None = None, **columns: Any) -> Verdict:
        """The verdict on one completion, with its reason and its evidence.

        reference: what it is graded against; or among the columns, under one of the names in `self.columns`.
        prompt: what the model was given.

        Raises CallError when the reference is missing or doubled.
        """
        return self.verdict_of(self.told(Row(completion, reference, prompt, columns)))

    def told(self, row: Row) -> Row:
        """A row as this reward reads it, if it has been told how. Who calls `verdict_of` calls this first."""
        if self.reasoning == "auto" and self.prefilled is None:
            return row
        return row.read_as(reading_of(self.reasoning, self.prefilled))

    async def agrade(
        self, completion: str, reference: Any = None, *, prompt: Text | None = None, **columns: Any
    ) -> Verdict:
        """`grade`, awaited: a thread of ours does it, so that the event loop goes on.

        A cancelled one ends at once: its program is killed, and its place is free.
        """
        room = begin()
        if room is not None:  # not one coroutine more for each of thousands that begin in one round
            await room
        row = self.told(Row(completion, reference, prompt, columns))
        return await await_one(pool_of(self), lambda: self.verdict_of(row))

    def replace(self: AnyReward, **settings: Any) -> AnyReward:  # noqa: PYI019 - Self is of Python 3.11
        """A copy with other settings.

        Raises TypeError for a setting that it does not have, and what its class raises for a bad one.
        """
        return dataclasses.replace(self, **settings)

    @property
    def __name__(self) -> str:
        """The name under which trainers log it."""
        return f"{self.name}_reward"

    def reference_in(self, row: Row, wanted: str = "a reference") -> Any:
        """The row's reference for this reward.

        Raises CallError when there is none, or when it is given twice.
        """
        reference = reference_of(self, row.reference, row.columns)
        if reference is ABSENT:
            msg = f"the {self.name} reward needs {wanted}: by position, or one of the columns {self.columns}"
            raise CallError(msg)
        return reference if type(reference) is str else plain(reference)


call = Reward.__call__
agrade = Reward.agrade


@dataclass(frozen=True)
class Foreign(Reward):
    """A reward whose class does not derive from `Reward`, completed by the contract's defaults. Made by `as_reward`."""

    grader: Any
    name: str
    columns: tuple[str, ...] = ()
    also_reads: tuple[str, ...] = ()
    rewards: tuple[Reward, ...] = ()
    finds_answers: bool = False
    work: Work = "computing"

    def grade(self, completion: str, reference: Any = None, *, prompt: Text | None = None, **columns: Any) -> Verdict:
        """Its own verdict."""
        verdict: Verdict = self.grader.grade(completion, reference, prompt=prompt, **columns)
        return verdict

    def verdict_of(self, row: Row) -> Verdict:
        """Grade by its own `grade`, whose parameters no column of a data set may be mistaken for."""
        columns = {name: value for name, value in row.columns.items() if name not in _PARAMETERS}
        return self.grade(row.completion, row.reference, prompt=row.prompt, **columns)

    def of_batch(self, texts: Sequence[str], columns: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
        """What it knows of a batch, if anything."""
        own: dict[str, list[Any]] = self.grader.of_batch(texts, columns) if hasattr(self.grader, "of_batch") else {}
        return own


_PARAMETERS = frozenset({"self", "completion", "reference", "prompt"})


def as_reward(thing: Any, taker: str) -> Reward:
    """A reward as it is; of another class, with what the contract has beside `name`, `columns` and `grade` filled in.

    Only here is it asked what an object has: everywhere else a reward has all that the contract declares.

    taker: who wants a reward, for the message.

    Raises TypeError for what is no reward, such as a function.
    """
    if isinstance(thing, Reward):
        return thing
    missing = [name for name in ("name", "columns", "grade") if not hasattr(thing, name)]
    if missing or isinstance(thing, type):
        msg = f"{taker} takes rewards such as math_reward, not {_kind(thing)}"
        msg += f", which lacks {' and '.join(missing)}" if 0 < len(missing) < 3 else ""
        raise TypeError(msg)
    return Foreign(
        thing,
        thing.name,
        tuple(thing.columns),
        tuple(getattr(thing, "also_reads", ())),
        tuple(as_reward(part, thing.name) for part in getattr(thing, "rewards", ())),
        bool(getattr(thing, "finds_answers", False)),
        getattr(thing, "work", "sandboxed" if getattr(thing, "waits", False) else "computing"),
    )


def _kind(thing: Any) -> str:
    return f"the class {thing.__name__}" if isinstance(thing, type) else type(thing).__name__


def all_of(reward: Reward) -> Iterator[Reward]:
    """A reward and, where it is made of others, each of those."""
    yield reward
    for part in reward.rewards:
        yield from all_of(part)


def work_of(reward: Reward) -> frozenset[Work]:
    """How grading with a reward and all that it is made of spends its time."""
    return frozenset(one.work for one in all_of(reward))


def waits(reward: Reward) -> bool:
    """Whether grading with it is mostly waiting for other processes or servers."""
    return work_of(reward) != {"computing"}


GradeRows = Callable[[Reward, Sequence[tuple[str, Mapping[str, Any]]]], list[Verdict]]
"""Grades rows, each a completion and its columns, by a reward, in order."""


def grade_batch(
    reward: Reward, completions: Any, reference: Any, columns: Mapping[str, Any], grade_rows: GradeRows | None = None
) -> list[Verdict]:
    """The verdicts of a batch as a reward's call takes it, in order.

    grade_rows: who grades the rows, `grade_row` by `grade_row`; `None`: this process.

    Raises CallError as the call does.
    """
    rows = rows_of(reward, completions, reference, columns)
    return (grade_rows or grade_rows_here)(reward, rows)


def rows_of(
    reward: Reward, completions: Any, reference: Any, columns: Mapping[str, Any]
) -> list[tuple[str, Mapping[str, Any]]]:
    """The rows of a batch: each completion's text with its columns.

    Raises CallError as a reward's call does.
    """
    batch = values_of(completions)
    if batch is None:
        msg = f"the {reward.name} reward wants completions, a string or a list, not {type(completions).__name__}"
        raise CallError(msg)
    texts = [text_of(completion) for completion in batch]
    if reference is not None and reward.columns:
        reference_of(reward, reference, columns)  # refuses a doubled one
        columns = {**columns, reward.columns[0]: reference}
    everyone = tuple(all_of(reward))
    read = frozenset(name for one in everyone for name in (*one.columns, *one.also_reads))
    values = per_row(columns, len(texts), read)
    tell_of_unopened(reward, texts, values.get("prompt", ()))
    values = with_batch(reward, texts, values)
    return [(text, {name: column[row] for name, column in values.items()}) for row, text in enumerate(texts)]


def with_batch(reward: Reward, texts: Sequence[str], columns: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """The columns of a batch with what its rewards know of it as a whole; what the caller gives is known better."""
    values = dict(columns)
    if known := reward.of_batch(texts, values):
        values = {**known, **values}
    for part in reward.rewards:
        told = part
        if reward.reasoning != "auto" or reward.prefilled is not None:  # as `Row.read_as` has it
            told = part.replace(
                reasoning=reward.reasoning if part.reasoning == "auto" else part.reasoning,
                prefilled=reward.prefilled if part.prefilled is None else part.prefilled,
            )
        values = with_batch(told, texts, values)
    return values


def tell_of_unopened(reward: Reward, texts: Sequence[str], prompts: Sequence[Any]) -> None:
    """Log it, once, where a batch looks as if the chat template had opened the reasoning and nobody has said so."""
    if len(texts) < MIN_TOLD or reward.name in _TOLD:
        return
    if any(one.prefilled is not None or one.reasoning != "auto" for one in all_of(reward)):
        return
    found = unopened(texts[:MAX_TOLD])
    if not found or any(map(opens_reasoning, prompts[:MAX_TOLD])):
        return
    _TOLD.add(reward.name)
    import logging

    logging.getLogger("verifiers").warning(
        "%d of %d completions close reasoning that neither they nor the prompts open: the chat template has probably "
        "opened it. Set prefilled=True on the %s reward: else what was cut off in its reasoning is graded as an "
        "answer, and no completion follows the format.",
        found,
        min(len(texts), MAX_TOLD),
        reward.name,
    )


_TOLD: set[str] = set()
"""The rewards of which somebody has been told that."""
MIN_TOLD = 4
"""Completions in a batch that are looked at for that: fewer say too little."""
MAX_TOLD = 64
"""So many of a batch are looked at, which costs little beside the grading."""


def grade_rows_here(reward: Reward, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Verdict]:
    """The verdicts on rows, each a completion and its columns, in order."""
    if len(rows) < 2 or not waits(reward):
        return [grade_row(reward, text, None, columns) for text, columns in rows]
    return run_all(jobs_of(reward, rows))


def jobs_of(reward: Reward, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Job[Verdict]]:
    """A job for the pools of each row."""
    from verifiers.batches import Batch, in_batch

    pool, batch = pool_of(reward), Batch()
    return [(pool, partial(in_batch, batch, grade_row, reward, text, None, columns)) for text, columns in rows]


def pool_of(reward: Reward) -> Pool:
    """The threads that grade with a reward beside others, by how it spends its time."""
    if not waits(reward):
        return pool_for("computing", 1)
    waiting = tuple(one for one in all_of(reward) if one.work == "waiting")
    if waiting:  # each server has a pool of its own: a slow one holds up its own rows alone
        return pool_for(("waiting", waiting), min(one.concurrency for one in waiting))
    return pool_for("sandboxed", SANDBOXED * (os.cpu_count() or 1))


SANDBOXED = 8
"""Rows for each CPU that are graded at a time where programs run: some wait for programs that sleep."""


def grade_row(reward: Reward, completion: str, reference: Any, columns: Mapping[str, Any]) -> Verdict:
    """Grade one row; a bug of ours costs this row its score, loudly, and no other row anything."""
    try:
        return reward.verdict_of(reward.told(Row(completion, reference, columns.get("prompt"), columns)))
    except CallError:
        raise
    except Exception as error:
        import logging

        logging.getLogger("verifiers").exception("the %s reward failed on a row; its score is None", reward.name)
        return Verdict(None, "unavailable", f"internal error: {type(error).__name__}: {error}")
