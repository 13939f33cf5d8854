"""What was kept out reaches staff, can be drafted with one press, and ends."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import translation

from consent.audit.drafting import add_sighting
from consent.audit.errors import NotAddable
from consent.gate import blocked_storage, dashboard
from consent.gate.enums import SightingKind
from consent.gate.models import Sighting
from consent.services.models import StorageItem
from privacy.retention.models import RetentionRule
from tests.consent.conftest import NOW
from tests.factories.seeds import load_seed

pytestmark = [pytest.mark.django_db, pytest.mark.law("C-24")]
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _seeded() -> None:
    load_seed(now=NOW)


def seen(
    name: str = "stranger", kind: SightingKind = SightingKind.COOKIE, days_ago: int = 0, count: int = 3
) -> Sighting:
    day = TODAY - timedelta(days=days_ago)
    return Sighting.objects.create(day=day, kind=kind, name=name, count=count)


def test_the_desk_shows_each_once_with_how_often() -> None:
    seen(count=3)
    seen(days_ago=6, count=4)
    seen("evil.example", SightingKind.CSP, count=90)
    seen("long.gone", days_ago=8)
    with translation.override("en"):
        block = dashboard.sightings(NOW)
    assert [(item.text.split(": ")[1], item.note, item.is_urgent) for item in block.items] == [
        ("evil.example", "90 times in 7 days", False),
        ("stranger", "7 times in 7 days", True),
    ]
    assert block.items[1].url.endswith("?q=stranger")


def test_the_desk_says_when_there_is_nothing() -> None:
    block = dashboard.sightings(NOW)
    assert (block.count, block.items) == (0, [])
    assert block.empty


def test_one_press_makes_a_row_of_the_draft_and_the_desk_is_done_with_it() -> None:
    sighting = seen()
    item = add_sighting(sighting=sighting)
    assert add_sighting(sighting=sighting) == item
    assert (item.name, item.kind, item.category) == ("stranger", "cookie", "analytics"), "never necessary by itself"
    assert dashboard.sightings(NOW).count == 0


def test_a_known_cookie_goes_to_the_service_that_sets_it() -> None:
    StorageItem.objects.filter(name="_hjFirstSeen").delete()
    item = add_sighting(sighting=seen("_hjFirstSeen"))
    assert item.service is not None
    assert item.service.key == "hotjar"


def test_a_host_is_no_row_of_the_register() -> None:
    with pytest.raises(NotAddable):
        add_sighting(sighting=seen("evil.example", SightingKind.CSP))


def test_staff_press_it_in_the_administration(client: Client) -> None:
    user = User.objects.create_superuser("staff")
    client.force_login(user)
    sighting = seen()
    page = client.get(reverse("admin:consent_sighting_change", args=[sighting.pk])).content.decode()
    assert 'value="add_to_draft"' in page
    data = {"action": "add_to_draft", "_selected_action": [sighting.pk]}
    assert client.post(reverse("admin:consent_sighting_changelist"), data).status_code == 302
    assert StorageItem.objects.filter(name="stranger").exists()


def test_staff_who_may_only_look_cannot(client: Client) -> None:
    user = User.objects.create_user("reader", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_sighting"))
    client.force_login(user)
    sighting = seen()
    page = client.get(reverse("admin:consent_sighting_change", args=[sighting.pk])).content.decode()
    assert 'value="add_to_draft"' not in page
    data = {"action": "add_to_draft", "_selected_action": [sighting.pk]}
    client.post(reverse("admin:consent_sighting_changelist"), data)
    assert not StorageItem.objects.filter(name="stranger").exists()


@pytest.mark.law("P26")
def test_they_end_by_the_rule_of_the_register() -> None:
    seen("young", days_ago=170)
    seen("old", days_ago=200)
    assert blocked_storage.end(now=NOW) == 1
    assert [sighting.name for sighting in Sighting.objects.all()] == ["young"]
    RetentionRule.objects.filter(key=blocked_storage.RULE).update(months=1)
    assert blocked_storage.end(now=NOW) == 1
