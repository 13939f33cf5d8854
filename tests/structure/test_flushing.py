"""What a test commits is gone before the next, and what guards the tables is there again."""

import pytest
from django.contrib.auth.models import Group, User
from django.db import Error, connection, transaction

from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from tests.factories.privacy import NOW, VendorFactory
from tests.flushing import contents, empty_what_was_written

pytestmark = pytest.mark.django_db(transaction=True)
_TRIGGERS = """
SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2
"""


def triggers() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS)
        return cursor.fetchall()


def test_rows_are_deleted_guarded_and_referred_to_or_not() -> None:
    begun, guards = contents(), triggers()
    assert {"auth_permission", "django_content_type"} <= set(begun)
    VendorFactory.create(engaged_by=VendorFactory.create())
    User.objects.create_user("kari").groups.add(Group.objects.all()[0])
    journal.append(stream="test", event="test.written", facts={}, now=NOW)
    assert set(contents()) > set(begun)
    assert empty_what_was_written(begun)
    assert contents() == begun
    assert triggers() == guards
    assert ("privacy_journalentry", "privacy_journalentry_append_only", "A") in guards
    journal.append(stream="test", event="test.written", facts={}, now=NOW)
    with pytest.raises(Error), transaction.atomic():
        JournalEntry.objects.all().delete()


def test_nothing_is_deleted_where_what_the_migrations_left_was_changed() -> None:
    begun = contents()
    journal.append(stream="test", event="test.written", facts={}, now=NOW)
    Group.objects.create(name="Another")
    assert not empty_what_was_written(begun)
    assert JournalEntry.objects.count() == 1
