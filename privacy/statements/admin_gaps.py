"""Admin of known defects and of accepted gaps, in the draft register."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from privacy.inventory.collecting import staff_form
from privacy.languages.fields import in_language
from privacy.register.admin import KeyedAdmin
from privacy.staff.lookups import DeclaredLookupsAdmin
from privacy.statements.linting.rules import all_rules
from privacy.statements.models import AcceptedGap, KnownDefect


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
    list_display = ("gap", "reason", "decided_by", "decided_on", "until")
