"""Data sets of the Hugging Face hub as sources: `hf://datasets/OWNER/NAME`, or OWNER/NAME where no file is called so.

Their files are brought by `huggingface_hub`, which keeps them, and are then read as any others: no code of a data set
is run. Behind the name may stand a revision (`@REVISION`) and the files that are meant, a path, a folder or a pattern:
`hf://datasets/OWNER/NAME/data/test-*.parquet`.
"""

from __future__ import annotations

import re
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from verifiers.errors import ScoringError
from verifiers.rows.containers import is_rows
from verifiers.rows.parquet import INSTALL

PREFIX = "hf://datasets/"
_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[\w.-]{1,96}")
_PLACE = re.compile(r"(?P<repository>[^/@]+/[^/@]+)(?:@(?P<revision>[^/]+))?(?:/(?P<files>.+))?")
ASK_SECONDS = 5.0
"""So long the hub may take to say whether it has a data set. It is asked once: a mistyped path has this form too, and
without a network the retries of `huggingface_hub` take half a minute."""
_SPLITS = ("train", "validation", "test", "dev", "val", "valid", "eval")


class Place(NamedTuple):
    """A data set, the revision that is meant, and which of its files; `None`: those that it has."""

    repository: str
    revision: str | None
    files: str | None


def place_of(source: str) -> Place | None:
    """What a source means on the hub; `None`: it means no data set there.

    A bare OWNER/NAME does where neither a file nor a folder has that name or the owner's, and it has no file's ending.
    """
    if source.startswith(PREFIX):
        found = _PLACE.fullmatch(source.removeprefix(PREFIX).rstrip("/"))
        if found is None:
            msg = f"{source} is no data set of the hub: it is {PREFIX}OWNER/NAME"
            raise ScoringError(msg)
        return Place(**found.groupdict())
    taken = Path(source).exists() or Path(source.partition("/")[0]).exists() or is_rows(source)
    return None if taken or not _NAME.fullmatch(source) else Place(source, None, None)


@lru_cache(maxsize=8)
def fetched(source: str) -> tuple[Path, ...]:
    """The files of a data set of the hub, brought here, in the order of their names.

    Raises ScoringError where they cannot be had, there are none, or there are several splits and none is named.
    """
    place = place_of(source)
    assert place is not None
    hub = _hub(source)
    try:
        hub.HfApi().dataset_info(place.repository, revision=place.revision, timeout=ASK_SECONDS)
        names = hub.HfApi().list_repo_files(place.repository, repo_type="dataset", revision=place.revision)
        chosen = _chosen(source, place, names)
        return tuple(
            Path(hub.hf_hub_download(place.repository, name, repo_type="dataset", revision=place.revision))
            for name in chosen
        )
    except ScoringError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a network or a hub may raise: it says why
        reason = next(iter((str(error) or type(error).__name__).splitlines()), "")
        hint = "" if source.startswith(PREFIX) else f"there is no file {source}, and "
        msg = f"{hint}{place.repository} cannot be had from the hub ({hub.constants.ENDPOINT}): {reason}"
        raise ScoringError(msg) from None


def _hub(source: str) -> Any:
    try:
        import huggingface_hub
    except ImportError:
        hint = "" if source.startswith(PREFIX) else f"there is no file {source}, and "
        msg = f"{hint}data sets of the hub need huggingface_hub: {INSTALL}"
        raise ScoringError(msg) from None
    return huggingface_hub


def _chosen(source: str, place: Place, names: list[str]) -> list[str]:
    """The files that are meant, of those that a data set has."""
    rows = sorted(one for one in names if is_rows(one) and not one.startswith("."))
    if place.files is not None:
        folder = place.files.rstrip("/") + "/"
        found = [one for one in rows if one == place.files or fnmatch(one, place.files) or one.startswith(folder)]
    else:
        found = rows
    if not found:
        held = ", ".join(rows[:10]) or "none"
        msg = f"{source} has no such files of rows: it has {held}{', …' if len(rows) > 10 else ''}"
        raise ScoringError(msg)
    kinds = _kinds(found)
    if len(kinds) > 1:
        ways = ", ".join(f"{PREFIX}{place.repository}/{pattern}" for pattern in kinds[:8])
        msg = f"{source} holds several splits or sets: name one, {ways}"
        raise ScoringError(msg)
    return found


def _kinds(names: list[str]) -> list[str]:
    """The patterns of files that belong together, as the shards of a split do; one where nothing speaks against it."""
    kinds = list(dict.fromkeys(re.sub(r"-\d{5}-of-\d{5}", "-*", name) for name in names))
    alike = len({PurePosixPath(name).suffix for name in names}) == 1
    return ["*"] if alike and not any(map(_is_of_split, names)) else kinds


def _is_of_split(name: str) -> bool:
    return re.split(r"[-_.]", PurePosixPath(name).name)[0] in _SPLITS or bool(re.search(r"-\d{5}-of-", name))
