"""At which points functions are compared: they follow from the two texts alone, and are the same on every machine."""

from fractions import Fraction

import pytest

from verifiers.math.equality import expressions, piecewise
from verifiers.math.equality.expressions import Context, Draws
from verifiers.math.equality.rationals import MAX_WORK, Undefined, _work, exact, start_work
from verifiers.math.objects import symbols
from verifiers.math.reading.parse import read


def test_what_is_drawn():
    draws = Draws(b"8 bytes!")
    assert [draws.between(0, 1000) for _ in range(6)] == [598, 386, 705, 347, 650, 201]


# One of each kind in turn: positive, negative, a small integer, mixed signs (far out each other time), a part of one.
# Later ones lie ten times as far out.
COORDINATES = """
27/100 121/1000
-1071/500 -699/1000
2 3
-1273/125 22473/1000
563/1000 49/250
1113/1000 173/200
-2467/1000 -1287/500
10 9
-41/250 1111/1000
673/1000 649/1000
1089/100 479/25
-728/25 -29/25
9 11
-8399/100 32901/100
149/200 153/250
353/50 1021/100
-2197/100 -167/100
10 2
-218/25 649/100
179/250 23/100
1579/10 526/5
-2729/10 -2793/10
2 6
-16896/5 7919/2
"""


def test_coordinates():
    draws = Draws(b"8 bytes!")
    found = [expressions._coordinates(draws, attempt, 2) for attempt in range(24)]
    assert found == [[Fraction(part) for part in line.split()] for line in COORDINATES.strip().split("\n")]


def shown(point):
    return " ".join(f"{name}={value}" for name, value in point.items())


@pytest.fixture
def points(monkeypatch):
    """The points at which an expression that has no value anywhere is tried."""

    def found(text):
        seen = []

        def values(_, point):
            seen.append(shown(point))
            raise Undefined

        monkeypatch.setattr(expressions, "_values", values)
        start_work()
        list(expressions.values_at_points((read(text),), Context(None, text, text)))
        return seen

    return found


BESIDE_MARKS = """
x=1671/1000
x=-106/125
x=3
x=-5179/200
x=22/125
x=-61/40
x=1673/1000
x=9
x=-181/200
x=239/1000
x=2583/100
x=-1897/100
x=7
x=19623/50
x=771/1000
x=-1791/100
x=1111/100
x=8
x=-42/5
x=27/250
x=-31
x=8/3
x=10/3
x=42
x=-19
x=-1/3
x=1/3
x=38
x=-32
x=-10/3
x=-8/3
x=32
"""
ELSEWHERE = """
x=419/1000
x=-69/250
x=2
x=-1057/40
x=87/200
x=2459/250
x=-618/125
x=3
x=-513/500
x=873/1000
x=999/50
x=-76/5
x=8
x=12283/50
x=853/1000
x=-417/25
x=-517/100
x=4
x=-47/4
x=183/250
"""
WITH_INDEX = """
n=20 x=17/125
n=19 x=-24/125
n=19 x=7
n=20 x=11057/500
n=1 x=107/500
n=-20 x=-2221/1000
"""


def test_pieces_are_looked_for_beside_every_number(points):
    assert points("|x-3|") == BESIDE_MARKS.strip().split("\n")


def test_domains_are_looked_for_beside_numbers_from_the_sixth_point_on(points):
    assert points(r"\sqrt{x}+7")[:20] == ELSEWHERE.strip().split("\n")


def test_an_index_is_an_integer(points):
    assert points("(-1)^n x")[:6] == WITH_INDEX.strip().split("\n")


@pytest.mark.parametrize(
    ("text", "tries"),
    [
        ("x", 50),
        ("|x|", 24),  # four more at nought, which is always looked at
        ("|x-3|", 32),  # and at 3 and -3
        ("|x|+" + "+".join(map(str, range(1, 12))), 112),
        ("|x|+" + "+".join(map(str, range(1, 13))), 120),
        ("|x|+" + "+".join(map(str, range(1, 30))), 120),
    ],
)
def test_tries(points, text, tries):
    assert len(points(text)) == tries


