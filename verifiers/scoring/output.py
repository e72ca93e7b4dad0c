"""The scored file while it is being written, and going on with one that was left unfinished.

Rows go to `OUT.partial`, in order, as lines even where OUT is parquet; the finished file takes its name in one step.
Beside it `OUT.resume` says what run this is: which input, fields, rewards, rules. That is all there is to resuming:
every scored row carries the number of its line, so the partial file itself says where to go on. Its last line's rows
are graded anew, because nobody can know whether they were all written; what comes out is the same, byte for byte, as if
nothing had happened (but for the CPU time and memory of programs, which are measured).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

from verifiers.errors import ScoringError
from verifiers.rows.parquet import of_pyarrow, write_parquet
from verifiers.rows.sources import Source, files_of, is_several, labels_of
from verifiers.scoring.grade import Tally

_SAMPLED_BLOCK = 64 * 1024
_SAMPLED_BLOCKS = 64

_NAMES = {
    "input": "the input has changed",
    "reward": "it was scored by other rewards",
    "fields": "it was read by other fields",
    "rules": "it was scored by other rules, those of another version of verify-cli",
    "join": "its problems came from another set",
}


class Partial(NamedTuple):
    """What an unfinished file holds.

    line: up to this line of the input everything is there.
    size: its bytes up to there.
    tallies: how many rows those are.
    """

    line: int
    size: int
    rows: int


class Output:
    """A scored file in the making. `begin`, `write` rows, then `finish`; whatever is left out, nothing is lost.

    Raises ScoringError in every step that the file system refuses.
    """

    def __init__(self, path: Path) -> None:
        self.path = Path(os.path.realpath(path))  # a symbolic link stays one: what it points to is replaced
        self.partial = self.path.with_name(self.path.name + ".partial")
        self._manifest = self.path.with_name(self.path.name + ".resume")
        self._file: IO[bytes] | None = None

    def check(self, source: Source, *, force: bool = True) -> None:
        """Refuse a path that cannot become a scored file, before any work is done.

        force: a file of that name may be replaced.
        """
        if self.path.exists() and not self.path.is_file():
            msg = f"cannot write {self.path}: it is not a file"
            raise ScoringError(msg)
        if self.path.suffix == ".parquet":
            of_pyarrow("pyarrow", f"writing {self.path.name}")
        if self.path.suffix in {".gz", ".zst"}:
            msg = f"cannot write {self.path}: what is written is not compressed, name it without {self.path.suffix}"
            raise ScoringError(msg)
        files = files_of(source) if is_several(source) else [source] if source != "-" else []
        if any(self.path == Path(os.path.realpath(str(one))) for one in files):
            msg = f"cannot write {self.path}: it is the input"
            raise ScoringError(msg)
        if not force and self.path.exists() and not self.left_unfinished:
            msg = f"{self.path} is there already: --force replaces it, --out NAME writes another file"
            raise ScoringError(msg)

    @property
    def left_unfinished(self) -> bool:
        """Whether an earlier run left something to resume."""
        return self.partial.exists() and self._manifest.exists()

    def begin(
        self, run: Mapping[str, Any], *, resume: bool, count: Callable[[dict[str, Any]], Tally | None]
    ) -> Partial:
        """Open the partial file, at its end if it is to be resumed, and say how far it had come.

        run: what makes two runs the same: "input", "reward", "fields", "rules".
        count: called with each scored row that is kept.
        """
        with _refusals(self.path):
            if resume and self.left_unfinished:
                self._same_run(run)
                self._file = self.partial.open("r+b")
                self._lock()
                kept = _whole_lines(self._file, count)
                self._file.truncate(kept.size)
                self._file.seek(kept.size)
                return kept
            self._file = self.partial.open("ab")
            self._lock()  # before anything is thrown away: another run may be writing it
            self._file.truncate(0)
            _write_at_once(self._manifest, json.dumps(run, indent=1).encode() + b"\n")
            return Partial(0, 0, 0)

    def write(self, rows: Iterable[bytes]) -> None:
        """Add rows. They are out of this process's hands at once: a row may have taken seconds to grade."""
        assert self._file is not None
        with _refusals(self.path):
            self._file.writelines(rows)
            self._file.flush()

    def close(self) -> None:
        """Stop here; what was written stays for `resume`."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()

    def finish(self) -> None:
        """Give the file its name."""
        assert self._file is not None
        with _refusals(self.path):
            self._file.flush()
            os.fsync(self._file.fileno())
            if self.path.suffix == ".parquet":
                self._as_parquet()
            else:
                self.partial.replace(self.path)
            self._file.close()
            self._manifest.unlink(missing_ok=True)

    def _as_parquet(self) -> None:
        """Make the finished lines a table, under its name at once; the lines stay until it is there."""
        new = self.path.with_name(self.path.name + ".new")
        with self.partial.open("rb") as rows, self.partial.open("rb") as again:
            write_parquet(map(json.loads, rows), map(json.loads, again), new)
        new.replace(self.path)
        self.partial.unlink()

    def discard_manifest(self) -> None:
        """Make the partial file one that cannot be resumed (its input is gone)."""
        with _refusals(self.path):
            self._manifest.unlink(missing_ok=True)

    def difference(self, run: Mapping[str, Any]) -> str | None:
        """In what the run that was left unfinished differs from this one; `None`: it is the same."""
        try:
            before = json.loads(self._manifest.read_bytes())
        except (OSError, ValueError):
            before = {}
        now = json.loads(json.dumps(run))
        return next((sentence for name, sentence in _NAMES.items() if before.get(name) != now[name]), None)

    def _same_run(self, run: Mapping[str, Any]) -> None:
        differs = self.difference(run)
        if differs:
            msg = f"cannot resume {self.partial}: {differs} (--restart throws it away)"
            raise ScoringError(msg)

    def _lock(self) -> None:
        """Keep a second run away for as long as this process lives."""
        assert self._file is not None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            msg = f"another run is writing {self.partial}"
            raise ScoringError(msg) from None


class _refusals:  # noqa: N801 - reads as a word in `with`
    """Turns the file system's refusal into a sentence."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            msg = f"cannot write {self._path}: {error.strerror or error}"
            raise ScoringError(msg) from error


