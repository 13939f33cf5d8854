"""Requests that come by letter, telephone or visit count as those of the form do."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils.text import capfirst

from dsar.cases import asking, deciding
from dsar.cases.enums import Channel, EventKind, Ground, Right, SeenBy, State
from dsar.cases.errors import ReasonsMissing, WrongState
from dsar.cases.files import CaseFile
from dsar.cases.journalled import compare
from dsar.cases.letters import operations as paper
from dsar.cases.letters.errors import NotSentThen
from dsar.cases.letters.models import SentLetter
from dsar.cases.letters.printing import letter_pdf
from dsar.cases.models import Case, CaseEvent, CaseMessage, Contact
from dsar.cases.paper import PaperLetter
from dsar.cases.yearly import figures_of
from dsar.fulfilment import operations as fulfilment
from dsar.intake import operations as intake
from dsar.intake.errors import FileNotTaken, NationalNumber, NotArrivedThen, NoWayToAnswer
from dsar.intake.operations import Arrival, Asker, Identity
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from tests.factories.dsar import ADDRESS, NOW, approved, case_worker, opened

pytestmark = pytest.mark.usefixtures("rules")
ARRIVED = date(2026, 2, 20)  # ten days before NOW
BY_LETTER = Arrival(channel=Channel.LETTER, on=ARRIVED, words="Jeg vil vite hva dere har om meg.")
BY_MAIL = Asker(address=ADDRESS, postal="", is_by_post=False, language="nb")
BY_POST = Asker(address="", postal="Kari Nordmann\nStorgata 1\n0155 Oslo", is_by_post=True, language="nb")
SEEN = Identity(seen_by=SeenBy.CALLED_BACK, reason="Vi ringte nummeret fra avtalen, og hun svarte.")


def taken_in(
    arrival: Arrival = BY_LETTER,
    asker: Asker = BY_MAIL,
    identity: Identity | None = None,
    rights: tuple[Right, ...] = (Right.ACCESS,),
) -> Case:
    staff = case_worker(f"mottak-{uuid4().hex}")
    return intake.take_in(rights=rights, arrival=arrival, asker=asker, identity=identity, staff=staff, now=NOW)[0]


def _sent() -> None:
    for letter in Letter.objects.unsent().order_by("due_at", "pk"):
        letters.send(letter_id=letter.pk, now=max(NOW, letter.due_at))


@pytest.mark.law("X-16", "D-02", "D-09")
@pytest.mark.parametrize("channel", [Channel.LETTER, Channel.TELEPHONE, Channel.VISIT, Channel.MAIL])
def test_every_channel_counts_from_the_arrival_and_is_in_the_queue(channel: Channel) -> None:
    case = taken_in(replace(BY_LETTER, channel=channel))
    assert case.target_on == date(2026, 3, 20)
    assert list(Case.objects.unanswered()) == [case]
    _sent()
    assert [one.to for one in mail.outbox] == [[ADDRESS]]
    asking.confirm(case_id=case.pk, now=NOW + timedelta(days=3))
    case.refresh_from_db()
    assert (case.state, case.target_on, case.channel) == (State.OPEN, date(2026, 3, 20), channel)
    assert list(compare()) == []


@pytest.mark.law("X-16")
def test_letter_that_nobody_confirms_waits_in_the_queue_for_staff() -> None:
    case = taken_in()
    assert case.retain_until is None
    assert Contact.objects.get().retain_until is None
    assert case.may_become(State.REFUSED)
    assert not case.may_become(State.DONE)


@pytest.mark.parametrize("days", [-1, 181])
def test_arrival_is_neither_to_come_nor_too_long_ago(days: int) -> None:
    with pytest.raises(NotArrivedThen):
        taken_in(replace(BY_LETTER, on=NOW.date() - timedelta(days=days)))
    assert not Case.objects.exists()


def test_how_far_back_is_a_setting(settings: Any) -> None:
    settings.DSAR = settings.DSAR | {"TAKEN_IN_DAYS_BACK": 5}
    with pytest.raises(NotArrivedThen):
        taken_in()


def test_answer_needs_a_way() -> None:
    for asker in (replace(BY_MAIL, address=""), replace(BY_MAIL, is_by_post=True), replace(BY_POST, postal=" ")):
        with pytest.raises(NoWayToAnswer):
            taken_in(asker=asker)


@pytest.mark.law("D-08")
@pytest.mark.parametrize("number", ["01019012345", "010190 12345", "900101-1234"])
def test_national_number_is_never_stored(number: str) -> None:
    with pytest.raises(NationalNumber):
        taken_in(replace(BY_LETTER, words=f"Fødselsnummeret mitt er {number}."))
    with pytest.raises(NationalNumber):
        taken_in(identity=replace(SEEN, reason=f"Hun sa {number}."))
    assert not Case.objects.exists()
    assert not intake.holds_national_number("Ring +47 99 88 77 66, faktura 2026-1234.")


@pytest.mark.law("D-08")
def test_staff_say_how_they_saw_who_it_is_with_a_reason_and_it_is_journalled() -> None:
    case = taken_in(asker=BY_POST)
    with pytest.raises(ReasonsMissing):
        intake.see_identity(case=case, identity=replace(SEEN, reason=" "), staff=case_worker("a"), now=NOW)
    staff = case_worker("b")
    assert intake.see_identity(case=case, identity=SEEN, staff=staff, now=NOW).state == State.OPEN
    seen = CaseEvent.objects.get(kind=EventKind.IDENTITY_SEEN)
    assert (seen.staff, seen.seen_by, seen.note) == (staff.pk, SeenBy.CALLED_BACK, SEEN.reason)
    with pytest.raises(WrongState):
        intake.see_identity(case=case, identity=SEEN, staff=staff, now=NOW)
    assert list(compare()) == []
    CaseEvent.objects.filter(kind=EventKind.IDENTITY_SEEN).delete()
    assert [fault.text for fault in compare()] == ["has a history that lacks what the journal knows"]


def test_nobody_is_opened_by_the_form_with_a_word_of_staff() -> None:
    asking.ask(right=Right.ACCESS, address=ADDRESS, message="", language="nb", now=NOW)
    with pytest.raises(WrongState):
        intake.see_identity(case=Case.objects.get(), identity=SEEN, staff=case_worker(), now=NOW)


@pytest.mark.law("D-03")
def test_letter_about_an_open_request_becomes_a_part_of_it_and_the_earlier_arrival_counts() -> None:
    open_case = opened(Right.ACCESS, message="")
    main = taken_in(identity=SEEN)
    assert main == open_case
    main.refresh_from_db()
    assert main.target_on == date(2026, 3, 20)
    assert BY_LETTER.words in Contact.objects.get(case=main).message
    assert list(compare()) == []


def test_two_people_without_mailbox_are_two() -> None:
    one, other = taken_in(asker=BY_POST, identity=SEEN), taken_in(asker=BY_POST, identity=SEEN)
    assert one != other
    assert {case.state for case in Case.objects.all()} == {State.OPEN}


def test_refused_because_nobody_knows_who_it_is() -> None:
    case = taken_in(asker=BY_POST)
    for name in ("a", "b"):
        deciding.refuse(
            case=case, ground=Ground.UNIDENTIFIED, reasons="Ingen svarte.", evidence="To brev", staff=case_worker(name),
            now=NOW,
        )  # fmt: skip
    case.refresh_from_db()
    assert (case.state, case.confirmed_at) == (State.REFUSED, None)
    with pytest.raises(WrongState):
        deciding.reopen(case=case, reason="Hun ringte.", staff=case_worker("c"), now=NOW)
    assert list(compare()) == []


def test_other_closings_need_to_know_who_it_was() -> None:
    case = taken_in(asker=BY_POST)
    with pytest.raises(IntegrityError, match="case_confirmed_has_time"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(
            state=State.REFUSED, ground=Ground.UNFOUNDED, reasons="x", evidence="x", closed_at=NOW
        )


def test_database_opens_nothing_that_the_law_does_not_know() -> None:
    case = taken_in(asker=BY_POST)
    with pytest.raises(IntegrityError, match="does not become"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state=State.WORKING, confirmed_at=NOW)


@pytest.mark.law("X-16")
def test_answer_is_printed_and_marked_as_sent_and_kept_as_it_was() -> None:
    case = taken_in(asker=BY_POST, identity=SEEN, rights=(Right.HUMAN,))
    staff = case_worker("svarer")
    deciding.answer(case=case, text="Vi har navnet og adressen din, ikke noe annet.", staff=staff, now=NOW)
    _sent()
    assert mail.outbox == []
    received, answered = PaperLetter.objects.order_by("kind")[1], PaperLetter.objects.order_by("kind")[0]
    assert "Vi har navnet og adressen din" in paper.text_of(answered)
    assert "/sak/" not in paper.text_of(received)
    contact = Contact.objects.get()
    assert letter_pdf(letter=answered, contact=contact).startswith(b"%PDF-")
    day = NOW.date()
    with pytest.raises(NotSentThen):
        paper.mark_posted(letters=[answered], sent_on=day + timedelta(days=1), staff=staff, now=NOW)
    text = paper.text_of(answered)
    kept = paper.mark_posted(letters=[answered], sent_on=day, staff=staff, now=NOW)
    assert [paper.text_of(one) for one in kept] == [text]
    assert list(PaperLetter.objects.all()) == [received]
    assert CaseEvent.objects.get(kind=EventKind.POSTED).staff == staff.pk
    assert SentLetter.objects.get().kind == "dsar.answered"
    assert list(compare()) == []


def test_letter_that_is_composed_again_waits_once() -> None:
    case = taken_in(asker=BY_POST, identity=SEEN)
    letters.post(kind=asking.RECEIVED_LETTER, object_id=case.pk, now=NOW)
    _sent()
    assert PaperLetter.objects.count() == 1


@pytest.mark.law("D-14")
def test_copy_by_letter_has_what_is_held() -> None:
    case = taken_in(asker=replace(BY_POST, address=ADDRESS), identity=SEEN)
    staff = case_worker("godkjenner")
    job = approved(case=case, staff=staff, now=NOW)
    assert fulfilment.run(job_id=job.pk, now=NOW)
    _sent()
    ready = PaperLetter.objects.exclude(kind=asking.RECEIVED_LETTER).get()
    assert letter_pdf(letter=ready, contact=Contact.objects.get()).startswith(b"%PDF-")
    assert mail.outbox == []


def test_further_letter_is_a_message_of_the_person_with_its_day() -> None:
    case = opened(Right.HUMAN)
    message = intake.add_further(case=case, arrival=BY_LETTER, staff=case_worker(), now=NOW)
    assert message.is_from_person
    assert message.at.date() == ARRIVED
    deciding.withdraw(case=case, now=NOW)
    with pytest.raises(WrongState):
        intake.add_further(case=case, arrival=BY_LETTER, staff=case_worker("b"), now=NOW)
    assert CaseMessage.objects.count() == 1


def test_scan_is_told_by_its_bytes_and_goes_with_the_words() -> None:
    case, staff = taken_in(identity=SEEN), case_worker("skanner")
    with pytest.raises(FileNotTaken):
        intake.scan(case=case, file=("brev.pdf", b"MZ\x90"), staff=staff, now=NOW)
    intake.scan(case=case, file=("../brev.pdf", b"%PDF-1.7 x"), staff=staff, now=NOW)
    scan = CaseFile.objects.get()
    assert (scan.name, scan.content_type) == ("brev.pdf", "application/pdf")
    deciding.withdraw(case=case, now=NOW)
    scan.refresh_from_db()
    assert scan.retain_until == Contact.objects.get().retain_until
    assert scan.retain_until is not None


def test_year_is_counted_by_channel() -> None:
    opened(Right.ERASURE, address="ola@example.com")
    taken_in()
    lines = figures_of(2026, NOW).channels
    assert [line.title for line in lines] == [capfirst(str(one.label)) for one in (Channel.FORM, Channel.LETTER)]
    assert [line.figures[0] for line in lines] == ["1", "1"]
