"""What becomes of one scored row, as far as the row alone decides: in this process, or in a worker."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from verifiers.columns import CallError
from verifiers.errors import RowError
from verifiers.names import ACCURACY
from verifiers.reasoning import Reading
from verifiers.rows.chats import chat_of
from verifiers.rows.fields import Fields, at, has
from verifiers.rows.lines import Line
from verifiers.rows.row import json_line, read_row
from verifiers.rows.scored import with_file
from verifiers.selecting.rules import Candidate, Rule, Sample, why_not_right

KEPT_FIELDS = ("source", "file", "line", "sample", "reward")
"""What a selected row keeps of its scored row, beside its id."""


class Unread(NamedTuple):
    """A line that is no scored row, or lacks what a selected one needs; and why."""

    line: int
    problem: str


class Kept(NamedTuple):
    """A sample that breaks no rule: its row as it would be written, and what it is chosen by."""

    data: bytes
    candidate: Candidate


Sifted = Kept | Unread | str
"""What came of a line: a string is the reason to drop it."""


def scored_row(line: Line) -> dict[str, Any]:
    """The row on a line of a scored file: graded, or an error row.

    Raises RowError for any other line.
    """
    row = with_file(read_row(line), line)
    if not isinstance(row.get("verdicts"), dict) and not ("error" in row and "reward" in row):
        msg = "not a scored row: it has no verdicts"
        raise RowError(msg)
    return row


@dataclass(frozen=True)
class Sieve:
    """Tells what becomes of lines. It can be pickled: workers have it.

    fields, rules, least, reading: as `Selecting` has them. id: the field by which samples are grouped; `None`: their
    prompt.
    """

    fields: Fields
    rules: Sequence[Rule]
    least: float | None
    reading: Reading
    id: str | None

    def score(self, line: Line) -> Sifted:
        """What becomes of a line. Never raises for what it holds."""
        try:
            row = scored_row(line)
            if not isinstance(row.get("verdicts"), dict):
                return "error"
            part = accuracy_part(row) if self.least is None else None
            _check(row, part)
            return why_not_right(row, part, self.least) or self._sift(row)
        except (RowError, CallError) as error:
            return Unread(line.number, str(error))
        except RecursionError:  # python reads deeper nests than it writes
            return Unread(line.number, "nested too deeply")

    def lost(self, line: Line, why: str) -> Sifted:
        """What becomes of a line that has killed its worker."""
        return Unread(line.number, why)

    def _sift(self, row: dict[str, Any]) -> Sifted:
        """The rule that a right answer breaks; if there is none, it is kept."""
        fields = self.fields
        chat = chat_of(row, fields)
        sample = Sample(chat.chain_in(self.reading), chat.prompt, row["verdicts"])
        broken = next((rule.name for rule in self.rules if rule.breaks(sample)), None)
        if broken is not None:
            return broken
        group: Any = chat.prompt
        if self.id is not None:
            group = at(row, self.id)
            if group is None:
                msg = f"no id: the field {self.id!r} is missing"
                raise RowError(msg)
        names = [*([fields.id] if fields.id else []), *KEPT_FIELDS]
        kept = {name: at(row, name) for name in names if has(row, name)}
        data = json_line({"messages": [*chat.prompt, *chat.turns], **kept})
        text = "".join("".join(chat.said).split())  # white space is all that may differ between duplicates
        reward = float("-inf") if row["reward"] is None else row["reward"]
        return Kept(data, Candidate(_number(group), _number(text), len(sample.chain), reward))


def _number(value: Any) -> int:
    """Sixty-four bits by which a value is known; two values of a million share theirs once in 40 million files."""
    data = json.dumps(value, sort_keys=True).encode()
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big")


def accuracy_part(row: Mapping[str, Any]) -> str:
    """The part whose verdict says whether a row is right, which in one file may be math's or code's.

    Raises RowError where it has neither.
    """
    part = next((name for name in ACCURACY if name in row["verdicts"]), None)
    if part is None:
        msg = f"no verdict of {' or '.join(ACCURACY)}"
        raise RowError(msg)
    return part


def _check(row: Mapping[str, Any], part: str | None) -> None:
    """Raises RowError where a row lacks what a scored row has and is read here."""
    reward = row.get("reward", False)
    finite = type(reward) is int or (isinstance(reward, float) and math.isfinite(reward))
    if reward is not None and not finite:
        msg = "not a scored row: its reward is no number"
        raise RowError(msg)
    verdict = row["verdicts"].get(part)
    if part is not None and not (isinstance(verdict, dict) and {"score", "outcome"} <= verdict.keys()):
        msg = f"no verdict of the part {part!r}"
        raise RowError(msg)
