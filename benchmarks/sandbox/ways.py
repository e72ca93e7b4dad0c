"""The ways to run a program that are compared: our walls, and what people use without them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cpu_time import daemons, shim
from programs import SLEEP, TRIVIAL, stdins

from verifiers.sandbox import Program, Sandbox, SandboxUnavailable, engine, open_sandbox
from verifiers.sandbox.image import image_name
from verifiers.sandbox.local import LocalWall

LANES = os.cpu_count() or 1
BARE = "python3 -I -S, no isolation"
SYSTEM = "the same, the system's python3"
SAME = "local wall, run_many, the system's python3"
WITHOUT = "the same, without namespaces"

Runs = Callable[[str, Sequence[bytes]], list[bytes]]


@dataclass
class Way:
    """A way to run programs.

    others: processes beside our descendants whose CPU time counts. note: what of it does not.
    """

    name: str
    run: Runs
    others: Callable[[], list[int]] = list
    note: str = ""


def _process(command: Callable[[str], list[str]]) -> Runs:
    """Each run a process of its own."""

    def run(source: str, inputs: Sequence[bytes]) -> list[bytes]:
        words = command(source)

        def one(stdin: bytes) -> bytes:
            return subprocess.run(words, input=stdin, capture_output=True, check=True).stdout

        with ThreadPoolExecutor(LANES) as threads:
            return list(threads.map(one, inputs))

    return run


def _one_by_one(sandbox: Sandbox) -> Runs:
    def run(source: str, inputs: Sequence[bytes]) -> list[bytes]:
        program = Program("python", source)
        with ThreadPoolExecutor(LANES) as threads:
            return [result.stdout for result in threads.map(lambda stdin: sandbox.run(program, stdin), inputs)]

    return run


def batch(sandbox: Sandbox) -> Runs:
    """Runs in one call of `run_many`."""

    def run(source: str, inputs: Sequence[bytes]) -> list[bytes]:
        return [result.stdout for result in sandbox.run_many(Program("python", source), inputs)]

    return run


def container_shims(sandbox: Sandbox) -> list[int]:
    """Of a docker sandbox's slots."""
    api = engine.connect()
    try:
        ids = [slot._started._container for slot in sandbox._slots._all]  # type: ignore[attr-defined]  # noqa: SLF001
        return [shim(api.inspect_container(name)["State"]["Pid"]) for name in ids]
    finally:
        api.close()


def others_of(sandbox: Sandbox) -> list[int]:
    """What works for a sandbox's runs beside our descendants."""
    return [*daemons(), *container_shims(sandbox)] if sandbox.wall.name.startswith("docker") else []


def interpreter() -> str:
    """The one that the local wall takes as well."""
    return str(Path(sys.base_prefix, "bin", f"python3.{sys.version_info.minor}").resolve())


def _bubblewrap(python: str) -> list[str]:
    prefix = str(Path(python).parents[1])
    words = ["bwrap", "--unshare-all", "--die-with-parent", "--clearenv", "--proc", "/proc", "--dev", "/dev"]
    words += ["--tmpfs", "/tmp"]
    for path in ("/usr", "/bin", "/lib", "/lib64"):
        if Path(path).is_symlink():
            words += ["--symlink", str(Path(path).readlink()), path]
        elif Path(path).exists():
            words += ["--ro-bind", path, path]
    return words if prefix.startswith("/usr") else [*words, "--ro-bind", prefix, prefix]


@contextmanager
def _container(image: str) -> Iterator[tuple[str, int]]:
    """A container for `docker exec`, and its first process."""
    command = ["docker", "run", "--detach", *_HARDENED, "--entrypoint", "sleep", image, "infinity"]
    name = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    try:
        asked = ["docker", "inspect", "--format", "{{.State.Pid}}", name]
        yield name, int(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
    finally:
        subprocess.run(["docker", "rm", "--force", name], capture_output=True, check=False)


_HARDENED = ("--network", "none", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")
_PYTHON = ("python3", "-I", "-S", "-c")


def open_walls(stack: ExitStack, left_out: list[str]) -> dict[str, Sandbox]:
    """The walls that can be had here."""
    walls = {}
    for wall in ("local", "docker"):
        try:
            walls[wall] = stack.enter_context(open_sandbox(wall, slots=LANES))
            walls[wall].run_many(Program("python", SLEEP), [b""] * LANES * 4)  # so that all slots are there
        except SandboxUnavailable as error:  # noqa: PERF203
            left_out.append(f"{wall} wall: {error}")
    return walls


def ways(stack: ExitStack, walls: dict[str, Sandbox], left_out: list[str]) -> list[Way]:
    """All that can be had here; the plain process first."""
    python = interpreter()
    found = [Way(BARE, _process(lambda source: [python, *_PYTHON[1:], source]))]
    system = shutil.which("python3", path="/usr/bin")
    if system and not Path(python).samefile(system):
        found.append(Way(SYSTEM, _process(lambda source: [system, *_PYTHON[1:], source])))
    for wall, sandbox in walls.items():
        found += [
            Way(f"{wall} wall, run_many", batch(sandbox), lambda sandbox=sandbox: others_of(sandbox)),  # type: ignore[misc]
            Way(f"{wall} wall, run", _one_by_one(sandbox), lambda sandbox=sandbox: others_of(sandbox)),  # type: ignore[misc]
        ]
    if "local" in walls and len(found) > 1 and found[1].name == SYSTEM:
        sandbox = stack.enter_context(open_sandbox("local", slots=LANES, python=system))
        sandbox.run_many(Program("python", SLEEP), [b""] * LANES * 4)
        found.append(Way(SAME, batch(sandbox)))
        try:
            sandbox = stack.enter_context(open_sandbox(LocalWall(system, level="landlock"), slots=LANES))
            sandbox.run_many(Program("python", SLEEP), [b""] * LANES * 4)
            found.append(Way(WITHOUT, batch(sandbox)))
        except SandboxUnavailable as error:
            left_out.append(f"{WITHOUT}: {error}")
    if shutil.which("bwrap"):
        wrapped = _process(lambda source: [*_bubblewrap(python), python, *_PYTHON[1:], source])
        try:
            wrapped(TRIVIAL, stdins(1))
            found.append(Way("bubblewrap", wrapped, note=">"))
        except subprocess.CalledProcessError as error:
            left_out.append(f"bubblewrap: {error.stderr.decode(errors='replace').strip()}")
    else:
        left_out.append("bubblewrap: not installed")
    if "docker" in walls and shutil.which("docker"):
        image = image_name()
        name, first = stack.enter_context(_container(image))
        others = [*daemons(), shim(first)]
        found += [
            Way(
                "docker exec",
                _process(lambda source: ["docker", "exec", "--interactive", name, *_PYTHON, source]),
                lambda: others,
            ),
            Way(
                "docker run",
                _process(
                    lambda source: [
                        *("docker", "run", "--rm", "--interactive", *_HARDENED, "--entrypoint", _PYTHON[0]),
                        *(image, *_PYTHON[1:], source),
                    ]
                ),
                daemons,
                ">",
            ),
        ]
    else:
        left_out.append("docker exec, docker run: no engine that has the image")
    return found
