"""The form for the link to one's own profile."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.interests import sentences  # noqa: F401 - the text of a field refers to it
from privacy.addresses.form_fields import AddressFormField
from privacy.intake.forms import IntakeForm
from privacy.statements.site_sentences import promised_lazily


class ProfileLinkForm(IntakeForm):
    """Form for the address to which the link is mailed."""

    use_required_attribute = False
    email = AddressFormField(
        label=_("E-mail address"),
        help_text=promised_lazily("interests.address-use"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an e-mail address like name@example.com."),
            "max_length": _("An e-mail address has at most 254 characters."),
        },
    )
