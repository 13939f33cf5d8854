"""Middleware that closes the site after a restore."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from privacy.erasure import restore_guard
from privacy.erasure.restore_guard import LedgerState
from privacy.web.origin import SAFE_METHODS
from proviso_site.health.outage_page import outage_page


class AfterRestoreMiddleware:
    """Answer 503 while the database is a restored one that waits for ``replay_erasures`` (LAW X-13), or is down.

    Pages without personal data stay open: the front page, the policy and the probes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # First without the database: a probe must not wait for it, and pages that need none are served without it.
        if _is_impersonal(request):
            return self.get_response(request)
        state = restore_guard.state()
        if state is LedgerState.IN_STEP:
            return self.get_response(request)
        if state is LedgerState.UNKNOWN:
            return outage_page()
        response = HttpResponse(render_to_string("503.html"), status=503)
        response["Retry-After"] = "300"
        response["Cache-Control"] = "no-store"
        return response


_IMPERSONAL = {"healthz", "readyz", "security-txt", "security-policy", "gpc", "robots", "sitemap", "home"}


def _is_impersonal(request: HttpRequest) -> bool:
    if request.method not in SAFE_METHODS:
        return False
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return False
    return match.view_name in _IMPERSONAL or match.namespace == "privacy"
