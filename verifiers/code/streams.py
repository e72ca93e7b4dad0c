"""Programs from standard input to standard output: run once for each test, their outputs compared here.

Where several outputs are right, a checker of the tests judges, in the sandbox too: another run, with the answer, that
never meets the program.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from verifiers.code.compare import Difference, difference
from verifiers.code.report import Failure, Report, UnavailableError
from verifiers.code.suite import StdinTests
from verifiers.sandbox import Limits, Program, RunResult, Sandbox

CHECKER = Program("python", "import checker\nchecker.main()\n")
CHECKER_LIMITS = Limits(cpu_seconds=30, memory_mb=1024)
_GROWTH = 4
"""Each round of tests is so many times the last one: a wrong program is known to be one after a few, and a right one
keeps all slots busy."""
MAX_KEPT_MB = 64
"""Of outputs that wait for a checker."""
CHECKED_EXCESS = 8
"""Outputs for a checker may be longer than the answer, in all, so many times what one test may print."""
_SHOWN = 200
_SCORE = re.compile(rb"[+-]?[0-9]+(\.[0-9]+)?")
_SCORE_LENGTH = 32


def grade_streams(sandbox: Sandbox, program: Program, tests: StdinTests, limits: Limits, *, stop: bool) -> Report:
    """Grade a program by its outputs. stop: at the first failure; what comes after it counts as failed."""
    report = Report(total=len(tests.inputs))
    judged = 0
    outputs = Outputs(tests, limits)
    for results in _rounds(sandbox, program, outputs, limits, stop=stop):
        for result in results:
            report.usage.add(result)
        if results and results[0].outcome == "compile_error":
            report.compile_error = _text(results[0].stderr or results[0].stdout) or results[0].detail
            report.failure = Failure(0, "compile_error", "", "", report.compile_error[:_SHOWN])
            return report
        for failure in _judged(sandbox, tests, judged, results, outputs):
            report.count(failure)
            judged += 1
            if failure and stop:
                return report
    if outputs.fit is not None:
        shown = tests.inputs[judged][:_SHOWN]
        report.count(
            Failure(judged, "output_limit", shown, tests.outputs[judged][:_SHOWN], "too much in all tests together")
        )
    return report


class Outputs:
    """The outputs of a program: each is compared as soon as it is there, and dropped.

    So of sixty times eight megabytes, what the slots are sending is in memory. For a checker, a round of them is kept.
    What is longer than expected is bounded in all tests together, in their order, so that it does not matter which of
    them ends first: a flood that a comparison forgives (blank lines at the end) costs as much as one that it does not.
    """

    def __init__(self, tests: StdinTests, limits: Limits) -> None:
        self.tests = tests
        self.differences: dict[int, Difference | None] = {}
        """By the number of the test, for those that ended well and are compared here."""
        self._excess: dict[int, int] = {}
        self._counted = 0
        self._left = int(limits.output_mb * (1 << 20)) * (CHECKED_EXCESS if tests.checker else 1)

    def keep(self, first: int, number: int, result: RunResult) -> RunResult | None:
        """What is kept of the result of a test, by its number after the first of its round. `None`: it is too much."""
        number += first
        expected = self.tests.outputs[number]
        self._excess[number] = max(0, len(result.stdout) - len(expected)) if result.outcome != "compile_error" else 0
        while self._left >= 0 and self._counted in self._excess:
            self._left -= self._excess.pop(self._counted)
            self._counted += 1
        if self._left < 0 and number >= self._counted - 1:
            return None
        if result.outcome == "compile_error" or (self.tests.checker and result.outcome == "ok"):
            return result
        if result.outcome == "ok":
            self.differences[number] = difference(result.stdout, expected, self.tests.rule)
        return replace(result, stdout=b"")

    @property
    def fit(self) -> int | None:
        """How many tests, from the first, are within the bound, where the next is not."""
        return self._counted - 1 if self._left < 0 else None


def _rounds(
    sandbox: Sandbox, program: Program, outputs: Outputs, limits: Limits, *, stop: bool
) -> Iterator[list[RunResult]]:
    inputs = outputs.tests.inputs
    most = max(1, int(MAX_KEPT_MB / max(limits.output_mb, 1))) if outputs.tests.checker else len(inputs)
    size = min(most, sandbox.size) if stop else most
    first = 0
    while first < len(inputs):
        taken = [text.encode("utf-8", "surrogatepass") for text in inputs[first : first + size]]
        results = sandbox.run_many(program, taken, limits, partial(outputs.keep, first))
        yield results if outputs.fit is None else results[: outputs.fit - first]
        if outputs.fit is not None:
            return
        first += len(taken)
        size = min(most, size * _GROWTH)


def _judged(
    sandbox: Sandbox, tests: StdinTests, first: int, results: Sequence[RunResult], outputs: Outputs
) -> Iterator[Failure | None]:
    """What is wrong with each result."""
    ran = [number for number, result in enumerate(results, first) if result.outcome == "ok"]
    refused = dict(zip(ran, _checked(sandbox, tests, ran, results, first), strict=True)) if tests.checker else {}
    for number, result in enumerate(results, first):
        shown = tests.inputs[number][:_SHOWN]
        if result.outcome != "ok":
            got = _text(result.stderr).rpartition("\n")[2] or result.detail
            yield Failure(number, result.outcome, shown, tests.outputs[number][:_SHOWN], got[:_SHOWN])
        elif tests.checker:
            got = refused[number]
            yield Failure(number, "wrong_answer", shown, "what the checker accepts", got) if got else None
        else:
            found = outputs.differences[number]
            yield found and Failure(
                number,
                "wrong_answer",
                shown,
                "nothing more" if found.expected is None else found.expected,
                f"{'nothing' if found.got is None else found.got} ({found.unit} {found.where})",
            )


def _checked(
    sandbox: Sandbox, tests: StdinTests, ran: Sequence[int], results: Sequence[RunResult], first: int
) -> list[str]:
    """For each output what the checker says against it; empty: it accepts."""
    questions = [
        json.dumps(
            {
                "checker": tests.checker,
                "input": tests.inputs[number],
                "output": results[number - first].stdout.decode("utf-8", "surrogateescape"),
                "answer": tests.outputs[number],
                "order": ["input", "answer", "output"] if tests.answer_first else ["input", "output", "answer"],
            }
        ).encode()
        for number in ran
    ]
    said = []
    for result in sandbox.run_many(CHECKER, questions, CHECKER_LIMITS) if questions else ():
        if result.outcome == "sandbox_error":
            msg = f"the checker could not be run: {result.detail}"
            raise UnavailableError(msg)
        accepted = result.outcome == "ok" and _accepts(result.stdout)
        said.append(
            "" if accepted else (_text(result.stdout + result.stderr)[:_SHOWN] or f"refused ({result.outcome})")
        )
    return said


def _accepts(output: bytes) -> bool:
    """An exit code of 0 accepts. Where the checker prints a number first, that is a score, of 1 or of 100.

    Then only the full one is right: a part of the points is for a part of the answer.
    """
    words = output.split(None, 1)
    return not words or not _SCORE.fullmatch(words[0][:_SCORE_LENGTH]) or float(words[0]) in (1.0, 100.0)


def _text(output: bytes) -> str:
    return output[-4000:].decode("utf-8", "replace").strip()
