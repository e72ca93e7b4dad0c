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

from collections.abc import Callable, Sequence
from typing import Any

from verifiers.names import Rewards, named

_NOT_COLUMNS = ("trainer_state", "response_token_ids")


def adapt(reward: Rewards) -> Callable[..., Callable[..., list[float | None]]]:
    """What ms-swift makes a reward from: called with its arguments, it gives the reward.

    reward: one of this package, or names as on the command line. A column `prompts` is made from `messages` where
        there is none, so that rewards that read the prompt find it.
    """
    grader = named(reward)

    def make(_args: Any = None, **_: Any) -> Callable[..., list[float | None]]:
        def outcome_reward(completions: Sequence[Any], **columns: Any) -> list[float | None]:
            given = {name: value for name, value in columns.items() if name not in _NOT_COLUMNS}
            if "response_token_ids" in columns:
                given.setdefault("completion_ids", columns["response_token_ids"])
            messages = columns.get("messages")
            if "prompts" not in given and isinstance(messages, Sequence) and len(messages) == len(completions):
                given["prompts"] = [_before_the_last(turns) for turns in messages]
            return grader(completions=list(completions), **given)

        outcome_reward.__name__ = grader.__name__
        return outcome_reward

    return make


def _before_the_last(turns: Any) -> Any:
    """The prompt in a conversation: all but the model's own last turn."""
    if isinstance(turns, Sequence) and turns and turns[-1].get("role") == "assistant":
        return list(turns[:-1])
    return turns
