"""A server that speaks the suppressions API of Postmark as it is documented."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "server-token"


@dataclass
class Postmark:
    """Its list. ``answers``: raw bodies with a status, given instead, one a request."""

    rows: list[dict[str, str]] = field(default_factory=list)
    answers: list[tuple[int, bytes]] = field(default_factory=list)
    port: int = 0

    def block(self, address: str, reason: str, at: str = "2026-03-09T08:58:33-05:00") -> None:
        self.rows.append({"EmailAddress": address, "SuppressionReason": reason, "Origin": "Recipient", "CreatedAt": at})


class _Server(ThreadingHTTPServer):
    postmark: Postmark


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._answer("/message-streams/broadcast/suppressions/dump", {"Suppressions": self.server.postmark.rows})

    def do_POST(self) -> None:
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        statuses = [self._delete(row["EmailAddress"]) for row in given["Suppressions"]]
        self._answer("/message-streams/broadcast/suppressions/delete", {"Suppressions": statuses})

    def _delete(self, address: str) -> dict[str, str | None]:
        postmark = self.server.postmark
        mine = [row for row in postmark.rows if row["EmailAddress"] == address]
        if any(row["SuppressionReason"] == "SpamComplaint" for row in mine):
            message = "You do not have the required authority to change this suppression."
            return {"EmailAddress": address, "Status": "Failed", "Message": message}
        postmark.rows = [row for row in postmark.rows if row not in mine]
        return {"EmailAddress": address, "Status": "Deleted", "Message": None}

    def _answer(self, path: str, body: object) -> None:
        if self.server.postmark.answers:
            self._send(*self.server.postmark.answers.pop(0))
        elif self.headers["X-Postmark-Server-Token"] != TOKEN:
            self._send(401, json.dumps({"ErrorCode": 10, "Message": "Bad or missing API token."}).encode())
        elif self.path != path:
            self._send(404, b"{}")
        else:
            self._send(200, json.dumps(body).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        return


@contextmanager
def serving(postmark: Postmark) -> Iterator[Postmark]:
    """Serve the API on a port of this machine."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.postmark = postmark
        postmark.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield postmark
        finally:
            server.shutdown()
