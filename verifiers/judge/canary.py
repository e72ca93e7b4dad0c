"""Canaries: questions whose only right reply is no, sent to a judge now and then.

A judge that says yes to one is broken, or has been fooled, and what it says of the others is worth as little.
"""

from __future__ import annotations

import logging
import math
import os
import threading

MAX_FAILURES = 3
"""So many wrong answers it may call right; then nothing it says is believed any more in this process."""


class Canaries:
    """How one judge did on canaries in this process."""

    def __init__(self, judge: str) -> None:
        self._judge = judge
        self._lock = threading.Lock()
        self._asked = 0
        self.sent = self.failed = 0

    @property
    def dead(self) -> bool:
        """Whether the judge has failed too often."""
        return self.failed >= MAX_FAILURES

    def due(self, rate: float) -> int | None:
        """Count a question; the number of the canary that is to be sent before it, if one is. The first is due."""
        with self._lock:
            before = self._asked
            self._asked += 1
            if rate <= 0 or math.floor(before * rate) == math.floor((before - 1) * rate):
                return None
            self.sent += 1
            return self.sent - 1

    def told(self, *, yes: bool) -> None:
        """Count the reply to a canary."""
        if not yes:
            return
        with self._lock:
            self.failed += 1
            failed = self.failed
        logging.getLogger("verifiers").warning(
            "the judge %s has called a wrong answer right (canary %d of %d)%s",
            self._judge,
            failed,
            self.sent,
            ": its verdicts are 'unavailable' from now on" if failed >= MAX_FAILURES else "",
        )


_known: dict[tuple[str, ...], Canaries] = {}
_lock = threading.Lock()


def canaries_of(url: str, model: str, template: str) -> Canaries:
    """Those of a judge."""
    with _lock:
        return _known.setdefault((url, model, template), Canaries(f"{model} ({template})"))


def forget() -> None:
    """Begin anew, as a new process does."""
    global _lock  # noqa: PLW0603
    _lock = threading.Lock()
    _known.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=forget)
