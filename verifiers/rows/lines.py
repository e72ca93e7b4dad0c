"""Lines of a file of rows: plain, .gz, .zst, .xz or .bz2, from a path or from standard input, each with its number.

Nothing here trusts the file: a line of ten gigabytes costs no more memory than `MAX_LINE_BYTES`, and a compressed
file that was cut short says so (zstandard's own reader ends silently, as if the missing rows had never been).
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Protocol

from verifiers.errors import ScoringError

if TYPE_CHECKING:
    from verifiers.rows.sources import Source

MAX_LINE_BYTES = 64 * 1024 * 1024
"""A longer line is an error row. 1,000 completions of 15,000 tokens fit."""

KEPT_TEXT = 2_000
"""So many characters of an unreadable line are kept in its error row."""

_PIECE = 128 * 1024
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_BOM = b"\xef\xbb\xbf"
_XZ = b"\xfd7zXZ"
_BZ2 = b"BZh"


class Line(NamedTuple):
    """One line of the file.

    number: from 1, blank lines counted, as editors count.
    data: its bytes; only the beginning where `problem` says why the rest could not be read.
    file: of several, the one that it is in.
    """

    number: int
    data: bytes
    problem: str | None = None
    file: str | None = None

    @property
    def size(self) -> int:
        """Its bytes."""
        return len(self.data)


class _Zstd(io.RawIOBase):
    """Decompresses zstandard frames one after the other, and notices when the last one is cut short."""

    def __init__(self, source: IO[bytes]) -> None:
        import zstandard  # here, because most files are not zstandard

        self._source = source
        self._new = zstandard.ZstdDecompressor().decompressobj
        self._frame: Any = None
        self._compressed = b""
        self._plain = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with as much as there is at hand; 0 at the end. Raises EOFError if cut short."""
        while not self._plain:
            self._compressed = self._compressed or self._source.read(_PIECE)
            if not self._compressed:
                if self._frame is not None:
                    msg = "Compressed file ended before the end-of-stream marker was reached"
                    raise EOFError(msg)
                return 0
            self._frame = self._frame or self._new()
            self._plain = self._frame.decompress(self._compressed)
            self._compressed = b""
            if self._frame.eof:
                self._compressed = self._frame.unused_data
                self._frame = None
        size = min(len(self._plain), len(buffer))
        buffer[:size] = self._plain[:size]
        self._plain = self._plain[size:]
        return size


class Rows:
    """The lines of an open source, in order, and how far the reading is. Made by `open_rows`."""

    def __init__(self, stream: io.BufferedReader[Any], raw: IO[bytes], size: int | None) -> None:
        self._stream = stream
        self._raw = raw
        self._size = size

    def fraction(self) -> float | None:
        """The share of the file that has been read, or `None` where nobody knows its size."""
        return None if not self._size else min(1.0, self._raw.tell() / self._size)

    def lines(self) -> Iterator[Line]:
        """Every line that is not blank. A file that cannot be read to its end gives a last line with the problem."""
        number = 0
        while True:
            number += 1
            try:
                data = self._stream.readline(MAX_LINE_BYTES + 1)
                too_long = len(data) > MAX_LINE_BYTES and not data.endswith(b"\n")
                if too_long:
                    data = data[: KEPT_TEXT * 4]
                    self._skip_line()
            except unreadable() as error:
                yield Line(number, b"", f"the file cannot be read further: {error}")
                return
            if too_long:
                yield Line(number, data, f"longer than {MAX_LINE_BYTES // 2**20} MiB")
            elif not data:
                return
            else:
                if number == 1:
                    data = data.removeprefix(_BOM)
                if data.strip():
                    yield Line(number, data)

    def _skip_line(self) -> None:
        while True:
            piece = self._stream.readline(_PIECE)
            if not piece or piece.endswith(b"\n"):
                return


def unreadable() -> tuple[type[Exception], ...]:
    """What reading a damaged file raises; of zstandard's, if anybody loaded it."""
    module = sys.modules.get("zstandard")
    return (EOFError, OSError, zlib.error, lzma.LZMAError, module.ZstdError if module else EOFError)


def can_be_read_again(source: Source) -> bool:
    """Whether the source is a file that stays, or several, and no pipe."""
    from verifiers.rows.sources import is_several

    return is_several(source) or (isinstance(source, str) and source != "-" and Path(source).is_file())


class AnyRows(Protocol):
    """The rows of a source, as lines, and how far the reading is."""

    def fraction(self) -> float | None:
        """The share that has been read, or `None` where nobody knows how much there is."""

    def lines(self) -> Iterator[Line]:
        """A line for each row."""


@contextmanager
def open_rows(source: Source) -> Iterator[AnyRows]:
    """Open a path, a folder, a pattern, several of them, or standard input for `-`.

    What files hold is told by their content.

    Raises ScoringError when there is no such file, or when it plainly holds something else than rows.
    """
    from verifiers.rows.containers import rows_in  # which makes lines of what is none
    from verifiers.rows.sources import Several, files_of, is_several, opened

    if not isinstance(source, str) or is_several(source):
        yield Several(files_of(source), opened, numbered_on=True)
        return
    with open_stream(source) as raw:
        size = os.fstat(raw.fileno()).st_size if can_be_read_again(source) else None
        try:
            raw.peek(1)
        except OSError as error:
            msg = f"cannot read {source}: {error.strerror}"
            raise ScoringError(msg) from None
        yield rows_in(raw, source, size)


@contextmanager
def open_lines(source: str) -> Iterator[Rows]:
    """Open a file of JSON lines and nothing else, such as scored rows: a path, or standard input for `-`.

    Raises ScoringError when there is no such file.
    """
    with open_stream(source) as raw:
        size = os.fstat(raw.fileno()).st_size if can_be_read_again(source) else None
        try:
            stream = unpacked(raw)
        except OSError as error:
            msg = f"cannot read {source}: {error.strerror}"
            raise ScoringError(msg) from None
        yield Rows(stream, raw, size)


def unpacked(raw: io.BufferedReader[Any]) -> io.BufferedReader[Any]:
    """A stream without the compression that its content has."""
    head = raw.peek(8)[:8]
    if head.startswith(_GZIP):
        return io.BufferedReader(gzip.GzipFile(fileobj=raw), _PIECE)
    if head.startswith(_ZSTD):
        return io.BufferedReader(_Zstd(raw), _PIECE)
    if head.startswith(_XZ):
        return io.BufferedReader(lzma.LZMAFile(raw), _PIECE)
    if head.startswith(_BZ2):
        return io.BufferedReader(bz2.BZ2File(raw), _PIECE)
    return raw


@contextmanager
def open_stream(source: str) -> Iterator[io.BufferedReader[Any]]:
    """The bytes of a path, or of standard input for `-`. Raises ScoringError when there is no such file."""
    if source == "-":
        # Not closed: it is not ours.
        yield io.BufferedReader(io.FileIO(sys.stdin.fileno(), closefd=False), _PIECE)
        return
    path = Path(source)
    if path.is_dir():
        msg = f"{source} is a directory, not a file"
        raise ScoringError(msg)
    try:
        opened = io.BufferedReader(io.FileIO(path), _PIECE)
    except FileNotFoundError:
        msg = f"there is no file {source}"
        raise ScoringError(msg) from None
    except OSError as error:
        msg = f"cannot read {source}: {error.strerror}"
        raise ScoringError(msg) from None
    with opened:
        yield opened
