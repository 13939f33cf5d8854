import json
import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import translation

from privacy.journal.models import JournalEntry
from privacy.recipients.enums import TransferTool
from privacy.recipients.models import Vendor
from privacy.register import in_force
from privacy.register.frozen.register import Register
from privacy.register.models import Revision
from privacy.register.promises import catalogue
from privacy.register.promises.enums import PromiseKind, VerdictKind
from privacy.register.promises.models import PromiseVerdict
from privacy.register.promises.phrases import gettext
from privacy.register.promises.registry import Facts, Verdict, broken, kept, unproven
from privacy.verdicts import halting, judging
from privacy.verdicts import operations as verdicts
from tests.factories.privacy import NOW, AdequacyDecisionFactory, RetentionRuleFactory, VendorFactory
from tests.privacy.conftest import AskOnly, Promising
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]


def test_judging_stores_nothing(promising: Promising) -> None:
    promising(P1=kept("1"))
    (result,) = judging.judge(register=Register(), now=NOW)
    assert (result.promise, result.verdict) == ("P1", kept("1"))
    assert not PromiseVerdict.objects.exists()
    assert not JournalEntry.objects.exists()


def test_promises_are_judged_in_the_order_of_their_numbers(promising: Promising) -> None:
    promising(P29=kept("1"), P4=kept("1"), P100=kept("1"))
    assert [result.promise for result in judging.judge(register=Register(), now=NOW)] == ["P4", "P29", "P100"]


def test_verdict_is_read_in_the_language_of_the_reader(promising: Promising) -> None:
    with translation.override("en"):
        rows = gettext("%(rows)s rows only stored") % {"rows": 276}
        promising(P1=broken(rows, gettext("The policy does not tell: %(rows)s.") % {"rows": rows}))
        verdicts.check(now=NOW)
    verdict = PromiseVerdict.objects.get(promise="P1")
    with translation.override("nb"):
        here = says("%(rows)s rows only stored", rows=276)
        assert verdict.figure_here() == here
        assert verdict.reason_here() == says("The policy does not tell: %(rows)s.", rows=here)
    with translation.override("nn"):
        assert verdict.figure_here() == says("%(rows)s rows only stored", rows=276, language="nn")
    verdict.texts = {}  # from before they were kept
    assert verdict.figure_here() == "276 rows only stored"


def test_check_stores_each_verdict_and_journals_the_kinds_only(promising: Promising) -> None:
    promising(P1=kept("3 of 3"), P2=broken("1", "one is late"), P3=unproven("-", "no data"))
    verdicts.check(now=NOW)
    stored = {
        verdict.promise: (verdict.kind, verdict.figure, verdict.reason) for verdict in PromiseVerdict.objects.all()
    }
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
    verdicts.check(now=NOW)
    promising(P1=broken("0", "gone"))
    verdicts.check(now=NOW + timedelta(days=1))
    latest = {verdict.promise: verdict.kind for verdict in PromiseVerdict.objects.latest_of_each()}
    assert latest == {"P1": "broken", "P2": "kept"}


def listen(ask_only: AskOnly) -> list[Facts]:
    """Return what the only check will be given."""
    seen: list[Facts] = []

    def note(facts: Facts) -> Verdict:
        seen.append(facts)
        return kept("1")

    ask_only({"P1": note})
    return seen


def test_draft_is_judged_before_anything_is_published(ask_only: AskOnly) -> None:
    seen = listen(ask_only)
    verdicts.check(now=NOW)
    assert seen[0].register.controller.name == "Eksempel AS"
    assert seen[0].now == NOW


def test_revision_in_force_is_judged_once_there_is_one(published: Revision, ask_only: AskOnly) -> None:
    VendorFactory.create(key="only-in-the-draft")
    seen = listen(ask_only)
    verdicts.check(now=NOW)
    assert seen[0].register == published.register
    newest = JournalEntry.objects.filter(event="promises.checked").latest("seq")
    assert newest.revision == 1


def test_check_that_fails_is_unproven_and_logged(ask_only: AskOnly, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_facts: Facts) -> Verdict:
        raise ZeroDivisionError

    ask_only({"P1": fail, "P2": lambda _facts: kept("1")})
    with caplog.at_level(logging.ERROR):
        first, second = judging.judge(register=Register(), now=NOW)
    assert first.verdict.kind == VerdictKind.UNPROVEN
    assert first.verdict.reason
    assert second.verdict == kept("1")
    assert "P1" in caplog.text


