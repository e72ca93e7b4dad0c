"""Which modules an interpreter should have loaded already, so that a program that imports them need not wait.

Most programs import nothing, or what the first zygote has (its preload). For the rest there are two more zygotes, each
started when a program wants it and ended when none has for a while. That is for the program's own text to say: if it
depended on how many others had wanted it, one run could tell the next something. The modules are of a closed list: each
does the same in a fork as in an interpreter of its own, keeps nothing open, and has no thread. What draws at random has
its state after the fork from the kernel (random does that itself; numpy is told to).
"""

from __future__ import annotations

import re

STANDARD = (
    *("array", "calendar", "cmath", "copy", "csv", "dataclasses", "datetime", "decimal", "fractions", "hashlib"),
    *("inspect", "numbers", "queue", "random", "secrets", "statistics", "struct", "textwrap", "threading", "timeit"),
    "traceback",
    "sortedcontainers",
)
MODULES: dict[str, tuple[str, ...]] = {"standard": STANDARD, "numpy": (*STANDARD, "numpy")}
FIRST_PROCESS = {"standard": 500, "numpy": 600}
"""Their numbers follow these, where the kernel lets us, so that they tell nothing either."""
IDLE_SECONDS = 60.0
_IMPORT = re.compile(rb"^(?:from[ \t]+([A-Za-z_]\w*)|import[ \t]+([\w., \t]+))", re.MULTILINE)


def wanted_by(source: bytes) -> str:
    """The zygote that a program should start from, by the imports at the beginnings of its lines; "" is the first."""
    names: set[str] = set()
    for one, several in _IMPORT.findall(source):
        names.update(part.split(b".")[0].split()[0].decode() for part in (one or several).split(b",") if part.split())
    return "numpy" if "numpy" in names else "standard" if not names.isdisjoint(STANDARD) else ""
