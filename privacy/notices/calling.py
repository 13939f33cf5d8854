"""Calls to the interfaces of recipients: JSON over HTTPS with a bound on time and size."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote_plus, urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from privacy.notices.errors import Away, TurnedDown

LARGEST = 2_000_000  # bytes
PATIENCE = 10.0  # seconds
_LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a system answered: the status, and the JSON, which is None for an empty body."""

    status: int
    body: Any


class _NoRedirects(HTTPRedirectHandler):
    """Follow no redirect: it would carry the credentials to another host."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def call(
    method: str,
    url: str,
    *,
    body: Any = None,
    form: Mapping[str, str] | None = None,
    token: str = "",
    account: tuple[str, str] | None = None,
    patience: float = PATIENCE,
) -> Reply:
    """Send a JSON body, or a form, and return the answer, also a 404. ``account``: a client's id and its secret.

    Raises ``Away`` when there is none in time, for a rate limit and for errors of the server; ``TurnedDown`` for any
    other error. Neither names what was sent.
    """
    headers = {"Accept": "application/json"}
    data = None
    if form is not None:
        data, headers["Content-Type"] = urlencode(form).encode(), "application/x-www-form-urlencoded"
    elif body is not None:
        data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
    if token:
        headers["Authorization"] = f"Bearer {token}"
    elif account is not None:
        # Each half is encoded as in a form before both are (RFC 6749, 2.3.1).
        pair = ":".join(quote_plus(half) for half in account)
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    request = Request(url, data=data, headers=headers, method=method)  # noqa: S310 - from the settings
    try:
        with build_opener(_NoRedirects).open(request, timeout=patience) as answer:
            return Reply(status=answer.status, body=_parsed(answer.read(LARGEST + 1)))
    except HTTPError as error:
        with error:
            return _refused(error)
    except (OSError, HTTPException) as error:
        raise Away(type(error).__name__) from error


def _refused(error: HTTPError) -> Reply:
    if error.code == HTTPStatus.NOT_FOUND:
        return Reply(status=error.code, body=None)
    if error.code == HTTPStatus.TOO_MANY_REQUESTS or error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Away(f"HTTP {error.code}", wait=_wait(error.headers.get("Retry-After", "")))
    raise TurnedDown(f"HTTP {error.code}")


def _wait(text: str) -> timedelta | None:
    """Return how long a system asks us to wait, in seconds; None if it does not say."""
    return min(timedelta(seconds=int(text)), _LONGEST_WAIT) if text.isascii() and text.isdigit() else None


def _parsed(content: bytes) -> Any:
    if len(content) > LARGEST:
        raise Away("TooLarge")
    if not content.strip():
        return None
    try:
        return json.loads(content)
    except ValueError as error:
        raise Away("NoJson") from error
