"""A plain loop over rows, as one writes it first: `python loops.py math-verify|ours FILE`, on one core.

Reads rows, grades them, writes them with their score, and prints rows and CPU seconds (loading not counted).
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from processes import cpu, tree

Grade = Callable[[dict[str, Any]], Any]


def math_verify() -> Grade:
    """math-verify as its README has it."""
    import logging

    from math_verify import parse, verify

    logging.disable()
    return lambda row: float(verify(parse(row["answer"]), parse(row["completion"])))


def ours() -> Grade:
    """The rewards that `verify-cli score` adds up by default."""
    from verifiers import r1_zero_reward

    return lambda row: r1_zero_reward.grade(row["completion"], row["answer"], prompt=row["prompt"]).score


def main() -> None:
    """Grade the file, its first hundred rows once before, untimed."""
    grade = {"math-verify": math_verify, "ours": ours}[sys.argv[1]]()
    lines = Path(sys.argv[2]).read_bytes().splitlines()
    with tempfile.TemporaryFile("w") as out:
        _loop(grade, lines[:100], out)
        begin = _cpu_seconds()
        _loop(grade, lines, out)
        print(json.dumps({"rows": len(lines), "cpu_seconds": _cpu_seconds() - begin}))


def _cpu_seconds() -> float:
    """Of this process, and of what it has started."""
    return time.process_time() + sum(cpu(pid) for pid in tree(os.getpid())[1:])


def _loop(grade: Grade, lines: list[bytes], out: Any) -> None:
    for line in lines:
        try:
            row = json.loads(line)
            row["reward"] = grade(row)
        except Exception as error:  # noqa: BLE001 - the loop of somebody in a hurry
            row = {"error": str(error)}
        out.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
