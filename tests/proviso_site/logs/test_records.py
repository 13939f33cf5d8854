"""Nothing that somebody typed, and no token, reaches a log."""

import io
import logging
import threading
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.log import log_response

from privacy.web.routes import route_of
from privacy.web.tokens import make_token
from proviso_site.logs.records import (
    BoundedRate,
    HarmlessFormatter,
    HarmlessRecords,
    describe,
    log_uncaught_errors,
    network,
)

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


TOKEN = make_token("dsar.case", UUID(int=7))
PATHS = [
    f"/mine-data/sak/{TOKEN}/”",
    f"/mine-data/sak/{TOKEN}»/last-ned/",
    f"/mine-data/sak/{TOKEN}/",
    f"/mine-data/sak/{TOKEN}%0a",
    f"/en/my-data/case/{TOKEN}",
    f"/nyhetsbrev/avmeld/{TOKEN}%0a",
    f"/nyhetsbrev/avmeld/{TOKEN}%250a/",
    f"/nyhetsbrev/avmeld//{TOKEN}",
    f"/nyhetsbrev/Avmeld/{TOKEN}/",
    f"/nyhetsbrev/avmeld/{TOKEN}/?e=kari@example.com",
    f"/no-page?t={TOKEN}",
    f"//{TOKEN}/",
    "/nosuch/kåre.nordmann@example.org/",
    "/nosuch/kari%40example.com/",
    "/nosuch/kari%2540example.com/",
    "/nosuch/kari＠example.com/",  # noqa: RUF001
    "/nosuch/kari%EF%BC%A0example.com/",
    "/nosuch/kari@example.com%0a",
    "/static/kari@example.com/x.css",
    "/admin/kari@example.com/",
    "/mine-data/samtykke/../kari@example.com/",
]
WORDS = (TOKEN, "kari", "kåre", "k\\xe5re", "nordmann", "example", TOKEN.partition(".")[0], TOKEN.rpartition(".")[2])


def holds_personal_data(text: str) -> list[str]:
    return [word for word in WORDS if word in text.lower() or word in text]


@pytest.mark.law("P10", "D-19")
@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS, ids=range(len(PATHS)))
@pytest.mark.parametrize("method", ["get", "post"])
def test_request_leaves_one_line_without_token_or_address(
    client: Client, log: io.StringIO, path: str, method: str
) -> None:
    getattr(client, method)(path, headers={"origin": "https://kari.example", "referer": f"https://x.example{path}"})
    assert holds_personal_data(log.getvalue()) == []
    assert log.getvalue().count("\n") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/no-page/x/", "/…/"),
        ("/mine-data/sak/x/y/z", "/mine-data/sak/…"),
        ("/nn/x", "/nn/…"),
        ("/dev/mail/kari-secret/", "/dev/mail/<str:name>/"),
        ("/healthz", "/healthz"),
    ],
)
def test_page_is_written_as_its_route_or_shape(client: Client, log: io.StringIO, path: str, shape: str) -> None:
    client.get(path)
    assert f" GET {shape} " in log.getvalue()


@pytest.mark.law("P10")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "fields", "headers"),
    [
        ("/kontakt/", {}, {"sec-fetch-site": "cross-site"}),
        ("/samtykke/", {"choice": "none"}, {"origin": "https://kari.example"}),
        ("/admin/login/", {"username": "kari"}, {"referer": f"https://kari.example/{TOKEN}"}),
    ],
)
def test_refusal_is_one_line_without_traceback(
    log: io.StringIO, path: str, fields: dict[str, str], headers: dict[str, str]
) -> None:
    answer = Client(enforce_csrf_checks=True).post(path, fields, headers=headers)
    assert answer.status_code == 403
    assert log.getvalue().count("\n") == 1
    assert " 403 " in log.getvalue()
    assert holds_personal_data(log.getvalue()) == []


def test_answer_that_the_access_log_does_not_see_is_one_line_too(rf: RequestFactory, log: io.StringIO) -> None:
    try:
        raise SuspiciousOperation(f"bad {SECRET}")
    except SuspiciousOperation as error:
        logging.getLogger("django.security.SuspiciousOperation").error(
            str(error), exc_info=error, extra={"status_code": 400, "request": rf.get(f"/kontakt/{TOKEN}/")}
        )
    assert log.getvalue().count("\n") == 1
    assert "SuspiciousOperation at /kontakt/…/" in log.getvalue()
    assert holds_personal_data(log.getvalue()) == []


