"""What must hold for all answers: an algebra is tested by its laws, with Python's own arithmetic as the oracle."""

import json
import random
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from verifiers.math.compare import compare
from verifiers.math.variants import near_misses, respellings

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "math"


def equal(answer, reference):
    return compare(answer, reference).equal


def latex(value):
    sign = "-" if value < 0 else ""
    value = abs(value)
    return f"{sign}{value}" if value.denominator == 1 else rf"{sign}\frac{{{value.numerator}}}{{{value.denominator}}}"


integers = st.integers(-(10**30), 10**30)
fractions = st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=10**6)
small = st.integers(-9, 9)


# Expressions as text, in random spelling; every operation has several.
def spelled(children):
    binary = st.sampled_from(["{}+{}", "({})-({})", r"({})\cdot({})", r"({})({})", r"({})\times ({})"])
    unary = st.sampled_from(
        [r"({})^2", "({})^{{3}}", r"\left({}\right)", r"\sqrt{{({})^2+1}}", r"|{}|", "-({})", "{{{}}}"]
    )
    return st.one_of(
        st.builds(lambda form, a, b: form.format(a, b), binary, children, children),
        st.builds(lambda form, a: form.format(a), unary, children),
        st.builds(lambda a: rf"\frac{{{a}}}{{x^2+2}}", children),
    )


leaves = st.sampled_from(["x", "y", "1", "2", "7", r"\pi", "0.5", r"\frac{1}{3}", r"\sqrt{2}", "e"])
expressions = st.recursive(leaves, spelled, max_leaves=8)
answers = st.one_of(
    expressions,
    st.lists(expressions, min_size=2, max_size=4).map(", ".join),
    st.lists(expressions, min_size=1, max_size=4).map(lambda items: rf"\{{{', '.join(items)}\}}"),
    st.lists(expressions, min_size=2, max_size=3).map(lambda items: f"({', '.join(items)})"),
    st.tuples(expressions, st.sampled_from(["=", "<", r"\le", ">", r"\ne"]), small).map(
        lambda parts: "{}{} {}".format(*parts)
    ),
    st.tuples(small, small).map(lambda ends: f"[{ends[0]},{ends[1]})"),
    expressions.map(lambda entry: rf"\begin{{pmatrix}} {entry} & 1 \\ 0 & x \end{{pmatrix}}"),
    integers.map(lambda n: f"{n} apples"),
    st.integers(0, 10**6).map(lambda n: f"{n:b}_2"),
)


@given(answers)
def test_everything_equals_itself(text):
    assert equal(text, text) is True


@given(answers, st.sampled_from([" {} ", "${}$", r"\({}\)", r"\boxed{{{}}}", "{}.", r"\, {}", r"\displaystyle {}"]))
def test_wrapping_changes_nothing(text, around):
    assert equal(around.format(text), text) is True


@given(answers)
def test_blanks_and_sizes_of_brackets_change_nothing(text):
    loose = (
        text.replace("+", " + ")
        .replace(r"\left", "")
        .replace(r"\right", "")
        .replace("(", r"\left(")
        .replace(")", r"\right)")
    )
    assume(r"\left\left" not in loose and text.count("(") == text.count(")"))
    assert equal(loose, text) is True


@given(expressions, expressions)
def test_expressions_are_symmetric(left, right):
    assert equal(left, right) == equal(right, left)


@given(expressions, expressions, expressions)
@settings(max_examples=50)
def test_equal_is_a_congruence(left, right, other):
    if equal(left, right):
        assert equal(f"({left})+({other})", f"({right})+({other})") is not False


@given(expressions, expressions)
def test_names_of_variables_do_not_matter(left, right):
    renamed = [text.replace("x", "u").replace("y", "v").replace(r"\uix", "") for text in (left, right)]
    assert equal(*renamed) == equal(left, right)


@given(integers, integers)
def test_integers(a, b):
    assert equal(str(a), str(b)) is (a == b)
    assert equal(f"{a:,}", str(a)) is True
    assert equal(f"{a}+{b}" if b >= 0 else f"{a}{b}", str(a + b)) is True
    assert equal(rf"({a})\cdot({b})", str(a * b)) is True
    assert equal(f"({a})({b})", str(a * b + 1)) is False


