"""What cannot be entered, and what cannot be published."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from consent.importing.operations import import_policy
from consent.services import known
from consent.services.enums import Category
from consent.services.models import Service, StorageItem
from consent.services.objections import objections
from privacy.policy.publishing import objections as all_objections
from privacy.recipients.models import Vendor
from privacy.register import operations as registers
from privacy.register.models import Revision
from privacy.register.purposes.models import Purpose
from tests.consent.importing.conftest import draft, policy
from tests.factories.privacy import NOW

pytestmark = pytest.mark.django_db
_NECESSARY = {item.service.key for item in known.items() if item.service.category == Category.NECESSARY}
WORDS = {"nb": "x", "nn": "x", "en": "x"}
__all__ = ["draft"]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def in_force(*necessary: str) -> Revision:
    own = [{"kind": "cookie", "name": name, "domain": "", "category": "necessary"} for name in necessary]
    content = {"consent": {"own": own, "services": []}}
    return Revision.objects.create(number=1, published_at="2026-11-22T12:00:00Z", sha256="0" * 64, content=content)


@pytest.mark.law("C-14", "C-19", "C-20")
def test_nothing_in_the_seed_is_objected_to(draft: None) -> None:
    assert objections() == []


@pytest.mark.law("P13", "C-19")
@pytest.mark.parametrize(
    ("key", "purposes", "told"),
    [
        ("hotjar", [], "Hotjar names no purpose (LAW P13)."),
        ("hotjar", ["statistics", "selling"], "Hotjar: the notice tells of no purpose “selling” (LAW P13)."),
        (
            "hotjar",
            ["customer-service"],
            "Hotjar needs a yes, and “Answering you and customer service” rests on something else (LAW C-19).",
        ),
    ],
)
def test_a_service_serves_purposes_of_the_register(draft: None, key: str, purposes: list[str], told: str) -> None:
    Service.objects.filter(key=key).update(purposes=purposes)
    assert objections() == [told]


@pytest.mark.law("P13")
def test_a_purpose_that_is_about_staff_is_no_purpose_of_a_service(draft: None) -> None:
    Purpose.objects.filter(key="statistics").update(is_in_notice=False)
    assert len([reason for reason in objections() if "no purpose “statistics”" in reason]) == 2


@pytest.mark.law("P13")
def test_staff_tick_purposes_of_the_register(draft: None, client: Client) -> None:
    client.force_login(User.objects.create_superuser("staff"))
    url = reverse("admin:consent_service_change", args=[Service.objects.get(key="hotjar").pk])
    page = client.get(url).content.decode()
    assert page.count('name="purposes"') == Purpose.objects.filter(is_in_notice=True).count()
    assert 'value="statistics" ' in page


@pytest.mark.law("C-14", "X-04")
def test_a_known_tracker_is_never_necessary(draft: None) -> None:
    tracker = StorageItem.objects.get(name="__hstc")
    tracker.category, tracker.justification = Category.NECESSARY, WORDS
    with pytest.raises(ValidationError, match="never necessary"):
        tracker.full_clean()
    tracker.save()
    assert objections() == ["__hstc is known to follow people, so it is not necessary (LAW C-14)."]


@pytest.mark.law("C-14", "X-04")
@pytest.mark.parametrize("key", sorted({item.service.key for item in known.items()} - _NECESSARY))
def test_a_known_service_that_needs_a_yes_is_never_necessary(draft: None, key: str) -> None:
    """Analytics, variants, chat, film, fonts and riddles: also where nothing of theirs is stored."""
    service = Service.objects.filter(key=key).first() or Service(key=key, vendor=Vendor.objects.get(key="google"))
    service.category = Category.NECESSARY
    with pytest.raises(ValidationError, match="necessary"):
        service.clean()
    service.name = service.name or key
    service.description = service.data = WORDS
    service.purposes = ["security"]
    service.save()
    told = f"{service.name} is known to serve what needs a yes, so it is not necessary (LAW C-14)."
    assert told in objections()


@pytest.mark.law("C-14", "X-04")
def test_what_a_known_service_stores_with_a_yes_is_never_necessary(draft: None) -> None:
    with_yes = [item for item in known.items() if Category.NECESSARY not in (item.category, *item.also)]
    assert len(with_yes) > 40
    for item in with_yes:
        row = StorageItem(name=item.name, category=Category.NECESSARY, description=WORDS, justification=WORDS)
        with pytest.raises(ValidationError, match="never necessary"):
            row.clean()


@pytest.mark.law("C-14")
@pytest.mark.parametrize("review", [{"reviewer": "privacy officer"}, {"reviewed_on": date(2026, 11, 22)}])
def test_a_review_has_somebody_and_a_day(draft: None, review: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        StorageItem.objects.filter(name="pv_choice").update(**review)


@pytest.mark.law("C-14")
def test_what_is_newly_necessary_is_reviewed_before_it_is_published(draft: None) -> None:
    in_force(*StorageItem.objects.filter(category=Category.NECESSARY).values_list("name", flat=True))
    assert objections() == []
    new = StorageItem.objects.create(
        name="new", category=Category.NECESSARY, description=WORDS, justification=WORDS, lifetime_seconds=0
    )
    assert objections() == ["new is new among what is necessary, and nobody has reviewed why (LAW C-14)."]
    new.reviewer, new.reviewed_on = "privacy officer", date(2026, 11, 22)
    new.save()
    assert objections() == []


@pytest.mark.law("C-19", "X-05")
def test_what_needs_a_yes_is_not_loaded_without_one(draft: None) -> None:
    hotjar = Service.objects.get(key="hotjar")
    hotjar.category = Category.NECESSARY
    with pytest.raises(ValidationError, match="not necessary"):
        hotjar.full_clean()
    hotjar.save()
    item = hotjar.items.get(name="_hjSession_*")
    with pytest.raises(ValidationError, match="C-19"):
        item.full_clean()
    assert len(objections()) == hotjar.items.count() + 1  # each of them, and the service itself
    assert item.needs_consent
    assert not StorageItem.objects.get(name="pv_choice").needs_consent


@pytest.mark.law("C-20")
@pytest.mark.parametrize("fact", ["legal_entity", "role", "parent_country", "notice_url"])
def test_a_service_of_nobody_in_particular_is_not_published(draft: None, fact: str) -> None:
    service = Service.objects.get(key="hubspot")
    setattr(service.vendor, fact, "")
    service.vendor.save()
    (objection,) = objections()
    assert objection.startswith("HubSpot: HubSpot lacks the ")


@pytest.mark.law("C-20")
def test_objections_of_a_section_forbid_publishing(draft: None) -> None:
    import_policy(data=policy("fjordby-kino.html"))
    register = registers.freeze(now=NOW)
    register = register.with_statements(
        tuple(replace(statement, published="text") for statement in register.statements)
    )
    reasons = "\n".join(all_objections(register, [], NOW))
    lacking = "lacks the legal entity, the role, the country, the link to its notice (LAW C-20)."
    assert f"Seatmaster Ltd: Seatmaster Ltd {lacking}" in reasons
    assert f"Meta Pixel: Meta {lacking}" in reasons


@pytest.mark.law("C-14")
def test_staff_cannot_enter_a_necessary_item_without_a_review(draft: None, client: Client) -> None:
    client.force_login(User.objects.create_superuser("staff@example.com", "staff@example.com"))
    form = {
        "kind": "cookie", "name": "basket", "party": "first", "lifetime_seconds": "0", "category": "necessary",
        "deletable_by": "server", "order": "1",
    }  # fmt: skip
    form |= {f"description_{code}": "x" for code in WORDS}
    url = reverse("admin:consent_storageitem_add")
    page = client.post(url, form)
    assert set(page.context["adminform"].form.errors) == {"justification", "reviewer", "reviewed_on"}
    form |= {f"justification_{code}": "x" for code in WORDS}
    form |= {"reviewer": "privacy officer", "reviewed_on": "2026-11-22"}
    assert client.post(url, form).status_code == 302
    assert StorageItem.objects.filter(name="basket").exists()
