"""The page for an inspection: what an authority asks for, as one signed file."""

from datetime import date
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from privacy.inspection.forms import InspectionForm
from privacy.inspection.operations import make_bundle, visible_parts
from privacy.law.deadlines import add_months, local_date
from privacy.register.purposes.models import Purpose
from privacy.signed_heads.errors import NoJournalKey
from privacy.staff import acts
from privacy.staff.dashboard import DashboardPage, add_page
from privacy.staff.inspection import Scope
from privacy.staff.list_pages import list_page


def may_hand_out(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("privacy.view_purpose") and request.user.has_perm("privacy.view_vendor"))


@list_page(
    model=Purpose,
    route="inspection/",
    name="privacy_inspection",
    title=gettext_lazy("For an inspection"),
    is_allowed=may_hand_out,
)
@acts.reversible("It hands a file to whoever asked, and only the journal notes it.")
def inspection_page(request: HttpRequest, admin: ModelAdmin) -> HttpResponse:
    """Show the parts and ask for the day and the period; return the bundle on POST."""
    if not may_hand_out(request):
        raise PermissionDenied
    now, chosen = timezone.now(), visible_parts(request.user)
    form = InspectionForm(request.POST or None, initial=_initial(local_date(now)))
    if request.method == "POST" and form.is_valid():
        try:
            scope = Scope(now=now, **form.cleaned_data)
            content = make_bundle(scope=scope, chosen=chosen, staff_id=int(request.user.pk or 0))
        except NoJournalKey:
            form.add_error(None, _("There is no key to sign with: set JOURNAL_KEY."))
        else:
            return _download(content, scope)
    context: dict[str, Any] = {
        **admin.admin_site.each_context(request),
        "title": _("For an inspection"),
        "opts": admin.opts,
        "form": form,
        "parts": chosen.values(),
    }
    return render(request, "admin/privacy/inspection.html", context)


def _initial(today: date) -> dict[str, object]:
    return {"day": today, "first": add_months(today, -12), "last": today, "language": get_language()}


def _download(content: bytes, scope: Scope) -> HttpResponse:
    name = f"inspection-{local_date(scope.now).isoformat()}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/zip", headers=headers)


add_page(
    66,
    DashboardPage(
        title=gettext_lazy("For an inspection"),
        url_name="admin:privacy_inspection",
        permission="privacy.view_vendor",
        note=gettext_lazy("All that an authority asks for in a letter, as one signed file."),
    ),
)
