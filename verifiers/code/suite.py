"""The tests of a problem, as data: what `formats` makes of a data set's row, and what `grade` runs.

A `Suite` is one of these:

    StdinTests       standard input to standard output; the outputs are compared by a rule, or graded by a checker
    CallTests        a function's arguments to its result
    AssertionTests   python code with assertions, whose calls are answered by the solution in another process
    CppAssertTests   C++ code with assertions of the form `assert(candidate(…) == (…))`
    ReferenceTests   a function's arguments, and a reference solution that gives the results
    SqlTests         a reference query, and a database
    JoinedTests      code around the program, in one process with it: the exit code decides
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias


class BadTestsError(ValueError):
    """The tests are unusable: a format that nobody knows, or broken. The message is one sentence for a person."""


@dataclass(frozen=True)
class ProblemLimits:
    """What a problem allows a program for each test, as its data set says it; `None`: it does not say it.

    cpu_seconds: before the factors for slow languages and machines. memory_mb: MiB.
    """

    cpu_seconds: float | None = None
    memory_mb: float | None = None


@dataclass(frozen=True)
class TextRule:
    """When an output is the expected one.

    kind: "lines" (the default, as in contests): line by line, without blanks at the ends of lines and empty lines at
        the end of the text; "tokens": by words, wherever the blanks and line breaks are; "exact": byte by byte.
    tolerance: where the expected word is a decimal number with a point or an exponent, the error that is forgiven,
        absolute or relative, whichever is larger; 0: none. Integers are always exact. "exact" knows none.
    unordered: lines (or, with "tokens", words) in any order, each as often as expected; without a tolerance. "exact"
        has one order.
    """

    kind: Literal["lines", "tokens", "exact"] = "lines"
    tolerance: float = 1e-6
    unordered: bool = False


@dataclass(frozen=True)
class StdinTests:
    """A program reads standard input and writes standard output.

    outputs: one for each input; with a checker it may be what the checker calls the answer.
    others: for each input further outputs that are right; empty: there are none for any.
    checker: the source of a program that decides instead of a rule (checkers.py says how).
    checker_language: "python" or "cpp" (testlib's).
    answer_first: the checker takes its files as `input answer output` (open-r1's do, testlib's do not).
    limits: what the problem allows each test, instead of the reward's own limits.
    interactor: the source of a program that talks to the solution (interactive.py says how); empty: nobody does.
    input_file, output_file: files in the place of standard input and standard output; empty: the streams.
    contest_imports: see CallTests; for python.
    language: what the tests say the program is in; `None`: they do not say.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rule: TextRule = TextRule()
    checker: str | None = None
    language: str | None = None
    answer_first: bool = False
    others: tuple[tuple[str, ...], ...] = ()
    checker_language: Literal["python", "cpp"] = "python"
    interactor: str = ""
    interactor_language: Literal["python", "cpp"] = "cpp"
    input_file: str = ""
    output_file: str = ""
    contest_imports: bool = False
    limits: ProblemLimits = ProblemLimits()


@dataclass(frozen=True)
class Call:
    """The arguments of one call."""

    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CallTests:
    """A function of the solution is called, and its result is compared.

    entry: what is called: `name`, `Class().method`, or a name that is looked for as a function and then as a method of
        `class Solution`.
    rule: how results are compared. "json": the expected value was written in JSON, so that a tuple is as good as a
        list; integers are integers, booleans booleans. "python": as `==` of python has it, for exact built-in values.
    tolerance: "json" only: the error forgiven where the expected number is a float, absolute or relative.
    unordered: "json" only: the elements of an expected list may come in any order.
    wrapped: each expected value may be meant as the only element of the list that it is (APPS and TACO write it so).
    setup: code whose names the solution may use: classes of the problem, imports.
    contest_imports: programs find names of typing, collections, math and their like without importing them, and may
        recurse deeply, as contests' graders have it (LiveCodeBench, APPS).
    limits: what the problem allows, instead of the reward's own limits.
    """

    entry: str
    calls: tuple[Call, ...]
    expected: tuple[Any, ...]
    rule: Literal["json", "python"] = "json"
    tolerance: float = 1e-6
    unordered: bool = False
    wrapped: bool = False
    setup: str = ""
    contest_imports: bool = False
    language: str | None = "python"
    limits: ProblemLimits = ProblemLimits()


@dataclass(frozen=True)
class AssertionTests:
    """Python code with assertions.

    source: the tests: a module that asserts, defines `check(candidate)`, or is a pytest file.
    entry: what is `candidate`; `None` where the tests call functions by their names.
    setup: code that runs before the tests, and before the solution: imports, classes of the problem (`ListNode`).
    prompt: python code that the solution continues (HumanEval): its other functions are the tests' own, and a
        completion that does not define the entry is put behind it.
    style: "check": call `check(candidate)`; "module": running the module is the test; "pytest": pytest runs it.
    contest_imports: see CallTests.
    """

    source: str
    entry: str | None = None
    setup: str = ""
    prompt: str = ""
    style: Literal["check", "module", "pytest"] = "module"
    contest_imports: bool = False
    language: str | None = "python"


@dataclass(frozen=True)
class CppAssertTests:
    """C++ code with assertions, put behind the solution by those who made it (MultiPL-E).

    source: the tests, with their `main`.
    prompt: the C++ code that the solution continues: includes, and the head of the function.
    """

    source: str
    prompt: str = ""
    language: str | None = "cpp"


@dataclass(frozen=True)
class ReferenceTests:
    """Calls whose results are those of a reference solution (EvalPlus).

    solution: its source, whole. prompt: code that a solution may continue.
    tolerance: the error forgiven where results are floats; 0: the usual one.
    """

    entry: str
    calls: tuple[Call, ...]
    solution: str
    prompt: str = ""
    tolerance: float = 0.0
    language: str | None = "python"


@dataclass(frozen=True)
class JoinedTests:
    """Tests that are one source with the program, in its process; that it ends with exit code 0 is the test.

    before, after: what is around the program.
    quoted: the program is put there as a text, in Python's quotes (DS-1000).
    continued: `before` ends with the head of a function, which a program may continue or write anew.
    """

    language: str
    before: str
    after: str
    quoted: bool = False
    continued: bool = True


@dataclass(frozen=True)
class SqlTests:
    """A query whose rows are those that are wanted.

    query: the reference. script: SQL that makes the database. database: a file of SQLite, before the script.
    match: how rows are compared: as a "set" (BIRD), a "bag" (Spider), or a "list".
    """

    query: str
    script: str = ""
    database: bytes = b""
    match: Literal["set", "bag", "list"] = "set"
    language: str | None = "sql"


Suite: TypeAlias = StdinTests | CallTests | AssertionTests | CppAssertTests | ReferenceTests | JoinedTests | SqlTests
