"""What every answer of the site says: security headers, and in which language it is."""

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
    """Take the language from the address alone, and say so: a cache need not keep a page per ``Accept-Language``."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        answer: HttpResponseBase = super().process_response(request, response)
        varies_by = [name.strip() for name in answer.headers.get("Vary", "").split(",")]
        if kept := [name for name in varies_by if name and name.lower() != "accept-language"]:
            answer.headers["Vary"] = ", ".join(kept)
        elif "Vary" in answer.headers:
            del answer.headers["Vary"]
        return answer
