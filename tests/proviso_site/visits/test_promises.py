"""P14, P17 and P18, each made to hold and made to fail."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from consent.services.models import Service
from privacy.register import in_force
from privacy.register import operations as register
from privacy.register.frozen.register import Register, parse
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.registry import Facts, Verdict
from proviso_site.visits import promises
from tests.factories.privacy import NOW, VendorFactory, both
from tests.factories.rules import SEED
from tests.words import says

pytestmark = pytest.mark.django_db
FACTS = Facts(now=datetime(2026, 3, 10, 9, 0, tzinfo=UTC), register=Register())


@pytest.fixture(autouse=True)
def _norwegian() -> Iterator[None]:
    in_force.forget()
    with translation.override("nb"):
        yield
    in_force.forget()


def alter(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def p17() -> Verdict:
    return promises.statistics_hold_no_rows_of_people(FACTS)


def p18() -> Verdict:
    return promises.statistics_are_anonymous_or_the_exception_is_answered_for(FACTS)


def p14() -> Verdict:
    return promises.device_is_fitted_without_an_id(Facts(now=NOW, register=Register()))


@pytest.mark.law("P17")
def test_p17_is_kept_by_the_tables_as_they_are() -> None:
    verdict = p17()
    assert verdict.kind == VerdictKind.KEPT
    assert verdict.figure.startswith("3 ")
    assert "under 5" in verdict.figure


@pytest.mark.law("P17", "P18")
@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("ALTER TABLE privacy_visitcount ADD visitor bigint", "privacy_visitcount.visitor"),
        ("ALTER TABLE privacy_visitcount ADD tag uuid", "privacy_visitcount.tag"),
        ("ALTER TABLE privacy_visitcount ADD seen timestamptz", "privacy_visitcount.seen"),
        ("ALTER TABLE consent_choicecount ADD ip_hash varchar(64)", "consent_choicecount.ip_hash"),
        ("ALTER TABLE consent_choicecount ADD origin inet", "consent_choicecount.origin"),
        ("ALTER TABLE privacy_visitcount DROP CONSTRAINT visits_counted_once", "privacy_visitcount"),
    ],
)
def test_p17_is_broken_behind_the_applications_back(statement: str, where: str) -> None:
    alter(statement)
    verdict = p17()
    assert verdict.kind == VerdictKind.BROKEN
    assert where in verdict.reason
    assert p18().kind == VerdictKind.BROKEN


@pytest.mark.law("P17")
def test_p17_is_broken_where_small_numbers_are_shown(settings) -> None:
    settings.PRIVACY = settings.PRIVACY | {"SMALLEST_CELL": 1}
    assert p17().kind == VerdictKind.BROKEN


@pytest.mark.law("P17")
@pytest.mark.parametrize(
    ("language", "words"), [("nb", "tall under fem viser vi ikke"), ("en", "we show no number below 5")]
)
def test_p17_is_broken_by_a_policy_that_hides_more_than_the_site(settings, language: str, words: str) -> None:
    statements = [{"key": "small", "promises": ["P17"], "text": {language: words}, "published": "text"}]
    facts = Facts(now=NOW, register=parse({"privacy": {"statements": statements}}))
    assert promises.statistics_hold_no_rows_of_people(facts).kind == VerdictKind.KEPT
    settings.PRIVACY = settings.PRIVACY | {"SMALLEST_CELL": 3}
    assert promises.statistics_hold_no_rows_of_people(facts).kind == VerdictKind.BROKEN


def service(**changed: Any) -> Service:
    return Service.objects.create(
        **{
            "key": "maaler", "vendor": VendorFactory.create(), "category": "analytics", "name": "Måler",
            "description": both("Måler"), "data": both("Sider"), **changed,
        }
    )  # fmt: skip


@pytest.mark.law("P18")
def test_p18_is_kept_without_any_exception() -> None:
    service(category="functional")
    assert p18().kind == VerdictKind.KEPT


@pytest.mark.law("P18")
def test_p18_is_unproven_until_each_exception_has_a_reason_and_an_owner() -> None:
    item = service()
    assert p18().kind == VerdictKind.UNPROVEN
    assert "Måler" in p18().reason
    item.exception_reason = "Våre egne tall viser ikke hvor folk stopper opp."
    item.save()
    assert p18().kind == VerdictKind.UNPROVEN
    item.exception_owner = "Markedssjefen"
    item.save()
    assert p18().kind == VerdictKind.KEPT
    assert "1" in p18().figure


@pytest.mark.law("P18")
def test_p18_does_not_ask_about_a_service_that_is_switched_off() -> None:
    service(vendor=VendorFactory.create(halted_at=NOW))
    assert p18().kind == VerdictKind.KEPT


@pytest.mark.law("P18")
def test_p18_is_unproven_for_the_seed_as_nobody_has_answered() -> None:
    from privacy.register import sections

    seed = register.read_seed(SEED)
    for section in sections.all_sections():
        section.load(seed, NOW)
    verdict = p18()
    assert verdict.kind == VerdictKind.UNPROVEN
    assert "Hotjar" in verdict.reason


@pytest.mark.law("P14")
def test_p14_is_kept_by_the_pages_as_they_are() -> None:
    verdict = p14()
    assert (verdict.kind, verdict.reason) == (VerdictKind.KEPT, "")
    assert verdict.figure.startswith("14 ")  # the policy is not published here


def answering(change: Callable[[HttpRequest, HttpResponse], None]) -> type:
    """A middleware that somebody adds tomorrow."""

    class Added:
        def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
            self.get_response = get_response

        def __call__(self, request: HttpRequest) -> HttpResponse:
            response = self.get_response(request)
            change(request, response)
            return response

    return Added


def remembers_the_device(request: HttpRequest, response: HttpResponse) -> None:
    response.set_cookie("device", "d-1")


def sends_phones_another_page(request: HttpRequest, response: HttpResponse) -> None:
    if "iPhone" in request.headers["User-Agent"]:
        response.content = b"<html>small</html>"


def asks_for_more(request: HttpRequest, response: HttpResponse) -> None:
    response["Accept-CH"] = "Sec-CH-UA-Model"


@pytest.mark.law("P14")
@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (remembers_the_device, "Set-Cookie"),
        (sends_phones_another_page, says("not the same page")),
        (asks_for_more, says("asks for more about the device")),
    ],
)
def test_p14_is_broken_by_what_tells_devices_apart(
    change: Callable[[HttpRequest, HttpResponse], None], problem: str, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.Added", answering(change), raising=False)
    settings.MIDDLEWARE = [f"{__name__}.Added", *settings.MIDDLEWARE]
    verdict = p14()
    assert verdict.kind == VerdictKind.BROKEN
    assert f"/kontakt/ ({problem}" in verdict.reason
