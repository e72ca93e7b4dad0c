"""What every request passes: who may ask, its number, its line in the log, its place in the metrics.

A line of the log is one JSON object: time, id, path (one of ours, or "other"), status, rows, ms. Nothing that a client
wrote is in it: no completion, no token, no path or header of its own making.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import logging
import sys
import uuid
from datetime import datetime, timezone
from time import monotonic
from typing import Any

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from verifiers.serve.body import GoneError, RefusedError
from verifiers.serve.metrics import Metrics

OPEN = frozenset({"/healthz", "/v1/ping"})
"""Paths that need no token: they say that we are here, which whoever connects knows by then."""

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
GONE = 499
"""The status in log and metrics of a request whose client hung up."""


def log(**fields: Any) -> None:
    """Write a line of the log."""
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
    print(json.dumps({"time": now, **fields}), file=sys.stderr, flush=True)  # noqa: T201 - it is the log


class LogHandler(logging.Handler):
    """What the HTTP server has to say, as lines of ours."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write its message; of an exception only the kind, since its text may quote a request."""
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        log(level=record.levelname.lower(), message=record.getMessage(), **({"error": error} if error else {}))


class Gate:
    """The outermost application.

    token: `None`: whoever reaches us may ask, but only by a name of this machine: a web page that has its own name
    point here (DNS rebinding) is refused.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, token: str | None, paths: frozenset[str]) -> None:
        self._app = app
        self._metrics = metrics
        self._token = None if token is None else token.encode()
        self._paths = paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begin, number, status = monotonic(), uuid.uuid4().hex[:16], GONE
        state = scope["state"] = {"rows": 0}

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", []), (b"x-request-id", number.encode())]
            await send(message)

        try:
            self._admit(scope)
            await self._app(scope, receive, answer)
        except RefusedError as refused:
            await _refusal(refused)(scope, receive, answer)
        except GoneError:
            pass
        except Exception as error:  # noqa: BLE001 - a bug of ours costs this request, visibly, and no other
            trace = error.__traceback__
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
            log(level="error", id=number, message="internal error", error=type(error).__name__, where=where)
            await _refusal(RefusedError(500, f"internal error; the log says more under {number}"))(
                scope, receive, answer
            )
        finally:
            path = scope["path"] if scope["path"] in self._paths else "other"
            seconds = monotonic() - begin
            self._metrics.request(path, status, seconds)
            log(id=number, path=path, status=status, rows=state["rows"], ms=round(seconds * 1000, 3))

    def _admit(self, scope: Scope) -> None:
        headers = dict(scope["headers"])
        if self._token is None:
            host = headers.get(b"host", b"").decode("latin-1")
            name = host[: host.index("]") + 1] if "]" in host else host.partition(":")[0]
            if name.lower() not in LOCAL_NAMES:
                raise RefusedError(403, "without a token, only requests to localhost are answered")
        elif scope["path"] not in OPEN and not hmac.compare_digest(
            _token_in(headers.get(b"authorization", b"")), self._token
        ):
            raise RefusedError(401, "a token is needed: Authorization: Bearer TOKEN")


def _token_in(header: bytes) -> bytes:
    """The token: a bearer's, or a password, since some trainers can be told no more than a URL (`http://x:TOKEN@host`)."""
    scheme, _, value = header.partition(b" ")
    if scheme.lower() == b"bearer":
        return value.strip()
    if scheme.lower() == b"basic":
        try:
            return base64.b64decode(value.strip(), validate=True).partition(b":")[2]
        except binascii.Error:
            return b""
    return b""


def _refusal(refused: RefusedError) -> JSONResponse:
    headers = {} if refused.retry_after is None else {"Retry-After": str(refused.retry_after)}
    if refused.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse({"error": f"{refused.sentence}."}, refused.status, headers)
