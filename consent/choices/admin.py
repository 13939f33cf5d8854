"""Read-only admin of consent records and of the daily counts of choices."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent.choices import acceptance
from consent.choices.models import ChoiceCount, ConsentRecord, InterfaceText
from privacy.law.deadlines import local_date
from privacy.staff.filters import LanguageFilter
from privacy.staff.long_lists import LongListAdmin
from privacy.staff.read_only import ReadOnlyAdmin


@admin.register(ConsentRecord)
class ConsentRecordAdmin(LongListAdmin):
    list_display = ("id", "given_at", "granted", "revision", "language", "surface", "control", "withdrawn_at")
    list_filter = (("given_at", admin.DateFieldListFilter), LanguageFilter, "surface", "control")
    list_select_related = ("revision",)
    search_fields = ("id",)
    search_help_text = gettext_lazy("The whole number of a receipt.")
    ordering = ("-given_at", "-id")

    def find(self, text: str) -> list[UUID]:
        """Find a receipt by its whole number, which only its owner has."""
        with suppress(ValueError):
            return [UUID(text)]
        return []

    def get_queryset(self, request: HttpRequest) -> QuerySet[ConsentRecord]:
        """Leave out the whole register of each row's revision."""
        return super().get_queryset(request).defer("revision__content")


@admin.register(InterfaceText)
class InterfaceTextAdmin(ReadOnlyAdmin):
    short_because = "one row for each wording"
    list_display = ("sha256", "language")


@admin.register(ChoiceCount)
class ChoiceCountAdmin(ReadOnlyAdmin):
    short_because = "counts by day, language and device"
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
