"""Outputs that hold only an id or a problem's text, joined with the set that has the rest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from verifiers.errors import RowError
from verifiers.rows.fields import IDS, PROMPTS, at
from verifiers.rows.lines import Line
from verifiers.rows.row import json_line, read_row


class ProblemSet:
    """The problems of a set, to be found by id or by text.

    digest: of all that it holds, so that a resumed run notices another one.
    unseen: how many of its problems no output has named so far.
    """

    def __init__(self, problems: Sequence[dict[str, Any]]) -> None:
        self._by_id = {problem["id"]: problem for problem in problems}
        self._by_text = {problem["problem"].strip(): problem for problem in problems}
        self._seen: set[str] = set()
        self.digest = hashlib.blake2b(b"".join(map(json_line, problems)), digest_size=16).hexdigest()

    @property
    def unseen(self) -> int:
        """How many problems have had no output."""
        return len(self._by_id) - len(self._seen)

    def joined(self, lines: Iterable[Line]) -> Iterator[Line]:
        """Each line with what the set knows of its problem.

        The reference, tests and the set's other fields are added where the row has not the name itself; the reference
        answer is the set's even then. A line whose problem is not in the set stays as it is.
        """
        for line in lines:
            try:
                row = read_row(line)
            except RowError:
                yield line
                continue
            problem = self._of(row)
            if problem is None:
                yield line
                continue
            self._seen.add(problem["id"])
            added = {name: value for name, value in problem.items() if name not in row or name == "expected_answer"}
            yield line._replace(data=json_line({**row, **added}))

    def _of(self, row: dict[str, Any]) -> dict[str, Any] | None:
        for path in PROMPTS:  # the text first: a row's number may be another count than the set's
            text = at(row, path)
            if isinstance(text, str) and text.strip() in self._by_text:
                return self._by_text[text.strip()]
        keys = (at(row, path) for path in IDS)
        return next((self._by_id[str(key)] for key in keys if key is not None and str(key) in self._by_id), None)
