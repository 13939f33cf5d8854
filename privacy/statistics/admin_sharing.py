"""Admin of sharing with partners: agreements, the form that shares a table, and the shared files."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.conf import privacy_settings
from privacy.inventory.collecting import staff_form
from privacy.law.deadlines import local_date
from privacy.staff import acts
from privacy.staff.lookups import DeclaredLookupsAdmin
from privacy.staff.proof import fresh_proof_required
from privacy.staff.read_only import ReadOnlyAdmin
from privacy.statistics import sharing
from privacy.statistics.anonymity import Dataset
from privacy.statistics.errors import NotAnonymous
from privacy.statistics.models import PartnerAgreement, SharedFile
from privacy.statistics.sharable import all_sharable, find_sharable


@staff_form
class ShareForm(forms.Form):
    """Choose an agreement, and either one of our own tables or a CSV file."""

    agreement = forms.ModelChoiceField(PartnerAgreement.objects.all(), label=gettext_lazy("Agreement with a partner"))
    dataset = forms.ChoiceField(label=gettext_lazy("A table of ours"), required=False)
    file = forms.FileField(
        label=gettext_lazy("or a file"), required=False, help_text=gettext_lazy("CSV in UTF-8, with a row of names.")
    )
    counted = forms.CharField(
        label=gettext_lazy("Column of counts"),
        required=False,
        help_text=gettext_lazy("For a file: the column that says how many people or visits a row stands for."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *((table.key, str(table.title)) for table in all_sharable())]
        cast("forms.ChoiceField", self.fields["dataset"]).choices = choices

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > sharing.MOST_BYTES:
            raise forms.ValidationError(_("The file is too large to be a table of counts."))
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("The file is not text in UTF-8.")) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("dataset")) == bool(cleaned.get("file")):
            raise forms.ValidationError(_("Choose a table of ours, or a file; not both."))
        return cleaned

    def table(self, now: datetime) -> tuple[str, Dataset]:
        """Return the name and the rows of the chosen table; our own tables are made as of ``now``."""
        if key := self.cleaned_data["dataset"]:
            return key, find_sharable(key).make(local_date(now).replace(day=1), privacy_settings().smallest_shared)
        return "uploaded", sharing.read_csv(self.cleaned_data["file"], self.cleaned_data["counted"].strip())


@admin.register(PartnerAgreement)
class PartnerAgreementAdmin(DeclaredLookupsAdmin):
    list_display = ("partner", "agreed_on", "ends_on")
    search_fields = ("partner",)


@admin.register(SharedFile)
class SharedFileAdmin(ReadOnlyAdmin):
    short_because = "staff share them one by one"
    list_display = ("agreement", "table", "rows", "shared_at", "checksum")
    list_select_related = ("agreement",)
    search_fields = ("agreement__partner", "dataset")
    change_list_template = "admin/privacy/sharedfile/change_list.html"
    change_form_template = "admin/privacy/sharedfile/change_form.html"

    @admin.display(description=gettext_lazy("table"), ordering="dataset")
    def table(self, file: SharedFile) -> str:
        return next((str(table.title) for table in all_sharable() if table.key == file.dataset), file.dataset)

    @admin.display(description=gettext_lazy("hash"))
    def checksum(self, file: SharedFile) -> str:
        return f"{file.sha256[:8]}…"

    def get_urls(self) -> list[URLPattern]:
        return [
            path("share/", self.admin_site.admin_view(self.share), name="privacy_sharedfile_share"),
            path("<uuid:file_id>/csv/", self.admin_site.admin_view(self.as_csv), name="privacy_sharedfile_csv"),
            *super().get_urls(),
        ]

    @acts.reversible("Nothing leaves by itself: the file is handed over by hand.")
    @fresh_proof_required
    def share(self, request: HttpRequest) -> HttpResponse:
        """Show the form; on POST, share the table or list the reasons against it."""
        if not request.user.has_perm("privacy.add_sharedfile"):
            raise PermissionDenied
        form, reasons = ShareForm(request.POST or None, request.FILES or None), []
        if request.method == "POST" and form.is_valid():
            now = timezone.now()
            name, data = form.table(now)
            agreement = form.cleaned_data["agreement"]
            try:
                sharing.share(agreement=agreement, dataset=name, data=data, staff_id=int(request.user.pk or 0), now=now)
            except NotAnonymous as refused:
                reasons = refused.reasons
            else:
                messages.success(request, _("It is anonymous as far as the gate can tell, and noted in the journal."))
                return redirect(reverse("admin:privacy_sharedfile_changelist"))
        context = self.admin_site.each_context(request) | {
            "title": _("Share with a partner"),
            "opts": self.opts,
            "form": form,
            "reasons": reasons,
        }
        return render(request, "admin/privacy/sharedfile/share.html", context)

    @acts.reads
    def as_csv(self, request: HttpRequest, file_id: Any) -> HttpResponse:
        """Return the file exactly as it was shared."""
        file = get_object_or_404(SharedFile, pk=file_id)
        if not self.has_view_permission(request, file):
            raise PermissionDenied
        answer = HttpResponse(file.content, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{file.dataset}.csv"'
        return answer
