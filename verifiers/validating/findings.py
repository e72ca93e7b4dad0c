"""Which rows of a data set of programs can be trusted: reference solutions must pass their tests, and garbage must not.

A row is trusted where one of its reference solutions scores 1 and nothing else does: a program that does nothing, one
that prints its input, functions that return nothing or their argument, and the solution of the row before. What a row
says against itself is a sentence each. A row without a reference solution is only tried with garbage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from verifiers.code.formats import read_suite
from verifiers.code.reward import CodeReward
from verifiers.code.suite import AssertionTests, BadTestsError, CallTests, ReferenceTests, StdinTests, Suite
from verifiers.rows.fields import Fields
from verifiers.rows.tests import tests_in
from verifiers.validating.solutions import Solution, solutions_of
from verifiers.verdict import Verdict

MAX_SOLUTIONS = 3
"""Of one row that are tried: where three fail, the tests are not trusted."""


@dataclass(frozen=True)
class Finding:
    """What was found out about a row.

    line: its number in the file. trusted: `None` where it has no reference solution or could not be run.
    why: what speaks against it, a sentence each.
    """

    line: int
    trusted: bool | None
    why: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As plain data."""
        return {"line": self.line, "trusted": self.trusted, "why": list(self.why)}


def validate(
    rows: Iterable[tuple[int, Mapping[str, Any]]], reward: CodeReward, solution: str | None = None
) -> Iterator[Finding]:
    """What is found out about each row, one after the other.

    rows: with the numbers of their lines. solution: the field of the reference solution, perhaps a path a.b.
    """
    neighbour: Solution | None = None
    for line, row in rows:
        solutions = solutions_of(row, solution)
        yield _finding(line, row, reward, solutions, neighbour)
        neighbour = solutions[0] if solutions else neighbour


def _finding(
    line: int, row: Mapping[str, Any], reward: CodeReward, solutions: list[Solution], neighbour: Solution | None
) -> Finding:
    found = tests_in(row, Fields("completion"))
    if found is None:
        return Finding(line, trusted=False, why=("The row has no tests.",))
    try:
        suite = read_suite(found.value)
    except BadTestsError as error:
        return Finding(line, trusted=False, why=(str(error),))
    passed = False
    why: list[str] = []
    for number, solution in enumerate(solutions[:MAX_SOLUTIONS], 1):
        verdict = reward.grade(_fenced(solution, suite.language), found.value)
        if verdict.outcome == "unavailable":
            return Finding(line, trusted=None, why=(verdict.explanation,))
        if verdict.outcome == "bad_reference":
            return Finding(line, trusted=False, why=(verdict.explanation,))
        if verdict.score == 1.0:
            passed = True
            break
        what = "The reference solution" if len(solutions) == 1 else f"Reference solution {number}"
        why.append(f"{what} is not right: {verdict.explanation}")
    paid = [
        f"{name} passes." for name, one in _garbage(suite, solutions, neighbour) if _scores(reward, one, found.value)
    ]
    if passed:
        return Finding(line, trusted=not paid, why=tuple(paid))
    if not solutions:
        why.append("The row has no reference solution.")
    return Finding(line, trusted=None if not solutions and not paid else False, why=(*why, *paid))


def _scores(reward: CodeReward, completion: str, tests: Any) -> bool:
    verdict: Verdict = reward.grade(completion, tests)
    return verdict.score is not None and verdict.score > 0


def _garbage(suite: Suite, solutions: list[Solution], neighbour: Solution | None) -> Iterator[tuple[str, str]]:
    """Programs that must not pass, with their names."""
    language = suite.language
    if language in {None, "python"}:
        yield "A program that does nothing", _fenced(Solution("pass\n", "python"), "python")
        if isinstance(suite, StdinTests):
            yield "A program that prints its input", _fenced(Solution("print(open(0).read())\n", "python"), "python")
        entry = suite.entry if isinstance(suite, CallTests | AssertionTests | ReferenceTests) else None
        if entry and entry.isidentifier():
            for name, result in (("nothing", "None"), ("its argument", "(args or [None])[0]")):
                source = f"def {entry}(*args, **kwargs):\n    return {result}\n"
                yield f"A function that returns {name}", _fenced(Solution(source, "python"), "python")
    elif language in {"c", "cpp"}:
        yield "A program that does nothing", _fenced(Solution("int main() {}\n", language), language)
    if neighbour is not None and neighbour.source not in {one.source for one in solutions}:
        yield "The solution of another row", _fenced(neighbour, language)


def _fenced(solution: Solution, language: str | None) -> str:
    """A completion whose only block is the program."""
    longest = max((len(run) for run in re.findall(r"`+", solution.source)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{solution.language or language or 'python'}\n{solution.source.rstrip()}\n{fence}"
