"""Rules that staff approve, and ends that are worked out again."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError

from privacy.inventory import declarations
from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.letters.models import Letter
from privacy.retention import operations as retention
from privacy.retention import rules
from privacy.retention.enums import RunState
from privacy.retention.errors import NothingToApprove
from privacy.retention.models import RetentionRule, RetentionRun
from tests.factories.privacy import NOW, LetterFactory, RetentionRuleFactory, approve
from tests.registries import ReplaceEntries
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.law("P26", "P27")]
DAY = timedelta(days=1)
STAFF = 7


@pytest.fixture(autouse=True)
def _two_models(db: None, replace_entries: ReplaceEntries) -> None:
    personal = {model: declarations.personal_data(model) for model in (Letter, Session)}
    replace_entries(declarations.models, personal)
    RetentionRuleFactory.create(key="staff.session", days=1)


@pytest.fixture
def rule(db: None) -> RetentionRule:
    found: RetentionRule = RetentionRuleFactory.create(key="letters.log", days=30)
    return found


def letters(count: int, ended: datetime, days: int = 30) -> None:
    Letter.objects.bulk_create(
        LetterFactory.build(ended_at=ended, is_sent=True, retain_until=ended + days * DAY) for _ in range(count)
    )


def change(rule: RetentionRule, **terms: Any) -> RetentionRule:
    RetentionRule.objects.filter(pk=rule.pk).update(**terms)
    return RetentionRule.objects.get(pk=rule.pk)


def events() -> list[str]:
    return list(JournalEntry.objects.order_by("pk").values_list("event", flat=True))


def test_changed_rule_deletes_nothing_and_leaves_a_preview(rule: RetentionRule) -> None:
    letters(3, NOW - 20 * DAY)
    letters(2, NOW - 40 * DAY)
    change(rule, days=10)
    found = retention.run(as_of=NOW, now=NOW)
    assert [(run.state, run.due, run.deleted) for run in found] == [(RunState.PREVIEW, 5, 0)]
    assert Letter.objects.count() == 5
    assert events() == ["retention.previewed"]


def test_every_run_renews_one_preview_and_does_not_repeat_it_in_the_journal(rule: RetentionRule) -> None:
    letters(1, NOW - 20 * DAY)
    change(rule, days=10)
    retention.run(as_of=NOW, now=NOW)
    letters(2, NOW - 20 * DAY)
    retention.run(as_of=NOW, now=NOW)
    assert RetentionRun.objects.get().due == 3
    assert events() == ["retention.previewed"]


def test_approved_rule_runs_and_says_who_approved_it(rule: RetentionRule) -> None:
    letters(3, NOW - 20 * DAY)
    letters(1, NOW - 5 * DAY)
    changed = change(rule, days=10)
    retention.run(as_of=NOW, now=NOW)
    rules.approve(rule_id=rule.pk, terms=changed.terms, staff=STAFF, now=NOW)
    assert [run.deleted for run in retention.run(as_of=NOW, now=NOW)] == [3]
    assert Letter.objects.get().retain_until == NOW + 5 * DAY
    preview = RetentionRun.objects.get(state=RunState.PREVIEWED)
    assert (preview.approved_by, preview.approved_at, preview.deleted) == (STAFF, NOW, 0)
    approved = json.loads(JournalEntry.objects.get(event="retention.rule_approved").facts)
    assert (approved["rule"], approved["staff"]) == ("letters.log", STAFF)


def test_approval_is_for_the_terms_that_were_seen(rule: RetentionRule) -> None:
    seen = change(rule, days=10).terms
    change(rule, days=1)
    with pytest.raises(NothingToApprove):
        rules.approve(rule_id=rule.pk, terms=seen, staff=STAFF, now=NOW)
    with pytest.raises(NothingToApprove):
        rules.approve(rule_id=0, terms=seen, staff=STAFF, now=NOW)
    assert not JournalEntry.objects.exists()


def test_new_rule_over_rows_is_a_preview_and_over_an_empty_table_in_force() -> None:
    RetentionRuleFactory.create(key="letters.log", days=30, is_approved=False)
    rules.settle(now=NOW)
    assert RetentionRule.objects.get(key="letters.log").is_approved
    assert JournalEntry.objects.get().event == "retention.rule_approved"
    RetentionRule.objects.filter(key="letters.log").update(approved_terms="")
    letters(1, NOW - 40 * DAY)
    assert [run.state for run in retention.run(as_of=NOW, now=NOW)] == [RunState.PREVIEW]
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(("days", "end"), [(10, 10), (90, 90)])
def test_rows_follow_a_period_that_became_shorter_or_longer(
    rule: RetentionRule, monkeypatch: pytest.MonkeyPatch, days: int, end: int
) -> None:
    monkeypatch.setattr(rules, "BATCH", 10)
    letters(25, NOW - DAY)
    Letter.objects.bulk_create([LetterFactory.build(), LetterFactory.build()])
    approve(rule)
    changed = change(rule, days=days, approved_terms=f"delete days={days}")
    assert rules.apply_changes(now=NOW) == 25
    assert set(Letter.objects.values_list("retain_until", flat=True)) == {NOW + (end - 1) * DAY, None}
    assert RetentionRule.objects.get(pk=changed.pk).is_applied
    assert rules.apply_changes(now=NOW) == 0


def test_working_out_ends_goes_on_where_it_was_killed(rule: RetentionRule, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "BATCH", 10)
    letters(25, NOW - DAY)
    change(rule, days=90, approved_terms="delete days=90")
    real, calls = rules._apply_batch, iter(range(9))

    def die_at_the_second(*args: Any) -> Any:
        if next(calls) == 1:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(rules, "_apply_batch", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        rules.apply_changes(now=NOW)
    assert Letter.objects.filter(retain_until=NOW + 89 * DAY).count() == 10
    monkeypatch.setattr(rules, "_apply_batch", real)
    assert rules.apply_changes(now=NOW) == 15
    assert Letter.objects.filter(retain_until=NOW + 89 * DAY).count() == 25


def test_row_whose_clock_was_stopped_meanwhile_keeps_no_end(rule: RetentionRule) -> None:
    letters(1, NOW - DAY)
    Letter.objects.update(ended_at=None, retain_until=None)
    change(rule, days=90, approved_terms="delete days=90")
    rules.apply_changes(now=NOW)
    assert Letter.objects.get().retain_until is None


def test_year_end_rule_waits_for_the_years_of_the_bookkeeping_act(rule: RetentionRule) -> None:
    """LAW D-37: five years after the end of the year of the document."""
    letters(1, datetime(2020, 5, 4, tzinfo=UTC))
    changed = change(rule, days=None, months_after_year=60)
    rules.approve(rule_id=rule.pk, terms=changed.terms, staff=STAFF, now=NOW)
    early, late = datetime(2025, 12, 31, 22, 59, tzinfo=UTC), datetime(2025, 12, 31, 23, 0, tzinfo=UTC)
    assert retention.run(as_of=early, now=NOW) == []
    assert [run.deleted for run in retention.run(as_of=late, now=NOW)] == [1]


@pytest.mark.law("D-37")
def test_accounting_year_that_moves_is_approved_again(rule: RetentionRule, settings: Any) -> None:
    letters(1, datetime(2020, 5, 4, tzinfo=UTC))
    changed = change(rule, days=None, months_after_year=60)
    rules.approve(rule_id=rule.pk, terms=changed.terms, staff=STAFF, now=NOW)
    settings.PRIVACY = settings.PRIVACY | {"ACCOUNTING_YEAR_ENDS": 4}
    moved = RetentionRule.objects.get(pk=rule.pk)
    year = "%(months)s from the end of the accounting year, which ends with %(month)s"
    length = says(year, months="60 måneder", month="april")
    words = says("%(action)s after %(length)s", action=says("delete the row"), length=length)
    assert (moved.is_approved, moved.words) == (False, words)
    late = datetime(2026, 4, 30, 22, tzinfo=UTC)
    assert [run.deleted for run in retention.run(as_of=late, now=NOW)] == [0]
    rules.approve(rule_id=rule.pk, terms=moved.terms, staff=STAFF, now=NOW)
    assert [run.deleted for run in retention.run(as_of=late - timedelta(seconds=1), now=NOW)] == []
    assert [run.deleted for run in retention.run(as_of=late, now=NOW)] == [1]


def test_database_refuses_to_anonymise_without_a_reason(rule: RetentionRule) -> None:
    with pytest.raises(IntegrityError, match="retention_rule_anonymises_for_a_reason"):
        change(rule, action="anonymise")


def test_anonymised_row_loses_its_person_and_keeps_the_rest(
    rule: RetentionRule, replace_entries: ReplaceEntries
) -> None:
    how = declarations.Anonymise(clear=("last_error",), to_month=("due_at",), stays="")
    data = declarations.personal_data(Letter)
    told = replace(data, retention=replace(data.retention, anonymise=how))
    replace_entries(declarations.models, {Letter: told})
    letters(3, NOW - 40 * DAY)
    letters(1, NOW)
    Letter.objects.update(last_error="kari")
    changed = change(rule, action="anonymise", anonymise_reason="statistics")
    rules.approve(rule_id=rule.pk, terms=changed.terms, staff=STAFF, now=NOW)
    assert [(run.deleted, run.tables) for run in retention.run(as_of=NOW, now=NOW)] == [(3, {"privacy_letter": 3})]
    assert Letter.objects.count() == 4
    gone = Letter.objects.filter(retain_until=None)
    assert set(gone.values_list("last_error", "due_at")) == {("", datetime(2026, 3, 1, tzinfo=UTC))}
    assert Letter.objects.get(retain_until__isnull=False).last_error == "kari"
    assert retention.run(as_of=NOW, now=NOW) == []
    assert list(journal.verify_chain()) == []


def test_model_that_does_not_say_how_is_not_anonymised(rule: RetentionRule) -> None:
    letters(1, NOW - 40 * DAY)
    changed = change(rule, action="anonymise", anonymise_reason="statistics")
    rules.approve(rule_id=rule.pk, terms=changed.terms, staff=STAFF, now=NOW)
    with pytest.raises(retention.CannotAnonymise, match=r"privacy\.letter"):
        retention.run(as_of=NOW, now=NOW)
    assert Letter.objects.count() == 1
