"""The forms of the preference page."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from newsletter.subscriptions.models import Subscription
from newsletter.topics import queries as topics
from privacy.addresses.form_fields import OwnAddressField
from privacy.register.languages.fields import name_of, site_languages
from privacy.web.days import DayInput

LONGEST_PAUSE = timedelta(days=366)


class PreferencesForm(forms.Form):
    """Topics, where there are any, language and pause of a subscription."""

    use_required_attribute = False
    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        choices=topics.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one topic. If you want none of them, unsubscribe below.")},
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=lambda: [(code, name_of(code)) for code in site_languages()]
    )
    paused_until = forms.DateField(
        label=_("Take a break until"),
        help_text=_("We send nothing before this day, at most a year ahead. Leave it empty for no break."),
        required=False,
        widget=DayInput(),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        error_messages={"invalid": _("Enter a date like 24.12.2030.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self._offered = [key for key, _title in topics.choices()]
        if not self._offered:
            del self.fields["topics"]

    @classmethod
    def of(cls, subscription: Subscription, *, today: date) -> "PreferencesForm":
        """Return the form with what a subscription has now."""
        until = subscription.paused_until
        initial = {
            "topics": subscription.topics or [key for key, _title in topics.choices()],
            "language": subscription.language,
            "paused_until": localdate(until) if until and localdate(until) > today else None,
        }
        return cls(initial=initial, today=today)

    def clean_topics(self) -> list[str]:
        """Return what was ticked; nothing if that is everything, so that a new topic is among it."""
        ticked: list[str] = self.cleaned_data["topics"]
        return [] if set(ticked) == set(self._offered) else ticked

    def clean_paused_until(self) -> date | None:
        until: date | None = self.cleaned_data["paused_until"]
        if until is not None and not self._today < until <= self._today + LONGEST_PAUSE:
            raise ValidationError(_("Choose a day after today and at most a year ahead."), code="range")
        return until


class MoveForm(forms.Form):
    """The address to which a subscription moves."""

    use_required_attribute = False
    email = OwnAddressField(
        label=_("New e-mail address"),
        help_text=_("We write to both addresses. Nothing moves before the new one has confirmed."),
        error_messages={"required": _("Enter your new e-mail address.")},
    )
