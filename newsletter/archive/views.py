"""The issues that were sent, for anybody to read: the same pages for everybody, without anything of a reader."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from newsletter.archive.feed import atom
from newsletter.archive.queries import archived_issue, archived_issues
from newsletter.issues.markdown import to_html
from privacy.register import in_force

_P = ParamSpec("_P")
_LASTS = 300  # seconds


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
    context = {"issue": issue, "body": to_html(issue.body, top=2)}
    return render(request, "newsletter/archive/issue.html", context)


@require_safe
@cache_control(public=True, max_age=_LASTS)
@_public
def feed(_request: HttpRequest) -> HttpResponse:
    """Return the newest issues as an Atom feed (RFC 4287)."""
    return HttpResponse(atom(archived_issues()), content_type="application/atom+xml; charset=utf-8")
