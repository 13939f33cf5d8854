"""Who left is known by a code, and comes back by themselves only."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from newsletter.suppression import operations as suppressions
from newsletter.suppression.enums import SuppressionReason
from newsletter.suppression.models import Suppression
from newsletter.suppression.queries import is_suppressed, suppressed_among
from privacy.retention import operations as retention
from privacy.web.html import parse
from tests.factories.newsletter import NOW, ActiveFactory, subscribed

pytestmark = pytest.mark.usefixtures("rules")
ADDRESS = "kari@example.com"
LEFT = SuppressionReason.LEFT


@pytest.mark.law("P29")
def test_who_left_is_suppressed_after_the_erasure_until_their_own_confirmation() -> None:
    subscription = subscribed(ADDRESS)
    assert not is_suppressed(ADDRESS)
    subscriptions.unsubscribe(subscription_id=subscription.pk, reason=EndReason.PAGE, now=NOW)
    retention.run(as_of=NOW + timedelta(days=40), now=NOW)
    assert is_suppressed("KARI@Example.com")
    asked = subscriptions.sign_up(address=ADDRESS, language="nb", form="newsletter.signup", text="Ja", now=NOW)
    assert is_suppressed(ADDRESS)  # anybody can ask
    subscriptions.confirm(subscription_id=asked.pk, now=NOW)
    assert not is_suppressed(ADDRESS)


def test_row_holds_no_address_and_only_the_month() -> None:
    suppressions.suppress(address=ADDRESS, reason=LEFT, now=NOW)
    row = Suppression.objects.get()
    assert "kari" not in str(row.__dict__)
    assert row.since == datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert row.retain_until == datetime(2029, 2, 28, 23, tzinfo=UTC)


def test_staff_see_the_month_in_which_it_was_here(admin_client: Client) -> None:
    suppressions.suppress(address=ADDRESS, reason=LEFT, now=NOW)
    page = parse(admin_client.get(reverse("admin:newsletter_suppression_changelist")).content.decode())
    assert "mars 2026" in page.words(skip={"script", "style"})


def test_row_goes_after_its_own_time() -> None:
    suppressions.suppress(address=ADDRESS, reason=LEFT, now=NOW)
    retention.run(as_of=NOW + timedelta(days=3 * 365 - 20), now=NOW)
    assert is_suppressed(ADDRESS)
    retention.run(as_of=NOW + timedelta(days=3 * 365 + 20), now=NOW)
    assert not Suppression.objects.exists()


def test_rows_of_an_older_key_are_found_and_replaced_and_without_the_key_forgotten(settings: LazySettings) -> None:
    suppressions.suppress(address=ADDRESS, reason=LEFT, now=NOW)
    suppressions.suppress(address="ola@example.com", reason=LEFT, now=NOW)
    old = settings.NEWSLETTER["SUPPRESSION_KEYS"][0]
    settings.NEWSLETTER = settings.NEWSLETTER | {"SUPPRESSION_KEYS": ["33" * 32, old]}
    assert is_suppressed(ADDRESS)
    suppressions.suppress(address=ADDRESS, reason=LEFT, now=NOW)
    assert Suppression.objects.count() == 2
    settings.NEWSLETTER = settings.NEWSLETTER | {"SUPPRESSION_KEYS": ["33" * 32]}
    assert (is_suppressed(ADDRESS), is_suppressed("ola@example.com")) == (True, False)


def test_without_a_key_nothing_is_kept(settings: LazySettings) -> None:
    settings.NEWSLETTER = settings.NEWSLETTER | {"SUPPRESSION_KEYS": []}
    subscription = ActiveFactory.create()
    subscriptions.unsubscribe(subscription_id=subscription.pk, reason=EndReason.PAGE, now=NOW)
    assert not Suppression.objects.exists()
    assert not is_suppressed(subscription.email)


def test_many_are_looked_up_at_once() -> None:
    known = [f"person{number}@example.com" for number in range(2500)]
    assert suppressions.suppress_many(addresses=known[:1500], reason=SuppressionReason.IMPORTED, now=NOW) == 1500
    assert suppressions.suppress_many(addresses=known[:1], reason=SuppressionReason.IMPORTED, now=NOW) == 0
    assert list(suppressed_among(known)) == known[:1500]
