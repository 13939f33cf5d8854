"""The front page is rendered once, and again when something that it shows has changed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from privacy.policy.publishing import publish
from privacy.recipients.models import Vendor
from privacy.register import in_force
from privacy.register.operations import load_seed, read_seed
from privacy.register.promises.registry import promises
from privacy.register.statements.models import Statement
from proviso_site.content import views
from tests.factories.copies import copied
from tests.factories.privacy import accept_gaps
from tools.seeds import seed_with_site_ids


@pytest.fixture(autouse=True)
def _published(db: None, tmp_path: Path) -> Iterator[None]:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    in_force.forget()
    copied("home", lambda: _publish(read_seed(seed_with_site_ids(tmp_path, now.date())), now))
    in_force.refresh()
    yield
    in_force.forget()


def _publish(seed: dict[str, Any], now: datetime) -> None:
    load_seed(seed=seed, now=now)
    Statement.objects.update(promises=[])
    accept_gaps()  # a claim that no promise stands behind is a gap
    with promises.replaced({}):  # the checks take their time
        publish(now=now)


def test_home_is_rendered_once_for_each_language(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = {address: client.get(address).content for address in ("/", "/en/")}
    assert first["/"] != first["/en/"]
    with patch.object(views, "render_to_string", side_effect=AssertionError), django_assert_num_queries(0):
        assert {address: client.get(address).content for address in first} == first


def test_home_is_rendered_again_when_a_service_is_switched_off(client: Client) -> None:
    assert b'data-id="1234567"' in client.get("/").content
    Vendor.objects.filter(key="hubspot").update(halted_at=datetime(2026, 11, 24, tzinfo=UTC))
    in_force.refresh()
    assert b'data-id="1234567"' not in client.get("/").content


def test_home_is_rendered_again_when_the_controller_changes(client: Client) -> None:
    client.get("/")
    with override_settings(PRIVACY=settings.PRIVACY | {"CONTROLLER": {"phone": "+47 55 55 55 55"}}):
        assert "+47 55 55 55 55" in client.get("/").content.decode()
    assert "+47 55 55 55 55" not in client.get("/").content.decode()


def test_home_with_a_query_string_is_not_kept(client: Client) -> None:
    plain = client.get("/").content
    assert b"?utm=1" in client.get("/?utm=1").content
    assert client.get("/").content == plain
