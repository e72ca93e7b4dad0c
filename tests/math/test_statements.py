"""Ellipses, limits that are named, statements of all or of some, signs alone, and damage of the way here."""

import pytest

from verifiers import MathReward
from verifiers.math.equality.ellipses import MAX_SERIES
from verifiers.math.reading.parse import read

EQUAL = [
    # ellipses
    (r"2, 4, 6, \ldots", "2,4,6,..."),
    (r"2, 4, 6, \ldots", r"\{2, 4, 6, \dots\}"),
    (r"(a_1, a_2, \, \ldots, \, a_{77})", r"(a_1, a_2, \dots, a_{77})"),
    (r"\frac{b_1+b_2+\cdots+b_n}{n}", r"\frac1n(b_1 + b_2 + \dots + b_n)"),
    (r"\sqrt{b_1^2+\cdots+b_n^2}", r"(b_1b_1+\dots+b_nb_n)^{1/2}"),
    (r"2 \cdot 4 \cdots (2n)", r"2 \times 4 \times \dots \times (n+n)"),
    (r"b_1b_2\cdots b_n", r"b_1 \cdot b_2 \cdot \ldots \cdot b_n"),
    (r"x\left(2-x+\frac{5}{4}x^{2}-\cdots\right)", r"x(2 - x + \frac{5x^2}{4} - \dots)"),
    (r"2+4+\dots+2n = s", r"s = 2+4+\dots+2n"),
    (r"\begin{pmatrix} 1 & \cdots & n \\ \vdots & \ddots & \vdots \end{pmatrix}",
     r"\begin{bmatrix} 1 & \dots & n \\ \vdots & \ddots & \vdots \end{bmatrix}"),
    # limits
    (r"\lim_{n \to \infty} T_n = \frac{7}{4}", "7/4"),
    (r"\lim_{n \to \infty} T_n = \frac{7}{4}", r"\lim _{k \rightarrow \infty} T_{k}=1.75"),
    (r"\lim _{n \rightarrow \infty} 3n /(4n+1)=3 / 4", r"\lim_{m\to\infty} \frac{3m}{4m+1} = \frac34"),
    (r"\lim_{x \to 2^+} g(x) = 3", r"\lim_{t \to 2^{+}} g(t) = 3"),
    # statements
    (r"\forall y \in \mathbb{R}, y^2 \geqslant 2y - 1", "∀t∈R, t^2 ≥ 2t-1"),
    (r"\forall y > 0, y^2 > y", r"\forall y \in (0, \infty): y < y^2"),
    (r"\neg p: \exists n \in \mathbb{N}^*, 2^n < n", r"∃k∈ℕ*, 使得 2^k < k"),
    (r"a_n = 3n \quad \forall n", "a_n = 3n"),
    (r"p \lor \neg q", r"p \vee \lnot q"),
    # sets
    (r"\bigcup_{k=-\infty}^{\infty} (4k\pi, (4k+1)\pi)", r"\bigcup_{m \in \mathbb{Z}} (4m\pi, 4m\pi+\pi)"),
    (r"(0, 2) \bigcup (3, 4)", r"(0, 2) \cup (3, 4)"),
    (r"P \cap \text{∁\_U} Q = \{2, 3\}", r"P \cap \complement_U Q = \{3, 2\}"),
    (r"P \cap Q = \{2, 3\}", r"\{3, 2\}"),
    (r"y|y \leqslant 4", r"(-\infty, 4]"),
    (r"y|2 \leqslant y \leqslant 4 \text{ or } y=7", r"\{y \mid 2 \le y \le 4 \text{ or } y = 7\}"),
    ("{β|β=k⋅180°+20°,k∈Z}", r"\{\beta \mid \beta = k \cdot 180^\circ + 20^\circ, k \in \mathbb{Z}\}"),
    (r"2^n, (n \in \mathbb{N}^*)", "2^n"),
    (r"P \subset Q", "P ⊂ Q"),
    (r"a \not\in P", r"a \notin P"),
    # signs alone, circled numbers
    ("<", r"$\lt$"),
    (r"\div", "÷"),
    (r"\textcircled{2}\textcircled{5}", "②⑤"),
    ("②⑤", r"⑤, ②"),
    ("②⑤", r"② \text{ and } ⑤"),
    # matrices
    (r"\left|\begin{array}{ll} 3 & 1 \\ 2 & 4 \end{array}\right| = 10", "10"),
    (r"c_1\begin{bmatrix} 3 \\ 5 \end{bmatrix} e^{2t}", r"c_1 e^{2t}\begin{pmatrix} 3 \\ 5 \end{pmatrix}"),
    (r"[\mathbf{v}]_{B} = \begin{bmatrix} 3 \\ 5 \end{bmatrix}", "(3, 5)"),
    # damage
    ("75^\n", r"75^\circ"),
    (r"\textdollar{250}", "250"),
    (r"2\text{\textbackslash}sqrt{7}", r"2\sqrt7"),
    (r"[0, 1] \cup, [2, 3]", r"[0, 1] \cup [2, 3]"),
    (r"[\log_{5}^{\frac{3}{2}}, 1]", r"[\log_5 \frac32, 1]"),
    ("_y_ ≥ 2", r"y \ge 2"),
    ("g(x1) + g(x2)", "g(x_1) + g(x_2)"),
    ("$x = 4$\n$y = 5$", "x = 4, y = 5"),
    ("x = 4\ny = 5", "x = 4, y = 5"),
    # a number behind a plus has a factor behind it, and no unit
    ("7+5 t^2", "5t^2 + 7"),
    ("16 t^2", "16t^2"),
]  # fmt: skip
DIFFERENT = [
    (r"2, 4, 6, \ldots", "2, 4, 6"),
    ("2, 4, 6", r"2, 4, 6, \ldots"),
    (r"2, 4, 6, \ldots", r"4, 2, 6, \ldots"),
    (r"2, 4, 6, \ldots", r"2, 4, 8, \ldots"),
    (r"(2, \ldots, 2)", r"\{2, \ldots, 3\}"),
    (r"2+4+\dots+2n", r"3+3+\dots+2n"),  # of one value, if the dots had one
    (r"2+4+\dots+2n = s", r"3+3+\dots+2n = s"),
    (r"2+4+\dots+2n", r"2+4-\dots+2n"),
    (r"2+4+\dots+2n", r"2+4+6+\dots+2n"),
    (r"b_1b_2\cdots b_n", r"b_2b_1\cdots b_n"),
    ("30", r"2+4+\dots+10"),
    ("7", r"\dots = 7"),
    ("7", r"x = \dots = 7"),
    ("7", r"7 = \dots"),
    (r"\lim_{n \to \infty} T_n = \frac{7}{4}", r"\lim_{n \to 0} T_n = \frac{7}{4}"),
    (r"\lim_{n \to \infty} T_n = \frac{7}{4}", r"\lim_{k \to \infty} T_n = \frac{7}{4}"),
    (r"\lim_{n \to \infty} T_n = \frac{7}{4}", r"\lim_{n \to \infty} S_n = \frac{7}{4}"),
    (r"\lim_{x \to 2^+} g(x) = 3", r"\lim_{x \to 2^-} g(x) = 3"),
    (r"\forall y \in \mathbb{R}, y \leqslant 4", r"\exists y \in \mathbb{R}, y \leqslant 4"),
    (r"\forall y \in \mathbb{R}, y \leqslant 4", r"\forall y \in \mathbb{Q}, y \leqslant 4"),
    (r"\forall y \in \mathbb{R}, y \leqslant 4", r"\forall y \in \mathbb{R}, y < 4"),
    (r"\forall y \in \mathbb{R}, y \leqslant 4", r"y \leqslant 4"),
    (r"\exists n \in \mathbb{N}^*, 2^n < n", r"\exists n \in \mathbb{N}, 2^n < n"),
    (r"\neg p: \forall y > 0, y^2 > y", r"p: \forall y > 0, y^2 > y"),
    (r"p \lor \neg q", r"p \lor q"),
    (r"\bigcup_{k=-\infty}^{\infty} (4k\pi, (4k+1)\pi)", r"\bigcup_{k=-\infty}^{\infty} (4k\pi, (4k+2)\pi)"),
    (r"\bigcup_{k=-\infty}^{\infty} (4k\pi, (4k+1)\pi)", r"\bigcup_{k=0}^{\infty} (4k\pi, (4k+1)\pi)"),
    (r"\bigcup_{k=-\infty}^{\infty} (4k\pi, (4k+1)\pi)", r"\bigcap_{k=-\infty}^{\infty} (4k\pi, (4k+1)\pi)"),
    (r"P \cap \complement_U Q = \{2\}", r"P \cap Q = \{2\}"),
    (r"P \cap Q = \{2\}", r"P \cup Q = \{2\}"),
    (r"P \subset Q", r"Q \subset P"),
    (r"P \subset Q", r"P \subsetneq Q"),
    ("(0, 5)", r"0 < x < 5, x \in \mathbb{Z}"),
    ("<", ">"),
    (r"\times", "+"),
    ("②⑤", "②④"),
    ("②⑤", "②"),
    ("②⑤", "25"),
    (r"\begin{cases} 0 & \min[x, y] < 0 \\ 1 & \min[x, y] \ge 0 \end{cases}",
     r"\begin{cases} 0 & \min[x, y] < 0 \\ 1 & \min[x, y) \ge 0 \end{cases}"),
    ("75^\n", "76"),
    ("x = 4y = 5", "x = 4\ny = 5"),
    ("7+5 t^2", "12t^2"),
    ("16 t^2", "16"),
    ("2x3", "2x_3"),
]  # fmt: skip


@pytest.mark.parametrize(("reference", "answer"), EQUAL)
def test_equal(reference, answer):
    assert MathReward(form="any").grade(f"\\boxed{{{answer}}}", reference).score == 1.0


@pytest.mark.parametrize(("reference", "answer"), DIFFERENT)
def test_different(reference, answer):
    assert MathReward(form="any").grade(f"\\boxed{{{answer}}}", reference).score != 1.0


def test_a_limit_alone_is_not_read_here():
    with pytest.raises(Exception, match="lim"):
        read(r"\lim_{n \to \infty} a_n")


@pytest.mark.parametrize(("count", "outcome"), [(MAX_SERIES, "correct"), (MAX_SERIES + 1, "undecided")])
def test_many_series_are_bounded(count, outcome):
    written = ", ".join(rf"{number}+\dots+n" for number in range(1, count + 1))
    respelled = written.replace(r"+\dots+", r" + \cdots + ").replace("n", "(n)")
    assert MathReward(form="any").grade(f"\\boxed{{({respelled})}}", f"({written})").outcome == outcome
