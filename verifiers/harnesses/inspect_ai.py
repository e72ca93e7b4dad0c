"""Inspect: a scorer.

    from verifiers.harnesses.inspect_ai import reward

    task = Task(dataset=…, solver=generate(), scorer=reward("r1-zero"))

The sample's `target` is the reference, or the tests in its `metadata`; several targets mean any of them. The model's
last message is graded, with its reasoning. A sample that could not be graded is `unscored`: Inspect leaves it out of
its means, and its `reason` says why.

Written after inspect_ai 0.3.285.
"""

from __future__ import annotations

from typing import Any

from inspect_ai.scorer import Score, Scorer, mean, scorer, stderr

from verifiers.names import Rewards
from verifiers.reasoning import ReasoningFormat
from verifiers.rows.fields import Fields
from verifiers.trainers.grading import Grader, known, row_of_columns

_FIELDS = Fields("output", "target")


@scorer(metrics=[mean(), stderr()])  # type: ignore[untyped-decorator]
def reward(rewards: Rewards, *, reasoning: str | ReasoningFormat = "auto", prefilled: bool | None = None) -> Scorer:
    """A scorer by this reward, or by names as on the command line: only names can be written into Inspect's logs.

    reasoning, prefilled: how the model marks its reasoning, and whether its chat template opens it.
    """
    grader = Grader(rewards, reasoning=reasoning, prefilled=prefilled)

    async def score(state: Any, target: Any) -> Score:
        targets = [one for one in target if one]
        row = {**(state.metadata or {}), "target": targets if len(targets) > 1 else "".join(targets) or None}
        said = [message.model_dump() for message in state.messages]
        [graded] = await grader.agrade_rows([row_of_columns(said, row, _FIELDS, _prompt(state.input))])
        found = known(*graded)
        answer = graded[1].detail.get("answer")
        about = {"answer": answer, "explanation": found.pop("explanation"), "metadata": found}
        if graded[1].score is None:
            return Score.unscored(reason=found["outcome"], **about)
        return Score(value=found["score"], **about)

    return score


def _prompt(asked: Any) -> Any:
    """The sample's input: a text, or messages."""
    return asked if isinstance(asked, str) else [message.model_dump() for message in asked]
