"""The socket of the service."""

import asyncio
import socket

from verifiers.serve.server import _listen


def test_answers_on_a_kept_connection_do_not_wait_for_acknowledgements():
    """asyncio sets TCP_NODELAY on connections that say they are TCP, which they have from the listening socket."""
    set_to = []

    class Said(asyncio.Protocol):
        def connection_made(self, transport):
            set_to.append(transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            transport.close()

    async def main():
        listener = _listen("127.0.0.1", 0)
        server = await asyncio.get_running_loop().create_server(Said, sock=listener)
        reader, writer = await asyncio.open_connection(*listener.getsockname())
        await reader.read()
        writer.close()
        server.close()

    asyncio.run(main())
    assert set_to == [1]
