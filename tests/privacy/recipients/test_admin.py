"""Admin of recipients: status in words, evidence read once, and actions written to the journal."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacy.journal.models import JournalEntry
from privacy.recipients.enums import HaltReason, Role, TransferTool
from privacy.recipients.models import AdequacyDecision, FrameworkEntry, TransferLeg, Vendor
from privacy.verdicts import halting
from tests.factories.privacy import (
    AdequacyDecisionFactory,
    AgreementFactory,
    PurposeFactory,
    VendorFactory,
    american,
    both,
)
from tests.meanwhile import meanwhile
from tests.privacy.register.purposes.test_admin import filled_in, url
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_privacy")]
LIST = reverse("admin:privacy_vendor_changelist")


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def act(client: Client, name: str, *rows: Any, page: str = LIST) -> str:
    data = {"action": name, "_selected_action": [row.pk for row in rows]}
    return client.post(page, data, follow=True).content.decode()


def today() -> Any:
    return timezone.localdate()


@pytest.mark.law("P24", "T-01")
def test_list_judges_in_words_and_says_why(admin_client: Client) -> None:
    VendorFactory.create(name="Trygg", sub_processors_checked_on=today())
    VendorFactory.create(name="Usikker", sub_processors_checked_on=today(), parent_country="US", tool=TransferTool.SCC)
    VendorFactory.create(name="Farlig", sub_processors_checked_on=today(), parent_country="IN")
    page = words(admin_client.get(LIST).content.decode())
    processor = says("processor")
    amber = says("Said to rest on appropriate safeguards; nobody has documented them.")
    assert f"Trygg {processor} ● {says('verified')}" in page
    assert f"Usikker {processor} ▲ {says('not verified')} {amber}" in page
    red = says("Nothing carries a transfer to %(country)s.", country="India")
    assert f"Farlig {processor} ■ {says('not allowed')} {red}" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_list_reads_the_evidence_once(
    rows: int, admin_client: Client, django_assert_num_queries: Callable[[int], Any]
) -> None:
    VendorFactory.create_batch(rows)
    with django_assert_num_queries(12):
        admin_client.get(LIST)


@pytest.mark.law("T-01", "T-03", "T-04", "A-06")
def test_one_recipient_is_shown_with_legs_sub_processors_gaps_and_history(admin_client: Client) -> None:
    top = VendorFactory.create(key="top", storage_countries=["US"], tool=TransferTool.SCC, organisation_id="")
    VendorFactory.create(name="Under", engaged_by=top)
    act(admin_client, "switch_off", top)
    page = words(admin_client.get(url(top)).content.decode())
    for expected in (
        "Lagres i USA",
        "Under",
        "Leid inn av Top",
        "organisasjonsnummeret",
        "Mottaker slått av",
        "P24",
        "Det er ingen avtale",
    ):
        assert expected in page, expected


@pytest.mark.law("T-02")
def test_countries_and_purposes_are_picked(admin_client: Client) -> None:
    PurposeFactory.create(key="analytics")
    vendor = VendorFactory.create()
    data: dict[str, Any] = filled_in(admin_client.get(url(vendor)).content.decode())
    data |= {
        "storage_countries": ["NO", "US"],
        "access_countries": ["IN"],
        "parent_country": "GB",
        "purposes": ["analytics"],
    }
    assert admin_client.post(url(vendor), data).status_code == 302
    vendor.refresh_from_db()
    assert (vendor.storage_countries, vendor.access_countries) == (["NO", "US"], ["IN"])
    assert (vendor.parent_country, vendor.purposes) == ("GB", ["analytics"])
    page = admin_client.post(url(vendor), data | {"storage_countries": ["XX"]}).content.decode()
    assert "XX" in page
    vendor.refresh_from_db()
    assert vendor.storage_countries == ["NO", "US"]


@pytest.mark.law("T-04")
def test_clauses_without_an_assessment_are_an_error_in_the_form(admin_client: Client) -> None:
    vendor = VendorFactory.create(parent_country="US")
    data: dict[str, Any] = filled_in(admin_client.get(url(vendor)).content.decode())
    leg = {"kind": "parent", "country": "US", "tool": "scc2", "vendor": str(vendor.pk)}
    leg |= {"id": "", "assessment": "", "assessed_on": "", "scope_confirmed_on": ""}
    leg = {f"legs-0-{name}": value for name, value in leg.items()} | {"legs-TOTAL_FORMS": "1"}
    page = admin_client.post(url(vendor), data | leg)
    assert page.status_code == 200
    assert (
        says("Standard clauses need a transfer impact assessment: say where it is, and its date.")
        in page.content.decode()
    )
    assert not TransferLeg.objects.exists()
    done = leg | {"legs-0-assessment": "arkiv 4", "legs-0-assessed_on": "2026-03-01"}
    assert admin_client.post(url(vendor), data | done).status_code == 302
    assert TransferLeg.objects.get().assessment == "arkiv 4"


@pytest.mark.law("A-06")
def test_new_recipient_starts_switched_off(admin_client: Client) -> None:
    add = reverse("admin:privacy_vendor_add")
    data: dict[str, Any] = filled_in(admin_client.get(add).content.decode())
    data |= {"key": "ny", "name": "Ny", "legal_entity": "Ny AS", "role": Role.PROCESSOR, "tool": "none", "order": "1"}
    data |= {f"does_{code}": text for code, text in both("Leverer").items()}
    data |= {"storage_countries": ["NO"], "access_countries": ["NO"], "parent_country": "NO"}
    data |= {"notice_url": "https://example.com/", "uses_for_own_purposes": "unknown"}
    response = admin_client.post(add, data)
    assert response.status_code == 302, response.context["errors"]
    vendor = Vendor.objects.get()
    assert vendor.halted_at is not None
    assert vendor.halted_because == HaltReason.NEW
    assert says("there is no agreement (GDPR Art. 28(3)).") in act(admin_client, "switch_on", vendor)
    AgreementFactory.create(vendor=vendor, review_on=today())
    act(admin_client, "switch_on", vendor)
    assert Vendor.objects.get().halted_at is None


def test_switch_cannot_be_turned_past_the_act(admin_client: Client) -> None:
    vendor = VendorFactory.create(halted_at=timezone.now())
    data: dict[str, Any] = filled_in(admin_client.get(url(vendor)).content.decode())
    admin_client.post(url(vendor), data | {"halted_at": "", "halted_at_0": "", "halted_at_1": ""})
    assert Vendor.objects.get().halted_at is not None


@pytest.mark.law("P24")
def test_form_does_not_undo_what_a_check_did_meanwhile(admin_client: Client) -> None:
    vendor = VendorFactory.create(key="red")
    data: dict[str, Any] = filled_in(admin_client.get(url(vendor)).content.decode()) | {"legal_entity": "Rød AS"}
    with meanwhile(vendor, lambda: halting.halt(keys=["red"], now=timezone.now()), read=2):
        assert admin_client.post(url(vendor), data).status_code == 302
    vendor.refresh_from_db()
    assert vendor.legal_entity == "Rød AS"
    assert (vendor.halted_at is not None, vendor.halted_because) == (True, HaltReason.PROMISE)


@pytest.mark.law("T-05", "T-06", "T-03")
def test_looks_are_noted_with_who(admin_client: Client, admin_user: User) -> None:
    vendor = american(key="host")
    act(admin_client, "confirm_entries", vendor)
    act(admin_client, "confirm_lists", vendor)
    decision = AdequacyDecision.objects.get(country="US")
    act(admin_client, "confirm", decision, page=reverse("admin:privacy_adequacydecision_changelist"))
    vendor.refresh_from_db()
    assert FrameworkEntry.objects.get().checked_on == vendor.sub_processors_checked_on == today()
    assert AdequacyDecision.objects.get().checked_on == today()
    told = [json.loads(one.facts) for one in JournalEntry.objects.filter(event="recipient.confirmed").order_by("seq")]
    assert [one["what"] for one in told] == ["framework", "sub-processors", "adequacy"]
    assert {one["staff"] for one in told} == {admin_user.pk}


def test_what_cannot_be_confirmed_is_said(admin_client: Client) -> None:
    page = act(admin_client, "confirm_entries", VendorFactory.create(name="Vert"))
    assert "Vert: " in page
    assert not JournalEntry.objects.exists()


@pytest.mark.parametrize("name", ["switch_on", "switch_off", "confirm_entries", "confirm_lists"])
def test_reader_looks_and_does_not_act(name: str, client: Client) -> None:
    vendor = AgreementFactory.create(vendor__halted_at=timezone.now()).vendor
    before = Vendor.objects.values().get()
    reader = User.objects.create_user("leser@example.com", is_staff=True)
    client.force_login(reader)
    report = reverse("admin:privacy_vendor_report")
    assert client.get(report).status_code == 403
    reader.user_permissions.add(Permission.objects.get(codename="view_vendor"))
    assert client.get(report).status_code == 200
    act(client, name, vendor)
    assert Vendor.objects.values().get() == before
    assert not JournalEntry.objects.exists()


@pytest.mark.law("T-05")
def test_country_of_a_decision_is_picked(admin_client: Client) -> None:
    decision = AdequacyDecisionFactory.create(country="CH")
    page = admin_client.get(url(decision)).content.decode()
    assert '<option value="CH" selected>Sveits</option>' in page
    assert "<optgroup" in page


@pytest.mark.law("T-05")
def test_decisions_are_judged_in_words(admin_client: Client) -> None:
    old = today().replace(year=today().year - 1)
    AdequacyDecisionFactory.create(country="CH", checked_on=today())
    AdequacyDecisionFactory.create(country="JP", checked_on=old)
    AdequacyDecisionFactory.create(country="UY", checked_on=today(), suspended_on=old)
    AdequacyDecisionFactory.create(country="BR", checked_on=today(), valid_from=today().replace(year=today().year + 1))
    page = words(admin_client.get(reverse("admin:privacy_adequacydecision_changelist")).content.decode())
    for expected in (
        "Sveits ● bekreftet",
        "Japan ▲ ikke bekreftet",
        "Uruguay ■ ikke tillatt",
        "Brasil ▲ ikke bekreftet",
    ):
        assert expected in page
