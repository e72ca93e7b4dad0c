"""What each layer of the wall costs a run: the real runner, with one layer at a time made to do nothing.

The switches are not the sandbox's: its files are copied, and a few lines are added to the copy. A layer's cost is the
difference to the whole, in CPU time of driver and slot, each the cheapest of all rounds: what else the machine does
only adds. Differences of a few hundredths of a millisecond are noise, negative ones show how much.
Namespaces and the private root are made once for a slot, not for a run. Used by throughput.py.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from unittest import mock

from verifiers.sandbox import Sandbox, local, open_sandbox
from verifiers.sandbox.walls import files_for_slots

USER = "a user of its own"
_SWITCHES: dict[str, dict[str, str]] = {
    "seccomp: the filter on every system call": {"seccomp.py": "def put_on(_filter): pass\n"},
    "Landlock: a domain, and its checks": {"confine.py": "def landlock_rules(_read, _write): return -1\n"},
    USER: {"confine.py": "os.setresuid = os.setresgid = lambda *_: None\n"},
    "limits: six of setrlimit": {"confine.py": "def limit(_resources): pass\n"},
    "the source as a file, scratch emptied and looked at": {
        "scratch.py": "def empty(_folders, _user): return True\n",
        "zygote.py": "def _write(_name, _content): pass\n",
    },
}
_FORKS = 1000

Runs = Callable[[str, Sequence[bytes]], list[bytes]]
Row = tuple[str, float, float]


def _copy(place: Path, changes: dict[str, str]) -> Path:
    folder = place / "sandbox"
    shutil.copytree(files_for_slots(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name, lines in changes.items():
        file = folder / name
        head, mark, tail = file.read_text().partition('\nif __name__ == "__main__":')
        file.write_text(f"{head}\n\n{lines}{mark}{tail}")
    for path in (place, folder):
        path.chmod(0o755)
    return folder


def _open(stack: ExitStack, changes: dict[str, str]) -> Sandbox:
    place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    folder = _copy(place, changes)
    with mock.patch.object(local, "files_for_slots", return_value=folder):
        return stack.enter_context(open_sandbox("local", slots=1))


def measure(
    batch: Callable[[Sandbox], Runs],
    source: str,
    stdins: Sequence[bytes],
    cpu: Callable[[Sequence[int]], float],
    rounds: int,
) -> list[Row]:
    """Rows: what, milliseconds of CPU a run, share of the whole. In turn, the cheapest round."""
    switches = {what: change for what, change in _SWITCHES.items() if what != USER or os.geteuid() == 0}
    changes: dict[str, dict[str, str]] = {"": {}, **switches, "all of these": _merged([*switches.values()])}
    costs: dict[str, list[float]] = {what: [] for what in changes}
    with ExitStack() as stack:
        runs = {what: batch(_open(stack, change)) for what, change in changes.items()}
        for run in runs.values():
            run(source, stdins[:50])
        for _ in range(rounds):
            for what, run in runs.items():
                begin = cpu([])
                run(source, stdins)
                costs[what].append((cpu([]) - begin) / len(stdins) * 1000)
    whole = min(costs[""])
    rows = []
    for what, found in costs.items():
        if what:
            less = whole - min(found)
            rows.append((what, less, less / whole))
    bare = _forks()
    rows.append(("a fork of a small interpreter that ends at once", bare, bare / whole))
    return [*rows, ("the whole run", whole, 1.0)]


def _merged(changes: Sequence[dict[str, str]]) -> dict[str, str]:
    merged: dict[str, str] = {}
    for change in changes:
        for name, lines in change.items():
            merged[name] = merged.get(name, "") + lines
    return merged


def _forks() -> float:
    """CPU milliseconds of a fork, its end and the wait, from a small interpreter."""
    script = (
        "import os, resource\n"
        f"for _ in range({_FORKS}):\n"
        "    pid = os.fork()\n    if pid == 0: os._exit(0)\n    os.waitpid(pid, 0)\n"
        "used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]\n"
        "print(sum(usage.ru_utime + usage.ru_stime for usage in used))\n"
    )
    python = Path(sys.base_prefix, "bin", f"python3.{sys.version_info.minor}")
    command = [str(python), "-I", "-S", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={"LD_BIND_NOW": "1"})
    return float(done.stdout) / _FORKS * 1000
