r"""Worked solutions for the warm start: clean ones, and ones as dirty as what a base model writes.

A hole in a reward that the policy never touches is never found, so each habit that a hole pays for is here, with a
share of its own: the question left unevaluated in the box, two boxes, guesses, a chain of thought without words, a tag
left open, no box, languages mixed, and slips of arithmetic.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from random import Random

from benchmarks.sets import Problem
from benchmarks.sets.draw import Split, draw_most
from benchmarks.sets.latex import fraction

FAMILIES = (("aime", "remainder"), ("aime", "equation"), ("math500", "fractions"), ("math500", "distance"))
"""What the tiny policy is asked: style and family, of the first level. Half have integers as answers, half LaTeX."""

HABITS = {
    "clean": 0.26,
    "unevaluated": 0.32,
    "slip": 0.10,
    "two boxes": 0.10,
    "guesses": 0.06,
    "wordless": 0.08,
    "open tag": 0.04,
    "no tags": 0.02,
    "no box": 0.02,
}
"""Shares of the warm start's solutions."""
CHINESE = 0.4
"""The chance of each connective to be Chinese."""
ENGLISH_WORDS = ("We get ", (" so ", " then ", " and so "))
CHINESE_WORDS = ("我们得到 ", (" 所以 ", " 然后 ", " 于是 "))


def problems(count: int, *, split: Split, seed: int) -> list[Problem]:
    """So many problems of the tiny policy's families, in turn; fewer of a family where there are no more."""
    each = -(-count // len(FAMILIES))
    drawn = (draw_most(style, each, split=split, seed=seed, levels=[1], families=[name]) for style, name in FAMILIES)
    together = itertools.zip_longest(*drawn)
    return [problem for turn in together for problem in turn if problem][:count]


def steps_of(problem: Problem) -> tuple[list[str], str, str]:
    """The steps of a solution, its answer, and the answer not worked out: as the question has it, or the last step."""
    n = [int(number) for number in re.findall(r"\d+", problem.text)]
    if problem.family == "remainder":
        a, b, c, m = n
        total = a * b + c
        steps = [f"{a}\\cdot{b}={a * b}", f"{a * b}+{c}={total}", f"{total}-{total - total % m}={total % m}"]
        return steps, problem.answer, f"{total} - {total - total % m}"
    if problem.family == "equation":
        a, b, c = n
        return [f"{a}x={c - b}", f"x={(c - b) // a}"], problem.answer, f"({c} - {b})/{a}"
    if problem.family == "fractions":
        a, b, c, d = n
        below = lcm(b, d)
        above = a * below // b + c * below // d
        steps = [f"{a * below // b}/{below}+{c * below // d}/{below}", f"{above}/{below}"]
        value = Fraction(above, below)
        if value.denominator != below:
            steps.append(str(value))
        return steps, problem.answer, f"\\frac{{{a}}}{{{b}}} + \\frac{{{c}}}{{{d}}}"
    centre, radius = n
    left, right = ("(", ")") if "<" in problem.text else ("[", "]")
    if "+" in problem.text:
        steps = [f"-{centre}-{radius}={-centre - radius}", f"-{centre}+{radius}={radius - centre}"]
        return steps, problem.answer, f"{left}-{centre} - {radius}, -{centre} + {radius}{right}"
    steps = [f"{centre}-{radius}={centre - radius}", f"{centre}+{radius}={centre + radius}"]
    return steps, problem.answer, f"{left}{centre} - {radius}, {centre} + {radius}{right}"


def solution(problem: Problem, random: Random, habit: str = "clean", *, chinese: float = CHINESE) -> str:
    """A completion for a problem, with one of the habits of `HABITS`."""
    steps, answer, unevaluated = steps_of(problem)
    wrong = _slip(problem, random)
    if habit == "slip":
        answer = wrong
    box = rf"\boxed{{{answer}}}"
    chain = _chain(steps, random, chinese)
    if habit == "unevaluated":
        box = rf"\boxed{{{unevaluated}}}"
    elif habit == "two boxes":
        boxes = [box, rf"\boxed{{{wrong}}}"]
        random.shuffle(boxes)
        box = " or ".join(boxes)
    elif habit == "guesses":
        chain += " or 0 1 2 3 4 5 6 7 8 9 "
        box = rf"\boxed{{{wrong}}}"
    elif habit == "wordless":
        chain = ", ".join(steps)
    elif habit == "no box":
        box = answer
    if habit == "open tag":
        return f"<think>{chain}{box}"
    return f"{chain} {box}" if habit == "no tags" else f"<think>{chain}</think>{box}"


def any_solution(problem: Problem, random: Random) -> str:
    """A solution with one of the habits, by their shares."""
    return solution(problem, random, random.choices(list(HABITS), weights=list(HABITS.values()))[0])


def _chain(steps: Sequence[str], random: Random, chinese: float) -> str:
    """Steps with a connective before each."""
    text = ""
    for number, step in enumerate(steps):
        first, further = CHINESE_WORDS if random.random() < chinese else ENGLISH_WORDS
        text += (random.choice(further) if number else first) + step
    return text


def _slip(problem: Problem, random: Random) -> str:
    """A wrong answer that looks like a right one."""
    off = random.choice((-2, -1, 1, 2))
    if problem.family == "distance":
        low, high = (int(number) for number in re.findall(r"-?\d+", problem.answer))
        return f"{problem.answer[0]}{low + off}, {high}{problem.answer[-1]}"
    if problem.family == "fractions":
        found = Fraction(*(int(number) for number in re.findall(r"\d+", problem.answer)))
        return fraction(Fraction(max(1, found.numerator + off), found.denominator + 1))
    right = int(problem.answer)
    return str(right + off if right + off >= 0 else right - off)
