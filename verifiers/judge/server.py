"""Where a model answers, and what is said when it does not."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit


class ServerError(Exception):
    """There is no reply; the text says why in one sentence without its full stop. It never holds a key."""


class Server(NamedTuple):
    """Where a model answers.

    url: up to and with `/v1`. key: the environment's variable that has the API key; it is read for each request.
    deadline: seconds for a reply, with all attempts.
    """

    url: str
    model: str
    key: str
    deadline: float


def check_url(url: str) -> None:
    """Raises ValueError for what is no address of a server, and for one that holds a password."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        msg = f"the url of a judge is like http://127.0.0.1:8000/v1, not {url!r}"
        raise ValueError(msg)
    if parts.username or parts.password:
        msg = "the url of a judge holds no user or password: put the API key into the environment"
        raise ValueError(msg)
