"""The wire to a runner: frames out, answers in, in one thread and without a deadlock.

The runner's own description of the wire is at the top of sandbox/runner.py. What comes back is read with bounds:
the runner is ours, and its slot holds programs that are not.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import struct
import time
from collections.abc import Callable
from typing import Any

_HEAD = struct.Struct(">II")
_MAX_HEADER = 1 << 20
_MAX_BODY = 1 << 30
_READ = 1 << 20
SILENCE_SECONDS = 15.0
"""A runner says every second that it is there. One that has been stopped, or whose machine is gone, does not; one that
waits for a processor, on a machine of a hundred times its load, does."""
_AHEAD = 4 << 20
"""Bytes of requests that are made ready beyond what the runner has taken."""

Answer = tuple[dict[str, Any], list[bytes]]


class WireError(Exception):
    """The runner is gone, silent for too long, or talks nonsense: the slot is of no more use."""


def frame(header: dict[str, Any], body: bytes = b"") -> bytes:
    """A request as bytes."""
    text = json.dumps(header).encode()
    return _HEAD.pack(len(text), len(body)) + text + body


class Wire:
    """Both ends of a runner's pipes, which it closes."""

    def __init__(
        self,
        to_runner: int,
        from_runner: int,
        unwrap: Callable[[bytes], bytes] | None = None,
        yields: Callable[[bool, bool], None] = lambda *_: None,
    ) -> None:
        """yields: is told whether the run in progress is asleep, and whether it is long."""
        self._out, self._in, self._unwrap, self._yields = to_runner, from_runner, unwrap, yields
        for descriptor in (to_runner, from_runner):
            os.set_blocking(descriptor, False)
        self._unsent = bytearray()
        self._received = bytearray()
        self.closed = False

    def close(self) -> None:
        """Close the pipes: the end of the slot."""
        if not self.closed:
            self.closed = True
            for descriptor in {self._out, self._in}:
                with contextlib.suppress(OSError):
                    os.close(descriptor)

    def exchange(
        self, more: Callable[[], bytes | None], wanted: Callable[[], bool], patience: Callable[[], float]
    ) -> list[Answer]:
        """Send what `more` gives while it gives any, until an answer is there or nothing is `wanted`.

        Raises WireError when the runner says nothing for SILENCE_SECONDS, or does not answer for `patience` seconds,
        which are asked for anew: they hang on what has been sent meanwhile.
        """
        answers: list[Answer] = []
        since = time.monotonic()
        while True:
            while len(self._unsent) < _AHEAD and (request := more()) is not None:
                self._unsent += request
            while (answer := self._take()) is not None:
                if "beat" in answer[0]:
                    self._yields(answer[0]["asleep"], answer[0]["long"])
                else:
                    answers.append(answer)
            if answers or not (wanted() or self._unsent):
                return answers
            if self._move(min(since + patience() - time.monotonic(), SILENCE_SECONDS)) and self._unsent:
                since = time.monotonic()

    def _move(self, seconds: float) -> bool:
        if self.closed:
            msg = "the slot has been closed"
            raise WireError(msg)
        poll = select.poll()  # select() fails on descriptors above 1023, and trainers have many
        poll.register(self._in, select.POLLIN)
        if self._unsent:
            poll.register(self._out, select.POLLOUT)
        ready = dict(poll.poll(max(0.0, seconds) * 1000))
        if not ready:
            msg = "the runner has not answered in time"
            raise WireError(msg)
        try:
            if self._unsent and ready.get(self._out, 0):
                del self._unsent[: os.write(self._out, self._unsent[:_READ])]
            if ready.get(self._in, 0):
                data = os.read(self._in, _READ)
                if not data:
                    raise WireError(_GONE)
                self._received += self._unwrap(data) if self._unwrap else data
        except BlockingIOError:
            return False
        except OSError as error:
            raise WireError(_GONE) from error
        return True

    def _take(self) -> Answer | None:
        """One answer, if it is all there."""
        received = self._received
        if len(received) < _HEAD.size:
            return None
        header_size, body_size = _HEAD.unpack_from(received)
        if header_size > _MAX_HEADER or body_size > _MAX_BODY:
            msg = "the runner talks nonsense"
            raise WireError(msg)
        start = _HEAD.size + header_size
        if len(received) < start + body_size:
            return None
        header = json.loads(received[_HEAD.size : start])
        parts = []
        for size in header["sizes"]:
            parts.append(bytes(received[start : start + size]))
            start += size
        del received[:start]
        return header, parts


_GONE = "the runner has gone"
