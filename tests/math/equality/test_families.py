"""Free constants and integers may be renamed, change places and begin elsewhere; what is given may not."""

import pytest

from verifiers.math.compare import compare

SAME = [
    ("x^3 + c", "x^3 + C"),
    (r"\ln x + K", r"\ln x + C"),
    ("y = Be^{2x}", "y = Ce^{2x}"),
    ("y = c_2 e^{2x} + c_1 e^{3x}", "y = c_1 e^{2x} + c_2 e^{3x}"),
    ("y = Ae^{2x} + Be^{3x}", "y = C_1 e^{2x} + C_2 e^{3x}"),
    ("t = 5m - 1", "t = 5n - 1"),
    (r"x = \frac{\pi}{3} + 2k\pi", r"x = \frac{\pi}{3} + 2n\pi"),
    (r"x = \frac{\pi}{3} - 2k\pi", r"x = \frac{\pi}{3} + 2k\pi"),
    (r"-\frac{\pi}{4} + k\pi", r"\frac{3\pi}{4} + k\pi"),
    (r"\cos(m\pi)", "(-1)^m"),
    ("(-1)^{n+1}", "-(-1)^n"),
]
OTHER = [
    ("x^3 + 2", "x^3 + C"),
    ("x^2 + c", "x^3 + C"),
    ("y = c_2 e^{2x} + c_1 e^{5x}", "y = c_1 e^{2x} + c_2 e^{3x}"),
    ("y = C_1 e^{2x}", "y = C_1 e^{2x} + C_2 e^{3x}"),
    ("Rc", "RC"),
    ("a + B", "a + A"),
    ("x^3 + y", "x^3 + C"),
    ("t = 4m - 1", "t = 5n - 1"),
    ("a_n = 5k - 1", "a_n = 5n - 1"),
    ("5k - 1", "5n - 1"),
    (r"x = \frac{\pi}{3} + k\pi", r"x = \frac{\pi}{3} + 2k\pi"),
    (r"x = \frac{\pi}{6} + k\pi", r"x = \frac{\pi}{3} + k\pi"),
    (r"(2\pi - k\pi, k\pi)", r"(2\pi + k\pi, k\pi)"),
    (r"(x + c, y + C)", r"(x + C, y + C)"),
    (r"\sin(m\pi)", "(-1)^m"),
    ("(-1)^n", "-(-1)^n"),
    ("(-1)^{2n}", "(-1)^n"),
]


@pytest.mark.parametrize(("answer", "reference"), SAME)
def test_one_family(answer, reference):
    assert compare(answer, reference).equal is True
    assert compare(reference, answer).equal is True


@pytest.mark.parametrize(("answer", "reference"), OTHER)
def test_other_families(answer, reference):
    assert compare(answer, reference).equal is False
    assert compare(reference, answer).equal is False


def test_what_was_tried_in_vain_is_no_evidence():
    assert "disjoint" not in compare("x^3 + c", "x^3 + C").evidence
