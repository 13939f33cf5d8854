"""What an authority asks for."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from privacy.inventory.collecting import staff_form
from privacy.register import in_force
from privacy.register.frozen.parts import Storage
from privacy.web.days import DayInput


def _services() -> list[tuple[str, str]]:
    services = in_force.register().part(Storage).services
    return [("", str(_("All services"))), *((service.key, str(service.label)) for service in services)]


@staff_form
class InspectionForm(forms.Form):
    """The day and the period that a letter of an authority names."""

    day = forms.DateField(label=_("What held on this day"), widget=DayInput())
    first = forms.DateField(label=_("What happened from"), widget=DayInput())
    last = forms.DateField(label=_("to and including"), widget=DayInput())
    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES)
    service = forms.ChoiceField(label=_("Only the consents of this service"), required=False, choices=_services)
    receipt = forms.CharField(
        label=_("One consent, by the number of its receipt"), required=False, max_length=36,
        help_text=_("The visitor finds it on the page of choices."),
    )  # fmt: skip

    def clean_receipt(self) -> str:
        """Refuse what is no number of a receipt."""
        receipt: str = self.cleaned_data["receipt"].strip()
        try:
            return str(UUID(receipt)) if receipt else ""
        except ValueError:
            raise forms.ValidationError(_("This is no number of a receipt.")) from None

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("first") and values.get("last") and values["first"] > values["last"]:
            self.add_error("last", _("This day is before the first one."))
        return values
