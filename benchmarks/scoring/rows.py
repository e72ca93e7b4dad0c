"""Rows as a model's sampling leaves them, made from a seed: the same bytes for the same seed and count.

Eight samples of a problem, one after the other, each a chain of thought with an answer. Of 1,000 rows about 550 answer
by a right numeral, 170 by a right expression or tuple, 180 wrongly, 40 not at all, 30 break off while thinking, 10 are
meant to hurt the grader, 10 are no rows, 5 are written on with LaTeX that only the fallback (math-verify) reads, and
the rest have no reference. What the texts say is filler; how long they are is not (`words`).
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

SAMPLES = 8
SENTENCES = (
    "Let n = {a}, so the number of pairs is {b} and each of them is counted twice. ",
    "We have \\frac{{{a}}}{{{b}}} + {c}, which is less than {a}. ",
    "Wait, the case k = {c} is impossible, because {a} is not a multiple of {b}. ",
    "Let me check that again: the sum is {a}, and {b} of these are left. ",
    "Substituting $x = {a}$ into the equation gives $y = {b}x + {c}$. ",
)
HOSTILE = (
    "9^{9^{9^{9}}}",
    "{" * 3_000,
    "1" * 20_000,
    "\\frac{1}{" * 400 + "1" + "}" * 400,
    "((((" * 500 + "1" + "))))" * 500,
    "\\sqrt{" * 600 + "2",
    "1e999999999",
    "</think>" * 2_000,
    "\\boxed{" * 1_500,
)


def rows(count: int, seed: int = 1, words: int = 1) -> Iterator[bytes]:
    """Lines of a file of rows.

    words: how many times as long the chains of thought are, of which 1 is some 300 to 1,200 characters.
    """
    dice = random.Random(seed)
    for number in range(count):
        if number % SAMPLES == 0:
            a, b = dice.randrange(2, 10_000), dice.randrange(2, 100)
            prompt = f"What is the number of ways to choose {b} of {a}, up to a factor, if every one is counted once?"
            answer, spelled = _answer(dice, a, b)
        yield _line(dice, f"p{number // SAMPLES}", prompt, answer, spelled, words)


def _answer(dice: random.Random, a: int, b: int) -> tuple[str, str]:
    """A reference, and another spelling of it."""
    kind = dice.random()
    if kind < 0.75:
        return str(a), dice.choice((str(a), f"{a:,}", f"{a}.0", f"x = {a}"))
    if kind < 0.9:
        return f"\\frac{{{a}}}{{{b}}}", f"{a}/{b}"
    if kind < 0.95:
        return f"{a}\\sqrt{{{b}}}", f"\\sqrt{{{b}}} \\cdot {a}"
    return f"({a}, {b})", f"\\left({a},\\ {b}\\right)"


def _line(dice: random.Random, name: str, prompt: str, answer: str, spelled: str, words: int) -> bytes:
    fill = {letter: dice.randrange(10_000) for letter in "abc"}
    thought = "".join(dice.choice(SENTENCES).format(**fill) for _ in range(dice.randrange(5, 18) * words))
    row = {"id": name, "prompt": prompt, "answer": answer}
    kind = dice.random()
    if kind < 0.01:
        return dice.choice((b'{"id": "torn", "comple\n', b"[1, 2]\n", b"\xff\xfe\n"))
    if kind < 0.02:
        final = f"\\boxed{{{dice.choice(HOSTILE)}}}"
    elif kind < 0.05:
        return _json({**row, "completion": f"<think>\n{thought}"})
    elif kind < 0.09:
        final = "I cannot say."
    elif kind < 0.27:
        final = f"The answer is \\boxed{{{dice.randrange(10_000)}}}."
    elif kind < 0.275:
        final = f"It is \\boxed{{\\int_0^{{{fill['a']}}} x\\,dx}}."
    elif kind < 0.28:
        del row["answer"]
        final = "\\boxed{1}"
    else:
        final = f"The answer is $\\boxed{{{spelled}}}$."
    return _json({**row, "completion": f"<think>\n{thought}\n</think>\n\n{final}"})


def _json(row: dict[str, str]) -> bytes:
    return json.dumps(row).encode() + b"\n"


def write(path: Path, count: int, seed: int = 1) -> None:
    """A file of rows, unless it is there already."""
    if not path.exists():
        with path.with_suffix(".new").open("wb") as file:
            file.writelines(rows(count, seed))
        path.with_suffix(".new").replace(path)
