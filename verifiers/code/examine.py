"""Tests with assertions, examined: they run beside the program, in a process of their own, and ask it.

    sandbox ─► examiner (the tests) ─┬─ questions ─► witness (the program)
                   │                 └◄─ answers ──┘
                   └─► what came of each assertion

Both are forks in one run of the sandbox, which share a scratch folder and nothing else. Where tests need the program in
their own process, it is there, and the report says so.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from verifiers.code.assertions import Prepared, configuration, prepare
from verifiers.code.kept import Kept
from verifiers.code.report import Failure, Report, UnavailableError
from verifiers.code.respond import describe
from verifiers.code.suite import AssertionTests, BadTestsError
from verifiers.code.values import SHOWN, equals, show
from verifiers.sandbox import Limits, Program, RunResult, Sandbox

EXAMINER = Program("python", "import examiner\nexaminer.main()\n")
TOGETHER = Program("python", "import examiner_together\nexaminer_together.main()\n")
LIMITS = Limits(cpu_seconds=30, memory_mb=1024, output_mb=64)
"""For the tests themselves: that they do not end is their fault, unless answers of the program made them."""
QUESTIONS = 10
"""So many times its CPU seconds, at most, a program may use for all questions of its tests together; and only once for
each assertion and once besides, because a loop asks for ever if the program gives it what to ask. Each question has
them for itself."""
_ADDRESS_SPACE_EXTRA = 256 << 20
_THREAD_STACK = 8 << 20
_NOTHING = "pass\n"

_Told = dict[str, Any]
_alone: Kept[str] = Kept()


def examine(sandbox: Sandbox, source: str, tests: AssertionTests, limits: Limits, *, same_process: bool) -> Report:
    """Grade a program by tests with assertions.

    same_process: whether tests that need the program in their own process may have it there.

    Raises BadTestsError when the tests do not run, UnavailableError when the sandbox or pytest is missing.
    """
    prepared = prepare(tests)
    if prepared.same_process and not same_process:
        needs = "which needs it in the same process, and that is refused (same_process=True allows it)"
        msg = f"{prepared.same_process}, {needs}"
        raise BadTestsError(msg)
    report = Report(total=max(1, len(prepared.claims)), same_process=prepared.same_process)
    result = _run(sandbox, source, tests, prepared, limits)
    report.usage.add(result)
    told = _read(result)
    if told is None:
        _must_run_alone(sandbox, tests, prepared, limits)
        outcome = "runtime_error" if result.outcome == "ok" else result.outcome
        report.failure = Failure(0, outcome, "", "", "the tests came to no end")
        return report
    _believe(sandbox, tests, prepared, limits, told)
    _conclude(prepared, told)
    return _reported(report, tests, prepared, told)


def _run(sandbox: Sandbox, source: str, tests: AssertionTests, prepared: Prepared, limits: Limits) -> RunResult:
    asked = {
        **configuration(prepared, tests),
        "program": source,
        "cpu_seconds": limits.cpu_seconds,
        "wall_seconds": limits.wire()["wall_seconds"],
        "address_space": int(limits.memory_mb * (1 << 20)) + _ADDRESS_SPACE_EXTRA + limits.processes * _THREAD_STACK,
    }
    wall = limits.wire()["wall_seconds"] + LIMITS.wire()["wall_seconds"]
    questions = min(QUESTIONS, 1 + len(prepared.claims))
    both = replace(
        limits,
        cpu_seconds=min(3600.0, LIMITS.cpu_seconds + questions * limits.cpu_seconds),
        memory_mb=LIMITS.memory_mb + limits.memory_mb,
        output_mb=LIMITS.output_mb,
        processes=limits.processes + 1,
        wall_seconds=wall + prepared.sleeps,
        idle_seconds=limits.idle_seconds + prepared.sleeps,
    )
    return sandbox.run(TOGETHER if prepared.same_process else EXAMINER, json.dumps(asked).encode(), both)


def _read(result: RunResult) -> _Told | None:
    """The report of the tests. `None`: they came to no end."""
    try:
        told = json.loads(result.stdout)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) and _is_told(told) else None


def _is_told(told: _Told) -> bool:
    """Whether it has the form of a report: where the program shares the process, it may have written it."""
    texts = all(isinstance(told.get(name), str) for name in ("failure", "problem", "ended"))
    numbers = all(isinstance(told.get(name), int) for name in ("reached", "asked"))
    claims = told.get("claims")
    return texts and numbers and isinstance(claims, list) and all(map(_is_claim, claims))


def _is_claim(claim: Any) -> bool:
    kinds = [type(part) for part in claim] if isinstance(claim, list) else []
    return kinds == [int, bool, str, list, list] and all(
        isinstance(one, list) and len(one) == 2 and isinstance(one[0], int) for one in claim[4]
    )


def _believe(sandbox: Sandbox, tests: AssertionTests, prepared: Prepared, limits: Limits, told: _Told) -> None:
    """Raises BadTestsError or UnavailableError where it was not for the program that the tests failed."""
    if not told["problem"]:
        if not told["asked"] and not told["failure"]:
            msg = "the tests test nothing"
            raise BadTestsError(msg)
        return
    if "'pytest'" in told["problem"]:
        msg = "pytest is not in the sandbox: install it for the interpreter there (docs/code.md)"
        raise UnavailableError(msg)
    missing = re.search(r"No module named '(\w+)", told["problem"])
    if missing and missing[1] in prepared.imports and not prepared.same_process:  # there the program may say so
        msg = f"the tests do not run: {told['problem']}"
        raise BadTestsError(msg)
    _must_run_alone(sandbox, tests, prepared, limits)


def _conclude(prepared: Prepared, told: _Told) -> None:
    """Where the program shared the process: what was told there is compared here, where what is expected is.

    An assertion that every run reaches, and of which nothing was told, has failed.
    """
    missing = set(prepared.sure)
    for claim in told["claims"]:
        for number, got in claim[4]:
            if number in prepared.expected:
                missing.discard(number)
                if claim[1] and not equals(prepared.expected[number], got):
                    claim[1:3] = [False, f"{show(got)} instead of what {prepared.claims[number]} expects"]
    if missing and not told["failure"] and all(claim[1] for claim in told["claims"]):
        told["failure"] = f"nothing was told of {prepared.claims[min(missing)]}"


def _must_run_alone(sandbox: Sandbox, tests: AssertionTests, prepared: Prepared, limits: Limits) -> None:
    """Raises BadTestsError where the tests cannot be run with a program that does nothing either."""
    problem = _alone.get(
        (tests, sandbox.wall.name), len(tests.source), lambda: _problem(sandbox, tests, prepared, limits)
    )
    if problem:
        raise BadTestsError(problem)


def _problem(sandbox: Sandbox, tests: AssertionTests, prepared: Prepared, limits: Limits) -> str:
    result = _run(sandbox, _NOTHING, tests, prepared, limits)
    told = _read(result)
    if told is None:
        return "the tests do not end by themselves"
    return f"the tests do not run: {told['problem']}" if told["problem"] else ""


def _reported(report: Report, tests: AssertionTests, prepared: Prepared, told: _Told) -> Report:
    """What the claims come to."""
    claims = told["claims"]
    told["ended"] = "" if report.same_process else told["ended"]
    if tests.style == "pytest" and not claims and not told["failure"]:
        msg = "the tests are all skipped, or none"
        raise BadTestsError(msg)
    if not told["failure"] and not told["reached"] and tests.style != "pytest":
        told["failure"] = "no assertion was reached"
    broken = [place for place, claim in enumerate(claims) if not claim[1]]
    # Tests that come to their end have made their claims; where they do not, there may be more.
    report.total = max(report.total, len(claims) + 1) if told["failure"] else max(len(claims), 1)
    report.passed = len(claims) - len(broken) if claims else int(not told["failure"])
    if broken:
        number, _, sentence, calls = claims[broken[0]][:4]
        counted = tests.style != "pytest" and number < len(prepared.claims)
        text = prepared.claims[number] if counted else ""
        shown = [] if report.same_process else [_shown_call(*call) for call in calls]
        got = "; ".join(shown) or sentence
        outcome = told["ended"] or "wrong_answer"
        report.failure = Failure(broken[0], outcome, "", (text or sentence)[:SHOWN], got[: 2 * SHOWN])
    elif told["failure"]:
        outcome = told["ended"] or ("runtime_error" if told.get("program") else "wrong_answer")
        report.failure = Failure(len(claims), outcome, "", "the tests to come to their end", told["failure"][:SHOWN])
    return report


def _shown_call(name: str, args: list[Any], answer: dict[str, Any]) -> str:
    """A question and its answer, as python would write them."""
    arguments = ", ".join(show(value) for value in args)
    result = describe(answer["error"]) if "error" in answer else show(answer["v"]) if "v" in answer else "nothing"
    return f"{name or 'it'}({arguments}) -> {result}"
