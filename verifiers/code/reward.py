"""The code reward: the program of a completion against the tests of its problem, in a sandbox."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from verifiers.batches import once
from verifiers.code.choice import Wanted
from verifiers.code.extract import find_program
from verifiers.code.formats import read_suite, tests_of_row
from verifiers.code.kept import Kept
from verifiers.code.suite import AssertionTests, BadTestsError, CallTests, StdinTests, Suite
from verifiers.columns import plain
from verifiers.reward import ABSENT, CallError, Reward, Row, reference_of
from verifiers.sandbox.languages import languages
from verifiers.sandbox.run import Limits
from verifiers.sandbox.walls import Wall
from verifiers.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from verifiers.code.report import Report

LIMITS = Limits()
MIN_TIME_FACTOR, MAX_TIME_FACTOR = 0.01, 10.0
"""Times the hundred seconds of the slowest problem and the factor of a language, it is within what a run may have."""


@dataclass(frozen=True)
class CodeReward(Reward):
    """1.0 when the program passes its tests, else 0.0. Source: DeepSeek-R1, arXiv 2501.12948, section 2.2.2.

    score: "all" pays only a program that passes every test; "fraction" pays the share that it passes.
    stop_at_first_failure: do not run the tests behind a failed one; by default where the score is "all". With
        "fraction", those count as failed.
    limits: what each test may use (CPU seconds, memory, output, processes). Where the data set says what a problem
        allows (`time_limit`, `memory_limit`), that holds instead.
    time_factor: for slow machines, times the seconds that a problem allows; slow languages have a factor of their own
        in the table of languages (python 2).
    languages: what programs may be in; by default what the tests say, and where they do not say it, Python, C or C++.
    wall: "docker", "local", or `None` for the first that this host has.
    same_process: tests that need the program in their own process (they derive from its classes, or change modules that
        it uses), or whose language knows no other way, are refused (`bad_reference`), because there it can do as it
        likes. `True` runs them, and `detail["same_process"]` says so.

    Raises ValueError for an unknown score, language or wall.
    """

    score: Literal["all", "fraction"] = "all"
    stop_at_first_failure: bool | None = None
    limits: Limits = LIMITS
    time_factor: float = 1.0
    languages: tuple[str, ...] | None = None
    wall: Literal["docker", "local"] | Wall | None = None
    same_process: bool = False
    name: str = "code"

    columns = ("tests",)
    work = "sandboxed"

    def __post_init__(self) -> None:
        """Refuse bad options when the reward is made, not when it is used."""
        super().__post_init__()
        if self.score not in ("all", "fraction"):
            msg = f"unknown score {self.score!r}: it is 'all' or 'fraction'"
            raise ValueError(msg)
        if isinstance(self.time_factor, bool) or not MIN_TIME_FACTOR <= self.time_factor <= MAX_TIME_FACTOR:
            msg = f"time_factor must be between {MIN_TIME_FACTOR} and {MAX_TIME_FACTOR}, not {self.time_factor!r}"
            raise ValueError(msg)
        if self.languages is not None:
            _check_languages(self.languages)
        if isinstance(self.wall, str) and self.wall not in ("docker", "local"):
            msg = f"there is no wall {self.wall!r}: there are docker and local"
            raise ValueError(msg)

    def verdict_of(self, row: Row) -> Verdict:
        """Grade one completion.

        reference: the tests, in one of the formats of docs/code.md, as a dict or as JSON; else the column `tests`, else
            the fields in which the data set has them.
        detail: `{"language", "block", "passed", "total", "first_failure": {"test", "outcome", "input", "expected",
            "got"}, "cpu_seconds", "memory_mb"}`: the worst test's seconds of CPU and MiB; the block is the number of
            the fenced block that was taken, null where there was no fence.

        Raises CallError when there are no tests, or they are given twice.
        """
        given = plain(reference_of(self, row.reference, row.columns))
        if row.reference is None:
            # What a data set has beside its tests belongs to them: the prompt that is continued, names of functions.
            whole = tests_of_row({**row.columns, "prompt": row.prompt})
            given = given if whole is None else whole
        if given is ABSENT:
            msg = f"the {self.name} reward needs tests: by position, as the column 'tests', or as the data set's fields"
            raise CallError(msg)
        try:
            return self._grade(row, suite_of(given))
        except BadTestsError as error:
            return Verdict(None, "bad_reference", _sentence(error))

    def _grade(self, row: Row, suite: Suite) -> Verdict:
        found = find_program(
            row.completion,
            language=suite.language,
            allowed=self.languages,
            parts=row.parts,
            wanted=_wanted(suite),
        )
        detail: dict[str, Any] = {"language": found.language, "block": found.block}
        if found.source is None or found.language is None:
            return Verdict(0.0, "no_answer", found.explanation, detail)
        stop = self.score == "all" if self.stop_at_first_failure is None else self.stop_at_first_failure
        language, source = found.language, found.source
        report = once(suite, (self, language, source, stop), lambda: self.run(language, source, suite, stop=stop))
        if isinstance(report, Verdict):
            return replace(report, detail=detail)
        detail.update(report.detail())
        if report.failure is None:
            return Verdict(1.0, "correct", f"The program passes all {report.total} tests.", detail)
        score = report.passed / report.total if self.score == "fraction" else 0.0
        outcome: Outcome = "partial" if score else "incorrect"
        return Verdict(score, outcome, report.failure.sentence(report.total), detail)

    def run(self, language: str, source: str, suite: Suite, *, stop: bool) -> Report | Verdict:
        """Run a program against its tests: what came of them, or the verdict where it could not be run.

        stop: at the first test that fails.
        """
        from verifiers.code.grade import Terms, grade  # with the sandbox, on first use
        from verifiers.code.report import UnavailableError
        from verifiers.code.shared import sandbox_of
        from verifiers.sandbox.run import Program, SandboxUnavailable

        try:
            program = Program(language, source)
        except ValueError as error:
            return Verdict(0.0, "incorrect", f"The program cannot be run: {error}.")
        try:
            return grade(
                sandbox_of(self.wall), program, suite, Terms(self.limits, stop, self.same_process, self.time_factor)
            )
        except (UnavailableError, SandboxUnavailable) as error:
            return Verdict(None, "unavailable", f"The program could not be run: {error}.")


def _check_languages(names: tuple[str, ...]) -> None:
    unknown = [name for name in names if name not in languages()]
    if unknown or not names:
        msg = f"unknown language {unknown[0]!r}: there are {', '.join(languages())}" if unknown else "no languages"
        raise ValueError(msg)


def _wanted(suite: Suite) -> Wanted:
    """What tells the program from other blocks. Raises BadTestsError."""
    if isinstance(suite, StdinTests):
        return Wanted(reads=any(not text.isspace() for text in suite.inputs if text))
    if isinstance(suite, CallTests):
        return Wanted(names=(_last_name(suite.entry),))
    if isinstance(suite, AssertionTests):
        from verifiers.code.assertions import prepare

        return Wanted(names=(_last_name(suite.entry),) if suite.entry else prepare(suite).names)
    return Wanted()


def _last_name(entry: str) -> str:
    """Of `Solution().add`: a block defines it as a method."""
    return entry.rpartition(".")[2].removesuffix("()")


def _sentence(error: BadTestsError) -> str:
    """What is wrong with the tests, with a capital letter and a full stop."""
    text = str(error).rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."


def suite_of(tests: Any) -> Suite:
    """The tests as data; those of the last problems are remembered, because a group of rollouts shares them."""
    text = tests
    if isinstance(tests, Mapping | list):
        with contextlib.suppress(TypeError, ValueError, RecursionError):  # what JSON cannot say is read as it is
            text = json.dumps(tests)
    if not isinstance(text, str):
        return read_suite(tests)
    return _suites.get(text, len(text), lambda: read_suite(text))


_suites: Kept[Suite] = Kept()
code_reward = CodeReward()
