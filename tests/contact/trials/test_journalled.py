"""Requests for trial accounts that were changed or deleted behind the application are found by the journal."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection

from contact.trials import operations as trials
from contact.trials.models import TrialRequest
from privacy.intake.limits.senders import Sender
from privacy.journal import operations as journal
from privacy.retention import operations as retention
from tests.factories.rules import load_rules
from tests.factories.trials import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.law("A-15")]

UNDECIDED = (
    "UPDATE contact_trialrequest SET state = 'waiting', decided_at = NULL, ends_at = NULL WHERE state = 'approved'"
)


@pytest.fixture(autouse=True)
def _requests(db: None, admin_user: User) -> None:
    load_rules()
    for name in ("waits", "decided", "unconfirmed"):
        fields = {"name": "Kari", "email": f"{name}@example.com", "company": "", "use": ""}
        asked = trials.ask(fields=fields, language="nb", sender=Sender(key="x", is_hasty=False), now=NOW)
        if name != "unconfirmed":
            trials.confirm(request_id=asked.pk, now=NOW)
        if name == "decided":
            trials.decide(request=asked, words="Ja", days=30, by=admin_user, now=NOW)


def problems() -> list[str]:
    return [fault.text for fault in journal.compare_sources()]


@pytest.mark.parametrize(
    ("lie", "problem"),
    [
        ("DELETE FROM contact_trialrequest WHERE state = 'waiting'", "is gone"),
        ("DELETE FROM contact_trialrequest WHERE state = 'unconfirmed'", "is gone"),
        ("UPDATE contact_trialrequest SET requested_at = now()", "at another time"),
        ("UPDATE contact_trialrequest SET email = 'x@example.com' WHERE state = 'waiting'", "another address"),
        ("UPDATE contact_trialrequest SET confirmed_at = now() WHERE state = 'waiting'", "was confirmed at"),
        (
            "UPDATE contact_trialrequest SET state = 'declined', decided_at = now() WHERE state = 'waiting'",
            "was decided at",
        ),
        (
            "UPDATE contact_trialrequest SET state = 'declined', ends_at = NULL WHERE state = 'approved'",
            "was decided at",
        ),
        (UNDECIDED, "waits although"),
    ],
)
def test_requests_changed_in_the_database_are_found(lie: str, problem: str) -> None:
    assert problems() == []
    with connection.cursor() as cursor:
        cursor.execute(lie)
    assert any(problem in text for text in problems())


@pytest.mark.parametrize("days", [8, 100, 200])
def test_requests_that_retention_deleted_are_not_missed(days: int) -> None:
    before = TrialRequest.stored.count()
    retention.run(as_of=NOW + timedelta(days=days), now=NOW + timedelta(days=days))
    assert TrialRequest.stored.count() < before
    assert problems() == []
