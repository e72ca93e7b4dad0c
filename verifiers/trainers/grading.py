"""What the adapters share: verdicts on rows, and a verdict as numbers.

Trainers hand over one reference, which they call ground truth or label: an answer, a worked solution, or the tests of
a program, as JSON. So a reward can be given by name, as on the command line ("r1-zero", "math(form=any)",
"my.py:reward", ["accuracy", "format=0.2"]), where the accuracy of a preset is code for rows with tests and math for
others, in one data set. A reward object is used as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any, NamedTuple

from verifiers.columns import ABSENT
from verifiers.completion import Text, text_of
from verifiers.names import ACCURACY, Rewards, named, own_in
from verifiers.pools import Job, await_all, await_one, pool_for, run_all, turn
from verifiers.reasoning import ReasoningFormat
from verifiers.reward import Reward, all_of, as_reward, grade_row, pool_of, tell_of_unopened, waits, with_batch
from verifiers.rows.completions import turns_before
from verifiers.rows.fields import Fields, is_language
from verifiers.rows.tests import tests_in
from verifiers.verdict import Verdict

NOT_GRADED = ("undecided", "unavailable", "bad_reference")
"""Outcomes that say nothing of the model. Each has a number of its own, so that its share shows in the curves."""

_FIELDS = Fields("completion", "ground_truth")
_TRUTHS = ("answer", "ground_truth", "solution", "expected_answer", "gold", "target", "label")
_QUESTIONS = ("question", "problem", "prompt")


class Row(NamedTuple):
    """What a trainer says of a sample.

    completion: a text, or messages, of which the last is the model's.
    truth: the reference answer, a worked solution, or tests as objects or JSON; `ABSENT` where the caller has not given
        any, which is his mistake and no unusable reference.
    prompt: what the model was given, where the trainer says.
    extra: further columns of the row; `language` is read, where it is one that people speak.
    is_code: the truth is tests, even where their shape does not say so.
    unreadable: why nobody can tell the completion from what is around it, where that is so. Such a row is
        `unavailable` rather than graded with the words of others.
    """

    completion: Any
    truth: Any
    prompt: Text | None = None
    extra: Mapping[str, Any] | None = None
    is_code: bool = False
    unreadable: str | None = None


def row_of_columns(completion: Any, columns: Mapping[str, Any], fields: Fields, prompt: Text | None) -> Row:
    """A sample whose data set's row the trainer hands over whole: tests, or the first of the usual references.

    fields: what the trainer calls the completion and the reference, which is looked for first.
    """
    tests = tests_in(columns, fields)
    names = (fields.reference or "", *_TRUTHS)
    truth = next((columns[name] for name in names if columns.get(name) is not None), None)
    return Row(completion, truth if tests is None else tests.value, prompt, columns, is_code=tests is not None)


def has_truth(columns: Mapping[str, Any], fields: Fields) -> bool:
    """Whether a row has a reference under any of the usual names, be it null."""
    return any(name in columns for name in (fields.reference, *_TRUTHS)) or tests_in(columns, fields) is not None


def question_of(row: Mapping[str, Any], messages: Sequence[Any] | None = None) -> Any:
    """The prompt as the data set's row has it, else the messages before the model's last."""
    question = next((row[name] for name in _QUESTIONS if row.get(name) is not None), None)
    return turns_before(list(messages)) if question is None and messages else question


def grade_rows(
    rewards: Rewards,
    rows: Sequence[Row],
    *,
    reasoning: str | ReasoningFormat = "auto",
    prefilled: bool | None = None,
    workers: int = 1,
) -> list[tuple[Reward, Verdict]]:
    """For each row the reward that graded it, and its verdict. Programs run side by side.

    reasoning, prefilled: how the model marks its reasoning, and whether its chat template has opened it, as for every
        reward. What a reward has been told itself goes first.
    workers: processes that grade what takes this one more than a moment; 1: none are started. Programs have slots of
        their own anyway, and are left to this process.

    Raises ScoringError for a name or a setting that is none, and CallError when the reward needs what trainers of this
    kind never give (a language reward without a prompt or a language), or a completion is neither text nor messages.
    Nothing that a model wrote raises.
    """
    chosen, jobs = _jobs(rewards, rows, reasoning, prefilled)
    if any(map(waits, chosen)):
        verdicts = run_all(jobs)
    elif workers > 1 and len(jobs) > 1:
        from verifiers.workers.calls import call_all

        verdicts = call_all([grade for _, grade in jobs], workers)
    else:
        verdicts = [grade() for _, grade in jobs]
    return list(zip(chosen, verdicts, strict=True))


async def agrade_rows(
    rewards: Rewards, rows: Sequence[Row], *, reasoning: str | ReasoningFormat = "auto", prefilled: bool | None = None
) -> list[tuple[Reward, Verdict]]:
    """`grade_rows`, awaited: the event loop goes on, and a cancelled call ends its programs.

    Tests may be megabytes of JSON: a thread reads them, not the loop.
    """
    await turn()
    prepare = partial(_jobs, rewards, rows, reasoning, prefilled)
    chosen, jobs = await await_one(pool_for("computing", 1), prepare)
    return list(zip(chosen, await await_all(jobs), strict=True))


@dataclass(frozen=True)
class Grader:
    """What most adapters are: a reward, and how completions are to be read. It pickles where its reward does.

    rewards: a reward, or names as on the command line.
    reasoning, prefilled: how the model marks its reasoning, and whether its chat template opens it, as for every
        reward. Few trainers hand over what would show the latter.
    """

    rewards: Rewards
    reasoning: str | ReasoningFormat = field(default="auto", kw_only=True)
    prefilled: bool | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        """Keep names as a tuple, so that an adapter is a frozen value."""
        if not isinstance(self.rewards, str) and isinstance(self.rewards, Sequence):
            object.__setattr__(self, "rewards", tuple(self.rewards))

    def grade_row(self, row: Row) -> tuple[Reward, Verdict]:
        """The reward that graded a sample, and its verdict. Raises as `grade_rows` does."""
        return grade_rows(self.rewards, [row], reasoning=self.reasoning, prefilled=self.prefilled)[0]

    async def agrade_rows(self, rows: Sequence[Row]) -> list[tuple[Reward, Verdict]]:
        """The same of several samples, in order, awaited."""
        return await agrade_rows(self.rewards, rows, reasoning=self.reasoning, prefilled=self.prefilled)


def _jobs(
    rewards: Rewards,
    rows: Sequence[Row],
    reasoning: str | ReasoningFormat,
    prefilled: bool | None,  # noqa: FBT001 - a pair
) -> tuple[list[Reward], list[Job[Verdict]]]:
    """The reward of each row, and what is to be done."""
    rows = [row._replace(completion=text_of(row.completion)) for row in rows]
    chosen = [_choose(rewards, row) for row in rows]
    if reasoning != "auto" or prefilled is not None:
        chosen = [(_told(reward, reasoning, prefilled), truth) for reward, truth in chosen]
    columns = [_columns(reward, truth, row) for (reward, truth), row in zip(chosen, rows, strict=True)]
    _add_what_the_batch_knows([reward for reward, _ in chosen], rows, columns)
    jobs = [_job(reward, row, own) for (reward, _), row, own in zip(chosen, rows, columns, strict=True)]
    return [reward for reward, _ in chosen], jobs


def _job(reward: Reward, row: Row, columns: dict[str, Any]) -> Job[Verdict]:
    if row.unreadable is not None:
        return pool_of(reward), partial(Verdict, None, "unavailable", row.unreadable)
    return pool_of(reward), partial(grade_row, reward, row.completion, None, columns)


@lru_cache(maxsize=64)
def _told(reward: Reward, reasoning: str | ReasoningFormat, prefilled: bool | None) -> Reward:  # noqa: FBT001 - a key
    """The reward, told how completions are to be read where it does not know yet."""
    return reward.replace(
        reasoning=reasoning if reward.reasoning == "auto" else reward.reasoning,
        prefilled=prefilled if reward.prefilled is None else reward.prefilled,
    )


def _add_what_the_batch_knows(rewards: Sequence[Reward], rows: Sequence[Row], columns: list[dict[str, Any]]) -> None:
    """Add to each row's columns what its reward wants to know of the batch, such as the lengths of its siblings."""
    for reward in dict.fromkeys(rewards):
        mine = [index for index, one in enumerate(rewards) if one == reward]
        if len(mine) > 1:
            tell_of_unopened(reward, [rows[index].completion for index in mine], [rows[index].prompt for index in mine])
        names = {name for index in mine for name in columns[index]} - {"prompt"}
        shared = {name: [columns[index].get(name) for index in mine] for name in names}
        shared["prompt"] = [_group(rows[index]) for index in mine]
        known = with_batch(reward, [rows[index].completion for index in mine], shared)
        new = known.keys() - shared.keys()
        for place, index in enumerate(mine):
            columns[index] |= {name: known[name][place] for name in new}


