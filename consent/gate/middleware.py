"""The server's half of the gate: reads the choice, sets the page's policy, and deletes cookies without consent."""

import re
from collections.abc import Callable

from csp.constants import HEADER as CSP
from csp.constants import SELF
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from consent.gate import blocked_storage, cookie
from consent.gate import offer as offers
from consent.gate.blocked_storage import Seen
from consent.gate.clearing import expire
from consent.gate.enums import SightingKind
from consent.gate.reading import read_choice, values_sent
from privacy.web.administration import is_administration
from privacy.web.origin import SAFE_METHODS


class WithholdMiddleware:
    """Withhold every own cookie that the register in force does not declare or this browser did not allow.

    Outside of everything that sets one. What is withheld is counted for staff; the visitor sees no error. Taking a
    cookie back is always allowed, and before the first publication nothing is declared.

    A background script outlives its page and can write into every other: a browser gets one only if it is declared
    and granted, so that none comes back after a withdrawal.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.headers.get("Service-Worker") == "script" and not _may_run_worker(request):
            return HttpResponse("This background script is not granted.\n", status=403, content_type="text/plain")
        response = self.get_response(request)
        if response.cookies and (offer := offers.current()):
            self._withhold(request, response, offer)
        return response

    def _withhold(self, request: HttpRequest, response: HttpResponse, offer: offers.Offer) -> None:
        now = timezone.now()
        choice = cookie.read(response.cookies[cookie.NAME].value) if cookie.NAME in response.cookies else None
        choice = choice or read_choice(request, now)
        for key, morsel in list(response.cookies.items()):
            if morsel["max-age"] not in (0, "0") and not offer.may_set(morsel.key, choice):
                del response.cookies[key]
                seen = Seen(SightingKind.COOKIE, _WORD.sub("_", morsel.key)[:100], page=route(request))
                blocked_storage.count(seen=seen, now=now)


def _may_run_worker(request: HttpRequest) -> bool:
    offer = offers.current()
    return offer is None or offer.may_run_worker(request.path, read_choice(request, timezone.now()))


_WORD = re.compile(r"[^\w.*-]|\d{4,}", re.ASCII)  # numbers that may be somebody's


def route(request: HttpRequest) -> str:
    """Return the URL pattern of the page, which has parameter names in place of tokens and ids."""
    return f"/{request.resolver_match.route}"[:200] if request.resolver_match else ""


class ChoiceMiddleware:
    """Give views ``request.consent``; limit a page's cookies and Content-Security-Policy to the register.

    ``request.consent`` is the browser's choice or None, read lazily and without a query. A request without cookies
    costs nothing. Must be inside CSPMiddleware, which leaves an existing policy unchanged.
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
    return response.get("Content-Type", "").startswith("text/html") and not is_administration(request)


def _clear(request: HttpRequest, response: HttpResponse) -> None:
    """Expire every cookie of a service that is not granted, and every invalid or copied choice cookie.

    The browser applies this before it runs the page's first script, so the gate never sees a forged choice.
    """
    if not request.COOKIES or (offer := offers.current()) is None or cookie.NAME in response.cookies:
        return
    choice = read_choice(request, timezone.now())
    names = list(offer.to_clear(request.COOKIES, choice))
    is_copied = len(values_sent(request)) > 1
    if is_copied or (choice is None and cookie.NAME in request.COOKIES):
        names.insert(0, cookie.NAME)
    if names:
        expire(response, _host(request), names, request.path)
        if choice and is_copied:
            cookie.remember(request, response, choice)
        if request.method in SAFE_METHODS:
            response["Cache-Control"] = "private, no-store"


def _host(request: HttpRequest) -> str:
    """Return the request's host; empty (host-only) if it is not an allowed host and the response is an error."""
    try:
        return request.get_host()
    except DisallowedHost:
        return ""


def _open_policy(request: HttpRequest, response: HttpResponse) -> None:
    """Allow the hosts of the running services and no other; isolated pages are allowed none (LAW X-29)."""
    offer = offers.current()
    if (
        offer is None
        or not (offer.hosts or offer.has_workers)
        or CSP in response
        or not getattr(settings, "CONTENT_SECURITY_POLICY", None)  # a site without a policy gets none
        or _is_without_third_parties(request)
        or hasattr(response, "_csp_update")
    ):
        return
    if "csp" not in offer.rendered:
        workers = {"worker-src": [SELF]} if offer.has_workers else {}
        offer.rendered["csp"] = build_policy(update=dict(offer.hosts), replace=workers)
    response[CSP] = offer.rendered["csp"]


def _is_without_third_parties(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is None or getattr(match.func, "is_without_third_parties", False)
