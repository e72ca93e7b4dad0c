"""Grades tasks by one peer: a JSON object comes in, another goes out on a line that starts with the given mark.

    {"peer": NAME, "mark": TEXT, "tasks": […], "warm": […]}  ->  TEXT{"accepted": […], "wall": S, "cpu": S}

or `{"missing": WHY}`, or `{"raised": WHAT}` where the grader itself fell over. Whatever else is printed goes nowhere,
so that it cannot be taken for an answer; the programs that are graded do not know the mark.
"""

from __future__ import annotations

import importlib.metadata
import json
import math
import os
import resource
import sys
import time
from typing import Any

from peers import PEERS

CPU_SECONDS = 4
"""Of one process, where the request says so: not all graders stop a program that burns time."""


def cpu() -> float:
    """CPU seconds of this process and of those that it started and that have ended."""
    usages = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Grade."""
    peer = PEERS[request["peer"]]
    try:
        batch = peer.make()
    except ImportError as error:
        return {"missing": str(error)}
    if request.get("bounded"):
        seconds = math.ceil(time.process_time()) + CPU_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        if request.get("warm"):
            batch(request["warm"])
        begin_cpu, begin = cpu(), time.perf_counter()
        accepted = batch(request["tasks"]) if request["tasks"] else []
    except Exception as error:  # noqa: BLE001 - whatever a grader raises is what came of it
        return {"raised": f"{type(error).__name__}: {error}"[:300]}
    return {
        "accepted": accepted,
        "wall": time.perf_counter() - begin,
        "cpu": cpu() - begin_cpu,
        "version": importlib.metadata.version(peer.package),
    }


def main() -> None:
    """Answer one request."""
    # As in an activated environment: one of the peers starts `python`.
    os.environ["PATH"] = os.pathsep.join((os.path.dirname(sys.executable), os.environ.get("PATH", os.defpath)))  # noqa: PTH120
    request = json.loads(sys.stdin.buffer.read())
    channel = os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    line = request["mark"] + json.dumps(answer(request)) + "\n"
    os.write(channel, b"\n" + line.encode())


if __name__ == "__main__":
    main()
