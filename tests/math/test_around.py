"""What stands around a value: nothing is dropped for being words."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers import MathReward
from verifiers.math.compare import compare
from verifiers.math.objects import Num, Qualified, Quantity
from verifiers.math.reading.numbers import number_of
from verifiers.math.reading.parse import read
from verifiers.math.reading.tokens import Unreadable
from verifiers.math.reading.units import BASES, MONEY, unit_of

reward = MathReward()


def paid(answer, reference):
    return reward.grade(rf"\boxed{{{answer}}}", reference).score == 1


UNITS = [
    ("6 horas", "6 hours"),
    ("120 minutos", "2 heures"),
    ("6个", "6"),
    ("6 人", "6"),
    ("3 公里", "3 千米"),
    ("3000 米", "3 千米"),
    ("8 千克", "8 kg"),
    (r"4\text{ hm}", r"400\text{ m}"),
    (r"2\,\mathrm{kJ}", r"2000\,\mathrm{J}"),
    (r"7\ \mathrm{m\,s^{-1}}", "7 m/s"),
    (r"9.8\,\mathrm{m/s^2}", "9.8"),
    ("9.8 m/s", "9.8"),
    ("12 [kg]", "12"),
    ("12 (kg)", "12 kg"),
    ("15 (oranges)", "15"),
    ("15", "15 (oranges)"),
    ("2 min", "120 sec"),
    ("3 ft 4 in", "40 in"),
    ("2 hours 15 minutes", "2.25 hours"),
    (r"\$8", "8 dollars"),
    ("EUR 8", "€8"),
    ("40 cents", r"\$0.40"),
    ("6 ℃", r"6^\circ\text{C}"),
    (r"6\ \Omega", "6 ohms"),
    ("5 square units", r"5\text{ units}^2"),
    ("9 feet tall", "9 ft"),
    ("4 cups of rice", "4 cups"),
    ("7:30 a.m.", "7:30 AM"),
]
OTHER_UNITS = [
    ("6 horas", "6 minutos"),
    ("6倍", "6"),
    ("6折", "6"),
    ("3 千米", "3 米"),
    ("3 分钟", "3 小时"),
    ("8 克", "8 kg"),
    ("8 in", "8 ft"),
    (r"8\text{ in}^2", r"8\text{ ft}^2"),
    (r"2\text{ MHz}", r"2\text{ mHz}"),
    (r"2\text{ S}", r"2\text{ s}"),
    ("2 square units", "2 cubic units"),
    ("2 units", "2 MHz"),
    ("3万", "3"),
    ("3 тысячи", "3"),
    ("3倍", "3"),
    ("3 苹果", "3 梨"),
    (r"12^{th}", "12 kg"),
    ("6 (dollars]", "6 (dollars)"),
]


@pytest.mark.parametrize(("answer", "reference"), UNITS)
def test_units_are_what_they_are_called(answer, reference):
    assert paid(answer, reference)


@pytest.mark.parametrize(("answer", "reference"), OTHER_UNITS)
def test_other_units_are_others(answer, reference):
    assert not paid(answer, reference)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("km/h", "kilometer/hour"),
        ("miles per hour", "mile/hour"),
        ("meters per second squared", "meter/second^2"),
        (r"m\,s^{-2}", "meter/second^2"),
        ("J/(mol K)", "joule/kelvin/mole"),
        ("sq ft", "foot^2"),
        ("mW", "milliwatt"),
        ("MW", "megawatt"),
        ("kilometres", "kilometer"),
        ("KM", "kilometer"),
        ("Kg", "kilogram"),
        ("s^{-1}", "second^-1"),
        ("平方米", "meter^2"),
        ("apples", None),
        ("C, F, H", None),
        ("US", None),
        ("squared", None),
        ("square", None),
        ("cm)", None),
        ("m" * 100, None),
        ("", None),
    ],
)
def test_one_spelling_for_a_unit(text, name):
    assert unit_of(text) == name


def test_names_of_units_do_not_collide():
    assert {"meter", "second", "joule"} <= BASES
    assert MONEY <= BASES


@given(st.text(max_size=80))
def test_units_of_any_text(text):
    found = unit_of(text)
    assert found is None or found.strip() == found != ""


SCALED = [
    ("2 Dutzend", "24"),
    ("3 douzaines", "36"),
    ("2 打", "24"),
    ("negative 8", "-8"),
    ("minus 8 apples", "-8"),
    ("4 million", "4000000"),
    ("2.5 million", "2500000"),
    ("3 dozen", "36"),
    ("6万", "60000"),
    ("2 млн", "2000000"),
    ("9 and a half", "9.5"),
    ("3 quarters", "3/4"),
    ("2 out of 7", "2/7"),
    ("thirty-four", "34"),
    ("four hundred", "400"),
    ("three fifths", "3/5"),
    ("8 (eight)", "8"),
]


@pytest.mark.parametrize(("answer", "reference"), SCALED)
def test_words_that_make_a_number(answer, reference):
    assert paid(answer, reference)


@pytest.mark.parametrize(
    "answer",
    [
        r"9 \text{ and a third}",
        r"9 \text{ about 10}",
        r"9 \text{ between 8 and 10}",
        r"9 \text{ remainder 2}",
        "9 hundreds",
        "9 dozen",
        "9 thirds",
        r"9 \text{ x 3}",
        r"9\text{ mod 4}",
        "9 doubled",
        "9 fold",
        r"9 \text{ or 4}",
        r"9\text{ (or 4)}",
        r"9\text{ or -4}",
        r"9 \text{ out of 12}",
        r"\text{Half of: }9",
        r"\text{Between 8 and 10: }9",
        "9 (ten)",
        "9 (about 12)",
        "9 May",
    ],
)
def test_words_that_say_more_of_a_number(answer):
    assert not paid(answer, "9")


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("one hundred and five", "105"),
        ("two million three hundred thousand", "2300000"),
        ("three and a half", "7/2"),
        ("a dozen", "12"),
        ("half", "1/2"),
        ("half a million", "500000"),
        ("one one", "None"),
        ("twenty eleven", "None"),
        ("hundred", "None"),
        ("third", "None"),
        ("two and", "None"),
        ("thousand million thousand", "None"),
    ],
)
def test_numbers_in_words(words, value):
    assert str(number_of(words.split())) == value


@given(
    st.lists(st.sampled_from("one two ten twenty half third hundred thousand million and a dozen".split()), max_size=8)
)
def test_numbers_of_any_words(words):
    found = number_of(words)
    assert found is None or found >= 0


LABELS = [
    ("garden area: 4", "area garden: 4"),
    ("x^3 (x > 0)", "x^3"),
    ("length = 9, width = 4", "width = 4, length = 9"),
    (r"\text{Ann: }3, \text{Ben: }8", r"\text{Ben: }8, \text{Ann: }3"),
    ("9", "Maximum: 9"),
    ("The radius is 9", "radius of the circle = 9"),
    ("w = 4", "width = 4"),
    ("the value of x is 9", "x = 9"),
    (r"P(X \ge 3) = \frac16", r"\frac16"),
    ("9 (approximately)", "9"),
    (r"\frac{20}{3} (about 6.67)", r"\frac{20}{3}"),
    (r"\sqrt{2} \approx 1.414", r"\sqrt2"),
    ("(x, y) = (3, 8)", "x = 3, y = 8"),
    ("y = 8, x = 3", "(x, y) = (3, 8)"),
    (r"\begin{cases} y = 8 \\ x = 3 \end{cases}", "(x, y) = (3, 8)"),
    (r"x = 3k\pi, k \in \mathbb{Z}", r"x = 3k\pi \text{ for all integers } k"),
    (r"x = 3k\pi", r"x = 3k\pi, k \in \mathbb{Z}"),
    ("30 red pens and 12 blue pens", "12 blue pens, 30 red pens"),
    ("9 candies", "9 pieces of candy"),
    *[
        (label + "9", "9")
        for label in (
            "total of: ",
            "the value of: ",
            "Ergebnis: ",
            "Résultat : ",
            "Respuesta: ",
            "Risultato: ",
            "Ответ: ",
            "正确答案：",
            "不等式的最小值：",
            "误差：",
            "정답: ",
            "number of ways: ",
            "square root: ",
        )
    ],
]
OTHER_LABELS = [
    ("P(B|A) = 1/3", "P(A|B) = 1/3"),
    ("Cat chases dog: 4", "Dog chases cat: 4"),
    ("4 etc.", "4"),
    ("ratio of cats to dogs: 4", "ratio of dogs to cats: 4"),
    ("1(-2 < y)", "1"),
    (r"\pi (x > 0)", r"\pi"),
    ("length = 4, width = 9", "width = 4, length = 9"),
    (r"\text{Ann: }8, \text{Ben: }3", r"\text{Ben: }8, \text{Ann: }3"),
    ("Minimum: 9", "Maximum: 9"),
    (r"\text{median} = 9", r"\text{mean} = 9"),
    ("l = 4, w = 9", "length = 9, width = 4"),
    (r"P(X \le 3) = \frac16", r"P(X \ge 3) = \frac16"),
    (r"\frac{20}{3} (about 7.1)", r"\frac{20}{3}"),
    (r"\sqrt{2} \approx 1.6", r"\sqrt2"),
    ("x = 8, y = 3", "(x, y) = (3, 8)"),
    (r"\begin{cases} x = 8 \\ y = 3 \end{cases}", "(x, y) = (3, 8)"),
    ("(y, x) = (3, 8)", "(x, y) = (3, 8)"),
    ("(x, y] = (3, 8)", "(x, y) = (3, 8)"),
    ("B = \\{3, 8\\}", "A = \\{3, 8\\}"),
    ("8, x = 3", "3, x = 8"),
    (r"x = 3k\pi, k \in \mathbb{N}", r"x = 3k\pi, k \in \mathbb{Z}"),
    (r"2m \text{ for all odd m}", "2m"),
    (r"x = 3k\pi \text{ for integer } h", r"x = 3k\pi"),
    ("12 red pens and 30 blue pens", "30 red pens and 12 blue pens"),
    ("9 blue candies", "9 red candies"),
    (r"p \lor q", r"p \land q"),
    ("5 > 2", "9 > 1"),
    (r"i \le 4", r"i \le 7"),
    ("f(-x) + f(x) = 3", "f(-x) + f(x) = 2"),
    (r"\frac{y}{x} = 3x", r"\frac{dy}{dx} = 3x"),
    (r"\frac{1255}{10}", "125.0"),
    (r"7 \sim 9", "7"),
    ("A: 4", "A: 5"),
    *[
        (label + "9", "9")
        for label in (
            r"\text{not: }",
            "falsches Ergebnis: ",
            "keine Lösung: ",
            "ohne: ",
            "sauf: ",
            "sans: ",
            "faux: ",
            "falsa respuesta: ",
            "excepto: ",
            "risposta sbagliata: ",
            "tranne: ",
            "нет: ",
            "ошибочный ответ: ",
            "кроме: ",
            "错误的答案：",
            "不是：",
            "除外：",
            "오답: ",
            "anything excluding: ",
            "the opposite: ",
            "invalid: ",
            "square of: ",
            "inverse of = ",
            "Quadrat von: ",
            "cubo de: ",
            "平方的：",
        )
    ],
    (r"\{x \mid u < 3\}", r"\{x \mid x < 3\}"),
    (r"\begin{array}{q} 1 \\ 2 \end{array}", r"\begin{array}{c} 1 \\ 2 \end{array}"),
]


@pytest.mark.parametrize(("answer", "reference"), LABELS)
def test_labels_and_remarks_that_agree(answer, reference):
    assert paid(answer, reference)


@pytest.mark.parametrize(("answer", "reference"), OTHER_LABELS)
def test_labels_and_remarks_that_do_not_agree(answer, reference):
    assert not paid(answer, reference)


def test_what_is_read_is_in_the_tree():
    assert read("12 red pens") == Quantity(read("12"), "red pen")
    condition = read(r"2k, k \in \mathbb{Z}")
    assert isinstance(condition, Qualified)
    assert condition.bounds[0].names == ("k",)
    assert condition.bounds[0].domain == ("integer",)
    assert read("3 million") == Num(3_000_000)


@pytest.mark.parametrize("text", ["2k + 1 = ^", "5 (", "5 (about", "5 apples (", "7 ft 3", "5 or or", ": 5"])
def test_half_of_a_tail(text):
    with contextlib.suppress(Unreadable):
        read(text)
    assert compare(text, "5").equal is not True
