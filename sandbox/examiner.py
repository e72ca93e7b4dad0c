"""Tests with assertions, as their own process: the program under test is elsewhere and answers questions.

Whatever the tests name and do not define themselves is a stand-in. What they do with it becomes a question (see
respondent.py), and its answer, a plain value, is what they assert on: no object of the program ever is in this process.
There is no connection. The tests run, and all questions whose answers are not yet known are written down; the program
answers them; the tests run again with these answers; and so on until they ask nothing new. A question without an answer
gives an Unknown, of which more can be asked; an assertion that needs its value is passed over, so that two runs are
enough for nearly all tests.

Standard input, JSON: {"tests", "setup", "style", "entry", "names", "exceptions", "modules", "known", "program"}

    tests       their source, each assertion inside of `with __claim__(number):`
    setup       code that runs before; its classes are the problem's own
    style       "check": call `check(candidate)`; "module": run it; "pytest": pytest runs it
    entry       what `candidate` stands for
    names, exceptions   what the tests name and do not define; those used as exceptions
    modules     names under which the tests import the program
    known       [[question, answer], …] of the last round, in order
    program     null; or its source, where it has to run in this process with the tests (nothing is proven then)

Standard output, a line of JSON:

    questions   all that was asked, in order
    settled     whether these are the questions of the last round, in the same order: then the claims stand
    claims      [[number, passed, sentence, first question, last question], …], one for each assertion that was reached,
                or one for each test of pytest
    failure     what ended the tests before their end, or ""
    problem     why the tests cannot run here at all, or ""
    ended       how the program ended before it could answer, or ""
    unproxied   why the program would have to be in the same process, or ""
"""

from __future__ import annotations

import builtins
import contextlib
import json
import os
import sys
import types
from collections.abc import Callable
from typing import Any

from questions import Examination
from respondent import KNOWN, take_streams, write
from standins import Named, UnknownError

_SENTENCE = 300


class Claim:
    """`with __claim__(number): assert …`: one assertion, whose failure does not keep the next from being tried."""

    def __init__(self, examination: Examination, number: int, *, counted: bool) -> None:
        self._examination, self._number, self._counted = examination, number, counted
        self._first = len(examination.questions)

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if not self._counted:
            return isinstance(error, UnknownError)
        sentence = self._examination.ended or ("" if error is None else _sentence(error))
        self._examination.claims.append(
            [self._number, not sentence, sentence, self._first, len(self._examination.questions)]
        )
        return True


def _sentence(error: BaseException) -> str:
    text = str(error)
    return f"{type(error).__name__}: {text}"[:_SENTENCE] if text else type(error).__name__


class Module(types.ModuleType):
    """The program, imported by the tests."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self.__dict__["find"](name)


def main() -> None:
    """Run the tests once."""
    content, answers = take_streams()
    asked = json.loads(content)
    # What tests draw at random has to be the same in every round. Imported here, because every fork of every program
    # would pay for what it brings.
    import random

    random.seed(0)
    setup: dict[str, Any] = {"__name__": "setup", "__builtins__": KNOWN}
    report: dict[str, Any] = {
        **dict.fromkeys(("failure", "problem", "unproxied", "ended"), ""),
        "questions": [],
        "claims": [],
        "settled": True,
    }
    try:
        exec(compile(asked["setup"], "setup.py", "exec", dont_inherit=True), setup)
        tests = compile(asked["tests"], "tests.py", "exec", dont_inherit=True)
    except BaseException as error:
        write(answers, {**report, "problem": _sentence(error)})
        os._exit(0)
    exceptions: dict[str, type] = {name: type(name, (Exception,), {}) for name in asked["exceptions"]}
    setup["__builtins__"] = builtins  # what the tests do not import and the program may define is the program's
    examination = Examination(asked["known"], setup, exceptions)
    try:
        find = _finder(examination, asked, exceptions)
    except BaseException as error:
        write(answers, {**report, "failure": _sentence(error)})
        os._exit(0)
    for name in asked["names"]:
        with contextlib.suppress(NameError):
            setup[name] = find(name)
    for name in asked["modules"]:
        module = Module(name)
        module.__dict__["find"] = find
        sys.modules[name] = module
    counted = asked["style"] != "pytest"
    vars(builtins)["__claim__"] = lambda number: Claim(examination, number, counted=counted)
    try:
        if asked["style"] == "pytest":
            report["failure"] = run_pytest(asked["tests"], setup, examination)
        else:
            setup["__name__"] = "tests"
            exec(tests, setup)
            if asked["style"] == "check":
                setup["check"](find(asked["entry"]))
    except BaseException as error:
        report["failure"] = _sentence(error)
        if isinstance(error, ModuleNotFoundError):  # once there are answers, it may be the program that raises it
            report["problem"] = report["failure"]
    report.update(
        questions=examination.questions,
        settled=examination.settled(),
        claims=examination.claims,
        unproxied=examination.unproxied,
        ended=examination.ended,
    )
    write(answers, report)
    os._exit(0)


def _finder(examination: Examination, asked: dict[str, Any], exceptions: dict[str, type]) -> Callable[[str], Any]:
    """How names of the program are found: as stand-ins, or, where it is in this process, in it."""
    if asked["program"] is None:
        return lambda name: exceptions.get(name) or Named(examination, name)
    from respondent import Program

    program = Program({"setup": asked["setup"], "records": [], "watch": True})
    program.run(asked["program"])
    return program.subject


class Plugin:
    """Counts the tests of pytest."""

    def __init__(self, examination: Examination) -> None:
        self._examination = examination
        self._failed: dict[str, str] = {}
        self._first: dict[str, int] = {}
        self.errors: list[str] = []

    def pytest_collectreport(self, report: Any) -> None:
        """A file that cannot be collected."""
        if report.failed:
            self.errors.append(str(report.longrepr)[-_SENTENCE:])

    def pytest_runtest_logreport(self, report: Any) -> None:
        """A phase of a test has ended."""
        name = report.nodeid
        self._first.setdefault(name, len(self._examination.questions))
        if report.failed:
            crash = getattr(report.longrepr, "reprcrash", None)
            self._failed.setdefault(name, (crash.message if crash else str(report.longrepr))[:_SENTENCE])
        elif report.skipped and not hasattr(report, "wasxfail"):
            self._failed.setdefault(name, "skipped")
        if report.when == "teardown":
            sentence = self._failed.get(name, "") or self._examination.ended
            number = len(self._examination.claims)
            if sentence != "skipped":
                self._examination.claims.append(
                    [number, not sentence, f"{name}: {sentence}", self._first[name], len(self._examination.questions)]
                )


def run_pytest(tests: str, setup: dict[str, Any], examination: Examination) -> str:
    """Have pytest run the tests. Returns what ended it early, or an empty string."""
    import pytest

    for name, value in setup.items():
        if not name.startswith("__") and not hasattr(builtins, name):
            setattr(builtins, name, value)  # the test file is a module of its own
    os.makedirs("tests", exist_ok=True)
    with open("tests/test_solution.py", "w") as file:
        file.write(tests)
    plugin = Plugin(examination)
    sys.argv = ["pytest"]
    code = pytest.main(
        ["tests/test_solution.py", "-q", "-p", "no:cacheprovider", "-p", "no:faulthandler", "--rootdir", "tests"],
        plugins=[plugin],
    )
    if plugin.errors:
        return plugin.errors[0]
    came_to_its_end = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)
    return "" if code in came_to_its_end else f"pytest ended early ({code})"
