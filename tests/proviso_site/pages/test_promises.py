"""P30, by asking the site for its pages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from dsar.cases.enums import Right
from dsar.cases.promises import refusals_are_explained
from privacy.register import in_force
from privacy.register import operations as register
from privacy.register.frozen.register import Register
from privacy.register.promises.registry import Facts
from privacy.register.statements import rendering
from privacy.verdicts.judging import judge
from privacy.web import pages
from privacy.web.own_site import OwnSite, Page
from proviso_site.pages import promises as promises_pages
from proviso_site.visits import counting as visits
from tests.factories.seeds import load_seed
from tests.words import says

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seeded(db: None) -> Iterator[None]:
    in_force.forget()
    load_seed(now=NOW)
    with translation.override("nb"):
        yield
    in_force.forget()


@pytest.mark.law("P30")
def test_every_right_is_two_clicks_from_every_page() -> None:
    verdict = promises_pages.every_right_is_two_clicks_away(Facts(now=NOW, register=Register()))
    assert (verdict.kind, verdict.reason) == ("kept", "")
    before_a_policy = [page for page in pages.all_pages() if not page.arguments and not page.shows_policy]
    assert len(before_a_policy) >= 4
    assert len(Right) == 12
    assert verdict.figure == says(
        "%(pages)s pages lead to %(rights)s rights in %(languages)s languages",
        pages=3 * len(before_a_policy),
        rights=len(Right),
        languages=3,
    )


@pytest.mark.law("P30")
@pytest.mark.parametrize(
    ("cut", "page_cut", "path"),
    [
        ('href="/nn/mine-data/"', "/nn/kontakt/", "/nn/kontakt/"),
        ('href="/mine-data/slett/"', "/mine-data/", "/mine-data/slett/"),
        ("<form", "/mine-data/rett/", "/mine-data/rett/"),
    ],
)
def test_page_without_the_way_breaks_the_promise(
    monkeypatch: pytest.MonkeyPatch, cut: str, page_cut: str, path: str
) -> None:
    """One page of all is enough."""
    real = OwnSite.get

    def without(self: OwnSite, asked: str) -> Page:
        page = real(self, asked)
        return replace(page, content=page.content.replace(cut.encode(), b"")) if asked == page_cut else page

    monkeypatch.setattr(OwnSite, "get", without)
    verdict = promises_pages.every_right_is_two_clicks_away(Facts(now=NOW, register=Register()))
    assert (verdict.kind, path in verdict.reason) == ("broken", True)


@pytest.mark.law("P30")
def test_page_that_fails_breaks_the_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    real = OwnSite.get

    def failing(self: OwnSite, path: str) -> Page:
        return replace(real(self, path), status=500) if path == "/kontakt/" else real(self, path)

    monkeypatch.setattr(OwnSite, "get", failing)
    assert (
        "/kontakt/ (500)" in promises_pages.every_right_is_two_clicks_away(Facts(now=NOW, register=Register())).reason
    )


@pytest.mark.law("P1", "P40")
def test_policy_is_rendered_once_for_all_checks_and_anew_for_each_run(monkeypatch: pytest.MonkeyPatch) -> None:
    real, rendered = rendering.render, list[str]()

    def render(register: Register, language: str) -> str:
        rendered.append(language)
        return real(register, language)

    monkeypatch.setattr(rendering, "render", render)
    for run in (1, 2):
        kinds = {result.promise: result.verdict.kind for result in judge(register=register.freeze(now=NOW), now=NOW)}
        assert (kinds["P1"], kinds["P40"]) == ("kept", "kept")
        assert rendered == ["nb", "nn", "en"] * run


@pytest.mark.law("P39")
def test_letters_that_are_tried_ask_once_who_answers(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(20):
        assert refusals_are_explained(Facts(now=NOW, register=Register())).kind == "kept"


@pytest.mark.law("P17")
def test_checks_are_no_visits(monkeypatch: pytest.MonkeyPatch) -> None:
    tally = visits.Tally()
    monkeypatch.setattr(visits, "tally", tally)
    judge(register=register.freeze(now=NOW), now=NOW)
    assert not tally._waiting
    visits.tally.count(visits.Cell(day=NOW.date(), page="home", language="nb", device="desktop"))
    assert tally._waiting, "this is where visits wait"
