r"""The generator of re-spellings and near misses: its labels against an evaluator of its own, and against a table."""

import json
import os
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers.math.variants import kind_of, near_misses, respellings
from verifiers.math.variants.numerals import WORDS
from verifiers.math.variants.polynomials import Polynomial, miss_polynomial, respell_polynomial, write

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "math"

FRACTION = re.compile(r"\\[dt]?frac\s*(?:\{(-?\d+)\}|(\d))\s*(?:\{(-?\d+)\}|(\d))")
VULGAR = dict(zip("½⅓⅔¼¾⅕⅙⅛⅜", ["1/2", "1/3", "2/3", "1/4", "3/4", "1/5", "1/6", "1/8", "3/8"], strict=True))


def values(text):
    """The rational values that a text may mean; empty if it is no rational number. A percent may mean two."""
    text = text.strip().removesuffix(".").strip("$ ").replace(r"\displaystyle", "").replace("−", "-").strip()
    text = re.sub(r"^\\\((.*)\\\)$", r"\1", text)
    text = re.sub(r"^[a-z] = ", "", text)
    text = re.sub(r"^\\(?:text|mathbf)\{([^ ]*)\}$", r"\1", text)
    text = re.sub(r" \\text\{ \w+\}$", "", text)  # a unit
    if text.lower() in WORDS:
        return {Fraction(WORDS.index(text.lower()))}
    for sign, ratio in VULGAR.items():
        text = text.replace(sign, ratio)
    if text.endswith(r"\%"):
        return {value / part for value in values(text[:-2]) for part in (1, 100)}
    sign = -1 if text.startswith("-") else 1
    return {sign * value for value in magnitudes(text.lstrip("+-").strip())}


def magnitudes(text):
    text = re.sub(r"(?<=\d)(?:,|\{,\}|\\,| )(?=\d{3}(?:\D|$))", "", text)
    if re.fullmatch(r"\d+|\d*\.\d+", text):
        return {Fraction(text)}
    if match := re.fullmatch(r"(?:([\d.]+)(?: \\times | × |\\cdot| \\cdot ))?10\^(?:\{(-?\d+)\}|(\d))", text):
        return {Fraction(match[1] or 1) * Fraction(10) ** int(match[2] or match[3])}
    if match := re.fullmatch(r"([\d.]+)[eE](-?\d+)", text):
        return {Fraction(match[1]) * Fraction(10) ** int(match[2])}
    if match := re.fullmatch(r"(?:(\d+) )?\(?(-?\d+)\)?/\(?(\d+)\)?|\{(\d+) \\over (\d+)\}", text):
        return {int(match[1] or 0) + Fraction(int(match[2] or match[4]), int(match[3] or match[5]))}
    if match := re.fullmatch(r"(\d*)" + FRACTION.pattern, text):
        above, below = int(match[2] or match[3]), int(match[4] or match[5])
        return {int(match[1] or 0) + Fraction(above, below)} if below else set()
    return set()


integers = st.one_of(st.integers(-30, 30), st.integers(-(10**12), 10**12), st.integers(1, 99).map(lambda n: n * 10**5))
fractions = st.fractions(max_denominator=2000).filter(lambda value: abs(value.numerator) < 10**9)


def spellings(value):
    """A value as references write it."""
    plain = rf"\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
    return [("-" if value < 0 else "") + plain, str(value), rf"$\frac{{{value.numerator}}}{{{value.denominator}}}$"]


def check(reference, value, seed):
    assert kind_of(reference) == "numeral"
    for text, rule in respellings(reference, seed=seed):
        assert value in values(text), (rule, text)
    for text, rule in near_misses(reference, seed=seed):
        assert value not in values(text), (rule, text)


@given(integers, st.integers(0, 3))
def test_the_labels_of_an_integer_are_true(value, seed):
    check(str(value), Fraction(value), seed)
    check(f"${value:,}$", Fraction(value), seed)


@given(fractions, st.integers(0, 3))
def test_the_labels_of_a_fraction_are_true(value, seed):
    for reference in spellings(value):
        check(reference, value, seed)


@given(st.integers(-(10**6), 10**6), st.integers(1, 5), st.integers(0, 3))
def test_the_labels_of_a_decimal_are_true(scaled, places, seed):
    value = Fraction(scaled, 10**places)
    digits = str(abs(scaled)).rjust(places + 1, "0")
    check(f"{'-' if scaled < 0 else ''}{digits[:-places]}.{digits[-places:]}", value, seed)


