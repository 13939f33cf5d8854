"""The retention engine over subscriptions, in bulk."""

from datetime import timedelta

import pytest

from newsletter.issues.enums import DeliveryState
from newsletter.issues.models import Delivery, Issue
from newsletter.subscriptions.models import PendingSignUp, Subscription
from privacy.retention import operations as retention
from tests.factories.newsletter import NOW, ActiveFactory, EndedFactory, IssueFactory, PendingFactory

pytestmark = pytest.mark.usefixtures("rules")


@pytest.mark.law("P26", "P29")
def test_of_ten_thousand_exactly_the_three_thousand_who_left_are_gone() -> None:
    stay, leave = ActiveFactory.build_batch(7000), EndedFactory.build_batch(3000)
    Subscription.objects.bulk_create([*stay, *leave])
    issue: Issue = IssueFactory.create()
    Delivery.objects.bulk_create(
        Delivery(issue=issue, subscription=one, state=DeliveryState.SENT, due_at=NOW, claimed_at=NOW, sent_at=NOW)
        for one in [*stay, *leave]
    )
    early = retention.run(as_of=NOW + timedelta(days=30, seconds=-1), now=NOW)
    month = retention.run(as_of=NOW + timedelta(days=31), now=NOW)
    again = retention.run(as_of=NOW + timedelta(days=31), now=NOW)
    assert (early, [(one.model, one.deleted) for one in month], again) == ([], [("newsletter.subscription", 3000)], [])
    assert set(Subscription.objects.values_list("pk", flat=True)) == {one.pk for one in stay}
    assert Delivery.objects.count() == 7000


@pytest.mark.law("P28")
def test_an_address_that_was_never_confirmed_goes_after_seven_days() -> None:
    PendingFactory.create(requested_at=NOW - timedelta(days=7))
    stays = PendingFactory.create(requested_at=NOW - timedelta(days=6))
    retention.run(as_of=NOW, now=NOW)
    assert PendingSignUp.objects.get() == stays
