"""Structure counts: pieces have conditions, solutions their values, and letters, vectors and names their order."""

import pytest

from verifiers import MathReward

CASES = r"\begin{cases} %s \end{cases}"
EQUAL = [
    ("xy=3", "y=3/x"),
    (r"3k-1, k \in \mathbb{Z}", r"3n-1, n \in \mathbb{Z}"),
    ("C_1e^x+C_2e^{2x}", "Ae^x+Be^{2x}"),
    ("Ae^x+Be^{2x}", "C_1e^x+C_2e^{2x}"),
    ("2021-11-02", "$2021-11-02$"),
    (CASES % r"2x & x \ge 1 \\ 3 & x < 1", CASES % r"3 & x < 1 \\ 2x & x \ge 1"),
    (CASES % r"2x & \text{if } x \ge 1 \\ 3 & \text{otherwise}", CASES % r"2x & x \ge 1 \\ 3 & x < 1"),
    ("|x - 2|", CASES % r"x - 2, & x \ge 2 \\ 2 - x, & x < 2"),
    (CASES % r"x - 2 & x > 2 \\ 2 - x & x \le 2", CASES % r"x - 2 & x \ge 2 \\ 2 - x & x < 2"),
    (r"a_n = " + CASES % r"4, & n = 1 \\ 3n, & n \ge 2", r"a_n = " + CASES % r"4, & n = 1 \\ 3n, & n > 1"),
    ("x = 5, y = 1 or x = 2, y = 7", "x = 2, y = 7 or x = 5, y = 1"),
    (r"\angle QRS", r"\angle SRQ"),
    (r"\triangle QRS", r"\triangle SQR"),
    ("EDCB", "EDCB"),
    (r"\text{MAKE}", "MAKE"),
    ("512, 64", "64, 512"),
    ("(3,456)", "(3, 456)"),
    ("{y|1<y<4}", "(1, 4)"),
    (r"\left{ y \mid 1 < y \leq 4\right}", "(1, 4]"),
    ("|y| > 3", r"(-\infty, -3) \cup (3, \infty)"),
    (r"(-\infty, -3] \cup [3, \infty)", r"|y| \ge 3"),
    (r"\mathbb{R} \setminus \{4, 5\}", r"y \ne 4, 5"),
    (r"\mathbb{R}^+", r"(0, \infty)"),
    (r"(-\infty, 0)", r"\mathbb{R}^{-}"),
    ("p + q = 29", "29"),
    ("|w| = 3", "3"),
    (r"g(x)_{\max} = 3", "3"),
    (r"|AB|_{\text{min}} = 3", "3"),
    (r"\text{Cov}(X, Y) = 3", "3"),
    ("g'(x) = 5x^4", "5x^4"),
    (r"\frac{dy}{dx} = 5x^4", "5x^4"),
    ("g^{-1}(x) = 5x", "5x"),
    ("g(s, t) = s + t", "g(s, t) = t + s"),
    (r"\frac{\pi}{5}", r"\angle PQR = \frac{\pi}{5}"),
    ("y^3_1 + y^3_2", "y_1^3 + y_2^3"),
    (r"\vec{a}_2 + \vec{a}_1", r"\vec{a}_1 + \vec{a}_2"),
    ("{h}_{m} + 4", "4 + h_m"),
    (r"\begin{pmatrix} -3 \\ -4 \end{pmatrix}", r"-\begin{pmatrix} 3 \\ 4 \end{pmatrix}"),
    (r"(3, 5)", "(3, 5)^T"),
    (r"\begin{pmatrix} 1 & 3 \\ 2 & 4 \end{pmatrix}", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}^{\top}"),
    (r"7\hat{j} + 2\hat{i}", r"2\mathbf{i} + 7\mathbf{j}"),
    (r"(3, 4), (-3, -4)", r"\pm(3, 4)"),
    (r"(5, 7)", r"(1, 2) + 2(2, 5/2)"),
    ("2n + 3", r"b_n = 2n + 3 (n \in \mathbb{N}^*)"),
    ("5.25 10^{-7}", r"5.25 \times 10^{-7}"),
    ("'58'", "58"),
    (r"\text{The answer is 58}", "58"),
    (r"\huge 58", "58"),
    ("DNE", "does not exist"),
    (CASES % r"3 & x < \pi \\ 4 & x \ge \pi", CASES % r"4 & \pi \le x \\ 3 & x < \pi"),
    (CASES % r"3 & x < 2 \\ 4 & x \ge 2", r"3 \text{ if } x < 2, 4 \text{ otherwise}"),
]
DIFFERENT = [
    (CASES % r"3 & x < \pi \\ 4 & x \ge \pi", CASES % r"3 & x \le \pi \\ 4 & x > \pi"),
    (CASES % r"3 & x < 2 \\ 4 & x \ge 2", CASES % r"3 & x < 2 \\ 4 & x \ge 1"),  # of 3/2 it says two things
    ("xy=2", "y=1/x"),
    ("x+y=1", "y=1/x"),
    (r"3k, k \in \mathbb{Z}", r"3n+1, n \in \mathbb{Z}"),
    (r"3k, k \in \mathbb{Z}", r"3n, n \in \mathbb{N}"),
    ("C_1e^x+C_1e^{2x}", "Ae^x+Be^{2x}"),
    ("2021-11-02", "2021-02-11"),
    ("2008", "2021-11-02"),
    ("2021-11-02", "2008"),
    ("2, 4, 6, ...", "2, 4, 6"),
    ("8...", "8"),
    (CASES % r"3 & x \ge 1 \\ 2x & x < 1", CASES % r"2x & x \ge 1 \\ 3 & x < 1"),
    (CASES % r"2x & x > 1 \\ 3 & x \le 1", CASES % r"2x & x \ge 1 \\ 3 & x < 1"),
    (CASES % r"2x & x \ge 2 \\ 3 & x < 2", CASES % r"2x & x \ge 1 \\ 3 & x < 1"),
    ("|x - 3|", CASES % r"x - 2, & x \ge 2 \\ 2 - x, & x < 2"),
    ("x - 2", CASES % r"x - 2, & x \ge 2 \\ 2 - x, & x < 2"),
    ("x = 5, y = 7 or x = 2, y = 1", "x = 2, y = 7 or x = 5, y = 1"),
    (r"\angle RQS", r"\angle QRS"),
    ("BCDE", "EDCB"),
    ("500,42", "42,500"),
    ("|y| > 3", "(-3, 3)"),
    (r"y \ne 4, 6", r"y \ne 4, 5"),
    (r"\mathbb{R}^-", r"(0, \infty)"),
    ("p + q = 30", "29"),
    ("2p + q = 29", "29"),
    ("p^2 = 29", "29"),
    (r"|AB|_{\text{min}} = 3", r"|AB|_{\text{max}} = 3"),
    ("g(s, t) = s - t", "g(s, t) = t - s"),
    (r"(4, 3), (-3, -4)", r"\pm(3, 4)"),
    (r"2\hat{j} + 7\hat{i}", r"2\mathbf{i} + 7\mathbf{j}"),
    (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}^T"),
    ("58 or", "58"),
    ("'58", "59"),
]


def paid(answer, reference):
    return MathReward(form="any").grade(rf"\boxed{{{answer}}}", reference).score == 1


@pytest.mark.parametrize(("answer", "reference"), EQUAL)
def test_one_thing_in_two_notations(answer, reference):
    assert paid(answer, reference)
    assert paid(reference, answer)


@pytest.mark.parametrize(("answer", "reference"), DIFFERENT)
def test_two_things(answer, reference):
    assert not paid(answer, reference)
    assert not paid(reference, answer)


def test_a_pair_is_no_number():
    assert not paid("(3,456)", "3,456")
    assert paid("3,456", "(3, 456)")  # brackets may be left out
