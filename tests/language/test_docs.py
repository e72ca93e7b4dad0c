"""docs/language.md names what there is; its examples are run by tests/test_docs.py."""

import re
from pathlib import Path

import pytest

from verifiers.language.languages import LANGUAGES

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "language.md"
pytestmark = pytest.mark.skipif(not DOCUMENT.is_file(), reason="no docs here")


def test_all_languages_are_named():
    text = DOCUMENT.read_text(encoding="utf-8")
    named = set(
        re.search(r"^Languages \((\d+)\): (.*?)\.$", text, re.MULTILINE | re.DOTALL)[2].replace("\n", " ").split(", ")
    )
    assert named == set(LANGUAGES)
