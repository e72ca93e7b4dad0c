"""AReaL: a reward function of the workflow, called in processes of AReaL's own.

    from verifiers.trainers.areal import adapt

    workflow = RLVRWorkflow(reward_fn=adapt("r1-zero"), …)

The row's `answer`, `ground_truth`, `solution` or tests are its reference. AReaL's `AsyncRewardWrapper` runs the
function in worker processes, so what `adapt` gives pickles. AReaL has no `None`: a sample that could not be graded
gets 0, and a warning in the log of "verifiers", once for each reason. A row without any of these fields is a mistake in
the configuration, and raises.

Written after AReaL's `areal/api/reward_api.py` (main, 2026), reproduced and not run: it wants its whole stack.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

from verifiers.columns import ABSENT
from verifiers.rows.fields import Fields
from verifiers.trainers.grading import Grader, has_truth, numbers, row_of_columns

_FIELDS = Fields("completions", "answer")


class RewardFunction(Grader):
    """What a workflow takes as `reward_fn`."""

    def __call__(
        self, prompt: Any, completions: str, prompt_ids: Any = None, completion_ids: Any = None, **columns: Any
    ) -> float:
        """The reward of one trajectory's text. Raises CallError where the reward needs a reference and has none."""
        del prompt_ids, completion_ids  # the texts say it
        row = row_of_columns(completions, columns, _FIELDS, prompt)
        if not has_truth(columns, _FIELDS):
            row = row._replace(truth=ABSENT)
        reward, verdict = self.grade_row(row)
        if verdict.score is None:
            _warn(verdict.outcome, verdict.explanation)
        return numbers(reward, verdict)["score"]


@lru_cache(maxsize=64)
def _warn(outcome: str, explanation: str) -> None:
    logging.getLogger("verifiers").warning("a sample gets 0 that was not graded: %s (%s)", explanation, outcome)


adapt = RewardFunction
