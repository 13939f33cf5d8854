"""The form of staff for a list that they bring along."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsletter.imports.enums import Basis
from privacy.inventory.collecting import staff_form


@staff_form
class ListForm(forms.Form):
    """A file, and what the people in it have said."""

    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy(
            "CSV as listmonk, Mailchimp, HubSpot, MailerLite or others export it, also as zip or gz; at most 2 MB. "
            "Larger files: manage.py import_subscribers."
        ),
    )
    basis = forms.ChoiceField(
        label=gettext_lazy("What have they said?"), choices=Basis, widget=forms.RadioSelect, initial=Basis.ASK
    )
    consent_text = forms.CharField(
        label=gettext_lazy("The text that they agreed to"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Word for word, as it stood at the form. Only for those who confirmed."),
    )
    source = forms.CharField(
        label=gettext_lazy("The form or place where they agreed"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Where the file says it of a row, that counts. Only for those who confirmed."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language, where the file says none"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=self.fields["language"].label, choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the evidence of consents that are to be taken over."""
        given = super().clean() or self.cleaned_data
        if given.get("basis") == Basis.CONFIRMED:
            for name in ("consent_text", "source"):
                if not given.get(name, "").strip():
                    self.add_error(name, _("Without this there is no evidence. Else choose to ask each of them."))
        return given
