"""A worker process, as the process that started it sees it.

A worker is a child of its own (`python -c …`, not multiprocessing: spawn would run the caller's script again, and fork
is unsafe where threads are) that speaks pickles over its standard input and output. It leads a process group of its
own: it does not see the terminal's Ctrl-C, and it goes down with its children.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Protocol

from verifiers.errors import ScoringError

_CODE = "import sys; sys.path[:] = sys.argv[1:]; from verifiers.workers.process import main; main()"


class WorkerDiedError(Exception):
    """The worker ended before it answered; its text says how."""


class Worker(Protocol):
    """Who grades, one chunk at a time."""

    def begin(self, scorer: Any) -> None:
        """Take the scorer. Raises WorkerDiedError, or ScoringError when no other worker could either."""

    def score(self, items: Sequence[Any]) -> list[Any]:
        """What the scorer says of the first items: of all, unless that takes too long. Raises WorkerDiedError."""

    def kill(self) -> None:
        """End it, busy or not."""


class Child:
    """One worker process. Raises ScoringError where it cannot be started."""

    def __init__(self) -> None:
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _CODE, *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            msg = f"cannot start a worker process: {error.strerror}"
            raise ScoringError(msg) from error
        self._stdin, self._stdout = self._process.stdin, self._process.stdout

    def begin(self, scorer: Any) -> None:
        """Hand over the scorer. Raises WorkerDiedError if the process cannot load it: then no item is to blame."""
        self._ask(scorer)

    def score(self, items: Sequence[Any]) -> list[Any]:
        """What the scorer says of the first items: of all, unless that takes too long. Raises WorkerDiedError."""
        return self._ask(list(items))  # type: ignore[no-any-return]

    def _ask(self, question: Any) -> Any:
        assert self._stdin is not None
        assert self._stdout is not None
        data = pickle.dumps(question, protocol=pickle.HIGHEST_PROTOCOL)
        try:
            self._stdin.write(data)
            self._stdin.flush()
            return pickle.load(self._stdout)  # noqa: S301 - from our own child
        except (OSError, EOFError, pickle.UnpicklingError, ValueError):
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(1)  # its pipes close a moment before it has ended, and how it ends is of interest
            self.kill()
            raise WorkerDiedError(_how(self._process.returncode)) from None
        except Exception as error:
            self.kill()  # what is in its pipe now is nobody's answer
            msg = f"its answer could not be read ({type(error).__name__})"
            raise WorkerDiedError(msg) from error

    def kill(self) -> None:
        """End it with all its children."""
        if self._process.returncode is None:  # else its number may be another's by now
            with suppress(ProcessLookupError, PermissionError):  # it has just ended
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._stdin, self._stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()


def _how(code: int) -> str:
    if code >= 0:
        return f"the process that graded this line ended with code {code}"
    name = next((known.name for known in signal.Signals if known == -code), f"signal {-code}")
    return f"the process that graded this line was ended by {name}"
