"""P11: profiles. Made to fail."""

from datetime import timedelta

import pytest

from consent.interests.checking import fault
from consent.interests.models import Interest, Profile
from privacy.register.frozen.register import Register
from privacy.register.promises.registry import Facts
from privacy.register.purposes.models import Purpose
from privacy.register.purposes.promises_profiles import profiles_are_consented
from tests.factories.privacy import NOW
from tests.factories.rules import load_rules
from tests.privacy.undeclared import behind_our_back, conclude
from tests.registries import ReplaceEntries
from tests.words import says

pytestmark = pytest.mark.django_db
FACTS = Facts(now=NOW, register=Register())


@pytest.fixture(autouse=True)
def _purposes(db: None) -> None:
    load_rules()


@pytest.mark.law("P11")
def test_p11_is_kept_while_what_is_concluded_rests_on_a_consent_and_an_assessment() -> None:
    assert profiles_are_consented(FACTS).kind == "kept"
    Purpose.objects.filter(key="interests").update(legal_basis="legitimate_interest")
    assert "consent.interest.title" in profiles_are_consented(FACTS).reason


@pytest.mark.law("P11")
def test_p11_is_broken_by_a_profile_without_consent_and_kept_with_consent_and_assessment(
    replace_entries: ReplaceEntries,
) -> None:
    purpose = Purpose.objects.get(key="customer-service")
    Purpose.objects.filter(pk=purpose.pk).update(
        assessment="needed", assessment_note="Sett på av to", assessed_on=NOW.date()
    )
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


@pytest.mark.law("P11")
def test_interests_after_a_no_or_by_a_rule_nobody_explains_break_it() -> None:
    end = NOW + timedelta(days=365)
    profile = Profile.objects.create(
        email="kari@example.com", language="nb", consented_at=NOW, consent_text="Ja", ended_at=NOW, retain_until=end
    )
    row = {"subject": "x", "title": "X", "because": "", "found_at": NOW, "derived_at": NOW, "retain_until": end}
    interest = Interest.objects.create(profile=profile, rule="ebooks.asked", **row)
    assert fault(NOW) == ""
    Interest.objects.update(rule="unheard-of")
    assert "unheard-of" in fault(NOW)
    Interest.objects.filter(pk=interest.pk).update(rule="ebooks.asked", derived_at=NOW + timedelta(minutes=1))
    assert says("%(count)s interests were derived after a no.", count=1) in profiles_are_consented(FACTS).reason
