"""How many programs a second each way of running them gives, and what a run costs in CPU time.

    python benchmarks/sandbox/throughput.py            the tables of docs/sandbox.md; five minutes
    python benchmarks/sandbox/throughput.py --quick    a look, in half a minute

Side by side in one run, on the same programs and inputs: our walls (`run` from as many threads as there are slots, and
`run_many`), plain `python3 -I -S` processes without any isolation, bubblewrap, `docker exec` into a container that
runs, and `docker run`. As many at a time as there are processors. Rounds go through all ways in turn, so that another
program on the machine disturbs all alike; runs/s are the median round, ratios are taken within rounds. Every output is
compared with that of the plain process: a fast wrong answer ends the benchmark.

CPU time is that of this process, its descendants, and (docker) the slots' containers with all in them, the engine,
containerd and the containers' shims. Of `docker run` the shims and runc of containers that have ended cannot be told,
nor what bubblewrap leaves to the init process to wait for: their numbers, marked >, are too low.
What is not here, or does not answer, is left out and named.

The other tables: what each layer of the wall costs (layers.py), C++ from source to result, how fast a slot starts; and
at the end the goals, met or not.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import layers
from cpu_time import cpu_now
from programs import CPP, MIXED, TRIVIAL, stdins
from ways import BARE, LANES, SAME, Way, batch, interpreter, open_walls, others_of, ways

from verifiers.sandbox import Program, Sandbox, open_sandbox

BATCH_SECONDS = 1.0
MAX_IN_A_BATCH = 2000
_WARM_SECONDS = 0.05


# ------------------------------------------------------------------ measuring


@dataclass
class Measured:
    """What came of one way: runs/s of each round, and all runs and CPU seconds."""

    rates: list[float] = field(default_factory=list)
    runs: int = 0
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        """The median round's."""
        return statistics.median(self.rates)

    @property
    def cpu_ms(self) -> float:
        """Of a run, over all rounds."""
        return self.cpu / self.runs * 1000


def times(measured: Measured, of: Measured) -> float:
    """How many times as fast, in the median round."""
    return statistics.median(ours / theirs for ours, theirs in zip(measured.rates, of.rates, strict=True))


def measure(way: Way, programs: Sequence[str], right: dict[str, list[bytes]], seconds: float, into: Measured) -> None:
    """Run batches of the programs for so long."""
    inputs = stdins(MAX_IN_A_BATCH)
    size = LANES
    runs, spent, begin_cpu = 0, 0.0, cpu_now(way.others())
    while spent < seconds:
        begin = time.perf_counter()
        for source in programs:
            outputs = way.run(source, inputs[:size])
            if outputs != right[source][:size]:
                at = next(at for at in range(size) if outputs[at] != right[source][at])
                sys.exit(f"{way.name}: {outputs[at]!r} instead of {right[source][at]!r} for {inputs[at]!r}")
        took = time.perf_counter() - begin
        runs, spent = runs + size * len(programs), spent + took
        if took < BATCH_SECONDS / 2:
            size = min(MAX_IN_A_BATCH, size * 2)
    into.rates.append(runs / spent)
    into.runs += runs
    into.cpu += cpu_now(way.others()) - begin_cpu


def compare(
    found: Sequence[Way], programs: Sequence[str], seconds: float, rounds: int, say: Callable[[str], None]
) -> dict[str, Measured]:
    """All ways in turn, a few rounds."""
    right = {source: _expected(source) for source in programs}
    results = {way.name: Measured() for way in found}
    for way in found:
        measure(way, programs, right, _WARM_SECONDS, Measured())
    for number in range(rounds):
        for way in found:
            measure(way, programs, right, seconds, results[way.name])
        say(f"round {number + 1} of {rounds}")
    return results


