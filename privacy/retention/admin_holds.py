"""Legal holds: to place, to lift and to read."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.retention import holds
from privacy.retention.errors import NothingToHold
from privacy.retention.forms import HoldForm
from privacy.retention.models import LegalHold
from privacy.staff.read_only import ReadOnlyAdmin


@admin.register(LegalHold)
class LegalHoldAdmin(ReadOnlyAdmin):
    short_because = "staff place them one by one"
    list_display = ("reference", "reason", "is_about_a_person", "placed_at", "placed_by", "ends_at", "lifted_at")
    fields = ("reference", "reason", "placed_at", "placed_by", "ends_at", "lifted_at", "lifted_by", "retain_until")
    list_filter = ("reason",)
    change_list_template = "admin/privacy/legalhold/change_list.html"
    change_form_template = "admin/privacy/legalhold/change_form.html"

    @admin.display(boolean=True, description=gettext_lazy("about a person"))
    def is_about_a_person(self, hold: LegalHold) -> bool:
        return bool(hold.subject_key)

    def get_urls(self) -> list[URLPattern]:
        place, lift = self.admin_site.admin_view(self.place), self.admin_site.admin_view(self.lift)
        return [
            path("place/", place, name="privacy_legalhold_place"),
            path("<uuid:pk>/lift/", lift, name="privacy_legalhold_lift"),
            *super().get_urls(),
        ]

    def place(self, request: HttpRequest) -> HttpResponse:
        """Ask what to keep, why and until when."""
        if not request.user.has_perm("privacy.add_legalhold"):
            raise PermissionDenied
        form = HoldForm(request.POST or None)
        if form.is_valid():
            try:
                form.place(staff=request.user.pk, now=timezone.now())
            except NothingToHold:
                form.add_error(None, _("There is no such row to keep; check what it is and its number."))
            else:
                messages.success(request, _("The hold stands. Deletion and erasure pass by what it keeps."))
                return redirect("admin:privacy_legalhold_changelist")
        context = {**self.admin_site.each_context(request), "title": _("Place a legal hold"), "opts": self.opts}
        return render(request, "admin/privacy/legalhold/place.html", context | {"form": form})

    def lift(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """End a hold, on POST."""
        if request.method != "POST" or not request.user.has_perm("privacy.change_legalhold"):
            raise PermissionDenied
        holds.lift(hold_id=pk, staff=request.user.pk, now=timezone.now())
        messages.success(request, _("The hold is lifted. What is due goes with the next run."))
        return redirect("admin:privacy_legalhold_changelist")
