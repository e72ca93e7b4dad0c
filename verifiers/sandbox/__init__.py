"""Run programs that nobody trusts: `open_sandbox`, `Program`, `Limits`, `RunResult`.

    from verifiers.sandbox import open_sandbox, Program, Limits

    with open_sandbox() as sandbox:
        result = sandbox.run(Program(language="python", source="print(input())"), stdin=b"hello")

What a run can reach is decided by the wall (`local`: the kernel alone) and, inside of it, by sandbox/runner.py.
"""

from __future__ import annotations

from typing import Literal

from verifiers.sandbox.run import (
    COMPILE_LIMITS,
    Limits,
    Program,
    RunOutcome,
    RunResult,
    SandboxUnavailable,
    SandboxUnavailableError,
)
from verifiers.sandbox.sandbox import Sandbox
from verifiers.sandbox.walls import Wall

__all__ = [
    "COMPILE_LIMITS",
    "Limits",
    "Program",
    "RunOutcome",
    "RunResult",
    "Sandbox",
    "SandboxUnavailable",
    "open_sandbox",
]


def open_sandbox(
    wall: Literal["local"] | Wall | None = None,
    *,
    slots: int | None = None,
    compile_limits: Limits = COMPILE_LIMITS,
    python: str | None = None,
) -> Sandbox:
    """Open a sandbox.

    wall: which one; `None` takes the best that this host has.
    slots: programs that run at a time; by default one for each CPU.
    compile_limits: for compilers.
    python: the interpreter for programs in Python; by default the one below this process's virtual environment.

    Raises SandboxUnavailable, in one sentence, when the host cannot provide it: never is a weaker wall taken in silence.
    """
    if slots is not None and slots < 1:
        msg = f"slots must be at least 1, not {slots}"
        raise ValueError(msg)
    return Sandbox(_wall(wall, python), slots, compile_limits)


def _wall(wall: Literal["local"] | Wall | None, python: str | None) -> Wall:
    from verifiers.sandbox.local import LocalWall

    if wall is None or wall == "local":
        return LocalWall(python)
    if isinstance(wall, str):
        msg = f"there is no wall {wall!r}"
        raise ValueError(msg)
    return wall
