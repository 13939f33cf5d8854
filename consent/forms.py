"""What the buttons send."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consent.enums import Control, Surface
from consent.queries.offer import Offer


class ChoiceForm(forms.Form):
    """``choice`` = all, none or some, with ``grant`` once for each category ticked."""

    choice = forms.ChoiceField(choices=Control, error_messages={"required": _("Press one of the buttons.")})
    grant = forms.MultipleChoiceField(required=False)
    surface = forms.ChoiceField(choices=Surface, required=False)
    next = forms.CharField(required=False, max_length=500)

    def __init__(self, offer: Offer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        self.fields["grant"].choices = [(one.value, one.label) for one in offer.categories]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("choice") == Control.NONE and cleaned.get("grant"):
            raise ValidationError(_("You cannot reject everything and say yes to something at the same time."))
        return cleaned

    def granted(self) -> frozenset[str]:
        """Return the categories that this answer says yes to."""
        if self.cleaned_data["choice"] == Control.ALL:
            return frozenset(category.value for category in self.offer.categories)
        if self.cleaned_data["choice"] == Control.SOME:
            return frozenset(self.cleaned_data["grant"])
        return frozenset()
