"""The application: what every command shares."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from verifiers import __version__
from verifiers.cli.audit import audit
from verifiers.cli.check import check
from verifiers.cli.doctor import doctor
from verifiers.cli.evaluate import evaluate
from verifiers.cli.explain import explain
from verifiers.cli.name_clash import name_clash
from verifiers.cli.report import report
from verifiers.cli.sandbox import sandbox
from verifiers.cli.score import score
from verifiers.cli.select import select
from verifiers.cli.serve import serve
from verifiers.cli.validate import validate

app = typer.Typer(
    name="verify-cli",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,  # a bug should look like one, and be copied into a report as text
    rich_markup_mode=None,
)
app.command()(score)
app.command()(select)
app.command()(evaluate)
app.command()(report)
app.command()(explain)
app.command()(check)
app.command()(audit)
app.command()(validate)
app.command()(serve)
app.command()(doctor)
app.add_typer(sandbox)


def _version(asked: bool) -> None:  # noqa: FBT001 - typer calls it
    if asked:
        typer.echo(f"verify-cli {__version__}")
        raise typer.Exit


@app.callback()
def common(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Deterministic rewards and verifiers for reinforcement learning on language models."""
    del version  # has been dealt with
    clash = name_clash()
    if clash:
        typer.echo(f"Warning: {clash}", err=True)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a model's text must not break an ASCII terminal
    app()
