"""A mail server that takes every message and writes down for whom: ``python -S smtp_sink.py PORT FILE``.

A process of its own, so that its work is not counted; it imports nothing of ours.
"""

import asyncio
import sys
from pathlib import Path
from typing import IO, cast

_END = b"\r\n.\r\n"


class Session(asyncio.Protocol):
    """One connection. ``taken`` is the open file of recipients."""

    def __init__(self, taken: IO[bytes]) -> None:
        self._taken = taken
        self._buffer = b""
        self._recipients = list[bytes]()
        self._is_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while True:
            if self._is_data:
                end = self._buffer.find(_END)
                if end < 0:
                    return
                self._buffer = self._buffer[end + len(_END) :]
                self._is_data = False
                self._taken.write(b"".join(recipient + b"\n" for recipient in self._recipients))
                self._taken.flush()
                self._transport.write(b"250 taken\r\n")
                continue
            line, found, rest = self._buffer.partition(b"\r\n")
            if not found:
                return
            self._buffer = rest
            self._command(line)

    def _command(self, line: bytes) -> None:
        word = line[:4].upper()
        if word == b"EHLO":
            self._transport.write(b"250-PIPELINING\r\n")  # as every mail server in use does
        if word == b"MAIL":
            self._recipients = []
        elif word == b"RCPT":
            self._recipients.append(line.partition(b"<")[2].partition(b">")[0])
        elif word == b"DATA":
            self._is_data = True
            self._transport.write(b"354 go on\r\n")
            return
        elif word == b"QUIT":
            self._transport.write(b"221 bye\r\n")
            self._transport.close()
            return
        self._transport.write(b"250 ok\r\n")


async def serve(port: int, path: Path) -> None:
    with path.open("ab") as taken:
        server = await asyncio.get_running_loop().create_server(lambda: Session(taken), "127.0.0.1", port)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
