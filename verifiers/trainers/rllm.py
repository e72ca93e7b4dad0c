"""rLLM: a reward function of a task and the model's action.

    from verifiers.trainers.rllm import adapt

    env = SingleTurnEnvironment(task, reward_fn=adapt("r1-zero"))

`task_info` holds the question and its `ground_truth`, `answer` or tests; a list of answers means any of them. rLLM has
no `None`: a sample that could not be graded gets 0, and `metadata` says what it was.

Written after rLLM's `rllm/rewards/reward_fn.py` and `reward_types.py` (main, 2026), reproduced and not run: it wants
its whole stack.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from verifiers.rows.fields import Fields
from verifiers.trainers.grading import Grader, known, question_of, row_of_columns

_FIELDS = Fields("action", "ground_truth")


class RewardFunction(Grader):
    """What an environment takes as `reward_fn`."""

    def __call__(self, task_info: Mapping[str, Any], action: Any) -> Any:
        """The reward as a `RewardOutput`. Raises ImportError where rLLM is not installed."""
        from rllm.rewards.reward_types import RewardOutput

        text = getattr(action, "action", action)  # rLLM's agents wrap what the model said
        row = row_of_columns(text, task_info, _FIELDS, question_of(task_info))
        reward, verdict = self.grade_row(row)
        found = known(reward, verdict)
        said = {"reward": found["score"], "is_correct": found.get("acc", found["score"]) == 1, "metadata": found}
        names = {one.name for one in fields(RewardOutput)}  # older versions have no metadata
        return RewardOutput(**{name: value for name, value in said.items() if name in names})


adapt = RewardFunction
