"""Middleware that breaks promises, as a careless change could."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Next = Callable[[HttpRequest], HttpResponse]


def personal(get_response: Next) -> Next:
    """Greets those who have answered."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "pv_choice" in request.COOKIES:
            response.content = response.content.replace(b"</main>", b"<p>Hei igjen</p></main>")
        return response

    return middleware


def tracked(get_response: Next) -> Next:
    """Loads somebody else's script."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        script = b'<script src="https://static.hotjar.com/c.js"></script></main>'
        response.content = response.content.replace(b"</main>", script)
        return response

    return middleware


def no_way_back(get_response: Next) -> Next:
    """Hides the way to the choices."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.content = response.content.replace(b'href="/samtykke/"', b'href="/"')
        return response

    return middleware


def deaf(get_response: Next) -> Next:
    """Takes a yes and forgets a no."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.POST.get("choice") == "none":
            return HttpResponse()
        return get_response(request)

    return middleware


def _written(markup: bytes) -> Callable[[Next], Next]:
    """Writes something into every page."""

    def wrapped(get_response: Next) -> Next:
        def middleware(request: HttpRequest) -> HttpResponse:
            response = get_response(request)
            response.content = response.content.replace(b"</main>", markup + b"</main>")
            return response

        return middleware

    return wrapped


srcset = _written(b'<img alt="" srcset="https://t.example.net/1.gif 2x">')
prefetched = _written(b'<link rel="x dns-prefetch" href="//t.example.net">')
styled = _written(b"<style>main{background:url(https://t.example.net/1.gif)}</style>")
refreshed = _written(b'<meta http-equiv="refresh" content="0;url=https://t.example.net/">')
sent_away = _written(b'<form action="https://t.example.net/"></form>')
scripted = _written(b"<script>fetch('//t.example.net')</script>")
handled = _written(b'<p onclick="track()">Hei</p>')


def marked(get_response: Next) -> Next:
    """Sets a cookie in every browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.set_cookie("visitor", "1")
        return response

    return middleware


def wide_open(get_response: Next) -> Next:
    """Lets every page reach one more host."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        policy = response.headers.get("Content-Security-Policy", "")
        response["Content-Security-Policy"] = policy.replace("connect-src", "connect-src https://t.example.net")
        return response

    return middleware


def unguarded(get_response: Next) -> Next:
    """Serves pages without a content security policy."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.pop("Content-Security-Policy", None)
        return response

    return middleware


def one_page_only(get_response: Next) -> Next:
    """Loads somebody else's script where few look."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path == "/mine-data/":
            response.content += b'<script src="https://t.example.net/c.js"></script>'
        return response

    return middleware


def failing(get_response: Next) -> Next:
    """Serves nothing but errors."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        failed = HttpResponse(status=500)
        failed["Content-Security-Policy"] = response.headers.get("Content-Security-Policy", "")
        return failed

    return middleware
