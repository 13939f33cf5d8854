"""Limits at which a run stops and asks, and what a receipt says."""

import json
from datetime import timedelta

import pytest

from privacy.inventory import declarations
from privacy.journal.models import JournalEntry
from privacy.letters.models import Letter
from privacy.retention import operations as retention
from privacy.retention import receipts
from privacy.retention.enums import RunState, StopReason
from privacy.retention.errors import NothingToApprove
from privacy.retention.models import RetentionRule, RetentionRun
from tests.factories.privacy import NOW, LetterFactory, RetentionRuleFactory
from tests.registries import ReplaceEntries

pytestmark = [pytest.mark.django_db, pytest.mark.law("P26", "P27")]
DAY = timedelta(days=1)
STAFF = 7


@pytest.fixture(autouse=True)
def _letters_only(db: None, replace_entries: ReplaceEntries) -> None:
    replace_entries(declarations.models, {Letter: declarations.personal_data(Letter)})
    RetentionRuleFactory.create(key="letters.log", days=30)


def letters(due: int, stay: int = 0) -> None:
    ends = [NOW] * due + [NOW + DAY] * stay
    Letter.objects.bulk_create(LetterFactory.build(retain_until=end, ended_at=NOW - 30 * DAY) for end in ends)


def limit(**limits: int) -> None:
    RetentionRule.objects.update(**limits)


def states() -> list[tuple[str, str, int]]:
    return [(run.state, run.stop_reason, run.deleted) for run in RetentionRun.objects.all()]


def test_more_rows_than_the_limit_stops_before_the_first() -> None:
    letters(11)
    limit(most_rows=10)
    assert [run.state for run in retention.run(as_of=NOW, now=NOW)] == [RunState.STOPPED]
    assert states() == [("stopped", StopReason.ROWS, 0)]
    assert Letter.objects.count() == 11
    entry = JournalEntry.objects.get()
    assert (entry.event, json.loads(entry.facts)["due"]) == ("retention.stopped", 11)


def test_as_many_rows_as_the_limit_may_go() -> None:
    letters(10, stay=10)
    limit(most_rows=10, most_percent=50)
    assert [run.deleted for run in retention.run(as_of=NOW, now=NOW)] == [10]


def test_a_larger_share_than_the_limit_stops() -> None:
    letters(6, stay=5)
    limit(most_percent=50)
    retention.run(as_of=NOW, now=NOW)
    assert states() == [("stopped", StopReason.PERCENT, 0)]


def test_share_of_a_small_table_says_nothing_unless_the_rule_sets_it() -> None:
    letters(20)
    assert [run.deleted for run in retention.run(as_of=NOW, now=NOW)] == [20]


def test_more_than_half_of_a_large_table_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts, "FEW", 20)
    letters(21, stay=20)
    retention.run(as_of=NOW, now=NOW)
    assert states() == [("stopped", StopReason.PERCENT, 0)]


def test_clock_that_jumps_by_years_deletes_nothing() -> None:
    letters(5)
    retention.run(as_of=NOW - DAY, now=NOW - DAY)
    wrong = NOW + 3 * 365 * DAY
    retention.run(as_of=wrong, now=wrong)
    assert states() == [("stopped", StopReason.CLOCK, 0)]
    assert Letter.objects.count() == 5
    assert [run.deleted for run in retention.run(as_of=NOW, now=NOW)] == [5]


def test_clock_that_somebody_confirms_runs_again() -> None:
    letters(5)
    retention.run(as_of=NOW - DAY, now=NOW - DAY)
    later = NOW + 200 * DAY
    [stopped] = retention.run(as_of=later, now=later)
    receipts.approve_run(run_id=stopped.pk, staff=STAFF, now=later)
    assert [(run.pk, run.deleted) for run in retention.run(as_of=later, now=later)] == [(stopped.pk, 5)]


def test_answer_lets_one_run_go_on_and_names_who_gave_it() -> None:
    letters(25)
    limit(most_rows=10)
    [stopped] = retention.run(as_of=NOW, now=NOW)
    receipts.approve_run(run_id=stopped.pk, staff=STAFF, now=NOW)
    [done] = retention.run(as_of=NOW, now=NOW)
    assert (done.pk, done.state, done.deleted, done.approved_by) == (stopped.pk, RunState.DONE, 25, STAFF)
    approved = json.loads(JournalEntry.objects.get(event="retention.run_approved").facts)
    assert (approved["run"], approved["staff"], approved["due"]) == (str(stopped.pk), STAFF, 25)
    letters(25)
    assert [run.state for run in retention.run(as_of=NOW, now=NOW)] == [RunState.STOPPED]


def test_answer_does_not_cover_many_more_than_were_seen() -> None:
    letters(11)
    limit(most_rows=10)
    [stopped] = retention.run(as_of=NOW, now=NOW)
    receipts.approve_run(run_id=stopped.pk, staff=STAFF, now=NOW)
    letters(11)
    assert [run.state for run in retention.run(as_of=NOW, now=NOW)] == [RunState.STOPPED]
    assert Letter.objects.count() == 22


def test_run_that_was_allowed_and_killed_goes_on_without_asking_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 10)
    letters(40)
    limit(most_rows=10)
    [stopped] = retention.run(as_of=NOW, now=NOW)
    receipts.approve_run(run_id=stopped.pk, staff=STAFF, now=NOW)
    RetentionRun.objects.update(state=RunState.RUNNING, deleted=20)
    assert [run.deleted for run in retention.run(as_of=NOW, now=NOW)] == [60]
    assert not Letter.objects.exists()


def test_only_a_stopped_run_can_be_answered() -> None:
    letters(1)
    [done] = retention.run(as_of=NOW, now=NOW)
    with pytest.raises(NothingToApprove):
        receipts.approve_run(run_id=done.pk, staff=STAFF, now=NOW)


def test_two_runs_that_stop_leave_one_question() -> None:
    letters(11)
    limit(most_rows=10)
    retention.run(as_of=NOW, now=NOW)
    retention.run(as_of=NOW, now=NOW)
    assert len(states()) == 1
    assert JournalEntry.objects.count() == 1


def test_receipt_counts_and_hashes_and_keeps_some_ids_of_no_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 10)
    letters(25, stay=1)
    ids = {str(pk) for pk in Letter.objects.filter(retain_until=NOW).values_list("pk", flat=True)}
    [receipt] = retention.run(as_of=NOW, now=NOW)
    assert (receipt.due, receipt.deleted, receipt.batches, receipt.tables) == (25, 25, 3, {"privacy_letter": 25})
    assert len(receipt.sha256) == 64
    assert 0 < len(receipt.sample) <= receipts.MOST_SAMPLED
    assert set(receipt.sample) <= ids
    assert receipt.longest_ms < 1000


def test_secret_ids_are_not_kept() -> None:
    assert not receipts.has_plain_ids("sessions.session")
    assert receipts.has_plain_ids("dsar.contact")
    assert receipts.has_plain_ids("privacy.letter")
