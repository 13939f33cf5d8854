"""Pages of signing in and out: those of Django's administration."""

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponseBase, QueryDict

from privacy.web.redirects import existing_target


def login(request: HttpRequest) -> HttpResponseBase:
    """Sign in; afterwards ``next`` is shown if it is a page of this site, else the overview."""
    _check_next(request)
    return admin.site.login(request)


def logout(request: HttpRequest) -> HttpResponseBase:
    """Sign out; afterwards ``next`` is shown if it is a page of this site."""
    _check_next(request)
    return admin.site.logout(request)


def _check_next(request: HttpRequest) -> None:
    """Take ``next`` out of the request unless it leads to a page of this site."""
    request.GET, request.POST = _checked(request, request.GET), _checked(request, request.POST)  # type: ignore[assignment]


def _checked(request: HttpRequest, data: QueryDict) -> QueryDict:
    if REDIRECT_FIELD_NAME not in data:
        return data
    checked = data.copy()
    target = existing_target(request, checked.pop(REDIRECT_FIELD_NAME)[-1])
    if target:
        checked[REDIRECT_FIELD_NAME] = target
    return checked
