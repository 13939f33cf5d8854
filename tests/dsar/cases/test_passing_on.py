"""People who use a product through a customer are sent on to it, and nothing is handed out (P6, LAW D-34)."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from dsar.cases import asking, deciding
from dsar.cases.copies.models import Export
from dsar.cases.enums import JobKind, Right, State
from dsar.cases.errors import DecidedByCustomer, WrongState
from dsar.cases.journalled import compare
from dsar.cases.models import Case, Contact, Job
from dsar.desk.admin_decisions import offered
from tests.dsar.cases.letters.sent import sent_letters
from tests.factories.dsar import ADDRESS, NOW, asked, case_worker, opened

pytestmark = pytest.mark.usefixtures("rules")


def _asked() -> Case:
    before = set(Case.objects.values_list("pk", flat=True))
    asking.ask_several(
        rights=[Right.ACCESS], address=ADDRESS, message="", language="nb", now=NOW, organisation="Kulturhuset"
    )
    case = Case.objects.exclude(pk__in=before).get()
    return asking.confirm(case_id=case.pk, now=NOW)


@pytest.mark.law("D-34", "P6")
def test_form_asks_through_whom_and_gives_the_task_a_clock(client: Client) -> None:
    data = {"email": ADDRESS, "rights": ["access"], "message": ""}
    assert client.post("/mine-data/produkt/", data).status_code == 422
    assert client.post("/mine-data/produkt/", {**data, "organisation": "Kulturhuset"}).status_code == 303
    case = Case.objects.get()
    assert case.pass_on_by is not None
    assert timedelta(days=3) <= case.pass_on_by - case.received_at.date() <= timedelta(days=10)


@pytest.mark.law("D-34", "P6")
def test_customer_gets_the_request_and_the_person_who_decides() -> None:
    case = _asked()
    assert case.pass_on_by == date(2026, 3, 5)
    deciding.pass_on(case=case, to="Kulturhuset AS", address="personvern@example.org", staff=case_worker(), now=NOW)
    sent = {message.to[0]: message.body for message in sent_letters()[-2:]}
    assert ADDRESS in sent["personvern@example.org"]
    assert "til 2. april 2026" in sent["personvern@example.org"]
    assert "Kulturhuset AS" in sent[ADDRESS]
    case.refresh_from_db()
    assert case.state == State.DONE
    assert list(compare()) == []


@pytest.mark.law("D-34", "P6", "X-20")
def test_nothing_is_ever_handed_out_not_even_by_the_database() -> None:
    case = _asked()
    with pytest.raises(DecidedByCustomer):
        deciding.approve(case=case, plan={}, staff=case_worker(), now=NOW)
    with pytest.raises(DecidedByCustomer):
        deciding.answer(case=case, text="Nei", staff=case_worker("b"), now=NOW)
    names = [decision.name for decision in offered(case, case_worker("c"), NOW)]
    assert names == ["pass-on", "write", "note", "further"]
    with pytest.raises(IntegrityError, match="a customer decides"), transaction.atomic():
        Job.objects.create(case=case, kind=JobKind.EXPORT, made_at=NOW)
    with pytest.raises(IntegrityError, match="a customer decides"), transaction.atomic():
        Export.objects.create(case=case, size=0, sha256="", made_at=NOW, expires_at=NOW)


@pytest.mark.law("D-34", "P6", "X-20")
@pytest.mark.parametrize("table", ["job", "export"])
def test_nothing_that_was_there_before_is_handed_out_once_it_is_confirmed(table: str) -> None:
    """The hole in the step before: a job or a file of an unconfirmed request, which is then confirmed."""
    other = asked(Right.ACCESS, address="somebody@example.com")
    Case.objects.filter(pk=other.pk).update(pass_on_by=NOW)
    if table == "job":
        Job.objects.create(case=other, kind=JobKind.EXPORT, made_at=NOW)
    else:
        Export.objects.create(case=other, size=0, sha256="", made_at=NOW, expires_at=NOW)
    with pytest.raises(IntegrityError, match="a customer decides"), transaction.atomic():
        asking.confirm(case_id=other.pk, now=NOW)


def test_request_about_our_own_data_is_another_one() -> None:
    ours, customers = opened(Right.ACCESS), _asked()
    assert ours.pk != customers.pk
    assert Contact.objects.filter(is_open=True).count() == 2
    with pytest.raises(WrongState):
        deciding.pass_on(case=ours, to="X", address="x@example.org", staff=case_worker(), now=NOW)
    assert [message for message in mail.outbox if "x@example.org" in message.to] == []
