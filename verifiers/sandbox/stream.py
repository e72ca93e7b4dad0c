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
        # The connection itself, taken from the library's objects: a copy of it that one of them kept would outlive ours
        # in every fork, and the container with it. Two descriptors, because a poll set has one entry for each.
        self.to_runner = getattr(socket, "_sock", socket).detach()
        self.from_runner = os.dup(self.to_runner)
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
        """The last line of standard error, as far as it has been read."""
        return self._errors.decode(errors="replace").strip().rpartition("\n")[2]

    def close(self) -> None:
        """Close it before it has been given to anybody."""
        os.close(self.to_runner)
        os.close(self.from_runner)
