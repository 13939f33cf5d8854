from typing import Any

import pytest

from consent.audit.promises_uses import uses_are_those_named
from privacy.register.frozen.register import parse
from privacy.register.models import Revision
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.registry import Facts
from tests.consent.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.law("P42")]


def judged(content: Any) -> VerdictKind:
    return uses_are_those_named(Facts(now=NOW, register=parse(content))).kind


def statement(content: Any) -> Any:
    return next(one for one in content["privacy"]["statements"] if one["key"] == "cookies")


def test_the_seed_names_every_use(published: Revision) -> None:
    assert judged(published.content) == VerdictKind.KEPT


@pytest.mark.parametrize(
    ("language", "use"), [("nb", "**markedsføring**"), ("nn", "**marknadsføring**"), ("en", "**analytics**")]
)
def test_an_omitted_use_breaks_it(published: Revision, language: str, use: str) -> None:
    text = statement(published.content)["text"]
    text[language] = text[language].replace(use, "")
    assert judged(published.content) == VerdictKind.BROKEN


def test_a_use_that_nothing_is_stored_for_breaks_it(published: Revision) -> None:
    content = published.content
    content["consent"]["services"] = [one for one in content["consent"]["services"] if one["key"] != "google-ads"]
    assert judged(content) == VerdictKind.BROKEN


def test_no_statement_is_unproven(published: Revision) -> None:
    statement(published.content)["promises"] = []
    assert judged(published.content) == VerdictKind.UNPROVEN


@pytest.mark.law("C-15", "C-08", "A-02")
@pytest.mark.parametrize(
    ("setting", "value", "named"),
    [
        ("SESSION_COOKIE_AGE", 365 * 86_400, "pv_session"),
        ("CSRF_COOKIE_AGE", 10 * 365 * 86_400, "pv_csrf"),
        ("SESSION_COOKIE_NAME", "tracker", "tracker"),
    ],
)
def test_own_cookie_that_the_policy_does_not_know_breaks_it(
    published: Revision, settings: Any, setting: str, value: Any, named: str
) -> None:
    assert judged(published.content) == VerdictKind.KEPT
    setattr(settings, setting, value)
    verdict = uses_are_those_named(Facts(now=NOW, register=parse(published.content)))
    assert (verdict.kind, named in verdict.reason) == (VerdictKind.BROKEN, True)


def test_name_that_binds_a_cookie_to_this_host_is_the_same_cookie(published: Revision, settings: Any) -> None:
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-pv_session", "__Host-pv_csrf"
    assert judged(published.content) == VerdictKind.KEPT
