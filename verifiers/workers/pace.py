"""How many items make a chunk: as many as take the time aimed at, by the pace of those before."""

from __future__ import annotations

MAX_CHUNK_BYTES = 256 * 1024
"""A chunk is at most so large, so that it is written to a worker's pipe in a moment…"""
MAX_CHUNK_ITEMS = 512
"""…and of at most so many items, so that the last chunks of a run are shared by all workers."""
CHUNK_SECONDS = 0.1
"""A chunk aims at so much work: long enough that the pipes cost nothing, short enough to share the load evenly."""
MAX_CHUNK_SECONDS = 0.3
"""A worker that has been at a chunk for so long gives back what is left of it: the pace was that of other items."""
_FIRST = 4.0
"""Items of the first chunk, when nobody knows yet how long one takes."""


class Pace:
    """The size of the next chunk. It at most doubles or halves at a time, so that one odd item does not settle it.

    seconds: how much work a chunk aims at.
    """

    def __init__(self, seconds: float = CHUNK_SECONDS) -> None:
        self._seconds = seconds
        self._items = _FIRST

    @property
    def items(self) -> int:
        """How many items the next chunk should hold, from 1 to `MAX_CHUNK_ITEMS`."""
        return min(MAX_CHUNK_ITEMS, int(self._items))

    def took(self, items: int, seconds: float) -> None:
        """Learn that so many items took so many seconds."""
        goal = self._seconds * items / max(seconds, 1e-6)
        self._items = min(max(1.0, goal, self._items / 2), self._items * 2)
