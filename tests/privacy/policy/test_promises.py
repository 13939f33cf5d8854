"""Checks of P24 and P59, each kept and broken."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse

from privacy.policy import publishing
from privacy.policy.promises import newest_policy_is_on_the_site
from privacy.recipients.enums import TransferTool
from privacy.recipients.promises import transfers_only_where_adequate
from privacy.recipients.transfers import gather
from privacy.register import in_force
from privacy.register.frozen.register import Register
from privacy.register.models import Revision
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.registry import Facts, Verdict, has_check
from privacy.register.purposes.models import Controller
from privacy.statistics.promises import only_anonymous_data_is_shared
from tests.factories.privacy import NOW, AdequacyDecisionFactory, VendorFactory, american
from tests.words import says

pytestmark = pytest.mark.django_db
FACTS = Facts(now=NOW, register=Register())


def p24(**facts: Any) -> Verdict:
    return transfers_only_where_adequate(Facts(now=NOW, register=Register(), **facts))


def p59() -> Verdict:
    return newest_policy_is_on_the_site(Facts(now=NOW, register=Register()))


def tamper(statement: str) -> None:
    """Run a statement with triggers disabled, as only the owner of the tables can."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("privacy_revision", "privacy_revisiontext", "privacy_journalentry"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)


def test_promises_of_the_register_are_checked() -> None:
    assert has_check("P24")
    assert has_check("P59")
    assert not has_check("P999")


@pytest.mark.law("P24")
def test_p24_is_kept_when_every_recipient_is_proven_adequate() -> None:
    VendorFactory.create()
    AdequacyDecisionFactory.create(country="CH")
    VendorFactory.create(parent_country="CH", tool=TransferTool.ADEQUACY)
    american()
    verdict = p24()
    assert verdict.kind == VerdictKind.KEPT
    assert verdict.figure.startswith("3 av 3")


@pytest.mark.law("P24")
def test_p24_is_unproven_while_one_recipient_rests_on_clauses_or_is_unchecked() -> None:
    VendorFactory.create(name="Grønn")
    VendorFactory.create(name="Klausul", parent_country="US", tool=TransferTool.SCC)
    VendorFactory.create(name="Ukjent", parent_country="US", tool=TransferTool.DPF)
    verdict = p24()
    assert verdict.kind == VerdictKind.UNPROVEN
    assert verdict.figure.startswith("1 av 3")
    assert "Klausul, Ukjent" in verdict.reason
    assert "Grønn" not in verdict.reason


@pytest.mark.law("P24")
def test_p24_is_broken_while_one_recipient_has_nothing_to_stand_on() -> None:
    VendorFactory.create(name="Klausul", parent_country="US", tool=TransferTool.SCC)
    VendorFactory.create(key="red", name="Rød", parent_country="US")
    verdict = p24()
    assert verdict.vendors == ("red",)
    assert verdict.kind == VerdictKind.BROKEN
    assert "Rød" in verdict.reason
    assert "Klausul" not in verdict.reason


@pytest.mark.law("P24")
def test_p24_does_not_ask_about_a_recipient_that_is_switched_off() -> None:
    VendorFactory.create(parent_country="US", halted_at=NOW)
    assert p24().kind == VerdictKind.KEPT


@pytest.mark.law("P24", "T-06")
def test_p24_grows_old() -> None:
    american()
    later = Facts(now=NOW + timedelta(days=31), register=Register())
    assert p24().kind == VerdictKind.KEPT
    assert transfers_only_where_adequate(later).kind == VerdictKind.UNPROVEN


@pytest.mark.law("P59")
def test_p59_allows_the_first_publication() -> None:
    assert p59().kind == VerdictKind.KEPT


@pytest.mark.law("P59")
def test_p59_is_kept_by_what_was_published(published: Revision) -> None:
    verdict = p59()
    assert verdict.kind == VerdictKind.KEPT
    assert "3 språk" in verdict.figure