def identity(source: Source) -> dict[str, Any]:
    """What a file is known by when a run goes on with it: its size and its content.

    The content is sampled: all of it up to 4 MiB, 64 blocks evenly spread of a larger one, so that a file of 100 GB
    costs nothing. Its date says nothing: copies and downloads have new ones.
    """
    if not isinstance(source, str) or is_several(source):
        files = files_of(source)
        each = {label: identity(str(path)) for label, path in zip(labels_of(files), files, strict=True)}
        whole = hashlib.sha256(json.dumps(each).encode()).hexdigest()
        return {"size": sum(one["size"] for one in each.values()), "sha256": whole}
    digest = hashlib.sha256()
    with Path(source).open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        blocks = _SAMPLED_BLOCKS - 1
        last = max(0, size - _SAMPLED_BLOCK)
        for index in range(blocks + 1):
            file.seek(last * index // blocks)
            digest.update(file.read(_SAMPLED_BLOCK))
    return {"size": size, "sha256": digest.hexdigest()}


def _whole_lines(file: IO[bytes], count: Callable[[dict[str, Any]], Tally | None]) -> Partial:
    """Read a partial file up to its last line but one (a line of the input, that is), counting its rows."""
    kept = Partial(0, 0, 0)
    group: list[dict[str, Any]] = []  # the rows of the line that may go on
    end = 0
    for data in file:
        try:
            row = json.loads(data) if data.endswith(b"\n") else None
        except ValueError:
            row = None
        if not isinstance(row, dict) or not isinstance(row.get("line"), int):
            break  # torn by the kill; whatever follows is done again
        if group and row["line"] != group[0]["line"]:
            for complete in group:
                count(complete)
            kept = Partial(group[0]["line"], end, kept.rows + len(group))
            group = []
        group.append(row)
        end += len(data)
    return kept


def _write_at_once(path: Path, data: bytes) -> None:
    new = path.with_name(path.name + ".new")
    new.write_bytes(data)
    new.replace(path)
