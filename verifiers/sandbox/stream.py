"""An attached connection: standard input goes in as it is, standard output and error come out in one stream of chunks.

A chunk is a head of eight bytes (which of the two; three zeros; a length, big-endian) and so many bytes.
"""

from __future__ import annotations

import os
import struct
from typing import Any

_HEAD = struct.Struct(">B3xI")
_STDERR = 2
_LAST_WORDS = 2000


class Stream:
    """Two descriptors of one connection, and the taking apart of what comes over it."""

    def __init__(self, socket: Any) -> None:
        # Descriptors of our own: the library's object closes its own with the response that it belongs to. Two, because
        # a poll set has one entry for each.
        self.to_runner, self.from_runner = os.dup(socket.fileno()), os.dup(socket.fileno())
        socket.close()
        self._head = bytearray()
        self._left = 0
        self._kind = 0
        self._errors = b""

    def unwrap(self, data: bytes) -> bytes:
        """What standard output has in a piece of the stream; standard error is kept for `last_words`."""
        output = []
        at = 0
        while at < len(data):
            if not self._left:
                missing = _HEAD.size - len(self._head)
                self._head += data[at : at + missing]
                at += missing
                if len(self._head) < _HEAD.size:
                    break
                self._kind, self._left = _HEAD.unpack(self._head)
                self._head.clear()
                continue
            piece = data[at : at + self._left]
            at += len(piece)
            self._left -= len(piece)
            if self._kind == _STDERR:
                self._errors = (self._errors + piece)[-_LAST_WORDS:]
            else:
                output.append(piece)
        return output[0] if len(output) == 1 else b"".join(output)

    def last_words(self) -> str:
        """The end of standard error, as far as it has been read."""
        return self._errors.decode(errors="replace").strip()

    def close(self) -> None:
        """Close it before it has been given to anybody."""
        os.close(self.to_runner)
        os.close(self.from_runner)
