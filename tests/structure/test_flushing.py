"""What a test commits is gone before the next, and what guards the tables is there again."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import Error, connection, transaction

from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from tests.factories.privacy import NOW, VendorFactory
from tests.flushing import bring_back, keep
from tests.tables import contents

pytestmark = pytest.mark.django_db(transaction=True)
_TRIGGERS = """
SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2
"""


def triggers() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS)
        return cursor.fetchall()


def test_rows_are_deleted_guarded_and_referred_to_or_not() -> None:
    kept, guards = keep(), triggers()
    assert {"auth_permission", "django_content_type"} <= set(kept.rows)
    VendorFactory.create(engaged_by=VendorFactory.create())
    User.objects.create_user("kari").groups.add(Group.objects.all()[0])
    journal.append(stream="test", event="test.written", facts={}, now=NOW)
    assert set(contents()) > set(kept.fingerprints)
    bring_back(kept)
    assert contents() == kept.fingerprints
    assert triggers() == guards
    assert ("privacy_journalentry", "privacy_journalentry_append_only", "A") in guards
    journal.append(stream="test", event="test.written", facts={}, now=NOW)
    with pytest.raises(Error), transaction.atomic():
        JournalEntry.objects.all().delete()


def test_what_the_migrations_left_is_brought_back() -> None:
    kept = keep()
    Group.objects.create(name="Another")
    Group.objects.filter(name="Revisor").update(name="Changed")
    Permission.objects.all()[0].delete()
    bring_back(kept)
    assert contents() == kept.fingerprints
    assert Group.objects.create(name="Next").pk > max(Group.objects.exclude(name="Next").values_list("pk", flat=True))


def test_another_test_meets_none_of_it() -> None:
    assert not JournalEntry.objects.exists()
    assert Group.objects.filter(name="Revisor").exists()
    assert not Group.objects.filter(name__in=["Another", "Changed", "Next"]).exists()
