"""Subscriptions and issues for tests. Everybody lives at example.com."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import factory

from newsletter.issues.models import Issue, IssuePicture
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason, SubscriptionState
from newsletter.subscriptions.models import PendingSignUp, Subscription
from tests.pictures import png

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)

NEWS = {"nb": "Nytt på nettsiden", "nn": "Nytt på nettsida", "en": "New on the site"}


class PendingFactory(factory.django.DjangoModelFactory[PendingSignUp]):
    """An address that waits for its confirmation."""

    class Meta:
        model = PendingSignUp

    email = factory.Sequence(lambda number: f"waiting{number:04}@example.com")
    language = "nb"
    requested_at = NOW
    form = "newsletter.signup"
    consent_sha256 = "0" * 64
    retain_until: Any = factory.LazyAttribute(lambda row: row.requested_at + timedelta(days=7))


class ActiveFactory(factory.django.DjangoModelFactory[Subscription]):
    """A subscriber."""

    class Meta:
        model = Subscription

    email = factory.Sequence(lambda number: f"person{number:04}@example.com")
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


class IssuePictureFactory(factory.django.DjangoModelFactory[IssuePicture]):
    """The first picture of an issue, black."""

    class Meta:
        model = IssuePicture

    class Params:
        shape = (40, 30)

    number = 1
    alt: Any = factory.LazyFunction(lambda: {"nb": "Et hus", "nn": "Eit hus", "en": "A house"})
    kind = "png"
    width = factory.LazyAttribute(lambda row: row.shape[0])
    height = factory.LazyAttribute(lambda row: row.shape[1])
    content = factory.LazyAttribute(lambda row: png(*row.shape))
    size = factory.LazyAttribute(lambda row: len(row.content))
    sha256 = factory.LazyAttribute(lambda row: hashlib.sha256(row.content).hexdigest())


def subscribed(address: str, *, now: datetime = NOW) -> Subscription:
    """Somebody who asked and confirmed as on the site, so that the journal knows it."""
    asked = subscriptions.sign_up(address=address, language="nb", form="newsletter.signup", text=NEWS["nb"], now=now)
    subscriptions.confirm(subscription_id=asked.pk, now=now)
    return Subscription.objects.get(pk=asked.pk)
