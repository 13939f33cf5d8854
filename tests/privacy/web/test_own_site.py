"""The site, asked for its own pages."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import get_urlconf
from django.utils import translation

from privacy.register.frozen.register import Register
from privacy.register.promises.registry import Facts
from privacy.web.own_site import LAPTOP, PHONE, OwnSite
from tests.factories.privacy import NOW

pytestmark = pytest.mark.django_db
asked: list[tuple[str, str, str, str]] = []


class Noting:
    """A middleware that writes down what was asked for."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        agent, cookie = request.headers["User-Agent"], request.META["HTTP_COOKIE"]
        asked.append((str(request.method), request.path, cookie, agent))
        response: HttpResponse = self.get_response(request)
        response["X-Asked"] = str(len(asked))
        response.set_cookie("mark", str(len(asked)))
        return response


@pytest.fixture(autouse=True)
def _noted(settings: Any) -> None:
    asked.clear()
    settings.MIDDLEWARE = ["tests.privacy.web.test_own_site.Noting", *settings.MIDDLEWARE]


def test_page_is_rendered_once_for_each_cookie_and_device() -> None:
    site = OwnSite()
    first = site.get("/kontakt/")
    assert site.get("/kontakt/") is first
    assert asked == [("GET", "/kontakt/", "", LAPTOP)]
    assert (first.status, first.headers["x-asked"], first.cookies["mark"]) == (200, "1", "1")
    assert site.get("/kontakt/", "a=1").headers["x-asked"] == "2"
    assert site.get("/kontakt/", agent=PHONE).headers["x-asked"] == "3"


def test_next_run_asks_anew() -> None:
    before, after = Facts(now=NOW, register=Register()), Facts(now=NOW, register=Register())
    assert before.site.get("/kontakt/").headers["x-asked"] == "1"
    assert after.site.get("/kontakt/").headers["x-asked"] == "2"


def test_button_is_pressed_each_time() -> None:
    site = OwnSite()
    for _ in range(2):
        site.post("/kontakt/", {"name": "x"}, "a=1")
    assert asked == [("POST", "/kontakt/", "a=1", LAPTOP)] * 2


def test_question_leaves_the_thread_as_it_was() -> None:
    with translation.override("nn"):
        page = OwnSite().get("/en/contact/")
        assert translation.get_language() == "nn"
    assert '<html lang="en"' in page.text
    assert get_urlconf() is None


def test_page_that_is_not_there_is_told() -> None:
    assert OwnSite().get("/finnes-ikke/").status == 404
