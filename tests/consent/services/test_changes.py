"""Asked again only for what is material, and only those it concerns (LAW C-18)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override as translation

from consent.choices import interface
from consent.choices.enums import Surface
from consent.choices.models import ChoiceCount, ConsentRecord
from consent.gate import cookie
from consent.gate import offer as offers
from consent.gate.offer import News, Offer
from consent.services import changes
from consent.services.enums import Change
from consent.services.models import Service, StorageItem
from privacy.recipients.models import Vendor
from privacy.register.models import Revision
from privacy.register.purposes.models import Purpose
from tests.consent.conftest import choice, having

pytestmark = [pytest.mark.django_db, pytest.mark.law("C-18")]
Republish = Callable[[], Revision]


def item(name: str, **values: Any) -> Callable[[], object]:
    return lambda: StorageItem.objects.filter(name=name).update(**values)


def vendor(**values: Any) -> Callable[[], object]:
    return lambda: Vendor.objects.filter(key="hotjar").update(**values)


def service(**values: Any) -> Callable[[], object]:
    return lambda: Service.objects.filter(key="hotjar").update(**values)


def new_item(**values: Any) -> Callable[[], object]:
    text = {"nb": "x", "nn": "x", "en": "x"}
    return lambda: StorageItem.objects.create(
        name="_hjNew", service=Service.objects.get(key="hotjar"), category="analytics", description=text, **values
    )


@pytest.mark.parametrize(
    ("edit", "kind", "told"),
    [
        (item("_hjSession_*", lifetime_seconds=10**8), "lifetime", "_hjSession_* is kept for longer"),
        (new_item(lifetime_seconds=60), "item", "also stores _hjNew"),
        (vendor(storage_countries=["IE", "SE"]), "country", "reached from Sweden"),
        (vendor(legal_entity="Somebody Else Ltd"), "recipient", "Somebody Else Ltd gets"),
        (vendor(role="controller"), "recipient", "in another role"),
        (service(category="marketing"), "service", "New: Hotjar"),
        (service(purposes=["statistics", "newsletter"]), "use", "now also used for: Sending the newsletter"),
    ],
)
def test_what_is_material_is_asked_about_and_told(
    register: Revision, republish: Republish, edit: Callable[[], object], kind: str, told: str
) -> None:
    edit()
    republish()
    offer = offers.required()
    assert [(news.service.key, news.kind, news.revision) for news in offer.news] == [("hotjar", kind, 2)]
    everything = choice("analytics", "marketing", revision=1)
    assert not offer.is_complete(everything)
    with translation("en"):
        assert any(told in text for text in interface.news_for(offer, everything))
    hotjar = next(candidate for candidate in offer.services if candidate.key == "hotjar")
    assert not hotjar.is_granted(everything)
    assert hotjar.is_granted(choice("analytics", "marketing", revision=2))


@pytest.mark.parametrize(
    "edit",
    [
        service(description={"nb": "Rettet", "nn": "Retta", "en": "Corrected"}),
        service(name="Hotjar!"),
        lambda: Purpose.objects.filter(key="statistics").update(title={"nb": "Rettet", "nn": "Retta", "en": "Better"}),
        service(hosts={"script": ["https://other.hotjar.com"]}),
        item("_hjSession_*", lifetime_seconds=60),
        item("_hjSession_*", documented_seconds=10**8),
        vendor(access_countries=["IE"]),
        vendor(notice_url="https://example.com/"),
        lambda: StorageItem.objects.filter(name="_hjSession_*").delete(),
    ],
)
def test_corrections_and_less_than_before_ask_nobody(
    register: Revision, republish: Republish, edit: Callable[[], object]
) -> None:
    edit()
    republish()
    offer = offers.required()
    assert offer.revision == 2
    assert offer.news == ()
    assert all(candidate.is_granted(choice("analytics", "marketing", revision=1)) for candidate in offer.services)


@pytest.fixture
def newer(new_analytics_service: Service, republish: Republish) -> Offer:
    republish()
    return offers.required()


def test_only_those_it_concerns_are_asked(newer: Offer) -> None:
    assert newer.changes_for_gate == "a2"
    assert newer.changed_for(choice("analytics", revision=1)) == {"analytics"}
    assert newer.is_complete(choice("marketing", revision=1)), "it was no to analytics, and still is"
    assert newer.is_complete(choice(revision=1)), "a no is not nagged at (C-16)"
    assert newer.is_complete(choice("analytics", revision=2))


def test_a_new_purpose_is_asked_of_everybody(offer: Offer) -> None:
    google = next(service for service in offer.services if service.key == "google-ads")
    found = changes.between(None, changes.Side(google.facts, google.vendor), purposes={"analytics"})
    assert [change.kind for change in found] == [Change.PURPOSE]
    news = News(revision=3, kind=Change.PURPOSE, service=google, facts=found[0])
    assert news.for_gate == "-3"
    assert news.concerns(choice(revision=2))
    assert not news.concerns(choice(revision=3))


def test_what_changed_stays_told_until_choices_are_over(newer: Offer, republish: Republish) -> None:
    StorageItem.objects.filter(name="_gcl_au").update(lifetime_seconds=10**8)
    republish()
    offer = offers.required()
    assert offer.changes_for_gate == "m3 a2"
    assert offer.changed_for(choice("analytics", "marketing", revision=1)) == {"analytics", "marketing"}
    assert offer.changed_for(choice("analytics", "marketing", revision=2)) == {"marketing"}


def press(client: Client, what: str, *grants: str, **more: str) -> cookie.Choice:
    data = {"choice": what, "grant": grants, "surface": "banner", "changes": "1"} | more
    response = client.post("/samtykke/", data)
    assert response.status_code == 303, response.content
    found = cookie.read(client.cookies[cookie.NAME].value)
    assert found is not None
    return found


def granted(offer: Offer, chosen: cookie.Choice) -> set[str]:
    return {service.key for service in offer.services if service.is_granted(chosen)}


def test_a_no_to_what_is_new_keeps_the_rest(client: Client, newer: Offer) -> None:
    before = choice("analytics", "marketing", revision=1)
    after = press(having(client, before), "none")
    assert after.revision == 2
    assert granted(newer, after) == {"hubspot", "hotjar", "google-ads"}
    assert newer.is_complete(after), "and is not asked again"
    assert after.expires_at == cookie.read(cookie.write(before)).expires_at  # type: ignore[union-attr]
    assert ConsentRecord.objects.count() == ChoiceCount.objects.count() == 0


def test_a_yes_to_what_is_new_adds_it(client: Client, newer: Offer) -> None:
    after = press(having(client, choice("analytics", revision=1)), "all")
    assert granted(newer, after) == {"hubspot", "hotjar", "newcomer"}, "and not what was refused before"
    assert newer.is_complete(after)
    record = ConsentRecord.objects.get()
    assert record.granted == ["analytics"]
    assert record.interface_hash == interface.question(newer, Surface.BANNER).sha256


def test_ticking_one_keeps_the_other_as_it_was(client: Client, newer: Offer, republish: Republish) -> None:
    StorageItem.objects.filter(name="_gcl_au").update(lifetime_seconds=10**8)
    republish()
    offer = offers.required()
    after = press(having(client, choice("analytics", "marketing", revision=1)), "some", "analytics")
    assert granted(offer, after) == {"hubspot", "hotjar", "newcomer"}
    assert after.granted_under("marketing") == 1
    assert offer.is_complete(after)


@pytest.mark.parametrize("what", ["all", "some"])
def test_without_an_earlier_choice_it_is_no_answer(client: Client, newer: Offer, what: str) -> None:
    response = client.post("/samtykke/", {"choice": what, "grant": "analytics", "surface": "banner", "changes": "1"})
    assert response.status_code == 400
    assert cookie.NAME not in response.cookies


def test_the_page_of_choices_says_it_and_ticks_nothing_new(client: Client, newer: Offer) -> None:
    having(client, choice("analytics", "marketing", revision=1))
    page = client.get(reverse("consent:choices")).content.decode()
    assert "Ny: Newcomer." in page
    assert 'value="analytics" id="page-analytics">' in page
    assert 'value="marketing" id="page-marketing" checked>' in page


def test_content_can_be_said_yes_to_where_it_stands(client: Client, offer: Offer) -> None:
    data = {"surface": "inline", "service": "hotjar", "changes": ""}
    after = press(client, "some", "analytics", **data)
    assert granted(offer, after) == {"hubspot", "hotjar"}
    assert after.revision == 0, "the question itself is not answered"
    record = ConsentRecord.objects.get()
    assert record.surface == "inline"
    assert record.interface_hash == interface.inline(offer, offer.services[1]).sha256
    again = press(client, "some", "marketing", **data | {"service": "google-ads"})
    assert granted(offer, again) == {"hubspot", "hotjar", "google-ads"}
    answered = press(having(Client(), replace(choice(revision=1))), "some", "analytics", **data)
    assert answered.revision == 1


@pytest.mark.parametrize(("key", "grant"), [("hotjar", "marketing"), ("nobody", "analytics"), ("", "analytics")])
def test_a_service_says_yes_to_its_own_category_only(client: Client, offer: Offer, key: str, grant: str) -> None:
    data = {"choice": "some", "surface": "inline", "service": key, "grant": grant}
    assert client.post("/samtykke/", data).status_code == 400


def test_the_revision_of_a_grant_survives_the_cookie() -> None:
    chosen = replace(choice("analytics", "marketing", revision=7), as_of={"analytics": 3})
    value = cookie.write(chosen)
    assert value.split(".")[2] == "a3m"
    assert cookie.read(value) == replace(
        chosen, made_at=chosen.made_at.replace(microsecond=0), expires_at=chosen.expires_at.replace(microsecond=0)
    )
