"""Run programs that nobody trusts: `open_sandbox`, `Program`, `Limits`, `RunResult`.

    from verifiers.sandbox import open_sandbox, Program, Limits

    with open_sandbox() as sandbox:
        result = sandbox.run(Program(language="python", source="print(input())"), stdin=b"hello")

What a run can reach is decided by the wall (`docker`: containers of a Docker Engine; `local`: the kernel alone) and,
inside of it, by sandbox/runner.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from verifiers.sandbox.run import (
    COMPILE_LIMITS,
    Input,
    Limits,
    Program,
    RunOutcome,
    RunResult,
    SandboxUnavailable,
)
from verifiers.sandbox.walls import Wall

if TYPE_CHECKING:
    from verifiers.sandbox.sandbox import Sandbox

__all__ = [
    "COMPILE_LIMITS",
    "Input",
    "Limits",
    "Program",
    "RunOutcome",
    "RunResult",
    "Sandbox",
    "SandboxUnavailable",
    "Wall",
    "open_sandbox",
]


def open_sandbox(
    wall: Literal["docker", "local"] | Wall | None = None,
    *,
    slots: int | None = None,
    compile_limits: Limits = COMPILE_LIMITS,
    python: str | None = None,
) -> Sandbox:
    """Open a sandbox.

    wall: which one; `None` takes the first that this host has, docker before local. One that is configured (another
        image or runtime, say) is made first: `DockerWall(runtime="runsc")` of verifiers.sandbox.docker.
    slots: programs that run at a time; by default one for each CPU.
    compile_limits: for compilers.
    python: the interpreter for programs in Python; by default the one below this process's virtual environment.

    Raises SandboxUnavailable, in one sentence, when the host cannot provide it: there is no falling back to less.
    """
    if slots is not None and slots < 1:
        msg = f"slots must be at least 1, not {slots}"
        raise ValueError(msg)
    from verifiers.sandbox.choice import make_wall
    from verifiers.sandbox.sandbox import Sandbox

    chosen = make_wall(wall, python) if wall is None or isinstance(wall, str) else wall
    return Sandbox(chosen, slots, compile_limits)


def __getattr__(name: str) -> Any:
    """`Sandbox`, which brings threads and an event loop: a reward that only mentions limits does without (PEP 562)."""
    if name != "Sandbox":
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    from verifiers.sandbox.sandbox import Sandbox

    return Sandbox
