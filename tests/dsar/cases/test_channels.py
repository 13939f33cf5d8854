"""Every known address is told of a request, and a contact that changed lately waits."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from contact.messages.models import Message
from dsar.cases import channels, cooling_off, deciding, links
from dsar.cases.copies import archive
from dsar.cases.copies.models import Export
from dsar.cases.copies.operations import content
from dsar.cases.enums import EventKind, JobState, Right, State
from dsar.cases.errors import WrongState
from dsar.cases.journalled import compare
from dsar.cases.models import Case, CaseEvent, Contact, Job
from dsar.cases.told import ToldAddress
from dsar.cases.whose import addresses_of
from dsar.corrections import operations as corrections
from dsar.corrections.models import Correction
from dsar.erasures import operations as erasures
from dsar.fulfilment import operations as fulfilment
from dsar.people import operations as people
from dsar.people.errors import ReasonMissing, SameAlready
from dsar.people.models import SameAddress
from newsletter.preferences import operations as preferences
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.models import PendingSignUp
from privacy.journal.models import JournalEntry
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, approved, case_worker, opened
from tests.factories.newsletter import ActiveFactory

pytestmark = pytest.mark.usefixtures("rules")
OTHER = "kari.gammel@example.com"
WHY = "Hun sa det på telefon, og skrev fra begge."


def _joined(one: str = ADDRESS, other: str = OTHER) -> None:
    people.join(one=one, other=other, reason=WHY, staff=case_worker(f"kobler-{SameAddress.objects.count()}"), now=NOW)


def _mailed_to() -> list[str]:
    for letter in Letter.objects.unsent().order_by("due_at", "pk"):
        letters.send(letter_id=letter.pk, now=max(NOW, letter.due_at))
    return [address for one in mail.outbox for address in one.to]


def _moved(now: Any = NOW) -> None:
    """Let the mailbox of ``OTHER`` become ``ADDRESS``."""
    case = opened(Right.RECTIFICATION, address=OTHER, now=now)
    corrections.ask(case=case, wrong=[], new_address=ADDRESS, now=now)
    corrections.confirm_address(correction_id=Correction.objects.get().pk, now=now)


@pytest.mark.law("D-40")
def test_every_known_address_is_told_beside_the_one_that_asked() -> None:
    _joined()
    opened(Right.ACCESS)
    assert OTHER in _mailed_to()
    assert ADDRESS in _mailed_to()
    assert [entry.event for entry in JournalEntry.objects.filter(event="dsar.address_told")] == ["dsar.address_told"]


def test_address_of_nobody_else_is_told() -> None:
    MessageFactory.create(email=OTHER)
    opened(Right.ACCESS)
    assert OTHER not in _mailed_to()


@pytest.mark.law("D-40")
def test_address_of_before_is_told_and_the_new_one_waits_thirty_days() -> None:
    _moved()
    case = opened(Right.ACCESS, now=NOW + timedelta(days=1))
    assert ToldAddress.objects.get(case=case).email == OTHER
    job = approved(case=case, staff=case_worker(), now=NOW + timedelta(days=2))
    assert job.starts_at == NOW + timedelta(days=30)
    assert not fulfilment.run(job_id=job.pk, now=NOW + timedelta(days=29))
    assert fulfilment.run(job_id=job.pk, now=NOW + timedelta(days=30, minutes=1))


@pytest.mark.law("D-40")
def test_address_that_the_newsletter_moved_to_waits_and_the_one_before_is_told() -> None:
    ActiveFactory.create(email=OTHER)
    preferences.ask_to_move(address=OTHER, new_address=ADDRESS, now=NOW)
    assert subscriptions.confirm(subscription_id=PendingSignUp.objects.get().pk, now=NOW)
    case = opened(Right.ACCESS, now=NOW + timedelta(days=1))
    assert ToldAddress.objects.get(case=case).email == OTHER
    assert approved(case=case, staff=case_worker(), now=NOW + timedelta(days=2)).starts_at == NOW + timedelta(days=30)


@pytest.mark.law("D-40")
def test_address_that_staff_joined_lately_waits_once_it_is_a_part_of_the_request() -> None:
    _joined()
    case = opened(Right.ACCESS, now=NOW + timedelta(days=1))
    now = NOW + timedelta(days=2)
    assert cooling_off.start_of_copy(case, now) == now, "nothing of the other address is in the copy"
    channels.confirm(told_id=ToldAddress.objects.get(case=case).pk, now=now)
    assert cooling_off.start_of_copy(case, now) == NOW + timedelta(days=30)
    deciding.note_event(case=case, kind=EventKind.IDENTITY_SEEN, now=now, staff=case_worker(), note="x")
    assert cooling_off.start_of_copy(case, now) == now


def test_two_people_who_are_joined_count_from_then() -> None:
    _joined("a@example.com", "b@example.com")
    _joined("c@example.com", "d@example.com")
    SameAddress.objects.update(joined_at=NOW - timedelta(days=90))
    _joined("a@example.com", "c@example.com")
    assert set(people.joined_at(["a@example.com", "c@example.com"])) == {NOW}


def test_erasure_by_a_new_address_waits_as_well() -> None:
    _moved()
    case = opened(Right.ERASURE, now=NOW + timedelta(days=1))
    assert approved(case=case, staff=case_worker(), now=NOW + timedelta(days=2)).starts_at == NOW + timedelta(days=30)


def test_wait_is_a_setting_and_never_passes_the_last_lawful_day(settings: Any) -> None:
    settings.DSAR = settings.DSAR | {"CONTACT_COOLING_DAYS": 400}
    _moved()
    case = opened(Right.ACCESS, now=NOW + timedelta(days=1))
    assert cooling_off.start_of_copy(case, NOW).date() == case.latest_on
    settings.DSAR = settings.DSAR | {"CONTACT_COOLING_DAYS": 0}
    later = NOW + timedelta(days=2)
    assert cooling_off.start_of_copy(case, later) == later


def test_address_that_changed_long_ago_does_not_wait() -> None:
    _moved(NOW - timedelta(days=40))
    assert approved(case=opened(Right.ACCESS), staff=case_worker(), now=NOW).starts_at is None


@pytest.mark.law("D-40")
def test_known_address_says_it_was_not_me_and_the_copy_is_never_made(client: Client) -> None:
    _moved()
    case = opened(Right.ACCESS, now=NOW + timedelta(days=1))
    job = approved(case=case, staff=case_worker(), now=NOW + timedelta(days=2))
    path = links.known_link(ToldAddress.objects.get(case=case).pk, "nb").removeprefix("http://127.0.0.1:8000")
    assert client.get(path).status_code == 200
    case.refresh_from_db()
    assert case.state == State.WORKING, "a scanner opened the link"
    assert client.post(f"{path}ikke-meg/").status_code == 200
    case.refresh_from_db()
    job.refresh_from_db()
    assert (case.state, job.state) == (State.DISOWNED, JobState.CANCELLED)


def test_same_person_is_said_with_a_reason_and_taken_back_and_both_are_journalled() -> None:
    with pytest.raises(ReasonMissing):
        people.join(one=ADDRESS, other=OTHER, reason=" ", staff=case_worker("a"), now=NOW)
    with pytest.raises(SameAlready):
        people.join(one=ADDRESS, other=ADDRESS.upper(), reason=WHY, staff=case_worker("b"), now=NOW)
    _joined()
    _joined(other="kari.tredje@example.com")
    assert set(people.others_of(OTHER)) == {ADDRESS, "kari.tredje@example.com"}
    with pytest.raises(SameAlready):
        _joined(OTHER, "kari.tredje@example.com")
    people.part(address=SameAddress.objects.get(email=OTHER), staff=case_worker("c"), now=NOW)
    assert people.others_of(ADDRESS) == ["kari.tredje@example.com"]
    people.part(address=SameAddress.objects.get(email=ADDRESS), staff=case_worker("d"), now=NOW)
    assert not SameAddress.objects.exists()
    events = [entry.event for entry in JournalEntry.objects.filter(event__contains="same_person").order_by("pk")]
    assert events == ["dsar.same_person"] * 2 + ["dsar.not_same_person"] * 2
    assert not any("@" in entry.facts for entry in JournalEntry.objects.all())


def test_two_groups_become_one() -> None:
    _joined()
    _joined("kari.tre@example.com", "kari.fire@example.com")
    _joined(OTHER, "kari.fire@example.com")
    assert len(people.others_of(ADDRESS)) == 3


def _file(case: Case) -> dict[str, Any]:
    job = approved(case=case, staff=case_worker(), now=NOW)
    assert fulfilment.run(job_id=job.pk, now=NOW)
    export = Export.objects.get(case=case)
    with zipfile.ZipFile(BytesIO(b"".join(content(export)))) as file:
        return json.loads(file.read("data.json"))


@pytest.mark.law("D-14", "D-40")
def test_copy_has_the_other_address_only_when_that_has_proven_itself() -> None:
    MessageFactory.create(email=ADDRESS, text="fra den ene")
    MessageFactory.create(email=OTHER, text="fra den andre")
    _joined()
    unproven = json.dumps(_file(opened(Right.ACCESS)), ensure_ascii=False)
    assert "fra den ene" in unproven
    assert "fra den andre" not in unproven


@pytest.mark.law("D-14", "D-40")
def test_copy_of_one_person_is_one_when_each_address_has_proven_itself() -> None:
    MessageFactory.create(email=ADDRESS, text="fra den ene")
    MessageFactory.create(email=OTHER, text="fra den andre")
    MessageFactory.create(email="ola@example.com", text="fra en annen")
    _joined()
    SameAddress.objects.update(joined_at=NOW - timedelta(days=31))
    case = opened(Right.ACCESS)
    channels.confirm(told_id=ToldAddress.objects.get().pk, now=NOW)
    with pytest.raises(WrongState):
        channels.confirm(told_id=ToldAddress.objects.get().pk, now=NOW)
    assert CaseEvent.objects.filter(case=case, kind=EventKind.ADDRESS_PROVEN).exists()
    text = json.dumps(_file(case), ensure_ascii=False)
    assert "fra den ene" in text
    assert "fra den andre" in text
    assert "fra en annen" not in text
    assert list(compare()) == []


def test_address_that_is_taken_back_is_no_part_of_the_request_any_more() -> None:
    _joined()
    contact = Contact.objects.get(case=opened(Right.ACCESS))
    told = ToldAddress.objects.get()
    channels.confirm(told_id=told.pk, now=NOW)
    assert addresses_of(contact) == (ADDRESS, OTHER)
    people.part(address=SameAddress.objects.get(email=OTHER), staff=case_worker("c"), now=NOW)
    assert addresses_of(contact) == (ADDRESS,)
    told.confirmed_at = None
    told.save()
    with pytest.raises(WrongState):
        channels.confirm(told_id=told.pk, now=NOW)


@pytest.mark.law("D-24")
def test_erasure_of_one_person_takes_both_addresses_and_leaves_no_trace_of_either() -> None:
    for address in (ADDRESS, OTHER, "ola@example.com"):
        MessageFactory.create(email=address)
    _joined()
    SameAddress.objects.update(joined_at=NOW - timedelta(days=31))
    case = opened(Right.ERASURE)
    channels.confirm(told_id=ToldAddress.objects.get().pk, now=NOW)
    job = approved(case=case, staff=case_worker(), now=NOW)
    assert fulfilment.run(job_id=job.pk, now=NOW)
    _mailed_to()
    erasures.forget_notified(now=NOW)
    assert [message.email for message in Message.stored.all()] == ["ola@example.com"]
    assert not SameAddress.objects.exists()
    assert not ToldAddress.objects.exists()
    assert not Contact.objects.exists()
    assert not any("@" in str(job) for job in Job.objects.values())


def test_requests_that_are_answered_end_what_was_told_with_the_address() -> None:
    _joined()
    case = opened(Right.ACCESS)
    deciding.withdraw(case=case, now=NOW)
    assert ToldAddress.objects.get().retain_until == Contact.objects.get().retain_until


def test_archive_names_every_address() -> None:
    MessageFactory.create(email=OTHER)
    zipped = archive.build(address=(ADDRESS, OTHER), right=Right.ACCESS, reference="x", language="nb", now=NOW)
    with zipfile.ZipFile(BytesIO(zipped)) as file:
        assert json.loads(file.read("data.json"))["address"] == f"{ADDRESS}, {OTHER}"
