r"""A file of golden cases: JSON lines, a case a line.

    {"reward": "math", "completion": "\\boxed{\\frac12}", "answer": "0.5", "expect": 1.0}

    reward      names as `verify-cli score -r` takes them, one or a list; or `MODULE:FUNCTION`, a function of
                your own, if whoever reads the file has named it
    completion  a text or a conversation
    expect      the score: a number, a range [low, high] with both ends, or null for "must be skipped"
    outcome     the outcome, beside `expect` or in its place ("correct", "no_answer", …)
    id, why     shown where the case fails

Every other field is a column that the reward may read: `answer`, `prompt`, `tests`, `language` and so on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import verifiers
from verifiers.completion import text_of
from verifiers.errors import RowError, ScoringError
from verifiers.names import is_own, reward_of
from verifiers.rows.lines import Line, open_lines
from verifiers.rows.row import read_row
from verifiers.verdict import OUTCOMES

OWN = ("reward", "completion", "expect", "outcome", "id", "why")
"""The fields that are no columns."""


@dataclass(frozen=True)
class Case:
    """What a reward must say of a completion.

    line: of the file. name: its id, else "line N". target: `MODULE:FUNCTION`, or `None` where `reward` has names.
    low, high: the score's bounds; both `None`: it is not asked for. skipped: the score must be null.
    """

    line: int
    name: str
    reward: tuple[str, ...]
    completion: str
    columns: Mapping[str, Any] = field(default_factory=dict)
    low: float | None = None
    high: float | None = None
    skipped: bool = False
    outcome: str | None = None
    why: str = ""

    @property
    def target(self) -> str | None:
        """The function of somebody else's that is asked, if it is one."""
        return self.reward[0] if is_own(self.reward[0]) else None

    @property
    def expected(self) -> str:
        """For a person."""
        score = "null" if self.skipped else "" if self.low is None or self.high is None else f"{self.low:g}"
        if self.low is not None and self.high is not None and self.low != self.high:
            score = f"{self.low:g} to {self.high:g}"
        return ", ".join(filter(None, [score, self.outcome]))


class Invalid(NamedTuple):
    """A line that is no case, and why."""

    line: int
    problem: str


def read_cases(path: Path | str, own: Collection[str] = ()) -> list[Case | Invalid]:
    """The cases of a file, in order; blank lines are skipped.

    own: the functions of one's own that the file may name, each as it is spelled there. A file is data, which comes
        from anywhere: nothing else that it names is imported, but for the rewards that this package itself exports.

    Raises ScoringError when the file cannot be read, or has no lines.
    """
    with open_lines(str(path)) as rows:
        found = [_case_of(line, own) for line in rows.lines()]
    if not found:
        msg = f"{path} has no cases"
        raise ScoringError(msg)
    return found


def _case_of(line: Line, own: Collection[str]) -> Case | Invalid:
    try:
        return _case(line.number, read_row(line), own)
    except RowError as error:
        return Invalid(line.number, str(error))


def _case(number: int, row: Mapping[str, Any], own: Collection[str]) -> Case:
    """Raises RowError where it is none."""
    if "expect" not in row and "outcome" not in row:
        msg = "nothing is expected: there is neither 'expect' nor 'outcome'"
        raise RowError(msg)
    outcome = row.get("outcome")
    if outcome is not None and outcome not in OUTCOMES:
        msg = f"unknown outcome {outcome!r}: the outcomes are {', '.join(OUTCOMES)}"
        raise RowError(msg)
    low, high = _bounds(row["expect"]) if row.get("expect") is not None else (None, None)
    return Case(
        line=number,
        name=str(row["id"]) if "id" in row else f"line {number}",
        reward=_reward(row, own),
        completion=_completion(row),
        columns={name: value for name, value in row.items() if name not in OWN},
        low=low,
        high=high,
        skipped="expect" in row and row["expect"] is None,
        outcome=outcome,
        why=str(row.get("why", "")),
    )


def _bounds(expect: Any) -> tuple[float, float]:
    ends = expect if isinstance(expect, list) else [expect, expect]
    if len(ends) != 2 or not all(isinstance(end, int | float) and math.isfinite(end) for end in ends):
        msg = f"'expect' is a number, [low, high] or null, not {json.dumps(expect)}"
        raise RowError(msg)
    if ends[0] > ends[1]:
        msg = f"'expect' is a range that holds nothing: {ends[0]} is above {ends[1]}"
        raise RowError(msg)
    return float(ends[0]), float(ends[1])


def _reward(row: Mapping[str, Any], own: Collection[str]) -> tuple[str, ...]:
    reward = row.get("reward")
    names = (reward,) if isinstance(reward, str) else tuple(reward) if isinstance(reward, list) else ()
    if not names or not all(isinstance(name, str) for name in names):
        msg = '\'reward\' must name one or several: "math", ["math", "format=0.2"] or "MODULE:FUNCTION"'
        raise RowError(msg)
    if is_own(names[0]) and len(names) == 1:
        if names[0] not in own and not _is_ours(names[0]):
            msg = (
                f"{names[0]!r} is a function of your own, which a file cannot have imported: name it yourself, by "
                "--own on the command line or by rewards_own in the configuration of pytest"
            )
            raise RowError(msg)
        return names  # it is loaded when it is asked, in a process of its own
    if any(map(is_own, names)):
        msg = "a function of your own is given alone, not in a list"
        raise RowError(msg)
    try:
        reward_of(names, own=())
    except ScoringError as error:
        raise RowError(str(error)) from None
    return names


def _is_ours(text: str) -> bool:
    """Whether it is a name that this package exports."""
    module, _, name = text.partition(":")
    return module == verifiers.__name__ and name in verifiers.__all__


def _completion(row: Mapping[str, Any]) -> str:
    try:
        return text_of(row["completion"])
    except KeyError:
        msg = "the field 'completion' is missing"
        raise RowError(msg) from None
    except TypeError as error:
        raise RowError(str(error)) from None
