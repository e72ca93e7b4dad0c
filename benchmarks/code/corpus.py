"""The attack programs and honest controls as tasks: each program with each form of tests that it is for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "sandbox"))

from attack_corpus import ANY, LANGUAGES, SHARED, TESTS, header, programs  # noqa: E402

COMBINE = [[[1, 2], 3], [[10, -4], 6], [[123456, 654321], 777777]]
CALLS: dict[str, tuple[str, list[Any]]] = {
    "func": ("combine", COMBINE),
    "func-method": ("combine", COMBINE),
    "func-list": ("sort_desc", [[[[3, 1, 2]], [3, 2, 1]], [[[5, 9, 7, 1]], [9, 7, 5, 1]]]),
    "func-pair": ("pair", [[[1, 2], [1, 2]], [[7, -7], [7, -7]]]),
}
_ASSERTIONS = [f"assert {{}}({args[0]}, {args[1]}) == {result}" for args, result in COMBINE]
CHECK = "def check(candidate):\n" + "".join(f"    {line.format('candidate')}\n" for line in _ASSERTIONS)
PYTEST = "from solution import combine\n\n\ndef test_sums():\n" + "".join(
    f"    {line.format('combine')}\n" for line in _ASSERTIONS
)
CPP = "int main() {\n    auto candidate = combine;\n" + "".join(
    f"    assert(candidate(({args[0]}), ({args[1]})) == ({result}));\n" for args, result in COMBINE
)

_KINDS = {
    "exit0": "early exit",
    "eq cmp nonzero unicode carriage output_numeric output_one hardcode": "comparison",
    "patch frame mutate profile pickle repr cyclic redefine overwrite result": "tampering",
    "spoof": "forgery",
    "read env host": "reading",
    "kill stop renice catch": "the runner",
    "state daemon poison fifo cleanup": "state",
    "net docker ns cgroup suid": "escape",
    "cpp": "C++",
}
KIND_ELSE = "exhaustion"
KINDS = (*_KINDS.values(), KIND_ELSE)


class Attempt(NamedTuple):
    """A program with tests.

    task: as peers.py has it, with the program's `language`. honest: a control, which must be accepted. policy: either
    verdict is right.
    """

    name: str
    kind: str
    task: dict[str, Any]
    honest: bool
    policy: bool


def kind(path: Path) -> str:
    """What an attack tries, by the first words of its name."""
    for names, found in _KINDS.items():
        if any(path.name.startswith(f"{name}_") or path.stem == name for name in names.split()):
            return found
    return KIND_ELSE


def tests(path: Path) -> Iterator[dict[str, Any]]:
    """The tests of a program, by the modes of its first line; `any`: as a program, as a function, by assertions."""
    modes, _ = header(path)
    python = path.suffix == ".py"
    if "any" in modes:
        modes = ["stdin", "func", "assert"] if python else ["stdin"]
    for mode in modes:
        if mode.startswith("stdin"):
            cases = [[stdin.decode(), f"{right.decode()}\n"] for stdin, right in TESTS.get(mode, ANY)]
            yield {"form": "stdin", "cases": cases}
        elif mode in CALLS:
            entry, calls = CALLS[mode]
            yield {"form": "call", "entry": entry, "cases": calls}
        elif mode == "assert":
            yield {"form": "assert", "entry": "combine", "test": CHECK if python else f"{CPP}}}\n"}
        else:
            yield {"form": mode, "test": PYTEST}


def attempts() -> list[Attempt]:
    """All programs with all their tests."""
    found = []
    for path in (*programs(SHARED), *programs(SHARED / "controls")):
        honest = path.parent != SHARED
        for test in tests(path):
            task = {"source": path.read_text(), "language": LANGUAGES[path.suffix], **test}
            found.append(Attempt(path.name, kind(path), task, honest, "POLICY" in header(path)[1]))
    return found
