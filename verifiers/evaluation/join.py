"""Outputs that hold only an id or a problem's text, joined with the set that has the rest.

Rows and problems are the same where their text is, or an id that both have. Which id that is, is settled once, from the
first rows: a field of one name in both, or two fields that hold the same ids. Ids that only count (0, 1, 2, …) are the
same under one name alone: under two they are two counts.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, NamedTuple

from verifiers.errors import RowError, ScoringError
from verifiers.evaluation.published import letter_in
from verifiers.messages import role_of
from verifiers.rows.fields import IDS, PROMPTS, at
from verifiers.rows.lines import Line
from verifiers.rows.row import json_line, read_row

LOOK_LINES = 100
"""In so many lines it is found out by which id rows and problems are joined."""
SHOWN_IDS = 3
"""So many ids of each kind are shown where they do not fit."""
ROW_IDS = (*IDS, "custom_id", "Record ID", "record_id")
"""Where a row may name its problem; `custom_id` is that of batch files."""


class ById(NamedTuple):
    """By which id rows and problems are joined: a field of the rows, and one of the set."""

    row: str
    problem: str


class ProblemSet:
    """The problems of a set, to be found by id or by text.

    problems: as `load_set` gives them; "ids" holds each one's ids by the names of their fields.
    id_field: the field of the rows that names the problem; `None`: found out.

    digest: of all that it holds, so that a resumed run notices another one.
    """

    def __init__(self, problems: Sequence[dict[str, Any]], id_field: str | None = None) -> None:
        self._problems = problems
        self.name = str(problems[0].get("set", "")) if problems else ""
        self._id_field = id_field
        texts = [problem["problem"].strip() for problem in problems]
        shared = Counter(texts)
        self._by_text = {text: place for place, text in enumerate(texts) if shared[text] == 1}
        self._by_id: dict[str, dict[str, int]] = {}
        ids = [problem.get("ids", {"id": problem["id"]}) for problem in problems]
        for name in dict.fromkeys(name for own in ids for name in own):
            places = {own[name]: place for place, own in enumerate(ids) if name in own}
            if len(places) == sum(name in own for own in ids):  # what two problems share is no id
                self._by_id[name] = places
        self._seen: set[int] = set()
        self._rows = self._unjoined = 0
        self._strangers: list[str] = []
        self._unshown = 0
        self.digest = hashlib.blake2b(b"".join(map(json_line, problems)), digest_size=16).hexdigest()

    @property
    def unseen(self) -> int:
        """How many problems have had no output."""
        return len(self._problems) - len(self._seen)

    def notes(self) -> list[str]:
        """What a person should know of the join, once all rows have been seen."""
        said = []
        if self._unjoined:
            said.append(
                f"{self._unjoined} of {self._rows} rows have no problem in the set: {_shown(self._strangers)} of "
                f"theirs, {self._own_ids()} of the set's."
            )
        if self._unshown:
            said.append(
                f"{self._unshown} of {self._rows} rows do not show their options in a prompt: their letters are those "
                "of the order of simple-evals, random.Random(0)."
            )
        if self.unseen:
            said.append(f"{self.unseen} problems of the set have no row.")
        return said

    def joined(self, lines: Iterable[Line]) -> Iterator[Line]:
        """Each line with what the set knows of its problem.

        The reference, tests and the set's other fields are added where the row has not the name itself; the reference
        answer is the set's even then. A line whose problem is not in the set stays as it is.

        Raises ScoringError when none of the first rows has a problem in the set.
        """
        lines = iter(lines)
        head = list(islice(lines, LOOK_LINES))
        rows = [row for line in head if (row := _row_on(line)) is not None]
        by = self._settle(rows)
        if rows and not any(self._place_of(row, by) is not None for row in rows):
            raise ScoringError(self._nothing_joined(rows))
        for line in chain(head, lines):
            row = _row_on(line)
            if row is None:
                yield line
                continue
            self._rows += 1
            place = self._place_of(row, by)
            if place is None:
                self._unjoined += 1
                if len(self._strangers) < SHOWN_IDS:
                    self._strangers.append(self._name_of(row, by))
                yield line
                continue
            self._seen.add(place)
            problem = {name: value for name, value in self._problems[place].items() if name != "ids"}
            if "options" in problem:
                problem["expected_answer"] = self._letter(row, problem)
            added = {name: value for name, value in problem.items() if name not in row or name == "expected_answer"}
            yield line._replace(data=json_line({**row, **added}))

    def _letter(self, row: Mapping[str, Any], problem: Mapping[str, Any]) -> str:
        """The letter of the right option as the row's prompt shows them, else as the protocol orders them."""
        letter, options = str(problem["expected_answer"]), list(problem["options"])
        found = (letter_in(text, options, letter) for path in PROMPTS if (text := _text_of(at(row, path))))
        shown = next((one for one in found if one), None)
        self._unshown += shown is None
        return shown or letter

    def _settle(self, rows: Sequence[Mapping[str, Any]]) -> ById | None:
        """By which id rows and problems are joined, the pair of fields under which most of these rows find one."""
        mine = [self._id_field] if self._id_field else ROW_IDS
        pairs = [ById(name, other) for name in mine for other in self._by_id if self._may_join(rows, name, other)]
        found = {pair: sum(self._by_id_of(row, pair) is not None for row in rows) for pair in pairs}
        named_alike = [pair for pair in pairs if pair.row == pair.problem and found[pair]]
        best = max(named_alike or pairs, key=lambda pair: found[pair], default=None)
        return best if best is not None and found[best] else None

    def _may_join(self, rows: Sequence[Mapping[str, Any]], name: str, other: str) -> bool:
        """Whether two fields may hold the same ids. One that the user names may, whatever it holds."""
        ids = {_id_of(value) for row in rows if (value := at(row, name)) is not None}
        if name == other or self._id_field:
            return bool(ids)
        return bool(ids) and not _only_count(ids) and not _only_count(set(self._by_id[other]))

    def _place_of(self, row: Mapping[str, Any], by: ById | None) -> int | None:
        """Where a row's problem is in the set."""
        for path in PROMPTS:  # the text first: nothing can be confused with it
            text = _asked(at(row, path))
            if text is not None and text.strip() in self._by_text:
                return self._by_text[text.strip()]
        return None if by is None else self._by_id_of(row, by)

    def _by_id_of(self, row: Mapping[str, Any], by: ById) -> int | None:
        value = at(row, by.row)
        return None if value is None else self._by_id[by.problem].get(_id_of(value))

    def _name_of(self, row: Mapping[str, Any], by: ById | None) -> str:
        paths = [by.row] if by else [self._id_field] if self._id_field else ROW_IDS
        found = next(((path, at(row, path)) for path in paths if at(row, path) is not None), None)
        return "no id" if found is None else f"{found[0]} {found[1]!r:.60}"

    def _own_ids(self) -> str:
        kinds = [f"{name} {_shown([repr(one) for one in ids])}" for name, ids in self._by_id.items()]
        return "; ".join(kinds) or "no ids"

    def _nothing_joined(self, rows: Sequence[Mapping[str, Any]]) -> str:
        theirs = list(dict.fromkeys(self._name_of(row, None) for row in rows))
        return (
            f"none of the first {len(rows)} rows has a problem in the set {self.name}: the rows have {_shown(theirs)}, "
            f"the set {self._own_ids()}; a field with the problem's text would do, or --id-field NAME for the ids"
        )


