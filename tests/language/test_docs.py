"""docs/language.md cannot lie: its examples are run, in order, as one program."""

import re
from pathlib import Path

import pytest

from verifiers.language.languages import LANGUAGES

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "language.md"
pytestmark = pytest.mark.skipif(not DOCUMENT.is_file(), reason="no docs here")


def test_the_examples_run():
    text = DOCUMENT.read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) > 5
    namespace = {"__name__": "language"}
    for block in blocks:
        exec(compile(block, str(DOCUMENT), "exec"), namespace)


def test_all_languages_are_named():
    text = DOCUMENT.read_text(encoding="utf-8")
    named = set(
        re.search(r"^Languages \((\d+)\): (.*?)\.$", text, re.MULTILINE | re.DOTALL)[2].replace("\n", " ").split(", ")
    )
    assert named == set(LANGUAGES)
