"""What an audit found, as data: for the table, for a file, and for whoever quotes the score."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

AUDIT = "1.4"
"""The version of the suite. It changes when a probe is added, taken away or asked otherwise, so that scores compare."""

Status = Literal[
    "passed",
    "failed",
    "unproven",  # the right twin was not paid, so that refusing this one shows nothing
    "choice",  # a matter of taste: shown, not counted
]

MAX_SHOWN = 2_000
"""Characters of a failing input in the file. `--probe ID` prints all of it."""


@dataclass(frozen=True)
class Finding:
    """What one probe found.

    said: a sentence about what the function did.
    score: what it gave; `None` also where it gave no number.
    row: what it was given; see `shapes`.
    """

    id: str
    status: Status
    said: str
    why: str
    incident: str
    score: float | None = None
    row: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The input only where it is needed to understand a failure."""
        found: dict[str, Any] = {"id": self.id, "status": self.status, "score": self.score, "said": self.said}
        if self.status in {"failed", "unproven"}:
            found |= {"why": self.why, "incident": self.incident}
            if self.row:
                found["input"] = {name: _cut(value) for name, value in self.row.items() if name != "columns"}
        return found


def _cut(value: Any) -> Any:
    return f"{value[:MAX_SHOWN]}… ({len(value)} characters)" if _is_long(value) else value


def _is_long(value: Any) -> bool:
    return isinstance(value, str) and len(value) > MAX_SHOWN


@dataclass(frozen=True)
class AreaReport:
    """An area's findings, or why there are none.

    shape, frame: how the function was called, and how an answer was marked or tests written.
    note: why the area does not apply, else empty.
    """

    area: str
    shape: str = ""
    frame: str = ""
    note: str = ""
    findings: tuple[Finding, ...] = ()
    asked_for: bool = False

    @property
    def applies(self) -> bool:
        """Whether the function could be audited here."""
        return not self.note

    @property
    def counted(self) -> tuple[Finding, ...]:
        """The findings that make the score."""
        return tuple(finding for finding in self.findings if finding.status != "choice")

    @property
    def passed(self) -> int:
        """Probes that hold."""
        return sum(finding.status == "passed" for finding in self.findings)

    @property
    def total(self) -> int:
        """Probes that count."""
        return len(self.counted)

    @property
    def score(self) -> str:
        """As it may be quoted."""
        template = f" ({self.frame})" if self.area == "format" and self.frame else ""
        return f"{self.area}{template} {self.passed}/{self.total}"

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        if not self.applies and not self.findings:
            return {"area": self.area, "applies": False, "note": self.note}
        return {
            "area": self.area,
            "applies": self.applies,
            **({"note": self.note} if self.note else {}),
            "shape": self.shape,
            "frame": self.frame,
            "passed": self.passed,
            "total": self.total,
            "probes": [finding.as_json() for finding in self.findings],
        }


@dataclass(frozen=True)
class Report:
    """An audit.

    target: the function, as it was named.
    seed: what drew the rows of the questions about many rows.
    """

    target: str
    seed: int
    areas: tuple[AreaReport, ...]

    @property
    def held(self) -> bool:
        """Whether every probe holds, in each area that applies or was asked for, and there is one."""
        looked_at = [area for area in self.areas if area.applies or area.asked_for]
        return bool(looked_at) and all(area.applies and area.passed == area.total for area in looked_at)

    @property
    def score(self) -> str:
        """As it may be quoted; where nothing was found out, what kept it from that."""
        scores = [area.score for area in self.areas if area.applies or area.asked_for]
        if scores:
            return f"audit {AUDIT}: {', '.join(scores)}"
        notes = list(dict.fromkeys(area.note for area in self.areas))
        return f"not audited, since no area applies: {'; '.join(notes)} (--shape says how it is called)"

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        return {
            "audit": AUDIT,
            "seed": self.seed,
            "target": self.target,
            "held": self.held,
            "score": self.score,
            "areas": [area.as_json() for area in self.areas],
        }
