"""What a grader says of a completion: a score, an outcome and the reason.

The outcomes are few and shared by every grader, so that a table over any mix of rewards has the same columns.
Whose fault it was decides the score: the model's (wrong, malformed, too costly to check) is 0, the reference's and
ours are `None`, never a zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Outcome = Literal[
    "correct",  # full score
    "incorrect",  # a definite no
    "partial",  # between the two
    "no_answer",  # nothing gradable in the completion
    "bad_reference",  # the reference is unusable: score None
    "undecided",  # a bound on the work was reached: score 0, counted and shown
    "unavailable",  # we could not grade (no sandbox, no worker, a bug of ours): score None
]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

VERDICTS = "2026.1"
"""The version of the rules. It changes when a verdict on some input changes, and is written into scored files."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of grading one completion.

    score: the reward, or `None` when the completion could not be judged (skip the sample, do not punish it).
    outcome: one of `OUTCOMES`.
    explanation: one sentence for a person.
    detail: the evidence, made of JSON types only.
    """

    score: float | None
    outcome: Outcome
    explanation: str
    detail: dict[str, Any] = field(default_factory=dict)
