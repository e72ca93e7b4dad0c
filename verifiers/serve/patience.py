"""The connection: uvicorn's, whose patience ends.

uvicorn waits without end for the head of a first request, for the rest of a body that was refused, and for a client
that does not read. Each of these holds a descriptor; here they hold it for so long and no longer.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0
"""From the connection, or the first byte of a later request, to the head's end; and for what follows a refusal."""
READ_SECONDS = 30.0
"""For a client to read its response."""


class Patience(H11Protocol):
    """uvicorn takes a class for this; there is no other way in."""

    _head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a head."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Stop waiting where a request has begun."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop()
        elif self._head is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Wait for the client to read what is still to be sent."""
        if self.transport.get_write_buffer_size():
            self.loop.call_later(READ_SECONDS, self._abort_unread)
        super().on_response_complete()

    def _abort_unread(self) -> None:
        if self.transport.get_write_buffer_size():
            self.transport.abort()

    def _wait(self) -> None:
        self._head = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def _stop(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None
