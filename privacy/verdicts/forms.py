"""Form to answer for a promise that no program can check."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from privacy.inventory.collecting import staff_form
from privacy.law.deadlines import add_months
from privacy.verdicts.models import LONGEST_NOTE, LONGEST_VALIDITY
from privacy.web.days import DayInput

_USUAL_MONTHS = 6


@staff_form
class AnswerForm(forms.Form):
    """Last day and evidence of an answer."""

    use_required_attribute = False

    until = forms.DateField(
        label=_("I answer for it until and including"),
        help_text=_("A year at the most. Before that you are asked again."),
        widget=DayInput(),
        error_messages={"required": _("Choose a day."), "invalid": _("Write the day like 2026-12-31.")},
    )
    note = forms.CharField(
        label=_("What this rests on"),
        help_text=_("How you know: what you looked at, and when. An authority may read it."),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what your answer rests on.")},
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"until": add_months(today, _USUAL_MONTHS)})
        self.today = today

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not self.today <= until <= self.today + LONGEST_VALIDITY:
            raise ValidationError(_("Choose a day from today to a year from now."))
        return until
