"""The Docker Engine: how we speak to it, and what we say when it does not answer.

The package `docker` is imported on first use. The engine is the one of the environment (DOCKER_HOST and its kind), else
the host's own.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from verifiers.sandbox.run import SandboxUnavailableError

if TYPE_CHECKING:
    from docker import APIClient

TIMEOUT_SECONDS = 120.0
"""For one answer. The engine does one thing at a time where disks are slow; what takes longer is a fault."""
_SERVER_ERROR = 500


class EngineAwayError(SandboxUnavailableError):
    """The engine does not answer now. It may have been restarted: what was running is lost, trying again is not."""


class ImageAbsentError(SandboxUnavailableError):
    """The engine has no image for slots."""


def address() -> str:
    """Where the engine is expected."""
    return os.environ.get("DOCKER_HOST") or "unix:///var/run/docker.sock"


def connect() -> APIClient:
    """A client of an engine that answers. Raises SandboxUnavailableError."""
    try:
        import docker
    except ImportError as error:
        msg = "the docker sandbox needs the Python package `docker`: install it into this environment"
        raise SandboxUnavailableError(msg) from error
    settings: dict[str, Any] = docker.utils.kwargs_from_env()
    # The client would open an SSL socket or a process of ssh, of which there is no descriptor to poll.
    if settings.get("tls") or address().startswith(("https:", "ssh:")):
        msg = f"the docker sandbox needs an engine on a plain socket, not {address()}: set DOCKER_HOST=unix://…"
        raise SandboxUnavailableError(msg)
    with explained():
        return _client(**settings)


def _client(**settings: Any) -> APIClient:
    """A client in the engine's version, which the library's own way to find leaves connections open where it fails."""
    from docker import APIClient
    from docker.constants import DEFAULT_DOCKER_API_VERSION

    first = APIClient(timeout=TIMEOUT_SECONDS, version=DEFAULT_DOCKER_API_VERSION, **settings)
    try:
        version = first.version(api_version=False)["ApiVersion"]
    finally:
        first.close()
    return APIClient(timeout=TIMEOUT_SECONDS, version=version, **settings)


def _knock(where: str) -> None:
    """Raise OSError where nobody listens: the library would, but leaves its socket open then."""
    if where.startswith("unix:"):
        with socket.socket(socket.AF_UNIX) as knocking:
            knocking.connect("/" + where.removeprefix("unix:").lstrip("/"))


@contextlib.contextmanager
def explained(image: str = "") -> Iterator[None]:
    """Turn what the engine or the way to it answers into one sentence that says what to do."""
    import docker.errors
    import requests

    try:
        _knock(address())
        yield
    except docker.errors.ImageNotFound as error:
        msg = f"the Docker Engine has no image {image}: build it with `verify-cli sandbox build`"
        raise ImageAbsentError(msg) from error
    except docker.errors.APIError as error:
        if image and error.status_code == 404 and "image" in str(error.explanation).lower():
            msg = f"the Docker Engine has no image {image}: build it with `verify-cli sandbox build`"
            raise ImageAbsentError(msg) from error
        kind = EngineAwayError if (error.status_code or _SERVER_ERROR) >= _SERVER_ERROR else SandboxUnavailableError
        msg = f"the Docker Engine refuses: {_one_line(error.explanation or error)}"
        raise kind(msg) from error
    except (docker.errors.DockerException, requests.exceptions.RequestException, OSError) as error:
        raise _away(error) from error


def _away(error: BaseException) -> SandboxUnavailableError:
    cause = _cause(error, set())
    where = address()
    if isinstance(cause, PermissionError):
        return SandboxUnavailableError(
            f"this user may not speak to the Docker Engine at {where}: "
            "add it to the group `docker` (usermod -aG docker NAME) and log in again"
        )
    if isinstance(cause, FileNotFoundError):
        return EngineAwayError(
            f"there is no Docker Engine at {where}: install one (docker.io on Debian and Ubuntu) and start it, "
            "or set DOCKER_HOST"
        )
    if isinstance(cause, ConnectionRefusedError):
        return EngineAwayError(f"the Docker Engine at {where} is not running: start it (systemctl start docker)")
    return EngineAwayError(f"the Docker Engine at {where} does not answer: {_one_line(error)}")


def _cause(error: object, seen: set[int]) -> OSError | None:
    """The system's error below those of three libraries, which keep it as a cause, a context or an argument."""
    if isinstance(error, PermissionError | FileNotFoundError | ConnectionRefusedError):
        return error
    if not isinstance(error, BaseException) or id(error) in seen:
        return None
    seen.add(id(error))
    for inner in (error.__cause__, error.__context__, *error.args, getattr(error, "reason", None)):
        found = _cause(inner, seen)
        if found is not None:
            return found
    return None


def _one_line(text: object) -> str:
    return " ".join(str(text).split())[:500]
