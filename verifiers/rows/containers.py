"""Files that hold rows otherwise than a line each, recognised by what is in them, and made lines.

    one JSON array of rows, or one JSON object with a list of them (HELM, OpenCompass, inspect_ai)
    CSV and TSV with a head
    parquet and Arrow, as files or as a folder that Hugging Face's save_to_disk has written
    zip archives of any of these, such as inspect_ai's .eval

Parquet, Arrow, CSV and zip are read as they stream. JSON that is one document is read whole.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from verifiers.errors import ScoringError
from verifiers.rows.fields import is_chat, is_row
from verifiers.rows.lines import Line, Rows, unpacked, unreadable
from verifiers.rows.parquet import of_pyarrow, read_parquet, rows_of_batch
from verifiers.rows.tables import Broken, bare_name, delimiter_of, rows_of_table

MAX_DOCUMENT_BYTES = 1 << 30
"""One JSON document is read whole, which takes some ten times its size in memory: a larger one should be lines."""
MAX_LOOK = 50
"""In so many lines a row by itself is looked for."""
MAX_REMARK_BYTES = 64 << 20
"""A JSON file that is larger holds rows: lm-eval's results of all its tasks have some 100 kB."""

SUFFIXES = (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet", ".arrow", ".eval", ".zip")
_LISTS = "samples request_states rows data examples records instances results predictions items".split()
"""Under these names one JSON object holds its rows."""


_PICKLE = "python's pickle, which runs what it holds: write its rows as JSON lines"
_OTHERS = (
    (0, b"\xff\xfe", "text in UTF-16: iconv -f UTF-16 -t UTF-8 makes it readable"),
    (0, b"\xfe\xff", "text in UTF-16: iconv -f UTF-16 -t UTF-8 makes it readable"),
    (257, b"ustar", "a tar archive: unpack it first, and name its folder"),
    (0, b"\x80\x02", _PICKLE),
    (0, b"\x80\x03", _PICKLE),
    (0, b"\x80\x04", _PICKLE),
    (0, b"\x80\x05", _PICKLE),
    (0, b"SQLite format 3", "a database of SQLite: write its rows as JSON lines"),
    (0, b"\x93NUMPY", "an array of numpy: write its rows as JSON lines"),
    (0, b"\x89HDF", "an HDF5 file: write its rows as JSON lines"),
    (0, b"%PDF", "a PDF"),
)
"""What files of other kinds begin with, at which byte, and what to do about it."""


def is_rows(name: str) -> bool:
    """Whether files of such a name hold rows."""
    return bare_name(name).endswith(SUFFIXES)


def only_object(path: Path) -> bool:
    """Whether a JSON file is one object without a list of rows: it says something of others."""
    try:
        document = json.loads(path.read_bytes()) if path.stat().st_size < MAX_REMARK_BYTES else None
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(document, Mapping) and _rows_of(document) is None


class Table:
    """Rows that were no lines, as lines."""

    def __init__(self, elements: Callable[[], Iterator[Any]], fraction: Callable[[], float | None]) -> None:
        self._elements = elements
        self.fraction = fraction

    def lines(self) -> Iterator[Line]:
        """A line for each row."""
        for number, element in enumerate(self._elements(), 1):
            if isinstance(element, Broken):
                yield Line(number, element.text.encode("utf-8", "replace"), element.problem)
                continue
            yield Line(number, _encoded(element))


def _encoded(element: Any) -> bytes:
    text = json.dumps(element, ensure_ascii=False, default=_plain)
    try:
        return text.encode()
    except UnicodeEncodeError:  # half a surrogate pair: UTF-8 has no bytes for it, an escape says it
        return json.dumps(element, default=_plain).encode()


def _plain(value: Any) -> Any:
    """What JSON has no way to say: bytes and times as text."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def rows_in(raw: io.BufferedReader[Any], name: str, size: int | None) -> Rows | Table:
    """The rows of a stream, whatever it holds. name: the file's, for a person and for CSV.

    Raises ScoringError where it plainly holds something that cannot be read.
    """
    stream = unpacked(raw)
    try:
        head = stream.peek(1 << 17)
    except unreadable():  # whoever reads its lines is told
        return Rows(stream, raw, size)
    refused = next((what for place, magic, what in _OTHERS if head[place:].startswith(magic)), None)
    if refused is not None:
        msg = f"{name} is {refused}"
        raise ScoringError(msg)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()

    def fraction() -> float | None:
        return None if not size else min(1.0, raw.tell() / size)

    if head.startswith(b"PAR1"):
        return Table(lambda: read_parquet(_seekable(stream), name), fraction)
    if head.startswith((b"ARROW1", b"\xff\xff\xff\xff")):
        return Table(lambda: _arrow(stream, name), fraction)
    if head.startswith(b"PK\x03\x04"):
        return Table(lambda: _zipped(stream, name), fraction)
    lines = text.split(b"\n")
    begins_document = text.startswith(b"[") or lines[0].strip() == b"{"
    if begins_document and any(map(_is_object, lines[1:MAX_LOOK])):
        return _document_or_lines(stream, name)
    if begins_document:
        return Table(lambda: _documents(stream, name), fraction)
    if text.startswith(b"{") and len(head) < 1 << 17 and not any(line.strip() for line in lines[1:]):
        return _one_object(stream, fraction)
    delimiter = delimiter_of(lines, name)
    if not delimiter and bare_name(name).endswith((".csv", ".tsv")):
        msg = f"{name} has no head of two or more columns with different names"
        raise ScoringError(msg)
    if delimiter:
        return Table(lambda: rows_of_table(stream, delimiter), fraction)
    return Rows(stream, raw, size)


def _is_object(line: bytes) -> bool:
    """Whether a line is a row by itself: then the first line is a broken one, and no beginning of a document."""
    try:
        return line.startswith(b"{") and isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _document_or_lines(stream: io.BufferedReader[Any], name: str) -> Rows | Table:
    """What begins as a document and has rows by themselves: an array with a row a line, or a broken first line."""
    data = stream.read(MAX_DOCUMENT_BYTES)
    again = io.BufferedReader(io.BytesIO(data))
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return Rows(again, again, None)
    return Table(lambda: _documents(again, name), lambda: None)


def _one_object(stream: io.BufferedReader[Any], fraction: Callable[[], float | None]) -> Rows | Table:
    """A file of one line: a row, or one object that holds a list of rows, and no completion of its own."""
    data = stream.read()
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        document = None
    rows = _rows_of(document)
    again = io.BufferedReader(io.BytesIO(data))
    return Rows(again, again, None) if rows is None else Table(lambda: iter(rows), fraction)


def _rows_of(document: Any) -> list[Any] | None:
    """The rows that one JSON document holds; `None`: it is none of rows."""
    if isinstance(document, list):
        return document
    if not isinstance(document, Mapping) or is_row(document):
        return None
    for name in _LISTS:
        held = document.get(name)
        if isinstance(held, list) and held and all(isinstance(one, Mapping) for one in held) and not is_chat(held):
            return held
    inside = list(document.values())
    if not inside or not all(isinstance(one, Mapping) for one in inside):
        return None
    if all(map(str.isdecimal, document)):
        return inside  # OpenCompass numbers its rows
    numbers = list(inside[0])
    if numbers and all(map(str.isdecimal, numbers)) and all(list(one) == numbers for one in inside):
        return [{name: column[number] for name, column in document.items()} for number in numbers]  # pandas
    return None


def _documents(stream: IO[bytes], name: str) -> Iterator[Any]:
    data = stream.read(MAX_DOCUMENT_BYTES + 1)
    if len(data) > MAX_DOCUMENT_BYTES:
        msg = f"{name} is one JSON document of more than {MAX_DOCUMENT_BYTES >> 30} GiB: jq -c '.[]' makes lines of it"
        raise ScoringError(msg)
    try:
        documents = _documents_in(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        msg = f"{name} is one JSON document, and not readable: {error}"
        raise ScoringError(msg) from None
    rows = _rows_of(documents[0]) if len(documents) == 1 else documents
    yield from documents if rows is None else rows


def _documents_in(text: str) -> list[Any]:
    """The JSON documents of a text, one after the other, as `jq` writes objects. Raises ValueError."""
    documents, decode = [], json.JSONDecoder().raw_decode
    place = _behind_space(text, 0)
    while place < len(text):
        document, place = decode(text, place)
        documents.append(document)
        place = _behind_space(text, place)
    return documents


def _behind_space(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place


_SPACE = re.compile(r"\s*")


def _seekable(stream: io.BufferedReader[Any]) -> Any:
    return stream if stream.seekable() else io.BytesIO(stream.read())


def _arrow(stream: io.BufferedReader[Any], name: str) -> Iterator[Any]:
    pyarrow = of_pyarrow("pyarrow", f"reading {name}")
    is_file = stream.peek(8).startswith(b"ARROW1")
    try:
        if is_file:
            reader = pyarrow.ipc.open_file(_seekable(stream))
            batches = (reader.get_batch(index) for index in range(reader.num_record_batches))
        else:
            batches = iter(pyarrow.ipc.open_stream(stream))
        for batch in batches:
            yield from rows_of_batch(batch)
    except (pyarrow.ArrowException, OSError) as error:
        msg = f"{name} cannot be read: {str(error).splitlines()[0]}"
        raise ScoringError(msg) from None


_ARCHIVES = {
    "xl/workbook.xml": "an Excel workbook: save its sheet as CSV",
    "/data.pkl": "a file of torch, a pickle that runs what it holds: write its rows as JSON lines",
    "word/document.xml": "a Word document",
}
"""Archives that are no archives of rows, by a part that they have."""


def _zipped(stream: io.BufferedReader[Any], name: str) -> Iterator[Any]:
    """The rows of the members, in the order of their names; of inspect_ai's logs, the samples."""
    try:
        with zipfile.ZipFile(_seekable(stream)) as archive:
            every = sorted(one.filename for one in archive.infolist())
            for part, what in _ARCHIVES.items():
                if any(one.endswith(part) for one in every):
                    msg = f"{name} is {what}"
                    raise ScoringError(msg)
            names = [one for one in every if is_rows(one) and not Path(one).name.startswith(".")]
            names = [one for one in names if one.startswith("samples/")] or names
            for member in names:
                if archive.getinfo(member).file_size > MAX_DOCUMENT_BYTES:
                    msg = f"{member} in {name} is larger than {MAX_DOCUMENT_BYTES >> 30} GiB"
                    raise ScoringError(msg)
                with archive.open(member) as opened:
                    data = io.BufferedReader(io.BytesIO(opened.read()))
                    for line in rows_in(data, member, None).lines():
                        yield _element(line)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        msg = f"{name} cannot be read: {error}"
        raise ScoringError(msg) from None


def _element(line: Line) -> Any:
    try:
        return json.loads(line.data)
    except (ValueError, RecursionError):
        return line.data.decode("utf-8", "replace")
