"""Admin forms for recipients, with lists of countries and purposes to choose from."""

from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from privacy.inventory.collecting import staff_form
from privacy.law.countries import EEA, named_countries
from privacy.recipients.acceptances import is_acceptable
from privacy.recipients.errors import AcceptanceRefused
from privacy.recipients.models import AdequacyDecision, TransferAcceptance, TransferLeg, Vendor
from privacy.register.languages.fields import in_language
from privacy.register.purposes.forms import supplies_field
from privacy.register.purposes.models import Purpose


def country_choices(*, is_blank: bool = False) -> list[Any]:
    """Return the choices of all countries, those in the EEA first."""
    named = named_countries()
    blank: list[Any] = [("", "–")] if is_blank else []
    return [
        *blank,
        (_("In the EEA"), [vendor for vendor in named if vendor[0] in EEA]),
        (_("Outside the EEA"), [vendor for vendor in named if vendor[0] not in EEA]),
    ]


def purpose_choices() -> list[tuple[str, str]]:
    return [(purpose.key, in_language(purpose.title)) for purpose in Purpose.objects.all()]


class CountryField(forms.ChoiceField):
    """Choice of one country, or none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=lambda: country_choices(is_blank=True), **kwargs)


class CountriesField(forms.MultipleChoiceField):
    """Choice of several countries."""

    widget = forms.SelectMultiple(attrs={"size": 8})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=country_choices, **kwargs)


@staff_form
class VendorForm(forms.ModelForm):
    """Form for a recipient, with choices for its countries and purposes."""

    storage_countries = CountriesField(label=capfirst(_("stored in")))
    access_countries = CountriesField(label=capfirst(_("reached from")))
    parent_country = CountryField(label=capfirst(_("the parent company's country")))
    purposes = forms.MultipleChoiceField(
        label=capfirst(_("purposes")),
        choices=purpose_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "checks"}),
    )

    supplies = supplies_field(_("what they run for us"))

    class Meta:
        model = Vendor
        exclude = ("halted_at", "halted_because")


@staff_form
class TransferLegForm(forms.ModelForm):
    country = CountryField(label=capfirst(_("country")))

    class Meta:
        model = TransferLeg
        fields = "__all__"


@staff_form
class AdequacyDecisionForm(forms.ModelForm):
    country = CountryField(label=capfirst(_("country")))

    class Meta:
        model = AdequacyDecision
        fields = "__all__"


@staff_form
class TransferAcceptanceForm(forms.ModelForm):
    """Recipient, role, reason and last day of an acceptance; who accepts is the person who is logged in."""

    today: date

    class Meta:
        model = TransferAcceptance
        fields = ("vendor", "role", "reason", "until")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not is_acceptable(vendor=given["vendor"], until=given["until"], today=self.today):
            raise forms.ValidationError(str(AcceptanceRefused()))
        return given
