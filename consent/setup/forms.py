"""The forms of the setup assistant."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from consent.catalogue import queries as catalogue
from consent.importing.operations import nobody_said_why
from consent.importing.reading import MOST_BYTES
from consent.services.forms import LifetimeField
from consent.services.models import StorageItem
from consent.setup.queries import known_activities
from privacy.inventory.collecting import staff_form
from privacy.law.locales import countries
from privacy.recipients.enums import Role, TransferTool
from privacy.recipients.forms import CountriesField, CountryField
from privacy.recipients.models import Vendor
from privacy.register.languages.fields import TranslatedFormField, in_language
from privacy.register.purposes.enums import OfficerState, Supply
from privacy.register.purposes.forms import supplies_field
from privacy.register.purposes.models import Controller
from privacy.register.purposes.queries import OURSELVES

_CHECKS = {"class": "checks"}


@staff_form
class WhoForm(forms.ModelForm):
    """Who the controller is; what is left empty is asked for again before the publication."""

    officer = forms.ChoiceField(
        label=_("Do you have a data protection officer?"),
        choices=[("", _("Not decided yet")), *OfficerState.choices],
        required=False,
        help_text=_("Public bodies and companies that follow many people, or handle much sensitive data, need one."),
    )

    runs_itself = supplies_field(_("Tick what you run yourselves, on machines of your own"))

    class Meta:
        model = Controller
        fields = (
            *("name", "organisation_number", "address", "contact_email", "phone", "officer", "officer_contact"),
            "runs_itself",
        )
        labels = {
            "name": _("The company’s name, as it is registered"),
            "contact_email": _("E-mail address for questions about privacy"),
        }
        help_texts = {"contact_email": _("An address of a role, such as privacy@…, and not of a person.")}

    def add_error(self, field: str | None, error: Any) -> None:
        """Leave to the other steps what they ask for."""
        if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
            own = {name: faults for name, faults in error.error_dict.items() if name in self.fields}
            error = ValidationError(own)
        super().add_error(field, error)


@staff_form
class CountryForm(forms.ModelForm):
    """The controller's country, and the authority that follows from it."""

    country = CountryField(label=_("Where is the company established?"))
    authority_name = forms.CharField(
        label=capfirst(_("supervisory authority")),
        max_length=200,
        required=False,
        help_text=_("Filled in from the country when you leave it empty."),
    )
    authority_url = forms.URLField(label=capfirst(_("the authority's address")), required=False, assume_scheme="https")

    class Meta:
        model = Controller
        fields = ("country", "authority_name", "authority_url")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        before = countries.find(self.initial.get("country") or "")
        if given.get("country") != before.code and given.get("authority_name") == before.authority:
            # It was filled in from the country before; the model fills in that of the new one.
            given |= {"authority_name": "", "authority_url": ""}
        return given


