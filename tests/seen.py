"""Acting as staff do on what cannot be undone: see what will happen, and confirm that."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

_PROOF = re.compile(r'name="seen" value="([0-9a-f]{64})"')


def see(client: Client, path: str, data: dict[str, Any] | None = None) -> dict[str, Any]:
    """Ask for an act and see what it does; return what its page sends when it is confirmed."""
    page = client.post(path, data or {}).content.decode()
    return {**(data or {}), "seen": _PROOF.findall(page)[0]}


def confirmed(client: Client, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> HttpResponse:
    """Ask for an act, see what it does, and confirm it."""
    return client.post(path, see(client, path, data), **kwargs)
