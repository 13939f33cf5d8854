"""Declarations of the forms of the preference page."""

from django.utils.translation import gettext_lazy as _

from newsletter.preferences.forms import MoveForm, PreferencesForm
from newsletter.preferences.operations import CHANGE_FORM, UNDO_FORM
from newsletter.subscriptions.models import PendingSignUp, Subscription
from privacy.inventory.collecting import FormData, NotKept, declare_form, name_place

name_place(CHANGE_FORM, _("your settings for the newsletter"))
name_place(UNDO_FORM, _("an unsubscription that you took back"))

declare_form(
    FormData(
        name="newsletter.preferences",
        purpose="newsletter",
        model=Subscription,
        form=PreferencesForm,
        views=("newsletter:preferences",),
        fields={"topics": "topics", "language": "language", "paused_until": "paused_until"},
        not_kept={"act": NotKept.CONTROL},
        needs_published_purpose=True,
    )
)
declare_form(
    FormData(
        name="newsletter.move",
        purpose="newsletter",
        model=PendingSignUp,
        form=MoveForm,
        views=("newsletter:preferences",),
        fields={"email": "email"},
        not_kept={"act": NotKept.CONTROL},
        needs_published_purpose=True,
    )
)
