"""AReaL: a reward function of the workflow, called in processes of AReaL's own.

    from verifiers.trainers.areal import adapt

    workflow = RLVRWorkflow(reward_fn=adapt("r1-zero"), …)

The row's `answer`, `ground_truth`, `solution` or tests are its reference. AReaL's `AsyncRewardWrapper` runs the
function in worker processes, so what `adapt` gives pickles. AReaL has no `None`: a sample that could not be graded
gets 0.

Written after AReaL's `areal/api/reward_api.py` (main, 2026), reproduced and not run: it wants its whole stack.
"""

from __future__ import annotations

from typing import Any

from verifiers.rows.fields import Fields
from verifiers.trainers.grading import Grader, numbers, row_of_columns

_FIELDS = Fields("completions", "answer")


class RewardFunction(Grader):
    """What a workflow takes as `reward_fn`."""

    def __call__(
        self, prompt: Any, completions: str, prompt_ids: Any = None, completion_ids: Any = None, **columns: Any
    ) -> float:
        """The reward of one trajectory's text."""
        del prompt_ids, completion_ids  # the texts say it
        return numbers(*self.grade_row(row_of_columns(completions, columns, _FIELDS, prompt)))["score"]


adapt = RewardFunction