@pytest.mark.law("P59")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE privacy_revisiontext SET html = html || ' ' WHERE language = 'en'",
        "UPDATE privacy_revisiontext SET html = 'x', sha256 = encode(sha256('x'), 'hex') WHERE language = 'nb'",
        "DELETE FROM privacy_revisiontext WHERE language = 'en'",
        "DELETE FROM privacy_revisiontext",
        "UPDATE privacy_revisiontext SET language = 'fr' WHERE language = 'en'",
        "UPDATE privacy_revision SET content = jsonb_set(content, '{privacy,controller,name}', '\"Andre AS\"')",
        "DELETE FROM privacy_journalentry WHERE stream = 'register'",
        "DELETE FROM privacy_revisiontext; DELETE FROM privacy_revision",
    ],
)
def test_p59_is_broken_by_tampering(published: Revision, statement: str) -> None:
    tamper(statement)
    verdict = p59()
    assert verdict.kind == VerdictKind.BROKEN
    assert verdict.reason


REWRITTEN = (
    "UPDATE privacy_revisiontext SET html = 'x', sha256 = encode(sha256('x'), 'hex') WHERE language = 'nb';"
    " UPDATE privacy_journalentry SET facts = replace(facts, facts::json->>'text_nb', encode(sha256('x'), 'hex'))"
    " WHERE event = 'register.published'"
)


@pytest.mark.law("P59", "A-15")
def test_p59_is_broken_where_the_journal_was_rewritten_with_the_text(published: Revision) -> None:
    tamper(REWRITTEN)
    assert says("The journal's entry of this publication was changed.") in p59().reason


def other_words(get_response: Any) -> Any:
    """Middleware that changes the text of the published policy."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.content = response.content.replace(b"</p>", b" Nesten.</p>")
        return response

    return middleware


@pytest.mark.law("P59")
def test_p59_is_broken_by_a_page_that_shows_something_else(published: Revision, settings: Any) -> None:
    settings.MIDDLEWARE = [f"{__name__}.other_words", *settings.MIDDLEWARE]
    assert p59().kind == VerdictKind.BROKEN


@pytest.mark.law("P25")
def test_p25_is_broken_by_a_limit_that_hides_nothing(db: None, settings: Any) -> None:
    facts = Facts(now=NOW, register=Register())
    assert only_anonymous_data_is_shared(facts).kind == VerdictKind.KEPT
    settings.PRIVACY = settings.PRIVACY | {"SMALLEST_SHARED": 4}
    assert only_anonymous_data_is_shared(facts).kind == VerdictKind.BROKEN


@pytest.mark.law("P59")
def test_p59_is_broken_when_the_newest_revision_is_gone(published: Revision) -> None:
    Controller.objects.update(name="Nytt Navn AS")
    publishing.publish(now=NOW)
    assert p59().kind == VerdictKind.KEPT
    tamper(
        "DELETE FROM privacy_announcement WHERE revision_id = 2;"
        " DELETE FROM privacy_revisiontext WHERE revision_id = 2; DELETE FROM privacy_revision WHERE number = 2"
    )
    assert p59().kind == VerdictKind.BROKEN


@pytest.mark.law("P59")
def test_p59_is_broken_by_a_revision_that_nobody_published(published: Revision) -> None:
    Revision.objects.create(number=2, published_at=NOW, content=published.content, sha256=published.sha256)
    assert p59().kind == VerdictKind.BROKEN


@pytest.mark.law("P59")
def test_p59_is_broken_when_the_site_serves_something_older(
    published: Revision,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = in_force.current()
    Controller.objects.update(name="Nytt Navn AS")
    publishing.publish(now=NOW)
    monkeypatch.setattr(in_force, "refresh", lambda: None)
    monkeypatch.setattr(in_force, "current", lambda: old)
    assert p59().kind == VerdictKind.BROKEN


@pytest.mark.law("P24", "T-05", "T-06")
def test_setting_cannot_make_an_old_look_count(db: None, settings: Any) -> None:
    VendorFactory.create(storage_countries=["CH"])
    AdequacyDecisionFactory.create(checked_on=NOW.date() - timedelta(days=91))
    settings.PRIVACY = settings.PRIVACY | {"ADEQUACY_CHECKED_DAYS": 99_999}
    assert p24().kind == VerdictKind.UNPROVEN
    assert (gather(NOW.date()).framework_days, gather(NOW.date()).list_days) == (30, 365)
    settings.PRIVACY = settings.PRIVACY | {"ADEQUACY_CHECKED_DAYS": 7, "FRAMEWORK_CHECKED_DAYS": 7}
    assert (gather(NOW.date()).adequacy_days, gather(NOW.date()).framework_days) == (7, 7)
