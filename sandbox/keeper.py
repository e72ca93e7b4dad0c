"""The local wall's stage where no namespaces can be made: it keeps the runner, and lets nothing outlive it.

Command line: `python3 -I -S keeper.py CONFIGURATION`, that of the runner and

    place     an existing folder of the host, in which the slot's scratch is made

The keeper is the parent of the runner and, by prctl(2), of everything below it that loses its own. When the runner has
ended, or the driver has, it kills until it has no child left: then nothing of the slot is left, because whatever loses
its parent becomes a child of the keeper. It reads nothing from anybody and no run can send it a signal.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import sys
import tempfile
import time
from typing import Any

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import confine
import processes
import runner
import scratch

SECONDS = 30.0
"""For killed processes to be gone: memory of gigabytes takes a while to be given back."""


def _make_scratch(place: str, *, others: bool) -> str:
    """A folder that only this slot's runs are told of; those of another slot cannot write to it (Landlock).

    others: runs have users of their own.
    """
    top = tempfile.mkdtemp(prefix="verify-cli-", dir=place)
    if others:
        os.chmod(top, 0o711)
    for name in ("work", "tmp"):
        os.mkdir(f"{top}/{name}")
        os.chmod(f"{top}/{name}", scratch.MODE)
    return top


def _start(configuration: dict[str, Any]) -> int:
    """The runner, as a child that dies with us."""
    pid = os.fork()
    if pid:
        return pid
    try:
        confine.prctl(confine.PR_SET_PDEATHSIG, signal.SIGKILL)
        confine.prctl(confine.PR_SET_CHILD_SUBREAPER, 1)
        runner.main(configuration)
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
    finally:
        os._exit(1)


def _watch(child: int, driver: int) -> None:
    """Wait until the runner has ended or the driver has died."""
    poll = select.poll()
    for descriptor in (os.pidfd_open(child), driver):
        if descriptor >= 0:
            poll.register(descriptor, select.POLLIN)
    poll.poll()


def _sweep(users: list[int] | None) -> None:
    """Kill what is left, until we are childless."""
    first, count = users or (-1, 0)
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        for pid in processes.descendants(os.getpid()):
            user = processes.user_of(pid)
            if user is not None and first <= user < first + count:
                processes.kill_user(user)
            else:
                processes.send(pid, signal.SIGKILL)
        time.sleep(0.001)


def main(configuration: dict[str, Any]) -> None:
    """Keep a runner to its end."""
    os.umask(0o022)
    top = _make_scratch(configuration.pop("place"), others=configuration["users"] is not None)
    folders = [f"{top}/work", f"{top}/tmp"]
    try:
        os.environ.update(HOME=folders[0], TMPDIR=folders[1])
        confine.prctl(confine.PR_SET_CHILD_SUBREAPER, 1)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # it ends with its runner or its driver
        child = _start({**configuration, "scratch": folders})
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1):
            os.dup2(nothing, descriptor)
        try:
            _watch(child, configuration["driver"])
        finally:
            processes.kill(child)
            _sweep(configuration["users"])
    finally:
        scratch.empty(folders, -1)
        shutil.rmtree(top, ignore_errors=True)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
