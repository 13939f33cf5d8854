"""Request bodies, read whole and within a deadline before a thread is taken."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings

from proviso_site.serving.errors import BodyRefused

Receive = Callable[[], Awaitable[dict[str, Any]]]

SMALL = 65_536  # bytes; the forms that visitors send are smaller
LARGE_AT_ONCE = 8  # larger bodies that a process keeps in memory at the same time
LARGEST_AT_ONCE = 2  # those of them that only pages of staff take
_OF_STAFF = "/admin/"


def largest_body(path: str) -> int:
    """Return how many bytes may be sent to a path."""
    # Staff upload pictures. Who sends it is not known before it has arrived.
    return int(settings.LARGEST_STAFF_BODY if path.startswith(_OF_STAFF) else settings.LARGEST_BODY)


class BodyReader:
    """Reads bodies of at most ``largest_body`` bytes, each within ``seconds``."""

    def __init__(self, *, seconds: float) -> None:
        self.seconds = seconds
        # Many clients may send at once, and what they have sent so far is in memory.
        self._large = asyncio.Semaphore(LARGE_AT_ONCE)
        self._largest = asyncio.Semaphore(LARGEST_AT_ONCE)

    async def read(self, receive: Receive, announced: int | None, path: str) -> bytes:
        """Return the body; ``announced`` is its Content-Length. Raises ``BodyRefused`` with the status to answer."""
        largest = largest_body(path)
        if announced is not None and announced > largest:
            raise BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            async with asyncio.timeout(self.seconds):
                return await self._read(receive, largest)
        except TimeoutError as error:
            raise BodyRefused(HTTPStatus.REQUEST_TIMEOUT) from error

    async def _read(self, receive: Receive, largest: int) -> bytes:
        body = bytearray()
        is_complete = await _append(receive, body, SMALL)
        if not is_complete:
            async with self._large:
                is_complete = await _append(receive, body, min(largest, settings.LARGEST_BODY))
                if not is_complete and largest > settings.LARGEST_BODY:
                    async with self._largest:
                        is_complete = await _append(receive, body, largest)
        if not is_complete or len(body) > largest:
            raise BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return bytes(body)


async def _append(receive: Receive, body: bytearray, most: int) -> bool:
    """Append parts until the body is complete (True) or longer than ``most`` bytes (False)."""
    while len(body) <= most:
        message = await receive()
        if message["type"] != "http.request":
            # The client has left, or has sent what is no body; the server does not say which.
            raise BodyRefused(HTTPStatus.BAD_REQUEST)
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return True
    return False
