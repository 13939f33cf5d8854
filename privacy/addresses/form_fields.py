"""The form fields of e-mail addresses."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from privacy.addresses.enums import AddressFault
from privacy.addresses.errors import InvalidAddress
from privacy.addresses.normal import LONGEST_ADDRESS, normalise_address


class AddressFormField(forms.EmailField):
    """Form field that returns an ``Address``, with both its normal form and its spelling; empty: an empty text.

    The codes of its errors are those of ``AddressFault``; a form may have words of its own for each.
    """

    default_validators = []  # normalise_address decides alone: two rules would differ
    default_error_messages = {fault.value: fault.label for fault in AddressFault}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": LONGEST_ADDRESS, **options})
        # Django would remove control characters at the ends without a word.
        self.strip = False

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return self.empty_value if not text or text.isspace() else text

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text in self.empty_values:
            return text
        try:
            return normalise_address(text)
        except InvalidAddress as error:
            raise ValidationError(self.error_messages[error.fault.value], code=error.fault.value) from error


class OwnAddressField(AddressFormField):
    """Form field of the address of whoever fills in the form."""

    widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"})
    default_error_messages = {"required": _("Write your e-mail address.")}
