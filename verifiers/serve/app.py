"""What path is answered by what, and what all answers of graders have in common."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp

from verifiers.names import own_in, reward_of
from verifiers.names.spelling import cut
from verifiers.serve import notebook, openrlhf, piston, sandboxfusion, score
from verifiers.serve.body import GoneError, RefusedError, deadline_of, read_body
from verifiers.serve.gate import Gate
from verifiers.serve.metrics import Metrics
from verifiers.serve.openapi import document
from verifiers.serve.pool import FullError, Pool
from verifiers.serve.protocol import Protocol
from verifiers.serve.work import Answer, Task


@dataclass(frozen=True)
class Limits:
    """max_body: bytes of a body. deadline: seconds of a request."""

    max_body: int
    deadline: float


def make_app(
    pool: Pool,
    limits: Limits,
    reward: Sequence[str],
    metrics: Metrics,
    token: str | None,
    closing: Callable[[], bool] = lambda: False,
) -> ASGIApp:
    """The service as an ASGI application, which opens the pool and closes it.

    reward: for protocols that name none. token: `None`: whoever reaches us may ask. closing: whether no more is taken.
    """

    def answers(protocol: Protocol) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            data = await _answer(request, protocol, pool, limits, metrics, closing)
            return Response(data, media_type="application/json")

        return endpoint

    described = json.dumps(document(limits.max_body, limits.deadline, pool.rows, secured=token is not None)).encode()

    async def openapi(_: Request) -> Response:
        return Response(described, media_type="application/json")

    async def measured(_: Request) -> Response:
        text, media_type = metrics.text()
        return Response(text, media_type=media_type)

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "closing" if closing() else "ok"}, 503 if closing() else 200)

    async def ping(_: Request) -> Response:
        return JSONResponse("pong")

    async def runtimes(_: Request) -> Response:
        return JSONResponse(piston.runtimes())

    async def nowhere(scope: Any, receive: Any, send: Any) -> None:
        await PlainTextResponse("Not Found", 404)(scope, receive, send)

    @asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        pool.open()
        yield
        await pool.close()

    # What is on the command line may be named by requests, as it is there: rewards of one's own, and judges.
    own = own_in(reward_of(reward)) | {cut(text, "=")[0] for text in reward}
    routes = [
        Route("/v1/score", answers(score.protocol(own)), methods=["POST"]),
        Route("/get_reward", answers(openrlhf.protocol(tuple(reward))), methods=["POST"]),
        Route("/run_code", answers(sandboxfusion.PROTOCOL), methods=["POST"]),
        Route("/run_jupyter", answers(notebook.PROTOCOL), methods=["POST"]),
        Route("/api/v2/execute", answers(piston.PROTOCOL), methods=["POST"]),
        Route("/api/v2/runtimes", runtimes),
        Route("/v1/ping", ping),
        Route("/healthz", health),
        Route("/metrics", measured),
        Route("/openapi.json", openapi),
    ]
    router = Router(routes, redirect_slashes=False, default=nowhere, lifespan=lifespan)
    return Gate(router, metrics, token, frozenset(route.path for route in routes))


async def _answer(
    request: Request, protocol: Protocol, pool: Pool, limits: Limits, metrics: Metrics, closing: Callable[[], bool]
) -> bytes:
    """The response to a request for verdicts. Raises RefusedError, GoneError."""
    begin = monotonic()
    seconds = deadline_of(request, limits.deadline)
    try:
        with pool.hold(0) as hold:
            tasks = await _tasks_in(await read_body(request, limits.max_body, hold), protocol)
            request.state.rows = len(tasks)
            if closing():
                raise RefusedError(protocol.full or 503, "the service is shutting down", 1)
            if len(tasks) > pool.rows:
                raise RefusedError(413, f"{len(tasks)} rows are more than the {pool.rows} that there is ever room for")
            answers = await _graded(request, tasks, pool, begin + min(seconds, protocol.patience(tasks)))
    except FullError as error:
        raise RefusedError(protocol.full or 429, "no room: too much is waiting to be graded", error.seconds) from None
    metrics.count(answer.outcome for answer in answers)
    return protocol.response(answers)


MAX_BYTES_IN_LOOP = 64 * 1024
"""A body that takes the event loop less than a millisecond; a thread costs a tenth of one."""


async def _tasks_in(body: bytes, protocol: Protocol) -> Sequence[Task]:
    """The tasks of a request. A large body is taken apart beside the event loop, which goes on between its rows.

    Raises RefusedError(422).
    """
    if len(body) <= MAX_BYTES_IN_LOOP:
        return protocol.tasks(body)
    return await asyncio.to_thread(protocol.tasks, body)


async def _graded(request: Request, tasks: Sequence[Task], pool: Pool, ends: float) -> list[Answer]:
    """The answers of the workers, as long as somebody waits for them."""
    with pool.line_up(tasks) as ticket:
        gone = asyncio.create_task(_gone(request))
        try:
            either: set[asyncio.Future[Any]] = {ticket.answers, gone}
            await asyncio.wait(either, timeout=max(0.0, ends - monotonic()), return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
        if ticket.answers.done():
            return ticket.answers.result()
        if gone.done():
            raise GoneError
        raise RefusedError(504, "the deadline has passed; what was left of the request is dropped", 1)


async def _gone(request: Request) -> None:
    """Return when the client has hung up. One that has closed its sending half alone is taken to have done so."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
