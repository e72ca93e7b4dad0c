"""Scored rows, read back from the files that `score` has written: JSON lines or parquet, plain or packed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from verifiers.errors import RowError, ScoringError
from verifiers.rows.lines import AnyRows, Line, Rows, can_be_read_again, open_stream, unpacked
from verifiers.rows.natural import counted
from verifiers.rows.row import read_row
from verifiers.rows.sources import Several, Source, files_of, is_several

_NAMES = (".scored.jsonl", ".scored.parquet")
_PACKED = ("", ".gz", ".zst", ".xz", ".bz2")
_BESIDE = (".manifest.json", ".partial", ".resume")


def scored_files(source: Source) -> list[str]:
    """The files of a source of scored rows: of a folder, those that `score` has named.

    Raises ScoringError where there are none.
    """
    if not isinstance(source, str):
        return list(dict.fromkeys(path for one in source for path in scored_files(one)))
    if not is_several(source):
        return [source]
    if not Path(source).is_dir():
        return [str(one) for one in files_of(source) if not one.name.endswith(_BESIDE)]
    ends = tuple(name + packed for name in _NAMES for packed in _PACKED)
    found = [
        str(one)
        for one in sorted(Path(source).rglob("*"), key=lambda one: counted(str(one)))
        if one.is_file() and one.name.endswith(ends)
    ]
    if not found:
        msg = f"{source} is a folder without scored files (NAME.scored.jsonl)"
        raise ScoringError(msg)
    return found


@contextmanager
def open_scored(source: Source) -> Iterator[AnyRows]:
    """Open what `score` has written: a path, `-`, or several, whose rows then know their file.

    Raises ScoringError when there is no such file.
    """
    files = scored_files(source)
    if len(files) > 1:
        yield Several([Path(one) for one in files], lambda one: open_scored(str(one)), numbered_on=False)
        return
    with open_stream(files[0]) as raw:
        size = os.fstat(raw.fileno()).st_size if can_be_read_again(files[0]) else None
        try:
            raw.peek(1)
        except OSError as error:
            msg = f"cannot read {files[0]}: {error.strerror}"
            raise ScoringError(msg) from None
        if raw.peek(4).startswith(b"PAR1"):
            from verifiers.rows.containers import rows_in

            yield rows_in(raw, files[0], size)
        else:  # a row that holds a list of rows is a row all the same
            yield Rows(unpacked(raw), raw, size)


def scored_rows(lines: Iterable[Line], name: str) -> Iterator[dict[str, Any]]:
    """The rows on the lines of a scored file, graded ones and error rows. name: the file's, for a person.

    Raises ScoringError at the first line that is neither.
    """
    for line in lines:
        try:
            row = with_file(read_row(line), line)
        except RowError as error:
            msg = f"line {line.number} of {line.file or name}: {error}"
            raise ScoringError(msg) from None
        if "verdicts" not in row and "error" not in row:
            msg = (
                f"line {line.number} of {line.file or name} has no verdicts: this is not what `verify-cli score` writes"
            )
            raise ScoringError(msg)
        yield row


def with_file(row: dict[str, Any], line: Line) -> dict[str, Any]:
    """A scored row that says in which of several scored files it stands, before the file that it was made from."""
    if line.file is None:
        return row
    inner = row.get("file")
    return {**row, "file": f"{line.file}: {inner}" if isinstance(inner, str) else line.file}
