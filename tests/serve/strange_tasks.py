"""Tasks that misbehave, where a worker can import them."""

import os
import signal
from typing import NamedTuple

from verifiers.serve.work import Answer


class Deed(NamedTuple):
    what: str
    size: int = 1

    def do(self, wall):  # noqa: ARG002
        if self.what == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        return Answer(self.what.encode(), "done")

    def lost(self, why):
        return Answer(why.encode(), "lost")
