"""CSV and TSV: tables of text, told by a head that names their columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from verifiers.errors import ScoringError

MAX_CELL = 64 << 20
"""Characters of a cell, as of a line elsewhere."""
PACKED = (".gz", ".zst", ".xz", ".bz2")
"""Endings of what packs a file."""


class Broken(NamedTuple):
    """A row that cannot be read, and why."""

    text: str
    problem: str


def bare_name(name: str) -> str:
    """A file's name without the ending of what packed it."""
    name = name.lower()
    for suffix in PACKED:
        name = name.removesuffix(suffix)
    return name


_NAME = re.compile(r"[\w .:/()-]{1,100}")


def delimiter_of(lines: list[bytes], name: str) -> str:
    """What parts the cells of CSV or TSV, or "" where these lines are neither."""
    if bare_name(name).endswith((".jsonl", ".ndjson", ".json")) or (
        len(lines) > 1 and lines[1].lstrip().startswith(b"{")
    ):
        return ""
    head = lines[0].decode("utf-8", "replace").strip()
    for delimiter in "\t,;":
        cells = [cell.strip().strip('"') for cell in head.split(delimiter)]
        cells = cells[1:] if not cells[0] and len(cells) > 2 else cells  # pandas leaves the index without a name
        named = len(cells) > 1 and all(map(_NAME.fullmatch, cells)) and len(set(cells)) == len(cells)
        if named and len(lines) > 1:
            return delimiter
    return ""


def rows_of_table(stream: io.BufferedReader[Any], delimiter: str) -> Iterator[Any]:
    """The rows of a table, a mapping each, or `Broken`. Raises ScoringError where it cannot be read further."""
    csv.field_size_limit(MAX_CELL)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
    try:
        for row in csv.DictReader(text, delimiter=delimiter):
            yield _of_cells(row)
    except csv.Error as error:
        msg = f"the table cannot be read: {error}"
        raise ScoringError(msg) from None
    finally:
        text.detach()  # or the stream, which is not ours, is closed with it


def _of_cells(row: dict[Any, Any]) -> dict[str, Any] | Broken:
    """A row of a table. What cannot be read is not left out: a cell too many is half a completion."""
    beyond = row.pop(None, [])
    cells = [cell for cell in (*row.values(), *beyond) if cell is not None]
    if any(map(_is_undecoded, cells)):
        return Broken(",".join(cells), "not UTF-8: iconv -f CP1252 -t UTF-8 makes what Excel writes readable")
    if any(beyond):
        problem = f"{len(row) + len(beyond)} cells under a head of {len(row)}: a cell with a comma stands in quotes"
        return Broken(",".join(cells), problem)
    return {name: value for name, value in row.items() if name}


def _is_undecoded(text: str) -> bool:
    """Whether bytes that are no UTF-8 are in a text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