@given(fractions, fractions)
def test_fractions(a, b):
    assert equal(latex(a), latex(b)) is (a == b)
    assert equal(f"{latex(a)}+({latex(b)})", latex(a + b)) is True
    assert equal(rf"\left({latex(a)}\right)\left({latex(b)}\right)", latex(a * b)) is True
    assert equal(latex(a), f"{a.numerator * 6}/{a.denominator * 6}") is True
    assert equal(latex(a), latex(a + Fraction(1, 10**9))) is False


@given(st.integers(-(10**6), 10**6), st.integers(1, 6))
def test_decimals(scaled, places):
    value = Fraction(scaled, 10**places)
    digits = str(abs(scaled)).rjust(places + 1, "0")
    text = f"{'-' if scaled < 0 else ''}{digits[:-places]}.{digits[-places:]}"
    assert equal(text, latex(value)) is True
    assert equal(latex(value), text) is True
    assert equal(text, f"{scaled}e-{places}") is True


@given(st.lists(small, min_size=1, max_size=5), st.integers(1, 4), st.data())
def test_polynomials_from_their_roots(roots, lead, data):
    factored = str(lead) + "".join(f"(x-({root}))" for root in roots)
    coefficients = [lead]
    for root in roots:
        coefficients = [a - root * b for a, b in zip([*coefficients, 0], [0, *coefficients], strict=True)]

    def written(values):
        return "+".join(f"({value})x^{{{power}}}" for power, value in enumerate(reversed(values)))

    assert equal(written(coefficients), factored) is True
    place = data.draw(st.integers(0, len(coefficients) - 1))
    coefficients[place] += data.draw(st.sampled_from([-1, 1]))
    assert equal(written(coefficients), factored) is False


@given(fractions, st.integers(2, 50), fractions)
def test_radicals_and_perturbed_ones(a, n, b):
    text = rf"{latex(a)}+({latex(b)})\sqrt{{{n}}}"
    assert equal(text, rf"({latex(b)})\sqrt{{{n}}}+({latex(a)})") is True
    assert equal(rf"{latex(a)}+\frac{{({latex(b)})\sqrt{{{4 * n}}}}}{{2}}", text) is True
    assert equal(text, rf"{latex(a + Fraction(1, 10**15))}+({latex(b)})\sqrt{{{n}}}") is False


@given(fractions, fractions, st.booleans(), st.booleans())
def test_intervals_and_inequalities(low, high, closed, ending):
    assume(low < high)
    interval = f"{'[' if closed else '('}{latex(low)},{latex(high)}{']' if ending else ')'}"
    chain = latex(low) + (r"\le " if closed else "<") + "x" + (r"\le " if ending else "<") + latex(high)
    assert equal(chain, interval) is True
    assert equal(rf"\{{x \mid {chain}\}}", interval) is True
    other = f"{'(' if closed else '['}{latex(low)},{latex(high)}{']' if ending else ')'}"
    assert equal(other, interval) is False


@given(st.lists(fractions, min_size=2, max_size=6, unique=True), st.randoms(use_true_random=False))
def test_sets_have_no_order_and_tuples_have(values, rng):
    shuffled = values[:]
    rng.shuffle(shuffled)
    items, other = (list(map(latex, order)) for order in (values, shuffled))
    assert equal(rf"\{{{', '.join(items)}\}}", rf"\{{{', '.join(other)}\}}") is True
    assert equal(f"({', '.join(items)})", f"({', '.join(other)})") is (values == shuffled)
    changed = [*items[:-1], latex(values[-1] + 1)]
    assume(values[-1] + 1 not in values)
    assert equal(rf"\{{{', '.join(changed)}\}}", rf"\{{{', '.join(other)}\}}") is False


@pytest.mark.skipif(not DATA.is_dir(), reason="the gold answers lie beside the repository")
def test_re_spellings_are_equal_and_near_misses_are_not():
    golds = sorted(
        {
            json.loads(line)["gold"]
            for path in DATA.glob("golds_*.jsonl")
            for line in path.read_text("utf-8").splitlines()
        }
    )
    wrong = []
    count = 0
    for gold in random.Random(5).sample(golds, min(400, len(golds))):
        for label, variants in ((True, respellings(gold)), (False, near_misses(gold))):
            for variant in variants:
                count += 1
                found = equal(variant.text, gold)
                if found is not None and found is not label:
                    wrong.append((gold, *variant, label))
    assert len(wrong) <= count // 500, wrong  # two in a thousand
    assert not [row for row in wrong if row[-1] is False], wrong
