"""Messages changed or deleted behind the application are found by the journal."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection

from contact.messages import journalled
from contact.messages import operations as messages
from contact.messages.models import Message
from privacy.journal import operations as journal
from tests.factories.contact import NOW

pytestmark = pytest.mark.usefixtures("rules")


@pytest.fixture(autouse=True)
def _messages(rules: None) -> None:
    for name in ("waits", "handled"):
        fields = {"text": "Hei", "email": f"{name}@example.com"}
        messages.receive(fields=fields, language="nb", is_suspect=False, now=NOW)
    handled = Message.objects.filter(email="handled@example.com")
    messages.mark_handled(messages=handled, by=User.objects.create_user("staff"), now=NOW + timedelta(hours=1))


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.law("A-15")
@pytest.mark.parametrize(
    ("lie", "problem"),
    [
        ("DELETE FROM contact_message WHERE handled_at IS NULL", "is gone"),
        ("UPDATE contact_message SET email = 'other@example.com' WHERE handled_at IS NULL", "another address"),
        ("UPDATE contact_message SET received_at = received_at + interval '1 day'", "has a date"),
        ("UPDATE contact_message SET handled_at = received_at WHERE handled_at IS NULL", "was never handled"),
    ],
)
def test_messages_changed_in_the_database_are_found(lie: str, problem: str) -> None:
    assert list(journalled.compare()) == []
    sql(lie)
    assert any(problem in fault.text for fault in journal.compare_sources())


@pytest.mark.law("P27")
def test_message_that_retention_deleted_is_not_missed() -> None:
    sql("DELETE FROM contact_message")
    assert list(journalled.compare())
    journal.append(stream="test", event="test.later", facts={}, now=NOW + timedelta(days=400))
    assert list(journalled.compare()) == []
