"""The contact form (LAW P8): a message, an e-mail address, and three optional fields."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contact.messages import sentences  # noqa: F401 - the text of a field refers to it
from privacy.addresses.form_fields import AddressFormField
from privacy.inventory.collecting import staff_form
from privacy.statements.site_sentences import promised_lazily
from privacy.web.honeypot import BaitedForm

LONGEST_TEXT = 5000


class ContactForm(BaitedForm):
    """Form for a message and an e-mail address; name, company and telephone are optional."""

    use_required_attribute = False

    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_TEXT,
        help_text=_("Leave out what we do not need to know, such as health or a national identity number."),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": _("Write your message."),
            "max_length": _("The message has %(show_value)s characters; the most is %(limit_value)s."),
        },
    )
    email = AddressFormField(
        label=_("E-mail address"),
        help_text=promised_lazily("contact.address-use"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an e-mail address like name@example.com."),
            "max_length": _("An e-mail address has at most 254 characters."),
        },
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": _("The name has at most 120 characters.")},
    )
    company = forms.CharField(
        label=_("Company"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"max_length": _("The company's name has at most 120 characters.")},
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        help_text=_("If you would rather be called."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        error_messages={"max_length": _("The telephone number has at most 40 characters.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # With maxlength the browser would silently cut off a long text; validation explains the limit instead.
            field.widget.attrs.pop("maxlength", None)

    def message(self) -> dict[str, str]:
        """Return the cleaned values by field of ``Message``."""
        return {name: self.cleaned_data[name] for name in ("text", "email", "name", "company", "phone")}


@staff_form
class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("Write in the language of the message. The question is added below, and the company’s name."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
