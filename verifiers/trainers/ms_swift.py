"""ms-swift: an outcome reward model, registered in the file that `--external_plugins` names.

    # plugin.py
    from swift.rewards import orms
    from verifiers import r1_zero_reward
    from verifiers.trainers.ms_swift import adapt

    orms["r1_zero"] = adapt(r1_zero_reward)

    swift rlhf --rlhf_type grpo --external_plugins plugin.py --reward_funcs r1_zero …

ms-swift hands over the columns of the data set by their names, as TRL does, and takes `None` for a sample that has no
reward; its conversations stay in `messages`, whose last turn is the model's.

Written after ms-swift's `swift/rewards/orm.py` (main, 2026), reproduced and not run: it wants the whole of its stack.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from verifiers.logs import log_verdicts
from verifiers.names import Rewards, named
from verifiers.reward import Reward, as_reward, grade_batch
from verifiers.rows.fields import Fields
from verifiers.rows.tests import tests_in
from verifiers.workers.calls import grade_rows_by

_FIELDS = Fields("completions", "solution")
_NOT_COLUMNS = ("trainer_state", "response_token_ids")


def adapt(reward: Rewards, *, workers: int = 1) -> Callable[..., Callable[..., list[float | None]]]:
    """What ms-swift makes a reward from: called with its arguments, it gives the reward.

    reward: one of this package, or names as on the command line, whose accuracy is code for rows with tests. A column
        `prompts` is made from `messages` where there is none, so that rewards that read the prompt find it.
    workers: processes that help where a batch takes longer than a moment; 1: none are started.
    """
    grader = as_reward(named(reward), "ms_swift.adapt")
    tested = as_reward(named(reward, tests=True), "ms_swift.adapt")

    def make(_args: Any = None, **_: Any) -> Callable[..., list[float | None]]:
        def outcome_reward(completions: Sequence[Any], **columns: Any) -> list[float | None]:
            given = {name: value for name, value in columns.items() if name not in _NOT_COLUMNS}
            if "response_token_ids" in columns:
                given.setdefault("completion_ids", columns["response_token_ids"])
            messages = columns.get("messages")
            if "prompts" not in given and isinstance(messages, Sequence) and len(messages) == len(completions):
                given["prompts"] = [_before_the_last(turns) for turns in messages]
            if tested == grader:
                return _scores(grader, list(completions), given, workers)
            return _by_kind(grader, tested, list(completions), given, workers)

        outcome_reward.__name__ = grader.__name__
        return outcome_reward

    return make


def _scores(reward: Reward, completions: list[Any], columns: Mapping[str, Any], workers: int) -> list[float | None]:
    """The scores of a batch, as the reward's own call gives them."""
    verdicts = grade_batch(reward, completions, None, columns, grade_rows_by(workers))
    log_verdicts(reward, verdicts, columns)
    return [verdict.score for verdict in verdicts]


def _by_kind(
    grader: Reward, tested: Reward, completions: list[Any], columns: Mapping[str, Any], workers: int
) -> list[float | None]:
    """The scores of a batch whose rows with tests have a reward of their own. The rows of a prompt are of one kind."""
    size = len(completions)
    listed = {name: value for name, value in columns.items() if isinstance(value, list | tuple) and len(value) == size}
    tests = [tests_in({name: value[row] for name, value in listed.items()}, _FIELDS) for row in range(size)]
    scores: list[float | None] = [None] * size
    for reward, rows in (
        (grader, [row for row in range(size) if tests[row] is None]),
        (tested, [row for row in range(size) if tests[row] is not None]),
    ):
        if rows:
            own = {**columns, **{name: [value[row] for row in rows] for name, value in listed.items()}}
            if reward is tested:
                own["tests"] = [found.value for row in rows if (found := tests[row]) is not None]
            found_scores = _scores(reward, [completions[row] for row in rows], own, workers)
            for row, score in zip(rows, found_scores, strict=True):
                scores[row] = score
    return scores


def _before_the_last(turns: Any) -> Any:
    """The prompt in a conversation: all but the model's own last turn."""
    if isinstance(turns, Sequence) and turns and turns[-1].get("role") == "assistant":
        return list(turns[:-1])
    return turns
