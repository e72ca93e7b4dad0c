"""docs/shaping.md cannot lie: its table of examples is run, its presets compared, and the tests that it names exist."""

import re
from pathlib import Path

import pytest

import verifiers

DOCS = Path(__file__).parents[2] / "docs" / "shaping.md"
pytestmark = pytest.mark.skipif(not DOCS.exists(), reason="no docs here")
PUBLIC = {name: getattr(verifiers, name) for name in verifiers.__all__}


def table(heading):
    """The rows of the first table under a heading, each a dict by column."""
    section = DOCS.read_text(encoding="utf-8").partition(f"## {heading}\n")[2]
    lines = [line for line in section.partition("\n## ")[0].splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]


def test_the_list_is_complete():
    named = [row["reward"].strip("`").partition("(")[0] for row in table("What each pays")]
    assert len(named) == len(set(named)) == 14
    of_shaping = {name for name, module in verifiers._MODULES.items() if module == "shaping"}
    unready = {"CosineScaledReward", "TargetLengthReward", "AdaptiveLengthReward", "OverlongFilterReward"}
    assert {name for name in of_shaping if name[0].islower()} | unready == set(named)


def test_the_examples():
    rows = table("Examples")
    assert len(rows) >= 15
    for row in rows:
        value = eval(row["call"].strip("`"), dict(PUBLIC))
        assert value == pytest.approx(eval(row["score"]), abs=0.0005), row["call"]


def test_the_tests_that_are_named_exist():
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    named = [name for row in table("Side by side") for name in re.findall(r"`(test_\w+)`", row["tests"])]
    assert len(named) >= 12
    assert [name for name in named if f"\ndef {name}(" not in sources] == []


def test_the_presets():
    for row in table("Presets"):
        parts = PUBLIC[row["preset"].strip("`")].parts
        assert [(reward.name, weight) for reward, weight in parts] == [
            (name, 1.0) for name in re.findall(r"`(\w+)`", row["the sum of"])
        ]
