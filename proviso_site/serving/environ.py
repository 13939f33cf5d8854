"""The WSGI environment of a request (PEP 3333)."""

import codecs
import sys
from io import BytesIO
from typing import Any

from django.utils.http import parse_header_parameters

# The status that `LimitsMiddleware` answers without asking the views.
REFUSED = "proviso.refused"

_SAME_FOR_ALL = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}
_WITHOUT_PREFIX = {"CONTENT_TYPE", "CONTENT_LENGTH"}


def make_environ(scope: dict[str, Any]) -> dict[str, Any]:
    """Return the environment for an ASGI ``scope``; the body is added by ``add_body``."""
    server, client = scope["server"] or ("", 0), scope["client"] or ("", 0)
    environ: dict[str, Any] = {
        **_SAME_FOR_ALL,
        "REQUEST_METHOD": scope["method"],
        # WSGI has bytes as latin-1 characters.
        "PATH_INFO": scope["path"].encode(errors="replace").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "wsgi.url_scheme": scope["scheme"],
    }
    for raw_name, raw_value in scope["headers"]:
        _add_header(environ, raw_name.decode("latin-1"), raw_value.decode("latin-1"))
    return environ


def add_body(environ: dict[str, Any], body: bytes) -> None:
    """Put a whole body into the environment."""
    environ["wsgi.input"] = BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    # It is no longer in chunks.
    environ.pop("HTTP_TRANSFER_ENCODING", None)


def is_utf8(environ: dict[str, Any]) -> bool:
    """Return whether the request is in UTF-8, the only encoding that our forms use."""
    content_type = environ.get("CONTENT_TYPE") or ""
    if "charset" not in content_type.lower():
        return True
    try:
        name = parse_header_parameters(content_type)[1].get("charset", "utf-8")
        return codecs.lookup(name).name in ("utf-8", "ascii")
    except (LookupError, ValueError):
        return False


def announced_length(environ: dict[str, Any]) -> int | None:
    """Return the Content-Length, None if there is none."""
    text = environ.get("CONTENT_LENGTH", "")
    return int(text) if text.isascii() and text.isdigit() else None


def _add_header(environ: dict[str, Any], name: str, value: str) -> None:
    if "_" in name:  # it would pass for the header with a hyphen
        return
    key = name.upper().replace("-", "_")
    if key not in _WITHOUT_PREFIX:
        key = f"HTTP_{key}"
    if key in environ:
        # RFC 9110, 5.3, and 6265, 5.4: of cookies the separator is another.
        environ[key] += ("; " if key == "HTTP_COOKIE" else ",") + value
    else:
        environ[key] = value
