r"""What only repeats the prompt: the tree of the answer against every expression of the prompt, however disguised."""

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from verifiers import MathReward
from verifiers.math import fallback
from verifiers.math.canonical import canonical
from verifiers.math.echo import MAX_FORMULA, MAX_READ, _is_spelled_in, formulas, is_echo
from verifiers.math.reading.parse import read
from verifiers.math.reading.tokens import Unreadable
from verifiers.math.worked_out import is_numeral

ANY = MathReward(form="any")

# Prompt, reference, and ways to write the question, which are not paid.
QUESTIONS = [
    ("Expand $(x+3)(x-5)$.", "x^2-2x-15", ["(x+3)(x-5)=(x+3)(x-5)", "(x-5)(x+3)=(x+3)(x-5)"]),
    (
        "What is $3^{7}$?",
        "2187",
        [
            "3^7",
            "x = 3^{7}",
            "+3^7",
            "3^{(7)}",
            "3⁷",
            r"3^{7} \text{ apples}",
            r"\frac{3^7}{1}",
            "3^{7.0}",
            r"\boxed{3^7}",
        ],
    ),
    (
        "What is 96/4?",
        "24",
        [
            "96/4",
            r"\left(\frac{96}{4}\right)",
            "(96/4",
            r"\tfrac{96}4",
            r"\frac{96.0}{4}",
            "96/4 pages",
            "n=96/4",
            "1(96/4)",
        ],
    ),
    (
        "Expand $(y-3)(2y+5)$.",
        "2y^2-y-15",
        ["(2y+5)(y-3)", "[y-3][2y+5]", "(5+2y)(-3+y)", "g(y)=(y-3)(2y+5)", "-(3-y)(2y+5)", r"\frac{2(y-3)(2y+5)}{2}"],
    ),
    (
        "Simplify $\\sqrt{98}$.",
        r"7\sqrt2",
        [r"+\sqrt{98}", r"\sqrt{98.0}", "98^{1/2}", r"(\sqrt{98}", r"\sqrt{98} + 1 - 1"],
    ),
    ("Factor $x^2+x-12$ completely.", "(x+4)(x-3)", ["x-12+x^2", "-(12-x-x^2)", "(x^2+x-12)"]),
    (
        "Find $\\lim_{n\\to\\infty}(1+3/n)^n$.",
        "e^3",
        [r"\lim_{n\to\infty}(1+3/n)^n", r"(\lim_{n\to\infty}(1+\frac3n)^n)"],
    ),
    ("Write $\\frac{7}{8}$ as a decimal.", "0.875", [r"\frac78", "7/8", "(7/8)"]),
    ("Write $0.875$ as a fraction.", r"\frac{7}{8}", ["0.875", "(0.875)"]),
    ("Convert $\\frac{5\\pi}{6}$ to degrees.", r"150^\circ", [r"\frac{5\pi}{6}", r"5\pi/6"]),
    ("Simplify $\\frac{6}{8}$.", r"\frac34", [r"\frac68", "6/8"]),
    ("Write with a negative exponent: $\\frac{1}{x^3}$.", "x^{-3}", [r"\frac{1}{x^3}"]),
    ("Write in interval notation: $\\{x \\mid x \\neq 5\\}$", r"(-\infty,5)\cup(5,\infty)", [r"\{x \mid x \ne 5\}"]),
    ("Simplify $\\frac{3nm^2}{3n}$.", "m^2", [r"\frac{3 n m^{2}}{3 n}"]),
    (
        "Simplify both: $\\sqrt{8}$ and $\\sqrt{18}$.",
        r"2\sqrt2, 3\sqrt2",
        [r"\sqrt8, \sqrt{18}", r"\sqrt{18}, \sqrt{8}"],
    ),
    ("Compute 12 + 30 - 5 mentally.", "37", ["12+30-5"]),
    ("Evaluate: $f(x) = (x+1)^3$, expanded.", "x^3+3x^2+3x+1", ["((x+1)^3)", "(1+x)^3"]),
]
# Prompt, reference and a right answer that the prompt happens to hold, or that is what was asked for.
RIGHT = [
    ("Expand $(x+3)(x-5)$.", "x^2-2x-15", "(x+3)(x-5)=x^2-2x-15"),
    ("Which is larger, 2/3 or 3/4?", "3/4", "3/4"),
    ("Which is larger, 2/3 or 3/4?", r"\frac{3}{4}", "3/4"),
    ("Is $x+1$ a factor of $x^2-1$? Name it.", "x+1", "1+x"),
    ("What is 184/2 - 50?", "42", "84/2"),
    ("Expand $(x+1)^2$.", "x^2+2x+1", "1+2x+x^2"),
    ("Suppose $\\sin D = 0.7$ and $DE = \\sqrt{51}$. What is $DE$?", r"\sqrt{51}", "51^{1/2}"),
    ("What is $1^{5}$?", "1", "5/5"),
    ("Find the opposite of $x-y$.", "y-x", "-(x-y)"),
    ("Simplify $-2\\sqrt[3]{16}+2\\sqrt[3]{16}+2\\sqrt[3]{2}$.", r"2\sqrt[3]{2}", r"2 \cdot 2^{1/3}"),
    ("A coin shows heads with probability $0.5$. And tails?", r"\frac12", "0.5"),
    ("Suppose that $|a|=\\sqrt{3}$. Find $|b|$.", r"\sqrt{3}", r"\frac{3(\sqrt{3})}{3}"),
    ("Find the tangent plane of $f(x,y)=x+2y$.", "x+2y=z", "z=x+2y"),
    ("Distribute: $3(8v+9)$", "24v+27", "27+24v"),
]


