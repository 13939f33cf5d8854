"""Header that links every public page to the privacy policy."""

from collections.abc import Callable
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from privacy.web.administration import is_administration


class PolicyLinkMiddleware:
    """Add a ``Link`` header with ``rel="privacy-policy"`` (RFC 6903) to every public page, for programs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not is_administration(request) and response.get("Content-Type", "").startswith("text/html"):
            link = f'<{_policy_path(getattr(request, "LANGUAGE_CODE", None))}>; rel="privacy-policy"'
            response["Link"] = f"{response['Link']}, {link}" if "Link" in response else link
        return response


@cache
def _policy_path(language: str | None) -> str:
    with translation.override(language) if language else translation.override(translation.get_language()):
        return reverse("privacy:policy")
