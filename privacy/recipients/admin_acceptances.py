"""Admin of accepted transfers: staff accept and end, and change nothing afterwards."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from privacy.law.deadlines import local_date
from privacy.law.durations import days_left_in_words, urgency
from privacy.recipients import acceptances
from privacy.recipients.forms import TransferAcceptanceForm
from privacy.recipients.models import TransferAcceptance
from privacy.register.admin import SeenInWords
from privacy.register.languages.fields import in_language
from privacy.staff import acts
from privacy.staff.consequences import Consequences, RowGroup

_ALARMS = (30, 7, 1)  # days left
_FIELDS = ("vendor", "role", "reason", "until")


@admin.register(TransferAcceptance)
class TransferAcceptanceAdmin(SeenInWords):
    form = TransferAcceptanceForm
    list_display = ("vendor", "time_left", "role_in_words", "accepted_by", "accepted_on", "ended_at")
    search_fields = ("vendor__name",)
    list_select_related = ("vendor", "accepted_by")
    actions = ("end_now",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("time left"), ordering="until")
    def time_left(self, acceptance: TransferAcceptance) -> SafeString | str:
        """Show the days until an acceptance ends by itself."""
        left = (acceptance.until - local_date(timezone.now())).days
        if acceptance.ended_at or left < 0:
            return "–"
        return format_html('<span class="{}">{}</span>', urgency(left, _ALARMS), days_left_in_words(left))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return _FIELDS if obj is None else (*_FIELDS, "accepted_by", "accepted_on", "ended_at")

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Return the form class, with the day against which it checks."""
        form: Any = super().get_form(request, *args, **kwargs)
        form.today = local_date(timezone.now())
        return form

    def save_model(self, request: HttpRequest, obj: TransferAcceptance, form: Any, change: bool) -> None:
        given = acceptances.accept(
            vendor=obj.vendor,
            role=obj.role,
            reason=obj.reason,
            until=obj.until,
            by=cast(User, request.user),
            now=timezone.now(),
        )
        obj.pk = given.pk

    @admin.display(description=gettext_lazy("role"))
    def role_in_words(self, acceptance: TransferAcceptance) -> str:
        return in_language(acceptance.role)

    def show_ends(self, request: HttpRequest, queryset: QuerySet[TransferAcceptance]) -> Consequences:
        """Return the acceptances that would end."""
        chosen = queryset.filter(ended_at__isnull=True).select_related("vendor")
        rows = tuple(
            ((gettext_lazy("recipient"), str(row.vendor)), (gettext_lazy("until"), date_format(row.until)))
            for row in chosen
        )
        return Consequences(
            lines=(
                gettext_lazy("No page loads these recipients any more, unless their transfers are verified."),
                gettext_lazy("An acceptance that has ended stays ended; a new one needs a new reason."),
            ),
            goes=(RowGroup(title=gettext_lazy("accepted transfers"), count=len(rows), rows=rows),),
        )

    @acts.confirmed_action(
        description=gettext_lazy("End now"), button=gettext_lazy("End them"), permissions=["add"], shows=show_ends
    )
    def end_now(self, request: HttpRequest, queryset: QuerySet[TransferAcceptance]) -> None:
        for acceptance in queryset.filter(ended_at__isnull=True):
            acceptances.end(acceptance=acceptance, by=cast(User, request.user), now=timezone.now())
