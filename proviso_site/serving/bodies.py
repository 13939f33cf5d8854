"""Request bodies, read whole and within a deadline before a thread is taken."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from proviso_site.serving.errors import BodyRefused

Receive = Callable[[], Awaitable[dict[str, Any]]]

SMALL = 65_536  # bytes; the forms that visitors send are smaller
LARGE_AT_ONCE = 8  # larger bodies that a process keeps in memory at the same time


class BodyReader:
    """Reads bodies of at most ``largest`` bytes, each within ``seconds``."""

    def __init__(self, *, largest: int, seconds: float) -> None:
        self.largest, self.seconds = largest, seconds
        # Many clients may send at once, and what they have sent so far is in memory.
        self._large = asyncio.Semaphore(LARGE_AT_ONCE)

    async def read(self, receive: Receive, announced: int | None) -> bytes:
        """Return the body; ``announced`` is its Content-Length. Raises ``BodyRefused`` with the status to answer."""
        if announced is not None and announced > self.largest:
            raise BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            async with asyncio.timeout(self.seconds):
                return await self._read(receive)
        except TimeoutError as error:
            raise BodyRefused(HTTPStatus.REQUEST_TIMEOUT) from error

    async def _read(self, receive: Receive) -> bytes:
        body = bytearray()
        is_complete = await self._append(receive, body, SMALL)
        if not is_complete:
            async with self._large:
                is_complete = await self._append(receive, body, self.largest)
        if not is_complete:
            raise BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return bytes(body)

    async def _append(self, receive: Receive, body: bytearray, most: int) -> bool:
        """Append parts until the body is complete (True) or longer than ``most`` bytes (False)."""
        while len(body) <= most:
            message = await receive()
            if message["type"] != "http.request":
                # The client has left, or has sent what is no body; the server does not say which.
                raise BodyRefused(HTTPStatus.BAD_REQUEST)
            body += message.get("body", b"")
            if not message.get("more_body", False):
                return len(body) <= self.largest
        return False
