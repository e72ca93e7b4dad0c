"""What a protocol is to the service: how a body becomes tasks, and their answers a response."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from verifiers.serve.work import Answer, Task


@dataclass(frozen=True)
class Protocol:
    """One of the protocols that we speak.

    tasks: from the body. Raises RefusedError(422).
    response: from the answers, in JSON. May raise RefusedError.
    patience: after how many seconds a client of it gives up, as its request says; then 504 comes before that.
    full: the status where there is no room, or no more is taken; `None`: 429 and 503.
    """

    tasks: Callable[[bytes], Sequence[Task]]
    response: Callable[[Sequence[Answer]], bytes]
    full: int | None = None
    patience: Callable[[Sequence[Task]], float] = lambda _: math.inf
