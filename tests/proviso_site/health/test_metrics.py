"""/metrics tells the networks that may read it what waits and what is wrong, without personal data."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parsed

from dsar.cases.enums import Right
from dsar.cases.models import Case
from privacy.metrics import gauge, gauges
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.models import PromiseVerdict
from proviso_site.settings.places import BASE_DIR
from tests.factories.dsar import opened
from tests.factories.rules import load_rules

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_rules")]


@pytest.fixture
def _rules(db: None) -> None:
    load_rules()


def numbers(client: Client) -> dict[tuple[str, str], float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/openmetrics-text")
    families = list(parsed(answer.content.decode()))
    return {
        (sample.name, "".join(sample.labels.values())): sample.value for family in families for sample in family.samples
    }


def test_requests_promises_and_mails_are_numbers(client: Client) -> None:
    now = timezone.now()
    opened(Right.ACCESS, now=now - timedelta(days=50))
    PromiseVerdict.objects.create(promise="P1", kind=VerdictKind.BROKEN, figure="", checked_at=now - timedelta(hours=1))
    found = numbers(client)
    assert found["proviso_requests_open", "access"] == 1
    assert found["proviso_requests_overdue", ""] == 1
    assert found["proviso_requests_days_left", ""] < 0
    assert found["proviso_promises", "broken"] == 1
    assert found["proviso_promises_checked_seconds", ""] == pytest.approx(3600, abs=60)
    assert found["proviso_letters_due", ""] > 0
    assert found["proviso_letters_due_seconds", ""] > 0
    assert found["proviso_gauges_unread", ""] == 0
    assert ("proviso_backup_seconds", "") not in found


def test_no_address_stands_in_the_answer(client: Client) -> None:
    opened(Right.ACCESS)
    assert "@" not in client.get("/metrics").content.decode()


@pytest.mark.parametrize(
    ("address", "status"),
    [("127.0.0.1", 200), ("::1", 200), ("::ffff:127.0.0.1", 200), ("10.1.2.3", 404), ("203.0.113.9", 404), ("", 404),
     ("somewhere", 404)],
)  # fmt: skip
def test_other_networks_find_no_such_page(client: Client, address: str, status: int) -> None:
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == status


def test_networks_are_a_setting(client: Client, settings: Any) -> None:
    settings.METRICS_NETWORKS = ["10.0.0.0/8"]
    assert client.get("/metrics", REMOTE_ADDR="10.1.2.3").status_code == 200
    assert client.get("/metrics").status_code == 404


def test_gauge_that_cannot_be_read_hides_no_other(client: Client) -> None:
    with gauges.isolated():
        gauge("broken", "Never readable.")(lambda _now: 1 / 0)
        gauge("after", "Read after it.")(lambda _now: float(Case.objects.count()))
        found = numbers(client)
    assert found["proviso_gauges_unread", ""] == 1
    assert found["proviso_after", ""] == 0


def test_every_gauge_is_named_and_explained() -> None:
    for name, entry in gauges.items():
        assert name.startswith("proviso_")
        assert name.replace("_", "").isalnum()
        assert entry.words.endswith(".")


def test_alerts_of_the_docs_name_gauges_that_exist() -> None:
    text = (BASE_DIR / "docs" / "operating.md").read_text()
    named = set(re.findall(r"proviso_[a-z_]+(?=[ {)])", text[text.index("groups:") : text.index("## Logs")]))
    assert named
    assert named <= {*gauges, "proviso_gauges_unread"}
