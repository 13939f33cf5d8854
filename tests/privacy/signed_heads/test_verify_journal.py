from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from privacy.journal import operations as journal
from privacy.signed_heads import signing
from tests.factories.privacy import NOW

GUARDS = [f"privacy_journalentry_{name}" for name in ("chain", "append_only", "no_truncate")]
pytestmark = [pytest.mark.django_db, pytest.mark.law("A-15")]


@pytest.fixture(autouse=True)
def _entries(db: None) -> None:
    for rows in range(3):
        journal.append(stream="test", event="test.done", facts={"rows": rows}, now=NOW)


def test_whole_chain_is_one_line() -> None:
    out, err = StringIO(), StringIO()
    call_command("verify_journal", stdout=out, stderr=err)
    assert (out.getvalue(), err.getvalue()) == (
        "3 entries, the chain holds. 0 signed heads. 9 of 9 triggers, triggers only.\n",
        "",
    )


def test_each_fault_is_named_and_the_exit_code_is_1() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE privacy_journalentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE privacy_journalentry SET facts = '{}' WHERE seq = 2")
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("verify_journal", stdout=out, stderr=err)
    assert end.value.code == 1
    assert err.getvalue().splitlines() == [
        *(f"{name}: trigger not always on" for name in GUARDS),
        "test 2: changed",
        "4 faults in the journal.",
    ]
    assert out.getvalue() == ""


def test_heads_of_a_place_that_is_named_are_compared(tmp_path: Path) -> None:
    (tmp_path / "journal-head-2026-03-10.json").write_text("{}")
    err = StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_journal", heads=[str(tmp_path)], stderr=err)
    assert "journal-head-2026-03-10.json: forged" in err.getvalue()


def test_public_key_is_printed_and_a_wrong_key_is_said_in_words(settings: Any) -> None:
    out = StringIO()
    call_command("journal_key", stdout=out)
    assert out.getvalue().strip() == signing.public_key()
    settings.PRIVACY = settings.PRIVACY | {"JOURNAL_KEY": "not a key"}
    with pytest.raises(CommandError, match="JOURNAL_KEY is not an Ed25519 key"):
        call_command("journal_key")
