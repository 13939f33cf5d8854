from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils import timezone

from privacy.erasure import restore_guard as standing
from privacy.web.origin import SAFE_METHODS
from proviso_site.visits import counting as visits


class HeadersMiddleware:
    """Add the security headers that Django has no setting for, static files and errors included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault("Reporting-Endpoints", 'csp="/csp-rapport/"')
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class AfterRestoreMiddleware:
    """Serve no page with personal data, and take none in, while the database is one that was restored (LAW X-13).

    What holds none stays: the front page, the policy, the probes. Everything else waits for ``replay_erasures``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if standing.is_open() or _is_about_nobody(request):
            return self.get_response(request)
        response = HttpResponse(render_to_string("503.html"), status=503)
        response["Retry-After"] = "300"
        response["Cache-Control"] = "no-store"
        return response


_ABOUT_NOBODY = {"healthz", "readyz", "security-txt", "security-policy", "gpc", "robots", "sitemap", "home"}


def _is_about_nobody(request: HttpRequest) -> bool:
    if request.method not in SAFE_METHODS:
        return False
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return False
    return match.view_name in _ABOUT_NOBODY or match.namespace == "privacy"


class AddressLanguageMiddleware(LocaleMiddleware):
    """Take the language from the address alone, and say so: a cache need not keep a page per ``Accept-Language``."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        answer: HttpResponseBase = super().process_response(request, response)
        varies_by = [name.strip() for name in answer.headers.get("Vary", "").split(",")]
        if kept := [name for name in varies_by if name and name.lower() != "accept-language"]:
            answer.headers["Vary"] = ", ".join(kept)
        elif "Vary" in answer.headers:
            del answer.headers["Vary"]
        return answer


class VisitCounter:
    """Count the pages that people read, and nothing else about it (LAW C-31)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if visits.is_visit(request, response):
            visits.tally.count(visits.cell(request, timezone.now()))
        return response
