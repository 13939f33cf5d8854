"""Somebody who works requests and may decide them, at a time that stands still."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from tests.factories.dsar import NOW, case_worker


@pytest.fixture
def frozen_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def worker(client: Client, frozen_clock: None) -> Client:
    client.force_login(case_worker())
    client.cookies["django_language"] = "nb"
    return client
