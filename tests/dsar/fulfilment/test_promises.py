"""The checks tell kept from broken, and leave nothing behind."""

from typing import Any

import pytest
from django.db import connection

from dsar.cases.models import Contact
from dsar.copies import archive
from dsar.copies.models import Export
from dsar.erasures import operations as erasures
from dsar.fulfilment import promises
from dsar.letters import emails
from dsar.people import canary, personal_rows
from privacy.frozen.register import parse, serialize
from privacy.frozen.rows import Controller
from privacy.journal.models import JournalEntry
from privacy.letters.models import Letter
from privacy.promises.enums import VerdictKind
from privacy.promises.registry import Facts
from privacy.register import operations as register
from tests.factories.dsar import NOW, opened
from tests.factories.seeds import load_seed

pytestmark = pytest.mark.usefixtures("rules")


@pytest.fixture
def facts() -> Facts:
    load_seed(now=NOW)
    return Facts(now=NOW, register=register.freeze(now=NOW))


@pytest.mark.law("P32", "P34")
def test_canary_is_planted_everywhere_and_gone_afterwards() -> None:
    with canary.planted(NOW) as person:
        assert person.failed == []
        assert {count.data.model._meta.label_lower for count in personal_rows.counts(person.address)} == set(
            person.planted
        )
        address = person.address
    assert personal_rows.counts(address) == []
    assert not Contact.objects.exists()
    assert not Export.objects.exists()
    assert not Letter.objects.exists()
    assert not JournalEntry.objects.filter(stream="dsar").exists()


@pytest.mark.law("P32")
def test_complete_copy_keeps_the_promise(facts: Facts) -> None:
    assert promises.copy_is_complete(facts).kind == VerdictKind.KEPT


@pytest.mark.law("P32")
def test_copy_that_lacks_a_model_breaks_the_promise(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    real = archive.tables
    monkeypatch.setattr(archive, "tables", lambda *a: (t for t in real(*a) if t.label != "dsar.contact"))
    verdict = promises.copy_is_complete(facts)
    assert verdict.kind == VerdictKind.BROKEN
    assert "dsar.contact" in verdict.reason


@pytest.mark.law("P32")
def test_copy_that_lacks_a_value_breaks_the_promise(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    real = archive._value
    monkeypatch.setattr(archive, "_value", lambda row, name: None if name == "message" else real(row, name))
    verdict = promises.copy_is_complete(facts)
    assert "dsar.contact.message" in verdict.reason


@pytest.mark.law("P32", "D-14", "P9")
@pytest.mark.parametrize(
    "address", ["KARI@example.com", "", " kari@example.com", "kari@blåbær.example", '"kari"@example.com']
)
def test_row_that_no_address_finds_breaks_the_promise(facts: Facts, address: str) -> None:
    asked = Contact.objects.get(case=opened())
    assert promises.copy_is_complete(facts).kind == "kept"
    with connection.cursor() as cursor:  # only past the models: their columns bring every address into its form
        cursor.execute("UPDATE dsar_contact SET email = %s WHERE case_id = %s", [address, asked.pk])
    assert promises.copy_is_complete(facts).kind == "broken"


@pytest.mark.law("P34")
def test_complete_erasure_keeps_the_promise(facts: Facts) -> None:
    assert promises.erasure_is_complete(facts).kind == VerdictKind.KEPT


@pytest.mark.law("P34")
def test_erasure_that_leaves_a_row_breaks_the_promise(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    def lazy(plan: dict[str, Any]) -> dict[str, int]:
        return real({label: ids for label, ids in plan.items() if label != "dsar.export"})

    real = erasures.delete_planned
    monkeypatch.setattr(erasures, "delete_planned", lazy)
    # The address goes, but a row is found by another: here the contact of the file's request stays.
    monkeypatch.setattr(promises.Contact.objects, "of", lambda _address: Contact.objects.none())
    verdict = promises.erasure_is_complete(facts)
    assert verdict.kind == VerdictKind.BROKEN
    assert "dsar.export" in verdict.reason


@pytest.mark.law("P40")
def test_every_letter_and_the_policy_tell_where_to_complain(facts: Facts) -> None:
    verdict = promises.complaint_right_is_stated(facts)
    assert (verdict.kind, verdict.reason) == (VerdictKind.KEPT, "")


@pytest.mark.law("P40")
def test_letter_without_the_complaint_breaks_the_promise(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emails, "current_controller", lambda: Controller(name="Proviso AS"))
    verdict = promises.complaint_right_is_stated(facts)
    assert verdict.kind == VerdictKind.BROKEN
    assert "refused (nb)" in verdict.reason


@pytest.mark.law("P40")
def test_unknown_authority_breaks_the_promise(facts: Facts) -> None:
    content = serialize(facts.register)
    content["privacy"]["controller"] = {}
    assert promises.complaint_right_is_stated(Facts(now=NOW, register=parse(content))).kind == VerdictKind.BROKEN
