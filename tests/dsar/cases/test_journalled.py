"""Requests changed or deleted behind the application are found by the journal."""

import hashlib
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection

from dsar.cases import asking, deciding, journalled, messages
from dsar.cases.enums import Ground, Right
from dsar.cases.models import Case, Contact
from dsar.fulfilment import operations as fulfilment
from privacy.journal import operations as journal
from privacy.journal.digests import salted_digest
from privacy.journal.models import JournalEntry
from privacy.law.deadlines import answer_deadline
from tests.factories.copies import copied
from tests.factories.dsar import NOW, approved, asked, case_worker, opened
from tests.factories.dsar import refused as refuse_by_two

pytestmark = pytest.mark.usefixtures("rules")
LATER = NOW + timedelta(days=2)
NEVER = 4_000_000
OTHER = "SELECT id FROM auth_user WHERE username = 'colleague@example.com'"


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        if not statement.startswith("DELETE"):  # which follows the foreign keys
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.fixture(autouse=True)
def _requests(rules: None) -> None:
    copied("requests of every state", _write_requests)


def _write_requests() -> None:
    """Write an open, an extended, an answered, a refused, a withdrawn, a joined, an approved and a done request."""
    staff, _colleague = case_worker(), case_worker("colleague")
    proposed = opened(Right.ACCESS, address="proposed@example.com")
    deciding.refuse(
        case=proposed, ground=Ground.EXCESSIVE, reasons="Hver dag", evidence="Loggen", staff=staff, now=LATER
    )
    opened(Right.ACCESS, address="open@example.com")
    opened(Right.OBJECTION, address="open@example.com")
    extended = opened(Right.ACCESS, address="extended@example.com")
    deciding.extend(case=extended, further_months=2, reason="Stort", staff=staff, now=LATER)
    deciding.answer(case=opened(Right.HUMAN), text="Rettet", staff=staff, now=LATER)
    refused = opened(Right.ACCESS, address="refused@example.com")
    refuse_by_two(case=refused, ground=Ground.UNIDENTIFIED, reasons="Ukjent", staff=staff, now=LATER)
    deciding.withdraw(case=opened(Right.ACCESS, address="withdrawn@example.com"), now=LATER)
    opened(Right.ACCESS, address="open@example.com", now=LATER)
    approved(case=opened(Right.ACCESS, address="working@example.com"), staff=staff, now=LATER)
    for right in (Right.ACCESS, Right.ERASURE):
        job = approved(case=opened(right, address="done@example.com"), staff=staff, now=LATER)
        assert fulfilment.run(job_id=job.pk, now=LATER)
    asked(Right.ACCESS, address="unconfirmed@example.com", now=LATER)
    talked = opened(Right.ACCESS, address="talked@example.com")
    deciding.add_note(case=talked, text="Ringte", staff=staff, now=LATER)
    messages.write(case=talked, text="Når?", staff=None, now=LATER)
    messages.write(case=talked, text="I morgen", staff=staff, now=LATER)


@pytest.mark.law("A-15")
def test_honest_requests_agree_with_the_journal() -> None:
    assert Case.objects.count() > 9
    assert list(journalled.compare()) == []


