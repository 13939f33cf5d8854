"""Local servers that speak the documented interfaces of HubSpot and Hotjar, errors and rate limits included."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "pat-eu1-0000"
Respond = Callable[[str, str, Any, str], tuple[int, Any]]


@dataclass
class VendorServer:
    """What a server was asked, and the failures that it answers first: a status with headers, or a function."""

    url: str = ""
    calls: list[tuple[str, str, Any]] = field(default_factory=list)
    failures: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    wait: float = 0.0
    contacts: dict[str, dict[str, Any]] = field(default_factory=dict)


@contextmanager
def running(respond: Callable[[VendorServer], Respond]) -> Iterator[VendorServer]:
    """Run a server on a free port until the end."""
    state = VendorServer()
    answer = respond(state)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

        def _do(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            raw = self.rfile.read(size).decode()
            is_json = "json" in self.headers.get("Content-Type", "")
            body = json.loads(raw) if is_json and raw else {k: v[0] for k, v in parse_qs(raw).items()}
            state.calls.append((self.command, self.path, body))
            headers: dict[str, str] = {}
            if state.failures:
                status, headers = state.failures.pop(0)
                content: Any = {"status": "error", "message": "kari@example.com is not to be logged"}
            else:
                status, content = answer(self.command, self.path, body, self.headers.get("Authorization", ""))
            if state.wait:
                import time

                time.sleep(state.wait)
            data = b"" if content is None else json.dumps(content).encode()
            try:
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            except (BrokenPipeError, ConnectionResetError):
                pass

        do_GET = do_POST = do_PATCH = _do  # noqa: N815 - the names of http.server

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()


def hubspot(state: VendorServer) -> Respond:
    """Answer as HubSpot's CRM v3 and communication preferences v4."""

    def respond(method: str, path: str, body: Any, authorization: str) -> tuple[int, Any]:
        if authorization != f"Bearer {TOKEN}":
            return 401, {"status": "error", "category": "INVALID_AUTHENTICATION"}
        parts = urlsplit(path)
        name = unquote(parts.path)
        contacts = "/crm/v3/objects/contacts"
        match method, name:
            case "POST", "/crm/v3/objects/contacts/search":
                wanted = body["filterGroups"][0]["filters"][0]
                assert (wanted["propertyName"], wanted["operator"]) == ("email", "EQ")
                found = [pk for pk, known in state.contacts.items() if known["email"] == wanted["value"]]
                return 200, {"total": len(found), "results": [{"id": pk, "properties": {}} for pk in found]}
            case "POST", "/crm/v3/objects/contacts/gdpr-delete":
                if body["objectId"] not in state.contacts:
                    return 404, {"status": "error", "category": "OBJECT_NOT_FOUND"}
                del state.contacts[body["objectId"]]
                return 204, None
            case "GET", _ if name.startswith(contacts):
                pk = name.rpartition("/")[2]
                return 200, {"id": pk, "properties": state.contacts[pk]}
            case "PATCH", _ if name.startswith(contacts):
                state.contacts[name.rpartition("/")[2]].update(body["properties"])
                return 200, {"id": name.rpartition("/")[2]}
        if name.startswith("/communication-preferences/v4/statuses/") and parts.query == "channel=EMAIL":
            row = {"subscriptionName": "News", "status": "SUBSCRIBED", "timestamp": "2026-01-01T00:00:00Z"}
            return 200, {"status": "COMPLETE", "results": [row] if method == "GET" else []}
        return 400, {"status": "error", "category": "VALIDATION_ERROR"}

    return respond


def hotjar(state: VendorServer) -> Respond:
    """Answer as Hotjar's OAuth and user look-up."""

    def respond(method: str, path: str, body: Any, authorization: str) -> tuple[int, Any]:
        match method, path:
            case "POST", "/v1/oauth/token":
                if (body["grant_type"], body["client_secret"]) != ("client_credentials", TOKEN):
                    return 401, {"error": "invalid_client"}
                return 200, {"access_token": "of-an-hour", "token_type": "Bearer", "expires_in": 3600}
            case "POST", "/v1/organizations/14/user-lookup":
                if authorization != "Bearer of-an-hour":
                    return 401, None
                assert isinstance(body["delete_all_hits"], bool)
                return 200, None
        return 404, None

    return respond
