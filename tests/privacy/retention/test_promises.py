"""The checks of P26 and P27, with rows and tables changed behind the application's back."""

import json
import os
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from newsletter.issues.models import Delivery
from newsletter.subscriptions.models import Subscription
from privacy.inventory import declarations
from privacy.inventory.declarations import Anonymise
from privacy.journal.models import JournalEntry
from privacy.letters.models import Letter
from privacy.register import operations as register
from privacy.register.frozen.parts import Core
from privacy.register.frozen.register import Register, parse
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.registry import Facts, Verdict
from privacy.retention import operations as retention
from privacy.retention import promises as promises_retention
from privacy.retention.frozen import retention_rules as published_rules
from privacy.retention.models import RetentionRule, RetentionRun
from tests.factories.newsletter import ActiveFactory, EndedFactory, IssueFactory
from tests.factories.privacy import NOW, LetterFactory, approve
from tests.factories.rules import load_rules
from tests.registries import ReplaceEntries

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _rules(db: None) -> None:
    load_rules()


def p26() -> Verdict:
    return promises_retention.nothing_is_kept_too_long(Facts(now=NOW, register=Register()))


def p27() -> Verdict:
    return promises_retention.what_has_ended_is_gone(Facts(now=NOW, register=Register()))


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def assert_broken(verdict: Verdict, reason: str) -> None:
    assert verdict.kind == VerdictKind.BROKEN
    assert reason in verdict.reason


@pytest.mark.law("P26")
def test_rows_with_an_end_and_rows_whose_clock_waits_are_kept() -> None:
    ActiveFactory.create()
    EndedFactory.create(ended_at=NOW - DAY, retain_until=NOW + 29 * DAY)
    verdict = p26()
    assert verdict.kind == VerdictKind.KEPT
    assert verdict.figure.startswith("2 ")


@pytest.mark.law("P26")
def test_row_past_its_end_breaks_it_after_a_day_of_grace() -> None:
    letter = LetterFactory.create(ended_at=NOW - 30 * DAY, retain_until=NOW - DAY + timedelta(seconds=1))
    assert p26().kind == VerdictKind.KEPT
    Letter.objects.filter(pk=letter.pk).update(retain_until=NOW - DAY)
    assert_broken(p26(), "Sendte brev (1)")


@pytest.mark.law("P26")
@pytest.mark.parametrize("end", ["NULL", "'2099-01-01'"])
def test_end_that_somebody_pushed_out_or_removed_breaks_it(end: str) -> None:
    LetterFactory.create(ended_at=NOW - 32 * DAY, retain_until=NOW - 2 * DAY)
    sql(f"UPDATE privacy_letter SET retain_until = {end}")
    assert_broken(p26(), "Sendte brev (1)")


@pytest.mark.law("P26")
@pytest.mark.parametrize(
    "lie",
    [
        "retain_until = retain_until + interval '2 days'",
        "ended_at = '2027-03-10', retain_until = '2027-04-09'",
    ],
)
def test_end_beyond_the_rule_breaks_it_long_before_it_is_due(lie: str) -> None:
    LetterFactory.create(ended_at=NOW, retain_until=NOW + 30 * DAY)
    assert p26().kind == VerdictKind.KEPT
    sql(f"UPDATE privacy_letter SET {lie}")
    assert_broken(p26(), "Sendte brev (1)")


@pytest.mark.law("P26")
def test_end_under_a_rule_that_nobody_has_approved_yet_is_no_lie() -> None:
    LetterFactory.create(ended_at=NOW, retain_until=NOW + 30 * DAY)
    RetentionRule.objects.filter(key="letters.log").update(days=7)
    assert p26().kind == VerdictKind.KEPT


def published(key: str, **lie: Any) -> Verdict:
    rules = tuple(replace(rule, **lie) if rule.key == key else rule for rule in published_rules())
    draft = Register(parts={"privacy": Core(retention_rules=rules)})
    return promises_retention.nothing_is_kept_too_long(Facts(now=NOW, register=draft))


@pytest.mark.law("P26", "G-07")
def test_policy_that_says_a_shorter_time_than_its_rule_breaks_it() -> None:
    assert published("contact.message").kind == VerdictKind.KEPT
    words = {"nb": "12 måneder", "nn": "12 månader", "en": "7 days"}
    assert_broken(published("contact.message", period=words), "contact.message (en: 7 days)")


