"""Every vendor's adapter: complete, found as a static file, and chosen by the register from a closed list."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.test import Client

from consent.adapters.adapter import Adapter, adapters
from consent.gate import offer as offers
from consent.services import draft
from consent.services.models import Service
from consent.services.starting import is_vendor_call
from privacy.register.models import Revision

ALL = [pytest.param(adapter, id=key) for key, adapter in adapters.items()]


@pytest.mark.parametrize("adapter", ALL)
def test_adapter_is_complete(adapter: Adapter) -> None:
    assert finders.find(adapter.static_path) == str(adapter.script)
    assert adapter.starts
    assert adapter.stops
    assert adapter.script.with_name(f"test_{adapter.script.parent.name}.py").exists()
    if adapter.site_id:
        assert adapter.accepts(adapter.example)
        assert adapter.hosts["script"]
        assert adapter.sources
    for bad in ("", "1' onerror=x", "../x", "é1234567", " 1234567", "12345678901234567890"):
        assert not adapter.accepts(bad) or (bad == "" and adapter.site_id is None)


@pytest.fixture
def hotjar(register: Revision) -> Service:
    return Service.objects.get(key="hotjar")


@pytest.mark.django_db
def test_mistyped_adapter_cannot_be_saved_by_staff(hotjar: Service) -> None:
    hotjar.adapter = "hotjarr"
    with pytest.raises(ValidationError) as refused:
        hotjar.full_clean()
    assert "adapter" in refused.value.message_dict


@pytest.mark.django_db
def test_adapter_that_this_version_lacks_does_not_run(
    client: Client, hotjar: Service, republish: Callable[[], Revision]
) -> None:
    Service.objects.filter(pk=hotjar.pk).update(adapter="choice/hotjarr.js", site_id="7654321")
    republish()
    assert client.get("/").status_code == 200
    (found,) = [service for service in offers.required().services if service.key == "hotjar"]
    assert not found.is_running


@pytest.mark.django_db
@pytest.mark.parametrize("site_id", ["x", '1"><script>', "AW-1234567"])
def test_site_id_of_another_form_cannot_be_saved(hotjar: Service, site_id: str) -> None:
    hotjar.site_id = site_id
    with pytest.raises(ValidationError) as refused:
        hotjar.full_clean()
    assert "site_id" in refused.value.message_dict


@pytest.mark.django_db
def test_hosts_are_the_adapters_where_the_register_names_none(hotjar: Service) -> None:
    assert draft.hosts_of(hotjar)["script"] == list(adapters["hotjar"].hosts["script"])
    hotjar.hosts = {"script": ["https://own.example.com"]}
    assert draft.hosts_of(hotjar) == {"script": ["https://own.example.com"]}


def generic(service: Service, **values: Any) -> Service:
    facts = {
        "adapter": "generic",
        "site_id": "",
        "hosts": {},
        "script_url": "https://stats.example.com/matomo.js",
        "script_attributes": {"data-site": "7"},
        "stop_call": "_paq.push",
        "stop_arguments": [["forgetConsentGiven"]],
    }
    for name, value in (facts | values).items():
        setattr(service, name, value)
    return service


@pytest.mark.django_db
def test_another_vendor_is_started_and_stopped_from_the_register(
    client: Client, hotjar: Service, republish: Callable[[], Revision]
) -> None:
    service = generic(hotjar)
    service.full_clean()
    service.save()
    republish()
    page = client.get("/")
    text = page.content.decode()
    assert 'data-src="https://stats.example.com/matomo.js"' in text
    assert 'data-stop="_paq.push" data-stop-with="[[&quot;forgetConsentGiven&quot;]]"' in text
    assert 'data-attributes="{&quot;data-site&quot;:&quot;7&quot;}"' in text
    assert "https://stats.example.com" in page.headers["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("script_url", ""),
        ("script_url", "http://stats.example.com/x.js"),
        ("script_attributes", {"onload": "alert(1)"}),
        ("script_attributes", {"src": "https://evil.example.com"}),
        ("script_attributes", ["data-x"]),
        ("stop_call", "alert(1)"),
        ("stop_call", "eval"),
        ("stop_call", "window.eval"),
        ("stop_call", "a.constructor"),
        ("stop_arguments", {"a": 1}),
    ],
)
def test_another_vendor_is_described_never_programmed(hotjar: Service, field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        generic(hotjar, **{field: value}).full_clean()
    assert field in refused.value.message_dict


@pytest.mark.parametrize("name", ["_paq.push", "plausible", "posthog.opt_out_capturing", "$x.y"])
def test_vendors_functions_are_allowed(name: str) -> None:
    assert is_vendor_call(name)


def test_a_register_without_services_renders_nothing() -> None:
    assert render_to_string("consent/parts/templates.html", {"services": []}) == ""
