"""What a comparison decides, from both sides of each bound and each rule: values next to one another."""

from fractions import Fraction

import pytest
from flint import acb, arb, ctx

from verifiers import MathReward
from verifiers.math.canonical import canonical
from verifiers.math.equality.balls import ball, precision
from verifiers.math.equality.expressions import agree
from verifiers.math.equality.rationals import TooCostly, Undefined, spend, start_work
from verifiers.math.objects import Const, Num, Op
from verifiers.math.reading.numbers import NUMERAL_WORDS, SCALES, number_of
from verifiers.math.reading.parse import read
from verifiers.math.reading.tokens import Unreadable, unknown_commands

equivalent = MathReward(form="any")


def outcome(answer, reference):
    return equivalent.grade(rf"\boxed{{{answer}}}", reference).outcome


# --- bounds on work ------------------------------------------------------------------------------------------------
# Numbers are written out: a test that took them from the code would move with them.


def nested(opening, closing, inside="1"):
    return lambda count: opening * count + inside + closing * count


def determinant(size):
    rows = ("&".join("1" if row == column else "0" for column in range(size)) for row in range(size))
    return r"\begin{vmatrix}" + r"\\".join(rows) + r"\end{vmatrix}"


def both_ways(count):
    return range(count), range(count)[::-1]


def numbers(count):
    return [str(number) for number in range(count)]


