"""P2 and P11: what the database holds and the register does not know, and profiles. Each made to fail."""

from dataclasses import replace

import pytest
from django.db import connection

from contact.messages.models import Message
from privacy.inventory import declarations
from privacy.inventory.declarations import inferred
from privacy.inventory.promises import everything_held_is_known, profiles_are_consented
from privacy.promises.registry import Facts
from privacy.purposes.models import Purpose
from privacy.register.frozen.register import Register
from tests.factories.privacy import NOW, PurposeFactory

pytestmark = pytest.mark.django_db
FACTS = Facts(now=NOW, register=Register())


def behind_our_back(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def conclude(monkeypatch: pytest.MonkeyPatch, field: str, *, in_copy: bool = True) -> None:
    """Let a field of a message be something that we concluded."""
    data = declarations.personal_data(Message)
    concluded = replace(inferred("?"), in_copy=in_copy)
    known = dict(declarations._personal)
    known[Message] = replace(data, fields={**data.fields, field: concluded})
    monkeypatch.setattr(declarations, "_personal", known)


@pytest.mark.law("P2")
def test_p2_is_kept_by_the_database_as_it_was_migrated() -> None:
    verdict = everything_held_is_known(FACTS)
    assert (verdict.kind, verdict.reason) == ("kept", "")
    assert "konkludert av oss" in verdict.figure


@pytest.mark.law("P2")
@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("ALTER TABLE contact_message ADD COLUMN interests text", "contact_message.interests"),
        ("CREATE TABLE lead_score (email text, score int)", "lead_score.email"),
    ],
)
def test_p2_is_broken_by_what_nobody_declared(sql: str, named: str) -> None:
    behind_our_back(sql)
    verdict = everything_held_is_known(FACTS)
    assert verdict.kind == "broken"
    assert named in verdict.reason


@pytest.mark.law("P2")
def test_p2_is_broken_by_a_field_that_is_not_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {model: data for model, data in declarations._personal.items() if model is not Message}
    monkeypatch.setattr(declarations, "_personal", known)
    assert "contact.message.company" in everything_held_is_known(FACTS).reason


@pytest.mark.law("P2")
def test_p2_is_broken_by_an_assessment_that_is_kept_from_the_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    conclude(monkeypatch, "is_suspect", in_copy=False)
    verdict = everything_held_is_known(FACTS)
    assert (verdict.kind, "contact.message.is_suspect" in verdict.reason) == ("broken", True)


@pytest.mark.law("P11")
def test_p11_is_kept_while_nothing_more_than_yes_or_no_is_concluded() -> None:
    assert profiles_are_consented(FACTS).kind == "kept"


@pytest.mark.law("P11")
def test_p11_is_broken_by_a_profile_without_consent_and_kept_with_consent_and_assessment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    purpose = PurposeFactory.create(key="customer-service", legal_basis="legitimate_interest", assessment="needed")
    conclude(monkeypatch, "company")
    verdict = profiles_are_consented(FACTS)
    assert (verdict.kind, "contact.message.company" in verdict.reason) == ("broken", True)
    Purpose.objects.filter(pk=purpose.pk).update(legal_basis="consent")
    assert profiles_are_consented(FACTS).kind == "broken"
    Purpose.objects.filter(pk=purpose.pk).update(
        assessment="done", assessment_note="Sett på av to", assessed_on=NOW.date()
    )
    assert profiles_are_consented(FACTS).kind == "kept"


@pytest.mark.law("P11")
def test_p11_is_broken_by_a_column_that_could_hold_a_profile() -> None:
    behind_our_back("ALTER TABLE newsletter_subscription ADD COLUMN segment text")
    assert "newsletter_subscription.segment" in profiles_are_consented(FACTS).reason
