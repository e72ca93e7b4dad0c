"""OpenEnv: a rubric, by which an environment rewards its steps.

    from verifiers.trainers.openenv import adapt

    Verified = adapt("r1-zero")
    super().__init__(rubric=Verified())  # in your environment, which calls self._apply_rubric(action, observation)

What the agent said is the action's `message`, `messages`, `response`, `answer`, `content`, `text` or `code`. The
reference and the question are in the observation or in its `metadata`: `answer`, `ground_truth`, `solution` or tests.
Each call grades that step's action. A rubric gives a float: a sample that could not be graded gets 0, and `last_known`
says what it was.

Written after OpenEnv 0.10.0 (`openenv/core/rubrics/base.py`), whose base class is imported when a rubric is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from verifiers.columns import CallError
from verifiers.names import Rewards
from verifiers.reasoning import ReasoningFormat
from verifiers.rows.fields import Fields
from verifiers.trainers.grading import Grader, known, question_of, row_of_columns

_SAID = ("message", "messages", "response", "answer", "content", "text", "code")
_FIELDS = Fields("action", "answer")


def adapt(rewards: Rewards, *, reasoning: str | ReasoningFormat = "auto", prefilled: bool | None = None) -> type[Any]:
    """A class of rubrics that reward by this reward.

    reasoning, prefilled: how the model marks its reasoning, and whether its chat template opens it.

    Raises ImportError where OpenEnv is not installed.
    """
    from openenv.core.rubrics import Rubric

    grader = Grader(rewards, reasoning=reasoning, prefilled=prefilled)

    class RewardRubric(Rubric):  # type: ignore[misc]
        """The reward of what an agent said last."""

        def __init__(self) -> None:
            super().__init__()
            self.last_known: dict[str, Any] | None = None

        def forward(self, action: Any, observation: Any) -> float:
            """The reward of a step."""
            row = {**dict(observation), **observation.metadata}
            self.last_known = known(*grader.grade_row(row_of_columns(said_in(action), row, _FIELDS, question_of(row))))
            return float(self.last_known["score"])

    return RewardRubric


def said_in(action: Any) -> Any:
    """What an agent said: a text or messages. Raises CallError where the action has no field of the usual names."""
    if isinstance(action, str):
        return action
    fields: Mapping[str, Any] = dict(action)
    for name in _SAID:
        if fields.get(name) is not None:
            said = fields[name]
            return [said] if isinstance(said, Mapping) else said
    msg = f"an action says something in one of {', '.join(_SAID)}, not in {', '.join(fields) or 'nothing'}"
    raise CallError(msg)
