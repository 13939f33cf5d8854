"""Middleware for the language of the administration."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from privacy.staff_news import languages
from privacy.web.administration import is_administration


class StaffLanguageMiddleware:
    """Show the administration in the language of whoever is logged in, after the middleware of sessions."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_administration(request):
            language = request.session.get(languages.SESSION_KEY, languages.default())
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)
