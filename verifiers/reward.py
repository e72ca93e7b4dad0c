"""What makes a grader a reward: the shapes in which trainers call it, and the columns it reads.

A reward is a frozen dataclass with a `name`, the names of its reference `columns`, and `grade`. The functions here
give it the rest: each class takes them as its methods (`__call__ = call`), so that there is one of each.

A reward may have five things more, where it needs them:

- `rewards`: the rewards that it is made of. Their scores stand in its verdict's `detail["parts"]`, under their names.
- `also_reads`: columns beside the reference, such as `completion_ids`, that must fit the batch.
- `of_batch(texts, columns)`: columns that can only be known from the whole batch, one value for each row, such as the
  lengths of the rollouts of one prompt. They reach `grade` like all columns, so that a grade depends on nothing else.
- `finds_answers`: its verdict's detail has the answer that it has found, under "answer".
- `waits`: its grade mostly waits for other processes, so that the rows of a batch are graded side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar, overload

from verifiers.completion import Text, is_conversation, text_of
from verifiers.verdict import Verdict

Row = TypeVar("Row")
Graded = TypeVar("Graded")


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
    for column in reward.columns:
        if column in columns:
            if reference is not None:
                msg = f"the {reward.name} reward got its reference twice: directly and as the column {column!r}"
                raise CallError(msg)
            return columns[column]
    return ABSENT if reference is None else reference


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
        return grade_row(self, text_of(completions), reference, columns).score
    verdicts = grade_batch(self, completions, reference, columns)
    log_verdicts(self, verdicts, columns)
    return [verdict.score for verdict in verdicts]


def log_verdicts(reward: Reward, verdicts: Sequence[Verdict], columns: Mapping[str, Any]) -> None:
    """What a trainer shows of a batch, in curves and in its table, where it passes functions for that."""
    log_metric = columns.get("log_metric")
    if callable(log_metric) and verdicts:
        # A zero that only means "too costly to check" must show in the run's curves.
        for outcome in ("undecided", "unavailable", "bad_reference"):
            count = sum(verdict.outcome == outcome for verdict in verdicts)
            log_metric(f"{reward.name}/{outcome}", count / len(verdicts))
        _log_parts(log_metric, reward, reward.name, [verdict.detail for verdict in verdicts])
    log_extra = columns.get("log_extra")
    if callable(log_extra) and verdicts:  # columns of the table of completions: why each has its score
        log_extra(f"{reward.name}/outcome", [verdict.outcome for verdict in verdicts])
        log_extra(f"{reward.name}/explanation", [verdict.explanation for verdict in verdicts])
        answers = [_answer_in(verdict.detail) for verdict in verdicts]
        if _looks_for_answers(reward):  # always, or never: TRL keeps a column from one batch to the next
            log_extra(f"{reward.name}/answer", [answer or "" for answer in answers])


def _log_parts(log_metric: Any, reward: Reward, path: str, details: Sequence[Mapping[str, Any]]) -> None:
    """The mean score of each part under `<combination>/<part>`, of the rows where it has one."""
    for part in made_of(reward):
        shown = [detail["parts"][part.name] for detail in details if part.name in detail.get("parts", {})]
        scores = [one["score"] for one in shown if one["score"] is not None]
        if scores:
            log_metric(f"{path}/{part.name}", sum(scores) / len(scores))
        _log_parts(log_metric, part, f"{path}/{part.name}", [one["detail"] for one in shown])


LOGGED = 200
"""Characters of an answer in a trainer's table."""


def _looks_for_answers(reward: Reward) -> bool:
    """Whether its verdicts, or a part's, hold the answer that was found."""
    return any(getattr(one, "finds_answers", False) for one in all_of(reward))


def _answer_in(detail: Mapping[str, Any]) -> str | None:
    """The answer that was found, by the reward or by the first of its parts that looks for one; shortened."""
    answer = detail.get("answer")
    if isinstance(answer, str):
        return answer if len(answer) <= LOGGED else answer[: LOGGED - 1] + "…"
    inner = (_answer_in(part["detail"]) for part in detail.get("parts", {}).values())
    return next((answer for answer in inner if answer is not None), None)


