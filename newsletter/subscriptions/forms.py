"""The sign-up form, which asks for an e-mail address and, where there are any, for topics (LAW P8)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from newsletter.topics import queries as topics
from privacy.addresses.form_fields import OwnAddressField
from privacy.intake.forms import IntakeForm


class SignupForm(IntakeForm):
    """Form for the e-mail address of a new subscription. No topic is ticked or required; without one all are meant."""

    use_required_attribute = False
    email = OwnAddressField(
        label=_("E-mail address"),
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        help_text=_("Tick some if you do not want all of them."),
        required=False,
        choices=topics.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["topics"]
        if isinstance(chosen, forms.MultipleChoiceField) and not chosen.choices:
            del self.fields["topics"]
