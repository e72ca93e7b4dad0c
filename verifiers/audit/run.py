"""The audit: finds out how a function is called, asks it every probe, and compares the answers.

A probe compares: with the area's right control, with its own right twin, with the same rows asked otherwise. What a
reward's scale is does not matter, and one that refuses everybody proves nothing.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from verifiers.audit.behave import behave
from verifiers.audit.probe import Ask, Probe
from verifiers.audit.probes import AREAS, Area, Behaviour
from verifiers.audit.process import Worker
from verifiers.audit.report import AreaReport, Finding, Report, Status
from verifiers.audit.session import Options, Result, Session
from verifiers.audit.shapes import CONVERSATIONS

LONG = 10_000
"""Characters of a completion that is not asked again for the questions about many rows."""
EPSILON = 1e-9


def audit(options: Options, watch: Callable[[str], None] = lambda _line: None) -> Report:
    """Audit a function. `watch` is told what is going on.

    Raises UnusableError if the function cannot be loaded.
    """
    reports = []
    with Worker(options.target, options.python) as worker:
        worker.start()
        shapes = [options.shape] if options.shape else worker.fitting
        for name in options.areas or ((options.probe.split("/")[0],) if options.probe else tuple(AREAS)):
            watch(name)
            reports.append(_area(options, AREAS[name], worker, shapes))
    return Report(options.target, options.seed, tuple(reports))


def _area(options: Options, area: Area, worker: Worker, shapes: Iterable[str]) -> AreaReport:
    asked = bool(options.areas or options.probe)
    session, note = _settle(options, area, worker, shapes)
    if session is None:
        counted: list[Probe | Behaviour] = [probe for probe in area.probes if not probe.choice]
        findings = [
            Finding(one.id, "unproven", note, one.why, one.incident)
            for one in (*counted, *area.behaviours)
            if options.probe in {None, one.id}
        ]
        return AreaReport(area.name, note=note, findings=tuple(findings) if asked else (), asked_for=asked)
    probes = [probe for probe in area.of_frame(session.frame) if options.probe in {None, probe.id}]
    findings = [_finding(session, probe) for probe in probes]
    asks = _steady(area, session.frame, options.seed)
    for behaviour in area.behaviours:
        if options.probe in {None, behaviour.id}:
            said = behave(session, behaviour.how, asks)
            status: Status = "failed" if said else "passed"
            findings.append(Finding(behaviour.id, status, said or "held", behaviour.why, behaviour.incident))
    return AreaReport(area.name, session.shape, session.frame, "", tuple(findings), asked)


def _settle(options: Options, area: Area, worker: Worker, shapes: Iterable[str]) -> tuple[Session | None, str]:
    """Find the shape and the frame in which the right control is paid more than the wrong one, or say why none is."""
    problems: list[str] = []
    told = ""
    if area.conversations:
        shapes = [shape for shape in shapes if shape in CONVERSATIONS]
        if not shapes:
            return None, "its call shape hands over texts, no messages"
    for shape in shapes:
        best: Session | None = None
        for frame in area.frames:
            session = Session(options, area, worker, shape, frame)
            right, wrong = session.of(area.right), session.of(area.wrong)
            problem = right.get("problem") or wrong.get("problem")
            if problem:
                problems.append(f"as {shape}: {problem}")
                if problem.startswith("no answer"):
                    break
            elif right["score"] is not None and (wrong["score"] is None or right["score"] > wrong["score"] + EPSILON):
                session.full = right["score"]
                if best is None or session.full > best.full + EPSILON:  # one that likes several likes one best
                    best = session
            else:
                told = (
                    told or f"scores a plainly right answer {right['score']} and a plainly wrong one {wrong['score']}"
                )
        if best is not None:
            return best, ""
    return None, told or (problems[0] if problems else "no shape fits its signature")


def _steady(area: Area, frame: str, seed: int) -> list[Ask]:
    """Rows for the questions about many rows, drawn by the seed: probes with their right twins, and the controls."""
    probes = [
        probe
        for probe in area.of_frame(frame)
        if probe.id.split("/")[1] in area.steady and not probe.choice and len(probe.ask.completion) < LONG
    ]
    drawn = random.Random(seed).sample(probes, min(area.rows, len(probes)))  # noqa: S311 - no secret
    return [area.right, area.wrong, *(ask for one in drawn for ask in (one.ask, one.twin) if ask)]


def _finding(session: Session, probe: Probe) -> Finding:
    """Ask a probe, and say whether what it asks for holds."""
    row = session.row(probe.ask)
    with tempfile.TemporaryDirectory() as folder:
        mark = Path(folder, "mark")
        if isinstance(row["completion"], str):
            row = {**row, "completion": row["completion"].replace("{mark}", str(mark))}
        result = session.one(row, thread=probe.thread)
        executed = mark.exists()

    def finding(status: Status, said: str) -> Finding:
        return Finding(probe.id, status, said, probe.why, probe.incident, result.get("score"), row)

    if probe.choice:
        return finding("choice", result.get("problem") or ("paid" if _paid(result, session.full) else "not paid"))
    if executed:
        return finding("failed", "the text was executed")
    if "problem" in result:
        return finding("failed", result["problem"])
    if probe.holds == "answers":
        return finding("passed", "answered")
    if probe.holds == "paid":
        if _paid(result, session.full):
            return finding("passed", "paid")
        return finding("failed", f"not paid: scored {result['score']} where a right answer scores {session.full}")
    assert probe.twin is not None
    twin = session.of(probe.twin)
    if not _paid(twin, session.full):
        said = twin.get("problem") or f"scored {twin['score']}"
        return finding("unproven", f"its right twin was not paid ({said}), so that refusing it shows nothing")
    if result["score"] is not None and result["score"] >= twin["score"] - EPSILON:
        return finding("failed", f"paid: scored {result['score']}, as much as a right answer")
    return finding("passed", "not paid")


def _paid(result: Result, full: float) -> bool:
    score = result.get("score")
    return score is not None and score >= full - EPSILON
