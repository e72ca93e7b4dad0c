"""Bounds that decide verdicts, each from both sides: a mutant that moves one fails here."""

from fractions import Fraction

import pytest

from verifiers import math_reward
from verifiers.code.values import equals_json
from verifiers.completion import boxes
from verifiers.math.equality.rationals import Undefined, _exact_power
from verifiers.math.equality.texts import MAX_POLAR_WORDS


def score(answer, reference):
    return math_reward.grade(rf"\boxed{{{answer}}}", reference).score


@pytest.mark.parametrize(
    ("expected", "got", "tolerance", "same"),
    [
        (0.0, 1e-6, 1e-6, True),  # below 1 the tolerance is absolute…
        (0.0, 1.01e-6, 1e-6, False),
        (0.5, 0.5 + 0.9e-6, 1e-6, True),
        (0.5, 0.5 + 1.1e-6, 1e-6, False),
        (1000.0, 1000.0 + 0.99e-3, 1e-6, True),  # …and above it relative to what is expected
        (1000.0, 1000.0 + 1.01e-3, 1e-6, False),
        (-1000.0, -1000.0 - 0.99e-3, 1e-6, True),
        (-1000.0, -1000.0 + 1.01e-3, 1e-6, False),
        (1.0, 1.0, 0.0, True),
    ],
)
def test_the_tolerance_of_values(expected, got, tolerance, same):
    assert equals_json(expected, got, tolerance=tolerance) is same


@pytest.mark.parametrize(
    ("answer", "reference", "paid"),
    [
        (r"x \equiv 6 \pmod 7", "6", 1.0),
        (r"x \equiv 0 \pmod 7", "0", 1.0),
        (r"x \equiv 7 \pmod 7", "7", 0.0),  # 7 is no residue of 7
        (r"x \equiv 8 \pmod 7", "8", 0.0),
        (r"x \equiv -1 \pmod 7", "-1", 0.0),
    ],
)
def test_a_residue_is_below_its_modulus(answer, reference, paid):
    assert score(answer, reference) == paid


def test_zero_to_the_zero_has_no_value():
    assert _exact_power(Fraction(0), Fraction(1)) == 0
    assert _exact_power(Fraction(1), Fraction(0)) == _exact_power(Fraction(-3), Fraction(0)) == 1
    for exponent in (0, -1):
        with pytest.raises(Undefined):
            _exact_power(Fraction(0), Fraction(exponent))


def test_the_words_of_a_reference_that_one_of_two_opposites_may_stand_for():
    words = ["players", "games", "rounds", "matches", "teams", "seasons"]
    at_most = " ".join([*words[: MAX_POLAR_WORDS - 1], "odd"])
    one_more = " ".join([*words[:MAX_POLAR_WORDS], "odd"])
    assert len(at_most.split()) == MAX_POLAR_WORDS
    assert score(r"\text{odd}", rf"\text{{{at_most}}}") == 1.0
    assert score(r"\text{odd}", rf"\text{{{one_more}}}") == 0.0


@pytest.mark.parametrize("mark", ".,;:?")
def test_the_punctuation_behind_a_box_without_braces_is_the_sentences(mark):
    assert [box.content for box in boxes(rf"Is it \boxed 5{mark}")] == ["5"]


def test_an_exclamation_mark_is_a_factorial():
    assert [box.content for box in boxes(r"It is \boxed 5!")] == ["5!"]