UNION = r" \cup "
BOUNDS = {
    "digits": (4_000, lambda n: ("1" * n + "+0", "1" * n)),
    "digits of a numeral": (4_000, lambda n: ("1" * n, "+" + "1" * n)),
    "an exponent behind e": (400, lambda n: (f"1e{n}", f"10^{{{n}}}")),
    "characters": (9_997, lambda n: ("1+" + " " * n + "1", "2")),
    "tokens": (4_000, lambda n: ("+".join(["1"] * ((n + 1) // 2)), str((n + 1) // 2))),
    "brackets": (39, lambda n: (nested("(", ")")(n) + "+1", "2")),
    "braces": (39, lambda n: (nested("{", "}")(n) + "+1", "2")),
    "roots": (39, lambda n: (nested(r"\sqrt{", "}")(n), "1")),
    "fractions": (39, lambda n: (nested(r"\frac{1}{", "}")(n), "1")),
    "magnitudes": (39, lambda n: (nested(r"\left|", r"\right|")(n), "1")),
    "sets": (39, lambda n: (nested(r"\{", r"\}", "1,2")(n), nested(r"\{", r"\}", "2,1")(n))),
    "tuples": (38, lambda n: (nested("(", ")", "1,2")(n), nested("(", ")", "1,4/2")(n))),
    "powers": (26, lambda n: (nested("1^{", "}")(n), "1")),
    "sums in brackets": (26, lambda n: (nested("1+(", ")")(n), str(n + 1))),
    "signs": (39, lambda n: ("-" * n + "1", str((-1) ** n))),
    "items of a list": (200, lambda n: (",".join(numbers(n)), ",".join(numbers(n)[::-1]))),
    "members of a set": (200, lambda n: (rf"\{{{','.join(numbers(n))}\}}", rf"\{{{','.join(numbers(n)[::-1])}\}}")),
    "alternatives": (100, lambda n: [" or ".join(f"x={k}" for k in ks) for ks in both_ways(n)]),
    "intervals": (200, lambda n: [UNION.join(f"({2 * k},{2 * k + 1})" for k in ks) for ks in both_ways(n)]),
    "a factorial": (2_000, lambda n: (f"{n}!-{n}!+1", "1")),
    "a double factorial": (2_000, lambda n: (f"{n}!!-{n}!!+1", "1")),
    "terms of a sum": (2_000, lambda n: (rf"\sum_{{k=1}}^{{{n}}} k", str(n * (n + 1) // 2))),
    "bits of a power of five": (6_666, lambda n: (f"5^{{{n}}}-5^{{{n}}}+1", "1")),
    "bits of a power": (10_000, lambda n: (f"3^{{{n}}}-3^{{{n}}}+1", "1")),
    "the size of a determinant": (4, lambda n: (determinant(n), "1")),
}  # fmt: skip


WORDS = "big red round ripe juicy sweet apples".split()
UNITS = "kg m s A K mol cd".split()
SAID = "one hundred and twenty three million four hundred and fifty six thousand seven hundred {}eighty nine"
# Beyond these a text is one of words, and no number.
READ_BOUNDS = {
    "text commands in each other": (5, lambda n: (nested(r"\text{", "}", "yes")(n), "yes")),
    "words of a number": (16, lambda n: (SAID.format("and " * (n - 16)), "123456789")),
    "characters of a Chinese numeral": (12, lambda n: ("一二三四五六七八九零一二三"[:n], "1234567890123"[:n])),
    "letters of a product": (3, lambda n: ("abcd"[:n] + "+0", "abcd"[:n][::-1])),
    "letters of a run of capitals": (6, lambda n: ("ABCDEFG"[:n] + "+0", "ABCDEFG"[:n])),
    "words of a noun": (6, lambda n: (rf"5 \text{{ {' '.join(WORDS[-n:])}}}", "5")),
    "parts of a unit": (
        6,
        lambda n: (rf"5 \text{{ {' '.join(UNITS[:n])}}}", rf"5 \text{{ {' '.join(UNITS[:n][::-1])}}}"),
    ),
}


@pytest.mark.parametrize("name", READ_BOUNDS)
def test_the_last_that_is_read_and_the_first_that_is_not(name):
    last, pair = READ_BOUNDS[name]
    assert outcome(*pair(last)) == "correct"
    assert outcome(*pair(last + 1)) != "correct"


@pytest.mark.parametrize(("base", "is_one"), [(1, False), (2, True), (36, True), (37, False)])
def test_bases(base, is_one):
    if is_one:
        assert read(f"11_{{{base}}}").base == base
    else:
        with pytest.raises(Unreadable, match="not a base"):
            read(f"11_{{{base}}}")


@pytest.mark.parametrize("name", BOUNDS)
def test_the_last_that_is_compared_and_the_first_that_is_not(name):
    last, pair = BOUNDS[name]
    assert outcome(*pair(last)) == "correct"
    assert outcome(*pair(last + 1)) == "undecided"


# --- rules: what is the same, and what next to it is not ------------------------------------------------------------

PAIRS = r"""
# names and their values, in any order, spelled otherwise
x=1, y=2 ~ y=\frac{4}{2}, x=1
x=1, y=2 !~ y=1, x=\frac{4}{2}
x = 1 or y = 2 ~ y = 4/2 or x = 1
x = 1 or y = 2 !~ x = 4/2 or y = 1
1, 2 ~ 4/2, x=1
x=1, 2 ~ 4/2, 1
x=1, x=2 ~ x=4/2, x=1
x=1, x=2 !~ x=4/2, x=2
\text{Ann: }8, \text{Ben: }3 ~ \text{Ben: }6/2, \text{Ann: }8
\text{Ann: }8, \text{Ben: }3 !~ \text{Ann: }6/2, \text{Ben: }8
(1, 2) ~ (1, 4/2)
(1, 2) !~ (2, 1)
\{1, 2\} ~ \{4/2, 1\}
\{1, 2\} !~ \{1, 4/2, 3\}
\{5\} ~ 5
\{5, 6\} !~ 5
17 + 25 = 42 ~ 42
17 + 25 = 40 + 2 = 42 ~ 42
17 + 25 = 40 + 3 = 43 !~ 42
5 = x ~ 5
x = \frac{20}{3} \approx 6.67 ~ \frac{20}{3}
x = 0.5 \approx 0.49 ~ 0.5
x = 0.5 \approx 0.49 !~ 0.49
x \approx 6.67 ~ 6.67
\frac{20}{3} = 6\frac23 \approx 6.67 ~ \frac{20}{3}
# words of logic
p \land q ~ p \land q
p \land q !~ p \lor q
x < 1 and x > 2 !~ x < 1 or x > 2
x < 1, x > 2 ~ x < 1 or x > 2
# intervals and conditions
x \in (1,2) or x > 5 ~ 1<x<4/2 or x>5
x \in (1,2) or x > 5 !~ 1<x<4/2 or x\ge5
(1, \sqrt4] \cup (2, 3) ~ (1, 3)
(1, \sqrt4) \cup (2, 3) !~ (1, 3)
(1, 2) \cup [\sqrt4, 3) ~ (1, 3)
(1, \sqrt5) \cup (\sqrt6, 3) ~ (\sqrt6, 3) \cup (1, \sqrt5)
x < \sqrt4 or x > 2 ~ x \ne 2
x < \sqrt4 or x \ge 2 !~ x \ne 2
x > 1 and x < 3 ~ (1, 3)
x > 1 and x < 3 and x > 2 ~ (2, 3)
x > 1 and x \le 3 and x < 3 ~ (1, 3)
x \ge 1 and x > 1 and x < 3 ~ (1, 3)
x > 1 and x < 3 and x < 5 ~ (1, 3)
x > 1 and x < 3 and x < 5 !~ (1, 5)
x \ge 0 and x \le 2 and x \ge 1 ~ [1, 2]
x > 0 and x < 2 and x > 1 !~ [1, 2)
x \ne 1, 2 ~ x \ne 2, x \ne 1
x \ne 1, 2 ~ x \ne 2, 1
x \ne 1, 2 ~ x \ne 1 and x \ne 4/2
x \ne 1, x \ne 2 ~ x \ne 4/2, x \ne 1
x \ne 1, 2 !~ x \ne 1
x \ne 1, 2 !~ x \ne 1, 3
x \ne 1, y \ne 2 ~ y \ne 4/2, x \ne 1
x \ne 1, y \ne 2 !~ x \ne 1, 2
3 > x > 1 ~ (1, 3)
3 \ge x > 1 ~ (1, 3]
3 \ge x > 1 !~ [1, 3)
|x| < 2 ~ (-2, 2)
|x| \le 2 ~ [-2, 2]
2 > |x| ~ (-2, 2)
2 \ge |x| ~ [-2, 2]
2 < |x| ~ x < -2 or x > 2
2 \le |x| ~ x \le -2 or x \ge 2
2 > |x| !~ [-2, 2]
2 < |x| !~ (-2, 2)
|x| > 2 ~ x < -2 or x > 2
|x| \ge 2 !~ x < -2 or x > 2
(-\infty, 2) ~ x < 2
x | x > 3 ~ \{x | x > 3\}
x | x > 3 ~ x > 3
\bigcup_{n \in \mathbb Z} \{[n, n+1]\} ~ \bigcup_{k \in \mathbb Z} [k, k+1]
\bigcup_{n=1}^{\infty} {(n, n+1)} ~ \bigcup_{n=1}^{\infty} (n, n+1)
(2, \infty) ~ x > 2
(-\infty, \infty) ~ \mathbb{R}
# relations up to a factor
x+y=2 ~ 2x+2y=4
x+y=2 !~ 2x+2y=5
x+y>2 ~ 2x+2y>4
x+y>2 ~ -x-y<-2
x+y>2 !~ -x-y>-2
x+y>2 !~ x+y<2
x+y>2 !~ x+y\ge2
x+y\ge2 ~ 2\le x+y
x+y \ne 2 ~ 2x+2y \ne 4
x^2+y^2=1 ~ 1=x^2+y^2
3<5 !~ 5<3
3<5 ~ 5>3
3<5 ~ 3<10/2
# congruences
x \equiv 10 \pmod 7 ~ x \equiv 3 \pmod 7
x \equiv 10 \pmod 7 !~ x \equiv 4 \pmod 7
x \equiv 3 \pmod 7 !~ x \equiv 3 \pmod 8
x \equiv 3 \pmod 7 !~ y \equiv 3 \pmod 7
# words (the reference is the sentence)
\text{Ann} ~ \text{Ann will win}
\text{Ann} ~ \text{Ann wins the game}
\text{Ann} !~ \text{Ann will lose}
\text{Ann} !~ \text{Ann will not win}
\text{Ann} !~ \text{Ann will never win}
\text{She} !~ \text{She wins the game}
\text{odd} ~ \text{the number is odd}
\text{odd} !~ \text{the number is not odd}
\text{odd} !~ \text{not every number is odd}
\text{even} !~ \text{the number is odd}
\text{odd} ~ \text{odd number of players or games}
\text{odd} !~ \text{odd number of players or games played}
5 \text{ candies} ~ 5 \text{ hard candies}
5 \text{ pieces of candy} ~ 5 \text{ candy}
5 \text{ candy bars} !~ 5 \text{ candies}
# numbers as they are written
1,234 ~ 1234
1,234,567 ~ 1234567
1{,}234 ~ 1234
12,34 !~ 1234
0,123 !~ 123
1 234 ~ 1234
1\,234 ~ 1234
1.5 ~ \frac{3}{2}
.5 ~ \frac12
5. ~ 5
1\frac12 ~ 1.5
-1\frac12 ~ -1.5
1\frac12 !~ 0.5
1 1/2 ~ 1.5
2\frac{x}{3} ~ \frac{2x}{3}
0.\overline{3} ~ \frac13
0.1\overline{6} ~ \frac16
0.\overline{12} ~ \frac{4}{33}
0.121212... ~ \frac{4}{33}
0.1212... !~ \frac{4}{33}
0.123123123\ldots ~ \frac{41}{333}
1.5e3 ~ 1500
1.5 \times 10^{-3} ~ 0.0015
50\% ~ \frac12
50\% ~ 50
50\% !~ 5
\text{twenty-one} ~ 21
\text{one hundred and five} ~ 105
\text{one half} ~ \frac12
\text{two thirds} ~ \frac23
\text{a dozen} !~ 10
101_2 ~ 101_2
101_2 !~ 101_3
# what binds how strongly
-2^2 ~ -4
(-2)^2 ~ 4
2^{3^2} ~ 512
2^3^2 ~ 512
6/2 \cdot x ~ 3x
2x^2 ~ 2(x^2)
2x^2 !~ (2x)^2
x^{-1} ~ \frac1x
x^10 ~ x^{10}
\frac12x ~ \frac{x}{2}
\sqrt2x ~ x\sqrt2
\sqrt 16 !~ 5
\sqrt[3]8 ~ 2
1-2-3 ~ -4
1-(2-3) ~ 2
8/4/2 ~ 1
8/(4/2) ~ 4
2 \cdot -3 ~ -6
x - -y ~ x+y
3! ~ 6
3!! ~ 3
-3! ~ -6
2^{3!} ~ 64
n!/(n-1)! ~ n
|x-y| ~ |y-x|
|{-3}| ~ 3
||x|-1| ~ ||x|-1|
2|x| ~ |2x|
\lfloor 2.5 \rfloor ~ 2
\lceil 2.5 \rceil ~ 3
# functions and what they are of
\sin x \cos x ~ \frac{\sin 2x}{2}
\sin 2x ~ 2 \sin x \cos x
\sin 2x !~ x \sin 2
\sin^2 x ~ (\sin x)^2
\sin^2 x !~ \sin(x^2)
\sin x^2 ~ \sin(x^2)
\sin^{-1} x ~ \arcsin x
\sin^{-1} x !~ \frac{1}{\sin x}
\sin(x)y ~ y \sin x
\sin x + y ~ y + \sin x
\ln x^2 ~ \ln (x^2)
\ln 2x ~ \ln 2 + \ln x
\log_2 8 ~ 3
\log_2 x y ~ \log_2(xy)
\log_{10} 100 ~ 2
\log 100 ~ 2
\ln e ~ 1
\exp(2) ~ e^2
\frac{\log 8}{\log 2} ~ 3
\sqrt{x}y ~ y\sqrt x
\tan\theta ~ \frac{\sin\theta}{\cos\theta}
f(x) = x+1 ~ x+1
f(x) = x+1 !~ x-1
f'(x) ~ f'(x)
f'(x) !~ f(x)
x_1+x_2 ~ x_2+x_1
x_1 !~ x_2
x_{12} !~ x_1
\gcd(12, 18) ~ 6
\max(2, 5, 3) ~ 5
\min(2, 5, 3) ~ 2
\angle ABC ~ \angle CBA
\angle ABC !~ \angle ACB
\triangle ABC ~ \triangle BCA
# units
5 \text{ cm} ~ 5
5 \text{ м кв} ~ 5 \text{ м}^2
5 \text{ square} !~ 5
5 \text{ cm} ~ 0.05 \text{ m}
5 \text{ cm} !~ 5 \text{ m}
5 \text{ cm}^2 ~ 5 \text{ square centimeters}
5 \text{ cm}^2 !~ 5 \text{ cm}
5 \text{ m/s} ~ 18 \text{ km/h}
5 \text{ m/s} !~ 5 \text{ m}
5 \text{ cm squared} ~ 5 \text{ cm}^2
5 \text{ cm squared} !~ 5 \text{ cm}
5 \text{ cm cubed} ~ 5 \text{ cm}^3
5 \text{ metros cuadrados} ~ 5 \text{ m}^2
5 \text{ mètres carrés} ~ 5 \text{ m}^2
5 \text{ metros cúbicos} ~ 5 \text{ m}^3
5 \text{ square meters} ~ 5 \text{ m}^2
5 \text{ cubic meters} ~ 5 \text{ m}^3
5 \text{ cubic meters} !~ 5 \text{ m}^2
5 min ~ 5 \text{ minutes}
x = 5 min ~ 5 \text{ minutes}
5 m^2 ~ 5 \text{ square meters}
5 s^2 ~ 5ss
30^\circ ~ \frac{\pi}{6}
30^\circ ~ 30
30^\circ C !~ 30^\circ F
\$5 ~ 5
\$5 ~ 5 \text{ dollars}
\$5.00 ~ 5
90 \text{ minutes} ~ 1.5 \text{ hours}
1 \text{ h } 30 \text{ min} ~ 90 \text{ min}
# remarks around a value
1 \text{ guest} ~ 1
5 \text{ guests} ~ 5
5 \text{ oldest} !~ 5
5 \text{ twofold} !~ 5
\text{side } a: 5 ~ 5
\text{hours}: 5 ~ 5
\text{mol}: 5 !~ 5
\text{km}: 5 !~ 5
\text{cm} = 5 !~ 5
right-angled ~ \text{right-angled}
right - angled !~ \text{right-angled}
{x}_2 + 1 ~ 1 + x_2
{x} + 1 ~ 1 + x
x = 5 ~ 5
x=5 ~ x = 5
x = 5 !~ y = 6
\text{The answer is } 5 ~ 5
5 \text{ (approximately)} ~ 5
5 \text{ or } 6 ~ 5, 6
5 \text{ and } 6 ~ 5, 6
\text{(B)} ~ B
\text{(B)} !~ C
# cases
\begin{cases} x & x \in [0,1] \\ 2 & x > 1 \end{cases} ~ \begin{cases} x & 0 \le x \le 1 \\ 2 & x > 1 \end{cases}
\begin{cases} x & x \in [0,1) \\ 2 & x > 1 \end{cases} !~ \begin{cases} x & 0 \le x \le 1 \\ 2 & x > 1 \end{cases}
\begin{cases} x & x \in (0,1] \\ 2 & x > 1 \end{cases} !~ \begin{cases} x & 0 \le x \le 1 \\ 2 & x > 1 \end{cases}
\begin{cases} x & x < 1 \\ 2 & x \ge 1 \end{cases} !~ \begin{cases} x & x \le 1 \\ 2 & x > 1 \end{cases}
\begin{cases} x & x < 1 \\ 2 & x \ge 1 \end{cases} ~ \begin{cases} 2 & x \ge 1 \\ x & \text{otherwise} \end{cases}
\begin{cases} x & x < 1 \\ 1 & x \ge 1 \end{cases} ~ \begin{cases} x & x \le 1 \\ 1 & x > 1 \end{cases}
# domains of a name
2k, k \in \mathbb{Z} ~ 2n, n \in \mathbb{Z}
2k, k \in \mathbb{Z} !~ 2n+1, n \in \mathbb{Z}
2k, k \in \mathbb{Z} !~ 2n, n \in \mathbb{N}
2k, k \in \mathbb{Z} !~ 2n, n > 0
2k, k > 0 !~ 2n, n \in \mathbb{Z}
2k, k \in \mathbb{Z} ~ 4k/2, k \in \mathbb{Z}
# signs
1 \pm \sqrt2 ~ 1+\sqrt2, 1-\sqrt2
1 \mp \sqrt2 ~ 1+\sqrt2, 1-\sqrt2
1 \pm \sqrt2 !~ 1+\sqrt2, 1-\sqrt3
1 \pm 2 \mp 3 ~ 0, 2
1 \pm 2 \mp 3 !~ 6, -4
\pm 2 ~ 2, -2
\pm 2 !~ 2
# sums, products, roots, powers
\sum_{k=1}^{3} k^2 ~ 14
\sum_{k=1}^{3} k^2 !~ 15
\prod_{k=1}^{3} 2k ~ 48
\sum_{k=1}^{2} \sum_{j=1}^{k} j ~ 4
k + \sum_{k=1}^{3} k ~ k + 6
(\sum_{k=1}^{3} k) + k ~ k + 6
\sum_{k=0}^{1} 10^{-100k} !~ 1
\sum_{k=0}^{1} 10^{-500k} !~ 1
\sum_{k=0}^{1} \pi^{-200k} !~ 1
\prod_{k=0}^{1} (1+\pi^{-200(k+1)}) !~ 1
1+\pi^{-200} !~ 1
\sum_{k=1}^{n} 1 + k ~ n + k
\sum_{k=3}^{3} k ~ 3
\sum_{k=3}^{2} k ~ 0
\prod_{k=3}^{2} k ~ 1
(-8)^{1/3} ~ -2
(-8)^{2/3} ~ 4
(-8)^{2/3} !~ -4
\sqrt[3]{-8} ~ -2
\sqrt[3]{-7} ~ -\sqrt[3]{7}
\sqrt[3]{-7} !~ \sqrt[3]{7}
\sqrt[4]{16} ~ 2
\sqrt[1]{5} ~ 5
\sqrt[64]{2^{64}} ~ 2
\sqrt[65]{2^{65}} ~ 2
\sqrt{8/18} ~ 2/3
1^{10^{30}} ~ 1
(-1)^{10^{30}} ~ 1
(-1)^{10^{30}+1} ~ -1
2^{-2} ~ 1/4
0^{3} ~ 0
\arcsec 2 ~ \frac{\pi}{3}
\log_2 8 ~ 3
\log_2 8 !~ \frac13
|3+4i| ~ 5
|3-4i| ~ 5
\binom{5}{2} ~ 10
5!! ~ 15
6!! ~ 48
\lfloor -1.5 \rfloor ~ -2
\lceil -1.5 \rceil ~ -1
# rounding
\frac{1}{2} \approx 0.5 ~ \frac12
\frac{1}{2} \approx 0.4 ~ \frac12
\frac{1}{2} \approx 0.6 ~ \frac12
\frac{1}{2} \approx 0.39 !~ \frac12
\frac{1}{2} \approx 0.7 !~ \frac12
\frac{20}{3} ~ 6.67
\frac{20}{3} ~ 6.66
\frac{20}{3} !~ 6.68
\frac{20}{3} !~ 6.65
\frac{20}{3} !~ 6.7
\frac{2}{3} ~ 0.667
\frac{2}{3} !~ 0.67
0.666666666666667 ~ \frac23
0.66666666666667 !~ \frac23
142 ~ 142.0
\frac{1421}{10} !~ 142.0
1.5\% ~ 0.015
-\frac{20}{3} ~ -6.67
6.67 \times 10^3 !~ \frac{20000}{3}
"""


def pairs():
    kind = ""
    for line in PAIRS.strip().splitlines():
        if line.startswith("# "):
            kind = line[2:]
        else:
            left, sign, right = line.partition(" !~ ") if " !~ " in line else line.partition(" ~ ")
            yield pytest.param(left, right, "!" not in sign, id=f"{kind}: {line}")


@pytest.mark.parametrize(("answer", "reference", "same"), [*pairs()])
def test_neighbours(answer, reference, same):
    assert (outcome(answer, reference) == "correct") is same


@pytest.mark.parametrize(("bits", "same"), [(63, False), (65, True), (200, True)])
def test_balls_agree_where_half_of_their_bits_do(bits, same):
    with precision(128):
        one = acb(3)
        assert agree(one, acb(arb(3, 3 * arb(2) ** -bits))) is same
        assert agree(acb(0), acb(arb(0, arb(2) ** -bits))) is same
        assert not agree(one, acb(arb("nan")))
        assert not agree(acb(0), acb(arb(1, arb(2) ** -bits)))
        assert not agree(acb(0), acb(arb(2) ** -1000))  # one is zero, and the other is not
        assert not agree(acb(arb(2) ** -1000), acb(0))
    assert ctx.prec != 128


@pytest.mark.parametrize("reference", [r"\cos 2 \approx -0.416", r"x = \cos 2 \approx -0.416"])
def test_an_approximation_was_the_question(reference):
    assert equivalent.grade(r"\boxed{\cos 2}", reference).score == 1.0
    assert equivalent.grade(r"\boxed{\cos 2}", reference, prompt=r"Compute $\cos 2$.").score == 0.0


def test_agreement_says_how_far_it_goes():
    verdict = equivalent.grade(r"\boxed{\sin^2 x + \cos^2 x + x}", "x + 1")
    assert (verdict.score, verdict.detail["evidence"]) == (1.0, "agreement to 160 bits at 5 points")


def test_the_work_of_a_comparison():
    start_work()
    spend(12_000)
    with pytest.raises(TooCostly):
        spend()
    start_work()
    spend()


def test_a_pole_has_no_value():
    half = Op("/", (Const("pi"), Num(Fraction(2))))
    with precision(64), pytest.raises(Undefined):
        ball(Op("tan", (half,)))
    with precision(64):
        assert ball(Op("sin", (half,))).real > 0.9


@pytest.mark.parametrize(("index", "evidence"), [(2, "exact"), (64, "exact"), (65, "agreement to 256 bits")])
def test_roots_that_are_taken_exactly(index, evidence):
    verdict = equivalent.grade(rf"\boxed{{\sqrt[{index}]{{2^{{{index}}}}}}}", "2")
    assert (verdict.score, verdict.detail["evidence"]) == (1.0, evidence)


# --- the form of an answer -----------------------------------------------------------------------------------------

FORMS = r"""
evaluated 17+25=40+2=42 ~ 42
evaluated 17+25=40+2 !~ 42
evaluated 17:25 ~ 17/25
evaluated 17:0.04 !~ 425
evaluated \sqrt[64]{2} ~ \sqrt[64]{2}
evaluated 2\sqrt[3]{9} ~ 2\sqrt[3]{9}
evaluated \frac{\sqrt[3]{9}}{2} ~ 1.040
evaluated 2\sqrt{\frac14} !~ 1
evaluated 3\sqrt{\frac12} ~ 2.12
evaluated 3\sqrt[64]{2} ~ 3.03
evaluated 3\sqrt[65]{2} !~ 3.03
evaluated \frac{3\pi}{2} ~ 4.71
evaluated \frac{3\pi\pi}{2} !~ 14.8
evaluated \frac{3\pi^2}{2} ~ 14.8
evaluated \frac{3\sqrt2\pi}{2} ~ 6.66
evaluated \frac{3\sqrt2\sqrt3}{2} !~ 3.67
evaluated 2^{1/2} ~ 1.414
evaluated 3 \cdot 2^{1/2} ~ 4.24
evaluated 3 \cdot 2^{-1} !~ 1.5
evaluated e^2 ~ 7.39
evaluated -(-42) ~ 42
evaluated \pm 2 ~ 2, -2
evaluated 0 \pm 2 ~ 2, -2
evaluated 1 \pm 1 !~ 2, 0
evaluated n+n = \sum_{k=1}^{2} n = 2n ~ 2n
evaluated n+n = 2n = \sum_{k=1}^{2} n !~ 2n
simplest \sqrt{0} !~ 0
simplest \sqrt{1} !~ 1
simplest \sqrt[3]{1} !~ 1
simplest 1^{1/2} !~ 1
simplest \sqrt{2} ~ 2^{1/2}
simplest \sqrt{198921458} !~ 9973\sqrt2
simplest \sqrt{200280098} ~ 10007\sqrt2
simplest \sqrt{7} ~ \sqrt{7}
simplest \sqrt{12} !~ 2\sqrt{3}
simplest \sqrt{18} !~ 3\sqrt{2}
simplest \sqrt{50} !~ 5\sqrt{2}
simplest \sqrt{49} !~ 7
simplest \sqrt{30} ~ \sqrt{5}\sqrt{6}
simplest \sqrt[3]{12} ~ \sqrt[3]{12}
simplest \sqrt[3]{12} ~ 2^{2/3}\sqrt[3]{3}
simplest \sqrt[3]{24} !~ 2\sqrt[3]{3}
simplest \sqrt[3]{27} !~ 3
simplest 12^{1/3} ~ \sqrt[3]{12}
simplest 24^{1/3} !~ 2\sqrt[3]{3}
simplest \sqrt[63]{3} ~ 3^{1/63}
simplest \sqrt[64]{3} !~ 3^{1/64}
simplest \sqrt[2.5]{7} !~ 7^{2/5}
simplest 2:3:5 ~ 4:6:10
simplest 4:6:10 !~ 2:3:5
simplest 4:6:9 ~ 4:6:9
simplest 0.5:1.5 !~ 1:3
simplest 5^2 !~ 25
simplest x^1 !~ x
simplest x^0 !~ 1
simplest x^2 ~ x \cdot x
simplest \frac{2}{3} ~ \frac{4}{6}
simplest \frac{4}{6} !~ \frac{2}{3}
simplest \frac{6}{9} !~ \frac{2}{3}
simplest \frac{4}{9} ~ \frac{8}{18}
simplest \frac{-2}{-3} !~ \frac{2}{3}
simplest \frac{2}{-3} ~ -\frac23
simplest \frac{2x+4}{6} !~ \frac{x+2}{3}
simplest \frac{2x+3}{6} ~ \frac{x}{3}+\frac12
simplest \frac{x+2}{1} !~ x+2
simplest \frac{0.5x}{3} !~ \frac{x}{6}
simplest \frac{x}{xy} !~ \frac{1}{y}
simplest \frac{1}{y} ~ \frac{x}{xy}
simplest 2x+3y ~ 3y+2x
simplest 2x+3x+y !~ 5x+y
simplest 2x+3 ~ 3+2x
simplest 2+3+x !~ 5+x
"""


def forms():
    for line in FORMS.strip().splitlines():
        form, _, pair = line.partition(" ")
        left, _, right = pair.partition(" !~ ") if " !~ " in pair else pair.partition(" ~ ")
        yield pytest.param(form, left, right, " !~ " not in pair, id=line)


@pytest.mark.parametrize(("form", "answer", "reference", "paid"), [*forms()])
def test_forms(form, answer, reference, paid):
    assert MathReward(form=form).grade(rf"\boxed{{{answer}}}", reference).score == paid
    assert equivalent.grade(rf"\boxed{{{answer}}}", reference).score == 1.0


SPELLINGS = r"""
loose 3:4 ~ 3/4
strict 3:4 !~ 3/4
loose 3:4:5 !~ 3/4
strict 3:4:5 ~ 3:4:5
loose x^{-1} ~ \frac{1}{x}
strict x^{-1} !~ \frac{1}{x}
loose x^{-(1/2)} ~ \frac{1}{\sqrt x}
strict (-2)^{-3} ~ -2^{-3}
strict (-2)^{-2} ~ 2^{-2}
strict (-2)^{-2} !~ -2^{-2}
strict (-x)^3 ~ -x^3
strict (-x)^2 ~ x^2
strict (-x)^{1/2} !~ x^{1/2}
strict (-x)^n !~ x^n
strict x^1 ~ x
strict (-2)(-3) ~ 2 \cdot 3
strict (-2) \cdot 3 ~ -(2 \cdot 3)
strict \frac{-1}{x} ~ -\frac{1}{x}
strict \frac{-1}{-x} ~ \frac{1}{x}
strict \frac{-(a b)}{x} ~ -\frac{ab}{x}
strict a-b ~ -(b-a)
strict a \pm b ~ a \pm b
strict a \pm b !~ a \mp b
strict c-(a \pm b) ~ c-a \mp b
strict c-(a \pm b) !~ c-a \pm b
strict a \pm b !~ b \pm a
strict |x-y| ~ |y-x|
strict |x-y| !~ x-y
strict x+0 ~ x
strict 0+0 ~ 0
strict \sqrt[3]{x} !~ \sqrt{x}
loose \sqrt[3]{x} ~ x^{1/3}
loose \sqrt[3]{x^2} ~ x^{2/3}
loose \sqrt{x^2} ~ x^{1}
loose \sqrt[n]{x} !~ x^{1/2}
loose \ln x ~ \log x
strict \ln x !~ \log x
loose \{1, 2\} ~ 2, 1
strict \{1, 2\} !~ 2, 1
strict \{1, 2\} ~ \{2, 1\}
strict (1, 2) !~ (2, 1)
strict (1, 2) !~ [1, 2]
strict A \cup B ~ B \cup A
strict A \cap B ~ B \cap A
strict A \setminus B !~ B \setminus A
strict A \cup B !~ A \cap B
strict x<y ~ y>x
strict x<y !~ y<x
strict x \le y<z ~ z>y \ge x
strict x=y ~ y=x
strict x \ne y !~ x=y
strict 101_2 ~ 101_2
strict 101_2 !~ 101_3
strict 5 \text{ cm} ~ 5 \text{ m}
cancel x+y-y ~ x
cancel x-y+y ~ x
cancel y-x-y ~ -x
cancel x+y-2-y ~ x-2
cancel \frac{xy}{y} ~ x
cancel \frac{x y^2}{y^2} ~ x
cancel \frac{x}{x y} ~ \frac{1}{y}
cancel \frac{x y}{y y} ~ \frac{x}{y}
cancel x-x ~ 0
strict x-x !~ 0
"""


@pytest.mark.parametrize("line", SPELLINGS.strip().splitlines())
def test_spellings(line):
    kind, _, pair = line.partition(" ")
    left, right = map(read, pair.replace(" !~ ", " ~ ").split(" ~ "))
    spelled = [canonical(side, loose=kind == "loose", cancel=kind == "cancel") for side in (left, right)]
    assert (spelled[0] == spelled[1]) is (" !~ " not in pair), spelled


# --- numbers in words ----------------------------------------------------------------------------------------------

WORTH = {
    2: "half halves", 3: "third thirds", 4: "quarter quarters fourth fourths", 5: "fifth fifths", 6: "sixth sixths",
    7: "seventh sevenths", 8: "eighth eighths", 9: "ninth ninths", 10: "tenth tenths", 12: "twelfth twelfths",
    16: "sixteenth sixteenths", 100: "hundredth hundredths", 1000: "thousandth thousandths",
}  # fmt: skip
SCALED = {
    12: "dozen dozens dutzend douzaine douzaines docena docenas дюжина дюжины дюжин 打", 20: "score", 144: "gross",
    100: "hundred hundreds 百", 1000: "thousand thousands mil mille тысяча тысячи тысяч тыс हज़ार हजार 千",
    10**4: "万 萬 만", 10**5: "lakh lakhs लाख лакх 十万", 10**7: "crore crores करोड़ крор 千万",
    10**6: "million millions millones millón millionen миллион миллиона миллионов млн 百万",
    10**8: "亿 億 억", 10**9: "billion billions миллиард миллиарда миллиардов млрд",
    10**12: "trillion trillions 万亿",
}  # fmt: skip
ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def test_words_that_are_worth_a_number():
    for worth, said in WORTH.items():
        for word in said.split():
            assert number_of(["three", word]) == Fraction(3, worth)
    assert {word: worth for worth, said in SCALED.items() for word in said.split()} == SCALES
    assert number_of(["three", "million"]) == 3_000_000
    for worth, word in enumerate([*ONES.split(), "eighteen", "nineteen", "twenty"]):
        assert number_of([word]) == worth
    for worth, word in enumerate(TENS.split(), 2):
        assert number_of([word]) == 10 * worth
        assert number_of([word, "one"]) == 10 * worth + 1
    known = {word for said in (*WORTH.values(), *SCALED.values()) for word in said.split()}
    assert NUMERAL_WORDS - known == {*ONES.split(), *TENS.split(), "eighteen", "nineteen", "fourty"}


@pytest.mark.parametrize(
    ("said", "worth"),
    [
        ("one hundred and five", 105),
        ("two hundred thousand", 200_000),
        ("a hundred", 100),
        ("a", None),
        ("half", Fraction(1, 2)),
        ("half a million", 500_000),
        ("half a million two", None),
        ("half two", None),
        ("three and a half", Fraction(7, 2)),
        ("three and two thirds", Fraction(11, 3)),
        ("three and four thirds", None),
        ("zero halves", None),
        ("one hundred and", None),
        ("and five", None),
        ("five five", None),
        ("twenty twenty", None),
        ("twenty eleven", None),
        ("", None),
    ],
)
def test_numbers_in_words(said, worth):
    assert number_of(said.split()) == worth


def test_commands_that_nobody_knows():
    assert unknown_commands(r"\sin \foo \frac12 \alpha \bar") == {r"\foo"}
