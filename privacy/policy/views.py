"""Public pages of the policy in force and of its history; the same for every visitor, so that they can be cached."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from privacy.conf import privacy_settings
from privacy.policy import summary
from privacy.policy.models import RevisionText
from privacy.policy.queries import text_of
from privacy.register import in_force
from privacy.register.models import Revision
from privacy.register.statements import text_differences
from privacy.register.statements.plain_text import plain_text


@require_safe
@cache_control(public=True, max_age=60)
def policy(request: HttpRequest) -> HttpResponse:
    """Show the policy in force (LAW P59)."""
    snapshot = in_force.current()
    if snapshot is None:
        raise Http404
    return _policy_page(request, snapshot.number, is_latest=True)


@require_safe
@cache_control(public=True, max_age=60)
def version(request: HttpRequest, number: int) -> HttpResponse:
    """Show one published version as it was published (LAW P58)."""
    snapshot = in_force.current()
    return _policy_page(request, number, is_latest=snapshot is not None and snapshot.number == number)


@require_safe
@cache_control(public=True, max_age=60)
def versions(request: HttpRequest) -> HttpResponse:
    """List the published versions, newest first."""
    revisions = Revision.objects.newest_first().defer("content").with_the_one_before()
    return render(request, "privacy/versions.html", {"revisions": revisions})


@require_safe
@cache_control(public=True, max_age=3_600)
def changes(request: HttpRequest, older: int, newer: int) -> HttpResponse:
    """Compare two published versions word by word, with links to other versions (LAW P58)."""
    before, after = _text(older), _text(newer)
    context = {
        "before": before,
        "after": after,
        "stretches": text_differences.between(before.html, after.html),
        "others": Revision.objects.newest_first().exclude(number=newer).values_list("number", flat=True),
    }
    return render(request, "privacy/changes.html", context)


@require_safe
@cache_control(public=True, max_age=60)
def as_text(request: HttpRequest) -> HttpResponse:
    """Return the policy in force as plain text."""
    snapshot = in_force.current()
    if snapshot is None:
        raise Http404
    text = _text(snapshot.number)
    body = plain_text(text.html, base_url=privacy_settings().base_url)
    context = {"text": text, "revision": text.revision, "body": body, "base_url": privacy_settings().base_url}
    return render(request, "privacy/policy.txt", context, content_type="text/plain; charset=utf-8")


def _policy_page(request: HttpRequest, number: int, *, is_latest: bool) -> HttpResponse:
    """Show a version in the active language, or else in the first language that it has."""
    text = _text(number)
    context = {"text": text, "revision": text.revision, "is_latest": is_latest}
    # The short version says what holds now, so that no earlier version has it.
    context["summary"] = list(summary.lines()) if is_latest else []
    return render(request, "privacy/policy.html", context)


def _text(number: int) -> RevisionText:
    text = text_of(number)
    if text is None:
        raise Http404
    return text
