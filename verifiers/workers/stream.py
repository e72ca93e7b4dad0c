"""Items through a crew, results in their order.

Each worker at work has a thread that waits for it. What is in flight is bounded, so that a fast reader waits for slow
graders: in chunks that are still to be graded, and in the bytes of all that is not yet handed on. What is graded waits
behind a slow item in front of it, and the workers do not.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from threading import Semaphore
from typing import Any, NamedTuple, Protocol

from verifiers.workers.crew import Crew
from verifiers.workers.pace import MAX_CHUNK_BYTES, Pace

MAX_CHUNKS_AHEAD = 4
"""So many chunks for each worker are to be graded at a time: none is idle while the next one is read."""
MIN_CHUNKS_LEFT = 2
"""So many chunks for each worker are what is left at least, where its end is known."""
MAX_BYTES_AHEAD = 256 * 1024 * 1024
"""And so many bytes are not yet handed on (or one item)."""
ITEM_BYTES = 1024
"""What an item takes beside its own bytes, about: what was said of it."""


class Sized(Protocol):
    """What is graded: a line of a file, a row of a batch."""

    @property
    def size(self) -> int:
        """Its bytes, about."""


def graded(items: Iterable[Sized], crew: Crew, workers: int) -> Generator[Any, None, None]:
    """What so many workers of a crew say of each item, in order. The crew is dismissed when the iterator ends."""
    with closing(graded_together(items, crew, workers)) as found:
        for results in found:
            yield from results


def graded_together(items: Iterable[Sized], crew: Crew, workers: int) -> Generator[list[Any], None, None]:
    """The same, by what came back together: so it can be written at once."""
    with ThreadPoolExecutor(workers) as threads:
        try:
            yield from _together(items, crew, threads, workers)
        finally:
            crew.dismiss()
            threads.shutdown(wait=False, cancel_futures=True)


def in_order(
    items: Iterable[Sized], crew: Crew, threads: ThreadPoolExecutor, workers: int, count: float = math.inf
) -> Iterator[Any]:
    """What a crew says of each item, in order; items are read as the workers keep up with them.

    count: how many items there are, where that is known.
    """
    for results in _together(items, crew, threads, workers, count):
        yield from results


def _together(
    items: Iterable[Sized], crew: Crew, threads: ThreadPoolExecutor, workers: int, count: float = math.inf
) -> Generator[list[Any], None, None]:
    pending: deque[tuple[int, Future[_Scored]]] = deque()
    free = Semaphore(MAX_CHUNKS_AHEAD * workers)
    in_flight = 0
    for chunk in _chunks(items, crew.pace, workers, count):
        size = sum(item.size + ITEM_BYTES for item in chunk)
        while pending and (pending[0][1].done() or in_flight + size > MAX_BYTES_AHEAD):
            results, done = _first(pending)
            yield results
            in_flight -= done
        free.acquire()
        pending.append((size, threads.submit(_score, chunk, crew, threads, workers, free.release)))
        in_flight += size
    while pending:
        yield _first(pending)[0]


class _Scored(NamedTuple):
    """What came of a chunk: results of its first items, and the chunks that the others have become."""

    results: list[Any]
    rest: list[Future[_Scored]]


def _score(
    chunk: Sequence[Sized], crew: Crew, threads: ThreadPoolExecutor, workers: int, done: Callable[[], object]
) -> _Scored:
    """Grade a chunk. What takes longer than its size had promised is shared by all workers.

    done: called when the last piece of what was left has been graded.
    """
    rest: list[Future[_Scored]] = []
    try:
        results = crew.score_some(chunk)
        left = chunk[len(results) :]
        size = max(1, math.ceil(len(left) / workers))
        for start in range(0, len(left), size):
            last = start + size >= len(left)
            piece = left[start : start + size]
            rest.append(threads.submit(_score, piece, crew, threads, workers, done if last else _ignore))
    finally:
        if not rest:
            done()
    return _Scored(results, rest)


def _ignore() -> None:
    """Another piece says it."""


def _first(pending: deque[tuple[int, Future[_Scored]]]) -> tuple[list[Any], int]:
    """The results of the future in front, and how many bytes are done with; what it has left comes in its place."""
    size, future = pending.popleft()
    scored = future.result()
    if not scored.rest:
        return scored.results, size
    pending.appendleft((size, scored.rest[-1]))
    pending.extendleft((0, piece) for piece in reversed(scored.rest[:-1]))
    return scored.results, 0


def _chunks(items: Iterable[Sized], pace: Pace, workers: int, count: float) -> Iterator[list[Sized]]:
    """Chunks of items. Towards the end they become smaller, so that the workers end together."""
    chunk: list[Sized] = []
    size = 0
    for number, item in enumerate(items):
        if chunk and size + item.size > MAX_CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
        chunk.append(item)
        size += item.size
        left = count - number - 1 + len(chunk)
        if len(chunk) >= min(pace.items, left / (MIN_CHUNKS_LEFT * workers)):
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
