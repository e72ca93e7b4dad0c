"""MATH-500-style families: fractions, radicals, intervals, tuples, polynomials, matrices, complex numbers, words.

Each is `(random, level) -> (text, answer, parameters)`, as in `aime`; answers are LaTeX as the MATH data set writes it.
"""

from fractions import Fraction
from random import Random

from benchmarks.sets.aime import Drawn, Family
from benchmarks.sets.latex import fraction, matrix, polynomial, terms


def nonzero(random: Random, size: int) -> int:
    """An integer from -size to size that is not 0."""
    return random.choice((-1, 1)) * random.randint(1, size)


def fractions(random: Random, level: int) -> Drawn:
    """A sum of two fractions."""
    b, d = random.randint(2, 6 + 4 * (level - 1)), random.randint(2, 6 + 4 * (level - 1))
    a, c = random.randint(1, b), random.randint(1, d)
    first, second = sorted(((a, b), (c, d)))
    text = rf"Compute $\frac{{{a}}}{{{b}}} + \frac{{{c}}}{{{d}}}$."
    return text, fraction(Fraction(a, b) + Fraction(c, d)), (*first, *second)


def proportion(random: Random, level: int) -> Drawn:
    """A linear equation whose solution is a fraction in general."""
    a, b, c = random.randint(2, 5 + 4 * level), nonzero(random, 9 * level), nonzero(random, 9 * level)
    return f"Solve ${terms([(a, 'x'), (b, '')])} = {c}$ for $x$.", fraction(Fraction(c - b, a)), (a, b, c)


def distance(random: Random, level: int) -> Drawn:
    """An inequality with an absolute value; its solution is an interval."""
    a, r = nonzero(random, 9 * level), random.randint(1, 9 * level)
    strict = random.randint(0, 1)
    sign, left, right = (r"\le", "[", "]") if not strict else ("<", "(", ")")
    text = rf"Solve $|{terms([(1, 'x'), (-a, '')])}| {sign} {r}$. Express your answer as an interval."
    return text, f"{left}{a - r}, {a + r}{right}", (a, r, strict)


def inequality(random: Random, level: int) -> Drawn:
    """A quadratic inequality; its solution is an interval or a union of two."""
    a, b = sorted(random.sample(range(-5 * level, 5 * level + 1), 2))
    kind = random.choice(("<", r"\le", ">", r"\ge"))
    answer = {
        "<": f"({a}, {b})",
        r"\le": f"[{a}, {b}]",
        ">": rf"(-\infty, {a}) \cup ({b}, \infty)",
        r"\ge": rf"(-\infty, {a}] \cup [{b}, \infty)",
    }[kind]
    text = f"Solve ${polynomial([1, -a - b, a * b])} {kind} 0$. Express your answer in interval notation."
    return text, answer, (a, b, ("<", r"\le", ">", r"\ge").index(kind))


def radical(random: Random, level: int) -> Drawn:
    """A sum of two radicals that simplify to multiples of one."""
    s = random.choice((2, 3, 5, 6, 7, 10, 11, 13)[: 3 + level])
    p, q = sorted((random.randint(2, 2 + 2 * level), random.randint(2, 3 + 3 * level)))
    text = rf"Simplify $\sqrt{{{p * p * s}}} + \sqrt{{{q * q * s}}}$."
    return text, rf"{p + q}\sqrt{{{s}}}", (p, q, s)


def system(random: Random, level: int) -> Drawn:
    """Two linear equations in two unknowns; the solution is a pair."""
    x, y = nonzero(random, 4 * level), nonzero(random, 4 * level)
    a = b = c = d = 1
    while a * d == b * c:
        a, b, c, d = (nonzero(random, 2 + level) for _ in range(4))
    first, second = terms([(a, "x"), (b, "y")]), terms([(c, "x"), (d, "y")])
    text = (
        f"Find the ordered pair $(x, y)$ that satisfies ${first} = {a * x + b * y}$ and ${second} = {c * x + d * y}$."
    )
    return text, f"({x}, {y})", (a, b, c, d, x, y)


def expansion(random: Random, level: int) -> Drawn:
    """A product of two linear polynomials."""
    (a, b), (c, d) = sorted((random.randint(1, 1 + level), nonzero(random, 3 + 3 * level)) for _ in range(2))
    text = f"Expand $({polynomial([a, b])})({polynomial([c, d])})$."
    return text, polynomial([a * c, a * d + b * c, b * d]), (a, b, c, d)


