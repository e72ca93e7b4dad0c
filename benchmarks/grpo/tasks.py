"""What a policy is asked: problems, solutions for the warm start, the reference's column, and the truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from benchmarks.grpo import oracle, programs, worked
from benchmarks.grpo.oracle import Judgement
from benchmarks.sets import Problem


@dataclass(frozen=True)
class Task:
    """problems(count, split=, seed=). solution(problem, random): a text for the warm start, with its bad habits.

    judge(completion, reference, ended=): the oracle. reference: the column under which rewards get `Problem.answer`.
    """

    name: str
    problems: Callable[..., list[Problem]]
    solution: Callable[[Problem, Random], str]
    judge: Callable[..., Judgement]
    reference: str = "answer"


MATH = Task("math", worked.problems, worked.any_solution, oracle.judge)
PROGRAMS = Task("programs", programs.problems, programs.solution, programs.judge, "tests")
TASKS = {task.name: task for task in (MATH, PROGRAMS)}
