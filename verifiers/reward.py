"""What makes a grader a reward: the shapes in which trainers call it, the columns it reads, and combining.

A reward is a frozen dataclass with a `name`, the names of its reference `columns`, and `grade`. The functions here
give it the rest: each class takes them as its methods (`__call__ = call`), so that there is one of each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, overload

from verifiers.completion import Text, is_conversation, text_of
from verifiers.verdict import Outcome, Verdict


class Reward(Protocol):
    """A grader with a name. `math_reward`, `format_reward` and every combination of them are such."""

    @property
    def name(self) -> str:
        """The name of its part in combinations, tables and scored files: "math", "format" and so on."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Where its reference is looked up among a row's columns, the first that is there; empty: it needs none."""

    def grade(self, completion: str, reference: Any = None, *, prompt: Text | None = None, **columns: Any) -> Verdict:
        """Judge one completion. Total: every string has a verdict."""


class CallError(TypeError):
    """The caller's program is wrong: a reference is missing or doubled, or a column does not fit the batch."""


ABSENT: Any = object()
"""What `reference_of` gives when a row has no reference; `None` in a column is a reference, and an unusable one."""


def reference_of(reward: Reward, reference: Any, columns: Mapping[str, Any]) -> Any:
    """A reward's reference: given by position, or the first of its columns that is there, or `ABSENT`.

    Raises CallError when it is given twice.
    """
    column = next((name for name in reward.columns if name in columns), None)
    if column is None:
        return ABSENT if reference is None else reference
    if reference is not None:
        msg = f"the {reward.name} reward got its reference twice: directly and as the column {column!r}"
        raise CallError(msg)
    return columns[column]


@overload
def call(self: Reward, completions: str, reference: Any = None, /, **columns: Any) -> float | None: ...
@overload
def call(
    self: Reward, completions: Sequence[Any] | None = None, reference: Any = None, /, **columns: Any
) -> list[float | None]: ...
def call(
    self: Reward, completions: Any = None, reference: Any = None, /, **columns: Any
) -> float | list[float | None] | None:
    """The reward as trainers call it.

    One completion: `reward("…", "42")`, `reward("…", answer="42", prompt="…")` give a float (or `None`: skip it).
    A batch: `reward(["…", "…"], ["42", "43"])`, or by keywords as TRL does, `reward(prompts=[…], completions=[…],
    answer=[…], …)`, gives a list as long as the batch. Completions are strings or conversations. Columns that the
    reward does not read are ignored.

    Raises CallError, a TypeError, when the reference is missing or doubled, or when a column does not fit the batch:
    that is a mistake in the caller's program, found at the first call. Nothing that a model wrote raises.
    """
    completions = _once(self, "completions", completions, columns)
    reference = _once(self, "reference", reference, columns)
    if isinstance(completions, str) or is_conversation(completions):
        return _grade_row(self, text_of(completions), reference, columns).score
    batch = _rows(completions)
    if batch is None:
        msg = f"the {self.name} reward wants completions, a string or a list, not {type(completions).__name__}"
        raise CallError(msg)
    verdicts = _grade_batch(self, batch, reference, columns)
    log_metric = columns.get("log_metric")
    if callable(log_metric) and verdicts:
        # A zero that only means "too costly to check" must show in the run's curves.
        for outcome in ("undecided", "unavailable", "bad_reference"):
            count = sum(verdict.outcome == outcome for verdict in verdicts)
            log_metric(f"{self.name}/{outcome}", count / len(verdicts))
    return [verdict.score for verdict in verdicts]


def _once(reward: Reward, name: str, value: Any, columns: dict[str, Any]) -> Any:
    """What is given by position or by name, but not by both; it is no column any more."""
    named = columns.pop(name, None)
    if value is not None and named is not None:
        msg = f"the {reward.name} reward got its {name} twice: by position and by name"
        raise CallError(msg)
    return named if value is None else value


def _grade_batch(
    reward: Reward, completions: Sequence[Any], reference: Any, columns: Mapping[str, Any]
) -> list[Verdict]:
    size = len(completions)
    texts = [text_of(completion) for completion in completions]
    if reference is not None and reward.columns:
        reference_of(reward, reference, columns)  # refuses a doubled one
        columns = {**columns, reward.columns[0]: reference}
    if columns.get("prompts") is not None:
        columns = {name: values for name, values in columns.items() if name != "prompt"}
    read = {"prompts", "prompt", *_columns_read(reward)}
    per_row: dict[str, Sequence[Any]] = {}
    for name, values in columns.items():
        rows = _rows(values)
        if rows is not None and len(rows) == size:
            per_row["prompt" if name == "prompts" else name] = rows
        elif name in read and not (values is None and name in {"prompts", "prompt"}):
            found = type(values).__name__ if rows is None else f"{len(rows)} of them"
            msg = f"{name!r} must be a list with one value for each of the {size} completions, not {found}"
            raise CallError(msg)
        # Anything else that trainers pass (states, callables, settings) is no column of the data set.
    return [
        _grade_row(reward, texts[row], None, {name: rows[row] for name, rows in per_row.items()}) for row in range(size)
    ]


