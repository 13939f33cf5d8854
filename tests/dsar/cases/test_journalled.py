"""Requests changed or deleted behind the application are found by the journal."""

from datetime import timedelta

import pytest
from django.db import connection

from dsar.cases import deciding, journalled
from dsar.cases.enums import Ground, Right
from dsar.cases.models import Case
from dsar.fulfilment import operations as fulfilment
from privacy.journal import operations as journal
from tests.factories.dsar import NOW, asked, case_worker, opened

pytestmark = pytest.mark.usefixtures("rules")
LATER = NOW + timedelta(days=2)
NEVER = 4_000_000


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        if not statement.startswith("DELETE"):  # which follows the foreign keys
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.fixture(autouse=True)
def _requests(rules: None) -> None:
    """An open, an extended, an answered, a refused, a withdrawn, a joined, an approved and an executed request."""
    staff = case_worker()
    opened(Right.ACCESS, address="open@example.com")
    opened(Right.OBJECTION, address="open@example.com")
    extended = opened(Right.ACCESS, address="extended@example.com")
    deciding.extend(case=extended, further_months=2, reason="Stort", staff=staff, now=LATER)
    deciding.answer(case=opened(Right.RECTIFICATION), text="Rettet", staff=staff, now=LATER)
    refused = opened(Right.ACCESS, address="refused@example.com")
    deciding.refuse(case=refused, ground=Ground.UNIDENTIFIED, reasons="Ukjent", staff=staff, now=LATER)
    deciding.withdraw(case=opened(Right.ACCESS, address="withdrawn@example.com"), now=LATER)
    opened(Right.ACCESS, address="open@example.com", now=LATER)
    deciding.approve(case=opened(Right.ACCESS, address="working@example.com"), staff=staff, now=LATER)
    for right in (Right.ACCESS, Right.ERASURE):
        job = deciding.approve(case=opened(right, address="done@example.com"), staff=staff, now=LATER)
        assert fulfilment.run(job_id=job.pk, now=LATER)
    asked(Right.ACCESS, address="unconfirmed@example.com", now=LATER)


@pytest.mark.law("A-15")
def test_honest_requests_agree_with_the_journal() -> None:
    assert Case.objects.count() > 9
    assert list(journalled.compare()) == []


@pytest.mark.law("A-15", "P36")
@pytest.mark.parametrize(
    ("lie", "problem"),
    [
        ("DELETE FROM dsar_case WHERE state = 'open'", "its request is gone"),
        ("DELETE FROM dsar_case WHERE state = 'refused'", "its request is gone"),
        *(
            (f"UPDATE dsar_case SET {column} = {column} + interval '{days} days' WHERE state = 'open'", problem)
            for days in (20, 400)
            for column, problem in (
                ("received_at", "dates that do not follow from its receipt"),
                ("latest_on", "dates that do not follow from its receipt"),
                ("confirmed_at", "has a date, that the journal does not know"),
            )
        ),
        ("UPDATE dsar_case SET closed_at = closed_at - interval '20 days'", "the journal does not know"),
        ("UPDATE dsar_case SET extended_at = confirmed_at, extension_reason = 'x'", "the journal does not know"),
        ("UPDATE dsar_case SET state = 'done', closed_at = confirmed_at WHERE state = 'open'", "does not know"),
        ("UPDATE dsar_case SET ground = 'excessive' WHERE state = 'refused'", "the journal does not know"),
        ("UPDATE dsar_case SET reasons = 'Rewritten' WHERE state = 'refused'", "reasons of its refusal were changed"),
        ("UPDATE dsar_job SET state = 'done' WHERE state = 'due'", "job that ended without its entry"),
        (f"UPDATE dsar_caseevent SET staff = {NEVER} WHERE staff IS NOT NULL", "an account that never was"),
        ("UPDATE dsar_caseevent SET staff = NULL WHERE kind = 'answered'", "was decided without staff"),
    ],
)  # fmt: skip
def test_requests_changed_in_the_database_are_found(lie: str, problem: str) -> None:
    sql(lie)
    assert any(problem in fault.problem for fault in journal.compare_sources())


@pytest.mark.law("A-15", "D-03")
def test_moving_every_date_of_a_request_is_found() -> None:
    sql(
        "UPDATE dsar_case SET received_at = received_at + interval '31 days',"
        " target_on = (received_at + interval '62 days')::date, latest_on = (received_at + interval '62 days')::date"
        " WHERE state = 'open'"
    )
    assert list(journalled.compare())


@pytest.mark.law("P27")
def test_requests_that_retention_deleted_are_not_missed() -> None:
    sql("DELETE FROM dsar_case WHERE state = 'withdrawn'")
    assert list(journalled.compare())
    journal.append(stream="test", event="test.later", facts={}, now=LATER + timedelta(days=1200))
    assert list(journalled.compare()) == []
