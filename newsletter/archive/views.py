"""The issues that were sent, for anybody to read: the same pages for everybody, without anything of a reader."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from newsletter.archive.feed import atom
from newsletter.archive.queries import archived_issue, archived_issues, sent_picture
from privacy.pictures.enums import ImageKind
from privacy.register import in_force

_P = ParamSpec("_P")
_LASTS = 300  # seconds
_A_YEAR = 31_536_000


def _public(view: Callable[_P, HttpResponse]) -> Callable[_P, HttpResponse]:
    """Answer 404 where the policy in force tells of no newsletter."""

    @wraps(view)
    def shown(*args: _P.args, **kwargs: _P.kwargs) -> HttpResponse:
        if not in_force.tells("newsletter"):
            raise Http404
        return view(*args, **kwargs)

    return shown


@require_safe
@cache_control(public=True, max_age=_LASTS)
@_public
def archive(request: HttpRequest) -> HttpResponse:
    """List the issues that were sent."""
    return render(request, "newsletter/archive/list.html", {"issues": archived_issues()})


@require_safe
@cache_control(public=True, max_age=_LASTS)
@_public
def archived(request: HttpRequest, name: str) -> HttpResponse:
    """Show an issue that was sent."""
    issue = archived_issue(name)
    if issue is None:
        raise Http404
    context = {"issue": issue, "body": issue.html(top=2)}
    return render(request, "newsletter/archive/issue.html", context)


@require_safe
@cache_control(public=True, max_age=_LASTS)
@_public
def feed(_request: HttpRequest) -> HttpResponse:
    """Return the newest issues as an Atom feed (RFC 4287)."""
    return HttpResponse(atom(archived_issues()), content_type="application/atom+xml; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=_A_YEAR, immutable=True)
@_public
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """Send a picture of an issue that was sent; its name is the hash of its bytes, so it never changes."""
    row = sent_picture(name)
    if row is None:
        raise Http404
    response = HttpResponse(bytes(row.content), content_type=ImageKind(row.kind).media_type)
    response["X-Content-Type-Options"] = "nosniff"
    # A news reader shows the feed on a page of its own.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["ETag"] = etag = f'"{row.sha256}"'
    return get_conditional_response(request, etag=etag, response=response) or response
