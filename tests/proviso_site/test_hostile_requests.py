"""What a request carries makes no answer fail: a clear 4xx with every security header, and nothing is written."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.test import Client, RequestFactory

from consent.choices.models import ChoiceCount, ConsentRecord
from consent.gate import cookie
from contact.messages.models import Message
from privacy.register.models import Revision
from privacy.web.origin import is_same_origin
from privacy.web.redirects import checked_target, existing_target
from proviso_site.pages.headers import security_headers
from proviso_site.serving.application import call_wsgi
from proviso_site.serving.environ import add_body, announced_length, make_environ
from proviso_site.serving.guard import guarded
from tests.consent.conftest import published, register, site_ids  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.law("A-08")]

FORM = "application/x-www-form-urlencoded"
# Cookies that a browser stores and Python's cookies refuse to write.
COOKIES = ["_hjSession_[a]=1", "_gac_a@b=1; _gac_(x)=1; _gac_a/b=1; _gac_{c}=1", "_hjSession_æ=1", '_hjSession_"=1']


def has_every_header(response: Any) -> bool:
    return all(response.headers.get(name) for name in security_headers(is_https=False))


@pytest.mark.law("C-10")
@pytest.mark.parametrize("sent", COOKIES)
@pytest.mark.parametrize("path", ["/", "/samtykke/", "/no-such-page"])
def test_a_name_that_is_no_token_is_left_alone(client: Client, published: Revision, sent: str, path: str) -> None:  # noqa: F811
    response = client.get(path, headers={"cookie": f"{sent}; _hjSession_1=1".encode().decode("latin-1")})
    assert response.status_code == (404 if path == "/no-such-page" else 200)
    assert {morsel.key for morsel in response.cookies.values()} == {"_hjSession_1"}


@pytest.mark.law("C-10")
@pytest.mark.parametrize("sent", COOKIES)
def test_a_withdrawal_stands_whatever_the_browser_holds(client: Client, published: Revision, sent: str) -> None:  # noqa: F811
    client.post("/samtykke/", {"choice": "all"})
    chosen = client.cookies[cookie.NAME].value
    headers = {"cookie": f"{cookie.NAME}={chosen}; {sent}".encode().decode("latin-1")}
    assert client.post("/samtykke/", {"choice": "none"}, headers=headers).status_code == 303
    assert ConsentRecord.objects.get().withdrawn_at is not None


@pytest.mark.law("C-10")
def test_a_cookie_whose_value_hides_a_control_character_is_cleared(client: Client, published: Revision) -> None:  # noqa: F811
    response = client.get("/", headers={"cookie": r'_gcl_au="x\012y"; _hjSession_1="\000"'})
    assert {morsel.key for morsel in response.cookies.values()} == {"_gcl_au", "_hjSession_1"}


@pytest.mark.parametrize("name", ["pv_csrf", "pv_session", "pv_choice", "messages", "django_language"])
def test_a_cookie_of_ours_that_hides_a_nul_is_none(client: Client, published: Revision, name: str) -> None:  # noqa: F811
    for path in ("/", "/kontakt/", "/admin/login/"):
        assert client.get(path, headers={"cookie": rf'{name}="a\000b"'}).status_code == 200
    answer = client.post("/admin/login/", {"username": "x"}, headers={"cookie": rf'{name}="a\000b"'})
    assert answer.status_code < 500


@pytest.mark.parametrize("path", ["/%0aX: y", "/a;b/c", "/æ☃/"])
def test_the_path_of_a_cleared_cookie_is_a_header_value(client: Client, published: Revision, path: str) -> None:  # noqa: F811
    response = client.get(path, headers={"cookie": "_hjSession_1=1"})
    assert response.status_code == 404
    for morsel in response.cookies.values():
        assert morsel["path"].isascii()
        assert not set(morsel["path"]) & set("\n;")


@pytest.mark.parametrize(
    ("wanted", "location"),
    [
        ("/\r\nX: y", "/samtykke/#main"),
        ("/a\x0bb", "/samtykke/#main"),
        ("/a\u202eb", "/samtykke/#main"),
        ("/ evil", "/samtykke/#main"),
        ("/\\evil.example", "/samtykke/#main"),
        ("//evil.example", "/samtykke/#main"),
        ("/☃", "/%E2%98%83"),
        ("/nyhetsbrev/?a=å#b", "/nyhetsbrev/?a=%C3%A5#b"),
        ("/%0d%0aX: y", "/samtykke/#main"),
        ("/%0d%0aX", "/%0d%0aX"),
    ],
)
def test_next_leads_to_an_address_or_to_the_page(
    client: Client,
    published: Revision,  # noqa: F811
    wanted: str,
    location: str,
) -> None:
    response = client.post("/samtykke/", {"choice": "all", "next": wanted})
    assert (response.status_code, response["Location"]) == (303, location)
    assert ConsentRecord.objects.count() == 1


@pytest.mark.parametrize(
    "referer", ["http://testserver/a\u2028b", "http://[", "https://evil.example/", "http://testserver/☃"]
)
def test_a_referrer_is_checked_in_the_same_way(client: Client, published: Revision, referer: str) -> None:  # noqa: F811
    response = client.post("/samtykke/", {"choice": "all"}, headers={"referer": referer})
    assert response.status_code == 303
    assert response["Location"] in ("/samtykke/#main", "http://testserver/%E2%98%83")


@pytest.mark.parametrize("path", ["/kontakt/", "/samtykke/", "/nyhetsbrev/", "/mine-data/kopi/", "/csp-rapport/"])
@pytest.mark.parametrize(
    ("status", "body", "more"),
    [
        (400, "&".join(f"a{number}=1" for number in range(1500)) + "&choice=all", {}),
        (413, "choice=all&a=" + "x" * 4_000_000, {}),
        (400, "choice=all", {"headers": {"host": "evil.example"}}),
        (400, "choice=all", {"headers": {"content-length": "-1"}}),
        (413, "choice=all", {"headers": {"content-length": "9" * 5000}}),
        (400, "choice=all", {"content_type": "multipart/form-data"}),
        (400, "choice=all", {"content_type": f"{FORM}; charset=utf-16"}),
        (400, "choice=all", {"query_params": {"a": "b\0c"}}),
    ],
    ids=["fields", "size", "host", "length", "long length", "multipart", "charset", "NUL"],
)
def test_what_cannot_be_read_is_refused_before_anything_is_written(
    client: Client,
    published: Revision,  # noqa: F811
    path: str,
    status: int,
    body: str,
    more: dict[str, Any],
) -> None:
    body += "&email=person%40example.com&text=Hello"
    response = client.post(path, body, **{"content_type": FORM, **more})
    assert response.status_code == status
    assert has_every_header(response)
    assert not Message.objects.exists()
    assert not ConsentRecord.objects.exists()
    assert not ChoiceCount.objects.exists()


@pytest.mark.parametrize("path", ["/", "/kontakt/", "/healthz", "/static/x.css", "/admin/login/", "/samtykke/"])
def test_a_wrong_host_gets_every_header(client: Client, published: Revision, path: str) -> None:  # noqa: F811
    response = client.get(path, headers={"host": "evil.example"})
    assert response.status_code in (200, 400, 404)
    assert has_every_header(response)


@pytest.mark.parametrize(
    "content_type", ["a/b; charset=zlib", "a/b; charset=hex", "a/b; charset=idna", "a; charset=\xe6"]
)
def test_an_encoding_that_is_none_is_refused(published: Revision, content_type: str) -> None:  # noqa: F811
    status, headers, _content = _send(content_type.encode("latin-1"))
    assert status == 400
    assert {name.lower().encode() for name in security_headers(is_https=False)} <= {name for name, _value in headers}


@pytest.mark.parametrize(
    "content_type", [f"{FORM}; charset=utf-8", 'a/b; charset="UTF-8"', "multipart/form-data; charset=ascii"]
)
def test_too_many_fields_are_refused_beside_a_named_encoding(published: Revision, content_type: str) -> None:  # noqa: F811
    status, headers, _content = _send(content_type.encode(), query=b"a=1&" * 1200)
    assert status == 400
    assert {name.lower().encode() for name in security_headers(is_https=False)} <= {name for name, _value in headers}


def test_the_guard_answers_where_django_has_no_response() -> None:
    def failing(environ: dict[str, Any], start_response: Any) -> Any:
        start_response("200 OK", [])
        yield b"x"
        raise RuntimeError

    status, headers, content = _send(b"a/b", guarded(failing))
    assert (status, content) == (500, b"500 Internal Server Error")
    assert {name.lower().encode() for name in security_headers(is_https=False)} <= {name for name, _value in headers}


@pytest.mark.parametrize("field", ["text", "email", "name"])
def test_nul_in_a_form_is_an_error_of_the_form(client: Client, published: Revision, field: str) -> None:  # noqa: F811
    response = client.post("/kontakt/", {"text": "Hello", "email": "person@example.com", "name": "x", field: "a\0b"})
    assert response.status_code == 422
    assert not Message.objects.exists()


def test_a_session_cookie_that_hides_a_nul_is_none(client: Client, published: Revision) -> None:  # noqa: F811
    response = client.get("/admin/login/", headers={"cookie": r'pv_session="aaaaaaaaaa\000b"'})
    assert response.status_code == 200


@pytest.mark.parametrize("page", ["http://testserver/\\ud800", "http://testserver/a\\u0000b"])
def test_a_report_of_what_no_address_holds_is_taken(client: Client, published: Revision, page: str) -> None:  # noqa: F811
    report = (
        f'{{"csp-report": {{"document-uri": "{page}", "blocked-uri": "inline", "effective-directive": "img-src"}}}}'
    )
    assert client.post("/csp-rapport/", report, content_type="application/csp-report").status_code == 204


@pytest.mark.parametrize(
    ("origin", "is_ours"),
    [("http://testserver", True), ("https://testserver", False), ("http://[", False), ("null", False), ("☃", False)],
)
def test_an_origin_is_compared_with_its_scheme(origin: str, is_ours: bool) -> None:
    assert is_same_origin(_request(origin=origin)) is is_ours


@pytest.mark.parametrize(
    ("wanted", "target"),
    [
        ("/admin/", "/admin/"),
        ("/admin/auth/user/?q=å", "/admin/auth/user/?q=%C3%A5"),
        ("/en/privacy/", "/en/privacy/"),
        ("/admin/no/such/page/", None),
        ("/admin/logout/", None),
        ("/admin/privacy/revision/publish/basis/", None),
        ("/admin/newsletter/issue/00000000-0000-4000-8000-000000000000/steer/", None),
        ("/no-such-page/", None),
        ("https://evil.example/", None),
        ("javascript:alert(1)", None),
        ("/admin/\n", None),
        ("", None),
    ],
)
def test_next_of_a_login_leads_to_a_page_that_exists(client: Client, wanted: str, target: str | None) -> None:
    assert existing_target(_request(), wanted) == target
    User.objects.create_superuser("staff", password="correct horse")
    response = client.post(
        f"/admin/login/?next={wanted}", {"username": "staff", "password": "correct horse", "next": wanted}
    )
    assert (response.status_code, response["Location"]) == (302, target or "/admin/")


def test_a_long_target_is_none() -> None:
    assert checked_target(_request(), "/" + "a" * 5000) is None


def test_an_underscore_does_not_pass_for_a_hyphen() -> None:
    environ = make_environ(_scope([(b"x_forwarded_for", b"1.2.3.4"), (b"cookie", b"a=1"), (b"cookie", b"b=2")]))
    assert "HTTP_X_FORWARDED_FOR" not in environ
    assert environ["HTTP_COOKIE"] == "a=1; b=2"


@pytest.mark.parametrize(("text", "length"), [("12", 12), ("", None), ("x", None), ("-1", None), ("٣", None)])
def test_an_announced_length_is_digits(text: str, length: int | None) -> None:
    assert announced_length({"CONTENT_LENGTH": text}) == length


def _send(content_type: bytes, application: Any = None, *, query: bytes = b"a=b") -> Any:
    environ = make_environ(
        _scope([(b"host", b"testserver"), (b"content-type", content_type)]) | {"query_string": query}
    )
    add_body(environ, b"")
    if application is None:
        handler = Client().handler
        handler.load_middleware()

        def application(environ: dict[str, Any], start_response: Any) -> Any:
            from django.core.handlers.wsgi import WSGIRequest

            response = handler.get_response(WSGIRequest(environ))
            start_response(f"{response.status_code} x", list(response.items()))
            return [response.content]

        application = guarded(application)
    return call_wsgi(application, environ)


def _scope(headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
    return {
        "method": "GET", "path": "/", "query_string": b"a=b", "server": ("testserver", 80), "client": ("127.0.0.1", 1),
        "http_version": "1.1", "scheme": "http", "headers": headers,
    }  # fmt: skip


def _request(**headers: str) -> HttpRequest:
    return RequestFactory().get("/", headers=headers)