@pytest.mark.law("A-15", "P36")
@pytest.mark.parametrize(
    ("lie", "problem"),
    [
        ("DELETE FROM dsar_case WHERE state = 'open'", "is gone"),
        ("DELETE FROM dsar_case WHERE state = 'refused'", "is gone"),
        ("DELETE FROM dsar_case WHERE state = 'unverified'", "is gone before it was confirmed"),
        ("UPDATE dsar_contact SET email = 'other-' || email WHERE is_open", "another address"),
        ("UPDATE dsar_contact SET email_written = 'other@example.com' WHERE is_open", "another address"),
        ("UPDATE dsar_contact SET salt = gen_random_uuid() WHERE is_open", "another address"),
        ("UPDATE dsar_case SET \"right\" = 'withdrawal' WHERE state = 'open' AND ground = ''", "another right"),
        ("UPDATE dsar_case SET \"right\" = 'erasure' WHERE state = 'unverified'", "another right"),
        ("UPDATE dsar_case SET extension_reason = 'Another' WHERE extended_at IS NOT NULL", "for another reason"),
        *(
            (f"UPDATE dsar_case SET {column} = {column} + interval '{days} days' WHERE state = 'open'", problem)
            for days in (20, 400)
            for column, problem in (
                ("received_at", "dates that do not follow from its receipt"),
                ("latest_on", "dates that do not follow from its receipt"),
                ("confirmed_at", "has a date that the journal does not know"),
            )
        ),
        ("UPDATE dsar_case SET closed_at = closed_at - interval '20 days'", "the journal does not know"),
        (
            "UPDATE dsar_case SET extended_at = confirmed_at, months = 2, extension_reason = 'x' WHERE state = 'open'",
            "the journal does not know",
        ),
        ("UPDATE dsar_case SET state = 'done', closed_at = confirmed_at WHERE state = 'open'", "does not know"),
        ("UPDATE dsar_case SET ground = 'excessive' WHERE state = 'refused'", "the journal does not know"),
        ("UPDATE dsar_case SET reasons = 'Rewritten' WHERE state = 'refused'", "for other reasons"),
        ("DELETE FROM dsar_job WHERE state = 'due'", "lacks a job that the journal knows"),
        ("UPDATE dsar_job SET state = 'done' WHERE state = 'due'", "job that ended without its entry"),
        (f"UPDATE dsar_caseevent SET staff = {NEVER} WHERE staff IS NOT NULL", "an account that never was"),
        ("UPDATE dsar_caseevent SET staff = NULL WHERE kind = 'answered'", "was decided without staff"),
        ("UPDATE dsar_caseevent SET staff = NULL WHERE kind = 'proposed'", "was decided without staff"),
        (f"UPDATE dsar_caseevent SET staff = ({OTHER}) WHERE kind = 'refused'", "somebody else than the journal says"),
        (f"UPDATE dsar_caseevent SET staff = ({OTHER}) WHERE kind = 'proposed'", "somebody else than the journal"),
        ("DELETE FROM dsar_caseevent WHERE kind = 'approved'", "lacks what the journal knows"),
        ("UPDATE dsar_caseevent SET at = at - interval '1 day' WHERE kind = 'answered'", "lacks what the journal"),
        *(
            (f"DELETE FROM dsar_caseevent WHERE kind = '{kind}'", "lacks what the journal knows")
            for kind in ("asked", "confirmed", "added", "noted", "wrote", "replied")
        ),
        ("UPDATE dsar_caseevent SET at = at + interval '1 day' WHERE kind = 'asked'", "lacks what the journal knows"),
    ],
)  # fmt: skip
def test_requests_changed_in_the_database_are_found(lie: str, problem: str) -> None:
    sql(lie)
    assert any(problem in fault.text for fault in journal.compare_sources())


@pytest.mark.law("A-15", "D-03")
def test_moving_every_date_of_a_request_is_found() -> None:
    sql(
        "UPDATE dsar_case SET received_at = received_at + interval '31 days',"
        " target_on = (received_at + interval '62 days')::date, latest_on = (received_at + interval '62 days')::date"
        " WHERE state = 'open'"
    )
    assert list(journalled.compare())


@pytest.mark.law("A-15", "D-03")
@pytest.mark.parametrize("state", ["open", "unverified"])
def test_moving_every_date_of_a_request_and_its_history_is_found(state: str) -> None:
    days = "interval '31 days'"
    sql(f"UPDATE dsar_caseevent SET at = at + {days} WHERE kind = 'asked'")
    for case in Case.objects.filter(state=state, extended_at=None):
        deadline = answer_deadline(case.received_at + timedelta(days=31))
        sql(
            f"UPDATE dsar_case SET received_at = received_at + {days}, target_on = '{deadline.target_on}',"
            f" latest_on = '{deadline.latest_on}' WHERE id = '{case.pk}'"
        )
    assert "has a date that the journal does not know" in {fault.text for fault in journalled.compare()}


@pytest.mark.law("A-15")
def test_request_that_is_added_to_another_agrees_with_the_journal() -> None:
    earlier = asked(Right.PORTABILITY, address="twice@example.com", now=NOW)
    opened(Right.PORTABILITY, address="twice@example.com", now=NOW + timedelta(hours=1))
    main = asking.confirm(case_id=earlier.pk, now=LATER)
    assert main.pk != earlier.pk
    assert list(journalled.compare()) == []
    sql(f"UPDATE dsar_case SET received_at = received_at + interval '1 hour' WHERE id = '{main.pk}'")
    assert list(journalled.compare())


@pytest.mark.law("X-11")
def test_journal_says_nothing_of_an_address_once_its_row_is_gone() -> None:
    address = Contact.objects.filter(is_open=True).first()
    known = salted_digest(address.salt, address.pk, address.email, address.email_written)
    facts = JournalEntry.objects.filter(facts__contains=known)
    assert facts.exists()
    guess = hashlib.sha256(f"{address.pk}\n{address.email}\n{address.email_written}".encode()).hexdigest()
    assert guess != known


@pytest.mark.law("D-20")
def test_erased_people_are_not_missed() -> None:
    case = opened(Right.ERASURE, address="gone@example.com", now=LATER)
    asked(Right.ACCESS, address="gone@example.com", now=LATER)
    job = approved(case=case, staff=User.objects.get(username="colleague@example.com"), now=LATER)
    assert fulfilment.run(job_id=job.pk, now=LATER)
    assert Case.objects.filter(state="unverified").count() == 1  # of another person
    assert list(journalled.compare()) == []


@pytest.mark.law("P27")
def test_requests_that_retention_deleted_are_not_missed() -> None:
    sql("DELETE FROM dsar_case WHERE state = 'withdrawn'")
    assert list(journalled.compare())
    journal.append(stream="test", event="test.later", facts={}, now=LATER + timedelta(days=1200))
    assert list(journalled.compare()) == []
