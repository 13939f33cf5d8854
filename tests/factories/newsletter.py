"""Subscriptions and issues for tests. Everybody lives at example.com."""

from datetime import UTC, datetime, timedelta
from typing import Any

import factory

from newsletter.issues.models import Issue
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason, SubscriptionState
from newsletter.subscriptions.models import PendingSignUp, Subscription

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)

NEWS = {"nb": "Nytt på nettsiden", "nn": "Nytt på nettsida", "en": "New on the site"}


class PendingFactory(factory.django.DjangoModelFactory[PendingSignUp]):
    """An address that waits for its confirmation."""

    class Meta:
        model = PendingSignUp

    email = factory.Sequence(lambda number: f"waiting{number}@example.com")
    language = "nb"
    requested_at = NOW
    form = "newsletter.signup"
    consent_sha256 = "0" * 64
    retain_until: Any = factory.LazyAttribute(lambda row: row.requested_at + timedelta(days=7))


class ActiveFactory(factory.django.DjangoModelFactory[Subscription]):
    """A subscriber."""

    class Meta:
        model = Subscription

    email = factory.Sequence(lambda number: f"person{number}@example.com")
    language = "nb"
    requested_at = NOW
    form = "newsletter.signup"
    consent_sha256 = "0" * 64
    state = SubscriptionState.ACTIVE
    confirmed_at = NOW
    retain_until: Any = None


class EndedFactory(ActiveFactory):
    """Somebody who unsubscribed at ``NOW``."""

    state = SubscriptionState.ENDED
    requested_at = NOW - timedelta(days=90)
    confirmed_at = NOW - timedelta(days=90)
    ended_at = NOW
    end_reason = EndReason.PAGE
    retain_until = NOW + timedelta(days=30)


class IssueFactory(factory.django.DjangoModelFactory[Issue]):
    """A draft in both languages."""

    class Meta:
        model = Issue

    subject: Any = factory.LazyFunction(lambda: dict(NEWS))
    body: Any = factory.LazyFunction(
        lambda: {
            "nb": "# Våren er her\n\nLes *mer* på [nettsiden](https://example.com/nytt?a=1&b=2).",
            "nn": "# Våren er her\n\nLes *meir* på [nettsida](https://example.com/nytt).",
            "en": "# Spring is here\n\nRead *more* on [the site](https://example.com/news).",
        }
    )
    created_at = NOW


def subscribed(address: str, *, now: datetime = NOW) -> Subscription:
    """Somebody who asked and confirmed as on the site, so that the journal knows it."""
    asked = subscriptions.sign_up(address=address, language="nb", form="newsletter.signup", text=NEWS["nb"], now=now)
    subscriptions.confirm(subscription_id=asked.pk, now=now)
    return Subscription.objects.get(pk=asked.pk)
