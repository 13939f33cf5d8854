"""The server's half of the gate: who chose what, what a page may reach, what must go."""

from collections.abc import Callable

from csp.constants import HEADER as CSP
from csp.utils import build_policy
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from consent import cookie
from consent.clearing import expire
from consent.cookie import Choice
from consent.queries import offer as offers
from privacy.origin import SAFE_METHODS

_UNKNOWN = object()


class ChoiceMiddleware:
    """Give views ``request.consent``; keep a page's cookies and Content-Security-Policy true to the register.

    ``request.consent`` is the browser's choice or None, looked at only when somebody asks, with no query. A request
    without cookies costs nothing. Inside CSPMiddleware, which leaves a policy that is already there alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.consent = SimpleLazyObject(lambda: read_choice(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if _is_page(request, response):
            _clear(request, response)
            _open_policy(request, response)
        return response


def read_choice(request: HttpRequest) -> Choice | None:
    """Return the choice that the request's cookie proves: ours, in time, of no later revision than the one in force."""
    found = getattr(request, "_choice", _UNKNOWN)
    if found is _UNKNOWN:
        found = _verified(request)
        request._choice = found  # type: ignore[attr-defined]  # noqa: SLF001 - our own attribute
    return found if isinstance(found, Choice) else None


def _verified(request: HttpRequest) -> Choice | None:
    value = request.COOKIES.get(cookie.NAME)
    choice = cookie.read(value) if value else None
    if choice is None or choice.is_over(timezone.now()):
        return None
    offer = offers.current()
    return choice if offer and choice.revision <= offer.revision else None


def _is_page(request: HttpRequest, response: HttpResponse) -> bool:
    return response.get("Content-Type", "").startswith("text/html") and not request.path.startswith("/admin/")


def _clear(request: HttpRequest, response: HttpResponse) -> None:
    """Expire every cookie of a service that is not granted, and a choice cookie that is not ours.

    The browser applies this before it runs the page's first script, so that the gate never sees a forged choice.
    """
    if not request.COOKIES or (offer := offers.current()) is None or cookie.NAME in response.cookies:
        return
    choice = read_choice(request)
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