def _expected(source: str) -> list[bytes]:
    """The right outputs, from one plain interpreter that runs the program on all inputs."""
    harness = (
        "import io, sys, contextlib\nsource, inputs = eval(sys.stdin.read())\ncode = compile(source, 'p', 'exec')\n"
        "outputs = []\nfor stdin in inputs:\n    sys.stdin = io.StringIO(stdin.decode())\n"
        "    with contextlib.redirect_stdout(io.StringIO()) as out:\n        exec(code, {'__name__': '__main__'})\n"
        "    outputs.append(out.getvalue().encode())\nprint(outputs)\n"
    )
    done = subprocess.run(
        [interpreter(), "-I", "-S", "-c", harness],
        input=repr((source, stdins(MAX_IN_A_BATCH))).encode(),
        capture_output=True,
        check=True,
    )
    outputs: list[bytes] = eval(done.stdout)
    return outputs


@dataclass
class Compiling:
    """C++ from source to result: CPU and wall seconds, and CPU seconds of the same source, run once more."""

    name: str
    cpu: float
    wall: float
    again: float | None = None


def compiling(walls: dict[str, Sandbox], sources: int) -> list[Compiling]:
    """Distinct sources, each compiled and run; then the last one again."""
    results = []
    if shutil.which("g++"):
        cpu, begin = cpu_now([]), time.perf_counter()
        for number in range(sources):
            _plain_cpp(f"{CPP}// {number}\n")
        name = "g++ -O2, bits/stdc++.h, no isolation"
        results.append(Compiling(name, (cpu_now([]) - cpu) / sources, (time.perf_counter() - begin) / sources))
    for wall, sandbox in walls.items():
        others = others_of(sandbox)
        program = Program("cpp", f"{CPP}// warm\n")
        if sandbox.run(program, b"1 2\n").stdout != b"3\n":
            continue  # no compiler behind this wall
        cpu, begin = cpu_now(others), time.perf_counter()
        for number in range(sources):
            program = Program("cpp", f"{CPP}// {number}\n")
            if sandbox.run(program, b"1 2\n").stdout != b"3\n":
                sys.exit(f"{wall} wall: wrong output of C++")
        one = Compiling(f"{wall} wall", (cpu_now(others) - cpu) / sources, (time.perf_counter() - begin) / sources)
        cpu = cpu_now(others)
        sandbox.run_many(program, [b"1 2\n"] * 100)
        one.again = (cpu_now(others) - cpu) / 100
        results.append(one)
    return results


def _plain_cpp(source: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "main.cpp").write_text(source)
        subprocess.run(["g++", "-O2", "-std=c++20", "-o", "main", "main.cpp"], cwd=folder, check=True)
        done = subprocess.run([f"{folder}/main"], input=b"1 2\n", capture_output=True, check=True)
        assert done.stdout == b"3\n"


def slot_starts(walls: Sequence[str], count: int) -> dict[str, float]:
    """Seconds until the first slot of a sandbox is ready; the median."""
    starts = {}
    for wall in walls:
        seconds = []
        for _ in range(count):
            begin = time.perf_counter()
            with open_sandbox(wall, slots=1):  # type: ignore[arg-type]
                seconds.append(time.perf_counter() - begin)
        starts[wall] = statistics.median(seconds)
    return starts


