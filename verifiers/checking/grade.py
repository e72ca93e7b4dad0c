"""What rewards say of cases now, and whether that is what was expected.

Our own rewards are bounded, and graded here. A function of somebody else's runs in the audit's worker process, which is
killed when it does not answer, so that it costs its case and no other; it is called in whatever trainer's shape it has.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, NamedTuple

from verifiers.audit.process import UnusableError, Worker
from verifiers.checking.cases import Case
from verifiers.columns import ANSWERS
from verifiers.names import reward_of
from verifiers.reward import CallError
from verifiers.rows.fields import Fields
from verifiers.rows.tests import tests_in

SECONDS = 20.0
"""CPU seconds that a function of somebody else's has for a case, and seconds that it may sleep."""
TOLERANCE = 1e-9
"""Scores are sums of a few floats; what differs by less is the same."""
_FIELDS = Fields("completion", "answer")
REFERENCES = (*ANSWERS, "tests", "language")


class Said(NamedTuple):
    """What a reward says of a case: its score, or the problem that kept it from saying anything.

    outcome: `None` from a function that gives scores alone.
    """

    score: float | None = None
    outcome: str | None = None
    explanation: str = ""
    problem: str = ""


def moved(case: Case, said: Said) -> str:
    """In a sentence what is not as expected; "" where all is."""
    if said.problem:
        return said.problem
    if case.skipped and said.score is not None:
        return f"expected no score, got {said.score:g}"
    if case.low is not None and case.high is not None:
        if said.score is None:
            return f"expected {case.expected}, got no score"
        if not case.low - TOLERANCE <= said.score <= case.high + TOLERANCE:
            return f"expected {case.expected}, got {said.score:g}"
    if case.outcome is not None and said.outcome != case.outcome:
        return f"expected the outcome {case.outcome}, got {said.outcome or 'a score alone'}"
    return ""


@dataclass
class Grades:
    """Grades cases one by one, and keeps the processes that it needs for that until it is closed."""

    _workers: dict[str, Worker] = field(default_factory=dict)
    _unusable: dict[str, str] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Grades:  # noqa: PYI034 - Self is of Python 3.11
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def grade(self, case: Case) -> Said:
        """What the case's reward says now. Never raises for what a case holds."""
        return _ours(case) if case.target is None else self._theirs(case, case.target)

    def _theirs(self, case: Case, target: str) -> Said:
        if target not in self._workers and target not in self._unusable:
            worker = Worker(target)
            try:
                worker.start()
            except UnusableError as error:
                self._unusable[target] = str(error)
            else:
                self._workers[target] = self._stack.enter_context(worker)
        if target in self._unusable:
            return Said(problem=f"{target} cannot be loaded: {self._unusable[target]}")
        worker = self._workers[target]
        reply = worker.ask([_row(case)], worker.fitting[0], SECONDS)
        result = reply if "problem" in reply else reply["results"][0][0]
        return Said(problem=result["problem"]) if "problem" in result else Said(result["score"])


def _ours(case: Case) -> Said:
    tests = tests_in(case.columns, _FIELDS)
    reward = reward_of(case.reward, tests=tests is not None)
    columns = {**case.columns, **({} if tests is None or "tests" in case.columns else {"tests": tests.value})}
    prompt = columns.pop("prompt", None)
    try:
        verdict = reward.grade(case.completion, prompt=prompt, **columns)
    except CallError as error:
        return Said(problem=str(error))
    except Exception as error:  # noqa: BLE001 - a bug of ours fails this case, and no other
        return Said(problem=f"internal error: {type(error).__name__}: {error}")
    parts = verdict.detail["parts"]
    if len(parts) == 1:
        [part] = parts.values()
        return Said(verdict.score, part["outcome"], part["explanation"])
    return Said(verdict.score, verdict.outcome, verdict.explanation)


def _row(case: Case) -> dict[str, Any]:
    """A case as the worker takes rows."""
    reference = next((case.columns[name] for name in REFERENCES if name in case.columns), None)
    prompt = case.columns.get("prompt", "")
    return {
        "completion": case.completion,
        "reference": reference,
        "prompt": prompt if isinstance(prompt, str) else "",
        "source": str(case.columns.get("data_source", "")),
        "columns": {name: value for name, value in case.columns.items() if name != "prompt"},
    }
