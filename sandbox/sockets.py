"""What a run's sockets hold of the kernel's memory, which no limit of a process counts: a pair can hold 200 KB.

Told by the kernel's sock_diag(7), Linux 5.3 and later; elsewhere (gVisor) nothing is counted. Pipes need no counting:
the kernel lets a user without privileges have 64 MB of them, and two pages for each one more.
"""

from __future__ import annotations

import _socket
import struct

_NETLINK_SOCK_DIAG = 4
_BY_FAMILY, _REQUEST, _DUMP, _DONE, _ERROR = 20, 0x1, 0x300, 3, 2
_MEMORY, _USER = 1 << 5, 1 << 6
_HEAD = struct.Struct("=IHHII")
_ASKED = struct.Struct("=BBHIIIII")
_TOLD = 16
_ATTRIBUTE = struct.Struct("=HH")
_OF_MEMORY, _OF_USER = 5, 7
_SENT = 8
"""Of the numbers about memory the third: what waits to be read counts for the socket that has sent it."""
_READ = 1 << 16
_SECONDS = 1.0


class Sockets:
    """A way to ask the kernel, opened once, and again where we have not heard all."""

    def __init__(self) -> None:
        self._open()

    def _open(self) -> None:
        try:
            self._socket = _socket.socket(
                _socket.AF_NETLINK, _socket.SOCK_RAW | _socket.SOCK_CLOEXEC, _NETLINK_SOCK_DIAG
            )
            self._socket.settimeout(_SECONDS)
        except OSError:
            self._socket = None  # type: ignore[assignment]

    def held(self, user: int, enough: int) -> int:
        """Bytes in the sockets of a user, -1: of all in this network namespace. No longer counted from enough on.

        Who fills thousands has the processors while we count them, and fills more.
        """
        if self._socket is None:
            return 0
        asked = _ASKED.pack(_socket.AF_UNIX, 0, 0, 0xFFFFFFFF, 0, _MEMORY | _USER, 0, 0)
        try:
            self._socket.send(_HEAD.pack(_HEAD.size + len(asked), _BY_FAMILY, _REQUEST | _DUMP, 1, 0) + asked)
            total, more = 0, True
            while more and total <= enough:
                counted, more = _sum(self._socket.recv(_READ), user)
                total += counted
            if more:
                self._socket.close()
                self._open()
        except OSError:
            self._socket = None  # type: ignore[assignment] # it does not know how, or it has lost count
            return 0
        return total


def _sum(answer: bytes, user: int) -> tuple[int, bool]:
    """What the sockets of a user in a piece of the answer hold, and whether there is more."""
    total = at = 0
    while at + _HEAD.size <= len(answer):
        size, kind, *_ = _HEAD.unpack_from(answer, at)
        if kind in (_DONE, _ERROR):
            return total, False
        told = _attributes(answer, at + _HEAD.size + _TOLD, at + size)
        if user < 0 or told.get(_OF_USER) == struct.pack("=I", user):
            total += struct.unpack_from("=I", told.get(_OF_MEMORY, bytes(_SENT + 4)), _SENT)[0]
        at += (size + 3) & ~3
    return total, True


def _attributes(answer: bytes, at: int, end: int) -> dict[int, bytes]:
    found = {}
    while at + _ATTRIBUTE.size <= end:
        size, kind = _ATTRIBUTE.unpack_from(answer, at)
        found[kind] = answer[at + _ATTRIBUTE.size : at + size]
        at += (max(size, _ATTRIBUTE.size) + 3) & ~3
    return found
