"""Headers of public pages and of errors on private ones."""

from collections.abc import Callable
from functools import cache
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from privacy.web.administration import is_administration
from privacy.web.origin import as_private
from privacy.web.routes import private_prefixes


class PrivateErrorsMiddleware:
    """Keep errors on private pages and in the administration out of caches and referrers, like the pages themselves.

    That includes addresses that lead to no page because a sign was added to a link to a private one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code >= HTTPStatus.BAD_REQUEST and _is_private(request):
            as_private(response)
        return response


def _is_private(request: HttpRequest) -> bool:
    if is_administration(request):
        return True
    match = request.resolver_match
    if match is None:
        return request.path_info.startswith(private_prefixes())
    return bool(getattr(match.func, "is_private", False))


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
