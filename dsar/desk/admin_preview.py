"""The page on which a case worker looks at the data that a request is about."""

from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dsar.cases import deciding
from dsar.cases.enums import EventKind, Right
from dsar.cases.models import Case, Contact
from dsar.copies import archive
from dsar.desk.admin_decisions import View, case_worker, may_work
from dsar.people import personal_rows
from privacy.staff import acts


def preview(model_admin: admin.ModelAdmin) -> View:
    """Return the view that shows the person's data to a case worker and notes it in the history (LAW D-39)."""

    @acts.reads
    def view(request: HttpRequest, case_id: UUID) -> HttpResponse:
        if not may_work(request.user):
            raise PermissionDenied
        case = get_object_or_404(Case.objects.unanswered(), pk=case_id)
        contact = get_object_or_404(Contact, case=case)
        deciding.note_event(case=case, kind=EventKind.PREVIEWED, now=timezone.now(), staff=case_worker(request))
        context = {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "title": f"{_('What is held')} – {case.reference}",
            "case": case,
            "tables": list(archive.tables(contact.email, Right.ACCESS)),
            "kept": [count for count in personal_rows.counts(contact.email) if count.is_kept],
        }
        return render(request, "admin/dsar/case/preview.html", context)

    return view
