"""Admin page of the suppression list: staff see how many there are and why, and find one by its address."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import admin
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from newsletter.suppression.keys import codes_of
from newsletter.suppression.models import Suppression
from privacy.retention.admin_kept import KeptRowAdmin
from privacy.staff.read_only import ReadOnlyAdmin


@admin.register(Suppression)
class SuppressionAdmin(KeptRowAdmin, ReadOnlyAdmin):
    list_display = ("reason", "since_month", "retain_until")
    list_filter = ("reason",)
    search_fields = ("code",)
    search_help_text = _("The whole e-mail address.")
    ordering = ("-since", "-id")
    fields = ("reason", "since_month", "retain_until", "kept_because", "key_id", "id")

    @admin.display(description=_("since the month of"), ordering="since")
    def since_month(self, row: Suppression) -> str:
        return date_format(localtime(row.since), "YEAR_MONTH_FORMAT")

    def find(self, text: str) -> Iterator[UUID]:
        """Find by the whole address: its code cannot be read by anybody."""
        codes = [code.code for code in codes_of(text)]
        yield from Suppression.objects.filter(code__in=codes).values_list("pk", flat=True)
