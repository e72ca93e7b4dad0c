"""Function calls with expected results: the arguments go in, the results come out, and are compared here."""

from __future__ import annotations

from typing import Any

from verifiers.code.codec import encode
from verifiers.code.report import Failure, Report
from verifiers.code.respond import Asked, ask, describe
from verifiers.code.suite import BadTestsError, CallTests
from verifiers.code.values import equals, equals_json, show, show_expected
from verifiers.sandbox import Limits, Sandbox


def grade_calls(sandbox: Sandbox, source: str, tests: CallTests, limits: Limits, *, stop: bool) -> Report:
    """Grade a program by calls. stop: at the first failure; what comes after it counts as failed."""
    report = Report(total=len(tests.calls))
    asked = Asked(source, tests.setup, tests.contest_imports)
    graded = 0
    for answers in ask(sandbox, asked, questions_of(tests), limits, report.usage):
        if answers.failed:
            outcome, sentence = answers.failed
            report.failure = Failure(0, outcome, _shown(tests, 0), show_expected(tests.expected[0]), sentence)
            return report
        while graded in answers:
            failure = _grade(tests, graded, answers.take(graded, _most_bytes(tests.expected[graded])))
            report.count(failure)
            graded += 1
            if failure and stop:
                return report
    return report


LONGER, MAX_BYTES = 64, 1 << 20
"""An answer that equals what is expected may be spelled so many times as long (a number as a float of seventeen digits,
with what the codec puts around it), and be so many bytes anyway."""


def _most_bytes(expected: Any) -> int:
    """What an answer that equals this may take."""
    return MAX_BYTES + LONGER * len(repr(expected))


def questions_of(tests: CallTests) -> list[Any]:
    """The calls, as a program is asked them. Raises BadTestsError for arguments that are no plain values."""
    try:
        return [
            [
                tests.entry,
                [encode(value) for value in call.args],
                [[name, encode(value)] for name, value in call.kwargs.items()],
            ]
            for call in tests.calls
        ]
    except ValueError as error:
        msg = f"an argument in the tests is no plain value: {error}"
        raise BadTestsError(msg) from None


def _grade(tests: CallTests, number: int, answer: dict[str, Any]) -> Failure | None:
    expected = tests.expected[number]
    if "v" in answer:
        if _is_right(tests, expected, answer["v"]):
            return None
        outcome, got = "wrong_answer", show(answer["v"])
    elif "ended" in answer:
        outcome, got = answer["ended"], answer["detail"]
    elif "error" in answer:
        outcome, got = "runtime_error", describe(answer["error"])
    else:
        outcome, got = "wrong_answer", show(answer["refused"])
    return Failure(number, outcome, _shown(tests, number), show_expected(expected), got)


def _is_right(tests: CallTests, expected: Any, got: Any) -> bool:
    if tests.rule == "python":
        return equals(expected, got)
    ways = [expected, expected[0]] if tests.wrapped else [expected]
    return any(equals_json(way, got, tolerance=tests.tolerance, unordered=tests.unordered) for way in ways)


def _shown(tests: CallTests, number: int) -> str:
    call = tests.calls[number]
    arguments = [show_expected(value) for value in call.args]
    arguments += [f"{name}={show_expected(value)}" for name, value in call.kwargs.items()]
    return f"{tests.entry}({', '.join(arguments)})"[:400]
