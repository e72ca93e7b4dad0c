"""`verify-cli sandbox build`: the image of the docker wall."""

from __future__ import annotations

from typing import Annotated

import typer

sandbox = typer.Typer(name="sandbox", no_args_is_help=True, rich_markup_mode=None, help="The sandbox for programs.")

_NONE: list[str] = []


@sandbox.callback()
def common() -> None:
    """Make `build` a command of its own although it is the only one."""


@sandbox.command()
def build(
    *,
    base: Annotated[
        str | None,
        typer.Option(metavar="IMAGE", help="A Debian to build on. [default: the Dockerfile's, from its registry]"),
    ] = None,
    package: Annotated[
        list[str],
        typer.Option("--package", metavar="NAME", help="A Debian package to add, a library say. May be repeated."),
    ] = _NONE,
    language: Annotated[
        list[str],
        typer.Option("--language", metavar="NAME", help="A language to add to Python, C and C++. May be repeated."),
    ] = _NONE,
    tag: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Name of the image. [default: the one that the sandbox looks for]"),
    ] = None,
    network: Annotated[
        str | None, typer.Option(metavar="MODE", help="Network while building: host, none, … [default: the engine's]")
    ] = None,
    quiet: Annotated[
        bool, typer.Option("-q", "--quiet", help="Print the name of the image, and nothing else.")
    ] = False,
) -> None:
    """Build the image of the docker wall.

    It is named by the hash of its files, so that it is built again when they have changed with an update, and only
    then. Where no registry can be reached, the script base.sh beside the Dockerfile makes a base from Debian's
    packages alone.

    Exit codes: 0; 2 it cannot be built.
    """
    from verifiers.sandbox.image import build as build_image
    from verifiers.sandbox.run import SandboxUnavailableError

    def say(line: str) -> None:
        if not quiet:
            typer.echo(line, err=True)

    try:
        name = build_image(base=base, more_packages=package, languages=language, tag=tag, network=network, say=say)
    except (SandboxUnavailableError, ValueError) as error:
        typer.echo(f"Error: {error}.", err=True)
        raise typer.Exit(2) from None
    typer.echo(name)
