"""A program against the tests of a problem: each kind of tests has its own way, and all end in a Report."""

from __future__ import annotations

from dataclasses import dataclass, replace

from verifiers.code.calls import grade_calls
from verifiers.code.cpp_grade import grade_cpp
from verifiers.code.equations import as_calls
from verifiers.code.examine import examine
from verifiers.code.interactive import grade_interactive
from verifiers.code.joined import grade_joined
from verifiers.code.packages import lacking, named_missing
from verifiers.code.reference import with_results
from verifiers.code.report import Report, UnavailableError
from verifiers.code.sql import grade_sql
from verifiers.code.streams import grade_streams
from verifiers.code.suite import (
    AssertionTests,
    CallTests,
    CppAssertTests,
    JoinedTests,
    ProblemLimits,
    ReferenceTests,
    SqlTests,
    StdinTests,
    Suite,
)
from verifiers.sandbox import Limits, Program, Sandbox
from verifiers.sandbox.languages import languages


@dataclass(frozen=True)
class Terms:
    """How to grade.

    limits: of each test, where the problem does not say its own.
    stop: at the first failure.
    same_process: whether python tests that need the program in their own process may have it there.
    time_factor: for slow machines, times the seconds that a problem allows.
    """

    limits: Limits
    stop: bool
    same_process: bool
    time_factor: float = 1.0


MIN_MEMORY_MB = 64.0
"""Interpreters take ten and more before a program has begun."""


def grade(sandbox: Sandbox, program: Program, suite: Suite, terms: Terms) -> Report:
    """Run the tests. Raises BadTestsError and UnavailableError."""
    report = _grade(sandbox, program, suite, terms)
    weaker = getattr(sandbox.wall, "weaker", "")
    report.wall = f"{sandbox.wall.name}: {weaker}" if weaker else ""
    missing = named_missing(report.failure.got) if report.failure and program.language == "python" else ""
    if missing and missing in lacking(sandbox, program.content.decode("utf-8", "replace")):
        msg = f"it imports {missing}, which the sandbox does not have (docs/code.md says how to add it)"
        raise UnavailableError(msg)
    return report


def _grade(sandbox: Sandbox, program: Program, suite: Suite, terms: Terms) -> Report:
    if isinstance(suite, StdinTests):
        grade_program = grade_interactive if suite.interactor else grade_streams
        limits = allowed(terms, suite.limits, program.language)
        if suite.contest_imports and program.language == "python":
            program = _with_contest_imports(program)
        return grade_program(sandbox, program, suite, limits, stop=terms.stop)
    source = program.content.decode("utf-8", "surrogatepass")
    if isinstance(suite, CppAssertTests):
        return grade_cpp(sandbox, source, suite, terms.limits, stop=terms.stop)
    if isinstance(suite, SqlTests):
        return grade_sql(sandbox, source, suite, terms.limits)
    if isinstance(suite, JoinedTests):
        return grade_joined(sandbox, source, suite, terms.limits, same_process=terms.same_process)
    if isinstance(suite, ReferenceTests):
        source = _continued(source, suite)
        suite = with_results(sandbox, suite)
    if isinstance(suite, AssertionTests):
        source = _continued(source, suite)
        calls = as_calls(suite)
        if calls is None:
            return examine(sandbox, source, suite, terms.limits, same_process=terms.same_process)
        suite = calls
    assert isinstance(suite, CallTests)
    return grade_calls(sandbox, source, suite, allowed(terms, suite.limits, "python"), stop=terms.stop)


def allowed(terms: Terms, problem: ProblemLimits, language: str) -> Limits:
    """What each test may use: what the problem says, with the factors of the language and of the machine."""
    limits = terms.limits
    if problem.cpu_seconds is not None:
        factor = terms.time_factor * languages()[language].time_factor
        limits = replace(limits, cpu_seconds=max(0.01, problem.cpu_seconds * factor))
    if problem.memory_mb is not None:
        limits = replace(limits, memory_mb=max(MIN_MEMORY_MB, problem.memory_mb))
    return limits


def _with_contest_imports(program: Program) -> Program:
    """Behind the names that the set's own grader puts there, unless it begins with what has to be first."""
    imports = b"import sys; sys.setrecursionlimit(50_000); from contest_names import *\n"
    return program if b"__future__" in program.content else Program("python", imports + program.content)


def _continued(source: str, tests: AssertionTests | ReferenceTests) -> str:
    """A completion that only continues the prompt, put behind it, as a base model writes it.

    It begins with a line that is indented. Anything else stays as it is: what the prompt has beside the function is in
    the setup.
    """
    first = next((line for line in source.split("\n") if line.strip()), "")
    return tests.prompt + source if tests.prompt and first[:1].isspace() else source