@pytest.mark.law("P26")
def test_rule_that_became_longer_than_the_policy_in_force_breaks_it_when_it_is_approved() -> None:
    assert published("contact.message", months=6, period={}).kind == VerdictKind.BROKEN
    assert published("contact.message", months=13, period={}).kind == VerdictKind.KEPT
    RetentionRule.objects.filter(key="contact.message").update(approved_terms="")
    assert published("contact.message", months=6, period={}).kind == VerdictKind.KEPT


@pytest.mark.law("P26")
def test_rule_that_is_gone_breaks_it() -> None:
    RetentionRule.objects.filter(key="newsletter.pending").delete()
    assert_broken(p26(), "newsletter.ListImport (newsletter.pending), newsletter.PendingSignUp (newsletter.pending)")


@pytest.mark.law("P26")
@pytest.mark.parametrize(
    ("table", "column", "told"),
    [
        ("privacy_letter", "retain_until", "privacy.Letter.retain_until"),
        ("dsar_job", "made_at", "dsar.Job.made_at"),
        ("dsar_caseevent", "at", "dsar.CaseEvent.at"),
    ],
)
def test_index_that_is_dropped_breaks_it(table: str, column: str, told: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = %s AND indexdef LIKE %s", [table, f"%({column})"]
        )
        [(name,)] = cursor.fetchall()
    sql(f'DROP INDEX "{name}"')
    assert_broken(p26(), told)


@pytest.mark.law("P26", "P27")
def test_anonymised_rows_have_no_end_and_are_not_late(replace_entries: ReplaceEntries) -> None:
    data = declarations.personal_data(Letter)
    how = Anonymise(clear=("last_error",), stays="")
    told = replace(data, retention=replace(data.retention, anonymise=how))
    replace_entries(declarations.models, {Letter: told})
    RetentionRule.objects.filter(key="letters.log").update(action="anonymise", anonymise_reason="statistics")
    approve(RetentionRule.objects.get(key="letters.log"))
    LetterFactory.create(ended_at=NOW - 40 * DAY, retain_until=NOW - 10 * DAY, last_error="x")
    retention.run(as_of=NOW, now=NOW)
    assert (p26().kind, p27().kind) == (VerdictKind.KEPT, VerdictKind.KEPT)
    Letter.objects.update(last_error="back")
    assert_broken(p26(), "Sendte brev (1)")


@pytest.fixture
def done(db: None) -> RetentionRun:
    """A run that deleted a subscription with its delivery."""
    gone = EndedFactory.create(retain_until=NOW)
    issue = IssueFactory.create(queued_at=NOW)
    Delivery.objects.create(issue=issue, subscription=gone, due_at=NOW, retain_until=NOW + DAY)
    [receipt] = retention.run(as_of=NOW, now=NOW)
    assert receipt.tables == {"newsletter_delivery": 1, "newsletter_subscription": 1}
    assert p27().kind == VerdictKind.KEPT
    return receipt


@pytest.mark.law("P27", "D-24")
def test_row_that_comes_back_breaks_it(done: RetentionRun) -> None:
    ActiveFactory.create(pk=done.sample[0])
    assert_broken(p27(), "newsletter.subscription")


@pytest.mark.law("P27")
def test_receipt_that_was_changed_or_removed_breaks_it(done: RetentionRun) -> None:
    RetentionRun.objects.update(deleted=2)
    assert_broken(p27(), str(done.pk))
    RetentionRun.objects.all().delete()
    assert_broken(p27(), str(done.pk))


@pytest.mark.law("P27")
def test_receipt_that_nobody_journalled_breaks_it(done: RetentionRun) -> None:
    invented = RetentionRun.objects.create(rule="letters.log", model="privacy.letter", as_of=NOW, deleted=3)
    assert_broken(p27(), str(invented.pk))


@pytest.mark.law("P27", "D-24")
def test_foreign_key_that_is_dropped_breaks_it() -> None:
    assert p27().kind == VerdictKind.KEPT
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'newsletter_delivery'::regclass"
            " AND confrelid = 'newsletter_subscription'::regclass"
        )
        [(name,)] = cursor.fetchall()
    sql(f'ALTER TABLE newsletter_delivery DROP CONSTRAINT "{name}"')
    assert_broken(p27(), "newsletter_delivery.subscription_id")


@pytest.mark.law("X-12", "X-10", "D-24")
@pytest.mark.parametrize("column", ["is_deleted boolean", "deleted_at timestamptz", "hidden boolean"])
def test_column_that_hides_rows_instead_breaks_it(column: str) -> None:
    sql(f"ALTER TABLE contact_message ADD COLUMN {column}")
    assert_broken(p27(), f"contact_message.{column.split(maxsplit=1)[0]}")


