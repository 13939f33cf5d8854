from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from privacy.operations import journal
from tests.factories.privacy import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.law("A-15")]


@pytest.fixture(autouse=True)
def _entries(db: None) -> None:
    for rows in range(3):
        journal.append(stream="test", event="test.done", facts={"rows": rows}, now=NOW)


def test_whole_chain_is_one_line() -> None:
    out, err = StringIO(), StringIO()
    call_command("verify_journal", stdout=out, stderr=err)
    assert (out.getvalue(), err.getvalue()) == ("3 entries, the chain holds.\n", "")


def test_each_fault_is_named_and_the_exit_code_is_1() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE privacy_journalentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE privacy_journalentry SET facts = '{}' WHERE seq = 2")
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("verify_journal", stdout=out, stderr=err)
    assert end.value.code == 1
    assert err.getvalue().splitlines() == ["test 2: changed", "1 faults in the journal."]
    assert out.getvalue() == ""
