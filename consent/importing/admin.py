"""The page beside the storage items where staff bring the table of an existing policy: preview first, then import."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from django.utils.translation import gettext_lazy as _

from consent.importing.errors import UnreadablePolicy
from consent.importing.forms import ConfirmForm, UploadForm, pack
from consent.importing.operations import import_policy
from consent.importing.results import ImportedRow, ImportResult, Outcome
from consent.services.models import StorageItem
from privacy.law.durations import lifetime_in_words
from privacy.staff import acts
from privacy.staff.list_pages import list_page

_TITLE = gettext_lazy("Take over the cookies of your old policy")
_OUTCOMES = {
    Outcome.ADDED: _("new"),
    Outcome.FILLED: _("known; what was empty is filled in"),
    Outcome.KEPT: _("known already; nothing changes"),
}


def may_import(request: HttpRequest) -> bool:
    """Tell whether somebody may add storage items with their services and recipients."""
    return bool(request.user.has_perms(["consent.add_storageitem", "consent.add_service", "privacy.add_vendor"]))


@list_page(model=StorageItem, route="import/", name="consent_import", title=_TITLE, is_allowed=may_import)
@acts.reversible("What is imported is a draft, and is taken out again.")
def show(request: HttpRequest, admin: ModelAdmin) -> HttpResponse:
    """Ask for a policy, show what the import would do with it, and do it when staff have seen that."""
    if not may_import(request):
        raise PermissionDenied
    context = {**admin.admin_site.each_context(request), "title": _TITLE, "opts": admin.opts}
    if "content" in request.POST:
        confirmed = ConfirmForm(request.POST)
        if confirmed.is_valid():
            return _imported(request, import_policy(data=confirmed.cleaned_data["content"]))
        messages.error(request, str(confirmed.errors["content"][0]))
        return redirect("admin:consent_import")
    form = UploadForm(request.POST or None, request.FILES or None)
    context["form"] = form
    if form.is_bound and form.is_valid():
        context |= _preview(form.cleaned_data["content"])
    return render(request, "admin/consent/storageitem/import.html", context)


def _preview(content: bytes) -> dict[str, Any]:
    try:
        result = import_policy(data=content, is_dry_run=True)
    except UnreadablePolicy as error:
        return {"faults": error.faults}
    return {
        "result": result,
        "rows": [_row(row) for row in result.rows],
        "new_count": result.count(Outcome.ADDED),
        "filled_count": result.count(Outcome.FILLED),
        "kept_count": result.count(Outcome.KEPT),
        "content": pack(content) if result.rows else "",
    }


def _row(row: ImportedRow) -> dict[str, Any]:
    entry = row.entry
    seconds = entry.reading.seconds
    return {
        "entry": entry,
        "lifetime": lifetime_in_words(seconds) if seconds is not None else "",
        "outcome": _OUTCOMES[row.outcome],
        "is_new": row.outcome is Outcome.ADDED,
        "findings": row.findings,
    }


def _imported(request: HttpRequest, result: ImportResult) -> HttpResponse:
    added = result.count(Outcome.ADDED)
    text = ngettext(
        "%(count)s cookie is new in the draft register. Nothing is published yet.",
        "%(count)s cookies are new in the draft register. Nothing is published yet.",
        added,
    )
    messages.success(request, text % {"count": added})
    return redirect(f"{reverse('admin:consent_storageitem_changelist')}?is_in_published_policy__exact=1")
