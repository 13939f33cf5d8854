"""What visitors answered and what was kept out, for staff to look at: numbers only."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consent.audit import drafting
from consent.audit.admin import DraftableAdmin
from consent.choices import acceptance
from consent.choices.models import ChoiceCount
from consent.gate.models import Sighting
from privacy.law.deadlines import local_date
from privacy.staff.read_only import ReadOnlyAdmin


@admin.register(ChoiceCount)
class ChoiceCountAdmin(ReadOnlyAdmin):
    list_display = ("day", "language", "device", "granted", "count")
    list_filter = ("language", "device")
    date_hierarchy = "day"
    change_list_template = "admin/consent/choicecount/change_list.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        today = local_date(timezone.now())
        charts = [
            (_("Yes by category"), acceptance.by_category(today)),
            (_("Yes by language"), acceptance.by_language(today)),
            (_("Yes by device"), acceptance.by_device(today)),
            (_("Yes by day"), acceptance.by_day(today)),
        ]
        context = {"charts": charts, "days": acceptance.DAYS} | (extra_context or {})
        return super().changelist_view(request, context)


@admin.register(Sighting)
class SightingAdmin(DraftableAdmin):
    list_display = ("day", "kind", "name", "directive", "page", "count")
    list_filter = ("kind",)
    date_hierarchy = "day"
    search_fields = ("name",)
    actions = ("add_to_draft",)
    change_form_template = "admin/consent/sighting/change_form.html"

    @admin.action(description=gettext_lazy("Add to the draft register"), permissions=["draft"])
    def add_to_draft(self, request: HttpRequest, queryset: QuerySet[Sighting]) -> None:
        """Make a row of each cookie that was withheld; nothing that is in force changes."""
        items = {drafting.add_sighting(sighting=one).pk for one in queryset if one.is_addable}
        if not items:
            messages.warning(request, _("Only cookies can be added to the register."))
            return
        text = ngettext(
            "%(count)s row is in the draft register. Say what it is for before it is published.",
            "%(count)s rows are in the draft register. Say what they are for before it is published.",
            len(items),
        )
        messages.success(request, text % {"count": len(items)})