def at_points(text):
    """The values of a polynomial text at a few points, by Python."""
    code = re.sub(r"\^\{?(\d+)\}?", r"**\1", text).replace(" ", "")
    code = re.sub(r"(?<=[\dx)])(?=[x(])", "*", code)
    return [eval(code, {"x": point}) for point in (-3, -1, 0, 1, 2, 5)]  # the text is this file's own


polynomials = st.lists(st.integers(-9, 9), min_size=2, max_size=5).filter(lambda found: sum(map(bool, found)) > 1)


@given(polynomials)
def test_a_polynomial_is_rewritten_truly(coefficients):
    text = write(Polynomial("x", coefficients))
    for other, rule in respell_polynomial(text):
        assert at_points(other) == at_points(text), rule


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(-9, 9).filter(bool)), min_size=1, max_size=3))
def test_a_product_is_expanded_truly(factors):
    text = "3x" + "".join(f"({lead}x {'+' if constant > 0 else '-'} {abs(constant)})" for lead, constant in factors)
    (expanded, _), *_ = respell_polynomial(text)
    assert at_points(expanded) == at_points(text)
    for other, rule in miss_polynomial(text):
        assert at_points(other) != at_points(text), rule


@given(st.text(max_size=40), st.integers(0, 3))
def test_any_text_has_variants_and_they_are_distinct(reference, seed):
    equal, different = respellings(reference, seed=seed), near_misses(reference, seed=seed)
    texts = [text for text, _ in (*equal, *different)]
    assert len(set(texts)) == len(texts)
    assert reference.strip() not in texts


@given(st.text(alphabet=r"0123456789xyn+-*/^=(){}[]\,. <>|!$%_:;fracsqtp", max_size=30))
def test_any_formula_has_variants(reference):
    respellings(reference)
    near_misses(reference)


@pytest.mark.parametrize(
    ("reference", "kind"),
    [
        ("42", "numeral"),
        ("12{,}345", "numeral"),
        (r"2\frac{1}{2}", "numeral"),
        ("4.5e33", "numeral"),
        (r"7.41\%", "percent"),
        (r"90^\circ", "degrees"),
        ("204_5", "base"),
        (r"15\mbox{ cm}^2", "quantity"),
        (r"\$18.90", "quantity"),
        (r"\text{(B)}", "choice"),
        (r"\text{Evelyn}", "words"),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", "matrix"),
        (r"[0,1) \cup (2, \infty)", "interval"),
        (r"\left( 3, \frac{\pi}{2} \right)", "tuple"),
        ("1, 2 and 3", "list"),
        (r"x = 1 \pm \sqrt{19}", "plus-minus"),
        ("2x + 4y - 3 = 0", "equation"),
        (r"3\sqrt{13}", "expression"),
        ("p - q", "expression"),
        (r"\text{The midpoints form a hexagon, } n > 3", "other"),
        (r"t \in \mathbb{R}", "other"),
    ],
)
def test_the_kind_of_a_reference(reference, kind):
    assert kind_of(reference) == kind


