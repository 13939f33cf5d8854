"""A share of what `python -m tools.fuzz` does, and that it would notice a fault."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from contact.messages.models import Message
from privacy.register.models import Revision
from proviso_site.serving.guard import guarded
from tests.consent.conftest import register, site_ids  # noqa: F401 - fixtures
from tests.live import LiveSite
from tools.fuzz.generator import RequestGenerator
from tools.fuzz.malformed import MalformedGenerator
from tools.fuzz.sending import in_process, over_socket
from tools.fuzz.trial import ROWS, Trial

REQUESTS = 1500
OVER_SOCKETS = 100  # each; the site is shared with the journeys
HOST = "testserver"
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@pytest.fixture
def generator() -> RequestGenerator:
    return RequestGenerator(20261129, host=HOST, scheme="http")


def trial_of(application: Wsgi, generator: RequestGenerator) -> Trial:
    return Trial(in_process(application, host=HOST, scheme="http"), generator, HOST, "http")


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """The connection of the test's transaction outlives the requests, as with Django's own test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.long
@pytest.mark.law("A-08")
@pytest.mark.usefixtures("site_ids", "_one_connection")
def test_no_request_makes_an_answer_fail(register: Revision, generator: RequestGenerator) -> None:  # noqa: F811
    trial = trial_of(guarded(get_wsgi_application()), generator)
    failures = [f"{failure.number}: {failure.reason}: {failure.request}" for failure in trial.run(REQUESTS)]
    assert not failures, "\n".join(failures[:5])
    assert trial.writes > REQUESTS / 100, "requests that write are among them"
    assert {200, 303, 400, 404, 413} <= set(trial.statuses)


def _answer(status: str, headers: list[tuple[str, str]]) -> Wsgi:
    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response(status, headers)
        return [b""]

    return application


@pytest.mark.django_db
def test_a_fault_is_noticed(generator: RequestGenerator) -> None:
    def reasons(application: Wsgi) -> str:
        return " ".join(failure.reason for failure in trial_of(application, generator).run(5))

    assert "status 500" in reasons(_answer("500 x", []))
    assert "status 200 without Content-Security-Policy" in reasons(_answer("200 x", []))
    assert "leads to" in reasons(_answer("302 x", [("Location", "//evil.example/")]))
    assert "holds" in reasons(_answer("302 x", [("Location", "/\n")]))


@pytest.mark.django_db
def test_a_row_of_a_refused_request_is_noticed(generator: RequestGenerator) -> None:
    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        Message.objects.create(text="x", email="person@example.com", received_at=NOW, retain_until=NOW)
        start_response("400 x", [])
        return [b""]

    reasons = [failure.reason for failure in trial_of(application, generator).run(30)]
    assert "status 400, but something was written" in reasons


def test_the_same_seed_makes_the_same_requests() -> None:
    first, second = (RequestGenerator(7, host="testserver", scheme="http") for _time in range(2))
    assert [first.make().body for _time in range(50)] == [second.make().body for _time in range(50)]


@pytest.mark.law("A-08")
@pytest.mark.parametrize("kind", [RequestGenerator, MalformedGenerator])
def test_no_request_over_a_socket_makes_an_answer_fail(
    site: LiveSite, kind: type[RequestGenerator] | type[MalformedGenerator]
) -> None:
    host = urlsplit(site.base_url).netloc
    generator = kind(20261130, host=host, scheme="http")
    trial = Trial(
        over_socket(int(host.rpartition(":")[2]), wait=0.1), generator, host, "http",
        has_server=True, count_rows=lambda: site.rows(ROWS)[0],
    )  # fmt: skip
    failures = [f"{failure.number}: {failure.reason}: {failure.request}" for failure in trial.run(OVER_SOCKETS)]
    assert not failures, "\n".join(failures[:5])
    assert {200, 400, 404} <= set(trial.statuses)
