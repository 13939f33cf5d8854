"""Background scripts: only one that is declared, and granted if it is not necessary, is given to a browser."""

from typing import Any

import pytest
from django.test import Client

from consent.services.models import Service, StorageItem
from privacy.register.models import Revision
from tests.consent.conftest import choice, having

pytestmark = [pytest.mark.django_db, pytest.mark.law("C-01", "C-10")]
PATH = "/static/vendor/worker.js"
SCRIPT = {"service-worker": "script"}


def declare() -> None:
    text = {"nb": "x", "nn": "x", "en": "x"}
    StorageItem.objects.create(
        service=Service.objects.get(key="hotjar"),
        kind="serviceWorker",
        name=PATH,
        category="analytics",
        lifetime_seconds=0,
        description=text,
    )


def test_an_undeclared_one_is_refused(client: Client, published: Revision) -> None:
    assert client.get(PATH, headers=SCRIPT).status_code == 403
    assert "worker-src 'none'" in client.get("/")["Content-Security-Policy"]
    assert client.get(PATH).status_code == 404, "the same address as an ordinary file"


def test_a_declared_one_needs_consent(client: Client, register: Revision, site_ids: Any, republish: Any) -> None:
    declare()
    republish()
    assert client.get(PATH, headers=SCRIPT).status_code == 403
    assert having(client, choice("marketing", revision=2)).get(PATH, headers=SCRIPT).status_code == 403
    assert having(client, choice("analytics", revision=2)).get(PATH, headers=SCRIPT).status_code == 404
    assert "worker-src 'self'" in client.get("/")["Content-Security-Policy"]
