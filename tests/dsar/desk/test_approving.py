"""The page before an approval: what it costs does not grow with what is held."""

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contact.messages.models import Message
from dsar.cases.copies.tables import copied
from dsar.cases.enums import Right
from dsar.cases.models import Case
from dsar.people.errors import SourceFailed
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, case_worker, opened
from tests.seen import see

pytestmark = pytest.mark.usefixtures("rules")
_MOST = {
    (Right.ERASURE, "GET"): 40,
    (Right.ERASURE, "POST"): 75,
    (Right.ACCESS, "GET"): 50,
    (Right.ACCESS, "POST"): 65,
}


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def _statements(worker: Client, case: Case, method: str) -> int:
    url = reverse("admin:dsar_case_approve", args=[case.pk])
    data = see(worker, url)
    with CaptureQueriesContext(connection) as queries:
        response = worker.get(url) if method == "GET" else worker.post(url, data)
    assert response.status_code == (200 if method == "GET" else 302)
    return len(queries)


@pytest.mark.parametrize(("right", "method"), list(_MOST))
def test_approving_costs_the_same_for_one_and_nine_rows(client: Client, right: Right, method: str) -> None:
    client.force_login(case_worker())
    costs = []
    for number in (1, 9):
        address = f"kari{number}@example.com"
        for _row in range(number):
            MessageFactory(email=address)
        costs.append(_statements(client, opened(right, address=address), method))
    assert Message.objects.count() == 10
    assert costs[0] == costs[1]
    assert costs[1] <= _MOST[right, method]


def test_kind_that_cannot_be_read_is_named_though_all_are_asked_together() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE newsletter_subscription RENAME COLUMN email TO moved")
    with pytest.raises(SourceFailed) as failure:
        list(copied(ADDRESS, Right.ACCESS))
    broken = failure.value.label
    assert broken.startswith("newsletter.")
    with pytest.raises(SourceFailed) as failure:
        list(copied(ADDRESS, Right.ACCESS, left_out=[broken]))
    assert failure.value.label != broken
