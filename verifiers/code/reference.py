"""Expected results that a reference solution gives: it is asked in the sandbox, once for a problem, as programs are."""

from __future__ import annotations

from typing import Any

from verifiers.code.calls import questions_of
from verifiers.code.codec import decode
from verifiers.code.kept import Kept
from verifiers.code.report import Usage
from verifiers.code.respond import Answers, Asked, ask
from verifiers.code.suite import BadTestsError, CallTests, ReferenceTests
from verifiers.sandbox import Limits, Sandbox

REFERENCE_LIMITS = Limits(cpu_seconds=60, memory_mb=2048, output_mb=256)
FLOAT_TOLERANCE = 1e-6
"""EvalPlus's own, where results are floats and the problem says none."""

_kept: Kept[CallTests] = Kept()


def with_results(sandbox: Sandbox, tests: ReferenceTests) -> CallTests:
    """The tests with what is expected. Raises BadTestsError where the reference solution does not give it."""
    size = len(tests.solution) + sum(len(str(call.args)) for call in tests.calls)
    return _kept.get((tests.solution, str(tests.calls), sandbox.wall.name), size, lambda: _asked(sandbox, tests))


def _asked(sandbox: Sandbox, tests: ReferenceTests) -> CallTests:
    calls = CallTests(tests.entry, tests.calls, (None,) * len(tests.calls))
    found = Answers()
    for answers in ask(sandbox, Asked(tests.solution), questions_of(calls), REFERENCE_LIMITS, Usage()):
        if answers.failed:
            msg = f"the reference solution cannot be run ({answers.failed[0]}): {answers.failed[1]}"
            raise BadTestsError(msg)
        found = answers
    values = []
    for number in range(len(tests.calls)):
        answer = found.take(number) if number in found else {}
        if "v" not in answer:
            msg = f"the reference solution gives no plain value for test {number + 1}: {str(answer)[:100]}"
            raise BadTestsError(msg)
        values.append(decode(answer["v"]))
    floats = any(map(_has_floats, values))
    tolerance = tests.tolerance or (FLOAT_TOLERANCE if floats else 0.0)
    rule: Any = "json" if tolerance else "python"
    return CallTests(tests.entry, tests.calls, tuple(values), rule, tolerance)


def _has_floats(value: Any) -> bool:
    if isinstance(value, list | tuple | set | frozenset):
        return any(map(_has_floats, value))
    return isinstance(value, float) or (isinstance(value, dict) and any(map(_has_floats, value.values())))
