"""A local provider of identities that speaks OpenID Connect: discovery, authorization, token and keys, signed for real.

What a broker of BankID says unasked is said here too: a national number, a date of birth, an address.
"""

import base64
import hashlib
import http.client
import json
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from tests.factories.dsar import NOW

NAME, NATIONAL_NUMBER = "Kari Nordmann", "01010112345"
CLIENT_ID, CLIENT_SECRET = "proviso", "s3cret/with:signs"
Change = Callable[[dict[str, Any]], Mapping[str, Any]]


@cache
def private_key(name: str) -> rsa.RSAPrivateKey:
    """Return a key of the tests, made once for each name."""
    assert name
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """What the provider was asked, and how it departs from the protocol: an answer by path, or other claims."""

    issuer: str = ""
    name: str = NAME
    signs_with: str = "current"
    algorithm: str = "RS256"
    change: Change = field(default=lambda claims: claims)
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    begun: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def setting(self) -> dict[str, str]:
        return {
            "issuer": self.issuer,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "name": "BankID",
            "recipient": "broker",
        }

    def id_token(self, nonce: str) -> str:
        """Return a token with all that a broker says of somebody."""
        now = int(NOW.timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "1b2c",
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "name": self.name,
            "birthdate": "1901-01-01",
            "pid": NATIONAL_NUMBER,
            "ssn": NATIONAL_NUMBER,
            "nnin": NATIONAL_NUMBER,
        }
        claims = dict(self.change(claims))
        if self.algorithm == "none":
            return jwt.encode(claims, "", algorithm="none")
        if self.algorithm == "HS256":
            # The classic: a secret that everybody has, because it is our public key or the client's own secret.
            return jwt.encode(claims, CLIENT_SECRET * 3, algorithm="HS256", headers={"kid": "current"})
        return jwt.encode(claims, private_key(self.signs_with), algorithm=self.algorithm, headers={"kid": "current"})


class _Server(ThreadingHTTPServer):
    provider: Provider


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        path, _mark, query = self.path.partition("?")
        given = {name: values[0] for name, values in parse_qs(query).items()}
        provider = self.server.provider
        if self._answered(path):
            return
        if path == "/.well-known/openid-configuration":
            addresses = {
                "authorization_endpoint": f"{provider.issuer}/authorize",
                "token_endpoint": f"{provider.issuer}/token",
                "jwks_uri": f"{provider.issuer}/keys",
            }
            self._send(200, {"issuer": provider.issuer, **addresses, **provider.discovery})
        elif path == "/authorize":
            self._authorize(given)
        elif path == "/keys":
            key = json.loads(RSAAlgorithm.to_jwk(private_key("current").public_key()))
            other = json.loads(RSAAlgorithm.to_jwk(private_key("older").public_key()))
            self._send(200, {"keys": [key | {"kid": "current", "use": "sig"}, other | {"kid": "older", "use": "sig"}]})
        else:
            self._send(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = {name: values[0] for name, values in parse_qs(body).items()}
        provider = self.server.provider
        if self._answered("/token"):
            return
        begun = provider.begun.pop(given.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given["code_verifier"].encode()).digest()).rstrip(b"=")
        if (
            begun is None
            or not self._is_the_client(given)
            or given["redirect_uri"] != begun["redirect_uri"]
            or challenge.decode() != begun["code_challenge"]
        ):
            self._send(400, {"error": "invalid_grant"})
            return
        self._send(200, {"access_token": "x", "token_type": "Bearer", "id_token": provider.id_token(begun["nonce"])})

    def _authorize(self, given: dict[str, str]) -> None:
        wanted = {"response_type": "code", "client_id": CLIENT_ID, "code_challenge_method": "S256"}
        assert {name: given[name] for name in wanted} == wanted
        code = secrets.token_urlsafe(16)
        provider = self.server.provider
        provider.begun[code] = given
        self.send_response(302)
        back = urlencode({"code": code, "state": given["state"], "iss": provider.issuer})
        self.send_header("Location", f"{given['redirect_uri']}?{back}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _is_the_client(self, given: dict[str, str]) -> bool:
        scheme, _space, value = self.headers.get("Authorization", "").partition(" ")
        if scheme == "Basic":
            client, _colon, secret = base64.b64decode(value).decode().partition(":")
            return (unquote_plus(client), unquote_plus(secret)) == (CLIENT_ID, CLIENT_SECRET)
        return (given.get("client_id"), given.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)

    def _answered(self, path: str) -> bool:
        self.server.provider.asked.append((self.command, path))
        if path not in self.server.provider.answers:
            return False
        status, body = self.server.provider.answers[path]
        self._send_bytes(status, body)
        return True

    def _send(self, status: int, body: object) -> None:
        self._send_bytes(status, json.dumps(body).encode())

    def _send_bytes(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        return


@contextmanager
def serving(provider: Provider) -> Iterator[Provider]:
    """Serve a provider on a port of this machine."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.provider = provider
        provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield provider
        finally:
            server.shutdown()


def approve(address: str) -> str:
    """Do as somebody who proves who they are at the provider: return the path, with its query, that leads back."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    connection.request("GET", f"{parts.path}?{parts.query}")
    back = urlsplit(connection.getresponse().headers["Location"])
    connection.close()
    return f"{back.path}?{back.query}"
