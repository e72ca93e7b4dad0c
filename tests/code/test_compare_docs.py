"""The table of docs/code.md is run."""

import re
from pathlib import Path

import pytest

from verifiers.code.compare import difference
from verifiers.code.suite import TextRule

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "code.md"
pytestmark = pytest.mark.skipif(not DOCS.exists(), reason="no docs here")


def rows():
    section = PAGE.read_text(encoding="utf-8").partition("## When an output is right\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines[2:]]


def outputs(cell):
    r"""The examples of a cell as bytes; `\xe9` is a byte, the other escapes are characters."""
    for code in re.findall(r"`([^`]*)`", cell):
        text = code.replace("⏎", "\n").replace("␠", " ").replace("↹", "\t")
        parts = re.split(r"(\\x..|\\u....|\\[rf0])", text)
        yield b"".join(map(unescaped, parts))


def unescaped(part):
    if part.startswith("\\x"):
        return bytes.fromhex(part[2:])
    return part.encode().decode("unicode_escape").encode() if part.startswith("\\") else part.encode()


def rule_of(words):
    kind = next((kind for kind in ("tokens", "exact") if words.startswith(f"**{kind}**")), "lines")
    return TextRule(kind, unordered=words.startswith("**in any order**"))


def test_each_row():
    checked = 0
    for words, cell, right, wrong in rows():
        (expected,) = outputs(cell)
        for examples, is_right in ((right, True), (wrong, False)):
            for output in outputs(examples):
                found = difference(output, expected.decode(), rule_of(words))
                assert (found is None) == is_right, (words, output, str(found))
                checked += 1
    assert checked >= 70
