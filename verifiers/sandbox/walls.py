"""What every wall gives: slots, started and ended. And where the files for the inside of a slot lie."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from verifiers.sandbox.run import Program, SandboxUnavailableError

_BESIDE = Path(__file__).resolve().parents[1]


def files_for_slots() -> Path:
    """The folder `sandbox`: in the wheel inside of the package, in a checkout beside it."""
    places = (_BESIDE / "_sandbox", _BESIDE.parent / "sandbox")
    found = next((place for place in places if (place / "runner.py").is_file()), None)
    if found is None:
        msg = "the files that run inside of the sandbox are missing from this installation: install verify-cli again"
        raise SandboxUnavailableError(msg)
    return found


class Started(Protocol):
    """A slot whose runner has been started. Its pipes are descriptors, and the wire's to close."""

    to_runner: int
    from_runner: int

    @property
    def unwrap(self) -> Callable[[bytes], bytes] | None:
        """What makes frames of what comes, where the wall wraps them into something else."""

    def end(self) -> None:
        """End it with all that is in it, now. May be called again, from any thread."""

    def last_words(self) -> str:
        """What was said on standard error, shortened: for the message when it does not start."""


class Wall(Protocol):
    """A way to start slots."""

    @property
    def name(self) -> str:
        """`local` or `docker`, and the level: what tables and messages say."""

    def start(self, number: int) -> Started:
        """Start a slot. Raises SandboxUnavailableError."""

    def accepts(self, ready: dict[str, Any]) -> str:
        """What is missing, as the runner's first frame shows; empty if nothing."""

    def close(self) -> None:
        """Let go of what all slots share."""


@runtime_checkable
class Prepares(Protocol):
    """A wall that has something to do when a program is to be compiled."""

    def prepare(self, program: Program) -> None:
        """Do it, or begin to."""
