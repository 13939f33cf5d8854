"""Generate load over keep-alive connections, to 127.0.0.1 only and for at most ``LONGEST`` seconds.

A script that uses the standard library only: ``load.py PORT SECONDS CONNECTIONS STATUS`` with the request on standard
input; prints ``{"answers": N, "seconds": S, "wrong": N}``.
"""

import json
import re
import selectors
import socket
import sys
import time

LONGEST = 30.0  # seconds
MOST_CONNECTIONS = 64
_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)
_LAST_CHUNK = b"0\r\n\r\n"  # ends a response without Content-Length


class LoadConnection:
    """A connection that sends a request, waits for the whole response, and repeats."""

    def __init__(self, port: int, request: bytes) -> None:
        self.request = request
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.send()

    def send(self) -> None:
        self.received, self.head, self.whole = b"", 0, 0
        self.socket.sendall(self.request)

    def receive(self) -> int:
        """Read the available bytes; return the status when the response is complete, else 0."""
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError("the server hung up")
        self.received += part
        if not self.head:
            self.head = self.received.find(b"\r\n\r\n") + 4
            if self.head < 4:
                self.head = 0
                return 0
            length = _LENGTH.search(self.received, 0, self.head)
            self.whole = self.head + int(length[1]) if length else 0
        is_whole = len(self.received) >= self.whole if self.whole else self.received.endswith(_LAST_CHUNK)
        return int(self.received[9:12]) if is_whole else 0


def generate_load(port: int, request: bytes, seconds: float, connections: int, status: int) -> dict[str, float]:
    """Send requests over ``connections`` for ``seconds``; count the responses, and those of another status."""
    waiting = selectors.DefaultSelector()
    for _ in range(min(connections, MOST_CONNECTIONS)):
        connection = LoadConnection(port, request)
        waiting.register(connection.socket, selectors.EVENT_READ, connection)
    answers = wrong = 0
    began = time.perf_counter()
    end = began + min(seconds, LONGEST)
    while (now := time.perf_counter()) < end:
        for key, _events in waiting.select(timeout=end - now):
            if received := key.data.receive():
                answers += 1
                wrong += received != status
                key.data.send()
    spent = time.perf_counter() - began
    for key in list(waiting.get_map().values()):
        key.data.socket.close()
    return {"answers": answers, "seconds": spent, "wrong": wrong}


if __name__ == "__main__":
    port, seconds, connections, status = sys.argv[1:]
    print(json.dumps(generate_load(int(port), sys.stdin.buffer.read(), float(seconds), int(connections), int(status))))
