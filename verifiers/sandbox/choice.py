"""Which wall is taken where none is named: the first that the host can really provide, docker before local.

Both are walls in full; docker's comes first because its image brings the same compilers to every host.
"""

from __future__ import annotations

from verifiers.sandbox.run import SandboxUnavailableError
from verifiers.sandbox.walls import Wall

WALLS = ("docker", "local")


def make_wall(name: str | None, python: str | None = None) -> Wall:
    """The wall of this name, or the first of all that can be had. Raises SandboxUnavailableError."""
    if name == "local":
        from verifiers.sandbox.local import LocalWall

        return LocalWall(python)
    if name == "docker":
        from verifiers.sandbox.docker import DockerWall

        return DockerWall()
    if name is not None:
        msg = f"there is no wall {name!r}: there are {' and '.join(WALLS)}"
        raise ValueError(msg)
    reasons = []
    for candidate in WALLS:
        try:
            return make_wall(candidate, python)
        except SandboxUnavailableError as error:  # noqa: PERF203 - two tries
            reasons.append(str(error))
    msg = f"no sandbox can be had: {'; '.join(reasons)} (`verify-cli doctor` says more)"
    raise SandboxUnavailableError(msg)
