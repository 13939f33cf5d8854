"""Letters to subscribers who want to move, or to change what they get."""

from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from newsletter.conf import newsletter_settings
from newsletter.preferences import operations as preferences
from newsletter.subscriptions import emails
from newsletter.subscriptions.models import Subscription
from privacy.letters.composers import composes
from privacy.letters.mail import AutomaticMail


@composes(preferences.CHANGING_LETTER)
def changing(object_id: UUID, now: datetime) -> AutomaticMail | None:
    """Tell the present address that another was given. It does not say which: a stranger may have typed it."""
    subscription = Subscription.objects.active().filter(pk=object_id).first()
    if subscription is None:
        return None
    with translation.override(subscription.language):
        context = {"preferences_url": emails.preferences_url(subscription.email, now)}
        subject = _("You asked to move the newsletter")
        return emails.letter(subscription.email, subject, "newsletter/mail/changing.txt", context)


@composes(preferences.SETTINGS_LETTER)
def settings_link(object_id: UUID, now: datetime) -> AutomaticMail | None:
    """Send a subscriber a fresh link to the settings."""
    subscription = Subscription.objects.active().filter(pk=object_id).first()
    if subscription is None:
        return None
    with translation.override(subscription.language):
        context = {
            "preferences_url": emails.preferences_url(subscription.email, now),
            "days": newsletter_settings().settings_link_days,
        }
        subject = _("Your link to the settings of the newsletter")
        return emails.letter(subscription.email, subject, "newsletter/mail/settings_link.txt", context)
