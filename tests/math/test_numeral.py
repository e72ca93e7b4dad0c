"""Plain numerals: what is one, what it is worth, and when two are equal."""

import itertools
import json
import string
import time
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from verifiers.math.compare import compare
from verifiers.math.numeral import (
    MAX_DIGITS,
    Numeral,
    differ_among_themselves,
    equal_numerals,
    may_be_rounded,
    named_value,
    read_numeral,
)
from verifiers.math.reading.cursor import Cursor
from verifiers.math.reading.parse import read, strip, whole
from verifiers.math.reading.tokens import mend, tokenize


def reads(text):
    """The value that is read and whether it is a percentage."""
    numeral = read_numeral(text)
    return numeral.value, numeral.percent


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("5", 5),
        ("007", 7),
        ("+5", 5),
        ("-5", -5),
        ("- 5", -5),
        ("-0", 0),
        (" 5\n", 5),
        ("$5$", 5),
        ("$ 5 $", 5),
        ("$5", 5),
        # Decimals, and the dot at the end of a sentence.
        ("0.5", Fraction(1, 2)),
        (".5", Fraction(1, 2)),
        ("-.5", Fraction(-1, 2)),
        ("5.", 5),
        ("0.50.", Fraction(1, 2)),
        ("$5.$", 5),
        ("$5$.", 5),
        ("00.10", Fraction(1, 10)),
        # In another font, or between delimiters.
        (r"\text{12}", 12),
        (r"\mathbf{ 12 }", 12),
        (r"\(12\)", 12),
        (r"\displaystyle 12", 12),
        (r"\( -12.5 \).", Fraction(-25, 2)),
        (r"\displaystyle\frac{3}{4}", Fraction(3, 4)),
        (r"\(\displaystyle 1,234\)", 1234),
        (r"$\mathrm{12}$.", 12),
        # Thousands.
        ("1,234", 1234),
        ("12,345,678", 12345678),
        ("1{,}234", 1234),
        (r"1\,234", 1234),
        (r"1\!234", 1234),
        (r"1,\!234,\!567", 1234567),
        ("1,234.5", Fraction(2469, 2)),
        ("-1,000", -1000),
        ("$1,000$", 1000),
        # Fractions.
        ("1/2", Fraction(1, 2)),
        ("1 / 2", Fraction(1, 2)),
        ("-3/6", Fraction(-1, 2)),
        ("0/5", 0),
        (r"\frac{1}{2}", Fraction(1, 2)),
        (r"\dfrac{1}{2}", Fraction(1, 2)),
        (r"\tfrac{1}{2}", Fraction(1, 2)),
        (r"\cfrac{1}{2}", Fraction(1, 2)),
        (r"\frac { 1 } { 2 }", Fraction(1, 2)),
        (r"\frac12", Fraction(1, 2)),
        (r"\frac 1 2", Fraction(1, 2)),
        (r"-\frac{1}{2}", Fraction(-1, 2)),
        (r"\frac{-1}{2}", Fraction(-1, 2)),
        (r"-\frac{-1}{2}", Fraction(1, 2)),
        (r"+\frac{-1}{2}", Fraction(-1, 2)),
    ],
)
def test_numerals(text, value):
    assert reads(text) == (value, False)


@pytest.mark.parametrize("text", ["50%", r"50\%", "50 %", r"$50\%$", "100/2%", r"\frac{100}{2}\%"])
def test_percentages(text):
    assert reads(text) == (Fraction(1, 2), True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ".",
        "-",
        "%",
        "$",
        "x",
        "5x",
        "5 6",
        "1 1/2",
        "--5",
        "+-5",
        "5-",
        "(5)",
        "{5}",
        "5e3",
        "0x10",
        "1_000",
        "inf",
        "nan",
        "5!",
        "5%%",
        "1.2.3",
        # A comma that does not part thousands.
        "1,23",
        "1,2345",
        "1234,567",
        "1,234,56",
        ",123",
        "1,,234",
        "1, 234",
        "0,123",
        "00,123",
        "1,234/2",
        # Dots that stand for digits left out.
        "5..",
        "0.333...",
        "0.999…",
        "1...",
        # No value.
        "1/0",
        r"\frac{1}{0}",
        r"\frac10",
        "0/0",
        r"\frac{}{2}",
        r"\frac{1}{}",
        r"\frac123",
        r"\frac{1}{-2}",
        r"\frac{1.5}{2}",
        "1/2/3",
        # Digits of other scripts are for the engine, as is the minus of Unicode.
        "٣",
        "５",
        "१",
        "²",
        "½",
        "𝟓",
        "1٬234",
        "−5",
        "5\x00",
    ],
)
def test_no_numerals(text):
    assert read_numeral(text) is None


def test_long_numerals():
    assert read_numeral("9" * MAX_DIGITS).value == 10**MAX_DIGITS - 1
    assert read_numeral("9" * (MAX_DIGITS + 1)) is None
    assert read_numeral("5" * 5_000) is None
    assert read_numeral("0." + "1" * (MAX_DIGITS - 2)).value < 1
    assert read_numeral("0" * 1_000_000 + "5") is None


