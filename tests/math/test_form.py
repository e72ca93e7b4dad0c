r"""What is an answer, and not only equal to one: `17+25` is equal to 42, and nobody has added it.

The definitions are in docs/math-rules.md; here are their corners. Reference first, then the answer.
"""

import pytest

from verifiers import MathReward, math_reward

SIMPLEST = MathReward(form="simplest")
ANY = MathReward(form="any")

# The reference is a numeral: these are numbers that nobody has still to work out.
WORKED_OUT = [
    ("42", "42"),
    ("42", "42.0"),
    ("42", "-(-42)"),
    ("42", "x = 42"),
    ("42", "42 = x"),
    ("42", r"42 \text{ apples}"),
    ("42", "17 + 25 = 42"),
    ("42", "x = 17 + 25 = 42"),
    ("42", r"\frac{84}{2}"),
    ("7", "seven"),
    ("-3", "−3"),
    ("1/2", "2/4"),
    ("1/2", "0.5"),
    ("1/2", r"50\%"),
    ("1/3", r"0.\overline{3}"),
    ("3/2", r"1\frac{1}{2}"),
    ("1000000", "10^6"),
    ("1500", r"1.5 \times 10^3"),
    ("1024", "2^{10}"),
    ("0.1", "10^{-1}"),
    ("4", r"\sqrt{16}"),
    ("2", r"\sqrt[3]{8}"),
    ("-4", r"-\sqrt{16}"),
    ("1/1024", r"\frac{1}{2^{10}}"),
    (r"\frac{9.5}{3.14159}", r"y = \frac{9.5}{3.14159}"),
    ("1.2", r"\frac{6}{5}"),
    ("4.71", r"\frac{3\pi}{2}"),
    ("3", r"3 \pmod 8"),
    ("3", "3 (mod 8)"),
    ("3", r"x \equiv 3 \pmod 8"),
    ("0.551", r"\frac{\sqrt{3}}{\pi}"),
    ("6.28", r"2\pi"),
    ("1.732", r"\sqrt{3}"),
    ("0.866", r"\frac{\sqrt{3}}{2}"),
    ("45", r"45^\circ"),
    (r"\infty", r"+\infty"),
]
# These are equal to the numeral, and work is left.
NOT_WORKED_OUT = [
    ("42", "17+25"),
    ("42", "x = 17+25"),
    ("42", "84-42"),
    ("42", r"6 \cdot 7"),
    ("42", r"6 \times 7"),
    ("42", "6*7"),
    ("42", "6(7)"),
    ("42", r"84 \div 2"),
    ("42", r"2+3 \cdot 13 + 1"),
    ("42", r"(17+25) \text{ apples}"),
    ("12", r"3 \cdot 2^2"),
    ("13", "3^2+2^2"),
    ("25", "(2+3)^2"),
    ("8", "2^{1+2}"),
    ("5", r"\sqrt{9+16}"),
    ("1/6", r"\frac12 \cdot \frac13"),
    ("1/6", r"\frac12 - \frac13"),
    ("3/4", r"\frac{3}{2 \cdot 2}"),
    ("3/4", r"\frac{1/2}{2/3}"),
    ("120", "5!"),
    ("105", "7!!"),
    ("10", r"\binom{5}{2}"),
    ("10", "C(5, 2)"),
    ("3", r"\log_2 8"),
    ("0", r"\ln 1"),
    ("1", r"\sin \frac{\pi}{2}"),
    ("5050", r"\sum_{k=1}^{100} k"),
    ("120", r"\prod_{k=1}^{5} k"),
    ("3", r"\lfloor 3.7 \rfloor"),
    ("5", "|-5|"),
    ("6", r"\gcd(12, 18)"),
    ("5", r"\max(2, 5)"),
    ("-2", r"\begin{vmatrix} 1 & 2 \\ 3 & 4 \end{vmatrix}"),
    ("-1", "i^2"),
    ("5", "5 + x - x"),
    ("5 cm", r"2 + 3 \text{ cm}"),
    # Products in disguise.
    ("425", r"17\sqrt{625}"),
    ("425", r"\frac{17}{25^{-1}}"),
    ("425", r"\frac{425\pi}{\pi}"),
    ("425", r"\sqrt{289}\sqrt{625}"),
    ("425", "17:0.04"),
    ("425", r"\frac{17}{0.04}"),
    ("4", r"2\sqrt{4}"),
    ("6", r"2\sqrt[3]{27}"),
    ("6", r"\sqrt{2}\sqrt{18}"),
    ("3", r"\frac{\sqrt{18}}{\sqrt{2}}"),
    ("18", r"2 \cdot 3^{2}"),
    ("1/2", r"\frac{1}{\sqrt{4}}\cdot 1"),
    ("12", r"\frac{12e}{e}"),
    ("3", "3 mod 8"),
    ("3", r"3 \bmod 8"),
    ("6", r"2(3)\%\cdot 100"),
]
# What is made of numerals: each of its numbers counts.
COMPOSED = [
    ("(1, 2)", "(x, y) = (1, 2)", True),
    ("(1, 2)", "x = 1, y = 2", True),
    ("(1, 2)", "(1, 1+1)", False),
    ("1, 2", r"x = 1 \text{ or } x = 2", True),
    ("1, 2", r"x = 1 \text{ or } x = 1+1", False),
    (r"\{-2, 2\}", r"\pm 2", True),
    (r"\{1, 2\}", r"\{2-1, 2\}", False),
    ("[0, 1)", r"0 \le x < 1", True),
    ("[0, 1)", r"x \in [0, 1)", True),
    ("[0, 1)", r"\{x \mid 0 \le x < 1\}", True),
    ("[0, 1)", r"0 \le x < 3-2", False),
    (r"(-\infty, 5)", "x < 5", True),
    (r"(-\infty, 5)", "x < 2+3", False),
    ("x < 5", r"(-\infty, 5)", True),
    (r"(-2, 2)", "|x| < 2", True),
    (r"(-\infty, 1) \cup (2, \infty)", r"x < 1 \text{ or } x > 2", True),
    (r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}", r"\begin{pmatrix} 1 \\ 1+1 \end{pmatrix}", False),
    (r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}", r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}", True),
    ("3:4", "6:8", True),
    ("3:4", "(1+2):4", False),
    (r"x \equiv 3 \pmod 7", r"x \equiv 10 \pmod 7", True),
    (r"x \equiv 3 \pmod 7", r"x \equiv 1+2 \pmod 7", False),
    (r"30^\circ", r"\frac{\pi}{6}", True),
    (r"30^\circ", r"\arcsin \frac{1}{2}", False),
]
# The reference is no numeral: forms are free, but for work that the reference does not leave.
FREE = [
    (r"2\pi", r"\pi + \pi", True),
    (r"1+\sqrt{2}", r"\sqrt{2}+1", True),
    (r"\ln 8", r"3 \ln 2", True),
    (r"\arctan 2", r"\arctan 2", True),
    (r"\binom{10}{3}", "120", True),
    (r"\binom{10}{3}", r"\binom{10}{7}", True),
    ("10!", r"10 \cdot 9!", True),
    ("10!", "3628800", True),
    ("x^2+2x+1", "(x+1)^2", True),
    ("e^x", r"\exp(x)", True),
    (r"\sin 2x", r"2 \sin x \cos x", True),
    (r"\frac{\pi}{6}", r"30^\circ", True),
    (r"\sqrt{2}", r"2\sin 45^\circ", False),
    (r"\frac{\pi}{4}", r"\arctan 1", False),
    (r"\frac{n(n+1)}{2}", r"\sum_{k=1}^{n} k", False),
    (r"n!", r"\prod_{k=1}^{n} k", False),
    (r"\sqrt{2} + 1", r"\max(\sqrt{2}+1, 1)", False),
    (r"1+\sqrt2, 1-\sqrt2", r"\frac{-(-2)\pm\sqrt{(-2)^2-4(1)(-1)}}{2(1)}", False),
    (r"1+\sqrt2, 1-\sqrt2", r"1 \pm \sqrt{2}", True),
    (r"3+\sqrt{5}", r"1+2+\sqrt{5}", False),
    (r"6\sqrt{5}", r"2 \cdot 3\sqrt{5}", False),
    (r"6\sqrt{5}", r"\sqrt{180}", True),
    ("ad-bc", r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}", False),
]
SIMPLER = [
    (r"\frac35", r"\frac{-3}{-5}", 0),
    (r"-\frac35", r"\frac{-3}{5}", 1),
    ("y", "1y", 0),
    ("y", r"\frac{y^3}{y^2}", 0),
    ("y^2", r"\frac{y^5}{y^3}", 0),
    (r"\frac{1}{y^2}", r"\frac{1}{y^2}", 1),
    (r"\frac{x^2}{y^2}", r"\frac{x^2}{yy}", 0),
    ("1/2", r"\frac{1}{2}", True),
    ("1/2", "0.5", True),
    ("1/2", "2/4", False),
    ("1/2", r"\frac{0.5}{1}", False),
    ("42", r"\frac{84}{2}", False),
    ("42", r"\frac{42}{1}", False),
    ("42", "17+25", False),
    (r"2\sqrt{2}", r"2\sqrt{2}", True),
    (r"2\sqrt{2}", r"\sqrt{8}", False),
    (r"\sqrt{6}", r"\sqrt{6}", True),
    (r"\frac{\sqrt{2}}{2}", r"\sqrt{\frac{1}{2}}", False),
    ("(1/2, 3)", "(2/4, 3)", False),
    ("4", r"\sqrt{16}", False),
    ("1024", "2^{10}", False),
    ("2^{1009}", "2^{1009}", True),
    ("2^{1009}", r"2 \cdot 2^{1008}", False),
    ("5", "5^1", False),
    ("1500", r"1.5 \times 10^3", True),
    (r"2\sqrt{2}", "8^{1/2}", False),
    (r"2\sqrt[3]{2}", r"\sqrt[3]{16}", False),
    (r"2\sqrt[3]{2}", r"2\sqrt[3]{2}", True),
    (r"\frac{\sqrt3}{2}", r"\frac{2\sqrt3}{4}", False),
    (r"\frac{\sqrt3}{2}", r"\frac{\sqrt{3}}{2}", True),
    (r"\frac{1+\sqrt3}{2}", r"\frac{2+2\sqrt3}{4}", False),
    (r"\frac{1+\sqrt3}{2}", r"\frac{1+\sqrt{3}}{2}", True),
    (r"\sqrt6", r"\sqrt2\sqrt3", False),
    (r"2\pi", r"\frac{4\pi}{2}", False),
    (r"2\pi", r"\pi+\pi", False),
    ("3:4", "6:8", False),
    ("3:4", "3:4", True),
    (r"\frac{x}{2}", r"\frac{2x}{4}", False),
    (r"\frac{x}{2}", r"\frac{1}{2}x", True),
    (r"\frac{x+1}{2}", r"\frac{2x+2}{4}", False),
    ("m^2", r"\frac{3nm^2}{3n}", False),
    ("5x", "2x+3x", False),
    ("42", "-(-42)", False),
]
ECHOES = [
    ("42", "17+25", "What is $17+25$?", False),
    ("42", r"\frac{84}{2}", "What is 84/2?", False),
    ("42", r"\frac{84}{2}", "What is $84 ÷ 2$?", False),
    ("42", "84/2", r"Compute $\dfrac{84}{2}$.", False),
    ("42", "84/2", "What is 184/2 - 50?", True),
    ("42", "84/2", "What is 84/20 times ten?", True),
    ("1024", "2^{10}", "Compute $2^{10}$.", False),
    ("1024", "2^{10}", "How many subsets has a set of ten?", True),
    ("1024", "1024", "Is 1024 a power of two? Give it.", True),
    ("3/4", "3/4", "Which is larger, 2/3 or 3/4?", True),
    ("(x+1)^2", "x^2+2x+1", "Factor $x^2 + 2x + 1$.", False),
    ("(x+1)^2", "(x+1)^2", "Factor $x^2 + 2x + 1$.", True),
    ("x^2+2x+1", "x^2+2x+1", "Expand $(x+1)^2$.", True),
    ("yes", "yes", "Answer yes or no.", True),
]
HEDGES = [
    ("5", "5 or 6"),
    ("5", r"5 \text{ or } 6"),
    ("5", "5, 6"),
    ("5", r"\{5, 6\}"),
    ("5", "(5, 6)"),
    ("5", "[5, 6]"),
    ("5", r"\pm 5"),
    ("5", "x > 4"),
    ("5", r"5 \pm 1"),
    ("5", "5 = 6"),
    ("B", "A or B"),
    ("B", "A, B, C, D"),
    ("yes", "yes or no"),
]


