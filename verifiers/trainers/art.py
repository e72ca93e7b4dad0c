"""ART: trajectories, scored where they end.

    from verifiers.trainers.art import adapt

    score = adapt("r1-zero")
    return await score(trajectory, row)  # at the end of a rollout

`row` is the data set's: its `answer`, `ground_truth`, `solution` or tests are the reference. The trajectory's `reward`
is set, its `metrics` get the parts, and its `metadata` what was said. ART has no `None`: a sample that could not be
graded gets 0, and the metrics say so.

Written after openpipe-art 0.5 (`art/trajectories.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from verifiers.rows.fields import Fields
from verifiers.trainers.grading import Grader, known, question_of, row_of_columns

_FIELDS = Fields("messages", "answer")
_WORDS = ("outcome", "explanation")
Trajectory = TypeVar("Trajectory", bound=Any)


class Score(Grader):
    """What scores trajectories."""

    async def __call__(self, trajectory: Trajectory, row: Mapping[str, Any]) -> Trajectory:
        """The trajectory, with its reward."""
        messages = trajectory.messages()
        [graded] = await self.agrade_rows([row_of_columns(messages, row, _FIELDS, question_of(row, messages))])
        found = known(*graded)
        trajectory.metadata.update({name: found.pop(name) for name in _WORDS})
        trajectory.reward = found.pop("score")
        trajectory.metrics.update(found)
        return trajectory


adapt = Score