@pytest.mark.parametrize(
    ("prompt", "reference", "answer"),
    [(prompt, right, answer) for prompt, right, echoes in QUESTIONS for answer in echoes],
)
def test_the_question_is_no_answer(prompt, reference, answer):
    assert MathReward().grade(f"\\boxed{{{answer}}}", reference, prompt=prompt).score == 0.0
    if "lim" not in answer:
        assert ANY.grade(f"\\boxed{{{answer}}}", reference).score == 1.0
        verdict = ANY.grade(f"\\boxed{{{answer}}}", reference, prompt=prompt)
        assert (verdict.score, verdict.detail["evidence"]) == (0.0, "form")


@pytest.mark.parametrize(("prompt", "reference", "answer"), RIGHT)
def test_a_right_answer_that_the_prompt_holds(prompt, reference, answer):
    assert ANY.grade(f"\\boxed{{{answer}}}", reference, prompt=prompt).score == 1.0


UNREAD = [
    (r"Evaluate $\int_1^3 4x\,dx$.", "16", r"\int_1^3 4x\,dx"),
    (r"Evaluate $\int_1^3 4x\,dx$.", "16", r"\int_{1}^{3} 4x \, \mathrm{d}x"),
    (r"Evaluate $\int_1^3 4x\,dx$.", "16", r"\displaystyle\int\limits_1^3 (4x) dx"),
    (r"Evaluate $A=\int_1^3 4x\,dx$.", "16", r"A = \int_1^3 4x dx"),
    (r"Find $\lim_{x \to 0} \dfrac{\sin 5x}{x}$", "5", r"\lim_{x\to0}\frac{\sin5x}{x}"),
    (r"Find $$\lim_{n\to\infty}\left(1+\frac1n\right)^n.$$", "e", r"\lim_{n \to \infty} (1+\frac{1}{n})^{n}"),
    ("What is ∫_0^2 3x^2 dx?", "8", r"\int_0^2 3x^2\,dx"),
    (r"Evaluate $\int_1^3 4x\,dx$.", "16", r"4\int_1^3 x\,dx"),
    (r"Evaluate $\int_1^3 4x\,dx$.", "16", r"\int_1^3 4\theta\,\mathrm{d}\theta + 0"),
    (r"Find $\lim_{x \to 0} \frac{\sin 5x}{x}$", "5", r"\lim\limits_{t\rightarrow0}\frac{\sin(5t)}t"),
    (r"Write $\int_1^3 4x\,dx$ with the constant in front.", r"4\int_1^3 x\,dx", r"\int_1^3 4x\,dx"),
]


