"""Copies leave no faster than whoever takes them in allows."""

import smtplib
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import LazySettings

from newsletter.issues import campaign, deliveries
from newsletter.issues.enums import IssueState, PauseReason
from newsletter.issues.models import Delivery
from newsletter.issues.profile import current_profile
from tests.factories.newsletter import NOW
from tests.newsletter.issues.copies import deliver, queued, states

pytestmark = pytest.mark.usefixtures("rules")


class TooManyRequests(Exception):
    """As anymail raises it."""

    status_code = 429

    def __init__(self, retry_after: str = "") -> None:
        self.response = SimpleNamespace(headers={"Retry-After": retry_after} if retry_after else {})


@pytest.mark.parametrize(
    "error",
    [smtplib.SMTPSenderRefused(452, b"too many", "x"), smtplib.SMTPDataError(421, b"slow down"), TooManyRequests()],
)
def test_busy_server_pauses_the_issue_and_it_goes_on_by_itself(refusing: list[Exception], error: Exception) -> None:
    issue = queued(3)
    refusing.append(error)
    assert deliver(issue) == 0
    issue.refresh_from_db()
    assert (issue.state, issue.pause_reason) == (IssueState.PAUSED, PauseReason.BUSY)
    assert issue.resumes_at == NOW + timedelta(minutes=1)
    assert states() == ["pending"] * 3
    later = NOW + timedelta(minutes=1)
    campaign.tick(later)
    assert deliveries.deliver(issue_id=issue.pk, clock=lambda: later) == 3
    assert states() == ["sent"] * 3


def test_provider_says_when_to_go_on(refusing: list[Exception]) -> None:
    issue = queued(1)
    refusing.append(TooManyRequests("17"))
    deliver(issue)
    issue.refresh_from_db()
    assert issue.resumes_at == NOW + timedelta(seconds=17)


def test_busy_server_never_makes_a_copy_fail(refusing: list[Exception]) -> None:
    issue = queued(1)
    refusing.extend(smtplib.SMTPDataError(421, b"slow down") for _attempt in range(9))
    for hours in range(10):
        later = NOW + timedelta(hours=2 * hours)
        campaign.tick(later)
        deliveries.deliver(issue_id=issue.pk, clock=lambda later=later: later)  # type: ignore[misc]
    assert states() == ["sent"]


def test_recipients_refused_in_a_row_pause_the_issue(refusing: list[Exception]) -> None:
    issue = queued(9)
    refusing.extend(smtplib.SMTPRecipientsRefused({"x": (450, b"rate")}) for _attempt in range(5))
    assert deliver(issue) == 0
    issue.refresh_from_db()
    assert issue.state == IssueState.PAUSED
    assert Delivery.objects.exclude(last_error="").count() == 5


def test_no_more_leave_than_the_provider_takes_in_a_day(settings: LazySettings) -> None:
    settings.NEWSLETTER = settings.NEWSLETTER | {"MAILS_A_DAY": 3}
    issue = queued(5)
    assert deliver(issue) == 3
    issue.refresh_from_db()
    assert (issue.state, issue.pause_reason) == (IssueState.PAUSED, PauseReason.DAILY_CAP)
    assert issue.resumes_at == NOW + timedelta(days=1)
    later = NOW + timedelta(days=1)
    campaign.tick(later)
    assert deliveries.deliver(issue_id=issue.pk, clock=lambda: later) == 2


@pytest.mark.parametrize(("rate", "rest"), [(0, 0.0), (40, 9.5), (10_000, 0.0)])
def test_workers_together_keep_to_the_rate(settings: LazySettings, rate: float, rest: float) -> None:
    settings.NEWSLETTER = settings.NEWSLETTER | {"MAILS_A_SECOND": rate}
    assert current_profile().rest_after(100, 0.5, lanes=4) == rest
