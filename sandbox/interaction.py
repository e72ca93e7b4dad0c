"""An interactor of the tests and a program, joined by pipes: two processes of one run.

Standard input, JSON: {"program", "interactor": {"argv", "environment"}}. What they need lies in the folders of these
names already. Standard output, JSON: {"program", "interactor": {"status", "cpu"}, "said", "output"}: statuses as
wait(2) gives them (null: we ended it), what the interactor wrote to standard error, and what it left in output.txt.

The program lives under Landlock rules of its own: of scratch it reaches its own folder alone, and it can neither trace
nor (from Linux 6.12 on) signal what is outside. Where the kernel has no Landlock, nothing is run: exit code 77.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from typing import Any, NoReturn

import confine

NO_LANDLOCK = 77
GRACE_SECONDS = 1.0
"""For the program to end, after the interactor has."""
MAX_SAID = 64 << 10
MAX_OUTPUT = 8 << 20
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


def main() -> None:
    """Run both and say how they ended."""
    asked = json.load(sys.stdin)
    if confine.landlock_abi() == 0:
        os._exit(NO_LANDLOCK)
    folders = {name: os.path.abspath(name) for name in ("program", "interactor")}
    for folder in folders.values():
        os.makedirs(folder, exist_ok=True)
        for name in os.listdir(folder):
            os.chmod(os.path.join(folder, name), 0o755)
    from_program, to_interactor = os.pipe()
    from_interactor, to_program = os.pipe()
    said = os.open("said", os.O_RDWR | os.O_CREAT, 0o600)
    nothing = os.open(os.devnull, os.O_RDWR)
    interactor = _start(asked["interactor"], folders["interactor"], (from_program, to_program, said), "")
    program = _start(
        asked["program"], folders["program"], (from_interactor, to_interactor, nothing), folders["program"]
    )
    for descriptor in (from_program, to_interactor, from_interactor, to_program):
        os.close(descriptor)
    ended = _wait(program, interactor)
    answer = {
        "program": ended.get(program, {"status": None, "cpu": 0.0}),
        "interactor": ended.get(interactor, {"status": None, "cpu": 0.0}),
        "said": os.pread(said, MAX_SAID, 0).decode("utf-8", "replace"),
        "output": _output(os.path.join(folders["interactor"], "output.txt")),
    }
    print(json.dumps(answer), flush=True)
    os._exit(0)


def _start(asked: dict[str, Any], folder: str, streams: tuple[int, int, int], only: str) -> int:
    """A process in its folder. only: what of scratch it may reach, under rules of its own."""
    pid = os.fork()
    if pid == 0:
        _become(asked, folder, streams, only)
    return pid


def _become(asked: dict[str, Any], folder: str, streams: tuple[int, int, int], only: str) -> NoReturn:
    try:
        for target, descriptor in enumerate(streams):
            os.dup2(descriptor, target)
        os.setpgid(0, 0)
        os.chdir(folder)
        if only:
            confine.landlock_enter(confine.landlock_rules(_system(only), [only, *_DEVICES]))
        confine.close_from(3)
        for number in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
        os.environ.update(dict(one.split("=", 1) for one in asked["environment"]), TMPDIR=folder, HOME=folder)
        argv = [word.replace("{python}", sys.executable).replace("{tmp}", folder) for word in asked["argv"]]
        os.execvp(argv[0], argv)
    finally:
        os._exit(127)


def _system(folder: str) -> list[str]:
    """What lies at the root, without the folders that hold scratch: the host's own rules hold beside these."""
    top = folder.split("/")[1]
    return [f"/{name}" for name in os.listdir("/") if name not in (top, "tmp", "dev", "work")]


def _wait(program: int, interactor: int) -> dict[int, dict[str, Any]]:
    """How each has ended. After the interactor, the program has a moment left."""
    ended: dict[int, dict[str, Any]] = {}
    until = None
    while len(ended) < 2:
        pid, status, usage = os.wait4(-1, 0 if until is None else os.WNOHANG)
        if pid in (program, interactor):
            ended[pid] = {"status": status, "cpu": usage.ru_utime + usage.ru_stime}
            if pid == interactor:
                until = time.monotonic() + GRACE_SECONDS
        elif pid == 0 and until is not None:
            if time.monotonic() > until:
                os.killpg(program, signal.SIGKILL)
                os.waitpid(program, 0)
                return ended
            time.sleep(0.002)
    return ended


def _output(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read(MAX_OUTPUT)
    except OSError:
        return ""
