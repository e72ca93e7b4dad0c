"""What a few hostile rows cost their neighbours: a batch of honest rows, and the same with some of a kind among them.

    python benchmarks/sandbox/hostile.py [--wall local] [--rows 16] [--hostile 2] [--times 5] [--kind NAME]

Measured is when the last *honest* row has its verdict, beside the same rows without hostile ones, in turn, several
times; whether any honest verdict differs; and by how much the driver's memory rises. The median of the ratios is shown
and their least and greatest: other programs on the machine change both batches. Each kind is to cost at most twice the
time.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from verifiers import CodeReward

HONEST = "print(sum(map(int, input().split())))"
SUM = {"inputs": ["1 2\n", "10 -4\n", "5 5\n"] * 4, "outputs": ["3\n", "6\n", "10\n"] * 4}
CALLS = {"fn_name": "f", "inputs": [[number] for number in range(600)], "outputs": [*range(600)]}
SOCKETS = """
import os, socket
for _ in range(58):
    if os.fork() == 0:
        break
kept = []
try:
    while True:
        kept.append(socket.socketpair())
        kept[-1][0].setblocking(False)
        try:
            while True:
                kept[-1][0].send(bytes(65536))
        except BlockingIOError:
            pass
except OSError:
    input()
"""
PIPES = """
import os
for _ in range(58):
    if os.fork() == 0:
        break
while True:
    os.write(os.pipe()[1], bytes(65536))
"""
NAMELESS = """
import os
while True:
    file = os.open(".", os.O_TMPFILE | os.O_RDWR)
    for _ in range(50):
        os.write(file, bytes(1 << 20))
"""
QUESTIONS = """
d = {}
for k in keys():
    d[k] = g(k)
assert sum(d.values()) == 5
"""
"""Tests that ask whatever the program wants to be asked."""
KINDS: dict[str, tuple[str, object]] = {
    "sleeps": ("import time; time.sleep(1000)", SUM),
    "deadlocked": ("import threading\na = threading.Lock()\na.acquire()\na.acquire()", SUM),
    "sleeps in pieces": ("import time\nwhile True: time.sleep(0.01)", SUM),
    "blank lines": (f"{HONEST}\nprint('\\n' * (7 << 20))", SUM),
    "standard error": (f"{HONEST}\nimport os\nwhile True: os.write(2, bytes(1 << 16))", SUM),
    "junk for answers": ("def f(x): return [[]] * 300000 if x % 200 == 50 else x", CALLS),
    "full sockets": (SOCKETS, SUM),
    "files without a name": (NAMELESS, SUM),
    "a busy loop": ("while True: pass", SUM),
    "questions without end": (
        "import random\ndef keys(): return [random.random() for _ in range(1000)]\ndef g(k): return k",
        QUESTIONS,
    ),
    "pipes": (PIPES, SUM),
    "forks": ("import os\nwhile True: os.fork()", SUM),
}
MOST = 2.0
THREADS = 16
"""As many rows at a time as a reward grades on two processors."""


def grade(reward: CodeReward, rows: list[tuple[str, object]]) -> tuple[float, list[float | None]]:
    """Seconds until the last honest row has its verdict, and the honest scores."""
    ends = [0.0] * len(rows)
    scores: list[float | None] = [None] * len(rows)

    def one(place: int) -> None:
        source, tests = rows[place]
        scores[place] = reward.grade(f"```python\n{source}\n```", tests).score
        ends[place] = time.perf_counter()

    begin = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(one, range(len(rows))))
    honest = [place for place, (source, _) in enumerate(rows) if source == HONEST]
    return max(ends[place] for place in honest) - begin, [scores[place] for place in honest]


def measure(wall: str, kind: str, count: int, hostile: int, times: int) -> dict[str, object]:
    """One kind, in this process."""
    reward = CodeReward(wall=wall)  # type: ignore[arg-type]
    honest = [(HONEST, SUM)] * (count - hostile)
    grade(reward, honest)
    alone, mixed, right = [], [], True
    before = _peak_mb()
    for _ in range(times):
        alone.append(grade(reward, honest)[0])
        seconds, scores = grade(reward, [KINDS[kind]] * hostile + honest)
        mixed.append(seconds)
        right = right and set(scores) == {1.0}
    return {"alone": alone, "mixed": mixed, "same": right, "memory": _peak_mb() - before}


def _peak_mb() -> float:
    told = Path("/proc/self/status").read_text().partition("VmHWM:")[2]
    return int(told.split()[0]) / 1024


def main() -> None:
    """Each kind in a process of its own, so that their memory is told apart."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--wall", default="local")
    parser.add_argument("--rows", type=int, default=16)
    parser.add_argument("--hostile", type=int, default=2)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--kind", action="append", choices=KINDS)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(measure(options.wall, options.kind[-1], options.rows, options.hostile, options.times)))
        return
    print("| kind | alone, s | beside them, s | times | least to greatest | honest verdicts | driver, MB more | load |")
    print("| --- | ---: | ---: | ---: | ---: | --- | ---: | ---: |")
    for kind in options.kind or KINDS:
        command = [sys.executable, __file__, *sys.argv[1:], "--inside", "--kind", kind]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        ratios = [mixed / alone for mixed, alone in zip(found["mixed"], found["alone"], strict=True)]
        times = statistics.median(ratios)
        cells = (
            kind,
            f"{min(found['alone']):.2f}",
            f"{min(found['mixed']):.2f}",
            f"{times:.2f}" if times <= MOST else f"**{times:.2f}**",
            f"{min(ratios):.2f} to {max(ratios):.2f}",
            "same" if found["same"] else "DIFFERENT",
            f"{found['memory']:.0f}",
            f"{os.getloadavg()[0]:.0f}",
        )
        print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
