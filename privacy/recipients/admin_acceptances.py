"""Admin of accepted transfers: staff accept and end, and change nothing afterwards."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from privacy.languages.fields import in_language
from privacy.law.deadlines import local_date
from privacy.recipients import acceptances
from privacy.recipients.forms import TransferAcceptanceForm
from privacy.recipients.models import TransferAcceptance
from privacy.register.admin import SeenInWords

_FIELDS = ("vendor", "role", "reason", "until")


@admin.register(TransferAcceptance)
class TransferAcceptanceAdmin(SeenInWords):
    form = TransferAcceptanceForm
    list_display = ("vendor", "role_in_words", "accepted_by", "accepted_on", "until", "ended_at")
    list_select_related = ("vendor", "accepted_by")
    actions = ("end_now",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

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

    @admin.action(description=gettext_lazy("End now"), permissions=["add"])
    def end_now(self, request: HttpRequest, queryset: QuerySet[TransferAcceptance]) -> None:
        for acceptance in queryset.filter(ended_at__isnull=True):
            acceptances.end(acceptance=acceptance, by=cast(User, request.user), now=timezone.now())