def _text_of(prompt: Any) -> str:
    """A prompt as a text; of a chat, all that was asked."""
    if isinstance(prompt, list):
        said = (turn.get("content") for turn in prompt if isinstance(turn, Mapping) and turn.get("role") != "assistant")
        return "\n".join(one for one in said if isinstance(one, str))
    return prompt if isinstance(prompt, str) else ""


def _asked(prompt: Any) -> str | None:
    """The question itself: a text, or what a chat asked last."""
    if isinstance(prompt, list):
        said = [one for one in prompt if isinstance(one, Mapping) and role_of(one) in ("user", "human")]
        prompt = said[-1].get("content", said[-1].get("value")) if said else None
    return prompt if isinstance(prompt, str) else None


def _id_of(value: Any) -> str:
    """An id as a text. A table with gaps holds whole numbers as floats: 3.0 is 3."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _row_on(line: Line) -> dict[str, Any] | None:
    try:
        return read_row(line)
    except RowError:
        return None


def _only_count(ids: set[str]) -> bool:
    """Whether ids are small numbers that any list has: 0 or 1 and so on, without large gaps."""
    return all(one.isdecimal() for one in ids) and min(map(int, ids)) <= 1


def _shown(names: Sequence[str]) -> str:
    return ", ".join(names[:SHOWN_IDS]) + (", …" if len(names) > SHOWN_IDS else "")
