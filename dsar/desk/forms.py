"""Forms of the decisions on a request."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from dsar.cases.enums import Ground, Right
from dsar.cases.grounds import grounds_here
from dsar.cases.models import LONGEST_REASONS, Case
from privacy.addresses.form_fields import AddressFormField
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


@staff_form
class WriteForm(forms.Form):
    text = forms.CharField(
        label=_("Your message"),
        help_text=_("The person reads it on the request's page, which the mail links to. It is not in the mail."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )


@staff_form
class IdentityForm(forms.Form):
    doubt = forms.CharField(
        label=_("Why you doubt who it is"),
        help_text=_("A reason of this request, not a rule for all. The person can read it in a copy. No addresses."),
        min_length=20,
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    question = forms.CharField(
        label=_("What you ask the person"),
        help_text=_("Something that only they and we know. Never a document or a national identity number."),
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_doubt(self) -> str:
        return _without_address(self.cleaned_data["doubt"])

    def clean_question(self) -> str:
        return _without_address(self.cleaned_data["question"])


@staff_form
class ReopenForm(forms.Form):
    reason = forms.CharField(
        label=_("Why, in words that the person reads"),
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


@staff_form
class PassOnForm(forms.Form):
    to = forms.CharField(label=_("The customer who decides over the data"), max_length=200)
    address = AddressFormField(
        label=_("The customer's address for such requests"),
        help_text=_("From the agreement with the customer, never from the person's message."),
    )


@staff_form
class RetryForm(forms.Form):
    start = forms.ChoiceField(
        label=_("Where the work goes on"),
        choices=(("step", _("at the step where it stopped")), ("start", _("from the start"))),
        widget=forms.RadioSelect,
        initial="step",
    )


@staff_form
class StopForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the work is given up"),
        help_text=_("Colleagues read it. Without names or addresses."),
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_reason(self) -> str:
        return _without_address(self.cleaned_data["reason"])


@staff_form
class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note for colleagues"),
        help_text=_("It is not on the person's page, but it is in a copy of the person's data. Without addresses."),
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean_text(self) -> str:
        return _without_address(self.cleaned_data["text"])


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
