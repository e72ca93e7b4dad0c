"""`verify-cli doctor`: what this host can isolate."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from verifiers.sandbox.doctor import Fact, Report, WallReport


def doctor(
    *, as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON, and nothing else.")] = False
) -> None:
    """Say what this host can isolate, which wall the sandbox takes and why, and what would give a better one.

    Each wall is opened for it, and runs a program in each language of the table that it has.

    Exit codes: 0; 1 no wall can be had.
    """
    from verifiers.sandbox.doctor import examine

    report = examine()
    typer.echo(json.dumps(report.as_json()) if as_json else "\n".join(_lines(report)))
    if report.chosen is None:
        raise typer.Exit(1)


def _lines(report: Report) -> list[str]:
    lines = [f"{report.headline}.", "", "Walls, the first that can be had is taken:", ""]
    for wall in report.walls:
        lines += [f"  {_mark(good=wall.available)} {wall.wall:8} {_wall(wall, taken=wall is report.chosen)}"]
        lines += [f"  {'':10} weaker: {wall.weaker}"] if wall.weaker else []
        lines += [f"  {'':10} without {name}: {why}" for name, why in wall.lacking.items()]
    lines += ["", "This host:", ""]
    for fact in report.facts:
        lines += [f"  {_mark(good=fact.good)} {fact.about}: {fact.found}"]
    advice = [line for fact in report.facts if (line := _advice(fact))]
    if advice:
        lines += ["", "To get more:", "", *advice]
    if report.chosen is None:
        lines += ["", "No sandbox can be had here: code rewards answer `unavailable`."]
    return lines


def _mark(*, good: bool) -> str:
    return "+" if good else "-"


def _wall(wall: WallReport, *, taken: bool) -> str:
    if not wall.available:
        return wall.reason
    runs = ", ".join(f"{name} {version}" for name, version in wall.versions.items()) or "no language"
    text = f"{wall.name}, starts in {wall.start_seconds:.2f} s, runs {runs}"
    return f"{text}: taken" if taken else text


def _advice(fact: Fact) -> str:
    return f"  {fact.about}: {fact.advice}" if fact.advice else ""
