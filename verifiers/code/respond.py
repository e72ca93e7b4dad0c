"""Questions to a program, and its answers: function calls through sandbox/respondent.py.

Many questions go to one process, whose limits are those of one test. Where it ends before it has answered all, the rest
is asked again in a fresh one: a question has only failed by a limit or a crash when it was the first there. So each
test has all of its limits for itself, however many there are, and most cost nothing but themselves.
"""

from __future__ import annotations

import json
import math
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from verifiers.code.report import Usage
from verifiers.sandbox import Limits, Program, RunResult, Sandbox

RESPONDENT = Program("python", "import respondent\nrespondent.main()\n")
QUESTIONS_PER_RUN = 100
"""More are spread over the slots."""


@dataclass(frozen=True)
class Asked:
    """What all calls of a program have in common: its source, and see respondent.py."""

    program: str
    setup: str = ""
    contest_imports: bool = False

    def stdin(self, calls: Sequence[Any]) -> bytes:
        """What the respondent reads."""
        fields = {"program": self.program, "setup": self.setup, "contest_imports": self.contest_imports}
        return json.dumps({**fields, "calls": list(calls)}).encode()


@dataclass
class Answers:
    """What has been answered so far, by the number of the question, as it came: an answer is read when it is taken.

    What is read takes twenty times the memory of the text, and a program can make that megabytes of junk for each
    question. So one is read at a time, and none that is much longer than what is expected.

    failed: why the program itself could not be run, with the outcome; then nothing has been answered.
    """

    failed: tuple[str, str] | None = None
    _by_number: dict[int, bytes | dict[str, Any]] = field(default_factory=dict)

    def __contains__(self, number: int) -> bool:
        return number in self._by_number

    def put(self, number: int, answer: bytes | dict[str, Any]) -> None:
        """An answer as it came, or how the program ended instead."""
        self._by_number[number] = answer

    def take(self, number: int, most: float = math.inf) -> dict[str, Any]:
        """The answer to a question, once; one of more bytes than `most` is no right one, and is not read."""
        answer = self._by_number.pop(number)
        if isinstance(answer, dict):
            return answer
        if len(answer) > most:
            return {"ended": "wrong_answer", "detail": f"an answer of {len(answer):,} bytes"}
        return _answer(_read(answer))


def ask(sandbox: Sandbox, asked: Asked, questions: Sequence[Any], limits: Limits, usage: Usage) -> Iterator[Answers]:
    """Ask, and say after each round of runs what has been answered. Who has heard enough stops listening.

    An answer is what respondent.py says, or `{"ended": outcome, "detail": …}` where the program ended at this question.
    """
    numbers = range(len(questions))
    pieces = deque(numbers[at : at + QUESTIONS_PER_RUN] for at in range(0, len(questions), QUESTIONS_PER_RUN))
    answers = Answers()
    while pieces and answers.failed is None:
        taken = [pieces.popleft() for _ in range(min(len(pieces), sandbox.size))]
        stdins = [asked.stdin([questions[number] for number in piece]) for piece in taken]
        unasked: list[range] = []
        for piece, result in zip(taken, sandbox.run_many(RESPONDENT, stdins, limits), strict=True):
            usage.add(result)
            rest = _hear(answers, piece, result)
            if rest:
                unasked.append(rest)
        pieces.extendleft(reversed(unasked))
        yield answers


def _hear(answers: Answers, piece: range, result: RunResult) -> range:
    """Take the answers of a run; returns the questions that have to be asked again."""
    lines = result.stdout.split(b"\n", len(piece) + 1)[:-1]
    first = _read(lines[0]) if lines else {}
    if "ready" not in first:
        failed = "error" in first
        answers.failed = ("runtime_error", describe(first["error"])) if failed else (_outcome(result), result.detail)
        return range(0)
    heard = lines[1 : len(piece) + 1]
    for number, line in zip(piece, heard, strict=False):
        answers.put(number, line)
    rest = piece[len(heard) :]
    if rest and not heard:
        answers.put(rest[0], {"ended": _outcome(result), "detail": result.detail})
        return rest[1:]
    return rest


def _outcome(result: RunResult) -> str:
    """An end without answers is an error of the program, whatever its exit code says."""
    return "runtime_error" if result.outcome == "ok" else result.outcome


def _read(line: bytes) -> dict[str, Any]:
    """A line from a program, which can write there what it likes; empty where it is no JSON object."""
    try:
        read = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _answer(read: dict[str, Any]) -> dict[str, Any]:
    """An answer of a form that respondent.py gives; how a program ended is not for it to say."""
    if "ended" not in read and any(sign in read for sign in ("v", "error", "refused")):
        return read
    return {"ended": "wrong_answer", "detail": "something unreadable"}


def describe(error: Any) -> str:
    """An exception of the program in a few words."""
    if not isinstance(error, dict):
        return ""
    types, text = error.get("types"), error.get("text")
    name = types[0] if isinstance(types, list) and types and isinstance(types[0], str) else "an error"
    return f"{name}: {text}"[:200] if isinstance(text, str) and text else name[:200]
