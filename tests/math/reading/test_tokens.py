"""From text to tokens: what is cut where, and what a token knows of the one before."""

import pytest

from verifiers.math.compare import compare, spelled_alike
from verifiers.math.reading.tokens import Token, TooLarge, tokenize


def spelled(text, **options):
    """The tokens as text, those that are glued to the one before without a blank."""
    return "".join(("" if token.glued else " ") + token.value for token in tokenize(text, **options)).strip()


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("0.1(6)", "0.1(6)"),
        ("0.1 (6)", "0.1 (6)"),
        (r"0.1\left(6\right)", "0.1 (6 )"),
        ("0.1~(6)", "0.1 (6)"),
        ("x-1", "x-1"),
        ("x - 1", "x - 1"),
        ("well-known", "well-known"),
        (r"0.1\text{(6)}", "0.1( 6 )"),  # what stands in a text command stands there as one
        ("sinx", r"\sinx"),
        ("2 sinx", r"2 \sinx"),
        ("2sinx", r"2\sinx"),
        ("2 sinxcosx", r"2 \sinx\cosx"),
        ("  \n$ ", ""),
        ("x $", "x"),
    ],
)
def test_a_token_knows_whether_it_is_glued(text, cut):
    assert spelled(text) == cut


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("1e5", ["number"]),
        ("ab", ["word"]),
        ("naïve", ["word"]),
        ("éa", ["word"]),
        ("aéb", ["word"]),
        ("x", ["letter"]),
        (r"\frac12", ["name", "number"]),
        (r"\mathbf{12}", ["number"]),
        ("<=", ["mark"]),
        ("....", ["mark"]),
    ],
)
def test_kinds(text, kinds):
    assert [token.kind for token in tokenize(text)] == kinds


def test_a_comma_separates_items_where_that_is_asked():
    assert [token.value for token in tokenize("1,234")] == ["1,234"]
    assert tokenize("1,234", commas=True) == [
        Token("number", "1", glued=True),
        Token("mark", ",", glued=True),
        Token("number", "234", glued=True),
    ]


def test_repeating_digits_are_glued_to_their_decimal():
    assert compare("0.1(6)", r"\frac{1}{6}").equal is True
    assert compare("0.1 (6)", r"\frac{1}{6}").equal is False
    assert compare("0.1 (6)", "0.6").equal is True


def test_ten_thousand_characters_are_cut_and_one_more_is_not():
    assert len(tokenize("x " * 5000)) == 5000
    with pytest.raises(TooLarge):
        tokenize("x " * 5000 + "x")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("42", "$42$", True),
        ("42", "42.", True),
        ("42", "2", False),
        ("42", "43", False),
        ("x )", "x)", True),
        ("1 1/2", "11/2", False),
        ("1, 234", "1,234", False),
        (r"\dfrac12", r"\frac12", True),
        (r"\left(1\right)", "(1)", True),
        ("$$", "", False),
        ("x" * 10_000, "x" * 9_999 + " x", False),
        ("x" * 10_000, "$" + "x" * 9_999 + "x", False),
        ("x" * 10_000, "$" + "x" * 9_999, False),
        ("$" + "x" * 9_999, "x" * 9_999, True),
        ("$" + "x" * 10_000, "x" * 10_000, False),
        ("x" * 10_001, "x" * 10_001, True),
    ],
)
def test_spelled_alike_but_for_what_nobody_sees(one, other, alike):
    assert spelled_alike(one, other) is spelled_alike(other, one) is alike
