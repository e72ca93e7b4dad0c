"""Problem sets as rows: the published ones by name, and files of one's own.

They come from the hub by the `datasets` library, or from a local copy in any file that rows are read from. The columns
are those of the published files; other uploads of the same set call them otherwise, and those names are known too.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from verifiers.code.formats import tests_of_row
from verifiers.errors import RowError, ScoringError
from verifiers.evaluation.published import GPQA_SEED, SETS, published
from verifiers.rows.fields import IDS
from verifiers.rows.lines import open_rows
from verifiers.rows.row import read_row

ID = ("unique_id", "question_id", "id", "ID", "problem_idx", *IDS)
"""Fields that may tell a problem; all that a row has are kept, since outputs may name it by any of them."""
PROMPT = ("problem", "Problem", "question_content", "question", "prompt", "text")
ANSWER = ("answer", "Answer", "expected_answer", "solution", "Solution")
KEPT = ("options", "subject", "level", "difficulty", "platform", "contest_date", "starter_code")
"""What else of a published row is kept: what results are reported by, and what a program must begin with."""


def load_set(name: str, path: Path | str | None = None) -> list[dict[str, Any]]:
    """The problems of a set, as rows `{"id", "problem", "expected_answer" or the fields of its tests, "set", …}`.

    "ids" has its ids by the names of their fields; without any, "id" is its place, which joins nothing.

    name: one of `SETS`, or with a path any name. path: a local copy; `None`: the hub.

    Raises ScoringError for an unknown name, where the set cannot be had, and when a row is not a problem.
    """
    rows = _as_known(name, _published(name) if path is None else _local(Path(path)))
    problems = [_problem(name, number, row) for number, row in enumerate(rows, 1)]
    if not problems:
        msg = f"the set {name} has no rows"
        raise ScoringError(msg)
    return problems


def _published(name: str) -> Iterable[Mapping[str, Any]]:
    found = published(name)
    if found is None:
        msg = f"unknown set {name!r}: the sets are {', '.join(SETS)}; a local file is given as NAME=PATH"
        raise ScoringError(msg)
    _, one = found
    if one.files is None:
        config = () if one.config is None else (one.config,)
        return _by_datasets(name, one.repository, *config, split=one.split)
    files = f"hf://datasets/{one.repository}/{one.files}"
    return _by_datasets(name, "json", data_files=files, split=one.split)


def _as_known(name: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The rows of a published set with the columns that are known here; a copy may have them already."""
    found = published(name)
    read = found[1].read if found else None
    draw = random.Random(GPQA_SEED)  # noqa: S311 - the protocol's own
    return (row if read is None else _read(row, read, draw) for row in rows)


def _read(
    row: Mapping[str, Any], read: Callable[[dict[str, Any], random.Random], dict[str, Any]], draw: random.Random
) -> Mapping[str, Any]:
    try:
        return read(dict(row), draw)
    except (KeyError, TypeError):  # a copy with other columns
        return row


def _local(path: Path) -> Iterable[Mapping[str, Any]]:
    with open_rows(str(path)) as rows:
        try:
            return [read_row(line) for line in rows.lines()]
        except RowError as error:
            msg = f"a row of {path} cannot be read: {error}"
            raise ScoringError(msg) from None


def _by_datasets(name: str, *place: str, **settings: Any) -> Iterable[Mapping[str, Any]]:
    try:
        import datasets
    except ImportError:
        msg = f"loading {name} needs the datasets library: pip install 'verify-cli[sets]', or give NAME=FILE.jsonl"
        raise ScoringError(msg) from None
    try:
        return datasets.load_dataset(*place, **settings)  # type: ignore[no-any-return]
    except Exception as error:  # noqa: BLE001 - whatever a network, a hub or a broken file may raise: it says why
        reason = (str(error) or type(error).__name__).splitlines()[0]
        msg = f"cannot load {name}: {reason}; a local copy is given as NAME=PATH"
        raise ScoringError(msg) from None


def _problem(name: str, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    prompt = _first(row, PROMPT)
    tests = tests_of_row(dict(row))
    answer = None if tests is not None else _first(row, ANSWER)
    if not isinstance(prompt, str) or (tests is None and answer is None):
        missing = "an answer or tests" if isinstance(prompt, str) else "a problem"
        msg = f"row {number} of {name} has no field that is {missing}; its fields are: {', '.join(row)}"
        raise ScoringError(msg)
    ids = {name: str(row[name]) for name in dict.fromkeys(ID) if isinstance(row.get(name), str | int)}
    reference = {"expected_answer": _answer(name, number, answer)} if tests is None else dict(tests)
    kept = {field: row[field] for field in KEPT if row.get(field) is not None}
    kept = {
        field: value if isinstance(value, str | int | float | list) else str(value) for field, value in kept.items()
    }
    if name.lower().startswith("mbpp") and "task_id" in ids:
        ids["evalplus"] = f"Mbpp/{ids['task_id']}"  # as its samples have it
    key = next(iter(ids.values()), str(number - 1))
    return {"id": key, "problem": prompt, **reference, "set": name, **kept, "ids": ids}


def _answer(name: str, number: int, answer: Any) -> str | list[Any]:
    """A reference: a text, or a list of alternatives."""
    if isinstance(answer, Mapping):
        msg = f"the answer of row {number} of {name} is an object, with {', '.join(map(repr, answer))}"
        raise ScoringError(msg)
    return answer if isinstance(answer, list) else str(answer)


def _first(row: Mapping[str, Any], names: Iterable[str]) -> Any:
    return next((row[name] for name in names if row.get(name) is not None), None)
