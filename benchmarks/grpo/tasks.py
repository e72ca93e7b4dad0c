"""What a policy is asked: problems, solutions for the warm start, the reference's column, and the truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from benchmarks.grpo import oracle, programs, worked
from benchmarks.grpo.oracle import Grade
from benchmarks.sets import Problem


@dataclass(frozen=True)
class Task:
    """problems(count, split=, seed=). solution(problem, random): a text for the warm start, with its bad habits.

    grade(completion, reference, ended=): the oracle. reference: the column under which rewards get `Problem.answer`.
    """

    name: str
    problems: Callable[..., list[Problem]]
    solution: Callable[[Problem, Random], str]
    grade: Callable[..., Grade]
    reference: str = "answer"


MATH = Task("math", worked.problems, worked.any_solution, oracle.grade)
PROGRAMS = Task("programs", programs.problems, programs.solution, programs.grade, "tests")
TASKS = {task.name: task for task in (MATH, PROGRAMS)}
