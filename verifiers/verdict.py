"""What a grader says of a completion: a score, an outcome and the reason.

The outcomes are few and shared by every grader, so that a table over any mix of rewards has the same columns.
Whose fault it was decides the score: the model's (wrong, malformed, too costly to check) is 0, the reference's and
ours are `None`, never a zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from verifiers.printable import is_fit, printable_in, sentence

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

VERDICTS = "2026.2"
"""The version of the rules. It changes when a verdict on some input changes, and is written into scored files."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of grading one completion.

    score: the reward, or `None` when the completion could not be graded (skip the sample, do not punish it).
    outcome: one of `OUTCOMES`.
    explanation: one sentence for a person, printable whatever a model wrote: see `printable.sentence`.
    detail: the evidence, made of JSON types only; its texts are printable too, and may have several lines.
    """

    score: float | None
    outcome: Outcome
    explanation: str
    detail: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make its texts fit for logs, terminals, tables and files: the one place where all of them pass."""
        if (explanation := sentence(self.explanation)) is not self.explanation:
            object.__setattr__(self, "explanation", explanation)
        if self.detail and not is_fit(self.detail):
            object.__setattr__(self, "detail", printable_in(self.detail))
