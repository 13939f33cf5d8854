"""The sign-up form, which asks for an e-mail address only (LAW P8)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.addresses.form_fields import AddressFormField
from privacy.limits.forms import TimedForm
from privacy.web.honeypot import BaitedForm


class SignupForm(TimedForm, BaitedForm):
    """Form for the e-mail address of a new subscription."""

    use_required_attribute = False
    email = AddressFormField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an e-mail address like name@example.com."),
            "max_length": _("An e-mail address has at most 254 characters."),
        },
    )
