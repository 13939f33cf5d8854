"""Messages for tests. Everybody lives at example.com."""

from datetime import UTC, datetime, timedelta

import factory

from contact.messages.models import Message

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


class MessageFactory(factory.django.DjangoModelFactory[Message]):
    """A message that waits for an answer."""

    class Meta:
        model = Message

    email = factory.Sequence(lambda number: f"sender{number:04}@example.com")
    text = "Hva koster det?"
    language = "nb"
    received_at = NOW
    retain_until = NOW + timedelta(days=365)
