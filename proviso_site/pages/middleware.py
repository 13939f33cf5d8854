"""Middleware for security headers and for the language of a page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware


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


class AddressLanguageMiddleware(LocaleMiddleware):
    """Choose the language by the URL only, and remove ``Accept-Language`` from ``Vary``.

    A cache then needs no copy of a page for each value of that header.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response = super().process_response(request, response)
        varies_by = [name.strip() for name in response.headers.get("Vary", "").split(",")]
        if names := [name for name in varies_by if name and name.lower() != "accept-language"]:
            response.headers["Vary"] = ", ".join(names)
        elif "Vary" in response.headers:
            del response.headers["Vary"]
        return response
