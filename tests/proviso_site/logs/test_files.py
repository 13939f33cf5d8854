"""Log files end, and hold no whole address: on real files, real services and a program that keeps writing."""

import gzip
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.test import Client

from privacy.register.frozen.register import parse
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.registry import Facts, Verdict
from privacy.retention.models import RetentionRule
from privacy.web.own_site import OwnSite
from proviso_site.embedded import Services
from proviso_site.logs import files as log_files
from proviso_site.logs import tasks
from proviso_site.logs.addresses import address_in
from proviso_site.logs.promises import logs_hold_no_address_and_end
from tests.factories.rules import load_rules

TODAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
LINE = "{day} 10:00:00,123 INFO proviso_site.access GET /kontakt/ 200 4 ms 198.51.100.0/24 mobile\n"


def line(days_ago: int) -> str:
    return LINE.format(day=TODAY - timedelta(days=days_ago))


@pytest.fixture
def folder(tmp_path: Path, settings) -> Path:
    settings.LOG_FOLDER = tmp_path / "log"
    settings.LOG_FOLDER.mkdir()
    return settings.LOG_FOLDER


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


@pytest.mark.law("P10")
def test_log_of_yesterday_is_set_aside_and_the_program_writes_on(folder: Path) -> None:
    with (folder / "web.log").open("a") as held:
        held.write(line(1))
        held.flush()
        assert log_files.enforce(folder=folder, days=30, today=TODAY) == []
        held.write(line(0))
    assert names(folder) == ["web-2026-03-09.log", "web.log"]
    assert (folder / "web.log").read_text() == line(0)
    assert (folder / "web-2026-03-09.log").read_text() == line(1)
    log_files.enforce(folder=folder, days=30, today=TODAY)
    assert (folder / "web.log").read_text() == line(0)


@pytest.mark.law("P10")
def test_line_does_not_outlive_its_days_even_if_the_site_stood_still(folder: Path) -> None:
    (folder / "web.log").write_text(line(30) + line(2))
    (folder / "worker.log").write_text(line(29))
    assert log_files.enforce(folder=folder, days=30, today=TODAY) == ["web-2026-02-08.log"]
    assert names(folder) == ["web.log", "worker-2026-02-09.log", "worker.log"]
    assert (folder / "web.log").read_text() == ""


@pytest.mark.law("P10")
def test_log_without_times_ends_too(folder: Path) -> None:
    for day in range(40):
        with (folder / "prepare.log").open("a") as file:
            file.write(f"step {day}\n")
        log_files.enforce(folder=folder, days=30, today=TODAY + timedelta(days=day))
    kept = "".join(file.read_text() for file in folder.iterdir())
    assert "step 9\n" not in kept
    assert "step 10\n" in kept


def test_valkeys_own_way_of_writing_a_day_is_read(folder: Path) -> None:
    (folder / "valkey.log").write_text("77:M 08 Mar 2026 10:00:00.123 * Ready to accept connections tcp\n")
    assert log_files.inspect(folder, days=30, now=NOW).oldest == date(2026, 3, 8)


