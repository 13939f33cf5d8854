"""A column that names several people: one of them is erased, and what names the others stays."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contact.messages.models import Message
from dsar.cases.enums import JobState, Right
from dsar.cases.models import Job
from dsar.erasures import on_hold, reerasing, undoing
from dsar.erasures import operations as erasures
from dsar.erasures.queries import make_plan
from dsar.fulfilment import operations as fulfilment
from privacy.erasure.models import LedgerEntry
from privacy.inventory import declarations
from privacy.inventory.entries import MARK
from privacy.inventory.subjects import owner, participant
from privacy.retention import holds
from privacy.retention.enums import HoldReason
from tests.dsar.erasures.test_shares import again, facts_of
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, approved, case_worker, opened
from tests.registries import ReplaceEntries

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("D-24", "P34")]
OLA, PER = "ola@example.com", "per@example.com"
LIST = f"{ADDRESS}, {OLA}; Per Hansen <{PER}>"
LEFT = f"{MARK}, {OLA}; Per Hansen <{PER}>"


@pytest.fixture(autouse=True)
def _of_several(replace_entries: ReplaceEntries) -> None:
    """Let the text of a message be a list of the addresses of those who follow it."""
    shared = replace(
        declarations.personal_data(Message),
        subject=None,
        subjects=(owner("email"), participant("text", is_within=True, clears=("text",))),
    )
    replace_entries(declarations.models, {**declarations.models, Message: shared})


def followed(text: str = LIST) -> Message:
    message: Message = MessageFactory.create(email="eva@example.com", text=text)
    return message


def text_of(message: Message) -> Any:
    return Message.stored.filter(pk=message.pk).values_list("text", flat=True).get()


def erased(address: str = ADDRESS) -> Job:
    job = approved(case=opened(Right.ERASURE, address=address), staff=case_worker(f"of-{address}"), now=NOW)
    assert fulfilment.run(job_id=job.pk, now=job.starts_at or NOW)
    job.refresh_from_db()
    return job


def test_entry_of_the_person_goes_and_those_of_others_stay() -> None:
    message, alone = followed(), followed(f"Only {ADDRESS}")
    [line] = make_plan(ADDRESS, NOW).masked
    job = erased()
    assert (line["fields"], sorted(line["rows"])) == (["text"], sorted([str(message.pk), str(alone.pk)]))
    assert (text_of(message), text_of(alone)) == (LEFT, "")
    assert job.result["masked"] == {"contact.message": 2}
    entry = LedgerEntry.objects.get(kind=erasures.MASKED)
    assert ADDRESS not in entry.facts
    assert len(facts_of(entry)["rows"]) == 2
    assert erased(OLA).result["masked"] == {"contact.message": 1}, "the other is still found"
    assert text_of(message) == f"{MARK}, {MARK}; Per Hansen <{PER}>"
    erased(PER)
    assert text_of(message) == "", "the last of them takes the rest along"


def test_restore_takes_the_same_entry_out_again_and_no_other() -> None:
    message = followed()
    erased()
    Message.stored.filter(pk=message.pk).update(text=LIST)
    for _twice in range(2):
        reerasing.mask_again(again(erasures.MASKED))
        assert text_of(message) == LEFT


def test_undone_erasure_brings_the_entry_back() -> None:
    message = followed()
    job = erased()
    undoing.undo(case=job.case, reason="It was a mistake.", staff=case_worker("undoes"), now=NOW)
    assert text_of(message) == LIST


def test_undone_erasure_leaves_what_others_wrote_since_and_says_so() -> None:
    message = followed()
    job = erased()
    Message.stored.filter(pk=message.pk).update(text=PER)
    assert len(undoing.written_since(job.case)) == 1
    undoing.undo(case=job.case, reason="It was a mistake.", staff=case_worker("undoes"), now=NOW)
    assert text_of(message) == PER


def test_entry_in_a_held_row_goes_when_the_hold_ends() -> None:
    message = followed()
    until = NOW + timedelta(days=10)
    holds.hold_row(
        model="contact.message",
        object_id=str(message.pk),
        reason=HoldReason.LEGAL_CLAIM,
        reference="1",
        ends_at=until,
        staff=None,
        now=NOW,
    )
    job = erased()
    assert (job.state, text_of(message)) == (JobState.WAITING, LIST)
    assert ADDRESS not in str(job.result)
    # By then the address of the request is gone too.
    erasures.forget_notified(now=NOW)
    on_hold.resume(now=until + timedelta(days=1))
    assert text_of(message) == LEFT
