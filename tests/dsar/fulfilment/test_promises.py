"""The checks tell kept from broken, and leave nothing behind."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.db import connection
from django.db.models import QuerySet, Value

from contact.messages.models import Message
from dsar.cases.copies import archive, tables
from dsar.cases.copies.models import Export
from dsar.cases.letters import emails
from dsar.cases.models import Contact
from dsar.fulfilment import promises
from dsar.people import canary, personal_rows
from privacy.inventory import declarations, people
from privacy.inventory.declarations import PersonalData
from privacy.journal.models import JournalEntry
from privacy.letters.models import Letter
from privacy.register import operations as register
from privacy.register.frozen.register import parse, serialize
from privacy.register.frozen.rows import Controller
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.registry import Facts
from privacy.retention.removal import operations as removals
from privacy.retention.removal.operations import Removed
from privacy.retention.removal.queries import RemovalPlan
from tests.factories.dsar import NOW, opened
from tests.factories.seeds import load_seed
from tests.registries import ReplaceEntries

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
    real = archive.copied
    monkeypatch.setattr(archive, "copied", lambda *a: (t for t in real(*a) if t.label != "dsar.contact"))
    verdict = promises.copy_is_complete(facts)
    assert verdict.kind == VerdictKind.BROKEN
    assert "dsar.contact" in verdict.reason


@pytest.mark.law("P32")
def test_copy_that_lacks_a_value_breaks_the_promise(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    real = tables._expression
    nothing = Value("")
    monkeypatch.setattr(tables, "_expression", lambda field: nothing if field.name == "message" else real(field))
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
    def lazy(plan: RemovalPlan, *, now: datetime) -> Removed:
        return real(replace(plan, deletes={m: keys for m, keys in plan.deletes.items() if m is not Export}), now=now)

    real = removals.carry_out
    monkeypatch.setattr(removals, "carry_out", lazy)
    # The address goes, but a row is found by another: here the contact of the file's request stays.
    monkeypatch.setattr(promises.Contact.objects, "of", lambda _address: Contact.objects.none())
    verdict = promises.erasure_is_complete(facts)
    assert verdict.kind == VerdictKind.BROKEN
    assert "dsar.export" in verdict.reason


@pytest.mark.law("P34")
def test_erasure_that_goes_too_far_breaks_the_promise(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    def eager(plan: RemovalPlan, *, now: datetime) -> Removed:
        Message.objects.all().delete()
        return real(plan, now=now)

    real = removals.carry_out
    monkeypatch.setattr(removals, "carry_out", eager)
    verdict = promises.erasure_is_complete(facts)
    assert verdict.kind == VerdictKind.BROKEN
    assert str(declarations.personal_data(Message).title) in verdict.reason


@pytest.mark.law("P32", "D-16")
def test_copy_with_rows_of_somebody_else_breaks_the_promise(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    real = people.rows_about

    def everybody(data: PersonalData, address: str, **more: bool) -> QuerySet:
        return Message.objects.all() if data.model is Message else real(data, address, **more)

    monkeypatch.setattr(people, "rows_about", everybody)
    verdict = promises.copy_is_complete(facts)
    assert verdict.kind == VerdictKind.BROKEN
    assert "contact.message.text" in verdict.reason


@pytest.mark.law("P32", "D-14")
def test_declaration_that_leads_nowhere_breaks_the_promise(facts: Facts, replace_entries: ReplaceEntries) -> None:
    wrong = replace(declarations.personal_data(Message), subject="mail")
    replace_entries(declarations.models, {**declarations.models, Message: wrong})
    verdict = promises.copy_is_complete(facts)
    assert (verdict.kind, "contact.Message" in verdict.reason) == (VerdictKind.BROKEN, True)


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
