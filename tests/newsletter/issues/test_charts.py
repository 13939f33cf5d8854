"""Results of issues, as numbers that follow nobody."""

from datetime import timedelta

import pytest

from newsletter.bounces.enums import EventKind
from newsletter.bounces.models import IssueCount
from newsletter.issues import charts, deliveries
from newsletter.issues import operations as issues
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from newsletter.subscriptions.models import Subscription
from tests.factories.newsletter import NOW, ActiveFactory, IssueFactory

pytestmark = pytest.mark.usefixtures("rules")
LATER = NOW + timedelta(days=2)


def test_charts_show_what_was_sent_and_what_came_back() -> None:
    ActiveFactory.create_batch(3)
    first, second = IssueFactory.create(), IssueFactory.create()
    for issue, at in ((first, NOW), (second, NOW + timedelta(days=1))):
        issues.send(issue_id=issue.pk, now=at)
        deliveries.deliver(issue_id=issue.pk, clock=lambda at=at: at)  # type: ignore[misc]
    IssueFactory.create()
    IssueCount.objects.create(issue_id=second.pk, kind=EventKind.HARD, count=2)
    person = Subscription.objects.all()[0]
    subscriptions.unsubscribe(subscription_id=person.pk, reason=EndReason.PAGE, now=NOW + timedelta(hours=1))
    sent = charts.issues_sent(LATER)
    assert sent.columns == ("10.3.", "11.3.")
    assert sent.series[0].values == (3, 3)
    back = {series.name: series.values for series in charts.issues_answered(LATER).series}
    assert list(back.values()) == [(0, 2), (0, 0), (0, 0), (1, 0)]


def test_charts_of_nothing_are_empty() -> None:
    assert charts.issues_sent(NOW).is_empty
    assert charts.issues_answered(NOW).is_empty