@pytest.mark.law("P10")
def test_logs_do_not_fill_the_disk_before_their_days_are_over(folder: Path) -> None:
    for day in (5, 3, 1):
        (folder / f"web-{TODAY - timedelta(days=day)}.log").write_text(line(day) * 10)
    (folder / "web.log").write_text(line(0) * 10)
    whole = len(line(0)) * 10
    assert log_files.enforce(folder=folder, days=30, today=TODAY, most_bytes=4 * whole) == []
    deleted = log_files.enforce(folder=folder, days=30, today=TODAY, most_bytes=2 * whole)
    assert deleted == ["web-2026-03-05.log", "web-2026-03-07.log"]
    log_files.enforce(folder=folder, days=30, today=TODAY, most_bytes=whole // 2)
    assert names(folder) == ["web.log"]
    assert (folder / "web.log").read_text() == ""


@pytest.mark.law("P10")
def test_the_shorter_of_register_and_setting_counts(folder: Path, db: None, settings) -> None:
    assert log_files.days_kept() == settings.LOG_DAYS
    load_rules()
    RetentionRule.objects.filter(key="site.log").update(days=7)
    assert log_files.days_kept() == 7
    settings.LOG_DAYS = 3
    assert log_files.days_kept() == 3


@pytest.mark.law("P10")
def test_tick_deletes(folder: Path, db: None) -> None:
    load_rules()
    (folder / "web.log").write_text("2020-01-01 10:00:00,123 INFO x\n")
    tasks.end_logs()
    assert names(folder) == ["web.log"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("from 198.51.100.77", "IPv4"),
        ("from 198.51.100.77:443", "IPv4"),
        ("[198.51.100.77]", "IPv4"),
        ("from 198.51.100.77/24", "IPv4"),
        ("from 198.51.100.77/32", "IPv4"),
        ("from 2001:db8:1:2::3", "IPv6"),
        ("[2001:db8:1:2::3]:443", "IPv6"),
        ("from 2001:db8:1:2::/64", "IPv6"),
        ("ola.nordmann@example.com", "e-mail"),
        ("<kari@mail.example.com>", "e-mail"),
        ("/avmeld/?e=kari%40example.com", "e-mail"),
        ("/avmeld/?e=kari%2540example.com", "e-mail"),
        ("/avmeld/?e=kari%EF%BC%A0example.com", "e-mail"),
        ("kari\uff20example.com", "e-mail"),
        ("/kåre@blåbær.example/”", "e-mail"),
        ("198.51.100.0/24", ""),
        ("2001:db8:1::/48", ""),
        ("listening on 127.0.0.1 and ::1 and 0.0.0.0", ""),
        ("2026-03-10 10:00:00,123 15:16:04 PostgreSQL 18.1", ""),
        ("celery@web-1.example.com ready.", ""),
        ("redis://:**@127.0.0.1:6379/0", ""),
        ("Django 5.2.1.dev1 module::function", ""),
    ],
)
def test_addresses_are_told_from_what_looks_like_them(text: str, problem: str) -> None:
    assert address_in(f"10:00:00 {text}\n") == problem


def p10(days: int = 30) -> Verdict:
    content = {"privacy": {"retention_rules": [{"key": "site.log", "days": days}]}}
    return logs_hold_no_address_and_end(Facts(now=NOW, register=parse(content)))


@pytest.mark.law("P10")
def test_p10_is_kept_by_logs_that_are_young_and_clean(folder: Path) -> None:
    (folder / "web.log").write_text(line(3))
    verdict = p10()
    assert verdict.kind == VerdictKind.KEPT
    assert "2026" in verdict.figure


@pytest.mark.law("P10")
@pytest.mark.parametrize("text", ["GET /x/ 198.51.100.77", "2001:db8:1:2::3", "sent to kari@example.com"])
def test_p10_is_broken_by_an_address_and_names_the_file_only(folder: Path, text: str) -> None:
    (folder / "web.log").write_text(line(1))
    (folder / "worker-2026-03-08.log").write_text(f"{line(2)}{text}\n")
    verdict = p10()
    assert verdict.kind == VerdictKind.BROKEN
    assert "worker-2026-03-08.log" in verdict.reason
    assert "web.log" not in verdict.reason
    assert "kari" not in verdict.reason
    assert "77" not in verdict.reason


@pytest.mark.law("P10")
def test_p10_is_broken_by_a_line_that_is_older_than_told(folder: Path) -> None:
    (folder / "web.log").write_text(line(31))
    assert p10().kind == VerdictKind.BROKEN
    assert "web.log" in p10().reason


@pytest.mark.law("P10")
@pytest.mark.parametrize("name", ["web.log.1", "web.log.3.gz", "old/web.log", "access"])
def test_p10_reads_whatever_lies_among_the_logs(folder: Path, name: str) -> None:
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    (folder / "web.log").write_text(line(0))

    def write(text: str) -> None:
        file.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())

    write(line(30))
    assert p10().kind == VerdictKind.KEPT
    write(line(0) + line(31))
    assert p10().kind == VerdictKind.BROKEN
    write(line(0) + "GET /avmeld/?e=kari%40example.com\n")
    assert file.name in p10().reason


@pytest.mark.law("P10")
def test_p10_takes_a_log_without_days_for_as_old_as_its_last_change(folder: Path) -> None:
    (folder / "web.log").write_text(line(0))
    (folder / "odd").write_text("GET / 200\n")
    then = (NOW - timedelta(days=40)).timestamp()
    os.utime(folder / "odd", times=(then, then))
    assert "odd (2026-01-29)" in p10().reason


@pytest.mark.law("P10")
def test_p10_is_broken_by_a_file_that_nobody_can_read(folder: Path) -> None:
    (folder / "web.log.gz").write_bytes(b"not packed")
    assert "web.log.gz (BadGzipFile)" in p10().reason


@pytest.mark.law("P10")
def test_p10_is_unproven_where_the_register_tells_no_period(folder: Path) -> None:
    (folder / "web.log").write_text(line(1))
    verdict = logs_hold_no_address_and_end(Facts(now=NOW, register=parse({})))
    assert verdict.kind == VerdictKind.UNPROVEN