@pytest.mark.parametrize(
    ("text", "count", "first"),
    [
        (
            r"\begin{cases}x&x>5\\1&x\le5\end{cases}",
            16,
            "x=-28; x=-23; x=-1; x=-1/3; x=0; x=1/3; x=79/100; x=1; x=4; x=14/3; x=5; x=16/3; x=579/100; x=6; x=22",
        ),
        (r"\begin{cases}1&n=3\\n&n>3\end{cases}", 6, "n=1; n=2; n=3; n=4; n=15; n=18"),
        (
            r"\begin{cases}x&x>2y\\y&x\le2y\end{cases}",
            36,
            "x=0 y=0; x=0 y=1/3; x=0 y=-5/3; x=0 y=-2; x=0 y=2; x=0 y=7/3; x=1/3 y=0; x=1/3 y=1/3",
        ),
    ],
)
def test_points_of_pieces(text, count, first):
    pieces = read(text)
    found = [
        shown(point) for point in piecewise._points(pieces.branches, sorted(symbols(pieces)), Context(None, text, text))
    ]
    assert len(found) == count
    assert found[: first.count(";") + 1] == first.split("; ")


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (r"1+2", 3),
        (r"1+2+3", 5),
        (r"2\cdot 3", 3),
        (r"2\cdot 3\cdot 4", 5),
        (r"2^{10}", 2),
        (r"2^{511}+1", 11),
        (r"2^{512}+1", 11),
        (r"2^{1023}+1", 20),
        (r"2^{1024}+1", 20),
        (r"2^{2047}+1", 41),
        (r"2^{2048}+1", 41),
        (r"15!", 1),
        (r"16!", 2),
        (r"32!", 3),
        (r"15!!", 1),
        (r"16!!", 2),
        (r"\binom{40}{2}", 4),
        (r"\gcd(4,6)", 2),
    ],
)
def test_work(text, units):
    """What is undecided for its work must not come to be decided, nor the other way round."""
    start_work()
    exact(read(text))
    assert MAX_WORK - _work.left == units


ABOUT = r"""
3.1 ~ \pi|3.2 ~ \pi|3.14 ~ \pi|3.15 ~ \pi|3 ~ \pi|4 ~ \pi|20 ~ 18|20 ~ 15|20 ~ 25|200 ~ 150|200 ~ 250|-3 ~ -\pi
-4 ~ -\pi|0 ~ 1/2|1 ~ 1/2|5 ~ 5
"""
NOT_ABOUT = r"""
3.0 ~ \pi|3.3 ~ \pi|3.12 ~ \pi|3.16 ~ \pi|2 ~ \pi|5 ~ \pi|20 ~ 14|20 ~ 26|200 ~ 149|200 ~ 251|-2 ~ -\pi|-5 ~ -\pi
-1 ~ 1/2|5 ~ 6|5 ~ 4|x ~ 5|\pi ~ 3|3 ~ 1/0|3 ~ 3+i|0 ~ 1|0 ~ -1
"""


@pytest.mark.parametrize(("pairs", "about"), [(ABOUT, True), (NOT_ABOUT, False)])
def test_approximations(pairs, about):
    start_work()
    for pair in pairs.strip().replace("\n", "|").split("|"):
        rounded, value = pair.split(" ~ ")
        assert expressions.is_about(read(rounded), read(value)) is about, pair


@pytest.mark.parametrize(
    ("bits", "spread", "enough"),
    [(64, 0, 64), (64, 8, 64), (64, 9, 82), (512, 64, 512), (512, 65, 642), (320, 40, 320), (320, 41, 402)],
)
def test_bits_for_what_hides(bits, spread, enough):
    assert expressions.enough_bits(bits, spread) == enough