def derivative(random: Random, level: int) -> Drawn:
    """The derivative of a polynomial."""
    coefficients = [random.randint(1, 3 * level), *(random.randint(-3 * level, 3 * level) for _ in range(1 + level))]
    degree = len(coefficients) - 1
    slope = [one * (degree - place) for place, one in enumerate(coefficients[:-1])]
    return f"Find $f'(x)$ for $f(x) = {polynomial(coefficients)}$.", polynomial(slope), tuple(coefficients)


def product(random: Random, level: int) -> Drawn:
    """A product of two matrices."""
    a, b, c, d, e, f, g, h = (random.randint(-1 - level, 2 + level) for _ in range(8))
    text = f"Compute ${matrix([[a, b], [c, d]])} {matrix([[e, f], [g, h]])}$."
    rows = [[a * e + b * g, a * f + b * h], [c * e + d * g, c * f + d * h]]
    return text, matrix(rows), (a, b, c, d, e, f, g, h)


def complex_product(random: Random, level: int) -> Drawn:
    """A product of two complex numbers."""
    (a, b), (c, d) = sorted((nonzero(random, 3 * level), nonzero(random, 3 * level)) for _ in range(2))
    text = f"Compute $({terms([(a, ''), (b, 'i')])})({terms([(c, ''), (d, 'i')])})$, where $i^2 = -1$."
    return text, terms([(a * c - b * d, ""), (a * d + b * c, "i")]), (a, b, c, d)


def marbles(random: Random, level: int) -> Drawn:
    """A probability without replacement."""
    red, blue = random.randint(2, 4 + 3 * level), random.randint(2, 4 + 3 * level)
    chance = Fraction(red, red + blue) * Fraction(red - 1, red + blue - 1)
    text = (
        f"A bag holds ${red}$ red and ${blue}$ blue marbles. Two are drawn without replacement. What is the "
        "probability that both are red? Express your answer as a common fraction."
    )
    return text, fraction(chance), (red, blue)


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weekday(random: Random, level: int) -> Drawn:
    """A day of the week; the answer is a word."""
    today, days = random.randint(0, 6), random.randint(8, 30 * level**2)
    text = f"Today is {DAYS[today]}. What day of the week will it be in ${days}$ days?"
    return text, rf"\text{{{DAYS[(today + days) % 7]}}}", (today, days)


def conic(random: Random, level: int) -> Drawn:
    """The kind of a conic; the answer is a word."""
    size = 2 + 2 * level
    kind = random.choice(("circle", "ellipse", "parabola", "hyperbola"))
    a = random.randint(1, size)
    b = a + random.randint(1, size)
    # The constant makes the sum of squares positive, so that circles and ellipses have points.
    d, e, f = nonzero(random, size), nonzero(random, size), -random.randint(1, 9)
    x, y = {"circle": (a, a), "ellipse": (a, b), "parabola": (a, 0), "hyperbola": (a, -b)}[kind]
    # A degenerate hyperbola would be two lines: its centre must not lie on it.
    while kind == "hyperbola" and Fraction(d * d, 4 * x) + Fraction(e * e, 4 * y) == f:
        f -= 1
    body = terms([(x, "x^2"), (y, "y^2"), (d, "x"), (e, "y"), (f, "")])
    text = f"Is the graph of ${body} = 0$ a circle, an ellipse, a parabola or a hyperbola?"
    return text, rf"\text{{{kind}}}", (x, y, d, e, f)


def roots(random: Random, level: int) -> Drawn:
    """The two solutions of a quadratic equation; the answer is a list."""
    a, b = sorted(random.sample([n for n in range(-4 * level, 4 * level + 1) if n], 2))
    return f"Find all solutions of ${polynomial([1, -a - b, a * b])} = 0$, separated by commas.", f"{a}, {b}", (a, b)


FAMILIES: dict[str, Family] = {
    "fractions": fractions,
    "proportion": proportion,
    "distance": distance,
    "inequality": inequality,
    "radical": radical,
    "system": system,
    "expansion": expansion,
    "derivative": derivative,
    "matrix-product": product,
    "complex-product": complex_product,
    "marbles": marbles,
    "weekday": weekday,
    "conic": conic,
    "roots": roots,
}
