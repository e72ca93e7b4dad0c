"""A program against the tests of a problem: each kind of tests has its own way, and all end in a Report."""

from __future__ import annotations

import re
from dataclasses import dataclass

from verifiers.code.calls import grade_calls
from verifiers.code.cpp_grade import grade_cpp
from verifiers.code.equations import as_calls
from verifiers.code.examine import examine
from verifiers.code.report import Report
from verifiers.code.streams import grade_streams
from verifiers.code.suite import AssertionTests, CallTests, CppAssertTests, StdinTests, Suite
from verifiers.sandbox import Limits, Program, Sandbox


@dataclass(frozen=True)
class Terms:
    """How to grade.

    limits: of each test.
    stop: at the first failure.
    same_process: whether python tests that need the program in their own process may have it there.
    """

    limits: Limits
    stop: bool
    same_process: bool


def grade(sandbox: Sandbox, program: Program, suite: Suite, terms: Terms) -> Report:
    """Run the tests. Raises BadTestsError and UnavailableError."""
    if isinstance(suite, StdinTests):
        return grade_streams(sandbox, program, suite, terms.limits, stop=terms.stop)
    source = program.content.decode("utf-8", "surrogatepass")
    if isinstance(suite, CppAssertTests):
        return grade_cpp(sandbox, source, suite, terms.limits, stop=terms.stop)
    if isinstance(suite, AssertionTests):
        source = _continued(source, suite)
        calls = as_calls(suite)
        if calls is None:
            return examine(sandbox, source, suite, terms.limits, same_process=terms.same_process)
        suite = calls
    assert isinstance(suite, CallTests)
    return grade_calls(sandbox, source, suite, terms.limits, stop=terms.stop)


def _continued(source: str, tests: AssertionTests) -> str:
    """A completion that only continues the prompt, put behind it, as a base model writes it.

    A whole function stays as it is: what the prompt has beside it is in the setup.
    """
    return source if not tests.prompt or _defines(source, tests.entry or "") else tests.prompt + source


def _defines(source: str, name: str) -> bool:
    """By its lines: a parser could be crashed by what a model wrote, and this is our process."""
    return re.search(rf"^(async +)?def +{re.escape(name)}\b", source, re.MULTILINE) is not None
