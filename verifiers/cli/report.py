"""`verify-cli report SCORED`: a page of HTML to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from verifiers.cli.usage import stop


def report(
    file: Annotated[Path, typer.Argument(help="What `verify-cli score` wrote, plain, .gz or .zst.", metavar="SCORED")],
    other: Annotated[
        Path | None,
        typer.Argument(help="What it was before: each row is compared with its counterpart.", metavar="OTHER"),
    ] = None,
    *,
    out: Annotated[Path | None, typer.Option(help="The page. [default: SCORED's name + .html]")] = None,
    by: Annotated[
        str | None, typer.Option(help="The field by which rows are told apart. [default: data_source, set, level, …]")
    ] = None,
) -> None:
    """Make one self-contained page of a scored file: figures, and rows to filter, search and read.

    It works offline and from the keyboard (? shows the keys), in light and dark. Of a file of more than 200,000 rows a
    sample is listed, while the figures count all. The same file gives the same page, byte for byte.

    Exit codes: 0; 2 wrong usage.
    """
    from verifiers.report import gather, page_of
    from verifiers.scoring import ScoringError, default_out

    path = out or default_out(str(file)).with_name(f"{default_out(str(file)).name.removesuffix('.scored.jsonl')}.html")
    try:
        page = page_of(gather(file, other, by))
    except ScoringError as error:
        stop(str(error))
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        stop(f"cannot write {path}: {error.strerror}")
    typer.echo(f"Report: {path} ({len(page.encode()) / 1e6:.1f} MB)")
