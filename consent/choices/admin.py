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
from consent.services.enums import categories_in_words
from privacy.law.deadlines import local_date
from privacy.staff.filters import LanguageFilter
from privacy.staff.long_lists import LongListAdmin
from privacy.staff.read_only import ReadOnlyAdmin


@admin.register(ConsentRecord)
class ConsentRecordAdmin(LongListAdmin):
    list_display = (
        "given_at",
        "granted_categories",
        "language",
        "surface",
        "control",
        "withdrawn_at",
        "revision",
        "id",
    )
    list_filter = (("given_at", admin.DateFieldListFilter), LanguageFilter, "surface", "control")
    list_select_related = ("revision",)
    search_fields = ("id",)
    search_help_text = gettext_lazy("The whole number of a receipt.")
    ordering = ("-given_at", "-id")

    @admin.display(description=gettext_lazy("said yes to"))
    def granted_categories(self, record: ConsentRecord) -> str:
        return categories_in_words(record.granted)

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
    list_display = ("__str__", "language", "sha256")


@admin.register(ChoiceCount)
class ChoiceCountAdmin(ReadOnlyAdmin):
    short_because = "counts by day, language and device"
    list_display = ("day", "language", "device", "granted_categories", "count")
    list_filter = (LanguageFilter, "device")
    fields = ("day", "language", "device", "granted_categories", "count")
    date_hierarchy = "day"
    change_list_template = "admin/consent/choicecount/change_list.html"

    @admin.display(description=gettext_lazy("said yes to"))
    def granted_categories(self, count: ChoiceCount) -> str:
        return categories_in_words(filter(None, count.granted.split(",")))

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
