"""How a command ends when it was used wrongly: one clear sentence, exit code 2."""

from __future__ import annotations

from typing import NoReturn

import typer

from verifiers.printable import printable


def stop(sentence: str) -> NoReturn:
    """Say on standard error what is wrong, and end with exit code 2."""
    typer.echo(printable(f"Error: {sentence}."), err=True)
    raise typer.Exit(2)
