r"""References as tables hold them: arrays, decimals, fractions, and numbers of few bits."""

from decimal import Decimal
from fractions import Fraction

import pytest

from verifiers import CodeReward, math_reward

RIGHT, WRONG = r"So it is \boxed{0.375}", r"So it is \boxed{6}"


@pytest.mark.parametrize(
    "reference",
    [Decimal("0.375"), Decimal("3.75E-1"), Fraction(3, 8), [Fraction(3, 8), Decimal(9)], (Decimal("0.375"),)],
    ids=repr,
)
def test_decimals_and_fractions(reference):
    assert math_reward.grade(RIGHT, reference).score == 1.0
    assert math_reward.grade(WRONG, reference).score == 0.0
    assert math_reward([RIGHT, WRONG], answer=[reference, reference]) == [1.0, 0.0]


@pytest.mark.parametrize("reference", [Decimal("NaN"), Decimal("sNaN"), [Decimal("NaN")], [[], []], object()])
def test_what_is_no_reference(reference):
    assert math_reward.grade(RIGHT, reference).outcome == "bad_reference"


def arrays():
    numpy = pytest.importorskip("numpy")
    return [
        numpy.array(["9", "3/8"]),
        numpy.array([Decimal("0.375")], dtype=object),
        numpy.array([numpy.array(["3/8", "9"]), None], dtype=object)[0],
        numpy.array([[0.375]]),
        numpy.array("3/8"),
        numpy.float64(0.375),
        numpy.float16(0.375),
        numpy.str_("3/8"),
    ]


def test_arrays_and_their_numbers():
    for reference in arrays():
        assert math_reward.grade(RIGHT, reference).score == 1.0, repr(reference)
        assert math_reward.grade(WRONG, reference).score == 0.0, repr(reference)
        assert math_reward([RIGHT, WRONG], answer=[reference, reference]) == [1.0, 0.0], repr(reference)


def test_arrays_without_a_reference():
    numpy = pytest.importorskip("numpy")
    for reference in (numpy.array([]), numpy.float32("nan"), numpy.ndarray):
        assert math_reward.grade(RIGHT, reference).outcome == "bad_reference", repr(reference)


def test_a_column_of_a_data_frame():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"answer": [["7", "3/8"], ["2"]]})
    frame["answer"] = frame["answer"].map(lambda held: pandas.Series(held).to_numpy())
    assert math_reward([RIGHT, RIGHT], answer=frame["answer"]) == [1.0, 0.0]
    assert math_reward([RIGHT, RIGHT], answer=frame["answer"].to_numpy()) == [1.0, 0.0]


def test_a_number_of_few_bits_is_the_decimal_that_it_stands_for():
    numpy = pytest.importorskip("numpy")
    assert math_reward.grade(r"\boxed{0.3}", numpy.float32(0.3)).score == 1.0
    column = numpy.array([0.3, 7], dtype=numpy.float32)
    assert math_reward([r"\boxed{0.3}", r"\boxed{7}"], answer=column) == [1.0, 1.0]


def test_tests_of_a_program_in_an_array_are_read_as_their_list():
    numpy = pytest.importorskip("numpy")
    listed = ["assert twice(4) == 8"]
    empty = "```python\nx = 1\n```"
    assert CodeReward().grade(empty, numpy.array(listed)).outcome == CodeReward().grade(empty, listed).outcome
