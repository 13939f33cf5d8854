"""Where no optional service runs nobody is asked, and an earlier consent is still cleared and can be taken back."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from consent.audit.promises_pages import withdrawing_is_as_easy
from consent.audit.states import states_of_our_site
from consent.choices.models import ChoiceCount, ConsentRecord
from consent.gate import cookie
from consent.gate import offer as offers
from consent.gate.offer import Offer
from consent.services.enums import Category
from consent.services.models import Service
from privacy.register.frozen.register import parse
from privacy.register.models import Revision
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.registry import Facts
from tests.consent.conftest import SITE_IDS, choice, having

pytestmark = [pytest.mark.django_db, pytest.mark.law("C-01")]
Republish = Callable[[], Revision]


@pytest.mark.parametrize("path", ["/", "/personvern/", "/samtykke/", "/en/"])
def test_no_page_asks_or_has_the_gate(client: Client, no_site_ids: None, offer: Offer, path: str) -> None:
    page = client.get(path).content.decode()
    assert "gate.js" not in page
    assert "data-when" not in page
    assert 'name="choice"' not in page


def test_an_answer_is_refused_and_not_counted(client: Client, no_site_ids: None, offer: Offer) -> None:
    for data in ({"choice": "all"}, {"choice": "none"}, {"choice": "some", "grant": "analytics"}):
        answer = client.post("/samtykke/", data, headers={"origin": "http://testserver"})
        assert cookie.NAME not in answer.cookies
    assert not ConsentRecord.objects.exists()
    assert not ChoiceCount.objects.exists()


@pytest.mark.law("C-10")
def test_the_server_clears_what_an_earlier_consent_left(client: Client, no_site_ids: None, offer: Offer) -> None:
    having(client, choice("analytics", "marketing")).cookies["_hjSession_1"] = "1"
    answer = client.get("/")
    assert answer.cookies["_hjSession_1"]["max-age"] == "0"


@pytest.mark.law("C-10", "C-13")
def test_an_earlier_consent_can_be_taken_back(client: Client, no_site_ids: None, offer: Offer) -> None:
    having(client, choice("analytics"))
    assert 'value="none"' in client.get("/samtykke/").content.decode()
    answer = client.post("/samtykke/", {"choice": "none", "surface": "page"}, headers={"origin": "http://testserver"})
    assert answer.status_code == 303
    new = cookie.read(answer.cookies[cookie.NAME].value)
    assert new is not None
    assert not new.granted
    assert answer["Clear-Site-Data"]


@pytest.mark.law("P38")
def test_the_promise_of_withdrawal_is_tried_all_the_same(no_site_ids: None, published: Revision) -> None:
    verdict = withdrawing_is_as_easy(Facts(now=timezone.now(), register=parse(published.content)))
    assert verdict.kind == VerdictKind.KEPT, verdict


def test_the_audit_answers_no_question(no_site_ids: None, offer: Offer) -> None:
    assert not any(state.steps for state in states_of_our_site(offer.categories))


@pytest.mark.law("C-18")
def test_a_service_that_begins_to_run_is_asked_about(register: Revision, republish: Republish) -> None:
    """The question did not name it before, so no earlier consent to its category covers it."""
    Service.objects.filter(key="hotjar").update(site_id="")
    republish()
    before = choice("analytics", "marketing", revision=2)
    assert offers.required().is_complete(before)
    Service.objects.filter(key="hotjar").update(site_id=SITE_IDS["hotjar"])
    republish()
    offer = offers.required()
    assert [(news.service.key, news.kind) for news in offer.news if news.revision == 3] == [("hotjar", "service")]
    assert not next(service for service in offer.services if service.key == "hotjar").is_granted(before)
    assert next(service for service in offer.services if service.key == "hubspot").is_granted(before)


@pytest.mark.law("C-18")
def test_a_category_that_begins_to_run_is_asked_of_everybody(register: Revision, republish: Republish) -> None:
    Service.objects.filter(key="google-ads").update(site_id="")
    republish()
    assert offers.required().categories == (Category.ANALYTICS,)
    Service.objects.filter(key="google-ads").update(site_id=SITE_IDS["google-ads"])
    republish()
    assert not offers.required().is_complete(choice(revision=2))
