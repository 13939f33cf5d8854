"""P43 to P57: a row that lies is found, wherever it lies."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from consent.audit.enums import Outcome, Problem
from consent.audit.models import AuditFinding, AuditRun
from consent.audit.promises_cookies import judge
from consent.audit.published_cookies import PUBLISHED_COOKIES as ROWS
from consent.services.models import Service, StorageItem
from privacy.recipients.models import Vendor
from privacy.register.frozen.register import parse
from privacy.register.models import Revision
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.registry import Facts, all_checks
from tests.consent.conftest import NOW
from tests.words import says

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.law("P43", "P44", "P45", "P46", "P47", "P48", "P49", "P50"),
    pytest.mark.law("P51", "P52", "P53", "P54", "P55", "P56", "P57"),
    pytest.mark.law("C-24", "X-09"),
]
NAME = "__hstc"
SIX_MONTHS = 180 * 86400


def judged(content: Any, name: str = NAME) -> Any:
    return judge(name, Facts(now=NOW, register=parse(content)))


def published_row(revision: Revision, name: str = NAME) -> Any:
    return next(
        one for service in revision.content["consent"]["services"] for one in service["items"] if one["name"] == name
    )


@pytest.fixture
def audited(settings: Any, tmp_path: Path) -> AuditRun:
    """An audit that met one cookie of the table."""
    settings.CONSENT = settings.CONSENT | {"AUDIT_FOLDER": tmp_path / "audit"}
    (tmp_path / "audit").mkdir()
    stored = [{"kind": "cookie", "name": NAME, "host": "example.com", "lifetime": SIX_MONTHS - 3, "states": ["all"]}]
    (tmp_path / "audit" / "one.json").write_text(json.dumps({"stored": stored}))
    return AuditRun.objects.create(
        site=f"{django_settings.BASE_URL}/", started_at=NOW, finished_at=NOW, outcome=Outcome.DIFFERS, report="one"
    )


def met(run: AuditRun, problem: Problem, **values: Any) -> None:
    AuditFinding.objects.create(run=run, problem=problem, trace="cookie", name=NAME, **values)


def test_every_row_of_the_table_has_a_check() -> None:
    assert set(ROWS) == {f"P{number}" for number in range(43, 58)}
    assert set(ROWS) <= {name for name, _check in all_checks()}


@pytest.mark.parametrize("name", ROWS.values())
def test_a_row_that_nobody_has_looked_for_is_unproven(register: Revision, name: str) -> None:
    verdict = judged(register.content, name)
    assert verdict.kind == VerdictKind.UNPROVEN
    assert "," in verdict.figure, "vendor, category and lifetime"


def test_a_row_that_was_met_as_declared_is_kept(register: Revision, audited: AuditRun) -> None:
    verdict = judged(register.content)
    assert verdict.kind == VerdictKind.KEPT
    assert "HubSpot" in verdict.figure
    assert verdict.figure.count("6 måneder") == 2, "what is declared, and what was met"
    assert judged(register.content, "__hssc").kind == VerdictKind.UNPROVEN, "never met"


@pytest.mark.parametrize(
    "lie", [{"category": "necessary"}, {"lifetime_seconds": 60}, {"lifetime_seconds": None}, {"domain": ".example.org"}]
)
def test_a_lying_row_of_the_revision_breaks_it(register: Revision, audited: AuditRun, lie: dict[str, Any]) -> None:
    published_row(register).update(lie)
    assert judged(register.content).kind == VerdictKind.BROKEN


def test_a_lying_vendor_of_the_revision_breaks_it(register: Revision, audited: AuditRun) -> None:
    next(one for one in register.content["consent"]["services"] if one["key"] == "hubspot")["vendor"] = "google"
    assert judged(register.content).kind == VerdictKind.BROKEN


@pytest.mark.parametrize("lie", [{"category": "marketing"}, {"lifetime_seconds": 60}, {"domain": ".example.org"}])
def test_a_lying_row_of_the_register_breaks_it(register: Revision, audited: AuditRun, lie: dict[str, Any]) -> None:
    StorageItem.objects.filter(name=NAME).update(**lie)
    assert judged(register.content).kind == VerdictKind.BROKEN


def test_another_vendor_in_the_register_breaks_it(register: Revision, audited: AuditRun) -> None:
    Service.objects.filter(key="hubspot").update(vendor=Vendor.objects.get(key="google"))
    assert judged(register.content).kind == VerdictKind.BROKEN


def test_a_row_that_only_one_side_has_breaks_it(register: Revision, audited: AuditRun) -> None:
    StorageItem.objects.filter(name=NAME).delete()
    assert judged(register.content).kind == VerdictKind.BROKEN
    for service in register.content["consent"]["services"]:
        service["items"] = [one for one in service["items"] if one["name"] != NAME]
    assert judged(register.content).kind == VerdictKind.UNPROVEN, "no longer promised"


def test_a_row_without_a_lifetime_breaks_it(register: Revision, audited: AuditRun) -> None:
    published_row(register)["lifetime_seconds"] = None
    StorageItem.objects.filter(name=NAME).update(lifetime_seconds=None)
    assert says("No lifetime is stated (LAW C-08).") in judged(register.content).reason


def test_a_tracker_called_necessary_on_both_sides_breaks_it(register: Revision, audited: AuditRun) -> None:
    published_row(register)["category"] = "necessary"
    StorageItem.objects.filter(name=NAME).update(category="necessary", justification={"nb": "x", "nn": "x", "en": "x"})
    assert says("It is known to follow people and is called necessary (LAW C-14).") in judged(register.content).reason


@pytest.mark.parametrize(
    ("problem", "values"),
    [
        (Problem.LIFETIME, {"lifetime": 400 * 86400, "declared_lifetime": SIX_MONTHS}),
        (Problem.HOST, {"host": "hubspot.com"}),
        (Problem.UNGRANTED, {"host": "example.com"}),
    ],
)
def test_what_the_audit_met_breaks_it(
    register: Revision, audited: AuditRun, problem: Problem, values: dict[str, Any]
) -> None:
    met(audited, problem, **values)
    assert judged(register.content).kind == VerdictKind.BROKEN


def test_a_row_that_was_corrected_since_the_audit_can_be_published(register: Revision, audited: AuditRun) -> None:
    met(audited, Problem.LIFETIME, lifetime=400 * 86400, declared_lifetime=SIX_MONTHS)
    published_row(register)["lifetime_seconds"] = 400 * 86400
    StorageItem.objects.filter(name=NAME).update(lifetime_seconds=400 * 86400)
    assert judged(register.content).kind == VerdictKind.KEPT


def test_what_the_audit_never_saw_is_unproven(register: Revision, audited: AuditRun) -> None:
    (Path(django_settings.CONSENT["AUDIT_FOLDER"]) / "one.json").unlink()
    met(audited, Problem.UNSEEN)
    verdict = judged(register.content)
    assert verdict.kind == VerdictKind.UNPROVEN
    assert "2026" in verdict.reason


@pytest.fixture
def undeclared(register: Revision) -> Revision:
    """A revision and a register without the cookie of the table."""
    StorageItem.objects.filter(name=NAME).delete()
    for service in register.content["consent"]["services"]:
        service["items"] = [row for row in service["items"] if row["name"] != NAME]
    return register


def test_a_row_that_is_no_longer_declared_needs_an_audit_that_looked_everywhere(
    undeclared: Revision, audited: AuditRun, tmp_path: Path
) -> None:
    assert judged(undeclared.content).kind == VerdictKind.UNPROVEN, "met, or not looked for everywhere"
    (tmp_path / "audit" / "one.json").write_text(json.dumps({"stored": []}))
    assert judged(undeclared.content).kind == VerdictKind.UNPROVEN
    AuditRun.objects.update(is_complete=True)
    verdict = judged(undeclared.content)
    assert verdict.kind == VerdictKind.KEPT
    assert "2026" in verdict.figure
    (tmp_path / "audit" / "one.json").unlink()
    assert judged(undeclared.content).kind == VerdictKind.UNPROVEN, "the report is on another machine"
    met(audited, Problem.UNDECLARED)
    assert judged(undeclared.content).kind == VerdictKind.BROKEN


@pytest.mark.parametrize("outcome", [Outcome.NOTHING, Outcome.FAILED, Outcome.SKIPPED, Outcome.RUNNING])
def test_an_audit_that_compared_nothing_proves_nothing(register: Revision, audited: AuditRun, outcome: Outcome) -> None:
    AuditRun.objects.update(outcome=outcome, is_complete=True)
    assert judged(register.content).kind == VerdictKind.UNPROVEN


def test_a_stand_in_is_named_in_the_figure(register: Revision, audited: AuditRun) -> None:
    assert "stedfortreder" not in judged(register.content).figure
    AuditRun.objects.update(has_stand_ins=True)
    verdict = judged(register.content)
    assert verdict.kind == VerdictKind.KEPT
    assert "stedfortreder" in verdict.figure
