"""The problem sets: every answer is worked out a second time, from the text alone, by another way."""

import itertools
import json
import re
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
import sympy

from benchmarks.sets import STYLES, draw, problems_of
from benchmarks.sets.draw import LEVELS, split_of
from benchmarks.sets.latex import fraction, polynomial, terms
from verifiers import math_reward

ROOT = Path(__file__).parents[2]
X, Y = sympy.symbols("x y")


def numbers(text):
    return [int(number) for number in re.findall(r"(?<![a-zA-Z\d_])-?\d+", text.replace("{", " ").replace("}", " "))]


def read(text):
    """A polynomial or a sum with i, read from our LaTeX by sympy."""
    text = re.sub(r"\\frac\{(\d+)\}\{(\d+)\}", r"(\1/\2)", text)
    text = re.sub(r"\\sqrt\{(\d+)\}", r"*sqrt(\1)", text).replace("+ *", "+ ")
    text = re.sub(r"\^\{?(\d+)\}?", r"**\1", text)
    text = re.sub(r"(\d)([xyi])", r"\1*\2", text).replace(")(", ")*(").lstrip("*")
    return sympy.sympify(text, locals={"i": sympy.I, "x": X, "y": Y})


def inside(text):
    return re.search(r"\$(.*?)\$", text).group(1)


def brute_paths(m, n, p, q):
    @cache
    def ways(x, y):
        if (x, y) == (p, q) or x > m or y > n:
            return 0
        return 1 if (x, y) == (m, n) else ways(x + 1, y) + ways(x, y + 1)

    return ways(0, 0)


def brute_power_sum(s, p, k):
    u, v = sympy.Matrix([[s, -p], [1, 0]]), 0  # the trace of a power of the companion matrix
    return int((u**k).trace()) + v


def brute_recurrence(numbers):
    first, second, p, q, k = numbers
    return int((sympy.Matrix([[p, q], [1, 0]]) ** (k - 1) * sympy.Matrix([second, first]))[1])


def brute_dice(a, b, s):
    hits = sum(x + y == s for x, y in itertools.product(range(1, a + 1), range(1, b + 1)))
    chance = Fraction(hits, a * b)
    return chance.numerator + chance.denominator


def aime_again(problem):
    n = numbers(problem.text)
    match problem.family:
        case "remainder":
            return sum([n[0]] * n[1], n[2]) % n[3]
        case "equation":
            return sympy.solve(read(inside(problem.text.replace("x$ if $", "")).split("=")[0]) - n[-1], X)[0]
        case "power":
            return (n[0] ** n[1]) % 1000
        case "congruences":
            return min(x for x in range(1, 1000) if x % n[1] == n[0] and x % n[3] == n[2])
        case "multiples":
            return sum((x % n[1] == 0) != (x % n[2] == 0) for x in range(1, n[0] + 1))
        case "power-sum":
            return brute_power_sum(*n[:2], n[2]) % 1000
        case "dice":
            return brute_dice(n[0], n[1], n[3])
        case "paths":
            return brute_paths(n[2], n[3], *n[5:7]) % 1000
        case "common-divisors":
            return sum(set(sympy.divisors(n[0])) & set(sympy.divisors(n[1]))) % 1000
        case "recurrence":
            first, second, p, q = (int(one) for one in re.findall(r"(?:= |\+ )(\d+)", problem.text))
            k = int(re.search(r"when \$a_\{(\d+)\}", problem.text).group(1))
            return brute_recurrence((first, second, p, q, k)) % 1000
    raise AssertionError(problem.family)


