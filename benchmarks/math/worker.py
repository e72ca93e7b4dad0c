"""One grader in one process: lists of pairs come in as JSON lines, for each pair a verdict and its CPU time go out.

Run by the leaderboard: `python worker.py PEER`. The process can be killed at any moment, which is how a grader that
hangs is stopped. Whatever a grader prints goes to standard error, so that it cannot be taken for an answer.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import resource
import sys
import threading
import time
from operator import attrgetter
from pathlib import Path
from typing import Any

from peers import PEERS, Grade, prepare_verl

WARM_UP = (
    {"gold": "$\\frac{7}{9}$", "completion": "So it is \\boxed{\\frac{14}{18}}."},
    {"gold": "$(x+1)^2$", "completion": "So it is \\boxed{x^2+2x+1}."},
    {"gold": "5\\text{ km}", "completion": "So it is \\boxed{5000\\text{ m}}."},
    {"gold": "$\\frac{\\sqrt{12}}{6}$", "completion": "So it is \\boxed{\\frac{1}{\\sqrt{3}}}."},
)
"""Graded and thrown away first: imports and grammar tables are loaded by the first call, not by every call."""


MEMORY_BYTES = 8 << 30
"""Address space of a grader: a tower of powers must end the grader, not the machine."""

# verl's math_verify starts processes that import this module anew and look for verl there.
with contextlib.suppress(ImportError):
    prepare_verl()


def children_seconds() -> float:
    """CPU seconds of the processes that this one started and that still live: our fallback's worker is such a one."""
    if not _has_children():
        return 0.0
    total = 0
    pending = [os.getpid()]
    while pending:
        pid = pending.pop()
        for task in _tasks(pid):
            # It may have ended meanwhile, and some kernels do not say.
            with contextlib.suppress(OSError, ValueError):
                pending += map(int, (task / "children").read_text().split())
                if pid != os.getpid():
                    total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


def _has_children() -> bool:
    # One call, as reading /proc leaves the processor's caches cold for the grader.
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def _tasks(pid: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return []


def clear_caches() -> None:
    """Empty the caches that would make a later pair look cheaper than it is to meet for the first time.

    sympy's; and ours of references and answers, as near misses of one reference follow each other here.
    """
    for module, clear in CACHES:
        if module in sys.modules:
            attrgetter(clear)(sys.modules[module])()


CACHES = (
    ("sympy.core.cache", "clear_cache"),
    ("verifiers.math.reading.parse", "_known.cache_clear"),
    ("verifiers.math.extract", "_read_reference.cache_clear"),
)


def judge(grade: Grade, pair: dict[str, Any]) -> dict[str, Any]:
    """Grade one pair; an exception of the grader is an answer too. The time of child processes counts."""
    before = children_seconds()
    start = time.process_time()
    try:
        accepted, evidence = grade(pair)
    except BaseException as error:  # math-verify's timeout is deliberately no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        accepted, evidence = False, f"raised\t\t{type(error).__name__}: {error}"[:300]
    cpu = time.process_time() - start
    cpu += max(0.0, children_seconds() - before)
    return {"accepted": accepted, "evidence": evidence, "cpu": cpu}


def allows_threads(grade: Grade) -> bool:
    """Whether the grader says the same in a thread as in the main one, also where it needs its algebra."""
    in_main = [judge(grade, pair)["accepted"] for pair in WARM_UP]
    in_thread: list[bool | None] = []
    thread = threading.Thread(target=lambda: in_thread.extend(judge(grade, pair)["accepted"] for pair in WARM_UP))
    thread.start()
    thread.join()
    return in_thread == in_main


def version(package: str) -> str:
    """The version of an installed package."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "?"


def main() -> None:
    """Answer requests until the input ends."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def send(message: dict[str, Any]) -> None:
        channel.write(json.dumps(message) + "\n")
        channel.flush()

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    try:
        peer = PEERS[sys.argv[1]]
        grade = peer.make()
    except ImportError as error:
        send({"missing": str(error)})
        return
    for pair in WARM_UP:
        judge(grade, pair)
    send({"ready": True, "version": version(peer.package)})
    for line in sys.stdin:
        request = json.loads(line)
        if request == "threads":
            send({"threads": allows_threads(grade)})
            continue
        for pair in request:
            clear_caches()
            send(judge(grade, pair))


if __name__ == "__main__":
    main()
