"""Subscriptions changed or deleted behind the application are found by the journal."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from newsletter.preferences import operations as preferences
from newsletter.subscriptions import journalled
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from newsletter.subscriptions.models import PendingSignUp
from privacy.journal import operations as journal
from tests.factories.newsletter import NOW

pytestmark = pytest.mark.usefixtures("rules")
ALIVE = "state = 'active', ended_at = NULL, retain_until = NULL"


@pytest.fixture(autouse=True)
def _subscribers(rules: None) -> None:
    for name in ("stays", "leaves"):
        asked = sign_up(f"{name}@example.com")
        subscriptions.confirm(subscription_id=asked.pk, now=NOW)
    subscriptions.unsubscribe(subscription_id=asked.pk, reason=EndReason.PAGE, now=NOW)
    sign_up("waits@example.com")


def sign_up(address: str, now: datetime = NOW) -> PendingSignUp:
    return subscriptions.sign_up(address=address, language="nb", form="newsletter.signup", text="Ja", now=now)


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.law("A-15")
@pytest.mark.parametrize(
    ("lie", "problem"),
    [
        ("DELETE FROM newsletter_subscription WHERE state = 'active'", "is gone"),
        ("DELETE FROM newsletter_subscription WHERE state = 'ended'", "is gone"),
        ("DELETE FROM newsletter_pendingsignup", "is gone before it was confirmed"),
        ("UPDATE newsletter_subscription SET email = 'other@example.com' WHERE state = 'active'", "another address"),
        ("UPDATE newsletter_pendingsignup SET email = 'other@example.com'", "another address"),
        ("UPDATE newsletter_subscription SET email_written = 'Other@example.com'", "another address"),
        *(
            (f"UPDATE newsletter_subscription SET {column} = {column} + interval '5 hours' WHERE {when}", problem)
            for column, when, problem in (
                ("requested_at", "state = 'active'", "asked for at another time"),
                ("confirmed_at", "true", "confirmed at a time"),
                ("ended_at", "true", "ended at a time"),
            )
        ),
        ("UPDATE newsletter_pendingsignup SET requested_at = now()", "asked for at another time"),
        (f"UPDATE newsletter_subscription SET {ALIVE} WHERE state = 'ended'", "is live"),
        ("DELETE FROM newsletter_consenttext", "text is gone"),
        (f"UPDATE newsletter_subscription SET consent_sha256 = '{'1' * 64}'", "was swapped"),
        ("UPDATE newsletter_consenttext SET text = 'Another'", "was rewritten"),
        *(
            (f"UPDATE {table} SET {column} = {value}", "has other topics")
            for table in ("newsletter_subscription", "newsletter_pendingsignup")
            for column, value in (
                ("topics", "'{privacy}'"),
                ("language", "'en'"),
                ("form", "'newsletter.import'"),
                ("revision", "7"),
            )
        ),
        ("UPDATE newsletter_subscription SET paused_until = now() + interval '9 years'", "has other topics"),
        ("UPDATE newsletter_subscription SET end_reason = 'staff' WHERE state = 'ended'", "for another reason"),
        (
            "UPDATE newsletter_subscription SET retain_until = retain_until + interval '5 years' WHERE state = 'ended'",
            "is kept for longer",
        ),
    ],
)
def test_subscriptions_changed_in_the_database_are_found(lie: str, problem: str) -> None:
    assert list(journalled.compare()) == []
    sql(lie)
    assert any(problem in fault.text for fault in journal.compare_sources())


@pytest.mark.law("A-15", "P28")
def test_dropped_sign_up_that_is_made_live_again_is_found() -> None:
    subscriptions.drop(PendingSignUp.objects.all(), EndReason.OBJECTION, NOW)
    assert list(journalled.compare()) == []
    sql("UPDATE newsletter_pendingsignup SET dropped_at = NULL, retain_until = now() + interval '7 days'")
    assert any("used up" in fault.text for fault in journal.compare_sources())


@pytest.mark.law("P27")
def test_subscription_that_retention_deleted_is_not_missed() -> None:
    sql("DELETE FROM newsletter_subscription WHERE state = 'ended'")
    journal.append(stream="test", event="test.later", facts={}, now=NOW + timedelta(days=6))
    assert list(journalled.compare())
    # On the day that was told at the end, long before the longest that the rule allows.
    journal.append(stream="test", event="test.later", facts={}, now=NOW + timedelta(days=7))
    assert list(journalled.compare()) == []


@pytest.mark.law("P28")
def test_unconfirmed_subscription_that_retention_deleted_is_not_missed() -> None:
    sql("DELETE FROM newsletter_pendingsignup")
    journal.append(stream="test", event="test.later", facts={}, now=NOW + timedelta(days=5))
    assert list(journalled.compare())
    journal.append(stream="test", event="test.later", facts={}, now=NOW + timedelta(days=9))
    assert list(journalled.compare()) == []


@pytest.mark.law("A-15")
def test_what_subscribers_change_agrees_with_the_journal() -> None:
    for day in (None, NOW.date() + timedelta(days=40)):
        preferences.change(address="stays@example.com", topics=["a", "b"], language="nn", paused_until=day, now=NOW)
        assert list(journalled.compare()) == []
    sql("UPDATE newsletter_subscription SET topics = '{b}' WHERE state = 'active'")
    assert list(journalled.compare())


@pytest.mark.law("A-15")
def test_sign_up_whose_link_is_to_last_longer_is_found() -> None:
    sql("UPDATE newsletter_pendingsignup SET retain_until = retain_until + interval '1 year'")
    assert any("can be confirmed for longer" in fault.text for fault in journalled.compare())


@pytest.mark.law("A-15")
def test_asking_again_and_coming_back_agree_with_the_journal() -> None:
    for hours, address in enumerate(
        ("waits@example.com", "Waits@Example.com", "stays@example.com", "leaves@example.com")
    ):
        subscriptions.confirm(subscription_id=sign_up(address, NOW + timedelta(hours=hours)).pk, now=NOW)
    assert list(journalled.compare()) == []
