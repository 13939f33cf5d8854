"""Requests for trial accounts for tests. Everybody lives at example.com."""

from datetime import UTC, datetime, timedelta

import factory

from contact.trials.enums import TrialState
from contact.trials.models import TrialRequest

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


class TrialRequestFactory(factory.django.DjangoModelFactory[TrialRequest]):
    """A request that was confirmed and waits for an answer."""

    class Meta:
        model = TrialRequest

    name = "Kari Nordmann"
    email = factory.Sequence(lambda number: f"trial{number:04}@example.com")
    use = "Kurs for nye kolleger."
    language = "nb"
    state: str = TrialState.WAITING
    requested_at = NOW
    confirmed_at: datetime | None = NOW
    retain_until = NOW + timedelta(days=90)