@pytest.mark.parametrize(("prompt", "reference", "answer"), UNREAD)
@pytest.mark.parametrize("form", ["any", "evaluated"])
def test_the_question_is_no_answer_where_no_tree_is_read(monkeypatch, prompt, reference, answer, form):
    monkeypatch.setattr(fallback, "ask", lambda *_: fallback.Reply(True, "", "It says so."))  # noqa: FBT003
    grade = MathReward(form=form).grade
    assert grade(rf"\boxed{{{answer}}}", reference, prompt=prompt).score == 0.0
    assert ANY.grade(rf"\boxed{{{answer}}}", reference, prompt="What is it?").score == 1.0
    assert ANY.grade(rf"\boxed{{{answer}}}", answer, prompt=prompt).score == 1.0  # it was to be repeated


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        (r"\int_1^3 2x\,dx", "8"),
        (r"2\int_1^3 (x+x)\,dx", "16"),
        (r"\int_1^3 4x dx", r"\int_{1}^{3} 4x \, \mathrm{d}x"),
        (r"\int_{1}^{3} 4x^{2} dx", "104/3"),
    ],
)
def test_what_the_prompt_does_not_say_is_compared(monkeypatch, answer, reference):
    monkeypatch.setattr(fallback, "ask", lambda *_: fallback.Reply(True, "", "It says so."))  # noqa: FBT003
    verdict = ANY.grade(
        rf"\boxed{{{answer}}}", reference, prompt=r"Given $\int_1^3 4x\,dx$ and $3\int_1^3 2x\,dx$, ..."
    )
    assert verdict.score == 1.0


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("(x+2)(x+1)", "(1+x)(2+x)", True),
        ("6-5x+x^2", "x^2-5x+6", True),
        ("(a-b)(c-d)", "(b-a)(d-c)", True),
        ("-(x-y)", "y-x", True),
        ("2x=3", "3=2x", True),
        ("x<3", "3>x", True),
        ("x+1", "x+1.0", True),
        ("x+y", "x-y", False),
        ("17+25", "42", False),
        ("(xy)^2", "xy^2", False),
        ("x^{yz}", "x^y z", False),
        ("2^{3x}", "2^3 x", False),
        ("(x+1)^2", "x+1^2", False),
        ("x/(yz)", "x/y z", False),
        ("(1,2)", "(2,1)", False),
        ("(1,2)", "[1,2]", False),
        ("a-(b-c)", "a-b-c", False),
        ("|x-y|", "|y-x|", True),
        (r"\max(a,b)", r"\max(b,a)", True),
        (r"\log_2 8", r"\log_8 2", False),
    ],
)
def test_canonical(left, right, same):
    assert (canonical(read(left)) == canonical(read(right))) is same


@pytest.mark.parametrize(
    ("left", "right"),
    [("50^{1/2}", r"\sqrt{50}"), ("x^{-1}", r"\frac1x"), (r"\frac{x}{2}", r"\frac12 x"), ("x^{2/3}", r"\sqrt[3]{x^2}")],
)
def test_notation_is_loose_only(left, right):
    assert canonical(read(left), loose=True) == canonical(read(right), loose=True)
    assert canonical(read(left)) != canonical(read(right))


def test_what_is_undone_on_the_spot():
    for text in ("x+1-1", r"\frac{3x}{3}", "x+y-y", r"\frac{xy^2}{y^2}"):
        assert canonical(read(text), cancel=True) == "x"
        assert canonical(read(text)) != "x"


