"""A site that stays closed after a restore."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from privacy.erasure import restore_guard
from privacy.web.origin import SAFE_METHODS


class AfterRestoreMiddleware:
    """Serve no page with personal data, and take none in, while the database is one that was restored (LAW X-13).

    What holds none stays: the front page, the policy, the probes. Everything else waits for ``replay_erasures``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if restore_guard.is_open() or _is_about_nobody(request):
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
