"""The server's half of the gate: who chose what, what a page may reach, what must go."""

from collections.abc import Callable
from functools import cache

from csp.constants import HEADER as CSP
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from consent import cookie, views
from consent.clearing import expire
from consent.queries import offer as offers
from consent.reading import read_choice
from privacy.origin import SAFE_METHODS, is_same_origin


class AnswerMiddleware:
    """Answer the question's buttons before the rest of the stack, which is for pages and costs more than the write.

    Outermost. What is no valid choice goes the ordinary way, to the view that says so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = _paths().get(request.path_info) if request.method == "POST" else None
        # A host that is not ours raises here, before anything is stored.
        if language is None or not request.get_host() or not is_same_origin(request):
            return self.get_response(request)
        with translation.override(language):
            response = views.answer(request)
        if response is None:
            return self.get_response(request)
        for name, value in _HEADERS.items():
            response[name] = value
        return response


_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


@cache
def _paths() -> dict[str, str]:
    """Return where the buttons lead in each language."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[reverse("consent:choices")] = code
    return found


class ChoiceMiddleware:
    """Give views ``request.consent``; keep a page's cookies and Content-Security-Policy true to the register.

    ``request.consent`` is the browser's choice or None, looked at only when somebody asks, with no query. A request
    without cookies costs nothing. Inside CSPMiddleware, which leaves a policy that is already there alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.consent = SimpleLazyObject(lambda: read_choice(request, timezone.now()))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if _is_page(request, response):
            _clear(request, response)
            _open_policy(request, response)
        return response


def _is_page(request: HttpRequest, response: HttpResponse) -> bool:
    return response.get("Content-Type", "").startswith("text/html") and not request.path.startswith("/admin/")


def _clear(request: HttpRequest, response: HttpResponse) -> None:
    """Expire every cookie of a service that is not granted, and a choice cookie that is not ours.

    The browser applies this before it runs the page's first script, so that the gate never sees a forged choice.
    """
    if not request.COOKIES or (offer := offers.current()) is None or cookie.NAME in response.cookies:
        return
    choice = read_choice(request, timezone.now())
    names = list(offer.to_clear(request.COOKIES, choice))
    if cookie.NAME in request.COOKIES and choice is None:
        names.append(cookie.NAME)
    if names:
        expire(response, _host(request), names)
        if request.method in SAFE_METHODS:
            response["Cache-Control"] = "private, no-store"


def _host(request: HttpRequest) -> str:
    """Return the request's host; empty (the host alone) where it is not one of ours and the answer is an error."""
    try:
        return request.get_host()
    except DisallowedHost:
        return ""


def _open_policy(request: HttpRequest, response: HttpResponse) -> None:
    """Let the page reach the hosts of the services that run, and no other; private pages reach none (LAW X-29)."""
    offer = offers.current()
    if (
        offer is None
        or not offer.hosts
        or CSP in response
        or _is_kept_apart(request)
        or hasattr(response, "_csp_update")
    ):
        return
    if "csp" not in offer.rendered:
        offer.rendered["csp"] = build_policy(update=dict(offer.hosts))
    response[CSP] = offer.rendered["csp"]


def _is_kept_apart(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is None or getattr(match.func, "is_private", False)
