"""Nothing that somebody typed, and no token, reaches a log."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory

from proviso_site.logs.records import HarmlessFormatter, HarmlessRecords, describe, network, route_of

SECRET = "kari@example.com"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything logged, as the console shows it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(HarmlessRecords())
    handler.setFormatter(HarmlessFormatter(settings.LOGGING["formatters"]["line"]["format"]))
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
def test_path_that_is_no_page_is_not_written(client: Client, log: io.StringIO) -> None:
    client.get(f"/no-page/{SECRET}/", {"q": SECRET})
    assert SECRET not in log.getvalue()
    assert "Not Found: (no such page)" in log.getvalue()


@pytest.mark.django_db
def test_page_is_written_as_its_route(client: Client, log: io.StringIO) -> None:
    client.get("/dev/mail/kari-secret/")
    assert "kari-secret" not in log.getvalue()
    assert "/dev/mail/<str:name>/" in log.getvalue()


def test_message_of_an_error_is_not_written_nor_that_of_its_cause(log: io.StringIO) -> None:
    try:
        try:
            raise ValueError(SECRET)
        except ValueError as cause:
            raise RuntimeError(SECRET) from cause
    except RuntimeError:
        logging.getLogger("some").exception("failed %s", 7)
    text = log.getvalue()
    assert SECRET not in text
    assert "failed 7" in text
    assert "RuntimeError" in text
    assert "caused by:" in text
    assert "ValueError" in text
    assert "test_records.py" in text


def test_celery_failure_is_written_without_message_and_arguments(log: io.StringIO) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        logging.getLogger("celery.app.trace").exception(
            "Task %(name)s[%(id)s] %(description)s: %(exc)s",
            {
                "name": "t",
                "id": "1",
                "description": "raised",
                "exc": repr(error),
                "args": [SECRET],
                "traceback": SECRET,
            },
        )
    assert SECRET not in log.getvalue()
    assert "Task t[1] raised: ValueError" in log.getvalue()


def test_errors_of_our_own_making_keep_their_message() -> None:
    assert describe(ImproperlyConfigured("Set X.")).endswith("ImproperlyConfigured: Set X.")


@pytest.mark.parametrize(
    ("address", "shown"),
    [("198.51.100.77", "198.51.100.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48"), ("", "-"), ("unix", "-")],
)
def test_network_is_too_coarse_to_tell_a_person(rf: RequestFactory, address: str, shown: str) -> None:
    assert network(rf.get("/", REMOTE_ADDR=address)) == shown


def test_route_of_a_page() -> None:
    assert route_of(RequestFactory().get("/healthz")) == "/healthz"
