"""Cookies of our own answers that the register does not allow do not leave the server."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from consent.gate import blocked_storage, cookie
from consent.gate.middleware import WithholdMiddleware
from consent.gate.models import Sighting
from privacy.register.models import Revision
from tests.consent.choices.test_views import answer
from tests.consent.conftest import choice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_waits() -> Iterator[None]:
    blocked_storage.forget()
    yield
    blocked_storage.forget()


def kept(*names: str, chosen: str = "", max_age: int | None = None) -> set[str]:
    """Return which cookies of a view reach the browser."""

    def view(request: HttpRequest) -> HttpResponse:
        response = HttpResponse()
        for name in names:
            response.set_cookie(name, "canary", max_age=max_age)
        return response

    request = RequestFactory().get("/", HTTP_COOKIE=f"{cookie.NAME}={chosen}")
    return set(WithholdMiddleware(view)(request).cookies)


@pytest.mark.law("C-01", "C-24")
def test_an_undeclared_cookie_is_withheld_and_counted(published: Revision) -> None:
    assert kept("tracker", "pv_session", "pv_csrf", "messages", "__Host-pv_session") == {
        "pv_session", "pv_csrf", "messages", "__Host-pv_session",
    }  # fmt: skip
    row = Sighting.objects.get()
    assert (row.kind, row.name, row.count) == ("cookie", "tracker", 1)
    assert "canary" not in str(Sighting.objects.values().get())


@pytest.mark.law("C-01", "C-06")
def test_a_declared_cookie_waits_for_its_category(published: Revision) -> None:
    assert kept("_hjSession_1", "__hstc") == set()
    assert kept("_hjSession_1", "_gcl_au", chosen=cookie.write(choice("analytics"))) == {"_hjSession_1"}
    assert kept("_hjSession_1", chosen="forged") == set()


def test_taking_back_is_always_allowed(published: Revision) -> None:
    assert kept("tracker", "_hjSession_1", max_age=0) == {"tracker", "_hjSession_1"}


def test_before_the_first_publication_staff_can_log_in(db: None) -> None:
    from privacy.register import in_force

    in_force.forget()
    assert kept("pv_session") == {"pv_session"}


@pytest.mark.law("C-13")
def test_a_number_in_a_name_is_not_kept(published: Revision) -> None:
    kept("visitor_20261122")
    assert Sighting.objects.get().name == "visitor__"


def test_a_flood_is_one_statement(published: Revision, django_assert_num_queries: object) -> None:
    kept("tracker")
    with django_assert_num_queries(0):  # type: ignore[operator]
        for _ in range(20):
            kept("tracker")


@pytest.mark.law("C-10")
def test_an_answer_sets_its_cookie_with_the_headers_of_every_page(client: Client, published: Revision) -> None:
    response = answer(client, "all")
    assert cookie.NAME in response.cookies
    for name in ("Permissions-Policy", "Referrer-Policy", "X-Frame-Options", "Cross-Origin-Opener-Policy"):
        assert response[name] == client.get("/")[name]
