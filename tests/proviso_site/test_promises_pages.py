"""P30, by asking the site for its pages."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.urls import get_urlconf
from django.utils import translation

from privacy import in_force
from privacy.operations.register import load_seed, read_seed
from privacy.verdicts import Facts
from proviso_site import promises_pages
from proviso_site.visiting import Page, Visitor

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FACTS = Facts(now=NOW, content={})
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seeded(db: None) -> Iterator[None]:
    in_force.forget()
    load_seed(seed=read_seed(settings.SEED_FILE), now=NOW)
    with translation.override("nb"):
        yield
    in_force.forget()


@pytest.mark.law("P30")
def test_every_right_is_two_clicks_from_every_page() -> None:
    verdict = promises_pages.every_right_is_two_clicks_away(FACTS)
    assert (verdict.kind, verdict.reason) == ("kept", "")
    assert verdict.figure == "12 sider leder til 10 rettigheter på 3 språk"


@pytest.mark.law("P30")
@pytest.mark.parametrize(
    ("cut", "path"),
    [
        ('href="/nn/mine-data/"', "/nn/kontakt/"),
        ('href="/mine-data/slett/"', "/mine-data/slett/"),
        ("<form", "/mine-data/rett/"),
    ],
)
def test_page_without_the_way_breaks_the_promise(monkeypatch: pytest.MonkeyPatch, cut: str, path: str) -> None:
    real = Visitor.get

    def without(self: Visitor, asked: str) -> Page:
        page = real(self, asked)
        return Page(status=page.status, text=page.text.replace(cut, ""))

    monkeypatch.setattr(Visitor, "get", without)
    verdict = promises_pages.every_right_is_two_clicks_away(FACTS)
    assert (verdict.kind, path in verdict.reason) == ("broken", True)


@pytest.mark.law("P30")
def test_page_that_fails_breaks_the_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Visitor.get
    monkeypatch.setattr(
        Visitor, "get", lambda self, path: Page(status=500, text="") if path == "/kontakt/" else real(self, path)
    )
    assert "/kontakt/ (500)" in promises_pages.every_right_is_two_clicks_away(FACTS).reason


def test_visit_leaves_the_thread_as_it_was() -> None:
    page = Visitor().get("/en/contact/")
    assert page.status == 200
    assert '<html lang="en"' in page.text
    assert translation.get_language() == "nb"
    assert get_urlconf() is None
