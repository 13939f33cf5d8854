"""A draft whose every row is as empty as the database allows crashes no page, check, copy, record or preview."""

from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from consent.services.models import Service, StorageItem
from consent.setup.missing import missing
from consent.setup.steps import steps
from dsar.cases.copies import archive
from dsar.cases.enums import Right
from privacy.policy import draft as drafts
from privacy.policy.errors import PublicationRefused
from privacy.policy.publishing import publish
from privacy.recipients.models import AdequacyDecision, Agreement, FrameworkEntry, TransferLeg, Vendor
from privacy.record.operations import RecordFormat, export_record
from privacy.register import basis, in_force
from privacy.register import operations as register
from privacy.register.languages.fields import TranslatedField
from privacy.register.promises.enums import VerdictKind
from privacy.register.purposes.models import Controller, Purpose
from privacy.register.statements.models import AcceptedGap, KnownDefect, Statement
from privacy.retention.models import RetentionRule
from privacy.verdicts.judging import judge
from tests.factories.dsar import opened
from tests.proviso_site.health.test_without_valkey import PUBLIC, crawl

pytestmark = pytest.mark.django_db
# Nothing, a text in one language only, and a text of nothing but space.
TEXTS: list[dict[str, str]] = [{}, {"nn": "Ei halv setning"}, {"nb": " ", "en": ""}]
TODAY = date(2026, 11, 30)


def texts_of(model: Any, text: dict[str, str]) -> dict[str, Any]:
    return {field.name: text for field in model._meta.fields if isinstance(field, TranslatedField)}


@pytest.fixture
def unfinished(db: None, settings: Any) -> Iterator[None]:
    """One row of each kind and state that staff, an import or the assistant can leave unfinished."""
    settings.PRIVACY = settings.PRIVACY | {"CONTROLLER": dict.fromkeys(settings.PRIVACY["CONTROLLER"], "")}
    basis.add(now=timezone.now())
    in_force.forget()
    Controller.objects.create(country="")
    AdequacyDecision.objects.create(country="", checked_on=TODAY)
    someone = User.objects.create_user("kari@example.com", "kari@example.com")
    AcceptedGap.objects.create(gap="G-99", decided_on=TODAY, accepted_by=someone)
    for number, text in enumerate(TEXTS):
        plant(text, f"-{number}")
    yield
    in_force.forget()


def plant(text: dict[str, str], tail: str) -> None:
    """Create a row of each kind whose texts are ``text``; ``tail`` makes their keys differ."""

    def new(model: Any, **values: Any) -> Any:
        return model.objects.create(**texts_of(model, text) | values)

    for legal_basis in ("consent", "legitimate_interest", "public_task"):
        purpose = new(Purpose, key=f"{legal_basis}{tail}", legal_basis=legal_basis, covers=["nothing"])
    nobody = new(Vendor, key=f"nobody{tail}", storage_countries=[], parent_country="")
    new(Vendor, key=f"below{tail}", engaged_by=nobody, parent_country="US", purposes=["gone"])
    together = new(Vendor, key=f"together{tail}", role="joint", storage_countries=["US"], tool="scc", list_url="")
    new(Agreement, vendor=together)
    FrameworkEntry.objects.create(vendor=together)
    TransferLeg.objects.create(vendor=together, kind="storage", country="", tool="none")
    states: dict[str, dict[str, Any]] = {
        "plain": {}, "other": {"adapter": "generic"}, "wanted": {"adapter": "hotjar", "site_id": "?"},
        "gone": {"adapter": "gone", "purposes": ["gone"]}, "needed": {"category": "necessary"},
    }  # fmt: skip
    for state, more in states.items():
        key = f"{state}{tail}"
        service = new(Service, key=key, vendor=nobody, **{"category": "analytics", **more})
        item = {"service": service, "name": f"item-{key}", "category": service.category}
        item |= {"justification": {"nb": ""}} if service.category == "necessary" else {}
        new(StorageItem, **item)
        new(StorageItem, **item | {"name": "", "kind": "localStorage", "domain": key})
    new(RetentionRule, key=f"rule{tail}", purpose=purpose, days=1)
    for number, section in enumerate(("", f"half{tail}", f"half{tail}")):
        new(Statement, key=f"statement-{number}{tail}", section=section, promises=["P999"], rows=["vendors/gone"],
            conditions=["vendor:gone", "no condition"])  # fmt: skip
    new(KnownDefect, key=f"defect{tail}")


@pytest.fixture
def staff(db: None) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser("leder", "leder@example.com"))
    return client


def test_no_page_fails(unfinished: None, staff: Client) -> None:
    private = crawl(staff, "/admin/", *(step.url for step in steps.values()))
    public = crawl(Client(raise_request_exception=False), *PUBLIC)
    assert {path: status for path, status in (private | public).items() if status >= 500 and path != "/readyz"} == {}
    assert len(private) > 60
    assert len(public) > 15


def test_every_row_can_be_opened_and_saved_as_it_is(unfinished: None, staff: Client) -> None:
    """A form that comes back with errors is fine; one that fails is not."""
    for model in (Controller, Purpose, Vendor, AdequacyDecision, Service, StorageItem, RetentionRule, Statement,
                  AcceptedGap, KnownDefect):  # fmt: skip
        for row in model.objects.all():
            path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
            assert staff.get(path).status_code < 500, path
            assert staff.post(path, {}).status_code < 500, path
        assert (
            staff.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")).status_code < 500
        )


def test_no_check_of_a_promise_fails_by_itself(unfinished: None) -> None:
    """A check that fails is caught and named in its reason: an unfinished row must not do that."""
    results = judge(register=register.freeze(now=timezone.now()), now=timezone.now())
    failed = [result.promise for result in results if "se loggen" in result.verdict.reason.lower()]
    assert failed == []
    assert any(result.verdict.kind == VerdictKind.BROKEN for result in results)


def test_draft_is_reviewed_and_refused_in_words(unfinished: None) -> None:
    for language in ("nb", "nn", "en"):
        with translation.override(language):
            reviewed = drafts.review(timezone.now())
            assert reviewed.objections
            assert missing(timezone.now())
    with pytest.raises(PublicationRefused):
        publish(now=timezone.now())


def test_copy_record_and_seed_are_made(unfinished: None) -> None:
    opened(Right.ACCESS, address="ola@example.com")
    content = archive.build(
        address="ola@example.com", right=Right.ACCESS, reference="AAAA-BBBB", language="nb", now=timezone.now()
    )
    assert content
    for form in RecordFormat:
        assert export_record(form=form, language="en", now=timezone.now(), staff_id=1).content
    out = StringIO()
    call_command("write_seed", stdout=out)
    call_command("transfer_report", stdout=out)
    assert "consent-0" in out.getvalue()


def test_statement_is_previewed(unfinished: None, staff: Client) -> None:
    for values in ({}, {"text_nb": "## Her", "conditions": ["no condition"]}, {"text_nb": "{table:gone}"}):
        assert staff.post(reverse("admin:privacy_statement_preview"), values).status_code == 200