@staff_form
class SiteForm(forms.Form):
    """What the company does: ready purposes, and the newsletter."""

    newsletter = forms.BooleanField(label=_("We send a newsletter to those who sign up here"), required=False)
    activities = forms.MultipleChoiceField(
        label=_("What else do you do?"), required=False, widget=forms.CheckboxSelectMultiple(attrs=_CHECKS)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["activities"]
        field.choices = [(key, in_language(row["asks"])) for key, row in catalogue.purposes().items()]
        # Those that are there are not offered again, and sending one of them again is no fault.
        there = known_activities()
        field.widget.choices = [(key, asks) for key, asks in field.choices if key not in there]


@staff_form
class ProductsForm(forms.Form):
    """The products that were ticked in the catalogue."""

    product = forms.MultipleChoiceField(
        choices=lambda: [(key, product.name) for key, product in catalogue.products().items()], required=False
    )


@staff_form
class FactsForm(forms.Form):
    """The facts of a recipient that nobody has entered; every one may wait."""

    name = forms.CharField(label=capfirst(_("name")), max_length=80, required=False)
    legal_entity = forms.CharField(
        label=_("Which company is your agreement with?"), max_length=200, required=False,
        help_text=_("With its legal form, such as Ltd, AS or GmbH."),
    )  # fmt: skip
    role = forms.ChoiceField(
        label=_("Who decides over the data?"), required=False, widget=forms.RadioSelect,
        choices=[
            ("", _("Not known yet")),
            (Role.PROCESSOR, _("We do, and they follow our instructions (a processor)")),
            (Role.CONTROLLER, _("They do, for purposes of their own (a controller)")),
            (Role.JOINT, _("We do together (joint controllers)")),
        ],
    )  # fmt: skip
    does = TranslatedFormField(label=capfirst(_("what they do for us")), required=False)
    storage_countries = CountriesField(
        widget=forms.CheckboxSelectMultiple(attrs=_CHECKS),
        label=_("In which countries is the data stored?"), required=False,
        help_text=_("It is the region that you chose for your account, if you could choose one."),
    )  # fmt: skip
    parent_country = CountryField(label=_("In which country is the company that owns them?"), required=False)
    notice_url = forms.URLField(label=_("The address of their privacy policy"), required=False, assume_scheme="https")
    tool = forms.ChoiceField(
        label=_("What do their terms say that the data may leave the EEA on?"),
        required=False,
        choices=[("", _("Not known yet")), *((tool, tool.label) for tool in TransferTool if tool != TransferTool.NONE)],
        help_text=_("It is published as verified only when its documents are in the register."),
    )
    arrangement = TranslatedFormField(
        label=_("What the two of you have agreed, in a few sentences"), required=False,
        help_text=_("Who informs people, who answers their requests. It is published (Art. 26(2))."),
    )  # fmt: skip

    def __init__(self, data: Any, *, vendor: Vendor, missing: list[str]) -> None:
        agreement = getattr(vendor, "agreement", None)
        initial = {"does": vendor.does, "arrangement": agreement.arrangement if agreement else {}}
        super().__init__(data, initial=initial, prefix=f"vendor-{vendor.pk}")
        for name in [name for name in self.fields if name not in missing]:
            del self.fields[name]


@staff_form
class ItemForm(forms.Form):
    """The facts of a storage item that nobody has entered; every one may wait."""

    description = TranslatedFormField(label=capfirst(_("what it is for")), required=False)
    lifetime_seconds = LifetimeField(
        label=_("How long does it stay?"),
        required=False,
        help_text=_("Such as 13 months, 30 days, 2 hours or session."),
    )
    justification = TranslatedFormField(label=capfirst(_("why it is necessary")), required=False)
    reviewer = forms.CharField(
        label=_("Who has seen that it is necessary?"),
        max_length=80,
        required=False,
        help_text=_("A role, not a name. Today is entered as the day."),
    )

    def __init__(self, data: Any, *, item: StorageItem, missing: list[str]) -> None:
        reasons = {} if item.justification == nobody_said_why() else item.justification
        initial = {"description": item.description, "justification": reasons}
        super().__init__(data, initial=initial, prefix=f"item-{item.pk}")
        for name in [name for name in self.fields if name not in missing]:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of whoever says that it is necessary."""
        given = super().clean() or {}
        if given.get("reviewer") and "justification" in self.fields and not given.get("justification"):
            self.add_error("justification", _("Say why it is necessary; visitors read it."))
        return given


@staff_form
class SuppliesForm(forms.Form):
    """Who meets the needs of every website for which nobody is entered."""

    def __init__(self, data: Any, *, supplies: list[Supply]) -> None:
        super().__init__(data, prefix="supply")
        vendors = [(vendor.key, vendor.name or vendor.key) for vendor in Vendor.objects.direct()]
        choices = [("", _("Not known yet")), (OURSELVES, _("We do that ourselves")), *vendors]
        for supply in supplies:
            self.fields[str(supply)] = forms.ChoiceField(
                label=capfirst(str(supply.label)), choices=choices, required=False
            )


@staff_form
class PolicyForm(forms.Form):
    """An old policy: pasted, or as a file."""

    text = forms.CharField(
        label=_("Paste the policy, or only its table of cookies"), required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Or choose a file"), required=False, allow_empty_file=True,
        help_text=_("Text, HTML or CSV. Save a Word document or a PDF as text or web page first."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("text", "").strip() and not given.get("file"):
            self.add_error("text", _("Paste a text, or choose a file. Without either, go on to the next step."))
        return given

    def content(self) -> bytes:
        """Return what was sent, of a file at most one byte more than may be read."""
        file = self.cleaned_data.get("file")
        content: bytes = file.read(MOST_BYTES + 1) if file else self.cleaned_data["text"].encode()
        return content
