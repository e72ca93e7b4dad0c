"""What a person names as a source of rows: a file, a folder, a pattern, a data set of the hub, several, or a pipe.

The files of a folder or of several names are one data set, in which every row knows its file.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from fnmatch import fnmatch
from glob import glob
from pathlib import Path
from typing import TypeAlias

from verifiers.errors import ScoringError
from verifiers.rows.containers import is_rows, only_object, rows_in
from verifiers.rows.hub import fetched, place_of
from verifiers.rows.lines import AnyRows, Line, open_stream
from verifiers.rows.natural import counted
from verifiers.rows.tables import PACKED

Source: TypeAlias = str | tuple[str, ...]
"""A path, a folder, a pattern, a data set of the hub, or `-`; or several of them that are one data set."""

OURS = (".scored.jsonl", ".scored.parquet", ".selected.jsonl", ".selected.parquet", ".manifest.json", ".partial",
        ".resume")  # fmt: skip
"""Names of what is written here, which lies in the same folder and is no input."""

PRINCIPAL = (
    "scenario_state.json",  # HELM, beside its statistics
    "*/predictions/*.json",  # OpenCompass, beside its results
    "samples_*.jsonl",  # lm-eval, beside results_*.json
    "details_*.parquet",  # lighteval
    "*_eval_all.json",  # LiveCodeBench, which writes the same samples thrice
)
"""Where a folder has files of such a name, they hold its rows: its other files count or repeat them."""


def is_several(source: Source) -> bool:
    """Whether a source is several files, by a folder, a pattern or names, and no single file."""
    if not isinstance(source, str):
        return True
    path = Path(source)
    if source == "-" or path.is_file():
        return False
    return path.is_dir() or bool(re.search(r"[*?\[]", source)) or place_of(source) is not None


def name_of(source: Source) -> str:
    """A source as a person knows it."""
    return source if isinstance(source, str) else ", ".join(source)


def files_of(source: Source) -> list[Path]:
    """The files of a source of several, in the order of their names, 2 before 10.

    Raises ScoringError where there are none.
    """
    if not isinstance(source, str):
        each = [files_of(one) if is_several(one) else [Path(one)] for one in source]
        return list(dict.fromkeys(path for files in each for path in files))
    path = Path(source)
    if place_of(source) is not None:
        return list(fetched(source))
    if not path.is_dir():
        found = map(Path, sorted(glob(source, recursive=True), key=counted))  # noqa: PTH207 - it may be absolute
        files = [one for one in found if one.is_file() and (source.endswith(OURS) or not one.name.endswith(OURS))]
        if not files:
            msg = f"there is no file {source}"
            raise ScoringError(msg)
        return files
    if (path / "dataset_dict.json").is_file():
        splits = json.loads((path / "dataset_dict.json").read_text("utf-8")).get("splits", [])
        if len(splits) != 1:
            names = ", ".join(str(path / split) for split in splits)
            msg = f"{source} holds several splits: name one, {names}"
            raise ScoringError(msg)
        return files_of(str(path / splits[0]))
    if (path / "state.json").is_file():
        state = json.loads((path / "state.json").read_text("utf-8"))
        return [path / one["filename"] for one in state.get("_data_files", [])]
    inside = sorted(path.rglob("*"), key=lambda one: counted(str(one)))
    files = [one for one in inside if one.is_file() and _is_input(one)]
    for pattern in PRINCIPAL:
        files = [one for one in files if fnmatch(str(one), pattern) or fnmatch(one.name, pattern)] or files
    files = _without_raw(_without_remarks(files))
    if not files:
        msg = f"{source} is a folder without files of rows (JSON lines, JSON, CSV, parquet, Arrow, …)"
        raise ScoringError(msg)
    return files


def _is_input(path: Path) -> bool:
    return is_rows(path.name) and not path.name.endswith(OURS) and not path.name.startswith(".")


def _without_remarks(files: list[Path]) -> list[Path]:
    """Files without the JSON objects among them that hold no rows, such as settings and results of the whole."""
    lines = [one for one in files if not one.name.endswith(".json")]
    return [one for one in files if one in lines or not only_object(one)] if lines else files


def _without_raw(files: list[Path]) -> list[Path]:
    """Files without those of raw outputs that EvalPlus writes beside the same ones made clean."""
    return [one for one in files if one.with_name(one.name.replace(".raw.jsonl", ".jsonl")) not in {*files} - {one}]


def labels_of(files: list[Path]) -> list[str]:
    """What rows say of their file: its name, and where two are called alike, its path below the folder of them all."""
    names = [one.name for one in files]
    if len(set(names)) == len(names):
        return names
    common = Path(os.path.commonpath([one.absolute().parent for one in files]))
    return [one.absolute().relative_to(common).as_posix() for one in files]


@contextmanager
def opened(path: Path) -> Iterator[AnyRows]:
    """A file of rows, whatever it holds."""
    with open_stream(str(path)) as raw:
        yield rows_in(raw, path.name, None)


class Several:
    """The rows of several files, one after the other, each of which knows its file.

    open_one: opens a file. numbered_on: whether lines are numbered on from one file to the next; else each has its
        number in its own.
    """

    def __init__(
        self, files: list[Path], open_one: Callable[[Path], AbstractContextManager[AnyRows]], *, numbered_on: bool
    ) -> None:
        self._files = files
        self._open_one = open_one
        self._numbered_on = numbered_on
        self._done = 0

    def fraction(self) -> float | None:
        """The share of the files that have been read."""
        return self._done / len(self._files)

    def lines(self) -> Iterator[Line]:
        """Every line of every file."""
        last = 0
        for path, label in zip(self._files, labels_of(self._files), strict=True):
            before = last if self._numbered_on else 0
            with self._open_one(path) as rows:
                for line in rows.lines():
                    last = before + line.number
                    yield line._replace(number=last, file=label)
            self._done += 1


def default_stem(source: Source) -> Path:
    """A source without what its kind of file adds to the name: where what is made of it is put."""
    first = source if isinstance(source, str) else source[0]
    place = place_of(first)
    if place is not None:
        path = Path("-".join(filter(None, [place.repository.partition("/")[2], *(place.files or "").split("/")])))
    else:
        path = Path("stdin" if first == "-" else first)
    name = re.sub(r"[*?\[\]]+", "_", path.name)  # of a pattern
    for suffix in (*PACKED, ".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet", ".arrow", ".eval", ".zip"):
        name = name.removesuffix(suffix)
    return path.parent / (name or path.name)
