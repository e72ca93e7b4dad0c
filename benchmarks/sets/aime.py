"""AIME-style families: every answer is an integer from 0 to 999.

A family is `(random, level) -> (text, answer, parameters)`, its level from 1 to 5 a matter of size. The parameters are
what makes the problem what it is, in an order that is the same for the same problem.
"""

from collections.abc import Callable
from fractions import Fraction
from math import comb, gcd
from random import Random

Drawn = tuple[str, str, tuple[int, ...]]
Family = Callable[[Random, int], Drawn]


def remainder(random: Random, level: int) -> Drawn:
    """A product and a sum, modulo a small number."""
    a, b = random.randint(2, 9 + 10 * (level - 1)), random.randint(2, 9 + 30 * (level - 1))
    c, m = random.randint(1, 9 * level), random.randint(3, 9 + 20 * (level - 1))
    text = rf"Find the remainder when ${a} \cdot {b} + {c}$ is divided by ${m}$."
    return text, str((a * b + c) % m), (*sorted((a, b)), c, m)


def equation(random: Random, level: int) -> Drawn:
    """A linear equation with an integer solution."""
    a, b, x = random.randint(2, 6 + 3 * level), random.randint(1, 10 * level), random.randint(0, 12 * level**2)
    return f"Find $x$ if ${a}x + {b} = {a * x + b}$.", str(x), (a, b, x)


def power(random: Random, level: int) -> Drawn:
    """The last three digits of a power."""
    a, k = random.randint(2, 9 + 20 * level), random.randint(3, 4 + 6 * level**2)
    return f"Find the remainder when ${a}^{{{k}}}$ is divided by $1000$.", str(pow(a, k, 1000)), (a, k)


def congruences(random: Random, level: int) -> Drawn:
    """The Chinese remainder theorem."""
    top = (7, 11, 17, 23, 31)[level - 1]
    m = n = 2
    while gcd(m, n) > 1:
        m, n = random.randint(2, top), random.randint(2, top)
    a, b = random.randint(0, m - 1), random.randint(0, n - 1)
    least = next(number for number in range(1, m * n + 1) if number % m == a and number % n == b)
    text = (
        f"Find the least positive integer that leaves remainder ${a}$ when divided by ${m}$ "
        f"and remainder ${b}$ when divided by ${n}$."
    )
    return text, str(least), tuple(sum(sorted(((m, a), (n, b))), ()))


def multiples(random: Random, level: int) -> Drawn:
    """Inclusion and exclusion."""
    top = random.randint(20, 200 * level - 1)
    a, b = sorted(random.sample(range(2, 8 + 4 * level), 2))
    both = a * b // gcd(a, b)
    text = f"How many positive integers not greater than ${top}$ are divisible by ${a}$ or by ${b}$, but not by both?"
    return text, str(top // a + top // b - 2 * (top // both)), (top, a, b)


def power_sum(random: Random, level: int) -> Drawn:
    """A symmetric power sum by Newton's recurrence."""
    s, p, k = random.randint(1, 3 + 2 * level), random.randint(1, 3 + 2 * level), random.randint(3, 4 + 2 * level)
    before, now = 2, s
    for _ in range(k - 1):
        before, now = now, s * now - p * before
    text = (
        f"The complex numbers $u$ and $v$ satisfy $u + v = {s}$ and $uv = {p}$. "
        f"Find the remainder when $u^{{{k}}} + v^{{{k}}}$ is divided by $1000$."
    )
    return text, str(now % 1000), (s, p, k)


def dice(random: Random, level: int) -> Drawn:
    """A probability in lowest terms, answered as the sum of its two numbers."""
    a, b = random.randint(4, 4 + 4 * level), random.randint(4, 4 + 4 * level)
    s = random.randint(2, a + b)
    chance = Fraction(min(a, s - 1) - max(1, s - b) + 1, a * b)
    text = (
        f"Two fair dice have ${a}$ and ${b}$ faces, numbered from $1$. The probability that they show a sum of ${s}$ "
        r"is $\frac{m}{n}$, where $m$ and $n$ are relatively prime positive integers. Find $m + n$."
    )
    return text, str(chance.numerator + chance.denominator), (*sorted((a, b)), s)


def paths(random: Random, level: int) -> Drawn:
    """Lattice paths around a point, modulo 1000."""
    m, n = random.randint(2, 3 + level), random.randint(2, 3 + level)
    p, q = random.randint(0, m), random.randint(1, n - 1)
    around = comb(m + n, n) - comb(p + q, q) * comb(m - p + n - q, n - q)
    text = (
        f"A path leads from $(0, 0)$ to $({m}, {n})$ by steps of length $1$ to the right or up. How many such paths do "
        f"not pass through $({p}, {q})$? Find the remainder of that number when it is divided by $1000$."
    )
    return text, str(around % 1000), (m, n, p, q)


def common_divisors(random: Random, level: int) -> Drawn:
    """The sum of the divisors that two numbers share."""
    shared = random.randint(2, 60 * level)
    a, b = sorted(shared * factor for factor in random.sample(range(1, 6 + 3 * level), 2))
    common = gcd(a, b)
    total = sum(number for number in range(1, common + 1) if common % number == 0)
    text = (
        f"Find the remainder when the sum of all positive integers that divide both ${a}$ and ${b}$ is divided by "
        "$1000$."
    )
    return text, str(total % 1000), (a, b)


def recurrence(random: Random, level: int) -> Drawn:
    """A linear recurrence, modulo 1000."""
    first, second = random.randint(1, 9), random.randint(1, 9)
    p, q, k = random.randint(1, 1 + level), random.randint(1, 1 + level), random.randint(4, 4 + 4 * level)
    before, now = first, second
    for _ in range(k - 2):
        before, now = now, p * now + q * before
    text = (
        f"A sequence has $a_1 = {first}$, $a_2 = {second}$ and $a_n = {p} \\cdot a_{{n-1}} + {q} \\cdot a_{{n-2}}$ for "
        f"$n > 2$. Find the remainder when $a_{{{k}}}$ is divided by $1000$."
    )
    return text, str(now % 1000), (first, second, p, q, k)


FAMILIES: dict[str, Family] = {
    "remainder": remainder,
    "equation": equation,
    "power": power,
    "congruences": congruences,
    "multiples": multiples,
    "power-sum": power_sum,
    "dice": dice,
    "paths": paths,
    "common-divisors": common_divisors,
    "recurrence": recurrence,
}
