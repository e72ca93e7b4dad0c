"""Every attack program behind every wall that can be had here: held or not, and what came of it.

    python benchmarks/sandbox/attacks.py            the table of docs/sandbox.md
    python benchmarks/sandbox/attacks.py --all      a line for each program

The corpus is that of tests/sandbox, judged as the tests do it. Held means: the program earned no pass, ended as its
first line says, and left the next runs right (the tests also look at what the slot holds then, and how quick it is).
As root the local wall is tried as an ordinary user, too, by running this script as one; and without namespaces, here
and, where there is an engine, in a container with its defaults.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "sandbox")]

from attack_corpus import ANY, OWN, PLAIN, SHARED, header, limits, program, programs, verdict  # noqa: E402

from verifiers.sandbox import Limits, Sandbox, SandboxUnavailable, open_sandbox  # noqa: E402
from verifiers.sandbox.image import image_name  # noqa: E402
from verifiers.sandbox.local import LocalWall  # noqa: E402

USER = 54321
SLOTS = 4
"""More than processors: some attacks only sleep."""
COMPILE_LIMITS = Limits(cpu_seconds=4, memory_mb=1024, processes=32)

WITHOUT, USERS = LEVELS = ("landlock", "landlock-user")
"""The local wall's levels without namespaces, of root and of a user."""

Row = tuple[str, str, str, str]
Tried = tuple[str, list[Row], str]


def kind(path: Path) -> str:
    """What group of the table an attack belongs to, by what must come of it."""
    modes, expected = header(path)
    if path.suffix != ".py":
        return "C and C++: compiler and binary"
    if not set(modes) & {"any"} and not modes[0].startswith("stdin"):
        return "a checker in the same process (nothing to attack here)"
    if expected & {"TLE", "MLE", "OLE"}:
        return "floods, bombs and sleepers"
    if modes[0].startswith("stdin-"):
        return "wrong answers that lax comparisons take"
    return "escapes, secrets, forgery, data for the next run"


def attempt(sandbox: Sandbox, path: Path, *, outcome: bool) -> Row:
    """Name, kind, what came of it if that is asked, and what is wrong (empty: held)."""
    wrong = verdict(sandbox, path)
    after = sandbox.run_many(PLAIN, [stdin for stdin, _ in ANY])
    if [result.stdout.strip() for result in after] != [right for _, right in ANY]:
        wrong = wrong or "the next runs were wrong"
    came: str = sandbox.run(program(path), ANY[0][0], limits(path)).outcome if outcome else ""
    return path.name, kind(path), "wrong output" if came == "ok" else came, wrong


def behind(wall: str, *, outcome: bool) -> Tried:
    """The wall's name, its rows, and why there are none."""
    paths = [*programs(OWN), *programs(SHARED)]
    try:
        chosen = LocalWall("/usr/bin/python3", level=wall) if wall in LEVELS else wall  # type: ignore[arg-type]
        sandbox = open_sandbox(chosen, slots=SLOTS, compile_limits=COMPILE_LIMITS)  # type: ignore[arg-type]
        with sandbox, ThreadPoolExecutor(SLOTS) as threads:
            return sandbox.wall.name, list(threads.map(lambda path: attempt(sandbox, path, outcome=outcome), paths)), ""
    except SandboxUnavailable as error:
        return wall, [], str(error)


def as_user(wall: str, *, outcome: bool) -> Tried:
    """A local wall of an ordinary user: the best, or a level."""
    for python in (sys.executable, "/usr/bin/python3"):
        command = [python, "-B", str(Path(__file__).resolve()), *_only(wall, outcome=outcome)]
        found = _elsewhere(command, user=USER, group=USER, extra_groups=[], env={"PATH": os.environ["PATH"]})
        if found:
            return found
    return f"{wall}, as a user", [], "an ordinary user can read neither the interpreter nor this checkout"


def in_a_container(*, outcome: bool) -> Tried:
    """The local wall inside of a container that has what containers have by default."""
    mounts = ["--volume", f"{ROOT}:/repo/tree:ro", "--volume", f"{SHARED.parent}:/repo/shared:ro"]
    inside = ["/repo/tree/benchmarks/sandbox/attacks.py", *_only("local", outcome=outcome)]
    command = ["docker", "run", "--rm", "--network", "none", *mounts, "--entrypoint", "python3", image_name(), "-B"]
    name, rows, reason = _elsewhere([*command, *inside]) or (f"local ({WITHOUT})", [], "no engine that has the image")
    return f"{name} in a container", rows, reason


def _only(wall: str, *, outcome: bool) -> list[str]:
    return ["--one", wall, *(["--all"] if outcome else [])]


def _elsewhere(command: list[str], **options: Any) -> Tried | None:
    """What this script says when it is run in another way; None where it cannot be."""
    try:
        done = subprocess.run(command, capture_output=True, check=False, **options)
    except OSError:
        return None
    if done.returncode != 0:
        return None
    name, rows, reason = json.loads(done.stdout)
    return name, [tuple(row) for row in rows], reason


def main() -> None:
    """Try all, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--all", action="store_true", help="a line for each program")
    parser.add_argument("--one", metavar="WALL", help="only this wall, as JSON")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(behind(options.one, outcome=options.all)))
        return
    tried = [behind("local", outcome=options.all), behind("docker", outcome=options.all)]
    if os.geteuid() == 0:
        users = [as_user(wall, outcome=options.all) for wall in ("local", USERS)]
        tried[1:1] = [users[0], behind(WITHOUT, outcome=options.all), users[1]]
        tried.append(in_a_container(outcome=options.all))
    walls = [(name, rows) for name, rows, _ in tried if rows]
    print(f"Linux {platform.release()}\n")
    if not walls:
        sys.exit("; ".join(reason for _, _, reason in tried))
    first = walls[0][1]
    groups = Counter(row[1] for row in first)
    lines = [["what they try", "programs", *(f"held: {name}" for name, _ in walls)]]
    lines.append(["---", *["---:"] * (len(walls) + 1)])
    for group in [*sorted(groups), ""]:
        held = [sum(not row[3] and group in ("", row[1]) for row in rows) for _, rows in walls]
        lines.append([group or "**all**", str(groups[group] if group else len(first)), *map(str, held)])
    print("\n".join(f"| {' | '.join(line)} |" for line in lines))
    wrong = [f"- {name}: {row[0]}: {row[3][:200]}" for name, rows in walls for row in rows if row[3]]
    print("\nNot held:\n\n" + "\n".join(wrong) if wrong else "\nNot held: none.")
    for name, _, reason in tried:
        if reason:
            print(f"\nNot tried: {name}: {reason}")
    if options.all:
        print(f"\n| program | {' | '.join(name for name, _ in walls)} |\n| --- |{' --- |' * len(walls)}")
        for number, row in enumerate(first):
            print(f"| {row[0]} | {' | '.join(rows[number][2] for _, rows in walls)} |")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
