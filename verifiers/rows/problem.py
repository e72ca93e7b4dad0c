"""Which problem a row is a sample of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from verifiers.rows.paths import at


class Known(NamedTuple):
    """What a scored file knows of the problems that its rows are samples of; its manifest tells it.

    id, reference: the fields in which rows have them. by_file: whether ids count within a file.
    """

    id: str | None = None
    reference: str | None = None
    by_file: bool = False


UNKNOWN = Known()


def problem_of(
    row: Mapping[str, Any], id_field: str | None, reference_field: str | None, file: str | None = None
) -> int | None:
    """A number that samples of one problem share: of its id and its reference; `None` of a row without an id.

    The reference belongs to it because ids are mostly counts: in files of two sets that are read as one, `0` names two
    problems. file: where ids count within a file, the row's.
    """
    key = at(row, id_field) if id_field else None
    if key is None:
        return None
    known = (at(row, reference_field) if reference_field else None, file)
    return digest_of(key if known == (None, None) else [key, *known])


def digest_of(key: Any) -> int:
    """Sixty-four bits by which a value is known."""
    text = key if isinstance(key, str) else json.dumps(key, sort_keys=True)
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
