"""What staff fill in about the register."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.addresses.form_fields import AddressFormField
from privacy.inventory import declarations
from privacy.inventory.collecting import staff_form
from privacy.law.deadlines import end_of
from privacy.retention import holds
from privacy.retention.enums import HoldReason
from privacy.retention.models import LegalHold
from privacy.web.days import DayInput


@staff_form
class HoldForm(forms.Form):
    """A person by address, or one row by model and number."""

    address = AddressFormField(
        label=gettext_lazy("The person's e-mail address"),
        required=False,
        help_text=gettext_lazy("Everything about the person is kept. The address itself is not stored."),
    )
    model = forms.ChoiceField(label=gettext_lazy("Or one row: what"), required=False)
    object_id = forms.CharField(label=gettext_lazy("The row's number"), required=False, max_length=64)
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=HoldReason.choices)
    reference = LegalHold._meta.get_field("reference").formfield(
        help_text=gettext_lazy("Letters, digits and - . / only: no name.")
    )
    ends_on = forms.DateField(label=gettext_lazy("Until and including"), widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        models = [(data.model._meta.label_lower, str(data.title)) for data in declarations.all_personal()]
        self.fields["model"].choices = [("", "–"), *models]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        is_row = bool(given.get("model") and given.get("object_id"))
        if bool(given.get("address")) == is_row and not self.errors:
            raise forms.ValidationError(_("Give either an address, or a row with its number."))
        return given

    def place(self, *, staff: int | None, now: datetime) -> LegalHold:
        """Place the hold. Raises ``NothingToHold``."""
        given = self.cleaned_data
        why: dict[str, Any] = {
            "reason": HoldReason(given["reason"]),
            "reference": given["reference"],
            "ends_at": end_of(given["ends_on"]),
            "staff": staff,
            "now": now,
        }
        if given["address"]:
            return holds.hold_person(address=given["address"], **why)
        return holds.hold_row(model=given["model"], object_id=given["object_id"], **why)
