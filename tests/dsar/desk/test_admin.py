"""The desk: who may see and decide, and what a page costs."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dsar.cases import deciding
from dsar.cases.dashboard import requests
from dsar.cases.enums import EventKind, Ground, JobState, Right, State
from dsar.cases.models import Case, CaseEvent, Job
from dsar.desk.admin_decisions import DECISIONS
from privacy.letters.models import Letter
from privacy.web.html import parse
from tests.factories.dsar import ADDRESS, NOW, asked, case_worker, opened
from tests.seen import confirmed
from tests.words import says

pytestmark = pytest.mark.usefixtures("rules", "frozen_clock")
_REFUSED = (302, 403, 405)  # a page that only reads takes no POST from anybody
REASONS = "Vi har sammenlignet med kilden, og det som står, er riktig."


def _url(name: str, case: Case) -> str:
    return reverse(f"admin:dsar_case_{name}", args=[case.pk])


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_and_three(worker: Client, rows: int, django_assert_num_queries: Any) -> None:
    for right in list(Right)[:rows]:
        opened(right)
    worker.get(reverse("admin:dsar_case_changelist"))
    with django_assert_num_queries(7):
        page = worker.get(reverse("admin:dsar_case_changelist")).content.decode()
    assert page.count('class="deadline"') == rows


@pytest.mark.law("D-03")
def test_list_is_by_deadline_and_alarms(worker: Client) -> None:
    for days, right in ((0, Right.ACCESS), (25, Right.ERASURE), (30, Right.HUMAN)):
        opened(right, now=NOW - timedelta(days=days))
    page = worker.get(reverse("admin:dsar_case_changelist")).content.decode()
    order = [page.index(f'class="{name}"') for name in ("deadline-now", "deadline-close", "deadline")]
    assert order == sorted(order)
    assert says("%(length)s overdue", length="2 dager") in page
    assert says("%(length)s left", length="3 dager") in page


def test_unconfirmed_and_closed_requests_do_not_clutter_the_desk(worker: Client) -> None:
    asked(Right.HUMAN)
    closed = opened(Right.ACCESS)
    deciding.withdraw(case=closed, now=NOW)
    page = worker.get(reverse("admin:dsar_case_changelist")).content.decode()
    assert closed.reference not in page
    assert closed.reference in worker.get(reverse("admin:dsar_case_changelist"), {"shown": "closed"}).content.decode()


def test_page_shows_what_is_held_as_counts(worker: Client) -> None:
    case = opened(Right.ERASURE, message="")
    page = worker.get(_url("change", case)).content.decode()
    assert says("Your address and words in requests") in page
    assert says("Approve and carry out") in page
    assert says("Take more time") in page
    assert not CaseEvent.objects.filter(kind=EventKind.PREVIEWED).exists()


def test_unconfirmed_request_shows_nothing_held(worker: Client) -> None:
    opened(Right.ACCESS)
    page = worker.get(_url("change", asked(Right.HUMAN))).content.decode()
    assert says("Your address and words in requests") not in page
    assert says("Approve") not in page


@pytest.mark.law("D-39", "A-14")
def test_looking_at_the_data_is_written_down(worker: Client) -> None:
    case = opened(Right.ACCESS)
    assert ADDRESS in worker.get(_url("preview", case)).content.decode()
    assert CaseEvent.objects.get(kind=EventKind.PREVIEWED).staff is not None


@pytest.mark.parametrize("name", [*DECISIONS, "preview"])
@pytest.mark.parametrize("who", ["nobody", "reader", "outsider"])
def test_who_may_not_decide_is_refused(client: Client, name: str, who: str) -> None:
    case = opened()
    if who != "nobody":
        client.force_login(case_worker("leser", "view_case" if who == "reader" else "view_job"))
    before = list(Case.objects.values()), CaseEvent.objects.count(), Letter.objects.count()
    for send in (client.get, client.post):
        assert (
            send(
                _url(name, case), {"text": "x", "ground": "others", "reasons": REASONS, "evidence": REASONS}
            ).status_code
            in _REFUSED
        )
    assert (list(Case.objects.values()), CaseEvent.objects.count(), Letter.objects.count()) == before


def test_reader_sees_no_buttons(client: Client) -> None:
    client.force_login(case_worker("leser", "view_case"))
    page = client.get(_url("change", opened())).content.decode()
    assert "/approve/" not in page
    assert "/preview/" not in page


def test_outsider_sees_no_request(client: Client) -> None:
    client.force_login(case_worker("annen", "view_job"))
    assert client.get(_url("change", opened())).status_code == 403


def test_nobody_adds_changes_or_deletes(worker: Client) -> None:
    case = opened()
    for path in (reverse("admin:dsar_case_add"), _url("delete", case)):
        assert worker.get(path).status_code == 403
    assert worker.post(_url("change", case), {"state": "done"}).status_code == 403


def test_approving_takes_a_page_and_a_post(worker: Client) -> None:
    case = opened(Right.ERASURE)
    assert worker.get(_url("approve", case)).status_code == 200
    assert not Job.objects.exists()
    assert worker.post(_url("approve", case)).status_code == 200, "nobody approves what no page has shown"
    assert worker.post(_url("approve", case), {"seen": "0" * 64}).status_code == 200
    assert not Job.objects.exists()
    assert confirmed(worker, _url("approve", case)).status_code == 302
    assert Job.objects.get().state == JobState.DUE


def test_answer_extension_and_refusal_by_form(worker: Client) -> None:
    answered, extended, refused = opened(Right.HUMAN), opened(Right.ACCESS), opened(Right.RECTIFICATION)
    confirmed(worker, _url("answer", answered), {"text": "Svaret."})
    confirmed(worker, _url("extend", extended), {"further_months": "2", "reason": "Komplisert."})
    refusal = {"ground": Ground.ACCURATE, "reasons": REASONS, "evidence": REASONS}
    confirmed(worker, _url("refuse", refused), refusal)
    worker.force_login(case_worker("kollega"))
    confirmed(worker, _url("refuse", refused), refusal)
    states = [Case.objects.get(pk=case.pk).state for case in (answered, extended, refused)]
    assert states == [State.DONE, State.OPEN, State.REFUSED]
    kinds = set(Letter.objects.values_list("kind", flat=True))
    assert {"dsar.answered", "dsar.extended", "dsar.refused"} <= kinds


@pytest.mark.law("D-05")
@pytest.mark.parametrize(
    "data",
    [
        {},
        {"ground": "accurate"},
        {"ground": "accurate", "reasons": "nei"},
        {"ground": "hello", "reasons": REASONS, "evidence": REASONS},
        {"ground": "accurate", "reasons": REASONS},
        {"ground": "others", "reasons": REASONS, "evidence": REASONS},
        {"ground": "accurate", "reasons": f"{REASONS} {ADDRESS}"},
    ],
)
def test_incomplete_refusal_comes_back(worker: Client, data: dict[str, str]) -> None:
    case = opened(Right.RECTIFICATION)
    response = worker.post(_url("refuse", case), data)
    assert response.status_code == 200
    assert b"errorlist" in response.content
    case.refresh_from_db()
    assert case.state == State.OPEN


@pytest.mark.law("D-07")
def test_own_proposal_cannot_be_decided(worker: Client) -> None:
    case = opened()
    for _time in range(2):
        refusal = {"ground": Ground.EXCESSIVE, "reasons": REASONS, "evidence": REASONS}
        response = confirmed(worker, _url("refuse", case), refusal)
    refused = says("You proposed this, or left something out, yourself; another colleague must decide it.")
    assert refused in response.content.decode()
    case.refresh_from_db()
    assert case.state == State.OPEN


def test_closed_request_offers_nothing(worker: Client) -> None:
    case = opened(Right.HUMAN)
    deciding.withdraw(case=case, now=NOW)
    assert "/answer/" not in worker.get(_url("change", case)).content.decode()
    assert worker.post(_url("answer", case), {"text": "x"}).status_code == 302
    case.refresh_from_db()
    assert case.state == State.WITHDRAWN


def test_no_page_has_an_inline_script_or_style(worker: Client) -> None:
    case = opened(Right.ERASURE)
    paths = [reverse("admin:dsar_case_changelist"), _url("change", case), _url("preview", case)]
    for path in [*paths, *(_url(name, case) for name in ("approve", "answer", "extend", "refuse"))]:
        page = worker.get(path).content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert "onclick" not in page


def test_desk_lists_the_most_urgent_without_names() -> None:
    opened(Right.HUMAN)
    late = opened(Right.ACCESS, now=NOW - timedelta(days=40))
    block = requests(NOW)
    assert block.count == 2
    assert late.reference in block.items[0].text
    assert [item.is_urgent for item in block.items] == [True, False]
    assert ADDRESS not in str(block)


@pytest.mark.parametrize("rows", [1, 3])
def test_desk_costs_three_queries(rows: int, django_assert_num_queries: Any) -> None:
    for right in list(Right)[:rows]:
        opened(right)
    with django_assert_num_queries(3):
        requests(NOW)


def test_history_names_the_account_that_acted(client: Client) -> None:
    staff = case_worker("kari", "view_case", "work_case")
    case = opened(Right.RECTIFICATION)
    deciding.extend(case=case, further_months=1, reason="Mange systemer", staff=staff, now=NOW)
    client.force_login(staff)
    page = parse(client.get(reverse("admin:dsar_case_change", args=[case.pk])).content.decode())
    assert "kari@example.com" in [cell.words() for cell in page.all("td")]
