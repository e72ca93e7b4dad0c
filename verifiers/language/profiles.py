"""How often each sequence of up to three letters occurs in each language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

OURS = {"fy": "frisian.json"}
"""Counted by us, where langdetect has no statistics: by `benchmarks/language/frisian.py`, in the same format."""


def profile(language: str) -> Iterator[tuple[str, float]]:
    """The sequences of letters that are known of a language, and the share of each among those of its length."""
    import langdetect

    ours = OURS.get(language)
    path = Path(__file__).parent / ours if ours else Path(langdetect.PROFILES_DIRECTORY, language)
    counted = json.loads(path.read_text(encoding="utf-8"))
    for sequence, count in counted["freq"].items():
        yield sequence, count / counted["n_words"][len(sequence) - 1]
