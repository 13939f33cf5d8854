"""Profiles changed or deleted behind the application are found by the journal."""

from datetime import timedelta

import pytest
from django.db import connection

from consent.interests import operations as interests
from consent.interests.models import Profile, ProfileLink
from privacy.intake.limits.senders import Sender
from privacy.inventory.correcting import Change, tell_dependents
from privacy.inventory.enums import StopCause
from privacy.journal import operations as journal
from tests.factories.ebooks import NOW
from tests.factories.rules import load_rules

pytestmark = [pytest.mark.django_db, pytest.mark.law("A-15", "D-15", "P12")]
KARI = "kari@example.com"
INVENTED = """
INSERT INTO consent_profile (id, email, email_written, language, consented_at, consent_text, retain_until)
SELECT gen_random_uuid(), 'other@example.com', 'other@example.com', language, consented_at, consent_text, retain_until
FROM consent_profile
"""


@pytest.fixture(autouse=True)
def profile(db: None) -> Profile:
    load_rules()
    return interests.say_yes(link_id=_link().pk, text="Ja.", language="nb", now=NOW)


def _link() -> ProfileLink:
    return interests.ask(address=KARI, language="nb", sender=Sender(key="x", is_hasty=False), now=NOW)


def problems() -> list[str]:
    return [fault.text for fault in journal.compare_sources()]


@pytest.mark.parametrize(
    ("lie", "problem"),
    [
        ("DELETE FROM consent_profile", "is gone"),
        ("UPDATE consent_profile SET consented_at = consented_at - interval '30 days'", "a yes that"),
        ("UPDATE consent_profile SET email = 'other@example.com'", "another address"),
        ("UPDATE consent_profile SET consent_text = 'Alt.'", "another text"),
        (INVENTED, "a yes that"),
    ],
)
def test_profiles_changed_in_the_database_are_found(lie: str, problem: str) -> None:
    assert problems() == []
    with connection.cursor() as cursor:
        cursor.execute(lie)
    assert any(problem in text for text in problems())


def test_profile_that_comes_back_after_an_objection_is_found(profile: Profile) -> None:
    interests.stop(Profile.objects.all(), StopCause.OBJECTION, NOW)
    assert problems() == []
    profile.save(force_insert=True)
    assert any("is used although" in text for text in problems())


def test_corrected_address_and_a_second_yes_agree_with_the_journal(profile: Profile) -> None:
    profile.email = "kari@example.org"
    profile.save()
    change = Change(row=profile, field="email", old=KARI, new=profile.email, at=NOW + timedelta(days=1))
    tell_dependents(change)
    interests.stop(Profile.objects.all(), StopCause.WITHDRAWAL, NOW)
    interests.say_yes(link_id=_link().pk, text="Ja.", language="nb", now=NOW + timedelta(hours=1))
    assert problems() == []
