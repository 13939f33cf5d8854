"""Form of a request."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dsar.cases.enums import Right
from privacy.addresses.form_fields import AddressFormField
from privacy.limits.forms import TimedForm
from privacy.statements.site_sentences import promised

LONGEST_MESSAGE = 4000


class AskForm(TimedForm):
    """Ask for an address, once, and for some rights for an optional message."""

    email = AddressFormField(
        label=_("Your e-mail address"),
        help_text=_("We send a link to this address. If you have used more than one with us, ask once for each."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("Write an e-mail address, such as name@example.com."),
        },
    )
    message = forms.CharField(required=False, max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, right: Right, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not right.takes_message:
            del self.fields["message"]
            return
        self.fields["message"].label, self.fields["message"].help_text = _message_texts(right)


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
    }
    return texts[right]
