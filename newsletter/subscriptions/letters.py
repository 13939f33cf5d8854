"""Composers of letters to subscribers; the content is decided when a letter is sent."""

from datetime import datetime
from uuid import UUID

from django.core.mail import EmailMessage

from newsletter.subscriptions import emails
from newsletter.subscriptions.enums import SubscriptionState
from newsletter.subscriptions.models import Subscription
from privacy.letters.composers import composes
from privacy.register.models import Announcement


@composes("newsletter.signup")
def answer_to_signup(object_id: UUID, now: datetime) -> EmailMessage | None:
    """Compose the request to confirm, or the mail to a person who already subscribes."""
    subscription = Subscription.objects.live().filter(pk=object_id).first()
    if subscription is None:
        return None
    if subscription.state == SubscriptionState.ACTIVE:
        return emails.already_subscribed(subscription)
    if subscription.retain_until is None or subscription.retain_until <= now:
        return None
    return emails.confirmation_request(subscription)


@composes("newsletter.silence")
def silence(object_id: UUID, now: datetime) -> EmailMessage | None:
    """Compose no mail: too many were requested for the address."""
    # The letter exists so that every request does the same work, and its time does not reveal subscribers (LAW X-35).
    return None


@composes("newsletter.policy_changed")
def policy_changed(object_id: UUID, now: datetime, detail: str) -> EmailMessage | None:
    """Compose the mail about changes of the policy that concern subscribers' data (GDPR Art. 13(3))."""
    subscription = Subscription.objects.active().filter(pk=object_id).first()
    announcement = Announcement.objects.filter(pk=int(detail)).first()
    return emails.policy_changed(subscription, announcement) if subscription and announcement else None
