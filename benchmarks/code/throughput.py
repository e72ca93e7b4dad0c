"""How many verdicts a second each grader gives on the same programs, all of them right, and what one costs in CPU time.

    python benchmarks/code/throughput.py --python peers/bin/python            the tables of docs/code.md; ten minutes
    python benchmarks/code/throughput.py --python peers/bin/python --quick    a look

The peers are in an environment of their own (attacks.py says how to make it). Two kinds of work: HumanEval's 164
canonical solutions with all their assertions, and 200 small programs with 10 cases of standard input and output each.
Beside us and the peers, each called as its own framework calls it, stands the same work by plain `python3 -I -S`
processes without any isolation: one a problem where there are assertions, one a case where there is input. As many at a
time as there are processors, where a grader lets that be told.

Each measurement is a fresh process, warmed up outside the clock on other programs, so that nothing is remembered from a
round before; rounds go through all graders in turn and the median counts, but what takes more than a minute runs once.
CPU time is that of the process and all its descendants; behind docker also of the engine and the containers.
EvalPlus takes calls with plain values instead of assertions: of HumanEval it gets the problems that are nothing else.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

import ours  # noqa: E402
import workload  # noqa: E402
from peers import LANES, PEERS  # noqa: E402

SLOW_SECONDS = 60.0
WALL_SECONDS = 900.0
PLAIN = "plain python3 -I -S processes, no isolation"
WARM_UP = 8

Task = dict[str, Any]


class Measured(NamedTuple):
    """How many were accepted, of how many, and the seconds that it took."""

    accepted: int
    of: int
    wall: float
    cpu: float
    version: str = ""


class Way(NamedTuple):
    """A grader with its work."""

    name: str
    measure: Callable[[], Measured | str]


# ------------------------------------------------------------------ the ways


def by_peer(python: str, name: str, tasks: Sequence[Task]) -> Measured | str:
    """A peer in its environment; else why not."""
    request = {"peer": name, "mark": "=", "tasks": tasks, "warm": warm_up(tasks)}
    command = [python, str(HERE / "worker.py")]
    try:
        done = subprocess.run(
            command, input=json.dumps(request).encode(), capture_output=True, check=False, timeout=WALL_SECONDS
        )
    except subprocess.TimeoutExpired:
        return f"no verdicts in {WALL_SECONDS:.0f} s"
    lines = [line for line in done.stdout.splitlines() if line.startswith(b"=")]
    answer = json.loads(lines[0][1:]) if lines else {"died": done.returncode}
    if "accepted" not in answer:
        return answer.get("missing") or str(answer)
    return Measured(sum(answer["accepted"]), len(tasks), answer["wall"], answer["cpu"], answer["version"])


def by_ours(wall: str, work: str, *, quick: bool) -> Measured | str:
    """Ours in a process of its own."""
    command = [sys.executable, __file__, "--ours", wall, "--work", work, *(["--quick"] if quick else [])]
    done = subprocess.run(command, capture_output=True, check=False, timeout=WALL_SECONDS)
    if done.returncode:
        return done.stderr.decode(errors="replace")[-500:]
    return Measured(*json.loads(done.stdout.splitlines()[-1]))


def measure_ours(wall: str, tasks: Sequence[Task]) -> Measured:
    """Ours in this process: a batch, as a trainer calls it."""
    from verifiers.sandbox import engine

    sandboxes = _module(ROOT / "benchmarks" / "sandbox" / "throughput.py")

    def others() -> list[int]:
        if wall != "docker":
            return []
        api = engine.connect()
        try:
            pids = [api.inspect_container(found["Id"])["State"]["Pid"] for found in api.containers()]
        finally:
            api.close()
        return [*sandboxes.daemons(), *map(sandboxes.shim, pids)]

    reward = ours.ours(wall)
    ours.accepted(reward, warm_up(tasks))
    watched = others()
    begin_cpu, begin = sandboxes.cpu_now(watched), time.perf_counter()
    verdicts = ours.accepted(reward, tasks)
    spent, cpu = time.perf_counter() - begin, sandboxes.cpu_now(watched) - begin_cpu
    return Measured(sum(verdict is True for verdict in verdicts), len(tasks), spent, cpu)


def _module(path: Path) -> Any:
    """A script as a module, under a name of its own: there are two throughput.py."""
    sys.path.append(str(path.parent))
    spec = importlib.util.spec_from_file_location("sandbox_throughput", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def by_processes(tasks: Sequence[Task]) -> Measured:
    """Plain processes, LANES at a time, judged by exit code or by output."""
    python = str(Path(sys.base_prefix, "bin", f"python3.{sys.version_info.minor}").resolve())

    def run(source: str, stdin: str) -> subprocess.CompletedProcess[bytes]:
        command = [python, "-I", "-S", "-c", source]
        return subprocess.run(command, input=stdin.encode(), capture_output=True, check=False)

    def grade(task: Task) -> bool:
        if task["form"] == "assert":
            return run(f"{task['source']}\n{task['test']}\ncheck({task['entry']})\n", "").returncode == 0
        outputs = [(run(task["source"], stdin), right) for stdin, right in task["cases"]]
        return all(done.returncode == 0 and done.stdout.split() == right.encode().split() for done, right in outputs)

    begin_cpu, begin = _cpu(), time.perf_counter()
    with ThreadPoolExecutor(LANES) as threads:
        verdicts = list(threads.map(grade, tasks))
    return Measured(sum(verdicts), len(tasks), time.perf_counter() - begin, _cpu() - begin_cpu)


def _cpu() -> float:
    usages = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


# ------------------------------------------------------------------ the work


def warm_up(tasks: Sequence[Task]) -> list[Task]:
    """Other programs of the same form."""
    form = tasks[0]["form"]
    source = "def double(x):\n    return 2 * x + {n}\n" if form != "stdin" else "print(2 * int(input()) + {n})\n"
    tests: dict[str, Any] = {
        "stdin": {"cases": [["4\n", "{n}"]]},
        "call": {"entry": "double", "cases": "[([4], {n})]"},
        "assert": {"entry": "double", "test": "def check(candidate):\n    assert candidate(4) == {n}\n"},
    }[form]

    def numbered(value: Any, number: int) -> Any:
        if isinstance(value, list):
            return [numbered(one, number) for one in value]
        return value.replace("{n}", str(number)) if isinstance(value, str) else value

    return [
        {
            "form": form,
            "source": source.replace("{n}", str(number)),
            **{name: numbered(value, number + 8) for name, value in tests.items()},
        }
        for number in range(WARM_UP)
    ]


def work_of(name: str, *, quick: bool) -> list[Task]:
    """The tasks of a kind of work."""
    if name == "humaneval":
        return workload.humaneval()[:12] if quick else workload.humaneval()
    if name == "calls":
        return workload.humaneval_calls()[:12] if quick else workload.humaneval_calls()
    return workload.programs(4, 2) if quick else workload.programs()


# ------------------------------------------------------------------ the report


def report(ways: Sequence[Way], rounds: int, left_out: list[str]) -> bool:
    """Measure in turn, and print a table; whether ours and the plain processes accepted everything."""
    found: dict[str, list[Measured]] = {}
    for number in range(rounds):
        for way in ways:
            before = found.get(way.name, [])
            if number and (not before or before[0].wall > SLOW_SECONDS):
                continue
            print(f"-- round {number + 1}: {way.name}", file=sys.stderr, flush=True)
            measured = way.measure()
            if isinstance(measured, str):
                left_out.append(f"{way.name}: {measured}")
            else:
                found.setdefault(way.name, []).append(measured)
    rate, cpu = {}, {}
    for name, all_of in found.items():
        rate[name] = statistics.median(one.of / one.wall for one in all_of)
        cpu[name] = statistics.median(one.cpu / one.of for one in all_of) * 1000
    first = next(iter(found), "")
    print(f"| grader | right | verdicts/s | CPU ms a verdict | {first}: times as fast | its CPU, times less |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, all_of in found.items():
        right = f"{min(one.accepted for one in all_of)} of {all_of[0].of}"
        cells = [f"{name} {all_of[0].version}".strip(), right, f"{rate[name]:.1f}", f"{cpu[name]:.1f}"]
        print(f"| {' | '.join(cells)} | {rate[first] / rate[name]:.1f} | {cpu[name] / cpu[first]:.1f} |")
    print(flush=True)
    must = [all_of for name, all_of in found.items() if name.startswith("ours") or name == PLAIN]
    return all(one.accepted == one.of for all_of in must for one in all_of)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--python", default=sys.executable, help="the interpreter that has the peers")
    parser.add_argument("--quick", action="store_true", help="a few programs, one round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without", action="append", default=[], metavar="PEER")
    parser.add_argument("--ours", metavar="WALL", help="only ours, behind this wall, as JSON")
    parser.add_argument("--work", default="humaneval", choices=["humaneval", "stdin"])
    options = parser.parse_args()
    if options.ours:
        print(json.dumps(measure_ours(options.ours, work_of(options.work, quick=options.quick))))
        return
    left_out: list[str] = []
    walls = []
    for wall in ("local", "docker"):
        reason = ours.unavailable(wall)
        if reason:
            left_out.append(f"ours, {wall} wall: {reason}")
        else:
            walls.append(wall)
    print(f"{LANES} processors, {platform.machine()}, Linux {platform.release()}, load {os.getloadavg()[0]:.1f}\n")
    right = True
    for work, title in (("humaneval", "HumanEval, all assertions"), ("stdin", "Programs with 10 cases each")):
        tasks = work_of(work, quick=options.quick)
        ways = [
            Way(f"ours, {wall} wall", lambda wall=wall, work=work: by_ours(wall, work, quick=options.quick))  # type: ignore[misc]
            for wall in walls
        ]
        ways.append(Way(PLAIN, lambda tasks=tasks: by_processes(tasks)))  # type: ignore[misc]
        for name, peer in PEERS.items():
            if name in options.without:
                continue
            theirs = tasks
            if tasks[0]["form"] not in peer.forms:
                if work == "stdin" or "stdin" in peer.forms:
                    continue
                theirs = work_of("calls", quick=options.quick)
            ways.append(
                Way(name, lambda name=name, theirs=theirs: by_peer(options.python, name, theirs))  # type: ignore[misc]
            )
        print(f"{title}:\n")
        right &= report(ways, 1 if options.quick else options.rounds, left_out)
    if left_out:
        print("Left out:\n\n" + "\n".join(f"- {one}" for one in left_out))
    sys.exit(0 if right else 1)


if __name__ == "__main__":
    main()
