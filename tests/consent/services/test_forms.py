"""Services and storage items as staff type them."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from consent.services.forms import HostsField, LifetimeField, ServiceForm
from consent.services.models import Service, StorageItem
from tests.factories.privacy import PurposeFactory, VendorFactory
from tests.words import says

pytestmark = pytest.mark.django_db
WORDS = {f"{name}_{code}": "ord" for name in ("description", "data") for code in ("nb", "nn", "en")}


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("staff@example.com"))
    return client


def service(**values: Any) -> dict[str, Any]:
    purpose, vendor = PurposeFactory.create(), VendorFactory.create()
    return {
        "key": "matomo", "vendor": vendor.pk, "category": "analytics", "name": "Matomo", "order": 1,
        "purposes": [purpose.key], **WORDS, **values,
    }  # fmt: skip


def test_no_help_text_swallows_the_form(staff: Client) -> None:
    """Markup in a help text is markup in the page: an opened template element hid every field after the key."""
    for name in ("consent_service", "consent_storageitem", "privacy_purpose", "privacy_vendor", "privacy_statement"):
        html = staff.get(reverse(f"admin:{name}_add")).content.decode()
        assert "<template" not in html, name


def test_hosts_are_written_in_lines_and_kept_by_kind() -> None:
    hosts = {
        "hosts_script": "https://cdn.example.com/matomo.js?x=1\nCDN.example.com",
        "hosts_connect": "https://*.example.com",
    }
    form = ServiceForm(service(**hosts))
    assert form.is_valid(), form.errors
    row = form.save()
    assert row.hosts == {"script": ["https://cdn.example.com"], "connect": ["https://*.example.com"]}
    assert ServiceForm(instance=row).initial["hosts_script"] == ["https://cdn.example.com"]


def test_emptied_hosts_are_gone_and_kinds_without_a_field_stay() -> None:
    row = Service.objects.create(
        key="film", vendor=VendorFactory.create(), category="marketing", name="Film",
        hosts={"script": ["https://a.example.com"], "worker": ["https://b.example.com"]},
    )  # fmt: skip
    form = ServiceForm(service(key="film"), instance=row)
    assert form.is_valid(), form.errors
    assert form.save().hosts == {"worker": ["https://b.example.com"]}


@pytest.mark.parametrize(
    "text", ["'self'", "https://a.example.com; script-src *", "javascript:alert(1)", "*", "http://a.example.com"]
)
def test_what_is_no_host_is_refused(text: str) -> None:
    form = ServiceForm(service(hosts_script=text))
    assert not form.is_valid()
    assert "hosts_script" in form.errors


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("13 måneder", 390 * 86400), ("30 days", 30 * 86400), ("økt", 0), ("session", 0), ("120", 120), ("", None)],
)
def test_lifetime_is_read_as_people_write_it(text: str, seconds: int | None) -> None:
    assert LifetimeField(required=False).clean(text) == seconds


def test_lifetime_is_shown_in_words_unless_they_round_it() -> None:
    field = LifetimeField(required=False)
    assert field.clean(str(field.prepare_value(390 * 86400))) == 390 * 86400
    assert field.clean(str(field.prepare_value(0))) == 0
    assert field.clean(str(field.prepare_value(3700))) == 3700


def test_unreadable_lifetime_is_said_at_the_field_and_nothing_is_saved(staff: Client) -> None:
    answer = staff.post(reverse("admin:consent_storageitem_add"), {"name": "_pk", "lifetime_seconds": "13 mooons"})
    assert says("Write a lifetime such as 13 months, 30 days, 2 hours or session.") in answer.content.decode()
    assert not StorageItem.objects.exists()


def test_hosts_field_shows_a_list_in_lines() -> None:
    assert HostsField("x").prepare_value(["https://a.example.com", "https://b.example.com"]).count("\n") == 1
