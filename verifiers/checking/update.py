"""Accepting what moved: the expectations of a file rewritten, and nothing else of it."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from json.decoder import WHITESPACE  # type: ignore[attr-defined]
from pathlib import Path

from verifiers.checking.cases import Case
from verifiers.checking.grade import Said


def accept(path: Path, said: Mapping[int, tuple[Case, Said]]) -> None:
    """Write what was said into the cases of these lines. Every other byte of the file stays; it is replaced at once.

    A range becomes the number that was said, a missing score null. Raises OSError.
    """
    lines = path.read_bytes().decode("utf-8").splitlines(keepends=True)
    for number, (case, one) in said.items():
        line = lines[number - 1]
        if case.skipped or case.low is not None:
            line = _replaced(line, "expect", one.score)
        if case.outcome is not None:
            line = _replaced(line, "outcome", one.outcome)
        lines[number - 1] = line
    with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        file.write("".join(lines).encode("utf-8"))
    os.chmod(file.name, path.stat().st_mode)  # noqa: PTH101 - a name
    Path(file.name).replace(path)


def _replaced(line: str, name: str, value: object) -> str:
    """A line of JSON with another value for a name of its outermost object."""
    decode = json.JSONDecoder().raw_decode
    position = line.index("{") + 1
    found = None
    while True:
        position = WHITESPACE.match(line, position).end()
        if line[position] == "}":
            break
        key, position = decode(line, position)
        begin = WHITESPACE.match(line, line.index(":", position) + 1).end()
        _, end = decode(line, begin)
        if key == name:
            found = (begin, end)  # of a name that stands twice, the last counts
        position = WHITESPACE.match(line, end).end()
        if line[position] == ",":
            position += 1
    assert found is not None
    return line[: found[0]] + json.dumps(value) + line[found[1] :]
