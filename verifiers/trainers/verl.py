r"""verl: `compute_score`, which its reward managers load from a file by name.

    python -m verl.trainer.main_ppo … \
        reward.custom_reward_function.path=pkg://verifiers.trainers.verl \
        reward.custom_reward_function.name=compute_score \
        +reward.custom_reward_function.reward_kwargs.reward=r1-zero

verl gathers what the samples of a batch return by key and averages it: every sample has the same keys, and all are
numbers. There is no skipping of a sample, so that one that could not be graded scores 0 and says so under
`unavailable` or `bad_reference`.

Written after verl 0.9.1 (`verl/trainer/ppo/reward.py`, `verl/experimental/reward_loop`, `verl/workers/reward_manager`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from numbers import Integral
from typing import Any

from verifiers.columns import CallError
from verifiers.names import Rewards
from verifiers.trainers.grading import Row, grade_rows, numbers
from verifiers.trainers.turns import last_turn

CODE = frozenset({"codecontests", "apps", "codeforces", "taco", "livecodebench", "humaneval", "mbpp", "leetcode"})
"""Data sources of programs: those of verl's own `default_compute_score`, and further ones by their usual names. Others
are told by what the ground truth is."""

ONE_EXCHANGE = 2
"""verl's `num_turns` counts the user's turns too: above this the response holds the words of others."""


def compute_score(  # noqa: PLR0913 - verl decides
    data_source: str,
    solution_str: str,
    ground_truth: Any,
    extra_info: Mapping[str, Any] | None = None,
    *,
    reward: Rewards = "accuracy",
    reasoning: str = "auto",
    prefilled: bool | None = None,
    reward_router_address: Any = None,
    reward_model_tokenizer: Any = None,
) -> dict[str, float]:
    """One response's score, with its parts: `{"score", "acc", …, "undecided", "unavailable", "bad_reference"}`.

    data_source: the row's; one of programs (`CODE`, whatever precedes its last slash) makes it code. Elsewhere
        tests in the ground truth do.
    ground_truth: an answer, a worked solution, or tests as verl's data sets have them.
    extra_info: `question` is the prompt (an answer that only repeats it is not paid), `language` the target language.
        Where verl's `num_turns` says that tools or users spoke, the model's last turn is graded.
    reward: what to score by, `reward_kwargs.reward` in verl's configuration.
    reasoning, prefilled: how the model marks its reasoning, and whether its chat template opens it: verl's rows carry
        the bare question, so that nobody sees that here. `+reward.custom_reward_function.reward_kwargs.prefilled=True`
        says so.
    reward_router_address, reward_model_tokenizer: what verl passes to functions that ask a model; not read.
    """
    del reward_router_address, reward_model_tokenizer
    row = _row(data_source, solution_str, ground_truth, extra_info)
    [(used, verdict)] = grade_rows(reward, [row], reasoning=reasoning, prefilled=prefilled)
    return numbers(used, verdict)


def compute_score_batch(  # noqa: PLR0913 - verl decides
    data_sources: Sequence[str],
    solution_strs: Sequence[str],
    ground_truths: Sequence[Any],
    extra_infos: Sequence[Mapping[str, Any] | None] | None = None,
    *,
    reward: Rewards = "accuracy",
    reasoning: str = "auto",
    prefilled: bool | None = None,
    workers: int = 1,
) -> list[dict[str, float]]:
    """The scores of a batch, in its order: the form of verl's batch manager.

    Rewards that compare the rollouts of one prompt, as the length reward does, find them by `extra_info["question"]`,
    else by its `uid` or `index` and the ground truth.

    workers: processes that help where a batch takes longer than a moment: `reward_kwargs.workers`.

    Raises ValueError when the columns differ in length.
    """
    infos = [None] * len(solution_strs) if extra_infos is None else extra_infos
    rows = [_row(*row) for row in zip(data_sources, solution_strs, ground_truths, infos, strict=True)]
    graded = grade_rows(reward, rows, reasoning=reasoning, prefilled=prefilled, workers=workers)
    return [numbers(used, verdict) for used, verdict in graded]


def _row(data_source: str, solution: str, truth: Any, info: Mapping[str, Any] | None) -> Row:
    info = info or {}
    if not isinstance(info, Mapping):
        msg = f"extra_info is an object with the row's own fields, not {type(info).__name__}"
        raise CallError(msg)
    prompt = info.get("question")
    name = str(data_source).lower().rpartition("/")[2]
    turns, unreadable = info.get("num_turns"), None
    if isinstance(turns, Integral) and int(turns) > ONE_EXCHANGE and isinstance(solution, str):
        said = last_turn(solution)
        unreadable = "Several turns in one text, without marks of who speaks." if said is None else None
        solution = said or ""
    return Row(
        solution, truth, prompt if isinstance(prompt, str) else None, info, is_code=name in CODE, unreadable=unreadable
    )


def adapt(
    reward: Rewards, *, reasoning: str = "auto", prefilled: bool | None = None
) -> Callable[..., dict[str, float]]:
    """A `compute_score` by a reward of your own, bound to a name in the file that verl loads. It can be pickled."""
    return partial(compute_score, reward=reward, reasoning=reasoning, prefilled=prefilled)
