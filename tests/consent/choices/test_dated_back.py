"""A consent that somebody invents and dates back is not sealed; a clock that steps or an outage stops no consent."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from consent.choices import journalled, sealing
from consent.choices.models import ConsentRecord
from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.register.models import Revision
from tests.consent.choices.test_views import answer

pytestmark = [pytest.mark.django_db, pytest.mark.law("C-12", "A-15")]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def record(client: Client, published: Revision) -> ConsentRecord:
    answer(client, "some", "analytics")
    return ConsentRecord.objects.get()


def given(record: ConsentRecord, at: datetime) -> ConsentRecord:
    """Return a consent like another, with no entry, that says that it was given at a time."""
    values = {field.attname: getattr(record, field.attname) for field in ConsentRecord._meta.concrete_fields}
    times = {"given_at": at, "granted_at": [at for _category in record.granted], "given_seq": None}
    return ConsentRecord.objects.create(**values | times | {"id": uuid.uuid4()})


def problems() -> list[str]:
    return [fault.text for fault in journalled.compare()]


def is_sealed(record: ConsentRecord) -> bool:
    record.refresh_from_db()
    return JournalEntry.objects.filter(stream="consent", facts__contains=str(record.pk)).exists()


@pytest.mark.parametrize("back", [20 * MINUTE, 5 * HOUR, 30 * DAY])
def test_consent_that_is_dated_back_is_refused(record: ConsentRecord, now: datetime, back: timedelta) -> None:
    sealing.seal(now)
    invented = given(record, record.given_at - back)
    assert sealing.seal(now) == 0
    assert not is_sealed(invented)
    assert problems() == ["was dated back: the journal was past that time when it appeared, so it was not sealed"]
    assert invented.pk.hex[:8] in next(journalled.compare()).about
    assert (sealing.seal(now), len(problems())) == (0, 1)


def test_consent_that_is_dated_back_is_refused_when_nobody_else_gave_one_since(
    record: ConsentRecord, now: datetime
) -> None:
    sealing.seal(now)
    journal.append(stream="journal", event="journal.signed", facts={}, now=now + 40 * DAY)
    invented = given(record, now + 10 * DAY)
    sealing.seal(now + 40 * DAY)
    assert not is_sealed(invented)


def test_refused_consent_stops_no_other(record: ConsentRecord, now: datetime) -> None:
    sealing.seal(now)
    given(record, now - DAY)
    honest = given(record, now + MINUTE)
    assert sealing.seal(now + MINUTE) == 1
    assert is_sealed(honest)


@pytest.mark.parametrize("seconds", [-5, -1, 0, 5])
def test_clocks_of_two_machines_may_differ(record: ConsentRecord, now: datetime, seconds: int) -> None:
    sealing.seal(now)
    other = given(record, record.given_at + timedelta(seconds=seconds))
    sealing.seal(now)
    assert is_sealed(other)
    assert problems() == []


@pytest.mark.parametrize("back", [5 * MINUTE, HOUR, 3 * DAY])
def test_clock_may_be_set_back(record: ConsentRecord, now: datetime, back: timedelta) -> None:
    sealing.seal(now)
    later = given(record, now - back)
    sealing.seal(now - back + timedelta(seconds=5))
    assert is_sealed(later)
    assert problems() == []


def test_consents_of_an_outage_are_sealed_late(record: ConsentRecord, now: datetime) -> None:
    sealing.seal(now)
    waiting = [given(record, now + hours * HOUR) for hours in (1, 2, 30)]
    assert sealing.seal(now + 2 * DAY) == 3
    assert all(is_sealed(one) for one in waiting)
    assert problems() == []


@pytest.mark.parametrize(
    ("lie", "problem"),
    [
        ("UPDATE consent_consentrecord SET id = '4321d83e-15d5-43ce-a3ce-39620a91f942'", "was changed"),
        ("UPDATE consent_consentrecord SET given_seq = given_seq + 1", "was changed"),
        ("UPDATE consent_consentrecord SET given_seq = NULL", "was written to the journal a second time"),
        (
            "UPDATE consent_consentrecord SET withdrawn_at = NULL, ended_under = NULL, ended_seq = NULL",
            "stands although the journal knows its end",
        ),
        ("UPDATE consent_consentrecord SET withdrawn_at = withdrawn_at - interval '1 day'", "ended otherwise"),
        ("DELETE FROM consent_interfacetext", "in words that are gone"),
    ],
)
def test_consent_whose_row_and_entries_differ_is_found(
    client: Client, record: ConsentRecord, now: datetime, lie: str, problem: str
) -> None:
    answer(client, "none")
    sealing.seal(now + MINUTE)
    assert problems() == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE consent_consentrecord DISABLE TRIGGER USER")
        cursor.execute(lie)
        cursor.execute("ALTER TABLE consent_consentrecord ENABLE TRIGGER USER")
    sealing.seal(now + MINUTE)
    assert any(problem in found for found in problems())


@pytest.mark.parametrize("lie", ["withdrawn_at = given_at", "replaced_by = gen_random_uuid()"])
def test_end_that_nobody_asked_for_is_found(record: ConsentRecord, now: datetime, lie: str) -> None:
    sealing.seal(now + MINUTE)
    assert problems() == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE consent_consentrecord DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE consent_consentrecord SET {lie}")
    sealing.seal(now + MINUTE)
    assert problems() == ["ended otherwise than the journal knows"]
