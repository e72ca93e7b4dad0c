"""What a scored file knows of itself: `OUT.manifest.json` beside it says what was read and how.

Which input, by which fields, rewards with all their settings, rules, problem set, and from when to when. Commands that
read a scored file go by it and guess nothing. It also says which file it belongs to, by size and content: where the
scored file was changed since, what is in the manifest is no longer true of it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from verifiers.errors import ScoringError
from verifiers.rows.fields import Fields, has
from verifiers.rows.problem import Known
from verifiers.rows.scored import scored_files
from verifiers.rows.sources import Source
from verifiers.scoring.grade import OURS
from verifiers.scoring.output import identity

SUFFIX = ".manifest.json"
MAX_BYTES = 1 << 20
"""A larger file is no manifest of ours; those have some kilobytes."""


@dataclass(frozen=True)
class Manifest:
    """What a scored file was made from.

    fields: by which its rows were read. rewards: as the command line names them, of rows without tests and with them.
    data: all of it, as it is in the file.
    """

    fields: Fields
    rewards: tuple[tuple[str, ...], tuple[str, ...]]
    data: Mapping[str, Any] = field(default_factory=dict)

    def chosen(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
        """The roles that were found, with their paths as the scored rows have them."""
        paths = {role: self._as_scored(path) for role, path in vars(self.fields).items() if path is not None}
        return {role: path for role, path in paths.items() if any(has(row, path) for row in rows)}

    @property
    def known(self) -> Known:
        """What it says of the problems that its rows are samples of."""
        key, reference = self.fields.id, self.fields.reference
        return Known(key and self._as_scored(key), reference and self._as_scored(reference), self.by_file)

    @property
    def by_file(self) -> bool:
        """Whether ids count within each of the files that it was made of."""
        return bool(self.data.get("by_file"))

    def _as_scored(self, path: str) -> str:
        """A path in a scored row: a field that has one of our names is kept as NAME_before."""
        first, dot, rest = path.partition(".")
        ours = (*OURS, "file") if self.data.get("several") else OURS
        return f"{first}_before{dot}{rest}" if first in ours else path


def chosen_in(source: Source, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The fields by which a scored file was read, so that nobody guesses them again; none where it does not know them.

    Raises ScoringError as `manifest_of` does.
    """
    manifest = manifest_of(source)
    return {} if manifest is None else manifest.chosen(rows)


def path_of(scored: Path) -> Path:
    """Where the manifest of a scored file lies. A compressed file has that of the file that was compressed."""
    name = scored.name
    for suffix in (".gz", ".zst"):
        name = name.removesuffix(suffix)
    return scored.with_name(name + SUFFIX)


def write(scored: Path, run: Mapping[str, Any]) -> None:
    """Write the manifest of a scored file that is finished. Raises OSError."""
    path = path_of(scored)
    new = path.with_name(path.name + ".new")
    new.write_text(json.dumps({**run, "output": identity(str(scored))}, indent=1, ensure_ascii=False) + "\n", "utf-8")
    new.replace(path)


def manifest_of(source: Source) -> Manifest | None:
    """The manifest of a scored file; `None` where it has none, as a pipe. Of several files, what they all say.

    Raises ScoringError where one is unreadable, or belongs to other rows than the file has now, or where files that
    are read as one were read by different fields.
    """
    files = scored_files(source)
    first = _manifest_of(files[0])
    for other in files[1:]:
        manifest = _manifest_of(other)
        if (first and (first.fields, first.by_file)) != (manifest and (manifest.fields, manifest.by_file)):
            msg = f"{files[0]} and {other} were not read by the same fields: give them one by one"
            raise ScoringError(msg)
    return first


def _manifest_of(source: str) -> Manifest | None:
    scored = Path(os.path.realpath(source))
    path = path_of(scored)
    if source == "-" or not path.is_file():
        return None
    try:
        data = json.loads(path.read_bytes()[:MAX_BYTES])
        fields = Fields(**data["fields"])
        plain, tested = data["reward"]
        manifest = Manifest(fields, (tuple(map(str, plain)), tuple(map(str, tested))), data)
        output = data["output"]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        msg = f"{path} is not a manifest of verify-cli: remove it, or score again"
        raise ScoringError(msg) from None
    if scored.name == path.name.removesuffix(SUFFIX) and scored.is_file() and identity(source) != output:
        msg = (
            f"{scored} has changed since it was scored, and {path.name} tells of what it was: score again, or remove "
            "the manifest to have the fields guessed"
        )
        raise ScoringError(msg)
    return manifest
