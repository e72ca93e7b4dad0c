"""How answers are written, a line each in written.txt: text → its spelling; whether it is worked out; its numeral.

"loose" and "cancelled" stand where those spellings differ from the first; a sentence says what can be simplified.
"""

from pathlib import Path

import pytest

from verifiers import MathReward
from verifiers.math.canonical import canonical
from verifiers.math.numeral import read_numeral
from verifiers.math.objects import EXPRESSIONS, Sym, symbols
from verifiers.math.reading.parse import read
from verifiers.math.worked_out import _integer_root, is_worked_out, leaves_arithmetic, not_simplest

SECTIONS = Path(__file__).with_name("written.txt").read_text(encoding="utf-8").removeprefix("# ").split("\n# ")

OTHER = Sym("z")
"""A reference that says nothing of the form that is wanted."""


def described(text):
    tree = read(text)
    spelled = canonical(tree)
    found = [spelled]
    if (loose := canonical(tree, loose=True)) != spelled:
        found.append(f"loose {loose}")
    if (cancelled := canonical(tree, loose=True, cancel=True)) != loose:
        found.append(f"cancelled {cancelled}")
    if isinstance(tree, EXPRESSIONS) and not symbols(tree):
        found.append("worked out" if is_worked_out(tree) else "to be worked out")
    elif leaves_arithmetic(tree):
        found.append("leaves arithmetic")
    if (reason := not_simplest(tree, OTHER)) is not None:
        found.append(reason)
    if (numeral := read_numeral(text)) is not None:
        found.append(f"{numeral.top}/{numeral.bottom}{'%' * numeral.percent}")
    return " ; ".join(found)


@pytest.mark.parametrize("section", SECTIONS, ids=[section.partition("\n")[0] for section in SECTIONS])
def test_texts_are_written(section):
    rows = dict(line.split(" → ") for line in section.strip().split("\n")[2:])
    assert {text: described(text) for text in rows} == rows


def test_what_is_too_large_says_so():
    """The outcome is that of a stack that is too small, and not its sentence."""
    verdict = MathReward(form="any").grade(r"\boxed{1e401+x}", "x")
    assert verdict.outcome == "undecided"
    assert "too large" in verdict.explanation


@pytest.mark.parametrize("index", [2, 3, 5, 63])
@pytest.mark.parametrize("root", [1, 2, 3, 10, 12_345, 10**20 + 39])
def test_the_root_of_a_whole_number_is_exact_and_rounded_down(root, index):
    assert _integer_root(root**index, index) == root
    assert _integer_root((root + 1) ** index - 1, index) == root
    assert _integer_root(root**index - 1, index) == root - 1
