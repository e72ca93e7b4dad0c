"""What a comparison sets aside is named, with the reason why that is safe; what it compares is not."""

import pytest

from verifiers import MathReward
from verifiers.math.set_aside import MAX_ASIDE, set_aside

ASIDE = [
    ("12", "12 apples", [("answer", "apple")]),
    ("12 cm", "12", [("reference", "centimeter")]),
    ("12", "12 apples in total", [("answer", "in total"), ("answer", "apple")]),
    ("12", "The answer is 12", [("answer", "the answer is")]),
    ("12", "x = 12", []),  # plain numerals: only `explain` says so
    ("y^2", "f(y) = y^2", [("answer", "f(y)")]),
    ("12", r"\text{Area: } 12", [("answer", "area")]),
    (r"\frac{22}{7}", r"\frac{22}{7} \approx 3.14", [("answer", "3.14")]),
    (r"x = k\pi", r"x = k\pi, k \in \mathbb{Z}", [("answer", "k ∈ integer")]),
    ("18 candies", "18 chocolate candies", [("answer", "chocolate candy")]),
    ("30", r"30^\circ", [("answer", "°")]),
    ("5 dollars", "5 dollars each", [("answer", "each")]),
    # compared, and so not set aside
    ("12 cm", "120 mm", []),
    ("12 apples", "12 apples", []),
    ("x = 12", "x = 12", []),
    (r"x^2 + 2x", r"2x + x^2", []),
    (r"50\%", r"50\%", []),
]


@pytest.mark.parametrize(("reference", "answer", "expected"), ASIDE)
def test_what_is_set_aside(reference, answer, expected):
    verdict = MathReward().grade(f"\\boxed{{{answer}}}", reference)
    assert verdict.score == 1.0
    found = verdict.detail.get("set_aside", [])
    assert [(aside["side"], aside["what"]) for aside in found] == expected
    assert all(aside["why"] for aside in found)


def test_a_wrong_answer_sets_nothing_aside():
    assert "set_aside" not in MathReward().grade(r"\boxed{13 apples}", "12").detail


def test_explain_says_it_of_plain_numerals_too():
    assert [(aside.side, aside.what) for aside in set_aside("x = 12", "12")] == [("answer", "x")]
    assert [(aside.side, aside.what) for aside in set_aside(r"50\%", "50")] == [("answer", "%")]


def test_what_is_not_read_sets_nothing_aside():
    assert set_aside(r"m \cdot", "12 apples") == []


@pytest.mark.parametrize(("count", "shown"), [(MAX_ASIDE, MAX_ASIDE), (MAX_ASIDE + 1, MAX_ASIDE)])
def test_a_long_list_is_cut(count, shown):
    names = [chr(ord("a") + place) * 4 for place in range(count)]
    answer = ", ".join(f"{place} {name}" for place, name in enumerate(names))
    assert len(set_aside(answer, ", ".join(map(str, range(count))))) == shown
