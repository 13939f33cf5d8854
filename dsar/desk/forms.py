"""Forms of the decisions on a request."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from dsar.cases.enums import Ground, Right
from dsar.cases.grounds import grounds_here
from dsar.cases.models import LONGEST_REASONS, Case
from privacy.inventory.collecting import staff_form


@staff_form
class ExtendForm(forms.Form):
    further_months = forms.TypedChoiceField(
        label=_("How much more time"), choices=((1, _("one more month")), (2, _("two more months"))), coerce=int
    )
    reason = forms.CharField(
        label=_("Why, in words that the person reads"),
        help_text=_("Only because the request is complex, or there are many. Without names or addresses."),
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean_reason(self) -> str:
        return _without_address(self.cleaned_data["reason"])


@staff_form
class RefuseForm(forms.Form):
    ground = forms.ChoiceField(label=_("Ground"))
    reasons = forms.CharField(
        label=_("Reasons, in words that the person reads"),
        help_text=_("Say what was asked, what we found and why the ground applies. Without names or addresses."),
        min_length=40,
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(ground.value, ground.label) for ground in grounds_here(case.which_right)]
        cast("forms.ChoiceField", self.fields["ground"]).choices = choices

    def clean_ground(self) -> Ground:
        return Ground(self.cleaned_data["ground"])

    def clean_reasons(self) -> str:
        return _without_address(self.cleaned_data["reasons"])


@staff_form
class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("The person reads it on the request's page, which the mail links to. It is not in the mail."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )


def _without_address(text: str) -> str:
    if "@" in text:
        raise forms.ValidationError(_("Leave out addresses: this text is kept longer than the person's data."))
    return text


@staff_form
class FromMessageForm(forms.Form):
    """Which right somebody asked for in a message, and in which words."""

    LONGEST = 4000

    right = forms.ChoiceField(label=_("What is asked for"), choices=Right.choices)
    message = forms.CharField(
        label=_("In the person’s own words"),
        help_text=_("Remove what the request does not need, such as words about others."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
