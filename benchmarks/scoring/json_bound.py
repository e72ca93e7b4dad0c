"""How far `verify-cli score` is from its bound: CPU time a row, beside loops that only read and write the JSON.

    python benchmarks/scoring/json_bound.py [--rows 20000] [--reward math]

The rows are those of rows.py, without the integrals that only the fallback reads. The command's CPU time is that of the
driver and its one worker together; what starting them costs is measured on 100 rows and taken off. The loops read each
row of the same file and write the scored row that the command wrote: with the standard library as `score` does, and
with orjson where it is installed. The least of three runs counts, of each in turn.
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

from rows import rows

RUNS = 3
FIRST = 100
"""Rows of the short file, by which the start is told from the rows."""


def of_command(source: Path, out: Path, reward: str) -> float:
    """CPU seconds of the command on a file, with its worker."""
    command = [sys.executable, "-c", "from verifiers.cli import main; main()", "score", str(source), "--out", str(out)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [*command, "--force", "--restart", "--workers", "1", "--reward", reward], check=False, capture_output=True
    )
    if done.returncode not in {0, 1}:
        sys.exit(done.stderr.decode())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def of_loop(lines: list[bytes], scored: list[Any], loads: Callable[[bytes], Any], dumps: Callable[[Any], Any]) -> float:
    """CPU seconds of reading lines and writing rows, and nothing else."""
    begin = time.process_time()
    for line, row in zip(lines, scored, strict=True):
        loads(line)
        dumps(row)
    return time.process_time() - begin


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--reward", default="math")
    options = parser.parse_args()
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    loops: dict[str, tuple[Callable[[bytes], Any], Callable[[Any], Any]]] = {
        "json": (json.loads, lambda row: encode(row).encode())
    }
    try:
        orjson = importlib.import_module("orjson")
        loops["orjson"] = (orjson.loads, orjson.dumps)
    except ImportError:
        print("orjson is not installed, and left out", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        whole, short, out = (Path(folder, name) for name in ("whole.jsonl", "short.jsonl", "out.jsonl"))
        lines = list(islice((row for row in rows(2 * options.rows) if b"int_" not in row), options.rows))
        whole.write_bytes(b"".join(lines))
        short.write_bytes(b"".join(lines[:FIRST]))
        seconds: dict[str, float] = {}
        for _ in range(RUNS):
            start = of_command(short, out, options.reward)
            spent = of_command(whole, out, options.reward)
            found = {"start": start, "score": (spent - start) / (len(lines) - FIRST)}
            written = [json.loads(row) for row in out.read_bytes().splitlines()]
            read = [(line, row) for line, row in zip(lines, written, strict=True) if "error" not in row]
            good, scored = [line for line, _ in read], [row for _, row in read]
            for name, loop in loops.items():
                found[name] = of_loop(good, scored, *loop) / len(good)
            seconds = {name: min(value, seconds.get(name, value)) for name, value in found.items()}
    print(f"{len(lines)} rows, {sum(map(len, lines)) / len(lines):.0f} bytes each; start {seconds.pop('start'):.2f} s")
    for name, value in seconds.items():
        line = f"{name:8} {value * 1e6:7.1f} µs a row {1 / value:10,.0f} rows/s a core"
        print(line if name == "score" else f"{line}   score costs {seconds['score'] / value:.1f} times as much")


if __name__ == "__main__":
    main()
