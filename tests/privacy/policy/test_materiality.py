"""Two frozen registers with one difference: whether it is material, and the purposes it concerns."""

from typing import Any

import pytest

from privacy.policy import materiality
from privacy.policy.enums import MaterialChange
from privacy.recipients.models import Vendor
from privacy.register import operations as register
from privacy.register.frozen.register import Register
from privacy.register.purposes.models import Controller, Purpose
from privacy.register.statements.models import Statement
from privacy.retention.models import RetentionRule
from tests.factories.privacy import NOW, PurposeFactory, RetentionRuleFactory, StatementFactory, VendorFactory, both

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register"), pytest.mark.law("P58")]
LANGUAGES = ("nb", "nn", "en")


@pytest.fixture
def before(register: None) -> Register:
    PurposeFactory.create(key="news", data=both("E-postadresse, språk"))
    RetentionRuleFactory.create(key="news.ended", days=30, purpose=Purpose.objects.get(key="news"))
    VendorFactory.create(key="host", storage_countries=["IE"], access_countries=["IE"], parent_country="IE")
    rights = (
        "Du kan be om innsyn og retting og sletting når du vil, og vi svarer innen en måned uten at det koster noe."
    )
    StatementFactory.create(key="rights", section="rights", text=dict.fromkeys(LANGUAGES, f"## R\n\n{rights}"))
    return freeze()


def freeze() -> Register:
    return register.freeze(now=NOW)


def changes(before: Register) -> list[tuple[str, str]]:
    return [(str(change.kind), change.row) for change in materiality.between(before, freeze())]


def test_equal_registers_have_no_material_change(before: Register) -> None:
    assert changes(before) == []


MATERIAL: list[tuple[Any, dict[str, Any], MaterialChange, str]] = [
    (Purpose.objects.filter(key="news"), {"legal_basis": "contract"}, MaterialChange.BASIS, "purposes/news"),
    (
        Purpose.objects.filter(key="news"),
        {"data": both("E-postadresse, språk, telefonnummer")},
        MaterialChange.DATA,
        "purposes/news",
    ),
    (Vendor.objects.filter(key="host"), {"legal_entity": "Other Ltd"}, MaterialChange.ROLE, "vendors/host"),
    (Vendor.objects.filter(key="host"), {"role": "controller"}, MaterialChange.ROLE, "vendors/host"),
    (Vendor.objects.filter(key="host"), {"access_countries": ["IE", "US"]}, MaterialChange.COUNTRY, "vendors/host"),
    (Vendor.objects.filter(key="host"), {"parent_country": "US"}, MaterialChange.COUNTRY, "vendors/host"),
    (Vendor.objects.filter(key="host"), {"tool": "scc"}, MaterialChange.TRANSFER, "vendors/host"),
    (
        RetentionRule.objects.filter(key="news.ended"),
        {"days": 31},
        MaterialChange.RETENTION,
        "retention_rules/news.ended",
    ),
    (
        RetentionRule.objects.filter(key="news.ended"),
        {"days": None, "months": 2},
        MaterialChange.RETENTION,
        "retention_rules/news.ended",
    ),
    (
        RetentionRule.objects.filter(key="news.ended"),
        {"days": None, "months_after_year": 0},
        MaterialChange.RETENTION,
        "retention_rules/news.ended",
    ),
    (Controller.objects.all(), {"name": "En annen AS"}, MaterialChange.CONTROLLER, "controller"),
    (
        Statement.objects.filter(key="rights"),
        {"text": dict.fromkeys(LANGUAGES, "## R\n\nDu kan be om innsyn.")},
        MaterialChange.RIGHTS,
        "statements/rights",
    ),
]


@pytest.mark.parametrize(("rows", "values", "kind", "row"), MATERIAL)
def test_change_that_matters_is_told(
    before: Register, rows: Any, values: dict[str, Any], kind: MaterialChange, row: str
) -> None:
    assert rows.all().update(**values) == 1
    assert changes(before) == [(kind.value, row)]


EDITORIAL: list[tuple[Any, dict[str, Any]]] = [
    (Purpose.objects.filter(key="news"), {"title": both("Et bedre ord")}),
    (Purpose.objects.filter(key="news"), {"data": both("E-postadressen, språket")}),
    (Purpose.objects.filter(key="news"), {"data": both("Språk")}),
    (Vendor.objects.filter(key="host"), {"does": both("Annet ord"), "notice_url": "https://example.com/n"}),
    (Vendor.objects.filter(key="host"), {"access_countries": []}),
    (RetentionRule.objects.filter(key="news.ended"), {"days": 29}),
    (RetentionRule.objects.filter(key="news.ended"), {"period": both("en måned")}),
    (Controller.objects.all(), {"contact_email": "ny@example.com", "phone": "+47 55 55 55 55"}),
    (Statement.objects.filter(key="intro"), {"text": both("## Helt andre ord")}),
]


@pytest.mark.parametrize(("rows", "values"), EDITORIAL)
def test_correction_is_not_told(before: Register, rows: Any, values: dict[str, Any]) -> None:
    assert rows.all().update(**values) == 1
    assert changes(before) == []


def test_corrected_word_in_the_rights_is_not_told(before: Register) -> None:
    statement = Statement.objects.get(key="rights")
    statement.text = {code: text.replace("koster noe", "koster noko") for code, text in statement.text.items()}
    statement.save()
    assert changes(before) == []


def test_new_rows_are_told_and_rows_that_go_are_not(before: Register) -> None:
    PurposeFactory.create(key="ads", legal_basis="legitimate_interest")
    VendorFactory.create(key="mail")
    RetentionRuleFactory.create(key="more", purpose=Purpose.objects.get(key="news"))
    assert sorted(changes(before)) == [
        ("data", "retention_rules/more"),
        ("purpose", "purposes/ads"),
        ("recipient", "vendors/mail"),
    ]
    assert [str(change.kind) for change in materiality.between(freeze(), before)] == []


def test_change_says_whom_it_concerns(before: Register) -> None:
    PurposeFactory.create(key="asked", legal_basis="consent")
    PurposeFactory.create(key="told", legal_basis="legitimate_interest")
    RetentionRule.objects.filter(key="news.ended").update(days=90)
    concerns = {change.row: change.purposes for change in materiality.between(before, freeze())}
    assert concerns["purposes/asked"] == frozenset()
    assert concerns["purposes/told"] is None
    assert concerns["retention_rules/news.ended"] == frozenset({"news"})
