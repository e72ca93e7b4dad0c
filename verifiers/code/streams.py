"""Programs from standard input to standard output: run once for each test, their outputs compared here.

Where several outputs are right, a checker of the tests decides (checkers.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from verifiers.code.checkers import objections
from verifiers.code.compare import Difference, difference
from verifiers.code.report import Failure, Report
from verifiers.code.suite import StdinTests
from verifiers.sandbox import Input, Limits, Program, RunResult, Sandbox

_GROWTH = 4
"""Each round of tests is so many times the last one: a wrong program is known to be one after a few, and a right one
keeps all slots busy."""
MAX_KEPT_MB = 64
"""Of outputs that wait for a checker."""
CHECKED_EXCESS = 8
"""Outputs for a checker may be longer than the answer, in all, so many times what one test may print."""
_SHOWN = 200


def grade_streams(sandbox: Sandbox, program: Program, tests: StdinTests, limits: Limits, *, stop: bool) -> Report:
    """Grade a program by its outputs. stop: at the first failure; what comes after it counts as failed."""
    report = Report(total=len(tests.inputs))
    graded = 0
    outputs = Outputs(tests, limits)
    for results in _rounds(sandbox, program, outputs, limits, stop=stop):
        for result in results:
            report.usage.add(result)
        if results and results[0].outcome == "compile_error":
            report.compile_error = _text(results[0].stderr or results[0].stdout) or results[0].detail
            report.failure = Failure(0, "compile_error", "", "", report.compile_error[:_SHOWN])
            return report
        for failure in _graded(sandbox, tests, graded, results, outputs):
            report.count(failure)
            graded += 1
            if failure and stop:
                return report
    if outputs.fit is not None:
        shown = tests.inputs[graded][:_SHOWN]
        report.count(
            Failure(graded, "output_limit", shown, tests.outputs[graded][:_SHOWN], "too much in all tests together")
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
        if self.tests.output_file and result.outcome == "ok":
            result = replace(result, stdout=result.files.get(self.tests.output_file, b""), files={})
        expected = self.tests.outputs[number]
        longest = max(map(len, (expected, *(self.tests.others[number] if self.tests.others else ()))))
        self._excess[number] = max(0, len(result.stdout) - longest) if result.outcome != "compile_error" else 0
        while self._left >= 0 and self._counted in self._excess:
            self._left -= self._excess.pop(self._counted)
            self._counted += 1
        if self._left < 0 and number >= self._counted - 1:
            return None
        if result.outcome == "compile_error" or (self.tests.checker and result.outcome == "ok"):
            return result
        if result.outcome == "ok":
            found = difference(result.stdout, expected, self.tests.rule)
            others = self.tests.others[number] if found and self.tests.others else ()
            right = any(difference(result.stdout, other, self.tests.rule) is None for other in others)
            self.differences[number] = None if right else found
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
        taken = [_input(outputs.tests, text.encode("utf-8", "surrogatepass")) for text in inputs[first : first + size]]
        results = sandbox.run_many(program, taken, limits, partial(outputs.keep, first))
        yield results if outputs.fit is None else results[: outputs.fit - first]
        if outputs.fit is not None:
            return
        first += len(taken)
        size = min(most, size * _GROWTH)


def _input(tests: StdinTests, text: bytes) -> Input:
    """What a run gets of a test: its input as standard input, or as a file."""
    fetch = (tests.output_file,) if tests.output_file else ()
    return Input(b"", ((tests.input_file, text),), fetch) if tests.input_file else Input(text, fetch=fetch)


def _graded(
    sandbox: Sandbox, tests: StdinTests, first: int, results: Sequence[RunResult], outputs: Outputs
) -> Iterator[Failure | None]:
    """What is wrong with each result."""
    ran = [number for number, result in enumerate(results, first) if result.outcome == "ok"]
    outputs_of = [(number, results[number - first].stdout) for number in ran]
    refused = dict(zip(ran, objections(sandbox, tests, outputs_of), strict=True)) if tests.checker else {}
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


def _text(output: bytes) -> str:
    return output[-4000:].decode("utf-8", "replace").strip()