# ------------------------------------------------------------------ the report


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """In Markdown, numbers to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)


def rates(results: dict[str, Measured], found: Sequence[Way]) -> str:
    """Runs/s and CPU of each way."""
    notes = {way.name: way.note for way in found}
    bare = results[BARE]
    return table(
        ["way", "runs/s", "CPU ms a run", "times the runs/s of plain processes", "times their CPU"],
        [
            [
                name,
                f"{one.rate:.0f}" if one.rate >= 100 else f"{one.rate:.1f}",
                f"{notes[name]}{one.cpu_ms:.2f}",
                f"{times(one, bare):.2f}",
                f"{notes[name]}{one.cpu_ms / bare.cpu_ms:.2f}",
            ]
            for name, one in results.items()
        ],
    )


def goals(results: dict[str, Measured], cpp: Sequence[Compiling], starts: dict[str, float]) -> str:
    """What was wanted, what was measured, met or not."""
    rows = []

    def goal(what: str, wanted: str, got: float, unit: str, *, met: bool) -> None:
        rows.append([what, wanted, f"{got:.2f}{unit}", "yes" if met else "NO"])

    for wall in ("local", "docker"):
        ours = results.get(f"{wall} wall, run_many")
        if ours is None:
            continue
        for other, wanted in ((BARE, 4), ("docker exec", 40), ("docker run", 100)):
            if other in results:
                got = times(ours, results[other])
                goal(f"{wall}: runs/s beside {other}", f"{wanted} times", got, " times", met=got >= wanted)
        goal(f"{wall}: CPU a run in batches", "≤ 2.2 ms", ours.cpu_ms, " ms", met=ours.cpu_ms <= 2.2)
        goal(f"{wall}: a slot starts", "< 1 s", starts[wall], " s", met=starts[wall] < 1)
    docker = results.get("docker wall, run_many")
    for local in ("local wall, run_many", SAME):
        if docker and local in results:
            got = times(results[local], docker)
            goal(f"{local}: runs/s beside docker wall", "≥ 1 times", got, " times", met=got >= 1)
    if cpp and cpp[0].again is None:
        for one in cpp[1:]:
            got = one.cpu / cpp[0].cpu
            goal(f"{one.name}: CPU of C++ beside plain g++", "≤ 0.5 times", got, " times", met=got <= 0.5)
    return table(["goal", "wanted", "measured", "met"], rows)


def machine() -> str:
    """What it was measured on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "?")
    load = os.getloadavg()[0]
    return f"{LANES} × {model}, Linux {platform.release()}, Python {platform.python_version()}, load {load:.1f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="one short round, one source of C++")
    parser.add_argument("--seconds", type=float, help="for each way in each round")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--without", action="append", default=[], choices=["mixed", "layers", "cpp"])
    options = parser.parse_args()
    seconds = options.seconds or (0.5 if options.quick else 2.0)
    rounds = options.rounds or (1 if options.quick else 5)
    left_out: list[str] = []

    def say(line: str) -> None:
        print(f"-- {line}", file=sys.stderr, flush=True)

    print(f"{machine()}; {LANES} at a time\n")
    with ExitStack() as stack:
        walls = open_walls(stack, left_out)
        if not walls:
            print("\n".join(left_out))
            sys.exit(3)
        found = ways(stack, walls, left_out)
        trivial = compare(found, [TRIVIAL], seconds, rounds, say)
        print(f"The sum of two numbers:\n\n{rates(trivial, found)}\n", flush=True)
        if "mixed" not in options.without:
            mixed = compare(found, MIXED, seconds, rounds, say)
            print(f"Five small programs in turn:\n\n{rates(mixed, found)}\n", flush=True)
        cpp = [] if "cpp" in options.without else compiling(walls, 1 if options.quick else 5)
    if cpp:
        rows = [
            [one.name, f"{one.cpu:.2f}", f"{one.wall:.2f}", "" if one.again is None else f"{one.again * 1000:.2f}"]
            for one in cpp
        ]
        head = ["C++, source to result", "CPU s", "wall s", "CPU ms of a further run of that source"]
        print(f"{table(head, rows)}\n", flush=True)
    if "layers" not in options.without and "local" in walls:
        inputs = stdins(20 if options.quick else 500)
        costs = layers.measure(batch, TRIVIAL, inputs, cpu_now, rounds=1 if options.quick else 15)
        rows = [[what, f"{ms:.3f}", f"{share:.0%}"] for what, ms, share in costs]
        print(f"{table(['layer (local wall)', 'CPU ms a run', 'of the whole'], rows)}\n", flush=True)
    starts = slot_starts([*walls], 1 if options.quick else 7)
    print(goals(trivial, cpp, starts))
    if left_out:
        print(f"\nLeft out: {'; '.join(left_out)}")


if __name__ == "__main__":
    main()
