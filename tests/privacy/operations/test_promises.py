import json
import logging
from datetime import timedelta

import pytest
from django.db import connection

from privacy import in_force, verdicts
from privacy.enums import TransferTool, VerdictKind
from privacy.models import JournalEntry, PromiseVerdict, Revision, Vendor
from privacy.operations import promises
from privacy.verdicts import Facts, Verdict, broken, kept, unproven
from tests.factories.privacy import NOW, AdequacyDecisionFactory, VendorFactory
from tests.privacy.conftest import Promising

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]


def test_judging_stores_nothing(promising: Promising) -> None:
    promising(P1=kept("1"))
    (result,) = promises.judge(content={}, now=NOW)
    assert (result.promise, result.verdict) == ("P1", kept("1"))
    assert not PromiseVerdict.objects.exists()
    assert not JournalEntry.objects.exists()


def test_promises_are_judged_in_the_order_of_their_numbers(promising: Promising) -> None:
    promising(P29=kept("1"), P4=kept("1"), P100=kept("1"))
    assert [one.promise for one in promises.judge(content={}, now=NOW)] == ["P4", "P29", "P100"]


def test_check_stores_each_verdict_and_journals_the_kinds_only(promising: Promising) -> None:
    promising(P1=kept("3 of 3"), P2=broken("1", "one is late"), P3=unproven("-", "no data"))
    promises.check(now=NOW)
    stored = {one.promise: (one.kind, one.figure, one.reason) for one in PromiseVerdict.objects.all()}
    assert stored == {
        "P1": ("kept", "3 of 3", ""),
        "P2": ("broken", "1", "one is late"),
        "P3": ("unproven", "-", "no data"),
    }
    entry = JournalEntry.objects.get(event="promises.checked")
    assert json.loads(entry.facts) == {"P1": "kept", "P2": "broken", "P3": "unproven"}
    assert entry.revision is None


def test_latest_verdict_of_each_promise_counts(promising: Promising) -> None:
    promising(P1=kept("1"), P2=kept("1"))
    promises.check(now=NOW)
    promising(P1=broken("0", "gone"))
    promises.check(now=NOW + timedelta(days=1))
    latest = {one.promise: one.kind for one in PromiseVerdict.objects.latest_of_each()}
    assert latest == {"P1": "broken", "P2": "kept"}


def listen(monkeypatch: pytest.MonkeyPatch) -> list[Facts]:
    """Return what the only check will be given."""
    seen: list[Facts] = []

    def note(facts: Facts) -> Verdict:
        seen.append(facts)
        return kept("1")

    monkeypatch.setattr(verdicts, "_checks", {"P1": note})
    return seen


def test_draft_is_judged_before_anything_is_published(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = listen(monkeypatch)
    promises.check(now=NOW)
    assert seen[0].content["privacy"]["controller"]["name"] == "Eksempel AS"
    assert seen[0].now == NOW


def test_revision_in_force_is_judged_once_there_is_one(published: Revision, monkeypatch: pytest.MonkeyPatch) -> None:
    VendorFactory.create(key="only-in-the-draft")
    seen = listen(monkeypatch)
    promises.check(now=NOW)
    assert seen[0].content == published.content
    newest = JournalEntry.objects.filter(event="promises.checked").latest("seq")
    assert newest.revision == 1


def test_check_that_fails_is_unproven_and_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_facts: Facts) -> Verdict:
        raise ZeroDivisionError

    monkeypatch.setattr(verdicts, "_checks", {"P1": fail, "P2": lambda _facts: kept("1")})
    with caplog.at_level(logging.ERROR):
        first, second = promises.judge(content={}, now=NOW)
    assert first.verdict.kind == VerdictKind.UNPROVEN
    assert first.verdict.reason
    assert second.verdict == kept("1")
    assert "P1" in caplog.text


def test_query_that_fails_leaves_the_other_checks_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_facts: Facts) -> Verdict:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM no_such_table")
        return kept("1")

    monkeypatch.setattr(verdicts, "_checks", {"P1": fail, "P2": lambda _facts: kept(str(Vendor.objects.count()))})
    first, second = promises.check(now=NOW)
    assert first.verdict.kind == VerdictKind.UNPROVEN
    assert second.verdict == kept("0")


@pytest.mark.law("P24", "T-07")
def test_recipient_with_nothing_to_stand_on_is_halted_and_journalled(published: Revision) -> None:
    red = VendorFactory.create(key="red", parent_country="US")
    green = VendorFactory.create(key="green")
    amber = VendorFactory.create(key="amber", parent_country="US", tool=TransferTool.SCC)
    promises.check(now=NOW)
    for vendor in (red, green, amber):
        vendor.refresh_from_db()
    assert (red.halted_at, green.halted_at, amber.halted_at) == (NOW, None, None)
    entry = JournalEntry.objects.get(event="vendor.halted")
    assert json.loads(entry.facts) == {"vendor": "red"}
    snapshot = in_force.current()
    assert snapshot is not None
    assert snapshot.halted == {"red"}


@pytest.mark.law("P24", "T-07")
def test_suspended_decision_halts_whoever_rests_on_it() -> None:
    decision = AdequacyDecisionFactory.create(country="CH")
    VendorFactory.create(key="swiss", parent_country="CH", tool=TransferTool.ADEQUACY)
    assert promises.halt_red_vendors(now=NOW) == []
    decision.suspended_on = NOW.date()
    decision.save()
    assert [one.key for one in promises.halt_red_vendors(now=NOW)] == ["swiss"]


def test_halted_recipient_is_halted_once() -> None:
    VendorFactory.create(parent_country="US")
    promises.halt_red_vendors(now=NOW)
    assert promises.halt_red_vendors(now=NOW + timedelta(days=1)) == []
    assert Vendor.objects.get().halted_at == NOW
    assert JournalEntry.objects.filter(event="vendor.halted").count() == 1


def test_result_is_what_operators_script_against() -> None:
    result = promises.Result(promise="P29", verdict=broken("2", "late"))
    assert result.as_json() == {"id": "P29", "verdict": "broken", "figure": "2", "reason": "late"}
