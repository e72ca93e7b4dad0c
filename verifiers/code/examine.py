"""Tests with assertions, examined: rounds of the examiner's questions and the program's answers until nothing is new.

    tests ─► examiner ─► questions ─► respondent (the program) ─► answers ─► examiner ─► …   claims

Each is a run of its own in the sandbox, and they never meet. The first round knows no answers and so depends on the
tests alone: it is kept, and tells whether the tests can be run apart from a program at all.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from verifiers.code.assertions import Prepared, prepare
from verifiers.code.kept import Kept
from verifiers.code.report import Failure, Report, UnavailableError, Usage
from verifiers.code.respond import Answers, Asked, ask, describe
from verifiers.code.suite import AssertionTests, BadTestsError
from verifiers.code.values import SHOWN, show
from verifiers.sandbox import Limits, Program, Sandbox

EXAMINER = Program("python", "import examiner\nexaminer.main()\n")
LIMITS = Limits(cpu_seconds=30, memory_mb=1024, output_mb=64)
"""For the tests themselves: that they do not end is their fault, unless answers of the program made them."""
MAX_ROUNDS = 16
"""Most tests need two. What asks other questions in each round (by the clock, say) never settles."""
_SHOWN_CALLS = 3
_NO_ANSWER = {"ended": "wrong_answer", "detail": ""}

_Round = dict[str, Any]
_first_rounds: Kept[_Round] = Kept()


def examine(sandbox: Sandbox, source: str, tests: AssertionTests, limits: Limits, *, same_process: bool) -> Report:
    """Grade a program by tests with assertions.

    same_process: whether tests that need the program in their own process may have it there.

    Raises BadTestsError when the tests do not run, UnavailableError when the sandbox or pytest is missing.
    """
    prepared = prepare(tests)
    key = (tests, sandbox.wall.name)
    first = _first_rounds.get(key, len(tests.source), lambda: _first_round(sandbox, tests, prepared))
    reason = prepared.same_process or first["unproxied"]
    if reason:
        if not same_process:
            msg = f"{reason}, which needs it in the same process, and that is refused"
            raise BadTestsError(msg)
        return _together(sandbox, source, tests, prepared, reason)
    report = Report(total=len(first["claims"]))
    questions = first["questions"]
    for _ in range(MAX_ROUNDS):
        answers = _answers(sandbox, source, prepared, questions, limits, report.usage)
        if answers.failed:
            outcome, sentence = answers.failed
            report.failure = Failure(0, outcome, "", "", sentence)
            return report
        known = [[question, answers.by_number.get(number, _NO_ANSWER)] for number, question in enumerate(questions)]
        told = _round(sandbox, tests, prepared, known)
        if told is None:  # the answers made the tests run without end
            report.failure = Failure(0, "wrong_answer", "", "what the tests can work with", "something they cannot")
            return report
        if told["settled"]:
            return _reported(report, tests, prepared, told, known)
        if told["questions"] == questions:
            break
        questions = told["questions"]
    again = _round(sandbox, tests, prepared, [])
    if again is None or again["questions"] != first["questions"]:
        msg = "the tests ask something else each time that they are run"
        raise BadTestsError(msg)
    report.failure = Failure(0, "wrong_answer", "", "the same answers when asked again", "others each time")
    return report


def _answers(
    sandbox: Sandbox, source: str, prepared: Prepared, questions: Sequence[Any], limits: Limits, usage: Usage
) -> Answers:
    """All answers. Questions about objects build on one another; those of functions alone do not."""
    asked = Asked(source, prepared.setup, prepared.records, watch=True)
    answers = Answers()
    one_by_one = '"x"' not in json.dumps(questions)
    for answers in ask(sandbox, asked, questions, limits, usage, one_by_one=one_by_one):
        if any("ended" in answer for answer in answers.by_number.values()):
            break  # the tests will come no further, and what is behind it could take as long
    return answers


def _first_round(sandbox: Sandbox, tests: AssertionTests, prepared: Prepared) -> _Round:
    """What the tests ask when they know nothing. Raises BadTestsError, UnavailableError."""
    told = _round(sandbox, tests, prepared, [])
    if told is None:
        msg = "the tests do not end by themselves"
        raise BadTestsError(msg)
    if "'pytest'" in told["problem"]:
        msg = "pytest is not in the sandbox: install it for the interpreter there (docs/code.md)"
        raise UnavailableError(msg)
    if told["problem"]:
        msg = f"the tests do not run: {told['problem']}"
        raise BadTestsError(msg)
    if not told["claims"] and not told["questions"] and not (prepared.same_process or told["unproxied"]):
        msg = f"the tests test nothing{': ' + told['failure'] if told['failure'] else ''}"
        raise BadTestsError(msg)
    return told


def _round(
    sandbox: Sandbox, tests: AssertionTests, prepared: Prepared, known: list[Any], program: str | None = None
) -> _Round | None:
    """Run the tests once. `None`: they came to no end within their limits."""
    asked = {
        "tests": prepared.tests,
        "setup": prepared.setup,
        "style": tests.style,
        "entry": tests.entry,
        "names": prepared.names,
        "exceptions": prepared.exceptions,
        "modules": prepared.modules,
        "known": known,
        "program": program,
    }
    try:
        stdin = json.dumps(asked).encode()
    except RecursionError:  # an answer that could just be read, nested as it is
        return None
    result = sandbox.run(EXAMINER, stdin, LIMITS)
    Usage().add(result)  # raises where the sandbox failed
    try:
        told = json.loads(result.stdout)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _together(sandbox: Sandbox, source: str, tests: AssertionTests, prepared: Prepared, reason: str) -> Report:
    """The tests and the program in one process, where the program can do as it likes: the report says so."""
    told = _round(sandbox, tests, prepared, [], source)
    report = Report(total=1, same_process=reason)
    if told is None:
        report.failure = Failure(0, "runtime_error", "", "", "the tests came to no end")
        return report
    return _reported(report, tests, prepared, told, [])


def _reported(report: Report, tests: AssertionTests, prepared: Prepared, told: _Round, known: list[Any]) -> Report:
    """What the claims of the last round come to."""
    claims = told["claims"]
    if tests.style == "pytest" and not claims and not told["failure"]:
        msg = "the tests are all skipped, or none"
        raise BadTestsError(msg)
    broken = [place for place, claim in enumerate(claims) if not claim[1]]
    # Tests that come to their end have made their claims; where they do not, the first round knows of more.
    report.total = max(report.total, len(claims) + 1) if told["failure"] else max(len(claims), 1)
    report.passed = len(claims) - len(broken) if claims else int(not told["failure"])
    if broken:
        number, _, sentence, first, last = claims[broken[0]]
        text = prepared.claims[number] if number < len(prepared.claims) else ""
        calls = [_shown_call(*known[place]) for place in range(first, min(last, first + _SHOWN_CALLS, len(known)))]
        outcome = told["ended"] or "wrong_answer"
        got = "; ".join(calls) or sentence
        report.failure = Failure(broken[0], outcome, "", (text or sentence)[:SHOWN], got[: 2 * SHOWN])
    elif told["failure"]:
        report.failure = Failure(
            len(claims), told["ended"] or "wrong_answer", "", "the tests to come to their end", told["failure"][:SHOWN]
        )
    return report


def _shown_call(question: list[Any], answer: dict[str, Any]) -> str:
    """A question and its answer, as python would write them."""
    kind, subject = question[0], question[1]
    name = subject if isinstance(subject, str) else "it"
    arguments = ", ".join(show(value) for value in question[-3]) if kind in ("call", "method", "apply") else ""
    if kind in ("method", "get", "set"):
        name = f"{name}.{question[2]}"
    result = describe(answer["error"]) if "error" in answer else show(answer["v"]) if "v" in answer else "nothing"
    return f"{name}({arguments}) -> {result}"
