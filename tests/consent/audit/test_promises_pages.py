"""P7, P15 and P38, looked at as pages are served; each is shown to fail."""

from typing import Any

import pytest
from django.utils import translation

from consent.audit.models import AuditFinding, AuditRun
from consent.audit.promises_pages import (
    collectors_wait_for_consent,
    content_is_the_same_without_consent,
    withdrawing_is_as_easy,
)
from consent.choices.models import ChoiceCount, ConsentRecord, InterfaceText
from privacy.register import in_force
from privacy.register.frozen.register import parse
from privacy.register.models import Revision
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.registry import Check, Facts
from tests.consent.conftest import NOW

pytestmark = pytest.mark.django_db
CHECKS = (collectors_wait_for_consent, content_is_the_same_without_consent, withdrawing_is_as_easy)


def judged(check: Check, content: Any) -> Any:
    return check(Facts(now=NOW, register=parse(content)))


@pytest.fixture
def misbehaving(settings: Any, request: pytest.FixtureRequest) -> None:
    settings.MIDDLEWARE = [f"tests.consent.promises.misbehaving.{request.param}", *settings.MIDDLEWARE]


@pytest.mark.law("P7", "P15", "P38", "C-09", "C-11", "G-03")
@pytest.mark.parametrize("check", CHECKS)
def test_our_own_pages_keep_it(published: Revision, site_ids: dict[str, str], check: Check) -> None:
    verdict = judged(check, published.content)
    assert verdict.kind == VerdictKind.KEPT, verdict
    assert check is collectors_wait_for_consent or "5" in verdict.figure


@pytest.mark.parametrize(
    ("misbehaving", "check"),
    [
        pytest.param("tracked", collectors_wait_for_consent, marks=pytest.mark.law("P7", "C-22")),
        pytest.param("personal", content_is_the_same_without_consent, marks=pytest.mark.law("P15", "C-29")),
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


@pytest.mark.law("P7", "C-01", "C-02", "C-22", "A-08")
@pytest.mark.parametrize(
    ("misbehaving", "words"),
    [
        ("srcset", "https://t.example.net/1.gif"),
        ("prefetched", "//t.example.net"),
        ("styled", "https://t.example.net/1.gif"),
        ("refreshed", "https://t.example.net/"),
        ("sent_away", "https://t.example.net/"),
        ("scripted", "<script>"),
        ("handled", "<p onclick>"),
        ("one_page_only", "https://t.example.net/c.js"),
        ("marked", "visitor"),
        ("wide_open", "https://t.example.net"),
        ("unguarded", ":"),
    ],
    indirect=["misbehaving"],
)
def test_every_way_to_load_or_store_breaks_p7(published: Revision, misbehaving: None, words: str) -> None:
    verdict = judged(collectors_wait_for_consent, published.content)
    assert verdict.kind == VerdictKind.BROKEN
    assert words in verdict.reason


@pytest.mark.law("P7", "P15")
@pytest.mark.parametrize("misbehaving", ["failing"], indirect=True)
@pytest.mark.parametrize("check", [collectors_wait_for_consent, content_is_the_same_without_consent])
def test_pages_that_fail_prove_nothing(published: Revision, misbehaving: None, check: Check) -> None:
    assert judged(check, published.content).kind == VerdictKind.UNPROVEN


@pytest.mark.law("P7", "C-01", "C-24")
@pytest.mark.parametrize(
    ("problem", "name", "state", "kind"),
    [
        ("undeclared", "_ga", "unanswered", VerdictKind.BROKEN),
        ("undeclared", "_ga", "granted", VerdictKind.KEPT),
        ("ungranted", "__hstc", "refused", VerdictKind.BROKEN),
        ("reading", "canvas", "refused", VerdictKind.BROKEN),
        ("undeclared", "__hstc", "unanswered", VerdictKind.KEPT),
        ("lifetime", "__hstc", "unanswered", VerdictKind.KEPT),
    ],
)
def test_what_an_audit_met_without_a_yes_breaks_p7(
    published: Revision, settings: Any, problem: str, name: str, state: str, kind: VerdictKind
) -> None:
    run = AuditRun.objects.create(
        site=f"{settings.BASE_URL}/", started_at=NOW, finished_at=NOW, outcome="differs", revision=published.number
    )
    AuditFinding.objects.create(run=run, problem=problem, trace="cookie", name=name, states=[state])
    assert judged(collectors_wait_for_consent, published.content).kind == kind


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
