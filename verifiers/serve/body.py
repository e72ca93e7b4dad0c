"""A request's body: bounded in size, in time and in the memory that all requests share.

Its length is counted as it comes, whatever its headers say. What is refused here is refused by one sentence.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from starlette.requests import Request

from verifiers.errors import RowError
from verifiers.rows.lines import Line
from verifiers.rows.row import read_row

BODY_SECONDS = 30.0
"""A body comes within so many seconds, or is not waited for."""

MAX_VALUES = 1_000_000
"""A value takes three bytes of JSON or more, and a hundred of memory. The parser would make all of them in the event
loop, however long it takes: of 31 MiB of `[],` it made 2.3 GB, in a minute."""

DEADLINE_HEADER = "x-deadline-seconds"


class RefusedError(Exception):
    """A request that is not answered: the status, one sentence without its full stop, and when to come back."""

    def __init__(self, status: int, sentence: str, retry_after: int | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.retry_after = retry_after


class GoneError(Exception):
    """The client has hung up: there is nobody to answer."""


async def read_body(request: Request, limit: int, hold: Callable[[int], None]) -> bytes:
    """The body. `hold` is told of every byte before it is kept.

    Raises RefusedError: 408 too slow, 413 larger than `limit`, 415 not said to be JSON. Raises GoneError.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        # Also what keeps a web page from posting here: a browser asks before it sends this type to a strange host.
        raise RefusedError(415, "the body must be JSON, and its Content-Type application/json")
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > limit:
        raise _too_large(limit)
    try:
        body = await asyncio.wait_for(_read(request.receive, limit, hold), BODY_SECONDS)
    except asyncio.TimeoutError:
        raise RefusedError(408, f"the body did not come within {BODY_SECONDS:g} seconds") from None
    if _begun(body) > MAX_VALUES and await asyncio.to_thread(_has_too_many_values, body):
        raise RefusedError(413, f"the body holds more than {MAX_VALUES:,} values: send fewer rows a request")
    return body


async def _read(receive: Callable[[], Awaitable[Any]], limit: int, hold: Callable[[int], None]) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise GoneError
        piece = message.get("body", b"")
        if len(body) + len(piece) > limit:
            raise _too_large(limit)
        hold(len(piece))
        body += piece
        if not message.get("more_body", False):
            return bytes(body)


def _has_too_many_values(body: bytes) -> bool:
    """Counted without making any of them: strings, and beside them what begins a value outside of strings."""
    plain = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    if plain.count(b'"') > 2 * MAX_VALUES:
        return True
    outside = b"".join(plain.split(b'"')[::2])
    return _begun(outside) > MAX_VALUES


def _begun(text: bytes) -> int:
    return sum(map(text.count, (b"[", b"{", b",")))


def _too_large(limit: int) -> RefusedError:
    return RefusedError(413, f"the body is larger than {limit / 2**20:g} MiB: send fewer rows a request")


def object_in(body: bytes, known: Iterable[str] | None) -> dict[str, Any]:
    """The JSON object in a body, none of whose fields is unknown; `None`: any may be. Raises RefusedError(422)."""
    try:
        found = read_row(Line(1, body))
    except RowError as error:
        raise RefusedError(422, f"the body is {error}") from None
    unknown = sorted(found.keys() - set(known)) if known is not None else []
    if known is not None and unknown:
        raise RefusedError(422, f"unknown field {shown(unknown[0])}: there are {', '.join(known)}")
    return found


def shown(text: str) -> str:
    """A client's own word in a sentence: short, and in ASCII."""
    return ascii(text if len(text) <= 40 else text[:40] + "…")


def deadline_of(request: Request, longest: float) -> float:
    """The seconds that a request may take: what its header says, but no longer than the service allows."""
    said = request.headers.get(DEADLINE_HEADER)
    if said is None:
        return longest
    try:
        seconds = float(said)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise RefusedError(422, f"{DEADLINE_HEADER} must be a number of seconds above 0")
    return min(seconds, longest)
