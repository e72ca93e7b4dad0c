"""The process in which math-verify runs. Started by `fallback.py`; it reads requests and writes replies, a line each.

sympy can loop for hours on a short input, so the kernel bounds each request: a timer on the CPU time of this process
ends it (nothing is caught, nothing can be held up), and its memory is limited. Both belong to this process alone;
the trainer's signals and limits are never touched.
"""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import sys
from typing import Any

CPU_SECONDS = 2.0
"""For one comparison. math-verify's median is 13 ms and its 99th percentile 270 ms on hard pairs."""
MEMORY_BYTES = 2 * 1024**3
"""Address space. math-verify needs 0.15 GB; a runaway expression takes all there is."""


def reply_to(answer: str, reference: str) -> dict[str, Any]:
    """Compare two answers with math-verify: `{"equal": bool}`, or `{"problem": …}` if one cannot be read."""
    from math_verify import ExprExtractionConfig, LatexExtractionConfig, parse, verify

    configs = [LatexExtractionConfig(boxed_match_priority=0), ExprExtractionConfig()]

    def read(text: str) -> list[Any]:
        if not _balanced(text):  # it would end the box, and what is behind it would not be read
            return []
        # Boxing makes math-verify read the whole text as the answer instead of fishing for numbers in it. Its
        # timeouts are alarms, and are off: the timer of this process is the bound.
        found: list[Any] = parse("\\boxed{" + text + "}", configs, parsing_timeout=None, raise_on_error=True)
        return found

    gold = read(reference)
    if not gold:
        return {"problem": "reference"}
    given = read(answer)
    if not given:
        return {"problem": "answer"}
    return {"equal": bool(verify(gold, given, timeout_seconds=None, raise_on_error=True))}


def _balanced(text: str) -> bool:
    depth = 0
    for brace in re.findall(r"\\[\\{}]|[{}]", text):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth < 0:
            return False
    return depth == 0


def main() -> None:
    """Serve requests until standard input ends. The arguments are the bounds: CPU seconds, and bytes of memory."""
    cpu_seconds, memory = float(sys.argv[1]), int(sys.argv[2])
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # Libraries that print (antlr warns on standard output) must not speak on the reply channel.
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    memory = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The trainer may ignore or block the signal that ends a comparison, and both are inherited.
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    try:
        reply_to("1", "1")  # loads everything, so that the first request does not pay for it
        greeting: dict[str, Any] = {"ready": True}
    except Exception as error:  # noqa: BLE001 - whatever stops math-verify from loading is reported
        greeting = {"ready": False, "error": f"{type(error).__name__}: {error}"}
    print(json.dumps(greeting), file=replies, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
        try:
            reply = reply_to(request["answer"], request["reference"])
        except MemoryError:
            reply = {"problem": "memory"}
        except Exception as error:  # noqa: BLE001
            # math-verify raises on much of what it cannot read; that decides nothing, and the reply says so.
            reply = {"problem": "error", "error": f"{type(error).__name__}: {error}"[:500]}
        signal.setitimer(signal.ITIMER_PROF, 0)
        print(json.dumps(reply), file=replies, flush=True)


if __name__ == "__main__":
    main()
