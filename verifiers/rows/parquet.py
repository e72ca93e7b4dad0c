"""Rows as parquet: written whole from lines, and read back as they were.

Rows of JSON are freer than columns. A field is a column of numbers, texts, booleans, or of lists and objects of one
shape, where every row allows it; else, as the verdicts, a column of JSON text. What columns cannot say is in the
file's own note: which are JSON, and in which an empty cell means that the row has no such field.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from verifiers.errors import ScoringError

NOTE = b"verify-cli"
INSTALL = "pip install 'verify-cli[sets]'"
BATCH_ROWS = 256
"""Rows that are in memory at a time."""
MAX_INT = 2**63 - 1
MAX_EXACT = 2**53
"""Up to here a float holds every integer."""
ALWAYS_JSON = ("verdicts",)
"""One shape in one file and another in the next: a program that reads them should not have to look."""


def of_pyarrow(module: str, doing: str) -> Any:
    """A module of pyarrow. Raises ScoringError with the command that installs it. doing: what it is for."""
    try:
        return importlib.import_module(module)
    except ImportError:
        msg = f"{doing} needs pyarrow: {INSTALL}"
        raise ScoringError(msg) from None


@dataclass
class _Column:
    """What has been seen of a field."""

    kinds: set[str] = field(default_factory=set)
    rows: int = 0
    nulls: int = 0
    type: Any = None
    """The type of its lists and objects, once some were seen."""

    def see(self, values: Sequence[Any], pyarrow: Any) -> None:
        self.rows += len(values)
        held = [value for value in values if value is not None]
        self.nulls += len(values) - len(held)
        self.kinds.update(map(_kind, held))
        if self.kinds & {"nested"} and "json" not in self.kinds:
            self._see_nested(held, pyarrow)

    def _see_nested(self, values: Sequence[Any], pyarrow: Any) -> None:
        if not values:
            return
        try:
            array = pyarrow.array(values)
            writable = "struct<>" not in str(array.type)  # of objects that are all empty
            alike = writable and self.type in (None, array.type) and array.to_pylist() == values
        except (pyarrow.ArrowException, ValueError, TypeError, OverflowError):
            alike = False
        if alike:
            self.type = array.type
        else:
            self.kinds.add("json")

    def type_in(self, pyarrow: Any, rows: int) -> Any:
        """Its type in the file; `None`: it is written as JSON."""
        absent = rows - self.rows
        if "json" in self.kinds or (absent and self.nulls) or not self.kinds:
            return None
        if self.kinds == {"nested"}:
            return self.type
        if self.kinds in ({"float"}, {"int", "float"}):
            return pyarrow.float64()
        if self.kinds <= {"int", "large"}:
            return pyarrow.int64()
        types = {"bool": pyarrow.bool_(), "text": pyarrow.string()}
        return types.get(next(iter(self.kinds))) if len(self.kinds) == 1 else None


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int" if abs(value) <= MAX_EXACT else "large" if abs(value) <= MAX_INT else "json"
    if isinstance(value, float):
        return "float"
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:  # half a surrogate pair
            return "json"
        return "text"
    return "nested"


def write_parquet(rows: Iterable[Mapping[str, Any]], again: Iterable[Mapping[str, Any]], path: Path) -> None:
    """Write rows as one parquet file. again: the same rows once more, since the first look finds the columns.

    Raises OSError, and ScoringError where there is no pyarrow.
    """
    pyarrow, parquet = (of_pyarrow(module, f"writing {path.name}") for module in ("pyarrow", "pyarrow.parquet"))
    columns: dict[str, _Column] = {}
    count = 0
    for batch in _batches(rows):
        count += len(batch)
        for name in dict.fromkeys(name for row in batch for name in row):
            column = columns.setdefault(name, _Column())
            if name in ALWAYS_JSON:
                column.kinds.add("json")
            column.see([row[name] for row in batch if name in row], pyarrow)
    types = {name: column.type_in(pyarrow, count) for name, column in columns.items()}
    note = {
        "json": [name for name, kind in types.items() if kind is None],
        "absent": [name for name, column in columns.items() if column.rows < count],
    }
    schema = pyarrow.schema(
        [(name, pyarrow.string() if kind is None else kind) for name, kind in types.items()],
        metadata={NOTE: json.dumps(note).encode()},
    )
    with parquet.ParquetWriter(path, schema) as writer:
        for batch in _batches(again):
            cells = {name: [_cell(row, name, kind is None) for row in batch] for name, kind in types.items()}
            arrays = [pyarrow.array(cells[one.name], one.type) for one in schema]
            writer.write_batch(pyarrow.record_batch(arrays, schema=schema))


def _batches(rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH_ROWS)):
        yield batch


def _cell(row: Mapping[str, Any], name: str, as_json: bool) -> Any:  # noqa: FBT001 - of its column
    if name not in row:
        return None
    return json.dumps(row[name]) if as_json else row[name]


def read_parquet(stream: Any, name: str) -> Iterator[dict[str, Any]]:
    """The rows of a parquet file; one that was written here has them as they were. Raises ScoringError."""
    pyarrow, parquet = (of_pyarrow(module, f"reading {name}") for module in ("pyarrow", "pyarrow.parquet"))
    try:
        file = parquet.ParquetFile(stream)
        note = json.loads((file.schema_arrow.metadata or {}).get(NOTE, b"{}"))
        for batch in file.iter_batches(BATCH_ROWS):
            for row in rows_of_batch(batch):
                yield _as_it_was(row, note) if note else row
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        msg = f"{name} cannot be read: {str(error).splitlines()[0]}"
        raise ScoringError(msg) from None


def rows_of_batch(batch: Any) -> list[dict[str, Any]]:
    """The rows of a batch of Arrow. A number of 32 bits is the shortest decimal that stands for it: 0.1 and no more."""
    short = [one.name for one in batch.schema if str(one.type) == "float"]
    columns = {name: batch.column(name).cast("string").to_pylist() for name in short}
    rows: list[dict[str, Any]] = batch.to_pylist()
    for name, texts in columns.items():
        for row, text in zip(rows, texts, strict=True):
            row[name] = None if text is None else float(text)
    return rows


def _as_it_was(row: Mapping[str, Any], note: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    held = {name: value for name, value in row.items() if value is not None or name not in note["absent"]}
    return {name: json.loads(value) if name in note["json"] else value for name, value in held.items()}
