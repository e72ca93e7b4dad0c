"""How often each sequence of up to three letters occurs in each language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path


def profile(language: str) -> Iterator[tuple[str, float]]:
    """The sequences of a language that langdetect has statistics of, and the share of each among its length."""
    import langdetect

    counted = json.loads(Path(langdetect.PROFILES_DIRECTORY, language).read_text(encoding="utf-8"))
    for sequence, count in counted["freq"].items():
        yield sequence, count / counted["n_words"][len(sequence) - 1]