@pytest.mark.law("P10")
def test_p10_is_unproven_where_there_is_no_log_to_look_at(tmp_path: Path, settings) -> None:
    settings.LOG_FOLDER = tmp_path / "elsewhere"
    assert p10().kind == VerdictKind.UNPROVEN


@pytest.mark.law("P10")
@pytest.mark.django_db
def test_request_is_written_with_its_network_and_device_and_without_its_address(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="proviso_site.access"):
        client.get(
            "/kontakt/",
            {"utm": "kari"},
            REMOTE_ADDR="198.51.100.77",
            headers={"user-agent": "SecretAgent/7 (iPhone) Mobi", "referer": "https://example.com/from/"},
        )
    (text,) = [record.getMessage() for record in caplog.records if record.name == "proviso_site.access"]
    assert "198.51.100.0/24 mobile" in text
    assert address_in(text) == ""
    for secret in ("77 ", "SecretAgent", "example.com", "utm", "kari"):
        assert secret not in text


@pytest.mark.django_db
def test_check_that_reads_our_own_pages_is_no_request(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="proviso_site.access"):
        assert OwnSite().get("/kontakt/").status == 200
        client.get("/kontakt/", headers={"privacy.in_process": "1", "privacy-in-process": "1"})
    assert len([record for record in caplog.records if record.name == "proviso_site.access"]) == 1


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Services of their own, with their own log, as ``make run`` starts them."""
    mine = Services(tmp_path_factory.mktemp("logged") / "var", {"fsync": "off"})
    mine.attach()
    yield mine
    mine.detach()


@pytest.mark.law("P10")
def test_statement_that_fails_leaves_no_value_in_the_database_log(fresh: Services) -> None:
    value = f"kari.{uuid4().hex}@example.com"
    refused = [
        ("INSERT INTO people (email) VALUES (%s)", (value,)),
        ("SELECT %s::text::uuid", (value,)),
        ("SELECT %s::text::int", (value,)),
        (f"INSERT INTO people (email) VALUES ('{value}')", None),
        (f"SELECT no_such_column FROM people WHERE email = '{value}' AND", None),
        (f"DO $$ BEGIN RAISE EXCEPTION 'no {value}'; END $$", None),
    ]
    with psycopg.connect(fresh.postgres.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE people (email text UNIQUE CHECK (email <> ''))")
        connection.execute("INSERT INTO people VALUES (%s)", (value,))
        for statement, values in refused:
            with pytest.raises(psycopg.Error):
                connection.execute(statement, values)
        connection.execute(f"DO $$ BEGIN RAISE WARNING 'saw {value}'; END $$")
    text = (fresh.var / "log" / "postgresql.log").read_text()
    assert "ready to accept connections" in text
    assert value not in text


@pytest.mark.law("P10")
def test_services_do_not_log_who_connects(fresh: Services) -> None:
    with psycopg.connect(fresh.postgres.url()) as connection:
        shown = {
            name: connection.execute(f"SHOW {name}").fetchone()[0]
            for name in ("log_connections", "log_disconnections", "log_statement", "log_parameter_max_length_on_error")
        }
    assert shown["log_connections"] in {"", "off"}
    assert shown["log_disconnections"] == "off"
    assert shown["log_statement"] == "none"
    assert shown["log_parameter_max_length_on_error"] == "0"
    assert log_files.inspect(fresh.var / "log", days=30, now=datetime.now(UTC)).problems == ()


@pytest.mark.law("P10")
def test_containers_start_the_database_with_the_same_care() -> None:
    text = (settings.BASE_DIR / "docker-compose.yml").read_text()
    for option in ("log_min_error_statement=panic", "log_error_verbosity=terse", "log_min_messages=log"):
        assert option in text


@pytest.mark.law("P10")
def test_production_writes_requests_to_files_that_end_and_not_to_the_console(tmp_path: Path) -> None:
    code = (
        "import django, logging; django.setup();"
        "logging.getLogger('proviso_site.access').info('GET /x/ 200 1 ms 198.51.100.0/24 mobile');"
        "logging.getLogger('privacy').info('something else')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=settings.BASE_DIR,
        env=os.environ | {
            "DJANGO_SETTINGS_MODULE": "proviso_site.settings.development", "VAR": str(tmp_path),
            "LOG_FOLDER": str(tmp_path), "LOG_FILE": "web",
        },
    )  # fmt: skip
    assert "198.51.100.0/24" in (tmp_path / "web.log").read_text()
    assert "198.51.100.0/24" not in done.stderr
    assert "something else" in done.stderr
