"""A person on legal hold who asks for erasure is told what stays, why and until when (LAW D-37)."""

from datetime import timedelta

import pytest

from contact.messages.models import Message
from dsar.cases.letters.composers import erased_and_kept
from dsar.erasures.queries import kept_lines, plan_for
from dsar.people import personal_rows
from privacy.retention import holds
from privacy.retention.enums import HoldReason
from tests.factories.contact import MessageFactory
from tests.factories.dsar import NOW
from tests.factories.rules import load_rules

pytestmark = [pytest.mark.django_db, pytest.mark.law("D-37", "D-23")]
ADDRESS = "kari@example.com"
LAST = (NOW + timedelta(days=100)).date().isoformat()


@pytest.fixture(autouse=True)
def _on_hold(db: None) -> None:
    load_rules()
    MessageFactory.create(email=ADDRESS)
    MessageFactory.create(email="ola@example.com")
    holds.hold_person(
        address=ADDRESS,
        reason=HoldReason.LEGAL_CLAIM,
        reference="2026-17",
        ends_at=NOW + timedelta(days=100),
        staff=1,
        now=NOW,
    )


def test_erasure_plans_nothing_that_is_on_hold() -> None:
    assert plan_for(ADDRESS, NOW) == {}
    assert set(plan_for("ola@example.com", NOW)) == {"contact.message"}


def test_letter_lists_what_is_kept_with_reason_and_end() -> None:
    kept = kept_lines(ADDRESS, NOW)
    assert kept == [{"model": "contact.message", "rows": 1, "until": LAST, "hold": "legal_claim"}]
    told = erased_and_kept({"erased": {}, "kept": kept}, "nb")["kept"]
    assert told[0]["reason"] == str(HoldReason.LEGAL_CLAIM.label)
    assert told[0]["until"].isoformat() == LAST


def test_after_the_hold_everything_goes() -> None:
    later = NOW + timedelta(days=100)
    assert set(plan_for(ADDRESS, later)) == {"contact.message"}
    assert list(personal_rows.on_hold(personal_rows.rows_by_model(ADDRESS), later)) == []
    assert Message.objects.count() == 2
