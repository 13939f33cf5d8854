"""What visitors answered and what was kept out, for staff to look at: numbers only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from consent.models import ChoiceCount, Sighting
from consent.queries import acceptance
from privacy.admin.read_only import ReadOnlyAdmin
from privacy.deadlines import local_date


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
class SightingAdmin(ReadOnlyAdmin):
    list_display = ("day", "kind", "name", "directive", "page", "count")
    list_filter = ("kind", "directive")
    date_hierarchy = "day"
    search_fields = ("name",)
