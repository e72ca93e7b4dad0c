"""What must hold of any reward, whatever it grades: it is the same from every thread, in every order, in every process.

Each is asked in every area, with rows of that area.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from verifiers.audit.probe import NONE_KNOWN

How = Literal[
    "thread", "threads", "twice", "process", "reversed", "alone", "bystander", "unchanged inputs", "quiet", "alarm"
]


@dataclass(frozen=True)
class Behaviour:
    """A question about many rows at once.

    id: `area/behaviour/name`.
    how: what is done; `verifiers.audit.behave` does it.
    """

    id: str
    how: How
    why: str
    incident: str = NONE_KNOWN


def behaviours(area: str) -> tuple[Behaviour, ...]:
    """The questions, asked in an area."""
    return tuple(Behaviour(f"{area}/behaviour/{how.replace(' ', '-')}", how, *rest) for how, *rest in _ASKED)


_ASKED: tuple[tuple[How, str] | tuple[How, str, str], ...] = (
    (
        "thread",
        "Trainers call rewards from threads that are not the main one, where signals cannot be set.",
        "verl #3407, PR #5635; TRL PR #5281; Math-Verify #50, #55",
    ),
    (
        "threads",
        "Trainers call one reward from many threads at a time.",
        "Math-Verify #11",
    ),
    ("twice", "What was scored before must not matter."),
    (
        "process",
        "Two workers of one run must score alike: the order of sets differs between processes.",
        "langdetect #3, #13, #120; compose-rl PR #97",
    ),
    ("reversed", "The order of a batch must not matter."),
    ("alone", "A row is scored in a batch as it is alone.", "TRL #6533"),
    (
        "bystander",
        "A row that is hostile or has a broken reference costs no other row its score.",
        "AReaL PR #1426",
    ),
    ("unchanged inputs", "The rows belong to the trainer, and to the next reward."),
    ("quiet", "What is printed for each of a million rollouts fills logs and disks."),
    (
        "alarm",
        "A reward that sets an alarm of its own must give its caller's back.",
        "measured: math-verify 0.9 cancels it",
    ),
)
