"""What came of a program's tests."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from verifiers.printable import printable
from verifiers.sandbox import RunResult


class UnavailableError(Exception):
    """The tests could not be run, which is nobody's fault but ours or the host's. The message is one sentence."""


@dataclass
class Usage:
    """The worst that a test has used: seconds of CPU, and MiB of memory."""

    cpu_seconds: float = 0.0
    memory_mb: float = 0.0

    def add(self, result: RunResult) -> None:
        """Count a run. Raises UnavailableError when it says nothing about the program."""
        if result.outcome == "sandbox_error":
            msg = f"the sandbox failed: {result.detail or 'the run was given up'}"
            raise UnavailableError(msg)
        self.cpu_seconds = max(self.cpu_seconds, result.cpu_seconds)
        self.memory_mb = max(self.memory_mb, result.peak_memory_mb)


@dataclass(frozen=True)
class Failure:
    """The first test that failed, and how. All texts are shortened.

    test: its number, from 0.
    outcome: `wrong_answer`, or how the run ended: `runtime_error`, `time_limit`, `memory_limit`, …
    """

    test: int
    outcome: str
    input: str
    expected: str
    got: str

    def __post_init__(self) -> None:
        """What a program said is shown in one line."""
        object.__setattr__(self, "got", printable(self.got))

    def sentence(self, total: int) -> str:
        """For a person."""
        what = self.outcome.replace("_", " ")
        if self.outcome == "wrong_answer":
            return f"Test {self.test + 1} of {total}: {self.got} instead of {self.expected}."
        return f"Test {self.test + 1} of {total}: {what}{': ' + self.got if self.got else ''}."


@dataclass
class Report:
    """Tests passed of all, and the first that failed. After it, where tests stop at it, none is counted as passed."""

    total: int
    passed: int = 0
    failure: Failure | None = None
    usage: Usage = field(default_factory=Usage)
    compile_error: str = ""
    tests: list[Failure | None] = field(default_factory=list)
    """For each test that was run how it failed, or `None`: it passed."""
    same_process: str = ""
    """Why the program ran in one process with its tests, which proves nothing; empty: it did not."""
    wall: str = ""
    """The wall behind which it ran, and what that does not hide from programs; empty: nothing."""

    def count(self, failure: Failure | None) -> None:
        """Count a test: it passed, or this is how it failed."""
        self.tests.append(failure)
        self.passed += failure is None
        self.failure = self.failure or failure

    def detail(self) -> dict[str, Any]:
        """As a verdict shows it."""
        shown: dict[str, Any] = {
            "passed": self.passed,
            "total": self.total,
            "first_failure": asdict(self.failure) if self.failure else None,
            "cpu_seconds": round(self.usage.cpu_seconds, 3),
            "memory_mb": round(self.usage.memory_mb, 1),
        }
        if self.compile_error:
            shown["compile_error"] = self.compile_error
        if self.same_process:
            shown["same_process"] = self.same_process
        if self.wall:
            shown["wall"] = self.wall
        return shown
