"""Products whose order counts, what is a family all the same, and how people write times, lengths and thousands."""

import pytest

from verifiers import MathReward

EQUAL = [
    # vector products
    (r"\vec u \times \vec v", r"-\vec v \times \vec u"),
    (r"\mathbf{u} \times \mathbf{v}", r"\vec{u} \times \vec{v}"),
    (r"(\vec u - 3\vec v) \times \vec w", r"\vec u \times \vec w + 3 \vec w \times \vec v"),
    (r"\vec u \times \vec u", "0"),
    (r"\vec u \cdot \vec v", r"\vec v \cdot \vec u"),
    (r"5 \times 2y", "10y"),
    # sizes
    (r"5 \times 7", "5 × 7"),
    (r"5 \times 7", "5 by 7"),
    ("5x7", r"$5 \times 7$"),
    (r"5 \times 7", r"5 \times 7 \text{ matrix}"),
    ("35", r"5 \times 7"),
    (r"5 \cdot 7", "35"),
    # differentials
    (r"v\,dt", "v d t"),
    (r"x\,dt + t\,dx", r"t\,dx + x\,dt"),
    (r"x\,dt = t\,dx", r"t\,dx - x\,dt = 0"),
    ("bdx", "bxd"),
    ("ad-bc", "da-cb"),
    # families
    ("x^3 + C", "x^3 - C"),
    (r"\cos^2 x + C", r"-\sin^2 x + C"),
    (r"F(x) = \ln|3x| + C", r"\ln|x| + c"),
    ("y = C_1e^{3x} + C_2", "y = C_1e^{3x} - C_2"),
    (r"(k\pi - \frac{\pi}{5}, k\pi + \frac{\pi}{5})", r"(n\pi + \frac{4\pi}{5}, n\pi + \frac{6\pi}{5})"),
    (r"[2k\pi, 2k\pi + 1], k \in \mathbb{Z}", r"[2n\pi - 2\pi, 2n\pi - 2\pi + 1], n \in \mathbb{Z}"),
    (r"k\pi < x < k\pi + \frac{\pi}{3}", r"k\pi - \pi < x < k\pi - \frac{2\pi}{3}"),
    # times, lengths, thousands, transposes
    (r"7 \text{ a.m.}", "7:00 AM"),
    ("7 PM", "19:00"),
    (r"7 \text{ o'clock}", "7:00"),
    ("3 h 20 min", "200 min"),
    ("3h20min", r"3 \text{ hours } 20 \text{ minutes}"),
    ("4 m 30 cm", "430 cm"),
    ("5'11\"", "5 ft 11 in"),
    ("71 inches", "5' 11''"),
    ("25000", "25'000"),
    (r"P^\top", "P^T"),
    # of one list and another
    ("[4]", "[4]"),
    ("[y+2]^2", "(y+2)^2"),
    ("9", r"9 \text{ seeds}"),
    ("9", r"9 \text{ tickets sold}"),
]
DIFFERENT = [
    (r"\vec u \times \vec v", r"\vec v \times \vec u"),
    (r"\vec u \times \vec v", r"\vec u \cdot \vec v"),
    (r"\mathbf{u} \times \mathbf{v}", r"\mathbf{v} \times \mathbf{u}"),
    (r"(\vec u - 3\vec v) \times \vec w", r"\vec u \times \vec w - 3 \vec w \times \vec v"),
    (r"5 \times 7", r"7 \times 5"),
    (r"5 \times 7", "35"),
    (r"5 \times 7 \text{ matrix}", r"7 \times 5 \text{ matrix}"),
    (r"v\,dt", r"t\,dv"),
    (r"x\,dt - t\,dx = 0", r"x\,dx - t\,dt = 0"),
    ("x^3 + C", "x^3 + x + C"),
    ("x^3 + C", "2x^3 + C"),
    ("x^3 + 4", "x^3 + 5"),
    ("Cx + 4", "Cx + 5"),
    (r"(2k\pi, 2k\pi + 1)", r"(k\pi, k\pi + 1)"),
    (r"(2k\pi, 2k\pi + 1)", r"(2k\pi + \pi, 2k\pi + \pi + 1)"),
    (r"(2k\pi, 2k\pi + 1)", r"[2k\pi + 2\pi, 2k\pi + 2\pi + 1]"),
    (r"x = k\pi, k \in \mathbb{N}", r"x = (k+1)\pi, k \in \mathbb{N}"),
    (r"(2k\pi, 2k\pi + 1), k \in \mathbb{N}", r"(2k\pi - 2\pi, 2k\pi - 2\pi + 1), k \in \mathbb{N}"),
    (r"7 \text{ a.m.}", "7:00 PM"),
    ("7 PM", "7:30 PM"),
    ("3 h 20 min", "3 h 21 min"),
    ("5'11\"", "5'10\""),
    ("25000", "25'00"),
    ("P^T", "P"),
    ("4", "[4]"),
    ("9", "9 owed"),
    ("9", r"9 \text{ repeated}"),
    ("9", r"9 \text{ missing}"),
    ("12th row, 3rd seat", "12square row, 3rd seat"),
    ("12th row", "12 rows"),
    ("[x = 2t, y = 3t]", "kilograms: [x = 2t, y = 3t]"),
]


@pytest.mark.parametrize(("reference", "answer"), EQUAL)
def test_equal(reference, answer):
    assert MathReward(form="any").grade(f"\\boxed{{{answer}}}", reference).score == 1.0


@pytest.mark.parametrize(("reference", "answer"), DIFFERENT)
def test_different(reference, answer):
    assert MathReward(form="any").grade(f"\\boxed{{{answer}}}", reference).score == 0.0