@pytest.mark.parametrize("loop", ["1", "1,", "1,234", " ", "1 ", "- ", r"\frac{", "1/", ".", "$", "%", "123,456,"])
def test_hostile_texts_cost_little(loop):
    text = loop * (MAX_DIGITS // len(loop))
    start = time.process_time()
    for _ in range(10):
        read_numeral(text)
        read_numeral(loop * 100_000)
    assert time.process_time() - start < 20  # a tenth of a second here; what is quadratic takes minutes


@pytest.mark.parametrize(
    "text",
    [
        "1" + " " * 100_000 + "2",
        "1," + " " * 100_000 + "2",
        "1, " * 100_000 + "1",
        "1 or " * 100_000 + "1",
        "1" + " or" * 100_000,
        "1" + r"\text{" * 100_000,
        "1" + r"\text{ " + " " * 100_000 + "or",
        r"\pm" + " " * 100_000 + "1",
    ],
    ids=lambda text: text[:12],
)
def test_hostile_lists_cost_little(text):
    start = time.process_time()
    differ_among_themselves(text)
    for _ in range(100):
        differ_among_themselves(text[:MAX_DIGITS])
    assert time.process_time() - start < 20  # a tenth of a second here; what is quadratic takes minutes


@given(st.text() | st.text(alphabet=r"0123456789.,-+/ %$\{}frac!"))
@example("\ud800")
def test_any_text_is_a_numeral_or_not(text):
    numeral = read_numeral(text)
    assert numeral is None or isinstance(numeral.value, int | Fraction)


FRACTIONS = st.fractions(max_denominator=10**12)


def signed(value, magnitude):
    return f"-{magnitude}" if value < 0 else magnitude


@given(
    FRACTIONS, st.integers(1, 1000), st.sampled_from(["{0}/{1}", r"\frac{{{0}}}{{{1}}}", r"\dfrac{{ {0} }}{{ {1} }}"])
)
def test_every_spelling_of_a_fraction_reads_back(value, scale, spelling):
    top, bottom = abs(value.numerator) * scale, value.denominator * scale
    text = signed(value, spelling.format(top, bottom))
    assert reads(text) == (value, False)
    assert reads(f"${text}$.") == (value, False)
    assert reads(text + r"\%") == (value / 100, True)
    assert read_numeral(rf"\frac{{-{top}}}{{{bottom}}}").value == -abs(value)


@given(st.integers(), st.integers(0, 30), st.sampled_from([",", "{,}", r"\,", r"\!", r",\!"]))
def test_every_spelling_of_a_decimal_reads_back(digits, places, separator):
    value = Fraction(digits, 10**places)
    whole, rest = divmod(abs(digits), 10**places)
    decimals = f".{rest:0{places}d}" if places else ""
    for text in (f"{whole}{decimals}", f"{whole:,}{decimals}".replace(",", separator), f"{whole}{decimals or '.'}0"):
        assert reads(signed(value, text)) == (value, False)
    if not whole and places:
        assert reads(signed(value, decimals)) == (value, False)


@pytest.mark.parametrize(
    ("answer", "reference", "equal"),
    [
        ("5", "5.0", True),
        ("1/2", "2/4", True),
        ("0.333", "1/3", False),
        ("5", "-5", False),
        ("-0", "0", True),
        ("12500", "12501", False),
        ("1" + "0" * 50, "1" + "0" * 49 + "1", False),
        # A percentage is its value, and the number in front of its sign.
        ("50%", "50", True),
        ("50%", "0.5", True),
        ("50%", "1/2", True),
        ("50%", "50%", True),
        ("50", "50%", True),
        ("1/2", "50%", True),
        ("50%", "5000", False),
        ("5000", "50%", False),
        ("50%", "5000%", False),
        ("50%", "0.5%", False),
        ("0.5%", "0.5", True),
        ("0.5%", "50", False),
        ("0.005", "0.5%", True),
        ("0%", "0", True),
    ],
)
def test_equality(answer, reference, equal):
    assert equal_numerals(read_numeral(answer), read_numeral(reference)) is equal
    assert equal_numerals(read_numeral(reference), read_numeral(answer)) is equal


@given(FRACTIONS, FRACTIONS)
def test_equality_is_exact(left, right):
    plain = [Numeral(value.numerator, value.denominator) for value in (left, right, left / 100)]
    percent = [numeral._replace(percent=True) for numeral in plain]
    assert equal_numerals(plain[0], plain[1]) is (left == right)
    assert equal_numerals(percent[0], percent[1]) is (left == right)
    assert equal_numerals(percent[2], plain[0])
    assert equal_numerals(percent[0], plain[0])


# --- the fast path says what the engine says ------------------------------------------------------------------------


DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "math"


def is_like_the_engine(answer, reference):
    """Whether the engine, asked for itself, decides a pair of numerals as the fast path does, if that decides it."""
    left, right = read_numeral(named_value(answer)), read_numeral(reference)
    if right is not None and differ_among_themselves(answer):
        return compare(answer, reference).equal is False
    if left is None or right is None:
        return True
    same = equal_numerals(left, right)
    return (not same and may_be_rounded(answer, reference)) or compare(answer, reference).equal is same


SPELLED = st.one_of(
    st.integers(-10_000, 10_000).map(str),
    st.integers(0, 10**8).map("{:,}".format),
    st.decimals(-1000, 1000, places=2).map(str),
    st.decimals(0, 10, places=16).map(str),
    st.fractions(-10, 10, max_denominator=20).map(lambda value: f"{value.numerator}/{value.denominator}"),
    st.fractions(0, 10, max_denominator=20).map(lambda value: rf"\frac{{{value.numerator}}}{{{value.denominator}}}"),
    st.from_regex(r"[+-]?(0|[1-9][0-9]{0,2})(\.[0-9]{0,3})?", fullmatch=True),
)
SEVERAL = st.one_of(
    st.builds(
        str.join,
        st.sampled_from([", ", ",  ", " or ", " and ", r" \text{ or } ", r"\text{and}"]),
        st.lists(SPELLED, min_size=2, max_size=3),
    ),
    st.builds(r"\pm {}".format, SPELLED),
)
MARKED = st.one_of(
    SEVERAL,
    st.builds("{}{}{}".format, st.sampled_from(string.ascii_letters), st.sampled_from(["=", " = "]), SPELLED),
    st.builds(str.format, st.sampled_from(["{}", "${}$", " {}."]), SPELLED),
    st.builds(
        str.format,
        st.sampled_from([r"\text{{{}}}", r"\mathbf{{{}}}", r"\boldsymbol{{ {}}}", r"\( {} \)", r"\displaystyle {}"]),
        st.integers(0, 10**8).map(str),
    ),
    # The engine reads -1% as -(1%) and 1/2% as 1/(2%), and drops neither sign of percent: the fast path does.
    st.builds(
        str.format, st.sampled_from(["{}%", r"{}\%"]), SPELLED.filter(lambda text: text[0] != "-" and "/" not in text)
    ),
)


@given(MARKED, MARKED)
@example("2/3", "0.667")
@example("0.6666666666666666", "2/3")
@example("66.7%", "2/3")
@example("5.", "5.0")
def test_it_agrees_with_the_engine(answer, reference):
    assert is_like_the_engine(answer, reference)
    assert is_like_the_engine(answer, answer)


@pytest.mark.skipif(not DATA.is_dir(), reason="the labelled pairs lie beside the repository, not in it")
def test_it_agrees_with_the_engine_on_the_data():
    rows = [json.loads(line) for path in DATA.glob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = {(row["pred"], row["gold"]) for row in rows if "pred" in row and len(row["pred"]) < MAX_DIGITS}
    golds = sorted({row["gold"] for row in rows if read_numeral(row.get("gold") or "") is not None})
    pairs |= {(one, other) for one, other in itertools.pairwise(sorted(golds))}
    assert len(golds) > 100
    assert [pair for pair in sorted(pairs) if not is_like_the_engine(*pair)] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x = 5", " 5"),
        ("$n=-3$", "-3$"),
        ("e = 1/2", " 1/2"),
        *((text, text) for text in ("5", "xy = 5", "x", "x =", "= 5", "2 = 5", "π = 3")),
        ("x = 5 = 6", " 5 = 6"),  # which is no numeral
    ],
)
def test_the_value_that_a_letter_is_given(text, value):
    assert named_value(text) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1, 2", True),
        ("1 or 2", True),
        (r"1 \text{ or } 2", True),
        (r"\frac{1}{2} and \frac{3}{2}", True),
        (r"\pm 3", True),
        ("1, 1.0", False),
        (r"\pm 0", False),
        ("1,234", False),
        ("3,14", False),  # a decimal comma
        ("1, x", False),
        ("5", False),
        ("", False),
        (r"7 \pmod 3", False),
    ],
)
def test_several_numbers_are_not_one(text, expected):
    assert differ_among_themselves(text) is expected


@pytest.mark.parametrize(
    ("answer", "reference", "may"),
    [
        ("20/3", "6.67", True),
        ("6.67", r"\frac{20}{3}", True),
        ("66.7%", "2/3", True),
        ("0.66666666666666", "0.67", True),
        ("44", "0.44", False),
        ("0.5", "0.51", False),
        ("20/3", "7", False),
        ("0.66666666", "0.667", True),  # 15 characters may be a double
        ("0.6666666", "0.667", False),
        ("0.666666666", "0.67", True),
        ("0.66666666", "0.67", False),
    ],
)
def test_where_a_decimal_may_stand_for_another_number_the_engine_decides(answer, reference, may):
    assert may_be_rounded(answer, reference) is may


@given(SPELLED)
def test_a_number_alone_is_read_as_the_grammar_reads_it(text):
    assert read(text) == whole(Cursor(tokenize(mend(strip(text)))))