@pytest.mark.law("P10")
def test_log_of_a_check_that_fails_says_where_and_quotes_nobody(
    ask_only: AskOnly, caplog: pytest.LogCaptureFixture
) -> None:
    RetentionRuleFactory.create(key="kari@example.com")

    def fail(_facts: Facts) -> Verdict:
        RetentionRuleFactory.create(key="kari@example.com")
        return kept("1")

    ask_only({"P1": fail})
    judging.judge(register=Register(), now=NOW)
    (record,) = [line for line in caplog.records if line.levelno == logging.ERROR]
    assert record.exc_info is None
    assert "the check of P1 failed: IntegrityError at " in record.message
    assert " at test_operations.py:" in record.message
    assert "kari" not in caplog.text


def test_query_that_fails_leaves_the_other_checks_alone(ask_only: AskOnly) -> None:
    def fail(_facts: Facts) -> Verdict:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM no_such_table")
        return kept("1")

    ask_only({"P1": fail, "P2": lambda _facts: kept(str(Vendor.objects.count()))})
    first, second = verdicts.check(now=NOW)
    assert first.verdict.kind == VerdictKind.UNPROVEN
    assert second.verdict == kept("0")


@pytest.mark.law("P24", "T-07")
def test_recipient_with_nothing_to_stand_on_is_halted_and_journalled(published: Revision) -> None:
    red = VendorFactory.create(key="red", parent_country="US")
    green = VendorFactory.create(key="green")
    amber = VendorFactory.create(key="amber", parent_country="US", tool=TransferTool.SCC)
    verdicts.check(now=NOW)
    for vendor in (red, green, amber):
        vendor.refresh_from_db()
    assert (red.halted_at, green.halted_at, amber.halted_at) == (NOW, None, None)
    entry = JournalEntry.objects.get(event="vendor.halted")
    assert json.loads(entry.facts) == {"vendor": "red"}
    snapshot = in_force.current()
    assert snapshot is not None
    assert snapshot.halted == {"red", "amber"}  # amber is paused: neither verified nor accepted


@pytest.mark.law("P24", "T-07")
def test_suspended_decision_halts_whoever_rests_on_it() -> None:
    decision = AdequacyDecisionFactory.create(country="CH")
    VendorFactory.create(key="swiss", parent_country="CH", tool=TransferTool.ADEQUACY)
    assert halting.halt_red_vendors(now=NOW) == []
    decision.suspended_on = NOW.date()
    decision.save()
    assert [vendor.key for vendor in halting.halt_red_vendors(now=NOW)] == ["swiss"]


def test_halted_recipient_is_halted_once() -> None:
    VendorFactory.create(parent_country="US")
    halting.halt_red_vendors(now=NOW)
    assert halting.halt_red_vendors(now=NOW + timedelta(days=1)) == []
    assert Vendor.objects.get().halted_at == NOW
    assert JournalEntry.objects.filter(event="vendor.halted").count() == 1


def test_result_is_what_operators_script_against() -> None:
    result = judging.Result(promise="P29", verdict=broken("2", "late"))
    assert result.as_json() == {"id": "P29", "verdict": "broken", "figure": "2", "reason": "late"}


