"""Lists of sub-processors on a local server: changes, unreadable lists, and addresses that are not fetched."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import override_settings

from privacy.journal.models import JournalEntry
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.recipients import lists
from privacy.recipients.enums import TransferStatus
from privacy.recipients.models import Vendor
from privacy.recipients.tasks import read_lists
from privacy.recipients.transfers import gather, status
from privacy.web import fetching
from privacy.web.errors import Unreadable
from tests.factories.privacy import NOW, TODAY, VendorFactory

pytestmark = pytest.mark.law("T-03")
LIST = "<html><head><script>var nonce = {nonce}</script></head><body><ul><li>Alfa AS</li>{more}</ul></body></html>"


class Handler(BaseHTTPRequestHandler):
    pages: ClassVar[dict[str, tuple[int, dict[str, str], bytes]]] = {}
    agents: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.agents.append(self.headers["User-Agent"])
        code, headers, body = self.pages.get(self.path, (404, {}, b""))
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        """Do not log requests."""


@pytest.fixture
def server(settings: Any) -> Iterator[str]:
    settings.PRIVACY = settings.PRIVACY | {"MAY_READ_PRIVATE_ADDRESSES": True}
    Handler.pages, Handler.agents = {}, []
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


def serve(text: str, path: str = "/list", **headers: str) -> None:
    Handler.pages[path] = (200, {"Content-Type": "text/html; charset=utf-8"} | headers, text.encode())


@pytest.mark.django_db
@pytest.mark.usefixtures("register")
def test_changed_list_turns_the_recipient_amber_and_the_company_is_told(server: str, mailoutbox: list[Any]) -> None:
    vendor = VendorFactory.create(key="host", list_url=f"{server}/list")
    serve(LIST.format(nonce=1, more=""))
    assert lists.read_all(now=NOW) == 0
    vendor.refresh_from_db()
    assert (vendor.list_fetched_at, vendor.list_changed_at) == (NOW, None)
    serve(LIST.format(nonce=2, more="<!-- built 12:01 -->"))
    assert lists.read_all(now=NOW) == 0, "a script and a comment are no change of the list"
    serve(LIST.format(nonce=3, more="<li>Beta Inc.</li>"))
    assert lists.read_all(now=NOW + timedelta(days=7)) == 1
    vendor.refresh_from_db()
    assert vendor.list_changed_at == NOW + timedelta(days=7)
    assert status(vendor, gather(TODAY)) is TransferStatus.AMBER
    entry = JournalEntry.objects.get(event="recipient.list_changed")
    assert vendor.list_sha256 in entry.facts
    letter = Letter.objects.get(kind=lists.LIST_LETTER)
    assert letters.send(letter_id=letter.pk, now=letter.due_at)
    (mail,) = mailoutbox
    assert mail.to == ["personvern@example.com"]
    assert f"{server}/list" in mail.body
    assert lists.read_all(now=NOW + timedelta(days=14)) == 0
    vendor.refresh_from_db()
    assert vendor.list_changed_at == NOW + timedelta(days=7), "the alarm stands until somebody has looked"
    assert set(Handler.agents) == {f"register ({settings.BASE_URL})"}


@pytest.mark.django_db
@pytest.mark.usefixtures("register")
def test_nobody_is_told_of_a_change_that_somebody_has_looked_at(mailoutbox: list[Any]) -> None:
    vendor = VendorFactory.create()
    for text in ("Alfa", "Beta"):
        lists.compare(vendor=vendor, text=text, now=NOW)
    Vendor.objects.update(list_changed_at=None)
    assert not letters.send(letter_id=Letter.objects.get().pk, now=NOW)
    assert mailoutbox == []


@pytest.mark.django_db
def test_list_that_cannot_be_read_leaves_the_others_and_the_last_reading_alone(server: str) -> None:
    gone = VendorFactory.create(list_url=f"{server}/gone", list_sha256="a" * 64)
    there = VendorFactory.create(list_url=f"{server}/list")
    serve(LIST.format(nonce=1, more=""))
    read_lists()
    for vendor in (gone, there):
        vendor.refresh_from_db()
    assert (gone.list_sha256, gone.list_fetched_at, gone.list_changed_at) == ("a" * 64, None, None)
    assert there.list_sha256 == lists.fingerprint("Alfa AS")


def test_redirect_is_followed_and_a_loop_is_not(server: str) -> None:
    serve("Alfa", "/new")
    Handler.pages["/old"] = (302, {"Location": "/new"}, b"")
    Handler.pages["/loop"] = (302, {"Location": "/loop"}, b"")
    assert fetching.fetch(f"{server}/old") == "Alfa"
    with pytest.raises(Unreadable):
        fetching.fetch(f"{server}/loop")


def test_page_has_a_largest_size(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 10)
    serve("x" * 10, "/fits")
    serve("x" * 11, "/large")
    assert len(fetching.fetch(f"{server}/fits")) == 10
    with pytest.raises(Unreadable):
        fetching.fetch(f"{server}/large")


def test_page_in_an_alphabet_that_nobody_knows_is_read_all_the_same(server: str) -> None:
    Handler.pages["/list"] = (200, {"Content-Type": "text/html; charset=klingon"}, "Ålesund".encode())
    assert fetching.fetch(f"{server}/list") == "Ålesund"


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.com/", "http:///nowhere", "http://[::1/"])
def test_only_the_web_is_read(url: str, server: str) -> None:
    with pytest.raises(Unreadable):
        fetching.fetch(url)


@pytest.mark.parametrize(
    "url", ["https://example.com:99999/", "http://example.com:a/", f"http://{'a' * 64}.example.com/", "http://a b/"]
)
def test_address_that_is_none_is_unreadable_like_any_other(url: str) -> None:
    with pytest.raises(Unreadable):
        fetching.fetch(url)


def test_server_that_does_not_speak_http_is_unreadable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            caller, _address = listening.accept()
            caller.recv(1000)
            caller.sendall(b"220 mail.example.com\r\n\r\n")
            caller.close()

        threading.Thread(target=answer, daemon=True).start()
        with (
            override_settings(PRIVACY=settings.PRIVACY | {"MAY_READ_PRIVATE_ADDRESSES": True}),
            pytest.raises(Unreadable),
        ):
            fetching.fetch(f"http://127.0.0.1:{listening.getsockname()[1]}/")


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_name_that_means_another_machine_when_it_is_connected_to_is_not_read(
    scheme: str, server: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the name resolves to a public address first, and to one in our network at the connection."""
    serve("hemmelig")
    settings.PRIVACY = settings.PRIVACY | {"MAY_READ_PRIVATE_ADDRESSES": False}
    port = int(server.rpartition(":")[2])
    real, looked_up = socket.getaddrinfo, list[str]()

    def resolve(host: str, *args: Any, **kwargs: Any) -> Any:
        looked_up.append(host)
        return real("8.8.8.8" if len(looked_up) == 1 else "127.0.0.1", *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(Unreadable):
        fetching.fetch(f"{scheme}://list.example.com:{port}/list")
    assert len(looked_up) == 2
    assert Handler.agents == []


def test_nothing_inside_our_own_network_is_read(server: str, settings: Any) -> None:
    serve("hemmelig")
    assert fetching.fetch(f"{server}/list") == "hemmelig"
    settings.PRIVACY = settings.PRIVACY | {"MAY_READ_PRIVATE_ADDRESSES": False}
    with pytest.raises(Unreadable):
        fetching.fetch(f"{server}/list")


@pytest.mark.django_db
def test_list_saved_by_hand_is_compared(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    VendorFactory.create(key="host")
    file = tmp_path / "list.html"
    for text, said in (("Alfa", "0"), ("Alfa", "0"), ("Alfa, Beta", "1")):
        file.write_text(text)
        call_command("read_lists", vendor="host", file=file)
        assert capsys.readouterr().out == f"{said} changed\n"
    assert Vendor.objects.get().list_changed_at is not None
    with pytest.raises(CommandError, match="no-such"):
        call_command("read_lists", vendor="no-such", file=file)
    with pytest.raises(CommandError, match="both"):
        call_command("read_lists", vendor="host")
