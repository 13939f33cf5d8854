"""P11: profiles. Made to fail."""

import pytest

from privacy.frozen.register import Register
from privacy.promises.registry import Facts
from privacy.purposes.models import Purpose
from privacy.purposes.promises_profiles import profiles_are_consented
from tests.factories.privacy import NOW, PurposeFactory
from tests.privacy.undeclared import behind_our_back, conclude
from tests.registries import ReplaceEntries

pytestmark = pytest.mark.django_db
FACTS = Facts(now=NOW, register=Register())


@pytest.mark.law("P11")
def test_p11_is_kept_while_nothing_more_than_yes_or_no_is_concluded() -> None:
    assert profiles_are_consented(FACTS).kind == "kept"


@pytest.mark.law("P11")
def test_p11_is_broken_by_a_profile_without_consent_and_kept_with_consent_and_assessment(
    replace_entries: ReplaceEntries,
) -> None:
    purpose = PurposeFactory.create(key="customer-service", legal_basis="legitimate_interest", assessment="needed")
    conclude(replace_entries, "company")
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
