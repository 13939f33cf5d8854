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
