"""The desk's pages of what a copy leaves out because it is about somebody else (LAW D-16)."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from contact.messages.models import Message
from dsar.cases.copies import redacting
from dsar.cases.enums import EventKind, State
from dsar.cases.models import Case, CaseEvent
from dsar.cases.redactions import Redaction
from privacy.journal.models import JournalEntry
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, approved, case_worker, opened
from tests.seen import confirmed, see
from tests.words import says

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("D-16")]
OTHER = "Per Berg er alvorlig syk"
REASON = "Det er helseopplysninger om en annen."


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def case() -> Case:
    MessageFactory.create(email=ADDRESS, text=f"Hei. {OTHER}.")
    return opened()


@pytest.fixture
def worker(client: Client) -> Client:
    client.force_login(case_worker("handles", "view_case", "work_case"))
    client.cookies["django_language"] = "nb"
    return client


@pytest.fixture
def approver() -> Client:
    client = Client()
    client.force_login(case_worker("decides"))
    client.cookies["django_language"] = "nb"
    return client


def _url(name: str, case: Case) -> str:
    return reverse(f"admin:dsar_case_{name}", args=[case.pk])


def _mark(client: Client, case: Case, **given: str) -> str:
    data = {"passage": OTHER, "reason": REASON, **given}
    return client.post(_url("redact", case), data, follow=True).content.decode()


def test_page_lists_the_values_and_notes_the_look(worker: Client, case: Case) -> None:
    assert _url("redact", case) in worker.get(_url("change", case)).content.decode()
    page = worker.get(_url("redact", case)).content.decode()
    assert f"Hei. {OTHER}." in page
    assert "contact.message%7C" in page
    assert CaseEvent.objects.filter(case=case, kind=EventKind.PREVIEWED).count() == 1


def test_passage_is_left_out_and_taken_back(worker: Client, case: Case) -> None:
    page = _mark(worker, case)
    redaction = Redaction.objects.get()
    assert (redaction.reason, redaction.is_whole) == (REASON, False)
    assert str(redaction.pk) in page
    worker.post(_url("redact", case), {"back": str(redaction.pk)})
    assert not Redaction.objects.exists()


def test_whole_value_is_chosen_by_its_link(worker: Client, case: Case) -> None:
    place = next(one.key for one in redacting.places_of(case) if OTHER in one.text)
    page = worker.get(_url("redact", case), {"place": place}).content.decode()
    assert f'value="{place}"' in page
    assert 'name="passage"' not in page
    worker.post(_url("redact", case), {"place": place, "reason": REASON})
    assert Redaction.objects.get().is_whole


@pytest.mark.parametrize("given", [{"reason": ""}, {"reason": "kort"}, {"passage": ""}, {"passage": "not in the copy"}])
def test_form_says_what_is_missing(worker: Client, case: Case, given: dict[str, str]) -> None:
    assert "errorlist" in _mark(worker, case, **given)
    assert not Redaction.objects.exists()


def test_approver_sees_each_redaction_and_the_copy_as_it_will_be(worker: Client, approver: Client, case: Case) -> None:
    _mark(worker, case)
    page = approver.get(_url("approve", case)).content.decode()
    assert f"«{OTHER}»" in page
    assert REASON in page
    assert f"Hei. {says('[… left out: about another person]')}." in page
    assert f"Hei. {OTHER}." not in page
    confirmed(approver, _url("approve", case))
    assert Case.objects.get(pk=case.pk).state == State.WORKING


def test_who_left_something_out_is_refused_the_approval(approver: Client, case: Case) -> None:
    _mark(approver, case)
    assert Redaction.objects.count() == 1
    page = confirmed(approver, _url("approve", case)).content.decode()
    assert says("You proposed this, or left something out, yourself; another colleague must decide it.") in page
    assert Case.objects.get(pk=case.pk).state == State.OPEN


def test_redaction_since_the_page_was_shown_is_seen_before_the_approval(
    worker: Client, approver: Client, case: Case
) -> None:
    seen = see(approver, _url("approve", case))
    _mark(worker, case)
    approver.post(_url("approve", case), seen)
    assert Case.objects.get(pk=case.pk).state == State.OPEN


def test_approval_of_what_is_not_found_any_more_is_refused(worker: Client, approver: Client, case: Case) -> None:
    _mark(worker, case)
    Message.objects.update(text="Noe annet.")
    page = confirmed(approver, _url("approve", case)).content.decode()
    assert says("What was to be left out is not there any more as it was. Look at what is left out again.") in page
    assert Case.objects.get(pk=case.pk).state == State.OPEN
    gone = says(
        "Something that is to be left out is not in the copy any more as it was, so the copy cannot be made. "
        "Take it back, and mark it again."
    )
    assert gone in worker.get(_url("redact", case)).content.decode()


def test_nothing_is_left_out_after_the_approval(worker: Client, case: Case) -> None:
    _mark(worker, case)
    approved(case=case, staff=case_worker("approves"), now=NOW)
    assert worker.get(_url("redact", case)).status_code == 302
    worker.post(_url("redact", case), {"back": str(Redaction.objects.get().pk)})
    _mark(worker, case, passage="Hei")
    assert Redaction.objects.count() == 1


def test_originals_are_shown_to_who_decides_and_the_journal_says_so(
    worker: Client, approver: Client, case: Case
) -> None:
    _mark(worker, case)
    assert worker.get(_url("redacted", case)).status_code == 403
    assert OTHER in approver.get(_url("redacted", case)).content.decode()
    assert JournalEntry.objects.filter(event="dsar.redactions_shown").count() == 1
    assert approver.post(_url("redacted", case)).status_code == 405


def test_auditor_leaves_nothing_out(client: Client, case: Case) -> None:
    client.force_login(case_worker("audits", "view_case"))
    assert client.get(_url("redact", case)).status_code == 403
    assert client.post(_url("redact", case), {"passage": OTHER, "reason": REASON}).status_code == 403
    assert not Redaction.objects.exists()
