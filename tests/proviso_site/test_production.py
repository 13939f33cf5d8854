"""The production settings behind a proxy, served for real."""

import http.client
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from proviso_site.children import Child, stop_all
from proviso_site.embedded.processes import choose_port, wait_until
from tests.production import COMPLETE

HOST = urlsplit(COMPLETE["PROVISO_BASE_URL"]).netloc
PROXY = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.77"}


@pytest.fixture(scope="module")
def web(production: dict[str, str]) -> Iterator[tuple[int, Path]]:
    folder = Path(production["VAR"])
    port = choose_port(folder / "port")
    arguments = [
        "-m",
        "granian",
        "--interface",
        "asginl",
        "--http",
        "1",
        "--port",
        str(port),
        "proviso_site.asgi:application",
    ]
    child = Child("web", arguments, production, folder / "web.log")
    child.start()
    assert wait_until(lambda: answers(port), 60), child.last_words()
    yield port, child.log
    stop_all([child], patience=10)


def answers(port: int) -> bool:
    try:
        return ask(port, "/healthz", {"Host": HOST})[0] == 200
    except OSError:
        return False


def ask(port: int, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    found = {name.lower(): value for name, value in answer.getheaders()}
    connection.close()
    return answer.status, found


@pytest.mark.law("A-08")
def test_plain_http_is_sent_to_https(web: tuple[int, Path]) -> None:
    status, headers = ask(web[0], "/personvern/", {"Host": HOST})
    assert (status, headers["location"]) == (301, f"https://{HOST}/personvern/")


@pytest.mark.law("A-08")
@pytest.mark.parametrize("path", ["/", "/admin/login/", "/no-such-page", "/static/no-such-file.css", "/healthz"])
def test_every_answer_has_the_headers(web: tuple[int, Path], path: str) -> None:
    headers = ask(web[0], path, PROXY)[1]
    assert "unsafe" not in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains; preload"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "referrer-policy" in headers


@pytest.mark.law("A-08")
def test_cookies_are_bound_to_this_host_and_https(web: tuple[int, Path]) -> None:
    cookie = ask(web[0], "/admin/login/", PROXY)[1]["set-cookie"]
    assert cookie.startswith("__Host-pv_csrf=")
    assert "Secure" in cookie
    assert "HttpOnly" in cookie


@pytest.mark.law("A-08")
def test_another_host_is_refused_and_the_mailbox_is_not_there(web: tuple[int, Path]) -> None:
    assert ask(web[0], "/", PROXY | {"Host": "evil.example"})[0] == 400
    assert ask(web[0], "/dev/mail/", PROXY)[0] == 404


def test_log_names_network_and_route_only(web: tuple[int, Path]) -> None:
    ask(web[0], "/no-such-page/kari@example.com", PROXY)
    log = web[1].read_text()
    assert "198.51.100.0/24" in log
    assert "198.51.100.77" not in log
    assert "kari" not in log


@pytest.mark.law("D-40")
def test_visitor_cannot_choose_its_network(web: tuple[int, Path]) -> None:
    """The proxy appends the visitor's address behind what the visitor sent."""
    ask(web[0], "/no-such-page/", PROXY | {"X-Forwarded-For": "203.0.113.5, 192.0.2.33"})
    log = web[1].read_text()
    assert "192.0.2.0/24" in log
    assert "203.0.113.0/24" not in log


def test_probe_of_ticks_is_bad_without_a_worker(production: dict[str, str], web: tuple[int, Path]) -> None:
    done = subprocess.run([sys.executable, "-m", "proviso_site.probe", "ticks"], env=production, check=False)
    assert done.returncode == 1


@pytest.mark.law("C-31")
def test_visits_that_wait_are_written_when_the_web_server_stops(production: dict[str, str], tmp_path: Path) -> None:
    """The server's workers are forked: their end is not the end of an ordinary process."""
    port = choose_port(tmp_path / "port")
    arguments = ["-m", "granian", "--interface", "asginl", "--port", str(port), "--workers", "2"]
    child = Child(
        "web", [*arguments, "proviso_site.asgi:application"], production | {"VISITS_WRITTEN_EVERY": "3600"},
        tmp_path / "web.log",
    )  # fmt: skip
    child.start()
    try:
        assert wait_until(lambda: answers(port), 60), child.last_words()
        for _time in range(5):
            assert (
                ask(port, "/kontakt/sendt/", PROXY | {"User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"})[0] == 200
            )
        database = Path(production["DATABASE_URL_FILE"]).read_text().strip()
        with psycopg.connect(database) as connection:
            assert connection.execute("SELECT count(*) FROM privacy_visitcount").fetchone() == (0,)
    finally:
        stop_all([child], patience=20)
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT page, sum(count) FROM privacy_visitcount GROUP BY page").fetchall() == [
            ("contact:sent", 5)
        ]
