"""The work of throughput.py and steady.py: HumanEval, and small programs with standard input and output."""

from __future__ import annotations

import contextlib
import io
import json
import random
import sys
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).resolve().parents[2]
HUMANEVAL = ROOT.parent / "shared" / "data" / "code" / "humaneval.jsonl"
CASES = 10
SEEDS = 10

Task = dict[str, Any]

# Each reads a line of numbers and writes one answer; `{k}` is a constant that the seed chooses.
TEMPLATES = (
    "print(sum(map(int, input().split())) + {k})",
    "numbers = list(map(int, input().split()))\nprint(max(numbers) - min(numbers) * {k})",
    "print(*sorted(int(word) % ({k} + 7) for word in input().split()))",
    "numbers = list(map(int, input().split()))\nfor number in numbers:\n    print(number * {k})",
    "count = 0\nfor word in input().split():\n    if int(word) % ({k} + 1) == 0:\n        count += 1\nprint(count)",
    "best = run = 0\nfor word in input().split():\n    run = max(0, run + int(word) - {k})\n    best = max(best, run)\nprint(best)",
    "seen = {{}}\nfor word in input().split():\n    seen[int(word) % {k}] = seen.get(int(word) % {k}, 0) + 1\n"
    "for key in sorted(seen):\n    print(key, seen[key])",
    "def gcd(a, b):\n    while b:\n        a, b = b, a % b\n    return a\n\n\nresult = {k}\n"
    "for word in input().split():\n    result = gcd(result, abs(int(word)))\nprint(result)",
    "text = input()\nprint(text[::-1], len(text) * {k})",
    "text = input().split()\nprint('-'.join(word.zfill({k}) for word in text))",
    "from collections import deque\nqueue = deque(map(int, input().split()))\nqueue.rotate({k})\nprint(*queue)",
    "from collections import Counter\nfor word, count in sorted(Counter(input()).items()):\n"
    "    if count > {k} % 3:\n        print(repr(word), count)",
    "import math\nprint(math.isqrt(sum(abs(int(word)) for word in input().split()) ** 2 + {k}))",
    "n = sum(abs(int(word)) for word in input().split()) % 300\nsieve = [True] * (n + 2)\n"
    "for p in range(2, n + 1):\n    if sieve[p]:\n        for q in range(p * p, n + 1, p):\n            sieve[q] = False\n"
    "print(sum(sieve[2 : n + 1]) + {k})",
    "n = abs(int(input().split()[0])) % 60\na, b = 0, 1\nfor _ in range(n):\n    a, b = b, (a + b) % (10**9 + {k})\nprint(a)",
    "weights = [abs(int(word)) % 20 + 1 for word in input().split()]\nbest = [0] * ({k} * 5 + 1)\n"
    "for weight in weights:\n    for room in range(len(best) - 1, weight - 1, -1):\n"
    "        best[room] = max(best[room], best[room - weight] + weight * 3 % 17)\nprint(best[-1])",
    "import heapq\nheap = []\nfor word in input().split():\n    heapq.heappush(heap, int(word))\n"
    "    if len(heap) > {k}:\n        heapq.heappop(heap)\nprint(*sorted(heap))",
    "import sys\nlines = sys.stdin.read().split()\nrows = [list(map(int, lines[i : i + 3])) for i in range(0, len(lines), 3)]\n"
    "for row in rows:\n    print(sum(row) * {k}, *row)",
    "import bisect\nnumbers = sorted(map(int, input().split()))\nprint(bisect.bisect_left(numbers, {k} * 5 - 25))",
    "class Stack:\n    def __init__(self):\n        self.items = []\n\n    def push(self, item):\n"
    "        while self.items and self.items[-1] > item + {k}:\n            self.items.pop()\n"
    "        self.items.append(item)\n\n\nstack = Stack()\nfor word in input().split():\n    stack.push(int(word))\n"
    "print(*stack.items)",
)


def run(source: str, stdin: str) -> str:
    """What one of our own programs writes, run in this process."""
    output = io.StringIO()
    with mock.patch.object(sys, "stdin", io.StringIO(stdin)), contextlib.redirect_stdout(output):
        exec(compile(source, "program", "exec"), {"__name__": "__main__"})
    return output.getvalue()


def programs(templates: int = len(TEMPLATES), seeds: int = SEEDS, cases: int = CASES) -> list[Task]:
    """Programs that are right, each with its own tests; the same in every run."""
    tasks = []
    for number, template in enumerate(TEMPLATES[:templates]):
        for seed in range(seeds):
            chosen = random.Random(100 * number + seed)
            source = template.format(k=chosen.randint(2, 12)) + "\n"
            inputs = [
                " ".join(str(chosen.randint(-50, 99)) for _ in range(chosen.randint(3, 12))) + "\n" for _ in range(cases)
            ]
            pairs = [[stdin, run(source, stdin)] for stdin in inputs]
            tasks.append({"form": "stdin", "source": source, "cases": pairs})
    return tasks


def humaneval() -> list[Task]:
    """The canonical solutions, with all assertions. `cases`: as calls, where each assertion is one with plain values."""
    tasks = []
    for line in HUMANEVAL.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        task = {"form": "assert", "source": row["solution"], "test": row["test"], "entry": row["entry_point"]}
        if row["n_conv"] == row["n_asserts"] and not any(call.get("kwargs") for call in row["calls"]):
            task["literals"] = [[call["args"], call["expected"]] for call in row["calls"]]
        tasks.append(task)
    return tasks
