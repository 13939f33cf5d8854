"""A row of two people: masked when one is erased, gone with the other; held, restored and named without a value."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core import mail

from contact.messages.models import Message, Reply
from dsar.cases.enums import JobState, Right
from dsar.cases.models import Job
from dsar.erasures import ledger_rows, on_hold, reerasing
from dsar.erasures import operations as erasures
from dsar.erasures.queries import make_plan, removal_of
from dsar.fulfilment import operations as fulfilment
from dsar.people import personal_rows
from privacy.erasure.ledger_kinds import LedgerLine
from privacy.erasure.models import LedgerEntry
from privacy.inventory import declarations
from privacy.inventory.subjects import owner
from privacy.journal import operations as journal
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.retention import holds
from privacy.retention.enums import HoldReason
from privacy.retention.removal import operations as removals
from privacy.retention.removal.errors import MoreThanPlanned
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, approved, case_worker, opened
from tests.registries import ReplaceEntries
from tests.words import says

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("D-24", "P34")]
OLA = "ola@example.com"
LATER = NOW + timedelta(days=30)


@pytest.fixture(autouse=True)
def _of_two(replace_entries: ReplaceEntries) -> None:
    """Let a message be whose address is in ``company`` too."""
    shared = replace(
        declarations.personal_data(Message),
        subject=None,
        subjects=(owner("email"), owner("company", clears=("company", "name"))),
        replacements={"name": "Former member"},
    )
    replace_entries(declarations.models, {**declarations.models, Message: shared})


def of_two() -> Message:
    message: Message = MessageFactory.create(email=OLA, company=ADDRESS, name="Kari", text="of both")
    return message


def erased_job() -> Job:
    job = approved(case=opened(Right.ERASURE), staff=case_worker(), now=NOW)
    assert fulfilment.run(job_id=job.pk, now=job.starts_at or NOW)
    job.refresh_from_db()
    return job


def again(kind: str) -> list[LedgerLine]:
    return [
        LedgerLine(number=1, id=entry.pk, at=entry.at, kind=kind, facts=facts_of(entry), before="", hash="")
        for entry in LedgerEntry.objects.filter(kind=kind)
    ]


def facts_of(entry: LedgerEntry) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(entry.facts)
    return facts


def test_row_of_two_is_masked_and_said_so_in_the_letter() -> None:
    message, own = of_two(), MessageFactory.create(email=ADDRESS)
    plan = make_plan(ADDRESS, NOW)
    assert plan.rows == {"contact.message": [str(own.pk)]}
    assert plan.masked == [{"model": "contact.message", "fields": ["company", "name"], "rows": [str(message.pk)]}]
    job = erased_job()
    message.refresh_from_db()
    assert (message.email, message.company, message.name, message.text) == (OLA, "", "Former member", "of both")
    assert (job.result["erased"]["contact.message"], job.result["masked"]) == (1, {"contact.message": 1})
    assert personal_rows.rows_in_model(declarations.personal_data(Message), ADDRESS).count() == 0
    for letter_id in Letter.objects.unsent().values_list("pk", flat=True):
        letters.send(letter_id=letter_id, now=NOW)
    assert any(
        says("This is also somebody else's, so it stays without you:") in str(letter.body) for letter in mail.outbox
    )
    assert list(journal.compare_sources()) == []


def test_row_goes_with_its_last_owner() -> None:
    message = of_two()
    erased_job()
    assert make_plan(OLA, NOW).rows == {"contact.message": [str(message.pk)]}


@pytest.mark.law("X-13")
def test_restore_masks_again() -> None:
    message = of_two()
    erased_job()
    Message.objects.update(company=ADDRESS, name="Kari")
    reerasing.mask_again(again(erasures.MASKED))
    reerasing.erase_again(again(erasures.ERASED))
    message.refresh_from_db()
    assert (message.company, message.name) == ("", "Former member")


@pytest.mark.law("D-37")
def test_row_of_two_on_hold_is_masked_when_the_hold_ends() -> None:
    message, own = of_two(), MessageFactory.create(email=ADDRESS)
    for held, days in ((message, 10), (own, 20)):
        holds.hold_row(
            model="contact.message",
            object_id=str(held.pk),
            reason=HoldReason.LEGAL_CLAIM,
            reference="1",
            ends_at=NOW + timedelta(days=days),
            staff=None,
            now=NOW,
        )
    job = erased_job()
    message.refresh_from_db()
    assert (job.state, message.name, job.result["kept"][0]["rows"]) == (JobState.WAITING, "Kari", 2)
    assert on_hold.resume(now=NOW + timedelta(days=11)) == 0
    message.refresh_from_db()
    assert (message.name, Message.objects.count()) == ("Former member", 2)
    assert on_hold.resume(now=NOW + timedelta(days=21)) == 1
    assert [row.pk for row in Message.objects.all()] == [message.pk]
    job.refresh_from_db()
    assert (job.state, job.result["masked"]) == (JobState.DONE, {"contact.message": 1})


def test_row_more_than_planned_undoes_everything() -> None:
    message = MessageFactory.create(email=ADDRESS)
    Reply.objects.create(message=message, subject="s", text="t", replied_at=NOW, retain_until=NOW)
    plan = removal_of(ADDRESS, NOW)
    short = replace(plan, deletes={model: keys for model, keys in plan.deletes.items() if model is Message})
    with pytest.raises(MoreThanPlanned, match=r"contact_reply \(1\)"):
        removals.carry_out(short, now=NOW)
    assert (Message.objects.count(), Reply.objects.count()) == (1, 1)
    assert set(removals.carry_out(plan, now=NOW)) == {Message, Reply}


def test_key_that_somebody_chose_is_a_hash_in_the_ledger() -> None:
    Session.objects.create(session_key="kari-the-great", session_data="", expire_date=LATER)
    Session.objects.create(session_key="another", session_data="", expire_date=LATER)
    name = ledger_rows.name(Session, "kari-the-great")
    assert "kari" not in name
    assert journal.canonical({"row": name})
    [rows] = ledger_rows.rows([name])
    assert [row.pk for row in rows] == ["kari-the-great"]


@pytest.mark.law("X-13")
def test_number_that_was_erased_is_given_to_nobody_after_a_restore() -> None:
    first = Group.objects.create(name="a").pk
    ledger_rows.skip_used_keys([f"auth.group:{first + 50}", f"auth.group:{first}"])
    assert Group.objects.create(name="b").pk == first + 51
    ledger_rows.skip_used_keys([f"auth.group:{first}"])
    assert Group.objects.create(name="c").pk == first + 52