EXPRESSIONS = st.recursive(
    st.sampled_from(["x", "y", "2", "3", r"\pi"]),
    lambda part: st.tuples(part, st.sampled_from(["+", "-", r"\cdot ", "/"]), part).map(
        lambda three: f"({three[0]}){three[1]}({three[2]})"
    ),
    max_leaves=8,
)


@given(EXPRESSIONS)
def test_every_expression_of_a_prompt_is_found_in_its_disguises(text):
    assume(any(sign in text for sign in ("+", "-", "/", "cdot")) and not is_numeral(read(text)))
    for disguise in (f"(({text})", f"1({text})", f"{text}+0", rf"\frac{{{text}}}{{1}}"):
        assert is_echo("?", read(disguise), read("q+1"), f"Compute ${text}$ now.")


@pytest.mark.parametrize(
    "unit",
    [
        "$",
        "$x+1$ ",
        "\\(",
        "\\frac{",
        "\\frac{1}{",
        "(",
        "x+",
        "1/2 ",
        "((((x))))$",
        "\\text{",
        "a b c ",
        "^",
        "x=",
        "{",
        "|",
    ],
)
def test_hostile_prompts_are_read_in_bounded_time(unit):
    prompt = unit * (100_000 // len(unit))
    started = time.process_time()
    is_echo("x^2+1", read("x^2+1"), read("1+y"), prompt)
    assert time.process_time() - started < 30


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("Let $x=2$ and 3 + 4 be", ["3 + 4", "x=2"]),  # the last ones first
        ("3 + 4 is $x$", ["x", "3 + 4"]),
        ("a $x+1$ b $y+1$ c", ["y+1", "x+1"]),
        ("unclosed $x+1 and more", ["x+1"]),
        (r"\(a+b\) then \[c+d\] then 2*3.", ["2*3", "c+d", "a+b"]),
        (r"$a+b \(c+d\)", ["c+d", "a+b"]),
        ("$$a+b$$ and $c$", ["c", "a+b"]),
        ("no formula here", []),
    ],
)
def test_the_formulas_of_a_prompt(prompt, found):
    assert [one for one in formulas(prompt) if one] == found


def test_a_text_is_looked_for_in_so_much():
    assert _is_spelled_in("3+4", "x" * 99_997 + "3+4")
    assert not _is_spelled_in("3+4", "x" * 99_998 + "3+4")


@pytest.mark.parametrize(("text", "found"), [("3+4", True), ("is 3 + 4.", True), ("13+4", False), ("3+45", False)])
def test_a_text_is_looked_for_as_a_whole(text, found):
    assert _is_spelled_in("3+4", text) is found


def test_so_much_is_read_from_the_end():
    filler = f"${'+'.join(['x'] * (MAX_FORMULA // 2))}$ " * (MAX_READ // MAX_FORMULA + 1)
    assert is_echo("?", read("2^7 y"), read("q"), filler + "$2^7 y$")
    assert not is_echo("?", read("2^7 y"), read("q"), "$2^7 y$" + filler)
    assert is_echo("2^7 y", read("2^7 y"), read("q"), "$2^7 y$" + filler)  # its text is found


@pytest.mark.parametrize(("more", "found"), [(0, True), (1, False)])
def test_twenty_thousand_characters_of_formulas_are_read(more, found):
    prompt = "$2^7 y$ " + " ".join(f"${'y' * size}$" for size in [400] * 49 + [395 + more])
    assert sum(map(len, formulas(prompt))) == 20_000 + more
    assert is_echo("?", read("2^7 y"), read("q"), prompt) is found


@given(st.text(max_size=60))
def test_total(text):
    try:
        tree = read("x^2+1")
        is_echo(text, tree, read("1+y"), text)
        canonical(read(text), loose=True, cancel=True)
    except Unreadable:
        pass