def test_promise_of_the_catalogue_without_a_check_is_unproven(
    ask_only: AskOnly, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = catalogue_of("P1", "P2")
    ask_only({"P2": lambda _facts: kept("1")}, known)
    first, second = judging.judge(register=Register(), now=NOW)
    assert first.as_json() == {
        "id": "P1",
        "verdict": "unproven",
        "figure": "-",
        "reason": says("There is no check yet."),
    }
    assert second.verdict == kept("1")


def catalogue_of(*names: str) -> dict[str, catalogue.CataloguedPromise]:
    return {
        name: catalogue.CataloguedPromise(
            id=name, kind=PromiseKind.NOTICE, text={"nb": name, "en": name}, law=("GDPR art. 5",)
        )
        for name in names
    }


def test_error_is_named_by_its_class(ask_only: AskOnly) -> None:
    def fail(_facts: Facts) -> Verdict:
        raise ZeroDivisionError("kari@example.com")

    ask_only({"P1": fail})
    (result,) = judging.judge(register=Register(), now=NOW)
    assert "ZeroDivisionError" in result.verdict.reason
    assert "kari" not in result.verdict.reason


def test_check_leaves_nothing_behind(ask_only: AskOnly) -> None:
    def write(_facts: Facts) -> Verdict:
        VendorFactory.create(key="tried-out")
        return kept(str(Vendor.objects.count()))

    ask_only({"P1": write})
    (result,) = verdicts.check(now=NOW)
    assert result.verdict == kept("1")
    assert not Vendor.objects.exists()
    assert PromiseVerdict.objects.get().figure == "1"


def test_query_that_takes_too_long_is_cancelled_and_told(ask_only: AskOnly, monkeypatch: pytest.MonkeyPatch) -> None:
    def sleep(_facts: Facts) -> Verdict:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(30)")
        return kept("1")

    monkeypatch.setattr(judging, "_LONGEST_QUERY", "50ms")
    ask_only({"P1": sleep, "P2": lambda _facts: kept(str(Vendor.objects.count()))})
    first, second = judging.judge(register=Register(), now=NOW)
    assert (first.verdict.kind, second.verdict) == (VerdictKind.UNPROVEN, kept("0"))
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


def test_check_is_timed(promising: Promising, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter([1.0, 1.25])
    monkeypatch.setattr(judging.time, "perf_counter", lambda: next(ticks))
    promising(P1=kept("1"))
    verdicts.check(now=NOW)
    assert PromiseVerdict.objects.get().took_ms == 250


def test_figure_that_is_too_long_is_cut_and_no_crash(promising: Promising) -> None:
    promising(P1=kept("x" * 400))
    verdicts.check(now=NOW)
    assert PromiseVerdict.objects.get().figure == "x" * 300


@pytest.mark.law("P21", "P22", "P24", "T-07")
def test_recipient_behind_a_broken_promise_is_switched_off_and_the_verdict_says_so(
    published: Revision, promising: Promising
) -> None:
    VendorFactory.create(key="alone", name="Alene")
    VendorFactory.create(key="other")
    promising(P22=broken("1", "Ingen avtale.", vendors=["alone"]), P1=unproven("-", "?"))
    results = {result.promise: result.verdict for result in verdicts.check(now=NOW)}
    off = says("Switched off at once: %(vendors)s.", vendors="Alene")
    assert results["P22"].reason == f"Ingen avtale. {off}"
    assert PromiseVerdict.objects.get(promise="P22").kind == VerdictKind.BROKEN
    assert list(Vendor.objects.filter(halted_at=NOW).values_list("key", flat=True)) == ["alone"]
    assert json.loads(JournalEntry.objects.get(event="vendor.halted").facts) == {"vendor": "alone"}
    assert in_force.current().halted == {"alone"}


def test_recipient_of_an_unproven_promise_stays_on(promising: Promising) -> None:
    VendorFactory.create(key="alone")
    promising(P22=Verdict(kind=VerdictKind.UNPROVEN, figure="-", vendors=("alone",)))
    verdicts.check(now=NOW)
    assert Vendor.objects.get().halted_at is None


def test_recipient_is_halted_also_when_the_check_that_would_name_it_fails(ask_only: AskOnly) -> None:
    def fail(_facts: Facts) -> Verdict:
        raise ZeroDivisionError

    VendorFactory.create(parent_country="US")
    ask_only({"P24": fail})
    verdicts.check(now=NOW)
    assert Vendor.objects.get().halted_at == NOW


def test_old_verdicts_go_by_the_rule_and_the_newest_of_each_stays(promising: Promising) -> None:
    RetentionRuleFactory.create(key="promises.verdict", days=None, months=36)
    for years in (0, 1, 4, 5):
        for name in ("P1", "P2") if years > 3 else ("P1",):
            PromiseVerdict.objects.create(
                promise=name, kind="kept", figure=str(years), checked_at=NOW - timedelta(days=365 * years + 1)
            )
    promising(P1=kept("new"))
    verdicts.check(now=NOW)
    left = set(PromiseVerdict.objects.values_list("promise", "figure"))
    assert left == {("P1", "new"), ("P1", "0"), ("P1", "1"), ("P2", "4")}
    assert json.loads(JournalEntry.objects.get(event="promises.forgotten").facts) == {"verdicts": 3}


def test_verdicts_stay_without_a_rule(promising: Promising) -> None:
    PromiseVerdict.objects.create(promise="P1", kind="kept", figure="old", checked_at=NOW - timedelta(days=9999))
    promising(P1=kept("new"))
    verdicts.check(now=NOW)
    assert PromiseVerdict.objects.count() == 2
