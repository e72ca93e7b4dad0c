"""Tasks that misbehave, where a worker can import them."""

import os
import signal
import time
from typing import NamedTuple

from verifiers.serve.work import Answer


class Unreadable:
    """An answer that comes apart where it is unpacked."""

    def __reduce__(self):
        return _fall_apart, (os.getpid(),)


def _fall_apart(pid):
    if os.getpid() != pid:
        raise AttributeError


class Deed(NamedTuple):
    what: str
    size: int = 1
    runs_programs: bool = False

    def do(self, wall):  # noqa: ARG002
        if self.what == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.what == "sleep":
            time.sleep(600)
        if self.what == "nap":
            time.sleep(0.35)
        if self.what == "unreadable":
            return Unreadable()
        return Answer(self.what.encode(), "done")

    def lost(self, why):
        return Answer(why.encode(), "lost")
