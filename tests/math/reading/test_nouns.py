"""What is counted, and what only looks like it: words behind a number where the reference is a number alone."""

from fractions import Fraction

import pytest

from verifiers import MathReward
from verifiers.math.reading.nouns import is_counted
from verifiers.math.reading.numbers import number_of
from verifiers.math.reading.words import singular

reward = MathReward()

COUNTED = """
9 pears, 9 buses, 9 glasses, 9 ripe plums, 9 people, 9 children, 9 sheep, 9 fish, 9 lions, 9 stallions, 9 gallons,
9 tickets sold, 9 bags of rice, 9 pages per day, 9 wrong answers, 9 chairs left, 9 push-ups, 9 pairs,
9 élèves, 9 naranjas, 9 livros, 9 Bücher, 9 Schüler, 9 persone, 9 książek, 9 kişi, 9 quả táo, 9 người,
9 яблок, 9 человек, 9 книг, 9个, 9 本书, 9 个小球, 9 名学生, 9 人, 9 개, 9 명, 9 سیب
"""
NOT_COUNTED = """
9 weniger, 9 mindestens, 9 piu, 9 mniej, 9 daha fazla, 9 lebih, 9 hơn, 9 menos, 9 moins, 9 minder, 9 больше, 9 меньше,
9 이하, 9 초과, 9 以下, 9 未満, 9 أكثر, 9 بیشتر, 9 से कम, 9 פחות, 9 λιγότερα,
9 Tausend, 9 tysięcy, 9 bin, 9 ribu, 9 nghìn, 9 millares, 9 milliards, 9 milyar, 9 miljoner, 9 bilhões, 9 biliones,
9 тонн тысяч, 9 천, 9 ألف, 9 میلیون, 9 हजारों, 9 octillion, 9 duodecillions, 9 grosses, 9 grand, 9 zillion,
9 Siebtel, 9 quintos, 9 centésimas, 9 dixièmes, 9 onceavos, 9 elevenths, 9 fiftieths, 9 десятых,
9 hoch drei, 9 al cuadrado, 9 kwadrat, 9 次幂, 9 в квадрате,
9 sixes, 9 twos, 9 minimum, 9 included, 9 afterwards, 9 downwards, 9 plums too many, 9 coins down, 9 euros due,
9 days after, 9 hours earlier, 9 euros losses, 9 remains, 9 exceeds, 9 thus, 9 pears hence, 9 digit, 9 even,
9 hoặc mười, 9 lub dziesięć, 9 zehn, 9 (vagy tíz), 9 yoki o'n, 9 atau sepuluh, 9 tai kymmenen
"""


def listed(text):
    return [part.strip() for part in text.replace("\n", " ").split(",") if part.strip()]


def score(answer, reference):
    number, _, rest = answer.partition(" ")
    written = rf"{number} \text{{ {rest}}}" if rest.isascii() and rest[:1] != "(" else answer
    return reward.grade(rf"\boxed{{{written}}}", reference).score


@pytest.mark.parametrize("answer", listed(COUNTED))
def test_a_noun_beside_a_number_alone_is_set_aside(answer):
    assert score(answer, "9") == 1


@pytest.mark.parametrize("answer", listed(NOT_COUNTED))
def test_a_word_that_no_list_knows_is_not(answer):
    assert score(answer, "9") == 0


@pytest.mark.parametrize("reference", ["9 (flash drive)", "9 メートル", "9 wombat", "9 Reihe"])
def test_a_reference_may_count_in_any_word(reference):
    assert reward.grade(r"\boxed{9}", reference).score == 1
    assert reward.grade(rf"\boxed{{{reference}}}", reference).score == 1
    assert reward.grade(r"\boxed{8}", reference).score == 0


def test_unknown_words_are_compared_where_both_sides_have_them():
    assert reward.grade(r"\boxed{9 \text{ wombat}}", "9 wombats").score == 1
    assert reward.grade(r"\boxed{9 \text{ numbat}}", "9 wombats").score == 0


@pytest.mark.parametrize(
    ("answer", "reference", "paid"),
    [
        (r"\$6 \text{ profit}", "6", True),
        (r"\$6 \text{ loss}", "6", False),
        (r"\$6 \text{ loss}", r"\$6", False),
        (r"6 \text{ dollars debt}", r"\$6", False),
        (r"6 \text{ weeks ago}", "6 weeks", False),
        (r"6 \text{ weeks ago}", "6", False),
        (r"\{4 \text{ mehr}, 5\}", r"\{4, 5\}", False),
        (r"-6 \text{ mehr}", "-6", False),
        (r"x = 6 \text{ mehr}", "x = 6", False),
        (r"6 \text{ Euros tausend}", "6", False),
        (r"6 \text{ tausend Euros}", "6", False),
    ],
)
def test_behind_units_and_in_collections(answer, reference, paid):
    assert reward.grade(rf"\boxed{{{answer}}}", reference).score == paid


@pytest.mark.parametrize(
    ("words", "one", "found"),
    [
        ("guest", True, True), ("guest", False, False), ("less guest", True, True), ("extra", True, False),
        ("weniger", True, False), ("th caller", False, True), ("caller", False, False), ("per guest", False, True),
        ("per cento", False, False), ("class", False, False), ("campus", False, False), ("axis", False, False),
    ],
)  # fmt: skip
def test_a_singular_stands_behind_one(words, one, found):
    assert is_counted(words.split(), one=one) is found


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("cats", "cat"),
        ("gas", "ga"),
        ("as", "as"),
        ("s", "s"),
        ("glass", "glass"),
        ("glasses", "glass"),
        ("boxes", "box"),
        ("xes", "xe"),
        ("dishes", "dish"),
        ("inches", "inch"),
        ("cities", "city"),
        ("ies", "ie"),
        ("geese", "goose"),
        ("cat", "cat"),
    ],
)
def test_the_singular(plural, one):
    assert singular(plural) == one


MANY = "one hundred eleven billion one hundred eleven million one hundred one thousand"


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("zero", 0),
        ("zero five", None),
        ("twenty zero", None),
        ("one thousand thousand", None),
        ("one million thousand", None),
        ("one million one thousand", 1_001_000),
        ("one hundred dozen", None),
        ("two dozen", 24),
        ("one hundred one", 101),
        ("one hundred twelve", 112),
        ("one hundred hundred", None),
        ("twenty twelve", None),
        ("twelve one", None),
        ("half", Fraction(1, 2)),
        ("third", None),
        ("a third", Fraction(1, 3)),
        ("half a million", 500_000),
        ("half a dog", None),
        ("half a million dogs", None),
        ("two and a half", Fraction(5, 2)),
        ("two and two halves", None),
        ("two and five halves", None),
        ("one " * 16, None),
        ("one hundred and " * 4 + "one", None),
        (
            "one trillion one hundred eleven billion one hundred eleven million one hundred one thousand ten",
            1111111101010,
        ),
        (f"one trillion {MANY} and ten", 1_111_111_101_010),
        (f"one trillion and {MANY} and ten", None),
    ],
)
def test_numbers_in_words(words, number):
    assert number_of(words.split()) == number
