"""Where functions are compared: the points that both texts decide, and the shortcuts before them."""

from fractions import Fraction

import pytest

from verifiers.math.equality.expressions import Context, Draws, near_at_a_point
from verifiers.math.equality.rationals import start_work
from verifiers.math.equality.rules import equal
from verifiers.math.objects import Num
from verifiers.math.reading.parse import read


def test_what_is_drawn_is_decided_by_the_seed_and_stays_in_its_bounds():
    one, same, other = Draws(b"12345678"), Draws(b"12345678"), Draws(b"12345679")
    drawn = [one.between(-3, 4) for _ in range(500)]
    assert drawn == [same.between(-3, 4) for _ in range(500)]
    assert drawn != [other.between(-3, 4) for _ in range(500)]
    assert set(drawn) == set(range(-3, 4))
    assert {one.choice("ab") for _ in range(50)} == {"a", "b"}


def test_numbers_are_equal_by_their_value_however_they_are_written():
    assert Num(Fraction(1, 2)) == Num(Fraction(2, 4), 1)
    assert hash(Num(Fraction(1, 2))) == hash(Num(Fraction(2, 4), 1))
    assert Num(Fraction(1)) != Num(Fraction(2))
    assert Num(Fraction(1)) != Fraction(1)


@pytest.mark.parametrize(
    ("candidates", "reference", "left"),
    [
        (["2n", "3n", "n + n"], "2n", ["2n", "n + n"]),
        ([r"\frac{1}{n-n}", "n"], "n", [r"\frac{1}{n-n}", "n"]),  # what has no value there is still to be compared
        (["m"], "n", ["m"]),
        ([r"\cos(n\pi)", "-(-1)^n"], "(-1)^n", [r"\cos(n\pi)"]),  # of integers
        ([], "n", []),
    ],
)
def test_what_one_point_tells_apart_is_not_compared(candidates, reference, left):
    start_work()
    context = Context(equal, "", reference)
    found = near_at_a_point([read(text) for text in candidates], read(reference), context)
    assert list(found) == [read(text) for text in left]


@pytest.mark.parametrize(
    ("answer", "reference", "same"),
    [
        (r"(n+1)\pi", r"x = k\pi", True),
        (r"(2-n)\pi", r"x = k\pi", True),
        (r"2n\pi", r"x = k\pi", False),
        (r"\frac{\pi}{2}+(n-3)\pi", r"\frac{\pi}{2}+k\pi", True),
        (r"\frac{\pi}{2}+(n+\frac12)\pi", r"\frac{\pi}{2}+k\pi", False),
    ],
)
def test_sequences_that_begin_elsewhere(answer, reference, same):
    start_work()
    assert equal(read(answer), read(reference), Context(equal, answer, reference)) is same
