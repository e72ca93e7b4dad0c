"""Items through a crew, results in their order.

Each worker at work has a thread that waits for it. What is in flight is bounded in chunks and in bytes, so that a fast
reader waits for slow graders.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol

from verifiers.workers.crew import Crew
from verifiers.workers.pace import MAX_CHUNK_BYTES, Pace

MAX_CHUNKS_AHEAD = 4
"""So many chunks for each worker are in flight: one slow row does not leave the others idle at once."""
MAX_BYTES_AHEAD = 256 * 1024 * 1024
"""And no more than so many bytes (or one item)."""


class Sized(Protocol):
    """What is graded: a line of a file, a row of a batch."""

    @property
    def size(self) -> int:
        """Its bytes, about."""


def graded(items: Iterable[Sized], crew: Crew, workers: int) -> Iterator[Any]:
    """What so many workers of a crew say of each item, in order. The crew is dismissed when the iterator ends."""
    with ThreadPoolExecutor(workers) as threads:
        try:
            yield from in_order(items, crew, threads, workers)
        finally:
            crew.dismiss()
            threads.shutdown(wait=False, cancel_futures=True)


def in_order(items: Iterable[Sized], crew: Crew, threads: ThreadPoolExecutor, workers: int) -> Iterator[Any]:
    """What a crew says of each item, in order; items are read as the workers keep up with them."""
    pending: deque[tuple[int, Future[list[Any]]]] = deque()
    in_flight = 0
    for chunk in _chunks(items, crew.pace):
        size = sum(item.size for item in chunk)
        while pending and (len(pending) >= MAX_CHUNKS_AHEAD * workers or in_flight + size > MAX_BYTES_AHEAD):
            done, future = pending.popleft()
            yield from future.result()
            in_flight -= done
        pending.append((size, threads.submit(crew.score, chunk)))
        in_flight += size
    while pending:
        yield from pending.popleft()[1].result()


def _chunks(items: Iterable[Sized], pace: Pace) -> Iterator[list[Sized]]:
    chunk: list[Sized] = []
    size = 0
    for item in items:
        if chunk and size + item.size > MAX_CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
        chunk.append(item)
        size += item.size
        if len(chunk) >= pace.items:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
