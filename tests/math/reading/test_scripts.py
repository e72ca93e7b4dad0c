"""Answers in the writing of other scripts and countries, and with the damage of their way here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers import MathReward
from verifiers.math.reading.scripts import chinese_numbers, decimal_points, repaired, round_brackets, western

ANY = MathReward(form="any")
EQUAL = [
    ("57", "٥٧"),  # Arabic
    ("57", "۵۷"),  # Persian
    ("57", "५७"),  # Devanagari
    ("57", "৫৭"),  # Bengali
    ("57", "๕๗"),  # Thai
    ("57", "၅၇"),  # Burmese
    ("57", "５７"),  # full width
    ("٥٧", "57"),
    ("2.75", "٢٫٧٥"),
    ("1234567", "١٬٢٣٤٬٥٦٧"),
    ("0.25", "０．２５"),
    ("3/4", "३/४"),
    ("x^2+3", "x^2+٣"),
    ("D．", "D"),
    ("A", "A．"),
    ("no solution", "无解"),
    ("无解", r"\emptyset"),
    ("no solution", "нет решений"),
    ("no solution", "pas de solution"),
    ("45°", "45度"),
    ("2/5", "五分之二"),
    ("-1/2", "负二分之一"),
    ("3/10", "十分之三"),
    ("30%", "百分之三十"),
    ("12", "十二"),
    ("305", "三百零五"),
    ("20000", "两万"),
    ("1/4", "0,25"),
    ("-3/2", "-1,5"),
    ("0.25", "0{,}25"),
    ("2.5", "2{,}5"),
    ("12345.6", "12.345,6"),
    ("1234567", "1{,}234{,}567"),
    ("(2,5)", "]2;5["),
    ("(2,5]", "]2,5]"),
    ("[2,5)", "[2;5["),
    ("(0.5,2)", "]0,5;2["),
    (r"(-\infty,0) \cup (1,\infty)", r"]-\infty;0[ \cup ]1;+\infty["),
    ("(2,5)", r"x \in ]2;5["),
    (r"[0,1) \cup (2,3]", r"[0,1[ \cup ]2,3]"),
    (r"\sinh x", r"\operatorname{sh} x"),
    (r"60^\textcirc}", "60"),
    (r"60^{\circ}", r"60\u00B0"),
    ("60°", r"60\textdegree"),
    ("52_8", "52_{(8)}"),
    ("7}", "7"),
]
DIFFERENT = [
    ("57", "٥٨"),
    ("3/2", "1,6"),
    ("5", "5,0"),  # it may be two guesses
    ("5", "4,5"),
    ("1234", "1{,}23"),
    ("(2,5)", "[2;5["),
    ("[2,5]", "]2;5["),
    ("5", "五分之二"),
    ("12", "二十"),
    ("no solution", "有解"),
    ("A", "B．"),
    ("52_8", "52_{(9)}"),
]


@pytest.mark.parametrize(("reference", "answer"), EQUAL)
def test_equal(reference, answer):
    assert ANY.grade(f"\\boxed{{{answer}}}", reference).score == 1.0


@pytest.mark.parametrize(("reference", "answer"), DIFFERENT)
def test_different(reference, answer):
    assert ANY.grade(f"\\boxed{{{answer}}}", reference).score == 0.0


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十", 10),
        ("十五", 15),
        ("九十九", 99),
        ("一百二十三", 123),
        ("一千零一", 1001),
        ("三万五千", 35000),
        ("二〇二六", 2026),
    ],
)
def test_chinese_numerals(numeral, value):
    assert chinese_numbers(numeral) == str(value)


@pytest.mark.parametrize("text", ["十百", "一二十", "百百", "万", "五五百", "一个", "三角形", "abc", "万万万"])
def test_what_is_no_chinese_numeral(text):
    assert chinese_numbers(text) == text


@pytest.mark.parametrize("text", ["[0,1]", "[[1,2],[3,4]]", "[1,2],[3,4]", "a[1]+b[2]", "]", "[", "][", "[a,b"])
def test_brackets_that_are_left_alone(text):
    assert round_brackets(text) == text


@given(st.text(alphabet="[]();,01 ab\\{}^_.u°三分之百十٣", max_size=80))
def test_total(text):
    for rule in (western, repaired, decimal_points, round_brackets, chinese_numbers):
        rule(text)
    assert ANY.grade(f"\\boxed{{{text}}}", "5").outcome is not None


@given(st.integers(0, 10**12), st.sampled_from("٠۰०০๐၀０"))
def test_integers_in_every_script(number, zero):
    written = "".join(chr(ord(zero) + int(digit)) for digit in str(number))
    assert western(written) == str(number)
    assert ANY.grade(f"\\boxed{{{written}}}", str(number)).score == 1.0
