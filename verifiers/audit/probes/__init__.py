"""The suite, as data: one file an area, and what is asked of every area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from verifiers.audit.probe import Ask, Probe
from verifiers.audit.probes import (
    assertions,
    code,
    format,  # noqa: A004 - an area is called so
    judge,
    language,
    math,
    messages,
)
from verifiers.audit.probes.behaviour import Behaviour, behaviours

REFERENCE_COLUMNS = ("answer", "solution", "ground_truth", "target", "label", "gold", "expected_answer")
"""Where data sets keep the answer: a function that takes any keyword is given all of them."""


@dataclass(frozen=True)
class Area:
    """A subject.

    right, wrong: the controls. A reward that does not pay the first more than the second cannot be audited here.
    frames: ways to show a row to a reward, by name, the likeliest first; the controls settle which one it reads. Each
        gives what to put into the completion for «…», or how the tests are written.
    source: a data set's name, by which some rewards choose their rule.
    seconds: how long a row may take, times the bound.
    steady: topics of which the questions about many rows are asked, since their rows are neither slow nor hostile.
    rows: how many of them are drawn for each; each comes with its right twin.
    conversations: whether completions are messages, so that only rewards that are handed some are asked.
    """

    name: str
    probes: tuple[Probe, ...]
    right: Ask
    wrong: Ask
    frames: Mapping[str, Any]
    source: str
    seconds: float = 1.0
    steady: tuple[str, ...] = ()
    rows: int = 12
    conversations: bool = False

    @property
    def behaviours(self) -> tuple[Behaviour, ...]:
        """The questions about many rows."""
        return behaviours(self.name)

    def of_frame(self, frame: str) -> tuple[Probe, ...]:
        """The probes that make sense where rows are shown so."""
        if self.name == "format" and frame == "think":
            return tuple(probe for probe in self.probes if not probe.id.startswith("format/answer/"))
        return self.probes

    def row(self, ask: Ask, frame: str, answer_column: str | None = None) -> dict[str, Any]:
        """What the worker is given: see `shapes`."""
        reference = ask.reference
        columns = dict(ask.columns)
        completion = ask.completion
        if self.name in {"code", "functions"}:
            columns["verification_info"] = code.FORMATS["verification_info"](reference)
            reference = columns["tests"] = columns["test_cases"] = columns["input_output"] = code.FORMATS[frame](
                reference
            )
        elif self.name == "assertions":
            reference = columns["tests"] = columns["test"] = assertions.FORMATS[frame](reference)
        else:
            completion = _framed(completion, self.frames[frame])
        names = (answer_column,) if answer_column else REFERENCE_COLUMNS
        columns = {**dict.fromkeys(names, reference), **columns}
        return {
            "completion": completion,
            "reference": reference,
            "prompt": ask.prompt,
            "source": self.source,
            "columns": columns,
        }


def _framed(said: Any, frame: str) -> Any:
    """Put the answers in all texts of a completion into the frame."""
    if isinstance(said, str):
        return _marked(said, frame)
    if isinstance(said, dict):
        return {name: _framed(value, frame) for name, value in said.items()}
    return [_framed(one, frame) for one in said] if isinstance(said, list) else said


def _marked(text: str, frame: str) -> str:
    """Put what is between « and » into the frame."""
    found = ""
    for piece in text.split("«"):
        answer, end, rest = piece.partition("»")
        found += frame.format(answer) + rest if end else piece
    return found


AREAS: dict[str, Area] = {
    area.name: area
    for area in (
        Area(
            "math",
            tuple(math.MATH),
            math.RIGHT,
            math.WRONG,
            math.FRAMES,
            "lighteval/MATH",
            steady=("number", "fraction", "radical", "expression", "off", "half-read", "structure", "hedge"),
        ),
        Area(
            "format",
            tuple(format.FORMAT),
            format.RIGHT,
            format.WRONG,
            format.FRAMES,
            "lighteval/MATH",
            steady=("right", "empty", "tags", "answer"),
        ),
        Area(
            "language",
            tuple(language.LANGUAGE),
            language.RIGHT,
            language.WRONG,
            language.FRAMES,
            "language",
            steady=("pure", "other", "empty", "disguise", "mixed", "with"),
        ),
        Area(
            "code",
            tuple(code.CODE),
            code.RIGHT,
            code.WRONG,
            code.FORMATS,
            "codecontests",
            seconds=6.0,
            steady=("honest",),
            rows=3,
        ),
        Area(
            "functions",
            tuple(code.FUNCTIONS),
            code.RIGHT_FUNCTION,
            code.WRONG_FUNCTION,
            code.FORMATS,
            "codecontests",
            seconds=6.0,
            steady=("honest",),
            rows=3,
        ),
        Area(
            "assertions",
            tuple(assertions.ASSERTIONS),
            assertions.RIGHT,
            assertions.WRONG,
            assertions.FORMATS,
            "codecontests",
            seconds=6.0,
            steady=("honest",),
            rows=3,
        ),
        Area(
            "judge",
            tuple(judge.JUDGE),
            judge.RIGHT,
            judge.WRONG,
            judge.FRAMES,
            "general",
            steady=("near", "echo", "authority"),
        ),
        Area(
            "messages",
            tuple(messages.MESSAGES),
            messages.RIGHT,
            messages.WRONG,
            math.FRAMES,
            "lighteval/MATH",
            steady=("right", "wrong", "cut-off", "turns", "empty"),
            conversations=True,
        ),
    )
}


def identities() -> list[str]:
    """The id of every probe."""
    return [
        identity
        for area in AREAS.values()
        for identity in (*(probe.id for probe in area.probes), *(one.id for one in area.behaviours))
    ]


__all__ = ["AREAS", "REFERENCE_COLUMNS", "Area", "Behaviour", "identities"]
