"""How many cores there are for us."""

from __future__ import annotations

import os


def cores() -> int:
    """The cores that this process may use, which in a container are often not all that there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