def math_again(problem):  # noqa: C901, PLR0911 - a case for each family
    """What the reference must be, as LaTeX that the grader reads; written another way than the set writes it."""
    text, n = problem.text, numbers(problem.text)
    match problem.family:
        case "fractions":
            return str(Fraction(n[0], n[1]) + Fraction(n[2], n[3]))
        case "proportion":
            left, right = inside(text).split("=")
            return str(sympy.solve(read(left) - int(right), X)[0])
        case "distance":
            body, sign, radius = re.match(r"\|(.*)\| (<|\\le) (\d+)", inside(text)).groups()
            ends = sorted(sympy.solve(sympy.Abs(read(body).subs(X, sympy.Symbol("x", real=True))) - int(radius)))
            return f"{'(' if sign == '<' else '['}{ends[0]}, {ends[1]}{')' if sign == '<' else ']'}"
        case "inequality":
            body, sign = re.match(r"(.*) (<|>|\\le|\\ge) 0", inside(text)).groups()
            a, b = sorted(sympy.solve(read(body), X))
            return {"<": f"{a} < x < {b}", r"\le": f"{a} <= x <= {b}", ">": f"x < {a} or x > {b}"}.get(
                sign, f"x <= {a} or x >= {b}"
            )
        case "radical":
            return sympy.latex(sympy.sqrt(n[0]) + sympy.sqrt(n[1]))
        case "system":
            first, second = re.findall(r"\$([^$]*) = (-?\d+)\$", text)
            solved = sympy.solve([read(first[0]) - int(first[1]), read(second[0]) - int(second[1])], [X, Y])
            return f"({solved[X]}, {solved[Y]})"
        case "expansion":
            return sympy.latex(sympy.expand(read(inside(text))))
        case "derivative":
            return sympy.latex(sympy.diff(read(re.search(r"f\(x\) = (.*)\$", text).group(1)), X))
        case "matrix-product":
            left, right = (
                sympy.Matrix([[int(cell) for cell in row.split("&")] for row in body.split(r"\\")])
                for body in re.findall(r"begin\{pmatrix\} (.*?) \\end", text)
            )
            return sympy.latex(left * right)
        case "complex-product":
            return sympy.latex(sympy.expand(read(inside(text))))
        case "marbles":
            bag = "r" * n[0] + "b" * n[1]
            pairs = list(itertools.combinations(bag, 2))
            return str(Fraction(pairs.count(("r", "r")), len(pairs)))
        case "weekday":
            days = itertools.cycle("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
            week = itertools.dropwhile(lambda day: day not in text, days)
            return next(itertools.islice(week, n[0], None))
        case "conic":
            form = sympy.Poly(read(re.search(r"\$(.*) = 0\$", text).group(1)), X, Y)
            a, c = form.coeff_monomial(X**2), form.coeff_monomial(Y**2)
            d, e, f = form.coeff_monomial(X), form.coeff_monomial(Y), form.coeff_monomial(1)
            whole = sympy.Matrix([[a, 0, d / 2], [0, c, e / 2], [d / 2, e / 2, f]])
            assert whole.det() != 0, "degenerate"
            if a * c > 0:
                assert a * whole.det() < 0, "no real points"
                return "circle" if a == c else "ellipse"
            return "hyperbola" if a * c < 0 else "parabola"
        case "roots":
            return ", ".join(map(str, sympy.solve(read(inside(text).split("=")[0]), X)))
    raise AssertionError(problem.family)


def near_misses(problem):
    """Answers that are nearly right, as many kinds as this one has."""
    answer = problem.answer
    if answer.startswith(r"\text"):
        words = {"weekday": ("Monday", "Sunday"), "conic": ("circle", "parabola", "hyperbola")}[problem.family]
        yield from (word for word in words if word not in answer)
        return
    digits = list(re.finditer(r"\d+", answer))
    if digits:
        last, first = digits[-1], digits[0]
        yield f"{answer[: last.start()]}{int(last.group()) + 1}{answer[last.end() :]}"
        yield f"{answer[: first.start()]}{int(first.group()) + 10}{answer[first.end() :]}"
    if re.fullmatch(r"-?\d+|-?\\frac\{\d+\}\{\d+\}", answer):
        yield f"-{answer}".replace("--", "") if answer != "0" else "1"
        yield rf"{answer} \text{{ or }} 1001"
    if problem.family == "distance":
        yield answer.translate(str.maketrans("[](),", "()[],"))
        yield answer[:-1] + ("]" if answer[-1] == ")" else ")")
    if problem.family == "system":
        left, right = answer[1:-1].split(", ")
        if left != right:
            yield f"({right}, {left})"
    if problem.family == "roots":
        yield answer.split(",")[0]
    if problem.family == "inequality" and "cup" in answer:
        yield answer.replace(r"\cup", r"\cap")


EVERY = [(style, family, level) for style, families in STYLES.items() for family in families for level in LEVELS]


def box(answer):
    return f"<think>It is seen at once.</think>So the answer is $\\boxed{{{answer}}}$."


@pytest.mark.parametrize(("style", "family", "level"), EVERY, ids=str)
def test_references(style, family, level):
    count = 4
    for problem in draw(style, count, split="train", seed=3, levels=[level], families=[family]):
        where = f"{problem.text} -> {problem.answer}"
        again = str(aime_again(problem)) if style == "aime" else math_again(problem)
        if style == "aime":
            assert problem.answer == again, where
            assert 0 <= int(problem.answer) <= 999, where
        verdict = math_reward.grade(box(problem.answer), problem.answer, prompt=problem.text)
        assert verdict.score == 1.0, f"{where}: {verdict.explanation}"
        verdict = math_reward.grade(box(problem.answer), again)
        assert verdict.score == 1.0, f"{where}, again {again}: {verdict.explanation}"
        for wrong in near_misses(problem):
            verdict = math_reward.grade(box(wrong), problem.answer, prompt=problem.text)
            assert verdict.score == 0.0, f"{where}, but {wrong} is paid: {verdict.explanation}"


def test_near_misses_exist():
    for style, families in STYLES.items():
        for problem in draw(style, 2 * len(families), levels=[2]):
            assert len(list(near_misses(problem))) >= 1, problem


@pytest.mark.parametrize("style", STYLES)
def test_the_same_problems_for_the_same_seed(style):
    assert draw(style, 40, seed=1) == draw(style, 40, seed=1)
    assert draw(style, 40, seed=1)[:10] == draw(style, 10, seed=1), "a larger set begins with the smaller"
    assert draw(style, 40, seed=1) != draw(style, 40, seed=2)


@pytest.mark.parametrize("style", STYLES)
def test_no_leakage(style):
    train, test = (draw(style, 600, split=split, seed=seed) for split, seed in (("train", 1), ("test", 2)))
    assert not {problem.text for problem in train} & {problem.text for problem in test}
    assert not {(one.family, one.parameters) for one in train} & {(one.family, one.parameters) for one in test}
    for split, problems in (("train", train), ("test", test)):
        assert len({problem.text for problem in problems}) == 600
        assert {split_of(problem.family, problem.parameters) for problem in problems} == {split}


def test_the_same_problem_in_another_order_is_the_same_to_the_split():
    for problem in draw("math500", 50, families=["fractions"], split="train"):
        a, b, c, d = numbers(problem.text)
        assert problem.parameters == (*min((a, b), (c, d)), *max((a, b), (c, d)))


def test_families_and_levels_take_turns():
    problems = draw("math500", 140, split="train", levels=[1, 2])
    assert set(Counter((one.family, one.level) for one in problems).values()) == {5}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"style": "imo"}, "unknown style 'imo'"),
        ({"split": "dev"}, "unknown split"),
        ({"families": ["topology"]}, "unknown family 'topology'"),
        ({"levels": [6]}, "levels are numbers from 1 to 5"),
        ({"levels": [1], "families": ["congruences"], "count": 100_000}, "not 100000"),
    ],
)
def test_refusals(arguments, message):
    with pytest.raises(ValueError, match=message):
        draw(**{"style": "aime", "count": 5, **arguments})


