"""A copy hands out what staff saw when they approved it, and nothing that came in later (LAW D-16)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from contact.messages.models import Message
from dsar.cases.copies import archive, redacting
from dsar.cases.copies.models import Export
from dsar.cases.copies.tables import Copied
from dsar.cases.enums import EventKind, JobState, State
from dsar.cases.journalled import compare
from dsar.cases.letters import printing
from dsar.cases.models import Case, CaseEvent, Contact
from dsar.cases.pauses import Pause
from dsar.fulfilment import operations as fulfilment
from tests.dsar.cases.copies.about_another import TEXT, approve, leave_out
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, approved, case_worker
from tests.factories.newsletter import ActiveFactory
from tests.words import says

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("D-16")]


@pytest.mark.parametrize("redacts", [True, False])
def test_paper_copy_has_nothing_that_came_in_after_the_approval(case: Case, staff: User, redacts: bool) -> None:
    Contact.objects.filter(case=case).update(is_by_post=True, postal="Kari, Storgata 1")
    if redacts:
        leave_out(case, staff)
    assert fulfilment.run(job_id=approve(case).pk, now=NOW)
    MessageFactory.create(email=ADDRESS, text="Per Berg er enda sykere")
    with translation.override("nb"):
        printed = str(printing._copy(Contact.objects.get(case=case))["tables"])
    assert "enda sykere" not in printed
    assert says("Something else") in printed


@pytest.mark.parametrize("redacts", [True, False])
def test_what_came_in_after_the_approval_is_asked_about_again(case: Case, staff: User, redacts: bool) -> None:
    if redacts:
        leave_out(case, staff)
    job = approve(case)
    MessageFactory.create(email=ADDRESS, text="Per Berg er enda sykere")
    assert not fulfilment.run(job_id=job.pk, now=NOW)
    job.refresh_from_db()
    case.refresh_from_db()
    assert (job.state, case.state) == (JobState.CANCELLED, State.OPEN)
    assert not Export.objects.filter(case=case).exists()
    assert CaseEvent.objects.filter(case=case, kind=EventKind.CHANGED).count() == 1
    assert list(compare()) == []
    job = approved(case=case, staff=case_worker("approves-again"), now=NOW)
    assert fulfilment.run(job_id=job.pk, now=NOW)
    job.refresh_from_db()
    assert job.plan == {}, "nothing of what was seen is kept"


def test_changed_words_are_asked_about_again_and_deleted_ones_not(case: Case) -> None:
    job = approve(case)
    Message.objects.filter(text=TEXT).update(text="Om Ola Nordmann")
    assert not fulfilment.run(job_id=job.pk, now=NOW)
    job = approved(case=case, staff=case_worker("again"), now=NOW)
    Message.objects.filter(text="Om Ola Nordmann").delete()
    assert fulfilment.run(job_id=job.pk, now=NOW)


def test_copy_goes_on_with_what_nobody_writes_words_into(case: Case) -> None:
    job = approve(case)
    ActiveFactory.create(email=ADDRESS)
    assert fulfilment.run(job_id=job.pk, now=NOW)


def test_copy_of_which_something_is_left_out_hands_out_nothing_new_at_all(case: Case, staff: User) -> None:
    leave_out(case, staff)
    job = approve(case)
    ActiveFactory.create(email=ADDRESS)
    assert not fulfilment.run(job_id=job.pk, now=NOW)


def test_what_comes_in_while_the_copy_is_written_is_not_in_it(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    job = approve(case)
    write = archive.write

    def slow(*args: Any, **kwargs: Any) -> None:
        MessageFactory.create(email=ADDRESS, text="Per Berg er enda sykere")
        write(*args, **kwargs)

    monkeypatch.setattr(archive, "write", slow)
    assert not fulfilment.run(job_id=job.pk, now=NOW)
    assert not Export.objects.exists()


def test_what_comes_in_between_two_forms_of_the_copy_is_in_neither(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    job, csv = approve(case), Copied.csv

    def late(table: Copied) -> Iterator[bytes]:
        MessageFactory.create(email=ADDRESS, text="Per Berg er enda sykere")
        return csv(table)

    monkeypatch.setattr(Copied, "csv", late)
    assert not fulfilment.run(job_id=job.pk, now=NOW)
    assert not Export.objects.exists()


def test_rows_are_read_once_for_each_form_of_the_copy(case: Case) -> None:
    job = approve(case)
    with CaptureQueriesContext(connection) as queries:
        assert fulfilment.run(job_id=job.pk, now=NOW)
    text = '"contact_message"."text"'
    reads = [query["sql"] for query in queries if text in query["sql"] and "COPY" not in query["sql"]]
    assert len(reads) == 3, "as a page, as JSON and as CSV"


def test_rows_that_the_database_writes_are_compared_too(case: Case) -> None:
    pause = Pause.objects.create(case=case, asked_at=NOW, answered_at=NOW, doubt="x", question="Er du Per?")
    (table,) = [each for each in redacting.tables_of(case) if each.label == "dsar.pause"]
    assert table._is_plain()
    job = approve(case)
    pause.question = "Er du Per Berg?"
    pause.save()
    assert not fulfilment.run(job_id=job.pk, now=NOW)
    job = approved(case=case, staff=case_worker("again"), now=NOW)
    assert fulfilment.run(job_id=job.pk, now=NOW)


def test_copy_looks_the_same_in_the_language_of_staff_and_of_the_worker(case: Case) -> None:
    with translation.override("nn"):
        job = approve(case)
    with translation.override("en"):
        assert fulfilment.run(job_id=job.pk, now=NOW)