def _once(reward: Reward, name: str, value: Any, columns: dict[str, Any]) -> Any:
    """What is given by position or by name, but not by both; it is no column any more."""
    named = columns.pop(name, None)
    if value is not None and named is not None:
        msg = f"the {reward.name} reward got its {name} twice: by position and by name"
        raise CallError(msg)
    return named if value is None else value


GradeRows = Callable[[Reward, Sequence[tuple[str, Mapping[str, Any]]]], list[Verdict]]
"""Grades rows, each a completion and its columns, by a reward, in order."""


def grade_batch(
    reward: Reward, completions: Any, reference: Any, columns: Mapping[str, Any], grade_rows: GradeRows | None = None
) -> list[Verdict]:
    """The verdicts of a batch as `call` takes it, in order.

    grade_rows: who grades the rows, `grade_row` by `grade_row`; `None`: this process.

    Raises CallError as `call` does.
    """
    batch = _rows(completions)
    if batch is None:
        msg = f"the {reward.name} reward wants completions, a string or a list, not {type(completions).__name__}"
        raise CallError(msg)
    rows = _rows_of(reward, batch, reference, columns)
    return (grade_rows or _grade_here)(reward, rows)


def _rows_of(
    reward: Reward, completions: Sequence[Any], reference: Any, columns: Mapping[str, Any]
) -> list[tuple[str, Mapping[str, Any]]]:
    """The rows of a batch: each completion's text with its columns."""
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
    for one in all_of(reward):
        if hasattr(one, "of_batch"):
            per_row = {**one.of_batch(texts, per_row), **per_row}  # what the caller gives is known better
    return [(text, {name: rows[row] for name, rows in per_row.items()}) for row, text in enumerate(texts)]


def _grade_here(reward: Reward, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Verdict]:
    def grade(row: tuple[str, Mapping[str, Any]]) -> Verdict:
        return grade_row(reward, row[0], None, row[1])

    return side_by_side(grade, rows) if waits(reward) else [grade(row) for row in rows]


def waits(reward: Reward) -> bool:
    """Whether grading with it is mostly waiting for other processes."""
    return any(getattr(one, "waits", False) for one in all_of(reward))


def side_by_side(grade: Callable[[Row], Graded], rows: Sequence[Row]) -> list[Graded]:
    """Grade rows in threads, some at a time: results in their order."""
    import os
    from concurrent.futures import ThreadPoolExecutor

    if len(rows) < 2:
        return [grade(row) for row in rows]
    with ThreadPoolExecutor(min(len(rows), SIDE_BY_SIDE * (os.cpu_count() or 1))) as threads:
        return list(threads.map(grade, rows))


SIDE_BY_SIDE = 2
"""Rows for each CPU that are graded at a time where grading is waiting: one is prepared while another runs."""


def _rows(values: Any) -> Sequence[Any] | None:
    """A column's values in order, or `None` if it is no column."""
    if hasattr(values, "tolist"):  # numpy arrays and tensors
        values = values.tolist()
    return values if isinstance(values, list | tuple) else None


def made_of(reward: Reward) -> tuple[Reward, ...]:
    """The rewards that a reward is made of; none for most."""
    parts: tuple[Reward, ...] = getattr(reward, "rewards", ())
    return parts


def all_of(reward: Reward) -> Iterator[Reward]:
    """A reward and, where it is made of others, each of those."""
    yield reward
    for part in made_of(reward):
        yield from all_of(part)


def _columns_read(reward: Reward) -> set[str]:
    """The columns that a reward and its parts cannot do without."""
    return {name for one in all_of(reward) for name in (*one.columns, *getattr(one, "also_reads", ()))}


_PARAMETERS = frozenset({"self", "completion", "reference"})
"""Columns of these names cannot be passed on to `grade`, whose own they are."""


def grade_row(reward: Reward, completion: str, reference: Any, columns: Mapping[str, Any]) -> Verdict:
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
