"""Form of a request."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dsar.cases.enums import Right
from dsar.intake.operations import holds_national_number
from privacy.addresses.form_fields import AddressFormField, OwnAddressField
from privacy.intake.limits.forms import TimedForm
from privacy.inventory.collecting import base_form
from privacy.register.statements.site_sentences import promised

LONGEST_MESSAGE = 4000


@base_form
class AddressForm(TimedForm):
    """Ask for an address, once."""

    email = OwnAddressField(
        label=_("Your e-mail address"),
        help_text=_("We send a link to this address. If you have used more than one with us, ask once for each."),
    )


class AskForm(AddressForm):
    """Ask for an address, and for some rights for an optional message."""

    message = forms.CharField(required=False, max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, right: Right, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not right.takes_message:
            del self.fields["message"]
            return
        self.fields["message"].label, self.fields["message"].help_text = _message_texts(right)


class SeveralForm(AddressForm):
    """Ask for several rights in one go, with an optional message (LAW D-21)."""

    rights = forms.MultipleChoiceField(
        label=_("What do you want us to do?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one."), "invalid_choice": _("Choose from the list.")},
    )
    message = forms.CharField(
        label=_("Is there something you want to add?"),
        help_text=_("You do not have to give a reason."),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    field_order: tuple[str, ...] = ("rights", "email", "message")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.MultipleChoiceField", self.fields["rights"])
        field.choices = [(right.value, right.label) for right in Right]

    def clean_rights(self) -> list[Right]:
        chosen = self.cleaned_data["rights"]
        return [right for right in Right if right.value in chosen]


class ProductForm(SeveralForm):
    """Ask through whom somebody uses a product, whose data a customer of ours decides over (LAW D-34)."""

    organisation = forms.CharField(
        label=_("Through whom do you use the product?"),
        help_text=_("The name of the employer, club or organiser."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Write the name of the organisation.")},
    )

    field_order: tuple[str, ...] = ("organisation", "rights", "email", "message")


class RepresentativeForm(SeveralForm):
    """Ask for a mandate in words, and whom it is for; no document is taken (LAW D-08, D-33)."""

    # How Django leaves a field of the parent out.
    message = None  # type: ignore[assignment]

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    person = AddressFormField(
        label=_("The e-mail address of whom you ask for"),
        help_text=_("The address that they have used with us."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
        error_messages={"required": _("Write the address of whom you ask for.")},
    )
    statement = forms.CharField(
        label=_("Why may you ask for them?"),
        help_text=_("For example: guardian by a decision, parent, or a mandate that they signed. Send no document."),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what the mandate is.")},
    )

    field_order: tuple[str, ...] = ("name", "email", "person", "statement", "rights")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("We send a link to this address. An answer that is for you comes here too.")
        rights = cast("forms.MultipleChoiceField", self.fields["rights"])
        rights.choices = [(right.value, right.for_somebody_else) for right in Right]

    def clean_statement(self) -> str:
        statement: str = self.cleaned_data["statement"]
        if holds_national_number(statement):
            raise forms.ValidationError(_("Leave out national identity numbers."))
        return statement

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("person") and given["person"] == given.get("email"):
            self.add_error("person", _("That is your own address. To ask for yourself, use the other forms."))
        return given


class LinksForm(AddressForm):
    """Ask for the address whose requests are to be opened."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("Write the address that you asked with.")


class AddAddressForm(AddressForm):
    """Ask for another address of somebody who has a request."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Another address that you have used")
        self.fields["email"].help_text = _(
            "We send a link to it. What we hold under it is sent there and nowhere else."
        )


class CodeForm(forms.Form):
    """Ask for the code that was mailed for a download."""

    code = forms.CharField(
        label=_("The code from the mail"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}),
        error_messages={"required": _("Write the code from the mail.")},
    )


class MessageForm(forms.Form):
    """Ask for a message about a request."""

    text = forms.CharField(
        label=_("Write to us about this request"),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write a message.")},
    )


def _message_texts(right: Right) -> tuple[str, str]:
    why = gettext("You do not have to give a reason.")
    texts = {
        Right.RECTIFICATION: (gettext("What is wrong, and what should it say?"), ""),
        Right.RESTRICTION: (gettext("What should we limit?"), why),
        Right.PORTABILITY: (
            gettext("Should we send it to another company?"),
            f"{gettext('Write which one, and how they receive data.')} {promised('dsar.sent-on')}".strip(),
        ),
        Right.AUTOMATED: (gettext("Which decision is it about?"), why),
        Right.OBJECTION: (gettext("Is there something you want to add?"), why),
        Right.OTHER_USE: (
            gettext("What do you object to?"),
            gettext("Your reasons help us to weigh them, but you do not have to give any."),
        ),
        Right.HUMAN: (gettext("What do you wonder about?"), ""),
        Right.COMPLAINT: (gettext("What are you not content with?"), ""),
    }
    return texts[right]
