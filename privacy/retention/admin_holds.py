"""Legal holds: to place, to lift and to read."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.inventory.declarations import title_of
from privacy.law.deadlines import local_date
from privacy.law.durations import days_left_in_words, urgency
from privacy.retention import holds
from privacy.retention.errors import NothingToHold
from privacy.retention.forms import HoldForm
from privacy.retention.models import LegalHold
from privacy.retention.rows_on_hold import kept_by
from privacy.staff import acts
from privacy.staff.consequences import Consequences, RowGroup
from privacy.staff.read_only import ReadOnlyAdmin

_ALARMS = (30, 7, 1)  # days left


@admin.register(LegalHold)
class LegalHoldAdmin(ReadOnlyAdmin):
    short_because = "staff place them one by one"
    list_display = ("reference", "time_left", "reason", "is_about_a_person", "placed_at", "ends_at", "lifted_at")
    search_fields = ("reference",)
    ordering = ("ends_at", "pk")
    fields = ("reference", "reason", "placed_at", "placed_by", "ends_at", "lifted_at", "lifted_by", "retain_until")
    list_filter = ("reason",)
    change_list_template = "admin/privacy/legalhold/change_list.html"
    change_form_template = "admin/privacy/legalhold/change_form.html"

    @admin.display(boolean=True, description=gettext_lazy("about a person"))
    def is_about_a_person(self, hold: LegalHold) -> bool:
        return bool(hold.subject_key)

    @admin.display(description=gettext_lazy("time left"), ordering="ends_at")
    def time_left(self, hold: LegalHold) -> SafeString | str:
        """Show the days until a hold ends by itself."""
        now = timezone.now()
        if hold.lifted_at or hold.ends_at <= now:
            return "–"
        left = (local_date(hold.ends_at) - local_date(now)).days
        return format_html('<span class="{}">{}</span>', urgency(left, _ALARMS), days_left_in_words(left))

    def get_urls(self) -> list[URLPattern]:
        place, lift = self.admin_site.admin_view(self.place), self.admin_site.admin_view(self.lift)
        return [
            path("place/", place, name="privacy_legalhold_place"),
            path("<uuid:pk>/lift/", lift, name="privacy_legalhold_lift"),
            *super().get_urls(),
        ]

    @acts.reversible("A hold is lifted again.")
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

    @acts.confirmed
    def lift(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Show what a hold keeps and what goes without it; end it on POST."""
        if not request.user.has_perm("privacy.change_legalhold"):
            raise PermissionDenied
        hold = get_object_or_404(LegalHold, pk=pk)
        page = acts.confirm(
            request,
            self,
            _of_lifting(hold, timezone.now()),
            title=_("Lift the hold"),
            button=_("Lift the hold"),
            back=reverse("admin:privacy_legalhold_change", args=[hold.pk]),
        )
        if page is not None:
            return page
        holds.lift(hold_id=pk, staff=request.user.pk, now=timezone.now())
        messages.success(request, _("The hold is lifted. What is due goes with the next run."))
        return redirect("admin:privacy_legalhold_changelist")


def _of_lifting(hold: LegalHold, now: datetime) -> Consequences:
    """Return what a hold keeps, by kind, and how much of it is due without the hold."""
    groups = [
        RowGroup(
            title=title_of(data.model._meta.label_lower),
            count=count,
            note=_("%(count)s of them have passed their time and go with the next run") % {"count": due},
        )
        for data, count, due in kept_by(hold, now)
    ]
    return Consequences(
        lines=(
            _("What is due is deleted by the next run, within the hour, and cannot be brought back."),
            _("Erasures that waited for this hold go on by themselves. No mail leaves."),
        ),
        goes=tuple(groups),
    )
