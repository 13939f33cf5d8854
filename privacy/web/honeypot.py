"""Honeypot field: spam protection without third parties, cookies or puzzles."""

from django import forms
from django.utils.translation import gettext_lazy as _


class BaitedForm(forms.Form):
    """A form with one more text field that people and screen readers do not meet (``privacy/parts/bait.html``).

    It is a real text field: programs that post forms skip hidden ones. Its name means nothing to a browser's autofill.
    """

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