@pytest.mark.law("P27")
@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE newsletter_subscription DISABLE TRIGGER ALL",
        "CREATE TABLE beside (subscription uuid REFERENCES newsletter_subscription (id))",
    ],
)
def test_children_that_would_stay_break_it(change: str) -> None:
    sql(change)
    assert_broken(p27(), "newsletter_delivery" if "DISABLE" in change else "beside.")


@pytest.mark.law("P27")
def test_receipt_and_journal_hold_no_value(done: RetentionRun) -> None:
    told = json.dumps([list(RetentionRun.objects.values()), list(JournalEntry.objects.values())], default=str)
    assert "@" not in told
    assert not Subscription.objects.exists()


def test_figures_are_asked_of_the_live_database() -> None:
    """No figure is remembered: what changes between two looks shows."""
    assert p26().figure.startswith("0 ")
    ActiveFactory.create()
    assert p26().figure.startswith("1 ")


def backup(folder: Path, *, days: float, ending: str = ".tar.age") -> Path:
    path = folder / f"backup-{(NOW - timedelta(days=days)).astimezone(UTC):%Y%m%dT%H%M%SZ}{ending}"
    path.touch()
    return path


def p27_of_backups(**terms: int | None) -> Verdict:
    rule = {"key": "backup.copy", "days": None, "months": None, "months_after_year": None} | terms
    content = {"privacy": {"retention_rules": [rule]}}
    return promises_retention.what_has_ended_is_gone(Facts(now=NOW, register=parse(content)))


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.PRIVACY = settings.PRIVACY | {"BACKUP_FOLDER": str(tmp_path), "BACKUP_DAYS": 30}
    return tmp_path


@pytest.mark.law("P27", "D-24")
def test_backup_that_is_older_than_the_policy_says_breaks_it(folder: Path) -> None:
    for days in (0, 29, 30.9):
        backup(folder, days=days)
    (folder / "backup-20261399T000000Z.tar").touch()
    assert p27_of_backups(days=30).kind == VerdictKind.KEPT
    late = backup(folder, days=31.1, ending=".tar")
    assert_broken(p27_of_backups(days=30), late.name)
    assert p27_of_backups(months=2).kind == VerdictKind.KEPT


@pytest.mark.law("P27", "D-24")
@pytest.mark.parametrize("name", ["dump.sql", "old/backup.tar", "backup-20261399T000000Z.tar"])
def test_copy_that_somebody_laid_beside_the_backups_counts_too(folder: Path, name: str) -> None:
    copy = folder / name
    copy.parent.mkdir(exist_ok=True)
    for days, kind in ((30, VerdictKind.KEPT), (32, VerdictKind.BROKEN)):
        copy.touch()
        at = (NOW - timedelta(days=days)).timestamp()
        os.utime(copy, (at, at))
        assert p27_of_backups(days=30).kind == kind


@pytest.mark.law("P27", "D-24")
def test_setting_that_keeps_backups_longer_than_the_policy_says_breaks_it(folder: Path, settings: Any) -> None:
    assert p27_of_backups(days=30).kind == VerdictKind.KEPT
    settings.PRIVACY = settings.PRIVACY | {"BACKUP_DAYS": 31}
    assert_broken(p27_of_backups(days=30), "BACKUP_DAYS")


@pytest.mark.law("P27", "D-24")
def test_policy_that_is_silent_about_the_backups_that_there_are_breaks_it(folder: Path) -> None:
    assert p27().kind == VerdictKind.KEPT
    backup(folder, days=1)
    assert_broken(p27(), "backup.copy")


@pytest.mark.law("P27", "D-24")
@pytest.mark.parametrize("name", [".making-x", ".opening-x"])
def test_half_made_backup_that_nobody_finishes_breaks_it(folder: Path, name: str) -> None:
    left = folder / name
    left.mkdir()
    for days, kind in ((0.9, VerdictKind.KEPT), (1.1, VerdictKind.BROKEN)):
        at = (NOW - timedelta(days=days)).timestamp()
        os.utime(left, (at, at))
        assert p27_of_backups(days=30).kind == kind


@pytest.mark.law("P27", "D-24")
def test_our_own_policy_says_how_long_backups_are_kept(folder: Path, settings: Any) -> None:
    draft = register.freeze(now=NOW)
    assert promises_retention.what_has_ended_is_gone(Facts(now=NOW, register=draft)).kind == VerdictKind.KEPT
    settings.PRIVACY = settings.PRIVACY | {"BACKUP_DAYS": 31}
    assert_broken(promises_retention.what_has_ended_is_gone(Facts(now=NOW, register=draft)), "BACKUP_DAYS")
