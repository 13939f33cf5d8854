"""Middleware for security headers and for the language of a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware

from proviso_site.pages.headers import security_headers


class HeadersMiddleware:
    """Add the security headers to every response. Outermost, so that errors of other middleware have them too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in security_headers(is_https=request.is_secure()).items():
            if name not in response.headers:
                response.headers[name] = value
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
