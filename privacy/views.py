"""The policy in force and its history: the same bytes for everyone."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from privacy import in_force
from privacy.models import Revision, RevisionText


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
    """Show one published version, unchanged (LAW P58)."""
    snapshot = in_force.current()
    return _policy_page(request, number, is_latest=snapshot is not None and snapshot.number == number)


@require_safe
@cache_control(public=True, max_age=60)
def versions(request: HttpRequest) -> HttpResponse:
    """List what was published, newest first."""
    revisions = Revision.objects.newest_first().defer("content")
    return render(request, "privacy/versions.html", {"revisions": revisions})


def _policy_page(request: HttpRequest, number: int, *, is_latest: bool) -> HttpResponse:
    """Show a version in the language of the page; one that is older than that language in the site's first."""
    texts = RevisionText.objects.select_related("revision").defer("revision__content").filter(revision=number)
    found = {text.language: text for text in texts.filter(language__in=(get_language(), settings.LANGUAGE_CODE))}
    text = found.get(get_language() or "") or found.get(settings.LANGUAGE_CODE)
    if text is None:
        raise Http404
    return render(request, "privacy/policy.html", {"text": text, "revision": text.revision, "is_latest": is_latest})