def _group(row: Row) -> str:
    """What the rollouts of one prompt share: the prompt, or where trainers do not pass it, what is known of the row."""
    if row.prompt is not None:
        return str(row.prompt)
    extra = row.extra or {}
    return repr([extra.get("uid"), extra.get("index"), row.truth])


def _choose(rewards: Rewards, row: Row) -> tuple[Reward, Any]:
    """The reward for a row, and its reference as that reward takes it."""
    if not isinstance(rewards, str | Sequence):
        return as_reward(rewards, "a trainer"), row.truth
    tests = tests_in({"ground_truth": row.truth}, _FIELDS)
    reward = named(rewards, tests=row.is_code or tests is not None)
    return reward, row.truth if tests is None else tests.value


def _columns(reward: Reward, truth: Any, row: Row) -> dict[str, Any]:
    extra = row.extra or {}
    read = extra if own_in(reward) else {name for one in all_of(reward) for name in one.also_reads}
    columns: dict[str, Any] = {name: value for name, value in extra.items() if name in read and name != "prompt"}
    columns.pop("language", None)
    if row.prompt is not None:
        columns["prompt"] = row.prompt
    if row.extra is not None and is_language(row.extra.get("language")):
        columns["language"] = row.extra["language"]
    # The truth is the reference of the part that grades the answer; a language is none.
    own = (one.columns[0] for one in all_of(reward) if one.columns and "language" not in one.columns)
    column = next(own, None)
    return columns if column is None or truth is ABSENT else {**columns, column: truth}


