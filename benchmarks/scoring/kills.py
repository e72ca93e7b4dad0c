"""Killed ten times and resumed, is the output that of an undisturbed run? `python benchmarks/scoring/kills.py`.

Each kill is a SIGKILL at a random moment: when the unfinished file has reached a random size, and then a random part
of a second later. Every other one kills the whole process group, the others the command alone, whose workers must then
end by themselves. Then `--resume`. At the end the scored file and the summary are compared with those of an
undisturbed run, byte for byte.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from processes import alive, tree
from rows import write

KILLS = 10
MAX_LATER = 0.3
"""Seconds after the size is reached, at most: long enough for some kills to land between writes."""
END_SECONDS = 10.0
"""So soon must orphaned workers have ended."""


def start(source: Path, out: Path, options: list[str]) -> subprocess.Popen[bytes]:
    """The command, as the leader of a process group of its own."""
    command = [sys.executable, "-c", "from verifiers.cli import main; main()", "score", str(source), "--json"]
    return subprocess.Popen(
        [*command, "--out", str(out), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def finish(source: Path, out: Path, options: list[str]) -> dict[str, Any]:
    """Run to the end; the summary without its times."""
    stdout, _ = start(source, out, options).communicate()
    return {name: value for name, value in json.loads(stdout).items() if "second" not in name}


def go_on(out: Path) -> str:
    """A run that had ended before it could be killed has left a finished file, which is scored again."""
    return "--resume" if out.with_name(out.name + ".partial").exists() else "--force"


def kill(source: Path, out: Path, options: list[str], *, size: int, later: float, group: bool) -> str:
    """Start or go on, kill when the unfinished file has that size, and say what happened."""
    process = start(source, out, [*options, go_on(out)])
    partial = out.with_name(out.name + ".partial")
    while process.poll() is None and not (partial.exists() and partial.stat().st_size >= size):
        time.sleep(0.002)
    time.sleep(later)
    if process.poll() is not None:
        return "it had ended before"
    processes = tree(process.pid)
    begin = time.monotonic()
    if group:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()
    while any(alive(pid) for pid in processes):
        if time.monotonic() - begin > END_SECONDS:
            sys.exit(f"of {processes} some are still alive")
        time.sleep(0.005)
    written = partial.stat().st_size if partial.exists() else 0
    return (
        f"{'the group' if group else 'the command'} killed at {written:,} bytes; its {len(processes) - 1} "
        f"descendants had ended after {time.monotonic() - begin:.2f} s"
    )


def main() -> None:
    """Undisturbed, then killed and resumed, then compared. Ends with exit code 1 when anything differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path("/tmp/verify-cli-kills"))
    parser.add_argument("options", nargs="*", help="of verify-cli score, after --")
    chosen = parser.parse_args()
    chosen.folder.mkdir(exist_ok=True)
    source, wanted, out = (chosen.folder / name for name in (f"{chosen.rows}.jsonl", "whole.jsonl", "out.jsonl"))
    write(source, chosen.rows)
    summary = finish(source, wanted, chosen.options)
    whole = wanted.stat().st_size
    print(f"undisturbed: {chosen.rows:,} rows, {whole:,} bytes")
    dice = random.Random(chosen.seed)
    shares = sorted(dice.random() for _ in range(KILLS - 1))
    sizes = [0, *(int(share * whole) for share in shares)]  # and one before the first row
    for number, size in enumerate(sizes):
        later = dice.random() * MAX_LATER
        said = kill(source, out, chosen.options, size=size, later=later, group=number % 2 == 1)
        print(f"{number + 1:2}: {said}")
    resumed = finish(source, out, [*chosen.options, go_on(out)])
    same, alike = out.read_bytes() == wanted.read_bytes(), resumed == summary
    print(f"the file is {'the same, byte for byte' if same else 'ANOTHER'}; the summary {'too' if alike else 'not'}")
    out.unlink()
    sys.exit(not (same and alike))


if __name__ == "__main__":
    main()
