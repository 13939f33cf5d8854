"""Admin of known defects and of accepted gaps, in the draft register."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.inventory.collecting import staff_form
from privacy.register.admin import KeyedAdmin
from privacy.register.languages.fields import in_language
from privacy.register.statements import operations
from privacy.register.statements.linting.rules import all_rules
from privacy.register.statements.models import AcceptedGap, KnownDefect
from privacy.staff.lookups import DeclaredLookupsAdmin

_FIELDS = ("gap", "reason", "decided_by", "until")


@admin.register(KnownDefect)
class KnownDefectAdmin(KeyedAdmin):
    list_display = ("about", "reference", "text_here")
    list_filter = ("reference",)
    search_fields = ("about", "reference")

    @admin.display(description=_("what is wrong"))
    def text_here(self, defect: KnownDefect) -> str:
        return in_language(defect.text)


@staff_form
class AcceptedGapForm(forms.ModelForm):
    """Form of an accepted gap. Only rules that stop a publication can be chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "gap" in self.fields:
            rules = [rule for rule in all_rules().values() if rule.priority.blocks]
            self.fields["gap"] = forms.ChoiceField(
                label=self.fields["gap"].label, choices=[(rule.id, f"{rule.id} {rule.title}") for rule in rules]
            )


@admin.register(AcceptedGap)
class AcceptedGapAdmin(DeclaredLookupsAdmin):
    form = AcceptedGapForm
    list_display = ("gap", "reason", "accepted_by", "decided_by", "decided_on", "until")
    list_select_related = ("accepted_by",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return _FIELDS if obj is None else (*_FIELDS, "accepted_by", "decided_on")

    def save_model(self, request: HttpRequest, obj: AcceptedGap, form: Any, change: bool) -> None:
        """Accept in the name of who is logged in, on this day."""
        given = operations.accept_gap(
            gap=obj.gap,
            reason=obj.reason,
            decided_by=obj.decided_by,
            until=obj.until,
            by=cast(User, request.user),
            now=timezone.now(),
        )
        obj.pk = given.pk
