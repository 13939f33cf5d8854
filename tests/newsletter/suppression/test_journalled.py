"""A suppression list that was changed behind the application is found by the journal, which knows numbers only."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, connection, transaction

from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from newsletter.suppression import journalled
from newsletter.suppression import operations as suppressions
from newsletter.suppression.enums import SuppressionReason
from newsletter.suppression.models import Suppression
from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.journal.scopes import share
from privacy.retention import operations as retention
from tests.factories.newsletter import NOW, subscribed

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("A-15", "P29")]
LEFT, BROUGHT = SuppressionReason.LEFT, SuppressionReason.IMPORTED
MONTH = timedelta(days=31)


@pytest.fixture(autouse=True)
def _list(rules: None) -> None:
    subscriptions.unsubscribe(subscription_id=subscribed("left@example.com").pk, reason=EndReason.PAGE, now=NOW)
    brought = [f"brought{number}@example.com" for number in range(3)]
    suppressions.suppress_many(addresses=brought, reason=BROUGHT, now=NOW + MONTH)
    assert list(journalled.compare()) == []


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "lie",
    [
        "DELETE FROM newsletter_suppression",
        "DELETE FROM newsletter_suppression WHERE reason = 'left'",
        (
            "DELETE FROM newsletter_suppression WHERE id = (SELECT id FROM newsletter_suppression"
            " WHERE reason = 'imported' LIMIT 1)"
        ),
        "TRUNCATE newsletter_suppression",
        "UPDATE newsletter_suppression SET since = since - interval '2 months' WHERE reason = 'left'",
        (
            "INSERT INTO newsletter_suppression (id, key_id, code, reason, since, retain_until)"
            " SELECT gen_random_uuid(), key_id, 'other', reason, since, retain_until FROM newsletter_suppression"
            " WHERE reason = 'left'"
        ),
    ],
)
def test_list_changed_in_the_database_is_found_for_as_long_as_it_is_kept(lie: str) -> None:
    sql(lie)
    journal.append(stream="test", event="test.later", facts={}, now=NOW + timedelta(days=900))
    assert any("suppressed addresses" in fault.text for fault in journal.compare_sources())


@pytest.mark.parametrize("column", ["code", "key_id"])
def test_code_of_an_address_becomes_no_other(column: str) -> None:
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        sql(f"UPDATE newsletter_suppression SET {column} = 'other'")


def test_change_is_found_the_night_after_and_the_lie_of_another_month_in_its_share() -> None:
    sql("DELETE FROM newsletter_suppression WHERE reason = 'left'")
    last = JournalEntry.objects.latest("pk").pk
    found = [list(journalled.compare(share(number=number, shares=20, after=last))) for number in range(20)]
    assert [len(faults) for faults in found if faults] == [1]
    assert list(journalled.compare(share(number=0, shares=20, after=0)))


def test_leaving_again_coming_back_another_key_and_the_end_agree_with_the_journal(settings: LazySettings) -> None:
    keys = ["33" * 32, *settings.NEWSLETTER["SUPPRESSION_KEYS"]]
    settings.NEWSLETTER = settings.NEWSLETTER | {"SUPPRESSION_KEYS": keys}
    suppressions.suppress_many(
        addresses=["left@example.com", "brought0@example.com", "new@example.com"], reason=LEFT, now=NOW + 2 * MONTH
    )
    assert Suppression.objects.count() == 5
    assert list(journalled.compare()) == []
    suppressions.suppress(address="new@example.com", reason=LEFT, now=NOW + 3 * MONTH)
    subscribed("left@example.com", now=NOW + 3 * MONTH)
    assert Suppression.objects.count() == 4
    assert list(journalled.compare()) == []
    retention.run(as_of=NOW + timedelta(days=3 * 365 + 40), now=NOW + timedelta(days=3 * 365 + 40))
    assert Suppression.objects.count() == 2
    assert list(journalled.compare()) == []


def test_row_of_a_replaced_database_is_counted_once() -> None:
    row = Suppression.objects.filter(reason=LEFT).get()
    suppressions.lift(address="left@example.com", now=NOW)
    assert list(journalled.compare()) == []
    assert suppressions.bring_back(row=row, now=NOW)
    assert not suppressions.bring_back(row=row, now=NOW)
    assert list(journalled.compare()) == []


def test_journal_has_neither_code_nor_id_of_a_row() -> None:
    facts = " ".join(JournalEntry.objects.filter(event=suppressions.COUNTED).values_list("facts", flat=True))
    assert '{"rows":1,"since_month":"2026-03-01"}' in facts
    assert not any(text in facts for row in Suppression.objects.all() for text in (row.code, str(row.pk)))
