"""`verify-cli audit REWARD`: prove a reward function before it steers a training run."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from verifiers.cli.usage import stop
from verifiers.printable import printable

if TYPE_CHECKING:
    from verifiers.audit import AreaReport, Report

_NOTHING: list[str] = []
_FILE_WIDTH = 200  # in a file or a pipe nothing need be cut
_SHOWN = 160
"""Characters of an input that the table shows: its end, where the answer stands."""


def audit(  # noqa: PLR0913 - options are many by nature
    target: Annotated[
        str,
        typer.Argument(
            metavar="REWARD",
            help="The reward function: package.module:name, or path/to/file.py:name (a name may have dots; of a class "
            "an object is made); or one of ours as in `verify-cli score -r`, with its settings.",
        ),
    ],
    *,
    area: Annotated[
        list[str],
        typer.Option(
            metavar="AREA",
            help="math, format, language, code (programs on standard input), functions (calls). Repeat it. [default: "
            "each in which the function pays a plainly right answer more than a plainly wrong one]",
        ),
    ] = _NOTHING,
    shape: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The trainer's call shape: trl, verl, openrlhf, … [default: found out]"),
    ] = None,
    answer_column: Annotated[
        str | None, typer.Option(metavar="NAME", help="The column of the reference, where it has a name of its own.")
    ] = None,
    python: Annotated[
        str | None, typer.Option(metavar="PATH", help="The interpreter that has the function. [default: this one]")
    ] = None,
    seconds: Annotated[
        float,
        typer.Option(min=0.1, help="CPU seconds for a row, and seconds that it may sleep; programs have six times it."),
    ] = 20.0,
    seed: Annotated[int, typer.Option(help="Draws the rows of the questions about many rows.")] = 0,
    probe: Annotated[
        str | None, typer.Option(metavar="ID", help="Ask only this probe, and print all that was asked and answered.")
    ] = None,
    json_file: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="Write the report as JSON; - for standard output.")
    ] = None,
) -> None:
    """Put a reward function, ours or anyone's, through a suite of probes.

    Equivalent answers and near misses, hedges, hangs, hostile texts, broken references, attack programs; threads,
    order, batches, processes. The function runs in a process of its own, bounded in CPU time and memory, which is not a
    wall: the code areas run programs with the isolation of the reward alone (they do no harm without one).

    Exit codes: 0 every probe holds; 1 one does not, or no area applies; 2 wrong usage; 130 interrupted.
    """
    from verifiers.audit import Options, UnusableError
    from verifiers.audit import audit as run_audit

    _check(target, area, shape, probe)
    if not math.isfinite(seconds):
        stop("--seconds is a bound, and has to be finite")
    options = Options(target, tuple(dict.fromkeys(area)), shape, answer_column, python, seed, seconds, probe)
    show = sys.stderr.isatty()
    try:
        report = run_audit(options, lambda name: typer.echo(f"{name} …", err=True) if show else None)
    except UnusableError as error:
        stop(f"cannot load {target}: {str(error).rstrip('.')}")
    except KeyboardInterrupt:
        typer.echo("Interrupted.", err=True)
        raise typer.Exit(130) from None
    if json_file is not None:
        text = json.dumps(report.as_json(), indent=1) + "\n"
        if json_file == "-":
            sys.stdout.write(text)
        else:
            _write(json_file, text)
    if probe is not None:
        _print_probe(report)
    elif json_file != "-":
        _print_report(report)
    if not report.held:
        raise typer.Exit(1)


def _check(target: str, areas: list[str], shape: str | None, probe: str | None) -> None:
    """Refuse what cannot be meant before anything is started."""
    from difflib import get_close_matches

    from verifiers.audit.probes import AREAS, identities
    from verifiers.audit.shapes import SHAPES
    from verifiers.errors import ScoringError
    from verifiers.names import is_own, named

    if target.endswith(")") or not is_own(target):
        try:
            named(target)
        except ScoringError as error:
            stop(str(error))
    module, _, name = target.partition("(")[0].rpartition(":")
    if is_own(target) and not (module and name):
        stop(f"{target!r} names no function: it is MODULE:FUNCTION or FILE.py:FUNCTION")
    if module.endswith(".py") and not Path(module).is_file():
        stop(f"there is no file {module}")
    for area in areas:
        if area not in AREAS:
            stop(f"unknown area {area!r}: the areas are {', '.join(AREAS)}")
    if shape is not None and shape not in SHAPES:
        stop(f"unknown shape {shape!r}: the shapes are {', '.join(SHAPES)}")
    if probe is not None and probe not in (known := identities()):
        near = get_close_matches(probe, known, n=3)
        stop(f"unknown probe {probe!r}" + (f": did you mean {', '.join(near)}?"[:-1] if near else ""))
    if probe is not None and areas:
        stop("--probe names its area itself")


def _write(path: str, text: str) -> None:
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        stop(f"cannot write {path}: {error.strerror}")


def _print_report(report: Report) -> None:
    """A line an area, then each probe that does not hold, then the matters of taste."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    out = Console(highlight=False, soft_wrap=True)
    if not out.is_terminal:
        out.width = _FILE_WIDTH
    table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for name in ("area", "passed", "of", "called as", "note"):
        table.add_column(name, justify="right" if name in {"passed", "of"} else "left")
    for area in report.areas:
        shown = (str(area.passed), str(area.total)) if area.applies or area.asked_for else ("-", "-")
        note = f"answers in {area.frame}" if area.applies and area.area == "math" else area.frame
        table.add_row(area.area, *shown, area.shape, Text(note if area.applies else f"not applicable: {area.note}"))
    out.print(table)
    for area in report.areas:
        if area.applies:
            for line in _lines(area):
                out.print(Text(printable(line)))
    out.print(Text(report.score))


def _lines(area: AreaReport) -> list[str]:
    lines = []
    for finding in area.findings:
        if finding.status in {"failed", "unproven"}:
            lines += [f"{finding.status} {finding.id}: {finding.said}"]
            if finding.row:
                reference = f"{finding.row['reference']!r:.60}"
                lines += [f"    asked:    {_end(finding.row['completion'])} (reference {reference})"]
            incident = "" if finding.incident == "none known" else f" [{finding.incident}]"
            lines += [f"    because:  {finding.why}{incident}"]
    choices = [
        f"{finding.id.split('/')[-1]}: {finding.said}" for finding in area.findings if finding.status == "choice"
    ]
    return [*lines, *([f"{area.area}, matters of taste, not counted: {'; '.join(choices)}"] if choices else []), ""]


def _end(completion: str | list[dict[str, Any]]) -> str:
    text = completion if isinstance(completion, str) else json.dumps(completion, ensure_ascii=False)
    return repr(text) if len(text) <= _SHOWN else f"…{text[-_SHOWN:]!r} ({len(text)} characters)"


def _print_probe(report: Report) -> None:
    """All that was asked and answered, the input in full."""
    for area in report.areas:
        for finding in area.findings:
            typer.echo(printable(f"{finding.id}: {finding.status}, {finding.said}"))
            typer.echo(printable(f"why: {finding.why}\nincident: {finding.incident}\nscore: {finding.score}", "\n"))
            typer.echo(f"called as: {area.shape}, {area.frame}")
            typer.echo(f"input: {json.dumps(finding.row, indent=1)}")
        if not area.findings:
            typer.echo(f"{area.area}: not applicable: {area.note}")
