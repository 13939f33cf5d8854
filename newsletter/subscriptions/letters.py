"""Composers of the newsletter's letters: what a letter says is decided when it is sent."""

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
    """Ask for confirmation, or say that the person subscribes already."""
    subscription = Subscription.objects.live().filter(pk=object_id).first()
    if subscription is None:
        return None
    if subscription.state == SubscriptionState.ACTIVE:
        return emails.already_subscribed(subscription)
    if subscription.retain_until is None or subscription.retain_until <= now:
        return None
    return emails.please_confirm(subscription)


@composes("newsletter.silence")
def silence(object_id: UUID, now: datetime) -> EmailMessage | None:
    """Write to nobody: the address was asked for too often. The row exists so that the request does the same work."""
    return None


@composes("newsletter.policy_changed")
def policy_changed(object_id: UUID, now: datetime, detail: str) -> EmailMessage | None:
    """Tell a subscriber what a revision of the policy changed about the data of subscribers (Art. 13(3))."""
    subscription = Subscription.objects.active().filter(pk=object_id).first()
    announcement = Announcement.objects.filter(pk=int(detail)).first()
    return emails.policy_changed(subscription, announcement) if subscription and announcement else None
