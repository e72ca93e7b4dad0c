"""`verify-cli check CASES…`: do rewards still say what they should?"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from verifiers.cli.usage import stop
from verifiers.printable import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from verifiers.checking.reports import Checked

_FILE_WIDTH = 200  # in a file or a pipe nothing need be cut


def check(
    files: Annotated[list[str], typer.Argument(help="Golden cases, a JSON object a line.", metavar="CASES…")],
    *,
    update: Annotated[bool, typer.Option("--update", help="Accept what moved: rewrite what the cases expect.")] = False,
    junit: Annotated[Path | None, typer.Option(help="Write the results here, as JUnit XML.")] = None,
    own: Annotated[
        list[str] | None,
        typer.Option(help="A function of your own that cases may name; once for each.", metavar="MODULE:FUNCTION"),
    ] = None,
) -> None:
    r"""Check golden cases: what a reward must say of a completion.

    A case is {"reward": "math", "completion": "\\boxed{2}", "answer": "2", "expect": 1.0}; `expect` is a number, a
    range [low, high] or null for a sample that must be skipped, and "outcome" may stand beside it. The reward is named
    as in `verify-cli score -r`, or is a function of your own that you have named by --own, as it is spelled there: a
    file cannot have anything imported. It then runs in a process of its own.

    In a workflow of GitHub's, what moved is shown at its line.

    Exit codes: 0 all cases hold, or what moved was accepted; 1 one does not, or is no case; 2 wrong usage.
    """
    from verifiers.checking import Case, Grades, Said, moved, read_cases
    from verifiers.checking.reports import Checked
    from verifiers.checking.reports import junit as as_junit
    from verifiers.scoring import ScoringError

    checked: list[Checked] = []
    try:
        read = [(file, case) for file in files for case in read_cases(file, own or ())]
    except ScoringError as error:
        stop(str(error))
    with Grades() as grades:
        for file, case in read:
            if isinstance(case, Case):
                said = grades.grade(case)
                checked.append(Checked(file, case, said, moved(case, said)))
            else:
                checked.append(Checked(file, case, Said(), case.problem))
    accepted = _accept(checked) if update else 0
    totals = {
        "cases": len(checked),
        "as expected": sum(not one.problem for one in checked),
        **({"accepted": accepted} if update else {}),
        "failed": sum(bool(one.problem) for one in checked) - accepted,
    }
    _table(checked)
    typer.echo(", ".join(f"{count} {name}" for name, count in totals.items()))
    try:
        if junit is not None:
            junit.write_bytes(as_junit(checked))
        _tell_github(checked, totals)
    except OSError as error:
        stop(f"cannot write {error.filename}: {error.strerror}")
    if totals["failed"]:
        raise typer.Exit(1)


def _accept(checked: Sequence[Checked]) -> int:
    """Rewrite the cases that moved; how many. One that has no score for a reason of its own is not accepted."""
    from verifiers.checking import Case
    from verifiers.checking.update import accept

    count = 0
    for file in dict.fromkeys(one.file for one in checked):
        lines = {
            one.case.line: (one.case, one.said)
            for one in checked
            if one.file == file and one.problem and isinstance(one.case, Case) and _may_be_accepted(one)
        }
        try:
            if lines:
                accept(Path(file), lines)
        except (OSError, UnicodeDecodeError) as error:
            stop(f"cannot rewrite {file}: {error}")
        count += len(lines)
    return count


def _may_be_accepted(one: Checked) -> bool:
    """Not what only this machine says: a problem, or a sandbox that is not there."""
    return not one.said.problem and one.said.outcome != "unavailable"


def _table(checked: Sequence[Checked]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    failed = [one for one in checked if one.problem]
    if not failed:
        return
    out = Console(highlight=False, soft_wrap=True)
    if not out.is_terminal:
        out.width = _FILE_WIDTH
    table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for name in ("case", "what moved", "explanation"):
        table.add_column(name, overflow="fold")
    for one in failed:
        name = getattr(one.case, "name", "")
        at = f"{one.file}:{one.case.line}"
        table.add_row(
            Text(printable(at if name in ("", f"line {one.case.line}") else f"{at} {name}")),
            Text(printable(one.problem)),
            Text(printable(one.said.explanation)),
        )
    out.print(table)


def _tell_github(checked: Sequence[Checked], totals: dict[str, int]) -> None:
    from verifiers.checking.reports import annotation, step_summary

    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    for one in checked:
        if one.problem:
            sys.stdout.write(annotation(one) + "\n")
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(step_summary(checked, totals))
