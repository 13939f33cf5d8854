"""A copy that was approved and waits: staff see what came in since, and take the approval back because of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contact.messages.models import Message
from dsar.cases.enums import EventKind, JobState, Right, State
from dsar.cases.journalled import compare
from dsar.cases.models import Case, CaseEvent, Job
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, approved, case_worker, opened
from tests.words import says

pytestmark = [pytest.mark.usefixtures("rules", "frozen_clock"), pytest.mark.law("D-16")]
WORDS = f"{says('Messages to us')} (1)"


@pytest.fixture
def case() -> Case:
    MessageFactory.create(email=ADDRESS, text="Noe")
    case = opened(Right.ACCESS)
    job = approved(case=case, staff=case_worker("approves"), now=NOW)
    Job.objects.filter(pk=job.pk).update(starts_at=NOW + timedelta(days=3))
    return case


def _page(worker: Client, case: Case, name: str = "change") -> str:
    return worker.get(reverse(f"admin:dsar_case_{name}", args=[case.pk])).content.decode()


def test_page_of_a_waiting_copy_says_when_it_is_made_and_what_came_in_since(worker: Client, case: Case) -> None:
    before = _page(worker, case)
    assert "5. mars 2026" in before
    assert WORDS not in before
    assert "look-again" not in before
    MessageFactory.create(email=ADDRESS, text="Per Berg er syk")
    after = _page(worker, case)
    assert WORDS in after
    assert "Per Berg er syk" not in after
    assert "look-again" in after


def test_what_is_held_is_read_once_for_a_page(worker: Client, case: Case) -> None:
    MessageFactory.create(email=ADDRESS, text="Per Berg er syk")
    with CaptureQueriesContext(connection) as asked:
        assert WORDS in _page(worker, case)
    assert sum('"contact_message"."text"' in query["sql"] for query in asked) == 1


def test_page_opens_and_says_so_while_a_kind_of_data_cannot_be_read(worker: Client, case: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE contact_message RENAME COLUMN text TO moved")
    response = worker.get(reverse("admin:dsar_case_change", args=[case.pk]))
    assert response.status_code == 200
    words = says(
        "“%(kind)s” cannot be read now, so nobody knows what came in or changed since the copy was approved. No copy "
        "is made before it can be read. Tell whoever runs the site; the time for the answer runs on.",
        kind=says("Messages to us"),
    )
    assert words in response.content.decode()


def test_changed_words_count_and_words_that_are_gone_do_not(worker: Client, case: Case) -> None:
    Message.objects.update(text="Noe annet")
    assert WORDS in _page(worker, case)
    Message.objects.all().delete()
    assert "look-again" not in _page(worker, case)


def test_approval_is_taken_back_because_of_it_and_not_otherwise(worker: Client, case: Case) -> None:
    url = reverse("admin:dsar_case_look-again", args=[case.pk])
    assert worker.get(url).status_code == 302
    MessageFactory.create(email=ADDRESS, text="Per Berg er syk")
    shown = worker.get(url).context["consequences"]
    assert WORDS in shown.lines
    assert worker.post(url, {"seen": shown.digest}).status_code == 302
    case.refresh_from_db()
    assert (case.state, Job.objects.get().state) == (State.OPEN, JobState.CANCELLED)
    assert CaseEvent.objects.filter(case=case, kind=EventKind.CHANGED).count() == 1
    assert list(compare()) == []


def test_somebody_who_may_not_decide_takes_nothing_back(client: Client, case: Case) -> None:
    MessageFactory.create(email=ADDRESS, text="Per Berg er syk")
    client.force_login(case_worker("works", "view_case", "work_case"))
    assert client.get(reverse("admin:dsar_case_look-again", args=[case.pk])).status_code == 403