EQUAL = [
    ("1234", ["1,234", "1{,}234", r"1\,234", "1 234", "1234.0", "+1234", r"1.234 \times 10^{3}"]),
    ("-7", ["−7", "-7.0", "x = -7"]),
    ("12", ["twelve", r"\text{12}", "$12$", r"12\%"]),
    (r"\frac{1}{2}", [r"\frac12", "1/2", "0.5", ".5", "½", r"50\%", r"\dfrac{1}{2}"]),
    (r"-\frac{14}{3}", [r"\frac{-14}{3}", r"\frac{14}{-3}", r"-4\frac{2}{3}"]),
    (r"30^\circ", ["30°", r"\frac{\pi}{6}", r"30 \text{ degrees}"]),
    ("[2, 5)", [r"2 \le x < 5", r"x \in [2, 5)", r"\left[2, 5\right)"]),
    ("1, 2, 3", ["3, 2, 1", r"\{1, 2, 3\}", "1, 2 and 3", r"x = 1 \text{ or } x = 2 \text{ or } x = 3"]),
    (r"1 \pm \sqrt{19}", [r"1 + \sqrt{19}, 1 - \sqrt{19}"]),
    (r"\frac{\sqrt{3}}{3}", [r"\frac{1}{\sqrt{3}}"]),
    (r"3\sqrt{13}", [r"\sqrt{117}", r"3 \cdot \sqrt{13}", "3√13"]),
    (r"\frac{2\pi}{3}", [r"\frac{2}{3}\pi"]),
    ("x^2 + 2x + 1", ["1 + 2x + x^2", r"x^2 + 2 \cdot x + 1", "x² + 2x + 1"]),
    ("2x^2 - 6x", ["2(x^{2} - 3x)", "x(2x - 6)"]),
    ("(x+1)^2(x-3)", ["x^{3} - x^{2} - 5x - 3"]),
    (r"\frac{x+2}{7}", [r"\frac{x}{7} + \frac{2}{7}"]),
    ("2x + y = 3", ["3 = 2x + y", "2x + y - (3) = 0"]),
    (r"\text{(B)}", ["B", "(B)", r"\textbf{(B)}"]),
    (r"\text{Even}", ["Even", r"\text{even}"]),
    (
        r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
        [r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", r"\left[\begin{array}{cc} 1 & 2 \\ 3 & 4 \end{array}\right]"],
    ),
]

DIFFERENT = [
    ("50", ["51", "-50", "0.5", "500", "50t", r"50 \text{ or } 51", "50_{8}"]),
    (r"\frac{1}{3}", ["0.333", r"\frac{3}{1}", "1"]),
    ("204_5", ["204_{6}"]),
    (r"15 \text{ cm}", [r"15 \text{ km}", r"15\%"]),
    ("[2, 5)", ["(2, 5)", "[2, 5]"]),
    ("(1, 2)", ["(2, 1)", r"\{1, 2\}", "1"]),
    ("1, 2, 3", ["1, 2", "2, 3", "1"]),
    (r"1 \pm \sqrt{19}", [r"1 + \sqrt{19}"]),
    (r"2\pi", [r"2(3.14159)"]),
    (r"\sqrt{7}", [r"\sqrt[3]{7}"]),
    ("2x + y = 3", ["2x - y = 3", "2x + y = 4"]),
    (r"\text{Even}", [r"\text{odd}", r"\text{not Even}"]),
]


def texts_of_all_seeds(make, reference):
    return {text for seed in range(8) for text, _ in make(reference, seed=seed)}


@pytest.mark.parametrize(("reference", "wanted"), EQUAL)
def test_a_table_of_re_spellings(reference, wanted):
    assert set(wanted) <= texts_of_all_seeds(respellings, reference)
    assert not set(wanted) & texts_of_all_seeds(near_misses, reference)


@pytest.mark.parametrize(("reference", "wanted"), DIFFERENT)
def test_a_table_of_near_misses(reference, wanted):
    assert set(wanted) <= texts_of_all_seeds(near_misses, reference)
    assert not set(wanted) & texts_of_all_seeds(respellings, reference)


@pytest.mark.parametrize(
    ("reference", "trap"),
    [
        (r"\binom{5}{2}", r"\binom{5}{3}"),  # the same number
        (r"x^2 + C", "x^2 - C"),  # the same family
        (r"\frac{\pi}{4} + n\pi", r"\frac{\pi}{4} - n\pi"),  # the same set
        ("(0, 1) \\cup (1, 2)", "(0, 1] \\cup (1, 2)"),  # different, but not for every shared end
        ("x - 1 = 0", "2(x - 1) = 0"),  # a factor
        ("(5, \\infty)", "(5, \\infty) \\cup \\{1000003\\}"),  # a point that was in it
        (r"3 \pm \sqrt{2}", r"3 \pm -(\sqrt{2})"),  # the same two values
        ("2, 2", "2"),  # a set or a multiset
    ],
)
def test_no_near_miss_where_it_may_be_equal(reference, trap):
    assert trap not in texts_of_all_seeds(near_misses, reference)


def test_the_seed_decides_everything():
    references = ["123", r"\frac{3}{8}", "x^2 + 3x - 4", "1, 2, 3", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"]
    script = (
        "import json, sys\n"
        "from verifiers.math.variants import near_misses, respellings\n"
        "print(json.dumps([[respellings(r, seed=5), near_misses(r, seed=5)] for r in json.loads(sys.argv[1])]))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", script, json.dumps(references)],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("0", "1")
    }
    here = json.dumps([[respellings(r, seed=5), near_misses(r, seed=5)] for r in references])
    assert runs == {here + "\n"}
    assert near_misses("x^2 + 3x - 4", seed=1) != near_misses("x^2 + 3x - 4", seed=2)


@pytest.mark.skipif(not DATA.is_dir(), reason="the gold answers lie beside the repository")
def test_every_gold_answer_has_variants():
    for path in sorted(DATA.glob("golds_*.jsonl")):
        golds = {json.loads(line)["gold"] for line in path.read_text(encoding="utf-8").splitlines()}
        named = [gold for gold in golds if kind_of(gold) != "other"]
        assert len(named) > 0.85 * len(golds), path.name
        for gold in named:
            assert respellings(gold), gold
