"""Load: keep-alive connections from a process of its own, to 127.0.0.1 only, bounded in time.

Run as a script with the standard library only: ``load.py PORT SECONDS CONNECTIONS STATUS`` with the request on standard
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
_LAST_CHUNK = b"0\r\n\r\n"  # ends an answer without a length


class Line:
    """One connection that asks, waits for the whole answer, and asks again."""

    def __init__(self, port: int, request: bytes) -> None:
        self.request = request
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.ask()

    def ask(self) -> None:
        self.got, self.head, self.whole = b"", 0, 0
        self.socket.sendall(self.request)

    def hear(self) -> int:
        """Read what has come; return the status when the answer is complete, else 0."""
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError("the server hung up")
        self.got += part
        if not self.head:
            self.head = self.got.find(b"\r\n\r\n") + 4
            if self.head < 4:
                self.head = 0
                return 0
            length = _LENGTH.search(self.got, 0, self.head)
            self.whole = self.head + int(length[1]) if length else 0
        is_whole = len(self.got) >= self.whole if self.whole else self.got.endswith(_LAST_CHUNK)
        return int(self.got[9:12]) if is_whole else 0


def press(port: int, request: bytes, seconds: float, connections: int, status: int) -> dict[str, float]:
    """Ask over ``connections`` lines for ``seconds``; count the answers, and those of another status."""
    waiting = selectors.DefaultSelector()
    for _ in range(min(connections, MOST_CONNECTIONS)):
        line = Line(port, request)
        waiting.register(line.socket, selectors.EVENT_READ, line)
    answers = wrong = 0
    began = time.perf_counter()
    end = began + min(seconds, LONGEST)
    while (now := time.perf_counter()) < end:
        for key, _events in waiting.select(timeout=end - now):
            if said := key.data.hear():
                answers += 1
                wrong += said != status
                key.data.ask()
    spent = time.perf_counter() - began
    for key in list(waiting.get_map().values()):
        key.data.socket.close()
    return {"answers": answers, "seconds": spent, "wrong": wrong}


if __name__ == "__main__":
    port, seconds, connections, status = sys.argv[1:]
    print(json.dumps(press(int(port), sys.stdin.buffer.read(), float(seconds), int(connections), int(status))))
