"""Scored rows, read back from the file that `score` has written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from verifiers.errors import RowError, ScoringError
from verifiers.rows.lines import Line
from verifiers.rows.row import read_row


def scored_rows(lines: Iterable[Line], name: str) -> Iterator[dict[str, Any]]:
    """The rows on the lines of a scored file, graded ones and error rows. name: the file's, for a person.

    Raises ScoringError at the first line that is neither.
    """
    for line in lines:
        try:
            row = read_row(line)
        except RowError as error:
            msg = f"line {line.number} of {name}: {error}"
            raise ScoringError(msg) from None
        if "verdicts" not in row and "error" not in row:
            msg = f"line {line.number} of {name} has no verdicts: this is not what `verify-cli score` writes"
            raise ScoringError(msg)
        yield row
