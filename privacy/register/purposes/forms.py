"""Staff forms of the controller and of purposes, with fields for lists in place of JSON."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from privacy.inventory.collecting import staff_form
from privacy.law import countries
from privacy.register.purposes.enums import Supply
from privacy.register.purposes.models import Controller, Purpose
from privacy.staff.forms import LinesField

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def supplies_field(label: "_StrPromise") -> forms.MultipleChoiceField:
    """Return a field for what somebody runs: the hosting, the sending of e-mail, the mailbox."""
    checks = forms.CheckboxSelectMultiple(attrs={"class": "checks"})
    return forms.MultipleChoiceField(label=capfirst(label), choices=Supply.choices, required=False, widget=checks)


@staff_form
class ControllerForm(forms.ModelForm):
    """Form of the controller, with a choice of countries by name."""

    runs_itself = supplies_field(_("what we run ourselves"))

    class Meta:
        model = Controller
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_country(self, "country")


@staff_form
class PurposeForm(forms.ModelForm):
    """Form of a purpose, with one covered name on each line."""

    covers = LinesField(
        label=gettext_lazy("Covers"),
        required=False,
        help_text=gettext_lazy("Which cookies, services or categories of them serve it: one on each line."),
    )

    class Meta:
        model = Purpose
        fields = "__all__"


def _choose_country(form: forms.ModelForm, name: str) -> None:
    if name in form.fields:
        shown = form.fields[name]
        form.fields[name] = forms.ChoiceField(
            label=shown.label,
            required=shown.required,
            choices=lambda: [("", "---------"), *countries.named_countries()],
        )
