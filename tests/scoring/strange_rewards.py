"""Rewards that misbehave, importable by worker processes (which have this process's path)."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import ClassVar

from verifiers.verdict import Verdict


@dataclass(frozen=True)
class Strange:
    """Does what the completion says."""

    name: str = "strange"
    columns: ClassVar[tuple[str, ...]] = ()

    def grade(self, completion, reference=None, *, prompt=None, **columns):  # noqa: ARG002 - as rewards are called
        word, _, rest = completion.partition(" ")
        if word == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif word == "parent":
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(20)
        elif word == "exit":
            os._exit(3)
        elif word == "raise":
            raise KeyError(rest)
        elif word == "sleep":
            time.sleep(float(rest))
        elif word == "print":
            print(rest)  # noqa: T201 - into what a careless worker would take for its answers
        elif word == "child":
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
            return Verdict(1.0, "correct", "", {"pids": [os.getpid(), child.pid]})
        return Verdict(1.0, "correct", "", {"pids": [os.getpid()]})
