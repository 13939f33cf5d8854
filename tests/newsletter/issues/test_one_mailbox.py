"""Two rows of one mailbox, from before every spelling counted as the same: it gets one copy of an issue."""

import pytest

from newsletter.issues import faults
from newsletter.issues import operations as issues
from newsletter.issues.models import Delivery, Issue
from newsletter.issues.queries import recipients_of
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.models import Subscription
from tests.factories.newsletter import NOW, ActiveFactory, IssueFactory, PendingFactory

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("P19", "P20")]
READABLE, ASCII = "per@blåbær.example", "per@xn--blbr-roah.example"


def _sent_to(issue: Issue) -> set[Subscription]:
    count = issues.send(issue_id=issue.pk, now=NOW)
    copies = Delivery.objects.filter(issue=issue).select_related("subscription")
    assert count == len(copies)
    return {copy.subscription for copy in copies}


def test_mailbox_with_two_active_rows_gets_one_copy() -> None:
    first = ActiveFactory.create(email=READABLE)
    for spelling in (ASCII, READABLE):
        ActiveFactory.create(email=spelling, is_second_spelling=True)
    other = ActiveFactory.create(email="ola@example.com")
    assert recipients_of(IssueFactory.create()) == 2
    issue = IssueFactory.create()
    assert _sent_to(issue) == {first, other}
    issue.refresh_from_db()
    assert not faults.left_out(issue).exists()


def test_one_of_two_second_rows_gets_the_copy() -> None:
    seconds = [ActiveFactory.create(email=ASCII, is_second_spelling=True) for _number in range(2)]
    assert _sent_to(IssueFactory.create()) == {min(seconds, key=lambda row: row.pk)}


def test_mailbox_that_got_no_copy_is_left_out() -> None:
    issue = IssueFactory.create()
    ActiveFactory.create(email="ola@example.com")
    _sent_to(issue)
    second = ActiveFactory.create(email=ASCII, is_second_spelling=True, confirmed_at=NOW.replace(hour=1))
    issue.refresh_from_db()
    assert faults.left_out(issue).get() == second


def test_signing_up_again_meets_the_confirmed_row() -> None:
    PendingFactory.create(email=READABLE)
    second = ActiveFactory.create(email=ASCII, is_second_spelling=True)
    asked = subscriptions.sign_up(address=READABLE, language="nb", form="f", text="t", now=NOW)
    assert subscriptions.answer_request(subscription_id=asked.pk, now=NOW) == second
