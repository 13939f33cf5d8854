from typing import Any

import pytest
from django.db import connection, transaction

from newsletter.subscriptions.models import Subscription
from privacy.policy import promises_notice, publishing
from privacy.policy.models import RevisionText
from privacy.policy.promises_notice import is_norwegian_number
from privacy.register import operations as register
from privacy.register.frozen.register import Register
from privacy.register.models import Revision
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.registry import Facts, Verdict
from privacy.register.purposes.enums import OfficerState
from privacy.register.purposes.models import Controller, Purpose
from tests.factories.newsletter import ActiveFactory
from tests.factories.privacy import NOW, PurposeFactory, RetentionRuleFactory, StatementFactory, VendorFactory, passage
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]
KEPT, BROKEN, UNPROVEN = VerdictKind.KEPT, VerdictKind.BROKEN, VerdictKind.UNPROVEN


def ask(check: Any, given: Register | None = None) -> Verdict:
    verdict: Verdict = check(Facts(now=NOW, register=given or register.freeze(now=NOW)))
    return verdict


@pytest.mark.law("P1")
def test_notice_that_tells_every_row_is_kept_with_its_figure() -> None:
    StatementFactory.create(text=passage("Hvorfor", "{table:purposes}"))
    verdict = ask(promises_notice.notice_tells_the_whole_register)
    assert verdict.kind == KEPT
    assert verdict.figure.startswith("2 ")


@pytest.mark.law("P1")
@pytest.mark.parametrize(
    ("row", "name"),
    [
        (PurposeFactory, "purposes/secret"),
        (VendorFactory, "vendors/secret"),
        (RetentionRuleFactory, "retention_rules/"),
    ],
)
def test_row_that_nobody_tells_breaks_the_promise(row: Any, name: str) -> None:
    assert ask(promises_notice.notice_tells_the_whole_register).kind == KEPT
    row.create(key="secret")
    verdict = ask(promises_notice.notice_tells_the_whole_register)
    assert verdict.kind == BROKEN
    assert name in verdict.reason


@pytest.mark.law("P1")
def test_table_that_leaves_a_row_out_breaks_the_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    """The policy includes the table, but the rendered table does not name the row."""
    StatementFactory.create(text=passage("Hvem", "{table:recipients}"))
    VendorFactory.create(key="host", name="Usynlig")
    draft = register.freeze(now=NOW)
    assert ask(promises_notice.notice_tells_the_whole_register, draft).kind == KEPT
    monkeypatch.setattr(promises_notice.rendering, "render", lambda _content, _language: "<p>Ingen</p>")
    verdict = ask(promises_notice.notice_tells_the_whole_register, draft)
    assert verdict.kind == BROKEN
    assert "vendors/host (nb)" in verdict.reason


WHOLE = {
    "organisation_number": "974 760 673",
    "address": "Gata 1, 0001 Oslo",
    "phone": "+47 55 55 55 55",
    "officer": OfficerState.NONE,
}


@pytest.mark.law("P4", "A-13")
def test_controller_with_every_fact_is_kept(settings: Any) -> None:
    settings.PRIVACY = settings.PRIVACY | {"CONTROLLER": dict.fromkeys(settings.PRIVACY["CONTROLLER"], "")}
    Controller.objects.update(**WHOLE)
    assert ask(promises_notice.controller_is_complete).kind == KEPT


@pytest.mark.law("P4", "A-13", "G-02")
@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"organisation_number": "974760674"}, BROKEN),
        ({"organisation_number": "97476067"}, BROKEN),
        ({"organisation_number": "12345678", "country": "DK"}, KEPT),
        ({"organisation_number": ""}, UNPROVEN),
        ({"address": ""}, UNPROVEN),
        ({"phone": ""}, UNPROVEN),
        ({"officer": ""}, UNPROVEN),
        ({"officer": OfficerState.APPOINTED}, UNPROVEN),
        ({"officer": OfficerState.APPOINTED, "officer_contact": "ombud@example.com"}, KEPT),
        ({"name": ""}, BROKEN),
        ({"contact_email": ""}, BROKEN),
    ],
)
def test_controller_that_lacks_a_fact_is_not_kept(settings: Any, changes: dict[str, str], kind: VerdictKind) -> None:
    settings.PRIVACY = settings.PRIVACY | {"CONTROLLER": dict.fromkeys(settings.PRIVACY["CONTROLLER"], "")}
    Controller.objects.update(**WHOLE | changes)
    assert ask(promises_notice.controller_is_complete).kind == kind


@pytest.mark.parametrize("number", ["974760673", "974 760 673", "NO 974 760 673 MVA", "123456785"])
def test_norwegian_number_with_its_check_digit(number: str) -> None:
    assert is_norwegian_number(number)
    assert not is_norwegian_number(number.replace("3", "4", 1))


