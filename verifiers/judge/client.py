"""The client of a model's server, with OpenAI's interface: vLLM, SGLang, TRL's, a hosted one.

Requests run on an event loop of our own, in a thread that the whole process shares, so that a cancelled grade cancels
its request. Each has a deadline; what a server says it cannot do now (429, 5xx) or loses on the way is tried again,
later each time. Batching is left to the server.
"""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import CancelledError, Future
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from verifiers.judge.server import Server, ServerError
from verifiers.pools import CancelledRowError, on_cancel, waits

if TYPE_CHECKING:
    import httpx

Result = TypeVar("Result")

FIRST_PAUSE = 0.25
"""Seconds before the second attempt; each further pause is twice as long."""
MAX_PAUSE = 20.0
"""No pause is longer, whatever the server asks for."""
MAX_REPLY_BYTES = 4 << 20
"""Of a reply. A verdict has a few; what is longer is no server of ours."""
MAX_CONNECTIONS = 256
"""To one server. How many are used is bounded by the rewards' `concurrency`."""


class Reply(NamedTuple):
    """What a server said, in JSON; the tokens that it counted, and the seconds that it took."""

    data: dict[str, Any]
    tokens: int
    seconds: float


def ask(server: Server, path: str, body: dict[str, Any]) -> Reply:
    """Post a request and wait for the reply, in JSON. Thread-safe.

    Raises ServerError where there is none within the deadline, and CancelledRowError when the row is cancelled.
    """
    with waits():
        future = _run(_ask(server, path, body))
        try:
            with on_cancel(future.cancel):
                return future.result()
        except CancelledError:
            raise CancelledRowError from None
        except BaseException:
            future.cancel()
            raise


async def _ask(server: Server, path: str, body: dict[str, Any]) -> Reply:
    begin = monotonic()
    problem, pause = "it does not answer", FIRST_PAUSE
    while True:
        left = server.deadline - (monotonic() - begin)
        if left <= 0:
            msg = f"no reply within {server.deadline:g} seconds: {problem}"
            raise ServerError(msg)
        try:
            data = await asyncio.wait_for(_post(server, path, body), left)
        except asyncio.TimeoutError:
            problem = "it does not answer"
            continue
        except _LaterError as error:
            problem = str(error)
            wait = min(max(pause, error.pause), MAX_PAUSE, max(0.0, server.deadline - (monotonic() - begin)))
            await asyncio.sleep(wait)
            pause *= 2
            continue
        usage = data.get("usage")
        counted = usage.get("total_tokens") if isinstance(usage, dict) else None
        tokens = counted if isinstance(counted, int) else 0
        return Reply(data, tokens, monotonic() - begin)


class _LaterError(Exception):
    """The server may answer later, at the earliest in `pause` seconds."""

    def __init__(self, problem: str, pause: float = 0.0) -> None:
        super().__init__(problem)
        self.pause = pause


async def _post(server: Server, path: str, body: dict[str, Any]) -> dict[str, Any]:
    import httpx

    key = os.environ.get(server.key, "")
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    raw = bytearray()
    try:
        request = _client().stream("POST", server.url.rstrip("/") + path, json=body, headers=headers)
        async with request as response:
            async for piece in response.aiter_bytes():
                raw += piece
                if len(raw) > MAX_REPLY_BYTES:
                    msg = "its reply does not end"
                    raise ServerError(msg)
    except httpx.TransportError as error:  # refused, reset, cut short
        raise _LaterError(type(error).__name__) from None
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        msg = f"it cannot be asked ({type(error).__name__})"
        raise ServerError(msg) from None
    status = response.status_code
    if status == httpx.codes.TOO_MANY_REQUESTS or status >= httpx.codes.INTERNAL_SERVER_ERROR:
        problem = f"it answers with status {status}"
        raise _LaterError(problem, _seconds(response.headers.get("retry-after", "")))
    if status != httpx.codes.OK:
        msg = f"it answers with status {status}"
        raise ServerError(msg)
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        msg = "its reply is no JSON object"
        raise ServerError(msg)
    return data


def _seconds(header: str) -> float:
    return float(header) if header.isdecimal() and len(header) < 6 else 0.0


# The loop that the process shares.

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_http: httpx.AsyncClient | None = None


def _run(coroutine: Coroutine[Any, Any, Result]) -> Future[Result]:
    global _loop  # noqa: PLW0603 - one a process is the point
    with _lock:
        if _loop is None:
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="verifiers-judge", daemon=True).start()
        return asyncio.run_coroutine_threadsafe(coroutine, _loop)


def _client() -> httpx.AsyncClient:
    """The connections, which belong to the loop."""
    global _http  # noqa: PLW0603
    if _http is None:
        import httpx

        _http = httpx.AsyncClient(
            timeout=httpx.Timeout(None),  # `_ask` bounds the whole of a request
            limits=httpx.Limits(max_connections=MAX_CONNECTIONS),
            trust_env=False,
        )
    return _http


def _forget() -> None:
    """In a forked child: the loop's thread and its connections are the parent's."""
    global _lock, _loop, _http  # noqa: PLW0603
    _lock = threading.Lock()
    _loop = _http = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
