"""`verify-cli validate DATASET`: which rows of a data set of programs can be trusted?"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Annotated, Any

import typer

from verifiers.cli.usage import stop
from verifiers.printable import printable


def validate(
    dataset: Annotated[str, typer.Argument(help="JSON lines, plain, gzip or zstandard; - for standard input.")],
    *,
    solution: Annotated[
        str | None,
        typer.Option(metavar="FIELD", help="Where the reference solution stands. [default: where data sets have it]"),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Only the first N rows.")] = None,
    wall: Annotated[str | None, typer.Option(help="docker or local. [default: the first that this host has]")] = None,
    time_factor: Annotated[float, typer.Option(help="For slow machines, times what a problem allows.")] = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help="A line of JSON for each row.")] = False,
) -> None:
    """Run reference solutions and garbage against the tests of each row, and say which rows cannot be trusted, and why.

    A row can be trusted where a reference solution of its passes its tests, and a program that does nothing, one that
    prints its input, functions that return nothing or their argument, and the solution of another row do not. The
    tests are in any of the formats of docs/code.md, checkers and reference solutions among them.

    Exit codes: 0 all rows can be trusted; 1 some cannot, or nobody knows; 2 wrong usage.
    """
    from verifiers.code.reward import CodeReward
    from verifiers.errors import ScoringError
    from verifiers.validating import validate as findings

    counts = {True: 0, False: 0, None: 0}
    try:
        reward = CodeReward(wall=wall, time_factor=time_factor)  # type: ignore[arg-type]
        for finding in findings(islice(_rows(dataset), limit), reward, solution):
            counts[finding.trusted] += 1
            if as_json:
                typer.echo(json.dumps(finding.as_json()))
            elif not finding.trusted:
                word = "cannot be trusted" if finding.trusted is False else "unknown"
                typer.echo(printable(f"line {finding.line}: {word}. {' '.join(finding.why)}"))
    except (ScoringError, ValueError) as error:
        stop(str(error))
    totals = f"{counts[True]} rows can be trusted, {counts[False]} cannot, of {counts[None]} nobody knows"
    typer.echo(totals, err=as_json)
    if counts[False] or counts[None]:
        raise typer.Exit(1)


def _rows(dataset: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The rows with their lines; a line that holds none is a row without tests."""
    from verifiers.errors import RowError
    from verifiers.rows.lines import open_rows
    from verifiers.rows.row import read_row

    with open_rows(dataset) as rows:
        for line in rows.lines():
            row: Mapping[str, Any] = {}
            with contextlib.suppress(RowError):
                row = read_row(line)
            yield line.number, row