@pytest.mark.parametrize("number", ["", "abc", "9747606731", "1000000000", "000000010"])
def test_what_is_no_norwegian_number(number: str) -> None:
    assert not is_norwegian_number(number)


@pytest.mark.law("A-13")
@pytest.mark.parametrize(
    ("officer", "words"),
    [
        (OfficerState.APPOINTED, "ombud@example.com"),
        (OfficerState.NONE, says("We have none.")),
        (OfficerState.NOT_NEEDED, says("We have none. We have assessed that none is needed.")),
        ("", None),
    ],
)
def test_policy_says_whether_there_is_an_officer(officer: str, words: str | None) -> None:
    Controller.objects.update(officer=officer, officer_contact="ombud@example.com")
    StatementFactory.create(text=passage("Hvem", "{table:controller}"))
    html = publishing.publish(now=NOW).texts.get(language="nb").html
    assert words in html if words else "ersonvernombud" not in html


@pytest.mark.law("P5")
@pytest.mark.parametrize("row", ["purposes/staff", "retention_rules/staff.log"])
def test_notice_that_speaks_about_what_is_told_elsewhere_breaks_its_scope(row: str) -> None:
    outside = PurposeFactory.create(key="staff", is_in_notice=False)
    RetentionRuleFactory.create(key="staff.log", purpose=outside)
    assert ask(promises_notice.notice_is_about_the_website).kind == KEPT
    StatementFactory.create(rows=[row])
    verdict = ask(promises_notice.notice_is_about_the_website)
    assert verdict.kind == BROKEN
    assert row in verdict.reason


@pytest.mark.law("P5")
def test_purpose_moved_out_behind_the_revision_breaks_its_scope() -> None:
    published = publishing.publish(now=NOW).register
    Purpose.objects.update(is_in_notice=False)
    assert ask(promises_notice.notice_is_about_the_website, published).kind == BROKEN


def change(rows: Any, **values: Any) -> None:
    """Change a row with the trigger that refuses it disabled."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        table = rows.model._meta.db_table
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        rows.update(**values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.mark.law("P58", "X-30")
def test_every_revision_that_is_whole_is_kept() -> None:
    publishing.publish(now=NOW)
    ActiveFactory.create(revision=1)
    verdict = ask(promises_notice.what_was_seen_is_still_there)
    assert verdict.kind == KEPT
    assert verdict.figure.startswith("1 ")


@pytest.mark.law("P58", "X-30")
@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Revision, {"content": {"privacy": {}}}),
        (Revision, {"sha256": "0" * 64}),
        (RevisionText, {"html": "<p>Noe annet</p>"}),
    ],
)
def test_revision_changed_behind_the_back_breaks_the_promise(model: Any, values: dict[str, Any]) -> None:
    publishing.publish(now=NOW)
    change(model.objects.all(), **values)
    assert ask(promises_notice.what_was_seen_is_still_there).kind == BROKEN


@pytest.mark.law("P58", "X-30")
def test_earlier_revision_with_words_and_hash_both_changed_breaks_the_promise() -> None:
    publishing.publish(now=NOW)
    Controller.objects.update(name="Nytt navn AS")
    publishing.publish(now=NOW)
    html = "<p>Noe annet</p>"
    change(RevisionText.objects.filter(revision=1), html=html, sha256=publishing.text_digest(html))
    verdict = ask(promises_notice.what_was_seen_is_still_there)
    assert verdict.kind == BROKEN
    assert verdict.reason.endswith("1.")


@pytest.mark.law("P58", "G-18")
def test_version_that_says_another_day_breaks_the_promise() -> None:
    publishing.publish(now=NOW)
    change(Revision.objects.all(), published_at=NOW.replace(year=2020))
    assert ask(promises_notice.what_was_seen_is_still_there).kind == BROKEN


@pytest.mark.law("P58", "A-15")
def test_old_version_that_nothing_keeps_from_being_changed_breaks_the_promise() -> None:
    publishing.publish(now=NOW)
    assert ask(promises_notice.what_was_seen_is_still_there).kind == KEPT
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE privacy_revisiontext DISABLE TRIGGER privacy_revisiontext_append_only")
    verdict = ask(promises_notice.what_was_seen_is_still_there)
    assert (verdict.kind, "privacy_revisiontext_append_only" in verdict.reason) == (BROKEN, True)


@pytest.mark.law("P58")
def test_consent_that_points_at_no_revision_breaks_the_promise() -> None:
    publishing.publish(now=NOW)
    Subscription.objects.filter(pk=ActiveFactory.create(revision=1).pk).update(revision=7)
    verdict = ask(promises_notice.what_was_seen_is_still_there)
    assert verdict.kind == BROKEN
    assert "7" in verdict.reason
