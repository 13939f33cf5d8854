"""Middleware that stores a submitted choice before the rest of the stack runs."""

from collections.abc import Callable
from contextlib import suppress
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from consent.choices import views
from consent.choices.errors import TooManyConsents
from privacy.erasure import restore_guard
from privacy.web.origin import is_same_origin


class AnswerMiddleware:
    """Store a submitted choice before the rest of the stack, which serves pages and costs more than the write.

    Must be outermost. A choice that is not stored is passed on to the view, which says why.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = _paths().get(request.path_info) if request.method == "POST" else None
        if language is None or not restore_guard.is_open():
            return self.get_response(request)
        # An unknown host raises here, before anything is stored.
        if not request.get_host() or not is_same_origin(request):
            return self.get_response(request)
        response = None
        with translation.override(language), suppress(TooManyConsents):
            response = views.answer(request)
        if response is None:
            return self.get_response(request)
        for name, value in _HEADERS.items():
            response[name] = value
        return response


_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": settings.X_FRAME_OPTIONS,
}
if permissions := getattr(settings, "PERMISSIONS_POLICY", ""):  # no setting of Django's: another site may lack it
    _HEADERS["Permissions-Policy"] = permissions
if settings.SECURE_HSTS_SECONDS:
    _HEADERS["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}" + "".join(
        part
        for part, is_on in (
            ("; includeSubDomains", settings.SECURE_HSTS_INCLUDE_SUBDOMAINS),
            ("; preload", settings.SECURE_HSTS_PRELOAD),
        )
        if is_on
    )


@cache
def _paths() -> dict[str, str]:
    """Return the paths that the question's buttons submit to, in each language."""
    languages = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            languages[reverse("consent:choices")] = code
    return languages
