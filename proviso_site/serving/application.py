"""An ASGI application that answers with a WSGI application, after the body has arrived.

A WSGI server takes one of its few threads for a request and lets it wait for the body: as many slow clients as threads
would stop the site. Here a request waits in the event loop, where it costs its bytes only.
"""

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from io import BytesIO
from typing import Any

from proviso_site.serving.bodies import BodyReader, Receive
from proviso_site.serving.environ import REFUSED, add_body, announced_length, make_environ
from proviso_site.serving.errors import BodyRefused
from proviso_site.serving.threads import AnswerThreads

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
Answer = tuple[int, Headers, bytes]


class BufferedApplication:
    """Reads each body within ``seconds``, and answers in one of ``threads`` threads."""

    def __init__(self, wsgi: Wsgi, *, threads: int, seconds: float) -> None:
        self.wsgi = wsgi
        self._threads_count, self._bodies = threads, BodyReader(seconds=seconds)
        self._threads: AnswerThreads | None = None

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        environ = make_environ(scope)
        if "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ:
            try:
                add_body(environ, await self._bodies.read(receive, announced_length(environ), scope["path"]))
            except BodyRefused as refusal:
                environ[REFUSED] = refusal.status
        environ.setdefault("wsgi.input", BytesIO())
        if self._threads is None:
            self._threads = AnswerThreads(self._threads_count)
        status, headers, content = await self._threads.run(partial(call_wsgi, self.wsgi, environ))
        if REFUSED in environ:
            # The rest of the body would be read as the next request.
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content, "more_body": False})


def call_wsgi(wsgi: Wsgi, environ: dict[str, Any]) -> Answer:
    """Return status, headers and the whole content of a response."""
    started: list[tuple[int, Headers]] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        started.append((int(status[:3]), encoded))

    content = b"".join(wsgi(environ, start_response))
    status, headers = started[-1]
    return status, headers, content
