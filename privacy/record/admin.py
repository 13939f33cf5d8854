"""Admin page to download the record of processing activities."""

from typing import Any

from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.record.operations import RecordFormat, export_record, processing_record
from privacy.register.purposes.models import Purpose
from privacy.staff import acts
from privacy.staff.list_pages import list_page

# The record shows the data of the admin pages behind these permissions, staff notes included.
_NEEDED = ("privacy.view_purpose", "privacy.view_vendor", "privacy.view_retentionrule")


def may_see_record(request: HttpRequest) -> bool:
    return bool(request.user.has_perms(_NEEDED))


@list_page(
    model=Purpose,
    route="record/",
    name="privacy_purpose_record",
    title=gettext_lazy("Record of processing activities"),
    is_allowed=may_see_record,
)
@acts.reversible("It hands a file to whoever asked, and only the journal notes it.")
def record_page(request: HttpRequest, admin: ModelAdmin) -> HttpResponse:
    """Show the missing facts of the record; return the record as a file on POST."""
    if not may_see_record(request):
        raise PermissionDenied
    form, language = request.POST.get("format", ""), request.POST.get("language", "")
    if form in list(RecordFormat) and language in dict(settings.LANGUAGES):
        return _file(request, RecordFormat(form), language)
    context: dict[str, Any] = {
        **admin.admin_site.each_context(request),
        "title": _("Record of processing activities"),
        "opts": admin.opts,
        "record": processing_record(now=timezone.now()),
        "formats": [str(one) for one in RecordFormat],
        "record_languages": settings.LANGUAGES,
    }
    return render(request, "admin/privacy/purpose/record.html", context)


def _file(request: HttpRequest, form: RecordFormat, language: str) -> HttpResponse:
    file = export_record(form=form, language=language, now=timezone.now(), staff_id=request.user.pk)
    disposition = {"Content-Disposition": f'attachment; filename="{file.name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(file.content, content_type=file.media_type, headers=disposition)
