"""`verify-cli serve`: verdicts over HTTP."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal

import typer

from verifiers.cli.usage import stop

_REWARDS = ["math"]


def serve(  # noqa: PLR0913 - options are many by nature
    *,
    host: Annotated[str, typer.Option(help="Where to listen; all but loopback needs a token.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free; the log says which.")] = 8000,
    reward: Annotated[
        list[str],
        typer.Option(
            "-r", "--reward", metavar="REWARD[=WEIGHT]", help="For OpenRLHF, whose requests name none; as in score."
        ),
    ] = _REWARDS,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes. [default: one a core]")] = None,
    queue_rows: Annotated[int, typer.Option(min=1, help="Rows that wait at most; beyond is 429.")] = 65_536,
    max_body_mb: Annotated[int, typer.Option(min=1, max=1024, help="Of a request; beyond is 413.")] = 32,
    deadline: Annotated[float, typer.Option(min=0.1, max=3600, help="Seconds of a request; beyond is 504.")] = 150.0,
    wall: Annotated[
        Literal["docker", "local"] | None,
        typer.Option(help="What programs run behind. [default: the first that this host has]"),
    ] = None,
    token_file: Annotated[
        Path | None, typer.Option(help="A file with the token. [default: the environment's VERIFY_CLI_TOKEN]")
    ] = None,
) -> None:
    """Serve verdicts over HTTP: /v1/score, OpenRLHF's /get_reward, SandboxFusion's /run_code.

    The log, a JSON object a line, goes to standard error. SIGTERM and Ctrl-C finish what was taken.

    Exit codes: 0; 2 wrong usage, or it cannot start.
    """
    if any(find_spec(name) is None for name in ("starlette", "uvicorn", "prometheus_client")):
        stop("the service needs packages that are not installed: pip install 'verify-cli[serve]'")
    from verifiers.cores import cores
    from verifiers.errors import ScoringError
    from verifiers.serve.server import Settings, token_from
    from verifiers.serve.server import serve as run

    try:
        run(
            Settings(
                host,
                port,
                workers or cores(),
                queue_rows,
                max_body_mb << 20,
                deadline,
                tuple(reward),
                wall,
                token_from(token_file),
            )
        )
    except ScoringError as error:
        stop(str(error))
