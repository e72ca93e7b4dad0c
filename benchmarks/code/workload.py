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

TEMPLATES = """
print(sum(map(int, input().split())) + k)
---
numbers = list(map(int, input().split()))
print(max(numbers) - min(numbers) * k)
---
print(*sorted(int(word) % (k + 7) for word in input().split()))
---
numbers = list(map(int, input().split()))
for number in numbers:
    print(number * k)
---
count = 0
for word in input().split():
    if int(word) % (k + 1) == 0:
        count += 1
print(count)
---
best = run = 0
for word in input().split():
    run = max(0, run + int(word) - k)
    best = max(best, run)
print(best)
---
seen = {}
for word in input().split():
    seen[int(word) % k] = seen.get(int(word) % k, 0) + 1
for key in sorted(seen):
    print(key, seen[key])
---
def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


result = k
for word in input().split():
    result = gcd(result, abs(int(word)))
print(result)
---
text = input()
print(text[::-1], len(text) * k)
---
text = input().split()
print('-'.join(word.zfill(k) for word in text))
---
from collections import deque
queue = deque(map(int, input().split()))
queue.rotate(k)
print(*queue)
---
from collections import Counter
for word, count in sorted(Counter(input()).items()):
    if count > k % 3:
        print(repr(word), count)
---
import math
print(math.isqrt(sum(abs(int(word)) for word in input().split()) ** 2 + k))
---
n = sum(abs(int(word)) for word in input().split()) % 300
sieve = [True] * (n + 2)
for p in range(2, n + 1):
    if sieve[p]:
        for q in range(p * p, n + 1, p):
            sieve[q] = False
print(sum(sieve[2 : n + 1]) + k)
---
n = abs(int(input().split()[0])) % 60
a, b = 0, 1
for _ in range(n):
    a, b = b, (a + b) % (10**9 + k)
print(a)
---
weights = [abs(int(word)) % 20 + 1 for word in input().split()]
best = [0] * (k * 5 + 1)
for weight in weights:
    for room in range(len(best) - 1, weight - 1, -1):
        best[room] = max(best[room], best[room - weight] + weight * 3 % 17)
print(best[-1])
---
import heapq
heap = []
for word in input().split():
    heapq.heappush(heap, int(word))
    if len(heap) > k:
        heapq.heappop(heap)
print(*sorted(heap))
---
import sys
lines = sys.stdin.read().split()
rows = [list(map(int, lines[i : i + 3])) for i in range(0, len(lines), 3)]
for row in rows:
    print(sum(row) * k, *row)
---
import bisect
numbers = sorted(map(int, input().split()))
print(bisect.bisect_left(numbers, k * 5 - 25))
---
class Stack:
    def __init__(self):
        self.items = []

    def push(self, item):
        while self.items and self.items[-1] > item + k:
            self.items.pop()
        self.items.append(item)


stack = Stack()
for word in input().split():
    stack.push(int(word))
print(*stack.items)
""".strip().split("\n---\n")
"""Each reads numbers and writes something about them; `k` is a constant that the seed chooses."""


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
            source = f"k = {seed + 2}\n{template}\n"
            inputs = [
                " ".join(str(chosen.randint(-50, 99)) for _ in range(chosen.randint(3, 12))) + "\n"
                for _ in range(cases)
            ]
            pairs = [[stdin, run(source, stdin)] for stdin in inputs]
            tasks.append({"form": "stdin", "source": source, "cases": pairs})
    return tasks


def humaneval() -> list[Task]:
    """The canonical solutions, with all assertions."""
    return [
        {"form": "assert", "source": row["solution"], "test": row["test"], "entry": row["entry_point"]}
        for row in _rows()
    ]


def humaneval_calls() -> list[Task]:
    """Those of HumanEval whose every assertion is a call with plain values, as calls; `cases` is text of python."""
    return [
        {
            "form": "call",
            "source": row["solution"],
            "cases": "[" + ", ".join(f"({call['args']}, {call['expected']})" for call in row["calls"]) + "]",
            "entry": row["entry_point"],
        }
        for row in _rows()
        if row["n_conv"] == row["n_asserts"] and all(call["kwargs"] == "{}" for call in row["calls"])
    ]


def _rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in HUMANEVAL.read_text(encoding="utf-8").splitlines()]
