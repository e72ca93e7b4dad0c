"""What is said of two answers, a line each in comparisons.txt: answer ≟ reference → verdict.

Both sides of each rule stand next to one another. Where bits and points are counted, the verdict says how many.
"""

from pathlib import Path

import pytest

from verifiers.math.compare import compare

SECTIONS = Path(__file__).with_name("comparisons.txt").read_text(encoding="utf-8").removeprefix("# ").split("\n# ")
UNDECIDED = {"answer": "unread", "reference": "unread", "bound": "undecided"}


def said(pair):
    found = compare(*pair.split(" ≟ "))
    verdict = UNDECIDED[found.problem] if found.equal is None else "yes" if found.equal else "no"
    counts = [evidence for evidence in found.evidence.split(", ") if any(map(str.isdigit, evidence))]
    return f"{verdict}: {', '.join(counts)}" if counts else verdict


@pytest.mark.parametrize("section", SECTIONS, ids=[section.partition("\n")[0] for section in SECTIONS])
def test_answers_are_compared(section):
    rows = dict(line.split(" → ") for line in section.strip().split("\n")[2:])
    assert {pair: said(pair) for pair in rows} == rows
