"""What a reader chose has its effect at once, also on copies that wait."""

import pytest

from newsletter.issues import deliveries
from newsletter.issues import operations as issues
from newsletter.issues.enums import DeliveryState, SkipReason
from newsletter.issues.models import Delivery
from newsletter.preferences import operations as preferences
from tests.factories.newsletter import NOW, ActiveFactory, IssueFactory

pytestmark = pytest.mark.usefixtures("rules")
ADDRESS = "kari@example.com"


def test_nothing_leaves_about_a_topic_that_was_unticked_after_the_copies_were_made() -> None:
    ActiveFactory.create(email=ADDRESS, topics=["products", "privacy"])
    stays = ActiveFactory.create(topics=["products"])
    about, other = IssueFactory.create(topics=["products"]), IssueFactory.create(topics=["products", "privacy"])
    for issue in (about, other):
        issues.send(issue_id=issue.pk, now=NOW)
    preferences.change(address=ADDRESS, topics=["privacy"], language="nb", paused_until=None, now=NOW)
    for issue in (about, other):
        deliveries.deliver(issue_id=issue.pk, clock=lambda: NOW)
    mine = {copy.issue_id: copy for copy in Delivery.objects.exclude(subscription=stays)}
    assert (mine[about.pk].state, mine[about.pk].skip_reason) == (DeliveryState.SKIPPED, SkipReason.TOPICS)
    assert mine[other.pk].state == DeliveryState.SENT
