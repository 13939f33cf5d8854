"""The checks about asking and being answered tell kept from broken, by rows changed behind our back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from dsar.cases import promises as promises_rights
from dsar.cases.copies import archive
from dsar.cases.copies.tables import Copied
from dsar.cases.enums import EventKind, Ground, Right
from dsar.cases.letters import emails
from dsar.cases.models import Case, CaseEvent, Contact
from privacy.letters.models import Letter
from privacy.recipients.models import Vendor
from privacy.register.frozen.register import Register
from privacy.register.promises import registry as promises
from privacy.register.promises.registry import Facts, Verdict
from privacy.retention.models import RetentionRule
from tests.dsar.fulfilment.test_promises import facts  # noqa: F401 - a fixture
from tests.factories.dsar import NOW, opened
from tests.factories.dsar import refused as refused_by_two
from tests.registries import ReplaceEntries
from tests.words import says

pytestmark = pytest.mark.usefixtures("rules")
FACTS = Facts(now=NOW, register=Register())
REASONS = "Vi fant ingenting som gjelder deg, og kan ikke se hvem du er."


def refused() -> Case:
    return refused_by_two(case=opened(), ground=Ground.UNIDENTIFIED, reasons=REASONS)


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.law("P12")
def test_objection_can_be_made_and_leaves_no_trace() -> None:
    verdict = promises_rights.objections_are_heard(FACTS)
    assert (verdict.kind, verdict.reason) == ("kept", "")
    assert not Case.objects.exists()
    assert not Contact.objects.exists()
    assert not Letter.objects.exists()


@pytest.mark.law("P12")
def test_objection_that_waits_too_long_breaks_the_promise() -> None:
    opened(Right.OBJECTION)
    assert promises_rights.objections_are_heard(Facts(now=NOW + timedelta(days=31), register=Register())).kind == "kept"
    late = promises_rights.objections_are_heard(Facts(now=NOW + timedelta(days=40), register=Register()))
    assert (late.kind, late.reason) == ("broken", says("An objection was not answered by its last day."))


@pytest.mark.law("P12", "P36")
@pytest.mark.parametrize("check", [promises_rights.objections_are_heard, promises_rights.people_decide])
def test_request_that_cannot_be_made_breaks_the_promise(check: Any) -> None:
    RetentionRule.objects.filter(key="dsar.unverified").delete()
    verdict: Verdict = check(FACTS)
    assert (verdict.kind, "UnknownRule" in verdict.reason) == ("broken", True)


@pytest.mark.law("P12")
def test_profile_that_nothing_stops_is_unproven(replace_entries: ReplaceEntries) -> None:
    from tests.privacy.record.test_promises import conclude

    conclude(replace_entries, "company")
    assert promises_rights.objections_are_heard(FACTS).kind == "unproven"


@pytest.mark.law("P31")
def test_information_is_whole_with_the_seed(facts: Facts) -> None:  # noqa: F811
    verdict = promises_rights.information_is_complete(facts)
    assert (verdict.kind, verdict.reason) == ("kept", "")


@pytest.mark.law("P31")
@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda: RetentionRule.objects.filter(key="contact.message").update(period={}), "retention"),
        (lambda: Vendor.objects.filter(key="google").update(storage_countries=[], parent_country=""), "countries"),
    ],
)
def test_fact_that_is_gone_breaks_the_promise(facts: Facts, change: Any, named: str) -> None:  # noqa: F811
    change()
    if named == "countries":
        Vendor.objects.filter(key="google").update(access_countries=[])
    verdict = promises_rights.information_is_complete(facts)
    assert (verdict.kind, named in verdict.reason) == ("broken", True)


@pytest.mark.law("P36", "D-29")
def test_decisions_by_people_keep_the_promise() -> None:
    refused()  # one person proposes it, another decides
    verdict = promises_rights.people_decide(FACTS)
    assert (verdict.kind, verdict.figure) == (
        "kept",
        says("%(count)s decisions on requests, %(alone)s without a person", count=2, alone=0),
    )


@pytest.mark.law("P36", "D-29")
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE dsar_caseevent SET staff = NULL WHERE kind = 'refused'",
        "DELETE FROM dsar_caseevent WHERE kind = 'refused'",
    ],
)
def test_decision_without_a_person_breaks_the_promise(sql: str) -> None:
    refused()
    execute(sql)
    assert promises_rights.people_decide(FACTS).kind == "broken"


@pytest.mark.law("P12", "D-03", "X-15")
@pytest.mark.parametrize(
    "lie",
    [
        "target_on = '2099-01-01', latest_on = '2099-01-01'",
        "received_at = received_at + interval '1 year', latest_on = '2027-04-02', target_on = '2027-04-02'",
    ],
)
def test_deadline_that_somebody_pushed_out_is_still_late(lie: str) -> None:
    opened(Right.OBJECTION)
    execute(f"UPDATE dsar_case SET {lie}")
    assert promises_rights.objections_are_heard(Facts(now=NOW + timedelta(days=31), register=Register())).kind == "kept"
    assert (
        promises_rights.objections_are_heard(Facts(now=NOW + timedelta(days=40), register=Register())).kind == "broken"
    )


@pytest.mark.law("P36", "D-03")
def test_request_under_the_right_that_waits_too_long_breaks_the_promise() -> None:
    opened(Right.AUTOMATED)
    assert promises_rights.people_decide(Facts(now=NOW + timedelta(days=31), register=Register())).kind == "kept"
    assert promises_rights.people_decide(Facts(now=NOW + timedelta(days=40), register=Register())).kind == "broken"


@pytest.mark.law("P31", "P32", "P34", "P36", "P37", "D-03")
def test_each_right_that_is_carried_out_is_held_to_its_day() -> None:
    rights = (Right.INFORMATION, Right.ACCESS, Right.ERASURE, Right.AUTOMATED, Right.PORTABILITY)
    names = ("P31", "P32", "P34", "P36", "P37")
    for right, name in zip(rights, names, strict=True):
        opened(right, address=f"{right}@example.com")
        check = promises.check_of(name)
        assert check is not None
        verdict = check(Facts(now=NOW + timedelta(days=40), register=Register()))
        assert verdict.kind == "broken", name


@pytest.mark.law("P12", "P36", "A-15", "D-35")
def test_request_that_somebody_deleted_breaks_the_promise() -> None:
    for right in (Right.OBJECTION, Right.AUTOMATED):
        opened(right, address=f"{right}@example.com")
    checks = (promises_rights.objections_are_heard, promises_rights.people_decide)
    assert [check(FACTS).kind for check in checks] == ["kept"] * 2
    execute("DELETE FROM dsar_contact; DELETE FROM dsar_caseevent; DELETE FROM dsar_case")
    assert [check(FACTS).kind for check in checks] == ["broken"] * 2
    ended = Facts(now=NOW + timedelta(days=4 * 365), register=Register())
    assert [check(ended).kind for check in checks] == ["kept"] * 2


@pytest.mark.law("P36", "P12")
@pytest.mark.parametrize("state", ["done", "withdrawn"])
def test_request_that_somebody_closed_by_hand_breaks_the_promise(state: str) -> None:
    case = opened(Right.OBJECTION)
    Case.objects.filter(pk=case.pk).update(state=state, closed_at=NOW)
    assert promises_rights.people_decide(FACTS).kind == "broken"


@pytest.mark.law("P36")
def test_approval_that_nobody_gave_breaks_the_promise() -> None:
    case = opened()
    Case.objects.filter(pk=case.pk).update(state="working")
    assert promises_rights.people_decide(FACTS).kind == "broken"
    CaseEvent.objects.create(case=case, kind=EventKind.APPROVED, at=NOW, staff=1)
    assert promises_rights.people_decide(FACTS).kind == "kept"


@pytest.mark.law("P37")
def test_portable_file_is_read_back(facts: Facts) -> None:  # noqa: F811
    verdict = promises_rights.portable_copy_can_be_read_by_machines(facts)
    assert (verdict.kind, verdict.reason) == ("kept", "")


@pytest.mark.law("P37")
def test_portable_file_with_what_we_concluded_breaks_the_promise(
    facts: Facts,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = archive.copied
    monkeypatch.setattr(archive, "copied", lambda address, _right, *more: real(address, Right.ACCESS, *more))
    verdict = promises_rights.portable_copy_can_be_read_by_machines(facts)
    assert says("what we concluded is in it") in verdict.reason


@pytest.mark.law("P37")
@pytest.mark.parametrize(
    ("place", "name", "lie"),
    [
        (Copied, "csv", lambda _table: [b"id\r\n"]),
        (archive, "_schema", lambda _tables: {"schema": "x", "tables": {}}),
    ],
)
def test_portable_file_that_contradicts_itself_breaks_the_promise(
    facts: Facts,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    place: object,
    name: str,
    lie: Any,
) -> None:
    monkeypatch.setattr(place, name, lie)
    assert promises_rights.portable_copy_can_be_read_by_machines(facts).kind == "broken"


@pytest.mark.law("P39")
def test_explained_refusal_keeps_the_promise() -> None:
    refused()
    verdict = promises_rights.refusals_are_explained(FACTS)
    assert (verdict.kind, verdict.figure[:1]) == ("kept", "1")


@pytest.mark.law("P39")
def test_refusal_on_a_ground_of_another_right_breaks_the_promise() -> None:
    case = refused()
    execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE dsar_case DROP CONSTRAINT case_ground_belongs_to_right")
    Case.objects.update(ground=Ground.COMPELLING)
    verdict = promises_rights.refusals_are_explained(FACTS)
    assert (verdict.kind, case.reference in verdict.reason) == ("broken", True)


@pytest.mark.law("P39")
def test_missing_rule_of_the_database_breaks_the_promise() -> None:
    assert promises_rights.refusals_are_explained(FACTS).kind == "kept"
    execute("ALTER TABLE dsar_case DROP CONSTRAINT case_refused_has_reasons")
    assert (
        says("The database no longer refuses a refusal without reasons.")
        in promises_rights.refusals_are_explained(FACTS).reason
    )
    execute("ALTER TABLE dsar_case ADD CONSTRAINT case_refused_has_reasons CHECK (true)")
    assert (
        says("The database no longer refuses a refusal without reasons.")
        in promises_rights.refusals_are_explained(FACTS).reason
    )


@pytest.mark.law("P39", "D-28")
def test_missing_bar_to_a_refusal_of_an_objection_breaks_the_promise() -> None:
    execute("ALTER TABLE dsar_case DROP CONSTRAINT case_ground_belongs_to_right")
    assert (
        says("The database no longer refuses a refusal of what nobody may refuse.")
        in promises_rights.refusals_are_explained(FACTS).reason
    )


@pytest.mark.law("P39")
def test_letter_that_leaves_the_ground_out_breaks_the_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    real = emails.render
    monkeypatch.setattr(emails, "render", lambda *a: (real(*a)[0], "canary"))
    assert promises_rights.refusals_are_explained(FACTS).kind == "broken"


@pytest.mark.law("P6")
@pytest.mark.parametrize("name", ["P6"])
def test_what_is_done_by_hand_is_said_in_words(name: str) -> None:
    assert not promises.has_check(name)
    assert len(str(promises.reason_of(name))) > 40


def test_checks_are_known_to_the_register() -> None:
    assert all(promises.has_check(name) for name in ("P12", "P31", "P33", "P35", "P36", "P37", "P39"))
