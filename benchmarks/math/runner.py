"""Runs a grader over pairs in a process of its own that is killed when a pair takes too long."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pairs import Pair

WORKER = Path(__file__).with_name("worker.py")
WALL_SECONDS = 10.0
START_SECONDS = 120.0
READ_SECONDS = 0.01
"""Replies are read so often and not one by one: a reader that wakes up disturbs a grader that takes microseconds."""


class Result(NamedTuple):
    """What a grader said of a pair. `killed`: it did not answer within the bound; its CPU time is then the bound."""

    pair: Pair
    accepted: bool | None
    cpu: float
    outcome: str = ""
    evidence: str = ""
    explanation: str = ""
    killed: bool = False

    @property
    def right(self) -> bool:
        """Whether the verdict is the label; declining is right for no pair that should be accepted."""
        return (self.accepted is True) == self.pair.label


class NotInstalled(Exception):  # noqa: N818 - it is a state of the machine, not an error
    """The interpreter cannot import the grader."""


class Grader:
    """A grader in its own process, restarted after it was killed."""

    def __init__(self, name: str, *, python: str = sys.executable, wall_seconds: float = WALL_SECONDS) -> None:
        self.name = name
        self.wall_seconds = wall_seconds
        self._python = python
        self._process: subprocess.Popen[bytes] | None = None
        self._pending = b""
        self.version = ""
        self._start()

    def __enter__(self) -> Grader:  # noqa: PYI034 - `Self` needs a later Python than the oldest that we support
        return self

    def __exit__(self, *_: object) -> None:
        self._kill()

    def threads(self) -> bool:
        """Whether it may be called from a thread."""
        self._send("threads")
        reply = self._reply()
        return reply is not None and bool(reply["threads"])

    def grade(self, pairs: Sequence[Pair]) -> Iterator[Result]:
        """Grade each pair.

        All are sent at once and graded without a pause, as a trainer's batch is: a process that sleeps between pairs
        meets each with a cold processor, and a small time is then the time of waking up.
        """
        sent = False
        for number, pair in enumerate(pairs):
            if not sent:  # or lost with a process that was killed
                self._send([{"gold": pair.gold, "completion": pair.completion} for pair in pairs[number:]])
            reply = self._reply()
            sent = reply is not None
            if reply is None:
                yield Result(pair, accepted=False, cpu=self.wall_seconds, outcome="killed", killed=True)
                continue
            outcome, _, rest = reply["evidence"].partition("\t")
            evidence, _, explanation = rest.partition("\t")
            yield Result(pair, reply["accepted"], reply["cpu"], outcome, evidence, explanation)

    def _start(self) -> None:
        # A session of its own, so that a kill reaches whatever the grader has forked. A fixed hash seed, as sympy's
        # order of arguments, and with it the time it takes, depends on it.
        environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONWARNINGS": "ignore"}
        self._process = subprocess.Popen(
            [self._python, str(WORKER), self.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        self._pending = b""
        reply = self._read(START_SECONDS)
        if reply is None or "missing" in reply:
            self._kill()
            raise NotInstalled(reply["missing"] if reply else "the process did not start")
        self.version = reply["version"]

    def _send(self, request: Any) -> None:
        if self._process is None:
            self._start()
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            self._kill()

    def _reply(self) -> dict[str, Any] | None:
        """The next reply, or `None`: the process has ended, or was killed as none came in time."""
        reply = None if self._process is None else self._read(self.wall_seconds)
        if reply is None:
            self._kill()
        return reply

    def _read(self, seconds: float) -> dict[str, Any] | None:
        """Read a line, or give `None` when it does not come in time or the process has ended."""
        assert self._process is not None
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        while b"\n" not in self._pending:
            time.sleep(READ_SECONDS)
            ready, _, _ = select.select([descriptor], [], [], seconds)
            chunk = os.read(descriptor, 1 << 16) if ready else b""
            if not chunk:
                return None
            self._pending += chunk
        line, _, self._pending = self._pending.partition(b"\n")
        reply: dict[str, Any] = json.loads(line)
        return reply

    def _kill(self) -> None:
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, 9)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            with contextlib.suppress(BrokenPipeError):
                stream.close()
        self._process = None
