"""Composers of letters to subscribers; the content is decided when a letter is sent."""

from datetime import datetime
from uuid import UUID

from newsletter.subscriptions import emails
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import SubscriptionState
from newsletter.subscriptions.models import Subscription
from privacy.letters.composers import composes
from privacy.letters.mail import AutomaticMail
from privacy.register.models import Announcement


@composes(subscriptions.SIGN_UP_LETTER)
def answer_to_signup(object_id: UUID, now: datetime) -> AutomaticMail | None:
    """Compose the request to confirm, or the mail to a person who already subscribes."""
    subscription = subscriptions.answer_request(subscription_id=object_id, now=now)
    if subscription is None:
        return None
    if subscription.state == SubscriptionState.ACTIVE:
        return emails.already_subscribed(subscription)
    return emails.confirmation_request(subscription)


@composes("newsletter.policy_changed")
def policy_changed(object_id: UUID, now: datetime, detail: str) -> AutomaticMail | None:
    """Compose the mail about changes of the policy that concern subscribers' data (GDPR Art. 13(3))."""
    subscription = Subscription.objects.active().filter(pk=object_id).first()
    announcement = Announcement.objects.filter(pk=int(detail)).first()
    return emails.policy_changed(subscription, announcement) if subscription and announcement else None