def test_rows_of_others():
    rows = [
        {"problem": "What is $1+1$?", "answer": "2", "level": 3, "subject": "Algebra"},
        {"problem": "?", "answer": 7},
    ]
    first, second = problems_of(rows, style="math500")
    assert (first.text, first.answer, first.level, first.family) == ("What is $1+1$?", "2", 3, "Algebra")
    assert (second.answer, second.level) == ("7", 0)
    with pytest.raises(ValueError, match="row 2 has no 'problem' or no 'answer'"):
        problems_of([rows[0], {"question": "?"}])


def test_spelling():
    assert polynomial([1, -1, 0]) == "x^2 - x"
    assert polynomial([-2, 0, 0, 3]) == "-2x^{3} + 3"
    assert terms([(0, "x"), (0, "")]) == "0"
    assert terms([(-1, ""), (1, "i")]) == "-1 + i"
    assert fraction(Fraction(-6, 8)) == r"-\frac{3}{4}"
    assert fraction(Fraction(6, 3)) == "2"


def test_command_line_and_score(tmp_path):
    """What the command writes, `verify-cli score` reads, and finds right."""
    command = [sys.executable, "-m", "benchmarks.sets", "math500", "--count", "28", "--level", "2", "--complete"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    rows = tmp_path / "rows.jsonl"
    rows.write_text(done.stdout, encoding="utf-8")
    assert all(json.loads(line)["split"] == "test" for line in done.stdout.splitlines())
    score = [sys.executable, "-c", "from verifiers.cli import main; main()", "score", str(rows), "--json"]
    scored = subprocess.run(score, check=True, capture_output=True, text=True, cwd=tmp_path)
    summary = json.loads(scored.stdout)
    assert '"correct": 28' in json.dumps(summary), summary


def test_command_line_refuses():
    command = [sys.executable, "-m", "benchmarks.sets", "aime", "--family", "topology"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 2
    assert "unknown family 'topology' of aime" in done.stderr
    assert "Traceback" not in done.stderr
