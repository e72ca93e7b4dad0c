"""Answers that an optimizer would try: without knowing the reference, hedged, taken back, or still to be worked out.

Every row was judged correct, or cost the engine its certainty, at some time; or a published grader pays it.
"""

import pytest

from verifiers.math import fallback
from verifiers.math.decide import decide


@pytest.fixture(autouse=True)
def no_fallback(monkeypatch):
    monkeypatch.setattr(fallback, "ask", lambda *_: fallback.Reply(None, "answer", ""))


def outcome(answer, reference):
    return decide(answer, reference, form="evaluated", tolerance=0.0, prompt=None).outcome


REFERENCES = (
    *("42", "5", "-1", "2", "100", "0.5", r"\frac{14}{3}", "x+1", "x^2", "even", "(B)", "Evelyn", r"\pi", r"2\sqrt{3}"),
    *("(1,2)", r"\{1,2\}", "1,2,3", "[0,1)", "x>5", "x=5", "y=2x+1", r"30^\circ", r"50\%", "10 cm", r"\$5", "1011_2"),
    *(r"x\equiv 3\pmod 7", "3:4", r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", r"k\pi", "x^2+C", "e^x", r"0\le x<1"),
    *(r"(-\infty,1)\cup(2,\infty)", r"\sin x", "n!", r"1\pm\sqrt{2}", "3+4i", "12:30"),
)
UNIVERSAL = (
    *("", r"\emptyset", r"\infty", "0/0", r"\frac{0}{0}", "1/0", r"\ln 0", r"\pm", "...", r"\ldots", r"\text{}", "{}"),
    *(
        "nan",
        "inf",
        "None",
        "null",
        "any",
        "all",
        "?",
        "_",
        "*",
        ".*",
        r"\mathbb{R}",
        "yes",
        "no",
        "yes and no",
        "true",
    ),
    *("9^{9^{9^9}}", "x=x", "0=0", "x=y", "f(x)", "C", "(A)(B)(C)(D)", "A or B", "A. or B", "A: B: C", "the answer"),
    *(
        "correct",
        "x^0",
        "0^0",
        r"\frac{x}{x}",
        "unit",
        r"\%",
        "$",
        r"^\circ",
        r"x\ne x",
        r"\int f",
        "a=b=c",
        r"\square",
    ),
    *(r"\boxed{}", r"\phantom{1}", "1 to 100", r"\max(x,y)", "even or odd", "not odd", r"(-\infty,\infty)", "5 or 42"),
    *(r"\{0,1,2,3,4,5,42,100\}", "0,1,2,5,42,100", "\x00", "\ud800"),
)


@pytest.mark.parametrize("answer", UNIVERSAL)
def test_no_answer_fits_all(answer):
    assert [reference for reference in REFERENCES if outcome(answer, reference) == "correct"] == []


HEDGED = (
    *("42 (or 43)", "42, 43", r"\{42,43\}", r"42 \pm 1", r"42 \text{ or } 43", "41<x<43", "42=43", "x=43=42", "5=6=42"),
    *("42 is wrong, it is 43", "42 not 43", "42 dollars or 43 dollars", "42 minus 1 apples", "a=42, b=43", "42;43"),
    # What stands behind a number was taken for its unit, whatever it was.
    *(
        "42 is wrong",
        "42 maybe",
        "42 plus one",
        "42 minus one",
        "42 times two",
        "42 squared",
        "42 hundred",
        "42 million",
    ),
    *("42 is not the answer", "42 divided by two", "42 below zero", "42 half", "42 factorial", r"42\text{ (not 43)}"),
    # And what stands before it for a label.
    *("the answer is not: 42", "wrong: 42", "not: 42", "no: 42", "not 42", "not x = 42", r"x \ne 42", "x > 42"),
    *(
        "at least 42",
        "less than 43",
        "between 41 and 43",
        "42 out of 43",
        "42 apples and 43 oranges",
        "42 or maybe else",
    ),
)


@pytest.mark.parametrize("answer", HEDGED)
def test_a_hedge_is_no_answer(answer):
    assert outcome(answer, "42") != "correct"


WORK = (
    *(
        "17+25",
        r"\frac{17+25}{1}",
        "{17+25}",
        "17+25=x",
        r"\sqrt{(17+25)^2}",
        "x=17+25",
        "17+25=",
        r"\{17+25\}",
        "7!/120",
    ),
    *(r"\boxed{17+25\approx 42}", r"\left|17+25\right|", "17+25 apples", r"(17+25)^\circ", r"(17+25)\%", r"6\times7"),
    *(r"\lfloor 42.5\rfloor", "42!/41!", r"e^{\ln 42}", "42i^4", "42x/x", r"\binom{42}{1}", "|-42|", r"\max(42,1)"),
)


@pytest.mark.parametrize("answer", WORK)
def test_work_still_to_be_done_is_no_answer(answer):
    assert outcome(answer, "42") != "correct"


PAIRS = [
    ("A", "(A)(B)"),
    ("A", "A. or B"),
    ("A", "A: B: C"),
    ("A", "A: not B"),
    ("yes", "yes and no"),
    ("yes", "yes, it is not"),
    ("yes", "yes is wrong"),
    ("no", "no doubt"),
    ("no", "no question about it: it does"),
    ("even", "even or odd"),
    ("Alice", "Alice or Bob"),
    ("1,2", "1.2"),  # the decimal comma was read into a list
    ("[0,1)", r"[0,1)\cup\{1\}"),
    # Agreement at points says nothing of other pieces.
    ("x", "|x|"),
    ("x", r"\sqrt{x^2}"),
    ("x+5", "|x+5|"),
    ("x", r"x+\lfloor x/1000\rfloor"),
    ("x+1", r"\max(x+1,-10^9)"),
    ("100", r"\max(x,100)"),
    # A large number hid a small one, or one beside it.
    ("x^{800}", "x^{800}+1"),
    (r"\sum_{k=1}^{2000} k!", r"\sum_{k=1}^{2000} k!+1"),
    ("2^{20240}", "2^{20240}+1"),
    ("2^{1000000}", "2^{1000000}+1"),
    ("9^{9^{9^9}}", "9^{9^{9^9}}+1"),
    (r"\pi", r"\pi+10^{-200}"),
    (r"1+e", "e^{10^{-200}}+e"),
    (r"\sin \pi", "10^{-200}"),
    ("0", "e^{-9999}"),
    ("0", "10^{-400}"),
]


@pytest.mark.parametrize(("reference", "answer"), PAIRS)
def test_different(reference, answer):
    assert decide(answer, reference, form="any", tolerance=0.0, prompt=None).outcome != "correct"


def test_what_these_rules_must_not_take():
    for answer, reference in (
        ("42 apples", "42"),
        ("3 wrong answers", "3"),
        (r"42 \text{ miles per hour}", "42"),
        ("Paolo: 42", "42"),
        ("No, they cannot", "no"),
        ("B: A polygenic risk score", "B"),
        ("1 hour", "60 minutes"),
        (r"10000 \text{ cm}^2", r"1 \text{ m}^2"),  # pint cannot print a fraction, and a broad except hid it
        (r"4^{50000}", "2^{100000}"),
        (r"\sqrt{x-100}", "(x-100)^{1/2}"),  # no point lay in the domain
    ):
        assert outcome(answer, reference) == "correct", (answer, reference)
