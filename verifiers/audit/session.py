"""One area in work: the process, how the function is called, and what it has answered so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from verifiers.audit.probe import Ask
from verifiers.audit.probes import Area
from verifiers.audit.process import Worker

SECONDS = 20.0
"""CPU seconds that a row may take, and seconds that it may sleep. Programs may take six times that."""
MAX_HANGS = 12
"""Rows without an answer in an area; then it is asked no more, so that an audit ends."""

Result = dict[str, Any]
"""`{"score": a float or None}` or `{"problem": a sentence}`."""


@dataclass(frozen=True)
class Options:
    """How to audit.

    target: `MODULE:NAME` or `FILE.py:NAME`.
    areas: those asked for; none: all that apply.
    shape: a name of `shapes.SHAPES`; `None`: found out.
    answer_column: the column of the reference, where a function calls it as nobody else does.
    python: the interpreter to run the function in; `None`: this one.
    probe: only this one.
    """

    target: str
    areas: tuple[str, ...] = ()
    shape: str | None = None
    answer_column: str | None = None
    python: str | None = None
    seed: int = 0
    seconds: float = SECONDS
    probe: str | None = None


@dataclass
class Session:
    """One area in work: the process, how the function is called, and what it has answered so far."""

    options: Options
    area: Area
    worker: Worker
    shape: str
    frame: str
    full: float = 0.0
    hangs: int = 0
    mutated: bool = False
    written: int = 0
    known: dict[tuple[str, str, str], Result] = field(default_factory=dict)

    def row(self, ask: Ask) -> dict[str, Any]:
        """As the function is shown it."""
        return self.area.row(ask, self.frame, self.options.answer_column)

    def many(self, rows: Sequence[dict[str, Any]], **how: Any) -> dict[str, Any]:
        """Rows in one request."""
        if self.hangs >= MAX_HANGS:
            return {"problem": f"not asked: {MAX_HANGS} rows before had no answer"}
        reply = self.worker.ask(rows, self.shape, self.options.seconds * self.area.seconds, **how)
        self.hangs += reply.get("problem", "").startswith("no answer")
        self.mutated |= reply.get("mutated", False)
        self.written = max(self.written, reply.get("written", 0))
        return reply

    def one(self, row: dict[str, Any], *, thread: bool = False) -> Result:
        """A single row."""
        reply = self.many([row], threads=int(thread))
        result: Result = reply if "problem" in reply else reply["results"][0][0]
        return result

    def of(self, ask: Ask) -> Result:
        """A single row that may have been asked before, as controls and twins are."""
        completion = ask.completion if isinstance(ask.completion, str) else repr(ask.completion)
        key = (completion, repr(ask.reference), ask.prompt)
        if key not in self.known:
            self.known[key] = self.one(self.row(ask))
        return self.known[key]
