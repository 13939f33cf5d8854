"""What changed at the mail provider comes back each night."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from newsletter.bounces import comparing, dashboard
from newsletter.bounces.blocked_lists import configured
from newsletter.bounces.enums import EventKind, Outcome
from newsletter.bounces.errors import ProviderAway
from newsletter.bounces.models import Comparison, Difference
from newsletter.subscriptions.enums import EndReason, SubscriptionState
from newsletter.subscriptions.models import Subscription
from tests.factories.newsletter import NOW, ActiveFactory
from tests.newsletter.bounces.postmark_server import TOKEN, Postmark, serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
BEFORE = NOW - timedelta(days=30)


@pytest.fixture
def postmark(settings: object) -> Iterator[Postmark]:
    with serving(Postmark()) as served:
        settings.NEWSLETTER = settings.NEWSLETTER | {
            "PROVIDER": "postmark",
            "PROVIDER_URL": f"http://127.0.0.1:{served.port}",
            "PROVIDER_TOKEN": TOKEN,
        }
        yield served


def _states() -> dict[str, str]:
    return dict(Subscription.objects.values_list("email", "state"))


def test_without_a_provider_nothing_is_compared() -> None:
    assert comparing.compare(now=NOW) is None
    assert not Comparison.objects.exists()


@pytest.mark.law("M-03")
def test_who_is_blocked_at_the_provider_gets_nothing_from_here(postmark: Postmark) -> None:
    rows = {
        name: ActiveFactory.create(email=f"{name}@example.com", requested_at=BEFORE, confirmed_at=BEFORE)
        for name in ("kari", "ola", "per", "eva")
    }
    postmark.block("Kari@Example.com", "HardBounce")
    postmark.block("ola@example.com", "SpamComplaint")
    postmark.block("per@example.com", "ManualSuppression")
    postmark.block("ukjent@example.com", "HardBounce")
    done = comparing.compare(now=NOW)
    assert (done.listed, done.ended, done.newer, done.unknown, done.is_whole) == (4, 3, 0, 1, True)
    reasons = {name: Subscription.objects.get(pk=row.pk).end_reason for name, row in rows.items()}
    assert reasons == {"kari": EndReason.BOUNCED, "ola": EndReason.COMPLAINT, "per": EndReason.PROVIDER, "eva": ""}
    assert {row.kind for row in Difference.objects.all()} == {EventKind.HARD, EventKind.COMPLAINT, EventKind.LEFT}
    again = comparing.compare(now=NOW + timedelta(days=1))
    assert (again.ended, again.unknown) == (0, 4)
    assert Difference.objects.count() == 3


@pytest.mark.law("M-03")
@pytest.mark.parametrize("is_newest_first", [True, False])
def test_newest_block_of_a_mailbox_counts_under_whichever_spelling(
    postmark: Postmark, *, is_newest_first: bool
) -> None:
    ActiveFactory.create(email="kari@example.com", confirmed_at=BEFORE)
    postmark.block("kari@example.com", "HardBounce", at="2025-01-01T08:00:00Z")
    postmark.block("Kari@Example.COM", "SpamComplaint")
    if is_newest_first:
        postmark.rows.reverse()
    assert comparing.compare(now=NOW).ended == 1
    assert Subscription.objects.get().end_reason == EndReason.COMPLAINT


def test_consent_that_is_newer_than_the_block_stays_and_staff_see_it(postmark: Postmark, admin_client: Client) -> None:
    ActiveFactory.create(email="kari@example.com", confirmed_at=NOW)
    ActiveFactory.create(email="ola@example.com", confirmed_at=NOW)
    postmark.block("kari@example.com", "ManualSuppression")
    postmark.block("ola@example.com", "ManualSuppression")
    assert comparing.compare(now=NOW).newer == 2
    comparing.compare(now=NOW + timedelta(days=1))
    assert _states() == {"kari@example.com": SubscriptionState.ACTIVE, "ola@example.com": SubscriptionState.ACTIVE}
    assert {row.outcome for row in Difference.objects.all()} == {Outcome.NEWER}
    assert Difference.objects.count() == 2
    page = admin_client.get(reverse("admin:newsletter_difference_changelist")).content.decode()
    assert "kari@example.com" in page
    block = dashboard.differences(NOW + timedelta(days=1))
    assert str(block.items[0].text).startswith("2 ")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"{}"),
        (401, b'{"ErrorCode": 10}'),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b'{"Suppressions": [{"EmailAddress": "kari@example.com"}]}'),
        (200, (b'{"Suppressions": [{"EmailAddress": "kari@example.com", "SuppressionReason": "HardBounce",'
              b' "CreatedAt": "today"}]}')),
    ],
)  # fmt: skip
def test_answer_that_is_not_as_documented_changes_nothing(postmark: Postmark, status: int, body: bytes) -> None:
    ActiveFactory.create(email="kari@example.com", confirmed_at=BEFORE)
    postmark.answers.append((status, body))
    assert not comparing.compare(now=NOW).is_whole
    assert _states() == {"kari@example.com": SubscriptionState.ACTIVE}
    assert dashboard.differences(NOW).items[0].is_urgent


def test_half_a_list_ends_nobody(postmark: Postmark) -> None:
    ActiveFactory.create(email="kari@example.com", confirmed_at=BEFORE)
    postmark.block("kari@example.com", "HardBounce")
    postmark.rows.append({"EmailAddress": "ola@example.com"})
    assert not comparing.compare(now=NOW).is_whole
    assert _states() == {"kari@example.com": SubscriptionState.ACTIVE}


def test_wrong_token_is_logged_without_it(
    postmark: Postmark, settings: object, caplog: pytest.LogCaptureFixture
) -> None:
    settings.NEWSLETTER = settings.NEWSLETTER | {"PROVIDER_TOKEN": "wrong-token"}
    comparing.compare(now=NOW)
    assert "postmark" in caplog.text
    assert "wrong-token" not in caplog.text


def test_address_is_taken_off_the_list_unless_it_complained(postmark: Postmark) -> None:
    postmark.block("kari@example.com", "HardBounce")
    postmark.block("ola@example.com", "SpamComplaint")
    provider = configured()
    assert provider is not None
    _name, blocked_list = provider
    blocked_list.unblock("kari@example.com")
    with pytest.raises(ProviderAway):
        blocked_list.unblock("ola@example.com")
    assert [row.address for row in blocked_list.blocked()] == ["ola@example.com"]
