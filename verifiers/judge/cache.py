"""Replies that were given before: in memory, or in a file that runs share.

A reply is found by all that decides it: the server's model, the template with its version, and the texts. Only replies
that could be read as a verdict are kept, so that a failure is asked again.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import threading
from functools import lru_cache
from typing import Any

from verifiers.errors import ScoringError

MAX_IN_MEMORY = 20_000
"""Replies that are kept without a file: some megabytes."""
BUSY_SECONDS = 30.0
"""So long one process waits for another that writes."""


class Cache:
    """Texts by their key. Thread-safe; several processes may share a file."""

    def __init__(self, path: str | None) -> None:
        self._bound = MAX_IN_MEMORY if path is None else None
        self._lock = threading.Lock()
        try:
            self._file = sqlite3.connect(
                path or ":memory:", timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._file.execute("create table if not exists replies (key text primary key, reply text) strict")
        except sqlite3.Error as error:
            msg = f"the judge's cache {path!r} cannot be opened: {error}"
            raise ScoringError(msg) from None

    def get(self, key: str) -> str | None:
        """The reply, if it is there."""
        with self._lock:
            found = self._file.execute("select reply from replies where key = ?", (key,)).fetchone()
        return None if found is None else str(found[0])

    def put(self, key: str, reply: str) -> None:
        """Keep a reply; in memory the oldest go when there are too many."""
        with self._lock:
            self._file.execute("insert or replace into replies values (?, ?)", (key, reply))
            if self._bound is not None:
                self._file.execute(
                    "delete from replies where rowid <= (select max(rowid) from replies) - ?", (self._bound,)
                )


def key_of(*parts: Any) -> str:
    """The key of whatever decides a reply, all of it JSON."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def cache_at(path: str | None) -> Cache:
    """The cache of this process at a path; `None`: in memory.

    Raises ScoringError where the file cannot be opened.
    """
    return _cache_at(path, os.getpid())


@lru_cache(maxsize=16)
def _cache_at(path: str | None, _pid: int) -> Cache:  # a forked process must not use its parent's connection
    return Cache(path)
