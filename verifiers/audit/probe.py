"""A probe: one question to a reward function, and what must hold of the answer.

Probes are data. A completion's final answer is between « and »: how a reward wants it marked (a box, `####`, a tag)
is found out first, by the controls of the area, and is no matter of the probe.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Holds = Literal[
    "paid",  # as much as the area's right control
    "unpaid",  # less than its twin, which must be paid
    "answers",  # a finite number, or None, in time
    "unchanged",  # as its twin: what was changed is none of the reward's business
]

NONE_KNOWN = "none known"


@dataclass(frozen=True)
class Ask:
    """What a trainer would show the reward of one rollout.

    completion: the model's text, or the messages of a conversation.
    """

    completion: str | list[dict[str, Any]]
    reference: Any = None
    prompt: str = "Work out the value."
    columns: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Probe:
    """One question.

    id: stable for as long as the question is; `area/topic/name`.
    ask: what is scored. `{mark}` in its completion is the path of a file that must not come to be.
    holds: what must hold.
    why: why it matters, one sentence.
    incident: where it happened to somebody, or `NONE_KNOWN`.
    twin: the plainly right counterpart of an `unpaid` one, or what an `unchanged` one must equal.
    choice: a matter of taste: asked and shown, and not counted.
    thread: asked from a thread that is not the main one.
    """

    id: str
    ask: Ask
    holds: Holds
    why: str
    incident: str = NONE_KNOWN
    twin: Ask | None = None
    choice: bool = False
    thread: bool = False

    @property
    def area(self) -> str:
        """The area that it belongs to."""
        return self.id.split("/")[0]
