"""The first report on the seed's four recipients: unchecked facts are reported as unknown."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from privacy.recipients import transfer_report
from privacy.recipients.enums import TransferStatus
from privacy.recipients.models import Agreement, FrameworkEntry, TransferLeg, Vendor
from tests.factories.privacy import NOW, TODAY, VendorFactory, american
from tests.factories.seeds import load_seed
from tests.words import says

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded() -> dict[str, dict[str, Any]]:
    load_seed(now=NOW)
    found = [transfer_report.as_plain(entry) for entry in transfer_report.report(timezone.localdate())]
    return {entry["key"]: entry for entry in found}


@pytest.mark.law("T-11", "P24")
def test_nobody_of_the_seed_is_proven_and_nobody_is_without_ground(seeded: dict[str, dict[str, Any]]) -> None:
    assert {key: entry["status"] for key, entry in seeded.items()} == dict.fromkeys(
        ("cloudflare", "hubspot", "hotjar", "google"), "amber"
    )


@pytest.mark.law("T-11", "X-26", "X-25")
@pytest.mark.parametrize(
    ("key", "tool", "needs"),
    [
        ("cloudflare", "dpf", "offentlige listen"),
        ("google", "dpf", "offentlige listen"),
        ("hubspot", "scc", "ærlige teksten"),
    ],
)
def test_american_recipients_of_the_seed(key: str, tool: str, needs: str, seeded: dict[str, dict[str, Any]]) -> None:
    legs = [leg for leg in seeded[key]["legs"] if leg["country"]]
    assert {(leg["kind"], leg["country"]) for leg in legs} == {("storage", "US"), ("access", "US"), ("parent", "US")}
    assert {(leg["tool"], leg["status"]) for leg in legs} == {(tool, "amber")}
    assert any(needs in need for need in seeded[key]["needs"])


@pytest.mark.law("T-11")
def test_hotjar_is_in_the_eea_as_far_as_anybody_has_entered(seeded: dict[str, dict[str, Any]]) -> None:
    legs = {(leg["kind"], leg["country"]): leg["status"] for leg in seeded["hotjar"]["legs"] if leg["country"]}
    assert legs == {("storage", "IE"): "green", ("access", "MT"): "green", ("parent", "FR"): "green"}
    (unknown,) = [leg for leg in seeded["hotjar"]["legs"] if not leg["country"]]
    assert unknown["status"] == "amber"
    assert says("sub-processors") in unknown["reason"]


@pytest.mark.law("T-11", "T-03", "A-06")
def test_seed_invents_nothing(seeded: dict[str, dict[str, Any]]) -> None:
    lacks = says("the date of the agreement is missing (LAW P22).")
    for one in seeded.values():
        assert any(says("nobody has checked which sub-processors there are (LAW T-03).") in gap for gap in one["gaps"])
        assert any(lacks in gap for gap in one["gaps"])
    for model in (Agreement, FrameworkEntry, TransferLeg):
        assert not model._default_manager.exists()
    assert set(Vendor.objects.values_list("uses_for_own_purposes", flat=True)) <= {None, True}


@pytest.mark.law("T-11")
@pytest.mark.usefixtures("seeded")
def test_report_is_printed_and_scripted(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("transfer_report")
    shown = capsys.readouterr().out
    for name in ("Cloudflare, Inc.", "HubSpot, Inc.", "Hotjar Limited", "Google LLC"):
        assert name in shown
    assert says("not verified").upper() in shown
    call_command("transfer_report", is_json=True)
    assert {entry["key"] for entry in json.loads(capsys.readouterr().out)} == {
        "cloudflare",
        "hubspot",
        "hotjar",
        "google",
    }


@pytest.mark.law("T-11")
def test_proven_recipient_needs_nothing_and_its_sub_processor_stands_below() -> None:
    vendor = american(name="Topp")
    VendorFactory.create(name="Under", engaged_by=vendor, parent_country="IN")
    top, under = transfer_report.report(TODAY)
    assert (top.depth, under.depth) == (0, 1)
    assert (top.status, under.status) == (TransferStatus.RED, TransferStatus.RED)
    assert top.needs == []
    assert len(under.needs) == 1
