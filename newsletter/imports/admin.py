"""Pages on which staff bring a list along: upload, see what would happen, have it done, and take the list out."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from newsletter.imports import exporting, running
from newsletter.imports import operations as imports
from newsletter.imports.enums import WRITTEN, Basis, Fate, ImportState
from newsletter.imports.forms import ListForm
from newsletter.imports.models import ListImport
from newsletter.suppression import keys
from privacy.addresses.enums import AddressFault
from privacy.documents.spreadsheets import csv_text
from privacy.runs.admin_asking import ask_for, progress
from privacy.runs.background import page_context
from privacy.staff import acts
from privacy.staff.consequences import Consequences
from privacy.staff.proof import fresh_proof_required
from privacy.staff.read_only import ReadOnlyAdmin

_SHOWN_FAULTS = 200
_MAY_BEGIN = (ImportState.READY, ImportState.RUNNING, ImportState.INTERRUPTED)


@admin.register(ListImport)
class ListImportAdmin(ReadOnlyAdmin):
    short_because = "staff bring lists along one by one, and each is gone after a week"
    list_display = ("uploaded_at", "basis", "rows", "done_rows", "state", "uploaded_by")
    list_select_related = ("uploaded_by",)
    fields = ("uploaded_at", "uploaded_by", "basis", "source", "consent_text", "language", "rows", "done_rows", "state",
              "sha256", "retain_until")  # fmt: skip
    change_list_template = "admin/newsletter/listimport/change_list.html"
    change_form_template = "admin/newsletter/listimport/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, "newsletter_listimport_{}".format
        return [
            path("upload/", wrap(self.upload), name=name("upload")),
            path("export/", wrap(self.export), name=name("export")),
            path("<uuid:import_id>/preview/", wrap(self.preview), name=name("preview")),
            path("<uuid:import_id>/discard/", wrap(self.discard), name=name("discard")),
            path("<uuid:import_id>/faults/", wrap(self.faults), name=name("faults")),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if part := progress(request, running.READ, running.TAKE_OVER):
            return part
        shown = {
            "may_import": request.user.has_perm("newsletter.add_listimport"),
            "may_export": request.user.has_perm("newsletter.export_subscriptions"),
            **page_context(running.READ, running.TAKE_OVER),
        }
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    @acts.reversible("The file is only read, and thrown away again.")
    def upload(self, request: HttpRequest) -> HttpResponse:
        """Ask for a file and what its people have said, and have a worker read it."""
        _require(request, "newsletter.add_listimport")
        form = ListForm(request.POST or None, request.FILES or None)
        if form.is_bound and form.is_valid():
            given = form.cleaned_data
            row = imports.upload(
                content=given["file"].read(),
                basis=Basis(given["basis"]),
                consent_text=given["consent_text"],
                source=given["source"],
                language=given["language"],
                by=_staff(request),
                now=timezone.now(),
            )
            ask_for(request, running.READ, {"import": str(row.pk)})
            return redirect("admin:newsletter_listimport_preview", row.pk)
        context = {**self.admin_site.each_context(request), "title": _("Import a list"), "opts": self.opts}
        return render(request, "admin/newsletter/listimport/upload.html", {**context, "form": form})

    @acts.confirmed
    def preview(self, request: HttpRequest, import_id: UUID) -> HttpResponse:
        """Show what would become of the rows; have a worker take them over when staff have seen that."""
        _require(request, "newsletter.add_listimport")
        row = get_object_or_404(ListImport, pk=import_id)
        if part := progress(request, running.READ, running.TAKE_OVER):
            return part
        shown = _of_import(row)
        if row.state in _MAY_BEGIN and shown.were_seen(request):
            ask_for(request, running.TAKE_OVER, {"import": str(row.pk)})
            return redirect("admin:newsletter_listimport_preview", row.pk)
        if acts.is_stale(request, shown):
            messages.warning(request, acts.CHANGED_SINCE)
        if request.method == "POST" and row.state == ImportState.READING:
            ask_for(request, running.READ, {"import": str(row.pk)})
            return redirect("admin:newsletter_listimport_preview", row.pk)
        return render(request, "admin/newsletter/listimport/preview.html", self._preview(request, row, shown))

    def _preview(self, request: HttpRequest, row: ListImport, shown: Consequences) -> dict[str, Any]:
        runs = page_context(running.READ, running.TAKE_OVER)
        addresses = imports.first_addresses(row) if row.sample else {}
        return {
            **self.admin_site.each_context(request),
            **runs,
            "title": _("Import a list"),
            "opts": self.opts,
            "row": row,
            "consequences": shown,
            "counts": _counted(row.results if row.state == ImportState.DONE else row.counts),
            "faults": [_fault(fault) for fault in row.faults[:_SHOWN_FAULTS]],
            "sample": [(place, addresses.get(place, ""), Fate(fate).label) for place, fate in row.sample],
            "has_no_suppression": not keys.is_on(),
        }

    @acts.reversible("Nothing was taken over; the file can be uploaded again.")
    def discard(self, request: HttpRequest, import_id: UUID) -> HttpResponse:
        """Throw a file away that is not taken over."""
        _require(request, "newsletter.add_listimport")
        if request.method == "POST":
            imports.discard(import_id=import_id)
        return redirect("admin:newsletter_listimport_changelist")

    @acts.reads
    def faults(self, request: HttpRequest, import_id: UUID) -> HttpResponse:
        """Return the rows that cannot be taken over, by line, as CSV; nobody's address is in it."""
        _require(request, "newsletter.view_listimport")
        row = get_object_or_404(ListImport, pk=import_id)
        lines = [(_("line"), _("reason")), *(_fault(fault) for fault in row.faults)]
        headers = {"Content-Disposition": 'attachment; filename="rows.csv"', "Cache-Control": "private, no-store"}
        return HttpResponse(csv_text(lines), content_type="text/csv; charset=utf-8", headers=headers)

    @acts.confirmed
    @fresh_proof_required
    def export(self, request: HttpRequest) -> HttpResponse:
        """Show what the file would hold; stream it when staff have seen that."""
        _require(request, "newsletter.export_subscriptions")
        shown = exporting.consequences()
        back = reverse("admin:newsletter_listimport_changelist")
        asked = acts.confirm(
            request, self, shown, title=_("Take the list of subscribers out"), button=_("Download the file"), back=back
        )
        if asked is not None:
            return asked
        exporting.note(by=_staff(request), now=timezone.now())
        headers = {
            "Content-Disposition": 'attachment; filename="subscribers.csv"',
            "Cache-Control": "private, no-store",
        }
        lines = exporting.lines()
        return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)  # type: ignore[return-value]


def _of_import(row: ListImport) -> Consequences:
    """Return what taking a list over does."""
    lines = [f"{fate.label}: {count}" for fate, count in _counted(row.counts) if fate in WRITTEN]
    if row.counts.get(Fate.ASKED):
        lines.append(_("Each of those who are asked gets one mail, and is deleted if they do not confirm in a week."))
    if row.counts.get(Fate.SUBSCRIBED):
        lines.append(
            _("You answer for it that each of them confirmed this text: %(text)s") % {"text": row.consent_text}
        )
    return Consequences(lines=tuple(lines))


def _counted(counts: dict[str, int]) -> list[tuple[Fate, int]]:
    return [(fate, counts[fate]) for fate in Fate if counts.get(fate)]


def _fault(fault: Sequence[str]) -> tuple[str, str]:
    place, fate, address = fault
    return place, str(AddressFault(address).label if address else Fate(fate).label)


def _require(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _staff(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
