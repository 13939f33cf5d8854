"""Subscriptions changed or deleted behind the application are found by the journal."""

from datetime import timedelta

import pytest
from django.db import connection

from newsletter.subscriptions import journalled
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from privacy.journal import operations as journal
from tests.factories.newsletter import NOW

pytestmark = pytest.mark.usefixtures("rules")


@pytest.fixture(autouse=True)
def _subscribers(rules: None) -> None:
    for name in ("stays", "leaves"):
        asked = subscriptions.sign_up(
            address=f"{name}@example.com", language="nb", form="newsletter.signup", text="Ja", now=NOW
        )
        subscriptions.confirm(subscription_id=asked.pk, now=NOW)
    subscriptions.unsubscribe(subscription_id=asked.pk, reason=EndReason.PAGE, now=NOW)


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.law("A-15")
@pytest.mark.parametrize(
    ("lie", "problem"),
    [
        ("DELETE FROM newsletter_subscription WHERE state = 'active'", "its subscription is gone"),
        ("DELETE FROM newsletter_subscription WHERE state = 'ended'", "its subscription is gone"),
        (f"UPDATE newsletter_subscription SET consent_sha256 = '{'1' * 64}'", "was swapped"),
        ("UPDATE newsletter_consenttext SET text = 'Another'", "was rewritten"),
    ],
)
def test_subscriptions_changed_in_the_database_are_found(lie: str, problem: str) -> None:
    assert list(journalled.compare()) == []
    sql(lie)
    assert problem in next(journal.compare_sources()).problem


@pytest.mark.law("P27")
def test_subscription_that_retention_deleted_is_not_missed() -> None:
    sql("DELETE FROM newsletter_subscription WHERE state = 'ended'")
    assert list(journalled.compare())
    journal.append(stream="test", event="test.later", facts={}, now=NOW + timedelta(days=40))
    assert list(journalled.compare()) == []
