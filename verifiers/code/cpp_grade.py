"""C++ assertions, graded: the solution's answers and the expected ones, of two programs that never meet.

All calls go to one process, whose limits are those of one test. Where it ends before it has answered all, the rest is
asked of a fresh one; only a test that was the first there has failed by a limit or a crash (as respond.py has it).
"""

from __future__ import annotations

from verifiers.code.cpp import Separated, answers, expected, expected_answers, respondent, separate
from verifiers.code.kept import Kept
from verifiers.code.report import Failure, Report, Usage
from verifiers.code.suite import BadTestsError, CppAssertTests
from verifiers.sandbox import Limits, Program, Sandbox

_SHOWN = 200
_separated: Kept[Separated] = Kept()
_expected: Kept[list[bytes]] = Kept()


def grade_cpp(sandbox: Sandbox, source: str, tests: CppAssertTests, limits: Limits, *, stop: bool) -> Report:
    """Grade a program. stop: at the first failure; what comes after it counts as failed. Raises BadTestsError."""
    size = len(tests.source) + len(tests.prompt)
    separated = _separated.get(tests, size, lambda: separate(tests))
    report = Report(total=separated.count)
    right = _expected.get((tests, sandbox.wall.name), size, lambda: _right_answers(sandbox, separated))
    program = Program("cpp", respondent(separated, source))
    first = 0
    while first < separated.count:
        result = sandbox.run(program, b"%d" % first, limits)
        report.usage.add(result)
        if result.outcome == "compile_error":
            report.compile_error = (result.stderr or result.detail.encode())[-4000:].decode("utf-8", "replace").strip()
            report.failure = Failure(0, "compile_error", "", "", report.compile_error[:_SHOWN])
            return report
        given = answers(result.stdout, separated.count)
        ended = next((number for number in range(first, separated.count) if given[number] is None), separated.count)
        if ended == first:  # nothing stood before it, and it had all limits for itself
            failures: list[Failure | None] = [
                _failure(separated, first, result.outcome if result.outcome != "ok" else "runtime_error", b"")
            ]
        else:
            failures = [_grade(separated, number, given[number], right[number]) for number in range(first, ended)]
        for failure in failures:
            report.count(failure)
            if failure and stop:
                return report
        first += len(failures)
    return report


def _grade(separated: Separated, number: int, given: bytes | None, right: bytes) -> Failure | None:
    if given == right:
        return None
    return _failure(separated, number, "runtime_error" if given == b"!" else "wrong_answer", given or b"")


def _failure(separated: Separated, number: int, outcome: str, given: bytes) -> Failure:
    one = separated.assertions[number]
    return Failure(number, outcome, one.call[:_SHOWN], one.expected[:_SHOWN], given[:_SHOWN].decode("utf-8", "replace"))


def _right_answers(sandbox: Sandbox, separated: Separated) -> list[bytes]:
    """The expected values as text, which the compiler makes of them once for all solutions."""
    result = sandbox.run(Program("cpp", expected(separated)))
    Usage().add(result)  # raises where the sandbox failed
    if result.outcome != "ok":
        said = (result.stderr or result.detail.encode())[:_SHOWN].decode("utf-8", "replace")
        msg = f"the expected values of the C++ tests cannot be had ({result.outcome}): {said}"
        raise BadTestsError(msg)
    return expected_answers(result.stdout, separated.count)
