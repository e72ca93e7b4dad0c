"""Ten thousand gradings in one process: memory, descriptors, threads, processes; none of them may grow.

    python benchmarks/code/steady.py                      behind the local wall; some minutes
    python benchmarks/code/steady.py --wall docker
    python benchmarks/code/steady.py --count 300          a look

The gradings are a mixture in turn: programs that are right and wrong, by standard input, by calls and by assertions,
with tests that differ each time; one in fifty exits, crashes, floods, forks or kills, and one in five hundred burns its
time. Memory is the resident set of this process, and (local wall) the sum of those of its descendants. Each sample is
taken between batches, when nothing runs. "Grows" means, of this process's memory: the median of the last third of the
samples is above that of the middle third, by more than 2% and a mebibyte; of all else, which goes up and down: it is
above all samples of the first two thirds.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

import ours  # noqa: E402
import workload  # noqa: E402

from verifiers.sandbox import Limits, engine  # noqa: E402

LIMITS = Limits(cpu_seconds=1, memory_mb=128, wall_seconds=5)
MAX_IN_A_BATCH = 50
SAMPLES = 20
MEBIBYTE = 1 << 20
HOSTILE = (
    "import sys\nsys.exit(0)\n",
    "import ctypes\nctypes.string_at(0)\n",
    "while True:\n    print('y' * 10000)\n",
    "import os\nwhile True:\n    os.fork()\n",
    "import os\nos.kill(-1, 9)\n",
    "x = []\nwhile True:\n    x.append(' ' * 10**6)\n",
    "import subprocess\nsubprocess.Popen(['sleep', '1000'], start_new_session=True)\n",
    "import os\nfor number in range(10**5):\n    open(f'/tmp/{number}', 'w').close()\n",
)
BURN = "while True:\n    pass\n"

Task = dict[str, Any]


class Sample(NamedTuple):
    """What the process holds."""

    gradings: int
    memory: float
    theirs: float
    descriptors: int
    threads: int
    processes: int
    containers: int


def task_of(number: int, stdins: Sequence[Task]) -> tuple[Task, bool]:
    """The task of a number, and whether it must be accepted."""
    if number % 500 == 499:
        return {**stdins[number % len(stdins)], "source": BURN}, False
    if number % 50 == 49:
        return {**stdins[number % len(stdins)], "source": HOSTILE[number // 50 % len(HOSTILE)]}, False
    right = number % 4 != 3
    if number % 3 == 0:
        task = stdins[number // 3 % len(stdins)]
        return (task, True) if right else ({**task, "source": f"print({number})\n"}, False)
    source = f"def add(x):\n    return x + {number if right else number + 1}\n"
    if number % 3 == 1:
        return {
            "form": "call",
            "entry": "add",
            "source": source,
            "cases": [[[one], one + number] for one in range(5)],
        }, right
    lines = "".join(f"    assert candidate({one}) == {one + number}\n" for one in range(5))
    return {"form": "assert", "entry": "add", "source": source, "test": f"def check(candidate):\n{lines}"}, right


def sample(gradings: int, wall: str) -> Sample:
    """Look at this process and what it started."""
    pids = descendants(os.getpid())
    return Sample(
        gradings,
        resident(os.getpid()),
        sum(map(resident, pids)),
        len(list(Path("/proc/self/fd").iterdir())),
        len(list(Path("/proc/self/task").iterdir())),
        len(pids),
        containers() if wall == "docker" else 0,
    )


def resident(pid: int) -> float:
    """The resident set, in MiB; 0 if the process has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MEBIBYTE
    except OSError:
        return 0.0


def descendants(pid: int) -> list[int]:
    """Children, and theirs."""
    found = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                found += [child, *descendants(child)]
    except OSError:
        pass
    return found


def containers() -> int:
    """All that run on the engine."""
    api = engine.connect()
    try:
        return len(api.containers())
    finally:
        api.close()


def growing(samples: Sequence[Sample]) -> list[str]:
    """The names of what grows."""
    third = len(samples) // 3
    found = []
    for name in Sample._fields[1:]:
        values = [getattr(one, name) for one in samples]
        before = max(values[: 2 * third]) if name != "memory" else statistics.median(values[third : 2 * third])
        after = statistics.median(values[2 * third :])
        room = max(1.0, 0.02 * before) if name in {"memory", "theirs"} else 0.5
        if after > before + room:
            found.append(f"{name}: {before:.1f} to {after:.1f}")
    return found


def main() -> None:
    """Grade, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--wall", default="local", choices=["local", "docker"])
    options = parser.parse_args()
    reason = ours.unavailable(options.wall)
    if reason:
        sys.exit(reason)
    reward = ours.ours(options.wall, LIMITS)
    stdins = workload.programs()
    every = options.count // SAMPLES
    batch = min(MAX_IN_A_BATCH, every)
    print("| gradings | memory MiB | of descendants MiB | descriptors | threads | processes | containers |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    samples, wrong, begin = [], [], time.perf_counter()
    for start in range(0, options.count, batch):
        chosen = [task_of(number, stdins) for number in range(start, min(start + batch, options.count))]
        verdicts = ours.accepted(reward, [task for task, _ in chosen])
        wrong += [(start + at, verdict) for at, verdict in enumerate(verdicts) if verdict is not chosen[at][1]]
        if (start + batch) // every > start // every:
            one = sample(start + batch, options.wall)
            samples.append(one)
            cells = [str(one.gradings), f"{one.memory:.1f}", f"{one.theirs:.1f}", *map(str, one[3:])]
            print(f"| {' | '.join(cells)} |", flush=True)
    grown = growing(samples)
    print(
        f"\n{options.count} gradings in {time.perf_counter() - begin:.0f} s; wrong verdicts: {len(wrong)} {wrong[:10]}"
    )
    print(f"Grows: {'; '.join(grown) or 'nothing'}")
    sys.exit(1 if grown or wrong else 0)


if __name__ == "__main__":
    main()
