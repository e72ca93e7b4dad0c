"""The socket, the signals, the start and the end of the service."""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import signal
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import uvicorn

from verifiers.errors import ScoringError
from verifiers.names import WallName, reward_of
from verifiers.serve.app import Limits, make_app
from verifiers.serve.gate import LogHandler, log
from verifiers.serve.metrics import Metrics
from verifiers.serve.patience import Patience
from verifiers.serve.pool import Pool
from verifiers.serve.work import Grader

TOKEN_VARIABLE = "VERIFY_CLI_TOKEN"  # noqa: S105 - its name
MIN_TOKEN = 16
HELD_BODIES = 8
"""All requests together hold at most so many bodies of the largest size…"""
HELD_BYTES = 256 << 20
"""…or so many bytes, if that is more."""
KEEP_ALIVE_SECONDS = 30
"""Longer than the usual clients keep a connection, so that it is they who close it."""
CLOSING_SECONDS = 10
"""What shutting down may take beyond the deadline of what was taken."""
_SPARE_FILES = 128


@dataclass(frozen=True)
class Settings:
    """How the service is run; the options of `verify-cli serve`."""

    host: str
    port: int
    workers: int
    queue_rows: int
    max_body: int
    deadline: float
    reward: Sequence[str]
    wall: WallName | None
    token: str | None


def token_from(path: Path | None) -> str | None:
    """The token of a file, else of the environment; `None`: there is none. Raises ScoringError if it is unusable."""
    if path is not None:
        try:
            token = path.read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            msg = f"cannot read the token from {path}: {getattr(error, 'strerror', None) or 'it is no text'}"
            raise ScoringError(msg) from None
    elif TOKEN_VARIABLE in os.environ:
        token = os.environ[TOKEN_VARIABLE].strip()
    else:
        return None
    if len(token) < MIN_TOKEN or not token.isascii() or not token.isprintable() or " " in token:
        msg = f"a token must be at least {MIN_TOKEN} characters of ASCII, without spaces"
        raise ScoringError(msg)
    return token


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; then finish what was taken. Raises ScoringError where it cannot start."""
    reward_of(settings.reward)
    if settings.token is None and not _is_loopback(settings.host):
        msg = (
            f"--host {settings.host} can be reached from other machines, which needs a token: set {TOKEN_VARIABLE}, or "
            "give --token-file"
        )
        raise ScoringError(msg)
    listener = _listen(settings.host, settings.port)
    metrics = Metrics()

    def death(how: str) -> None:
        metrics.death()
        log(level="warning", message=how)

    memory = max(HELD_BODIES * settings.max_body, HELD_BYTES)
    logger = logging.getLogger("uvicorn.error")
    logger.handlers, logger.propagate = [LogHandler()], False
    for number in (signal.SIGINT, signal.SIGTERM):
        # uvicorn has its own while it runs, and raises the signal once more at the end: here that ends nothing.
        signal.signal(number, lambda *_: None)
    asyncio.run(
        _serve(
            settings,
            listener,
            metrics,
            Pool(Grader(settings.wall), settings.workers, settings.queue_rows, memory, death),
        )
    )


async def _serve(settings: Settings, listener: socket.socket, metrics: Metrics, pool: Pool) -> None:
    pool.hire()
    metrics.watch(lambda: pool.held_rows, lambda: pool.held_bytes)
    limits = Limits(settings.max_body, settings.deadline)
    app = make_app(pool, limits, settings.reward, metrics, settings.token, lambda: server.should_exit)
    config = uvicorn.Config(
        app,
        http=Patience,
        ws="none",
        lifespan="on",
        loop="asyncio",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=_max_connections(),
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=int(settings.deadline + CLOSING_SECONDS),
    )
    server = uvicorn.Server(config)
    host, port = listener.getsockname()[:2]
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    log(message="serving", url=url, workers=settings.workers)
    await server.serve(sockets=[listener])
    log(message="closed")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections from now on. Raises ScoringError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # With its protocol: asyncio turns Nagle's algorithm off only where a connection says that it is TCP, and else
        # each answer on a kept connection waits 40 ms for the client's delayed acknowledgement.
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except (OSError, UnicodeError) as error:
        msg = f"cannot listen at {host}, port {port}: {getattr(error, 'strerror', None) or error}"
        raise ScoringError(msg) from None
    return listener


def _max_connections() -> int:
    """As many as there are descriptors, but for those that the workers need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(hard, 16_384) if hard != resource.RLIM_INFINITY else 16_384
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return int(max(soft, wanted)) - _SPARE_FILES
