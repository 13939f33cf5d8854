"""The form that asks for a trial account, and the staff forms that answer it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contact.trials import sentences  # noqa: F401 - the text of a field refers to it
from privacy.addresses.form_fields import OwnAddressField
from privacy.intake.forms import IntakeForm
from privacy.inventory.collecting import staff_form
from privacy.register.statements.site_sentences import promised_lazily


class TrialForm(IntakeForm):
    """Form for a name and an address; the company and what the account is for are optional."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": _("Enter your name."),
            "max_length": _("The name has at most 120 characters."),
        },
    )
    email = OwnAddressField(
        label=_("E-mail address"),
        help_text=promised_lazily("trials.address-use"),
    )
    company = forms.CharField(
        label=_("Company"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"max_length": _("The company's name has at most 120 characters.")},
    )
    use = forms.CharField(
        label=_("What do you want to use it for?"),
        max_length=2000,
        required=False,
        help_text=_("A sentence or two is enough. It helps us to set the account up for you."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "max_length": _("The text has %(show_value)s characters; the most is %(limit_value)s."),
        },
    )

    def request(self) -> dict[str, str]:
        """Return the cleaned values by field of ``TrialRequest``."""
        return {name: self.cleaned_data[name] for name in ("name", "email", "company", "use")}


@staff_form
class DeclineForm(forms.Form):
    """What staff write to whoever gets no account."""

    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("Write in the language of the request. The greeting and the company’s name are added."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


@staff_form
class ApproveForm(DeclineForm):
    """How long the trial lasts, and what staff write: where to log in."""

    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=365)

    field_order = ("days", "text")
