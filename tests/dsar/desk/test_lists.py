"""The list of requests: who asked, found by address or number, taken on together."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from dsar.cases import deciding
from dsar.cases.enums import Right
from dsar.cases.models import Case, Contact
from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from tests.factories.dsar import ADDRESS, NOW, case_worker, opened
from tests.words import says

pytestmark = pytest.mark.usefixtures("rules", "frozen_clock")
LIST = "/admin/dsar/case/"


def _shown(client: Client, **query: str) -> set[str]:
    return {case.reference for case in client.get(LIST, query).context["cl"].result_list}


def test_list_says_who_asked(worker: Client) -> None:
    case = opened(Right.ACCESS)
    assert ADDRESS in worker.get(LIST).content.decode()
    Contact.objects.filter(case=case).delete()
    page = worker.get(LIST).content.decode()
    assert ADDRESS not in page
    assert says("address removed") in page


def test_request_is_found_by_the_whole_address_or_its_number(worker: Client) -> None:
    mine, other = opened(Right.ACCESS), opened(Right.ACCESS, address="ola@example.com")
    for text in (ADDRESS, f" {ADDRESS.upper()} ", mine.reference, mine.reference.replace("-", "").lower()):
        assert _shown(worker, q=text) == {mine.reference}, text
    for text in ("kari", "example.com", "xx"):
        assert _shown(worker, q=text) == set(), text
    assert _shown(worker) == {mine.reference, other.reference}


def test_requests_are_taken_on_and_given_back(worker: Client) -> None:
    mine, closed, other = opened(Right.ACCESS), opened(Right.HUMAN), opened(Right.ERASURE)
    deciding.withdraw(case=closed, now=NOW)
    chosen = {"_selected_action": [str(mine.pk), str(closed.pk)]}
    worker.post(f"{LIST}?shown=all", {"action": "take", **chosen})
    me = User.objects.get()
    assert list(Case.objects.filter(assigned_to=me)) == [mine]
    assert _shown(worker, shown="mine") == {mine.reference}
    assert JournalEntry.objects.filter(event="dsar.assigned").count() == 1
    worker.post(f"{LIST}?shown=all", {"action": "give_back", **chosen})
    assert not Case.objects.filter(assigned_to__isnull=False).exists()
    assert list(journal.compare_sources()) == []
    assert other.pk


def test_reader_takes_on_nothing(client: Client) -> None:
    case = opened(Right.ACCESS)
    client.force_login(case_worker("leser", "view_case"))
    client.post(LIST, {"action": "take", "_selected_action": [str(case.pk)]})
    assert not Case.objects.filter(assigned_to__isnull=False).exists()


def test_request_stays_when_its_worker_leaves(worker: Client) -> None:
    case = opened(Right.ACCESS)
    deciding.assign(cases=Case.objects.all(), staff=User.objects.get(), now=NOW)
    User.objects.get().delete()
    assert Case.objects.get(pk=case.pk).assigned_to is None