def _rows(values: Any) -> Sequence[Any] | None:
    """A column's values in order, or `None` if it is no column."""
    if hasattr(values, "tolist"):  # numpy arrays and tensors
        values = values.tolist()
    return values if isinstance(values, list | tuple) else None


def _columns_read(reward: Reward) -> set[str]:
    """The reference columns of a reward and, where it is a combination, of its parts."""
    parts = reward.parts if isinstance(reward, CombinedReward) else ()
    return {*reward.columns, *(name for part, _ in parts for name in _columns_read(part))}


_PARAMETERS = frozenset({"self", "completion", "reference"})
"""Columns of these names cannot be passed on to `grade`, whose own they are."""


def _grade_row(reward: Reward, completion: str, reference: Any, columns: Mapping[str, Any]) -> Verdict:
    """Grade one row; a bug of ours costs this row its score, loudly, and no other row anything."""
    columns = {name: value for name, value in columns.items() if name not in _PARAMETERS}
    try:
        return reward.grade(completion, reference, **columns)
    except CallError:
        raise
    except Exception as error:
        import logging

        logging.getLogger("verifiers").exception("the %s reward failed on a row; its score is None", reward.name)
        return Verdict(None, "unavailable", f"internal error: {type(error).__name__}: {error}")


async def agrade(
    self: Reward, completion: str, reference: Any = None, *, prompt: Text | None = None, **columns: Any
) -> Verdict:
    """`grade`, awaited: it runs in a thread, so that the event loop goes on."""
    import asyncio

    return await asyncio.to_thread(self.grade, completion, reference, prompt=prompt, **columns)


@dataclass(frozen=True)
class CombinedReward:
    """A weighted sum of rewards whose parts stay visible in the verdict's detail. Made by `combine`."""

    parts: tuple[tuple[Reward, float], ...]
    name: str = "combined"

    __call__ = call
    agrade = agrade
    replace = replace

    @property
    def __name__(self) -> str:
        """The name under which trainers log it."""
        return f"{self.name}_reward"

    @property
    def columns(self) -> tuple[str, ...]:
        """The reference columns of the first part that has any: a reference given by position is theirs."""
        return next((reward.columns for reward, _ in self.parts if reward.columns), ())

    def grade(self, completion: str, reference: Any = None, *, prompt: Text | None = None, **columns: Any) -> Verdict:
        """Grade with each part; the score is the weighted sum, `None` if a part could not judge.

        detail: `{"parts": {name: {"weight", "score", "outcome", "explanation", "detail"}}}`.
        """
        if reference is not None:
            reference_of(self, reference, columns)  # refuses a doubled one
            columns = {**columns, **dict.fromkeys(self.columns[:1], reference)}
        verdicts = [
            (reward.name, weight, reward.grade(completion, prompt=prompt, **columns)) for reward, weight in self.parts
        ]
        # A part of weight 0 is only watched: it decides nothing, and cannot skip the row.
        counted = [(weight, verdict) for _, weight, verdict in verdicts if weight]
        score = sum(weight * verdict.score for weight, verdict in counted if verdict.score is not None)
        skipped = any(verdict.score is None for _, verdict in counted)
        return Verdict(
            None if skipped else float(score),
            _combined_outcome([verdict for _, verdict in counted], score),
            ", ".join(f"{name}: {verdict.outcome}" for name, _, verdict in verdicts),
            {
                "parts": {
                    name: {
                        "weight": weight,
                        "score": verdict.score,
                        "outcome": verdict.outcome,
                        "explanation": verdict.explanation,
                        "detail": verdict.detail,
                    }
                    for name, weight, verdict in verdicts
                }
            },
        )


def _combined_outcome(verdicts: Sequence[Verdict], score: float) -> Outcome:
    """What cannot be judged stands out; else it is the sum that is full, empty or between."""
    outcomes = {verdict.outcome for verdict in verdicts}
    outcome: Outcome
    for outcome in ("unavailable", "bad_reference", "undecided"):
        if outcome in outcomes:
            return outcome
    if outcomes == {"correct"}:
        return "correct"
    return "partial" if score > 0 else "incorrect"


def combine(rewards: Mapping[Any, float], *, name: str = "combined") -> CombinedReward:
    """Add rewards with weights: `combine({math_reward: 1.0, format_reward: 0.2})`.

    Raises ValueError when there are none, or two of one name (`math_reward.replace(name=…)` gives another), and
    TypeError for what is no reward, such as a function.
    """
    for reward in rewards:
        if not hasattr(reward, "grade"):
            msg = f"combine adds rewards such as math_reward, not {type(reward).__name__}"
            raise TypeError(msg)
    names = [reward.name for reward in rewards]
    if not names:
        msg = "combine needs at least one reward"
        raise ValueError(msg)
    for one in names:
        if names.count(one) > 1:
            msg = f"two rewards are named {one!r}: give one another name by replace(name=…)"
            raise ValueError(msg)
    return CombinedReward(tuple((reward, float(weight)) for reward, weight in rewards.items()), name)
