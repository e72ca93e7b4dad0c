"""The programs that are run, and their inputs."""

from __future__ import annotations

TRIVIAL = "a, b = map(int, input().split())\nprint(a + b)\n"
WORDS = """import sys
from collections import Counter
for word, count in sorted(Counter(sys.stdin.read().split()).items()):
    print(word, count)
"""
GRID = """from collections import deque
size = 30 + int(input().split()[0]) % 7
far, queue = {(0, 0): 0}, deque([(0, 0)])
while queue:
    x, y = queue.popleft()
    for at in ((x + 1, y), (x, y + 1), (x - 1, y), (x, y - 1)):
        if at not in far and 0 <= min(at) and max(at) < size and at[0] * at[1] % 5 != 3:
            far[at] = far[x, y] + 1
            queue.append(at)
print(max(far.values()), len(far))
"""
TEXT = """import json, re
text = input()
print(json.dumps({"numbers": re.findall("-?[0-9]+", text), "plain": re.sub(" +", " ", text)}))
"""
SUMS = """weights = [int(word) % 50 + 1 for word in input().split()] * 8
best = [0] * 501
for weight in weights:
    for room in range(500, weight - 1, -1):
        best[room] = max(best[room], best[room - weight] + weight * 3 % 17)
print(best[500])
"""
SLEEP = "import time\ntime.sleep(0.3)\n"
MIXED = (TRIVIAL, WORDS, GRID, TEXT, SUMS)
"""What tests of small tasks look like: sums, words, a search through a grid, texts, a table of best sums."""

CPP = """#include <bits/stdc++.h>
using namespace std;
int main() {
    long a, b;
    map<string, vector<long>> seen;
    while (cin >> a >> b) seen["sum"].push_back(a + b);
    sort(seen["sum"].begin(), seen["sum"].end());
    for (long sum : seen["sum"]) cout << sum << endl;
}
"""


def stdins(count: int) -> list[bytes]:
    """Inputs, all different."""
    return [b"%d %d\n" % (number, 7 * number - 1000) for number in range(count)]