def numbers(reward: Reward, verdict: Verdict) -> dict[str, float]:
    """A verdict in numbers alone, the same names for every row: trainers stack them into tensors, and average.

    `score`, 0 where the verdict has none; for each part its score under its name (math's and code's is `acc`, so that
    the names do not depend on which of them graded the row); and for each outcome of `NOT_GRADED` whether it is this.
    """
    found = {"score": _number(verdict.score), **_parts(reward, verdict.detail)}
    if reward.name in ACCURACY:
        found["acc"] = found["score"]
    return {**found, **{outcome: float(verdict.outcome == outcome) for outcome in NOT_GRADED}}


def known(reward: Reward, verdict: Verdict) -> dict[str, Any]:
    """What trainers log of a sample beside its score: `outcome`, `explanation`, and the numbers."""
    return {"outcome": verdict.outcome, "explanation": verdict.explanation, **numbers(reward, verdict)}


def _parts(reward: Reward, detail: Mapping[str, Any], path: str = "") -> dict[str, float]:
    found: dict[str, float] = {}
    for part in reward.rewards:
        shown = detail.get("parts", {}).get(part.name, {})  # absent where a bug of ours has cost the row its verdict
        name = path + ("acc" if part.name in ACCURACY else part.name)
        found[name] = _number(shown.get("score"))
        found |= _parts(part, shown.get("detail", {}), f"{name}/")
    return found


def _number(score: float | None) -> float:
    return 0.0 if score is None else float(score)
