"""Composers of letters to subscribers; the content is decided when a letter is sent."""

from datetime import datetime
from uuid import UUID

from newsletter.subscriptions import emails
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from newsletter.subscriptions.models import PendingSignUp, Subscription
from privacy.letters.composers import composes
from privacy.letters.mail import AutomaticMail
from privacy.register.models import Announcement


@composes(subscriptions.SIGN_UP_LETTER)
def answer_to_signup(object_id: UUID, now: datetime) -> AutomaticMail | None:
    """Compose the request to confirm, or the mail to a person who already subscribes."""
    about = subscriptions.answer_request(subscription_id=object_id, now=now)
    if isinstance(about, PendingSignUp):
        return emails.confirmation_request(about)
    return emails.already_subscribed(about, now) if about else None


@composes(subscriptions.WELCOME_LETTER)
def welcome(object_id: UUID, now: datetime) -> AutomaticMail | None:
    """Compose the first mail, unless the person has left again."""
    subscription = Subscription.objects.active().filter(pk=object_id).first()
    return emails.welcome(subscription, now) if subscription else None


@composes(subscriptions.MOVED_LETTER)
def moved(object_id: UUID, now: datetime) -> AutomaticMail | None:
    """Tell the earlier address that its subscription has moved."""
    subscription = Subscription.objects.ended().filter(pk=object_id, end_reason=EndReason.MOVED).first()
    return emails.moved(subscription) if subscription else None


@composes("newsletter.policy_changed")
def policy_changed(object_id: UUID, now: datetime, detail: str) -> AutomaticMail | None:
    """Compose the mail about changes of the policy that concern subscribers' data (GDPR Art. 13(3))."""
    subscription = Subscription.objects.active().filter(pk=object_id).first()
    announcement = Announcement.objects.filter(pk=int(detail)).first()
    return emails.policy_changed(subscription, announcement) if subscription and announcement else None
