"""Honeypot field: spam protection without third parties, cookies or puzzles."""

from django import forms
from django.utils.translation import gettext_lazy as _


class BaitedForm(forms.Form):
    """A form with a text field that people and screen readers do not meet (``templates/parts/bait.html``)."""

    # A real text field, because programs that post forms skip hidden ones. Autofill does not know its name.
    homepage = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    @property
    def is_bait_taken(self) -> bool:
        """Tell whether the honeypot field was filled in."""
        return bool(self.data.get(self.add_prefix("homepage"), "").strip())
