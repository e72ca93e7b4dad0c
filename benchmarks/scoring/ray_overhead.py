"""The engine on Ray beside the local engine, on one machine: `python benchmarks/scoring/ray_overhead.py`.

Both grade the same lines (rows.py) with 1, 2 and 4 workers, in turns; short rows of about 1 KB, and long ones with
chains of thought fifteen times as long. Timed is from the first row to the last, so that the start is not in it; the
start is given beside. What depends less on what else the machine does is the CPU time a row: of the driver, the actors
and their workers together, and of the driver alone, which is what one driver can feed at most. The services of a node
(raylet, directory, agents) are counted apart, because they cost by the second and not by the row. More workers than
cores share them.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from processes import cpu, name, tree
from rows import rows

from verifiers.rows.lines import Line
from verifiers.scoring import Fields, LocalEngine, RayEngine, reward_of
from verifiers.scoring.grade import Scorer

WORKERS = (1, 2, 4)
SCORER = Scorer(
    reward_of(["r1-zero"]),
    Fields(completion="completion", reference="answer", prompt="prompt", id="id"),
    reward_of(["r1-zero"], tests=True),
)


class Run(NamedTuple):
    """One run.

    start: seconds until the first row. rate: rows a second after it.
    cpu, driver: microseconds of CPU a row, of all that grades and of the driver in it.
    services: the share of a core that Ray's own processes take.
    """

    start: float
    rate: float
    cpu: float
    driver: float
    services: float

    def better(self, other: Run) -> Run:
        """The better of two runs in each figure: what disturbs a run only makes it look worse."""
        return Run(
            *(max(pair) if index == 1 else min(pair) for index, pair in enumerate(zip(self, other, strict=True)))
        )


def measured(engine: Any, lines: Sequence[Line]) -> Run:
    """Grade all lines by an engine."""
    begin = time.perf_counter()
    results = engine(SCORER, iter(lines))
    next(results)
    first, (grading, services), own = time.perf_counter(), _cpu_seconds(), time.process_time()
    for _ in range(len(lines) - 1):
        next(results)
    seconds, own = time.perf_counter() - first, time.process_time() - own
    grading, services = (after - before for after, before in zip(_cpu_seconds(), (grading, services), strict=True))
    results.close()
    micro = 1e6 / len(lines)
    return Run(first - begin, len(lines) / seconds, grading * micro, own * micro, services / seconds)


def _cpu_seconds() -> tuple[float, float]:
    """CPU seconds so far of this process and of what grades for it, and of Ray's services."""
    everything = tree(os.getpid())
    actors = [pid for pid in everything if name(pid).startswith("ray::_Grader")]
    if not actors:
        return sum(map(cpu, everything)), 0.0
    graders = {os.getpid(), *(one for pid in actors for one in tree(pid))}
    return sum(map(cpu, graders)), sum(cpu(pid) for pid in everything if pid not in graders)


def compare(title: str, lines: Sequence[Line], repeat: int) -> None:
    """Print the table of one kind of rows."""
    size = sum(len(line.data) for line in lines) / len(lines)
    print(f"\n{title}: {len(lines):,} rows of {size / 1024:.1f} KiB; the best of {repeat} runs")
    print("| engine | workers | rows/s | of workers x one | CPU us a row | the driver's | Ray's services | first row |")
    print("|---|---|---|---|---|---|---|---|")
    best: dict[tuple[str, int], Run] = {}
    for _ in range(repeat):
        for workers in WORKERS:
            for kind, grade in (("local", LocalEngine(workers)), ("ray", RayEngine("local", workers))):
                run = measured(grade, lines)
                key = (kind, workers)
                best[key] = run.better(best.get(key, run))
    for (engine, workers), run in sorted(best.items()):
        share = run.rate / (workers * best[engine, 1].rate)
        spent = f"{run.cpu:,.0f} | {run.driver:.1f} | {run.services:.2f} cores"
        print(f"| {engine} | {workers} | {run.rate:,.0f} | {share:.2f} | {spent} | {run.start:.1f} s |")
    for workers in WORKERS:
        ray, local = best["ray", workers], best["local", workers]
        slower, dearer = local.rate / ray.rate - 1, ray.cpu / local.cpu - 1
        print(f"overhead of Ray with {workers}: {slower:+.1%} of time, {dearer:+.1%} of CPU")
    driver = min(run.driver for (engine, _), run in best.items() if engine == "ray")
    print(f"a driver with a core of its own feeds {1e6 / driver:,.0f} rows/s, {size / driver:,.0f} MB/s of input")


def main() -> None:
    """Short rows, then long ones."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=40_000)
    parser.add_argument("--repeat", type=int, default=2)
    chosen = parser.parse_args()
    print(f"{len(os.sched_getaffinity(0))} cores")
    for title, count, words in (("short", chosen.rows, 1), ("long", max(1, chosen.rows // 8), 15)):
        lines = [Line(number, data) for number, data in enumerate(rows(count, seed=2, words=words), 1)]
        compare(title, lines, chosen.repeat)


if __name__ == "__main__":
    main()
