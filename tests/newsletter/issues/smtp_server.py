"""A mail server of one connection, which offers and refuses what a test says."""

import smtplib
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Thread

_ANSWERS = {
    "EHLO": "250 hello",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "END": "250 taken",
    "QUIT": "221",
}


class SmtpServer:
    """``received``: the commands, and ``taken``: the messages, without the dot at their end."""

    def __init__(self, *, offers: Sequence[str] = (), answers: Mapping[str, str] | None = None) -> None:
        self._offers, self._answers = offers, {**_ANSWERS, **(answers or {})}
        self.received, self.taken = list[str](), list[bytes]()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]

    def serve(self) -> None:
        connection, _address = self._listener.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 here\r\n")
            while line := lines.readline():
                command = line.decode().strip()
                self.received.append(command)
                word = command[:4].upper()
                answer = self._answers.get(word, "502 unknown")
                if word == "EHLO":
                    answer = "".join(f"250-{offer}\r\n" for offer in self._offers) + answer
                connection.sendall(f"{answer}\r\n".encode())
                if word == "DATA" and answer.startswith("354"):
                    self._take(connection, lines)
                if word == "QUIT":
                    return

    def _take(self, connection: socket.socket, lines: Iterator[bytes]) -> None:
        message = list[bytes]()
        for line in lines:
            if line == b".\r\n":
                break
            message.append(line)
        self.taken.append(b"".join(message))
        connection.sendall(f"{self._answers['END']}\r\n".encode())


@contextmanager
def client_of(server: SmtpServer) -> Iterator[smtplib.SMTP]:
    """Let a client speak with the server."""
    thread = Thread(target=server.serve, daemon=True)
    thread.start()
    with smtplib.SMTP("127.0.0.1", server.port, timeout=5) as client:
        yield client
    thread.join(timeout=5)
