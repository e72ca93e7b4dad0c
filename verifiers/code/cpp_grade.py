"""C++ assertions, graded: the solution's answers and the expected ones, of two programs that never meet.

All calls are in one process, with the limits of one test: what it has not answered when it ends has failed.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import lru_cache

from verifiers.code.cpp import Separated, answers, expected, expected_answers, respondent, separate
from verifiers.code.report import Failure, Report, Usage
from verifiers.code.suite import BadTestsError, CppAssertTests
from verifiers.sandbox import Limits, Program, Sandbox

_KEPT = 256
_SHOWN = 200
_expected: OrderedDict[tuple[CppAssertTests, str], list[bytes]] = OrderedDict()
_lock = threading.Lock()
_separated = lru_cache(maxsize=_KEPT)(separate)


def grade_cpp(sandbox: Sandbox, source: str, tests: CppAssertTests, limits: Limits, *, stop: bool) -> Report:
    """Grade a program. stop: what comes after the first failure counts as failed. Raises BadTestsError."""
    separated = _separated(tests)
    report = Report(total=separated.count)
    right = _right_answers(sandbox, tests, separated)
    result = sandbox.run(Program("cpp", respondent(separated, source)), b"", limits)
    report.usage.add(result)
    if result.outcome == "compile_error":
        report.compile_error = (result.stderr or result.detail.encode())[-4000:].decode("utf-8", "replace").strip()
        report.failure = Failure(0, "compile_error", "", "", report.compile_error[:_SHOWN])
        return report
    for number, (given, wanted) in enumerate(zip(answers(result.stdout, separated.count), right, strict=True)):
        if given == wanted:
            report.passed += not (stop and report.failure)
        elif report.failure is None:
            ended = given is None and result.outcome != "ok"
            report.failure = Failure(
                number,
                result.outcome if ended else "runtime_error" if given in (None, b"!") else "wrong_answer",
                separated.assertions[number].call[:_SHOWN],
                separated.assertions[number].expected[:_SHOWN],
                (given or b"")[:_SHOWN].decode("utf-8", "replace"),
            )
    return report


def _right_answers(sandbox: Sandbox, tests: CppAssertTests, separated: Separated) -> list[bytes]:
    """The expected values as text, which the compiler makes of them once for all solutions."""
    key = (tests, sandbox.wall.name)
    with _lock:
        if key in _expected:
            _expected.move_to_end(key)
            return _expected[key]
    result = sandbox.run(Program("cpp", expected(separated)))
    Usage().add(result)  # raises where the sandbox failed
    if result.outcome != "ok":
        said = (result.stderr or result.detail.encode())[:_SHOWN].decode("utf-8", "replace")
        msg = f"the expected values of the C++ tests cannot be had ({result.outcome}): {said}"
        raise BadTestsError(msg)
    right = expected_answers(result.stdout, separated.count)
    with _lock:
        _expected[key] = right
        while len(_expected) > _KEPT:
            _expected.popitem(last=False)
    return right
