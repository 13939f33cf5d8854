"""P7, P15 and P38, looked at as pages are served; each is shown to fail."""

from typing import Any

import pytest
from django.utils import translation

from consent.models import ChoiceCount, ConsentRecord, InterfaceText
from consent.promises.pages import (
    collectors_wait_for_a_yes,
    content_is_the_same_without_a_yes,
    withdrawing_is_as_easy,
)
from privacy import in_force
from privacy.enums import VerdictKind
from privacy.models import Revision
from privacy.verdicts import Check, Facts
from tests.consent.conftest import NOW

pytestmark = pytest.mark.django_db
CHECKS = (collectors_wait_for_a_yes, content_is_the_same_without_a_yes, withdrawing_is_as_easy)


def judged(check: Check, content: Any) -> Any:
    return check(Facts(now=NOW, content=content))


@pytest.fixture
def misbehaving(settings: Any, request: pytest.FixtureRequest) -> None:
    settings.MIDDLEWARE = [f"tests.consent.promises.misbehaving.{request.param}", *settings.MIDDLEWARE]


@pytest.mark.law("P7", "P15", "P38", "C-09", "C-11", "G-03")
@pytest.mark.parametrize("check", CHECKS)
def test_our_own_pages_keep_it(published: Revision, site_ids: dict[str, str], check: Check) -> None:
    verdict = judged(check, published.content)
    assert verdict.kind == VerdictKind.KEPT, verdict
    assert "5" in verdict.figure


@pytest.mark.parametrize(
    ("misbehaving", "check"),
    [
        pytest.param("tracked", collectors_wait_for_a_yes, marks=pytest.mark.law("P7", "C-22")),
        pytest.param("personal", content_is_the_same_without_a_yes, marks=pytest.mark.law("P15", "C-29")),
        pytest.param("no_way_back", withdrawing_is_as_easy, marks=pytest.mark.law("P38", "C-09")),
        pytest.param("deaf", withdrawing_is_as_easy, marks=pytest.mark.law("P38", "C-10")),
    ],
    indirect=["misbehaving"],
)
def test_a_careless_change_breaks_it(
    published: Revision, site_ids: dict[str, str], misbehaving: None, check: Check
) -> None:
    verdict = judged(check, published.content)
    assert verdict.kind == VerdictKind.BROKEN
    assert verdict.reason


@pytest.mark.law("P38")
@pytest.mark.parametrize("language", ["nn", "en"])
def test_the_language_of_who_asks_changes_nothing(published: Revision, language: str) -> None:
    with translation.override(language):
        assert judged(withdrawing_is_as_easy, published.content).kind == VerdictKind.KEPT


@pytest.mark.law("P38", "C-13")
def test_trying_a_withdrawal_leaves_nothing(published: Revision) -> None:
    judged(withdrawing_is_as_easy, published.content)
    assert not ConsentRecord.objects.exists()
    assert not ChoiceCount.objects.exists()
    assert not InterfaceText.objects.exists()


@pytest.mark.parametrize("check", CHECKS[1:])
def test_before_the_first_publication_it_is_unproven(db: None, check: Check) -> None:
    in_force.forget()
    assert judged(check, {}).kind == VerdictKind.UNPROVEN