@pytest.mark.parametrize(("reference", "answer"), WORKED_OUT)
def test_worked_out(reference, answer):
    assert math_reward.grade(f"\\boxed{{{answer}}}", reference).score == 1.0


@pytest.mark.parametrize(("reference", "answer"), NOT_WORKED_OUT)
def test_not_worked_out(reference, answer):
    verdict = math_reward.grade(f"\\boxed{{{answer}}}", reference)
    assert (verdict.score, verdict.detail["evidence"]) == (0.0, "form")
    assert ANY.grade(f"\\boxed{{{answer}}}", reference).score == 1.0


@pytest.mark.parametrize(("reference", "answer", "paid"), [*COMPOSED, *FREE])
def test_other_kinds(reference, answer, paid):
    assert math_reward.grade(f"\\boxed{{{answer}}}", reference).score == paid
    assert ANY.grade(f"\\boxed{{{answer}}}", reference).score == 1.0


@pytest.mark.parametrize(("reference", "answer", "paid"), SIMPLER)
def test_simplest(reference, answer, paid):
    assert SIMPLEST.grade(f"\\boxed{{{answer}}}", reference).score == paid


@pytest.mark.parametrize(("reference", "answer", "prompt", "paid"), ECHOES)
def test_echoes_of_the_prompt(reference, answer, prompt, paid):
    verdict = math_reward.grade(f"\\boxed{{{answer}}}", reference, prompt=prompt)
    assert verdict.score == paid
    assert ANY.grade(f"\\boxed{{{answer}}}", reference, prompt=prompt).score == paid


@pytest.mark.parametrize("reward", [math_reward, ANY], ids=["evaluated", "any"])
@pytest.mark.parametrize(("reference", "answer"), HEDGES)
def test_hedging_never_pays(reference, answer, reward):
    assert reward.grade(f"\\boxed{{{answer}}}", reference).score == 0.0


@pytest.mark.parametrize(
    "chain", ["17+25=43", "17+25=42=43", "x = 17+25 = 43", "42 = 17+26", "x = 42 = 43"], ids=lambda chain: chain
)
def test_a_chain_with_a_wrong_step_is_no_answer(chain):
    assert math_reward.grade(f"\\boxed{{{chain}}}", "42").score == 0.0


def test_a_disguised_sum_is_no_mixed_number():
    assert ANY.grade(r"\boxed{17\frac{25}{1}}", "42").score == 0.0


def test_several_boxes():
    assert math_reward.grade(r"<think>a</think> \boxed{41} \n so \boxed{42}", "42").score == 0.0
    assert math_reward.grade(r"<think>a</think> \boxed{42} \n so \boxed{42.0}", "42").score == 1.0
