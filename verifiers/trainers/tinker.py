"""Tinker's cookbook: the reward function of an environment with messages, with or without tools.

    from verifiers.trainers.tinker import adapt

    env = build_agent_tool_env(renderer, tools, messages, adapt("r1-zero", row), model_name=…)

`row` is the data set's: its `answer`, `ground_truth`, `solution` or tests are the reference. The cookbook awaits the
reward once, at the end of the episode, with the messages; it has no `None`: a sample that could not be graded gets 0,
and the metrics say so.

Written after tinker-cookbook 0.6 (`tinker_cookbook/tool_use/agent_tool_message_env.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from verifiers.rows.fields import Fields
from verifiers.trainers.grading import Grader, numbers, question_of, row_of_columns

_FIELDS = Fields("messages", "answer")


@dataclass(frozen=True)
class RewardFn(Grader):
    """What an environment takes as `reward_fn`."""

    row: Mapping[str, Any] = field(default_factory=dict, hash=False)

    async def __call__(self, messages: Sequence[Any]) -> tuple[float, dict[str, float]]:
        """The reward of an episode, and what the cookbook logs of it."""
        row = row_of_columns(list(messages), self.row, _FIELDS, question_of(self.row, messages))
        [graded] = await self.agrade_rows([row])
        found = numbers(*graded)
        return found.pop("score"), found


adapt = RewardFn
