"""The sign-up form: an address, and nothing else (LAW P8); and the form of an issue."""

from django import forms
from django.utils.translation import gettext_lazy as _

from newsletter.models import Issue
from privacy.bait import BaitedForm
from privacy.fields import TranslatedFormField
from privacy.subjects import normalise_address


class SignupForm(BaitedForm):
    """Asks for an e-mail address."""

    use_required_attribute = False
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an e-mail address like name@example.com."),
            "max_length": _("An e-mail address has at most 254 characters."),
        },
    )

    def clean_email(self) -> str:
        return normalise_address(self.cleaned_data["email"])


class IssueForm(forms.ModelForm):
    """A subject and a text for each language; only the site's first language must be there."""

    subject = TranslatedFormField(label=Issue._meta.get_field("subject").verbose_name)
    body = TranslatedFormField(
        label=Issue._meta.get_field("body").verbose_name, help_text=Issue._meta.get_field("body").help_text
    )

    class Meta:
        model = Issue
        fields = ("subject", "body")
