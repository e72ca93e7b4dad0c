r"""How often the question is paid as its own answer, and how often a right answer is refused as an echo.

    python benchmarks/math/echoes.py QUESTIONS.jsonl ... [--limit N] [--peer] [--show]

A row has `problem` or `question`, and `answer`. Every formula of a question, and every side of an equation in it, is
boxed without any reasoning, bare and in disguises that cost nothing to write: an opening bracket, brackets, a sign, a
name, a unit, a factor of one. A problem counts as paid for its question where one of them is. The other column is the
price: the gold answer and its re-spellings (`verifiers.math.variants`), which are right, are graded with the prompt and
without it, and those are counted that only the prompt made wrong.

The questions are not in this repository: MATH-500, college_math, GaoKao and OlympiadBench are public as JSON lines.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from verifiers import MathReward
from verifiers.math.reading.parse import read
from verifiers.math.reading.tokens import Unreadable
from verifiers.math.variants import respellings
from verifiers.math.worked_out import value_of

MATHEMATICS = re.compile(r"\$\$?([^$]+)\$\$?|\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
DISGUISES = {
    "as it is": "{}",
    "an opening bracket": "({}",
    "brackets": r"\left({}\right)",
    "a sign": "+{}",
    "a name": "x={}",
    "a unit": r"({}) \text{{ units}}",
    "a factor of one": "1({})",
    "a fraction": r"\frac{{{}}}{{1}}",
}
reward = MathReward()


class Result(NamedTuple):
    """What came of the problems of one file."""

    problems: int
    bare: int
    paid: int
    disguises: Counter[str]
    right: int
    refused: int
    peer: int | None


def formulas(question: str) -> list[str]:
    """The formulas of a question, and the sides of its equations."""
    found: dict[str, None] = {}
    for match in MATHEMATICS.finditer(question):
        formula = next(filter(None, match.groups())).strip(" .,;\n")
        found |= dict.fromkeys(part.strip(" .,;") for part in (formula, *formula.split("=")))
    return [formula for formula in found if formula and formula.count("{") == formula.count("}")]


def is_the_answer(formula: str, gold: str) -> bool:
    """Whether the question holds the gold answer itself: then to say it is right."""
    try:
        return value_of(read(formula)) == value_of(read(gold))
    except Unreadable:
        return "".join(formula.split()) == "".join(gold.strip("$. ").split())


def rows(path: Path, limit: int | None) -> Iterator[tuple[str, str]]:
    """Question and answer of each row."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for line in lines[: limit or len(lines)]:
        row: dict[str, Any] = json.loads(line)
        question = row.get("problem") or row.get("question")
        answer = row.get("answer") or row.get("final_answer")
        if isinstance(answer, list):
            answer = answer[0] if answer else None
        if question and isinstance(answer, str):
            yield question, answer


def measure(path: Path, limit: int | None, *, peer: bool, show: bool) -> Result:
    """Grade the echoes and the right answers of one file."""
    problems = bare = paid = right = refused = peers = 0
    disguises: Counter[str] = Counter()
    for question, gold in rows(path, limit):
        problems += 1
        candidates = [formula for formula in formulas(question) if not is_the_answer(formula, gold)]
        for name, disguise in DISGUISES.items():
            good = [one for one in candidates if graded(disguise.format(one), gold, question)]
            disguises[name] += bool(good)
            if good and show:
                print(f"paid {name}: {good[0]!r} for {gold!r}", file=sys.stderr)
        paid += any(graded(form.format(one), gold, question) for form in DISGUISES.values() for one in candidates)
        bare += any(graded(form.format(one), gold, None) for form in DISGUISES.values() for one in candidates)
        if peer:
            peers += any(by_math_verify(f"({one}", gold) for one in candidates)
        for variant in [gold, *(variant.text for variant in respellings(gold))]:
            if graded(variant, gold, None):
                right += 1
                if not graded(variant, gold, question):
                    refused += 1
                    if show:
                        print(f"refused: {variant!r} for {gold!r}: {question[:200]!r}", file=sys.stderr)
    return Result(problems, bare, paid, disguises, right, refused, peers if peer else None)


def graded(answer: str, gold: str, prompt: str | None) -> bool:
    """Whether our reward pays an answer."""
    return reward.grade(f"\\boxed{{{answer}}}", gold, prompt=prompt).score == 1.0


def by_math_verify(answer: str, gold: str) -> bool:
    """Whether math-verify finds it equal; it knows no prompt."""
    from math_verify import parse, verify

    try:
        return bool(verify(parse(f"${gold}$"), parse(f"\\boxed{{{answer}}}")))
    except Exception:  # noqa: BLE001 - it raises on much of what it cannot read
        return False


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--peer", action="store_true", help="math-verify too, which takes seconds for some")
    parser.add_argument("--show", action="store_true", help="each echo that is paid, each right answer refused")
    arguments = parser.parse_args()
    print("| questions | problems | echo paid, no prompt | with the prompt | right answers refused | math-verify |")
    print("|---|---:|---:|---:|---:|---:|")
    for path in arguments.files:
        result = measure(path, arguments.limit, peer=arguments.peer, show=arguments.show)
        share = f"{result.paid / result.problems:.1%} ({result.paid})"
        peer = "" if result.peer is None else f"{result.peer / result.problems:.1%}"
        print(
            f"| {path.stem} | {result.problems} | {result.bare / result.problems:.1%} | {share} | "
            f"{result.refused} of {result.right} | {peer} |"
        )
        print(f"<!-- {dict(result.disguises)} -->")


if __name__ == "__main__":
    main()