def test_server_error_keeps_its_traceback_and_hides_the_path(rf: RequestFactory, log: io.StringIO) -> None:
    path = f"/mine-data/sak/{TOKEN}/”"
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        log_response(
            "%s: %s",
            "Internal Server Error",
            path,
            response=HttpResponse(status=500),
            request=rf.get(path),
            exception=error,
        )
    assert "Internal Server Error: /mine-data/sak/" in log.getvalue()
    assert "test_records.py" in log.getvalue()
    assert holds_personal_data(log.getvalue()) == []


@pytest.mark.parametrize(
    "name", ["some.library", "django.server", "_granian", "celery.worker", "kombu", "psycopg.pool"]
)
@pytest.mark.parametrize("path", PATHS, ids=range(len(PATHS)))
def test_line_of_any_logger_is_redacted(log: io.StringIO, name: str, path: str) -> None:
    logging.getLogger(name).error('"%s %s HTTP/1.1" %s', "GET", path, 404)
    logging.getLogger(name).error("cannot serve %s", path)
    logging.getLogger(name).error("cannot serve %s", path.encode("unicode_escape").decode())
    logging.getLogger(name).error("at https://kari.example%s: refused", path)
    assert holds_personal_data(log.getvalue()) == []
    assert log.getvalue().count("\n") == 4


def test_line_break_in_a_message_starts_no_line(log: io.StringIO) -> None:
    logging.getLogger("some").warning("x\n2026-03-10 INFO forged\u2028line")
    assert log.getvalue().count("\n") == 1
    assert "\u2028" not in log.getvalue()


def test_arguments_that_do_not_fit_are_not_printed(log: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("some").warning("%d of %s", SECRET)  # noqa: PLE1206 - the fault that is tested
    assert SECRET not in log.getvalue() + capsys.readouterr().err
    assert "arguments do not fit" in log.getvalue()


def test_whole_address_of_a_machine_becomes_its_network(log: io.StringIO) -> None:
    logging.getLogger("some").warning("no answer from 198.51.100.77:443 and 2001:db8:1:2::3, only from 127.0.0.1")
    assert "198.51.100.0/24" in log.getvalue()
    assert "2001:db8:1::/48" in log.getvalue()
    assert "127.0.0.1" in log.getvalue()
    assert ".77" not in log.getvalue()


def test_paths_of_code_stay_readable(log: io.StringIO) -> None:
    logging.getLogger("some").warning("%s/pyproject.toml cannot be read", settings.BASE_DIR)
    assert f"{settings.BASE_DIR}/pyproject.toml cannot" in log.getvalue()


def test_every_handler_redacts_and_no_logger_has_another() -> None:
    handlers = settings.LOGGING["handlers"]
    assert all(handler["formatter"] == "line" and "harmless" in handler["filters"] for handler in handlers.values())
    for name in ("_granian", "granian.access", "django.server", "django", "multiprocessing"):
        assert set(settings.LOGGING["loggers"][name]["handlers"]) <= set(handlers)


def test_error_of_a_thread_is_written_by_its_type(log: io.StringIO, capfd: pytest.CaptureFixture[str]) -> None:
    log_uncaught_errors()

    def fail() -> None:
        raise ValueError(SECRET)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join(timeout=30)
    assert "ValueError" in log.getvalue()
    assert SECRET not in log.getvalue() + capfd.readouterr().err


def test_flood_of_lines_is_cut_off_and_counted() -> None:
    bounded = BoundedRate(a_second=10, at_once=5)

    def let_through(created: float) -> logging.LogRecord | None:
        record = logging.LogRecord("some", logging.INFO, "", 0, "line", (), None)
        record.created = created
        return record if bounded.filter(record) else None

    assert sum(let_through(1000.0) is not None for _ in range(50)) == 5
    later = let_through(1000.1)
    assert later is not None
    assert later.getMessage() == "line (45 lines left out before)"
    assert sum(let_through(2000.0) is not None for _ in range(50)) == 5


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
