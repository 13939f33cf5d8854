"""Who gets an issue about topics: what somebody chose, then their interests after a yes, else everything."""

from datetime import timedelta

import pytest

from consent.interests import operations as interests
from consent.interests.models import Interest, Profile
from newsletter.issues import operations as issues
from newsletter.issues import promises
from newsletter.issues.queries import recipients_of
from newsletter.issues.segments import is_objection_honoured
from newsletter.subscriptions.models import Subscription, SubscriptionQuerySet
from privacy.inventory.enums import StopCause
from privacy.journal.models import JournalEntry
from privacy.register.frozen.register import Register
from privacy.register.promises.registry import Facts
from tests.factories.newsletter import NOW, ActiveFactory, IssueFactory
from tests.words import says

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("P12", "P20", "D-28")]


def profile(address: str, *subjects: str) -> Profile:
    until = NOW + timedelta(days=365)
    row = Profile.objects.create(email=address, language="nb", consented_at=NOW, consent_text="Ja", retain_until=until)
    dates = {"found_at": NOW, "derived_at": NOW, "retain_until": until}
    for subject in subjects:
        Interest.objects.create(profile=row, rule="x", subject=subject, title=subject, because="", **dates)
    return row


def sent(*topics: str) -> dict[str, str]:
    """Make an issue ready; return who gets it, and why somebody does not."""
    issue = IssueFactory.create(topics=list(topics))
    expected = recipients_of(issue)
    assert issues.freeze(issue_id=issue.pk, now=NOW) == expected
    rows = issue.deliveries.values_list("subscription__email", "state", "skip_reason")
    return {email.partition("@")[0]: reason or state for email, state, reason in rows}


@pytest.fixture(autouse=True)
def _readers(rules: None) -> None:
    for name in ("nobody", "courses", "other", "empty"):
        ActiveFactory.create(email=f"{name}@example.com")
    ActiveFactory.create(email="chose@example.com", topics=["courses"])
    ActiveFactory.create(email="chose-other@example.com", topics=["routines"])
    profile("courses@example.com", "courses", "routines")
    profile("other@example.com", "routines")
    profile("empty@example.com")
    profile("chose@example.com", "routines")


def test_choice_counts_first_then_interests_and_without_either_everything() -> None:
    assert sent("courses") == {
        "nobody": "pending",
        "courses": "pending",
        "empty": "pending",
        "chose": "pending",
        "other": "interests",
        "chose-other": "topics",
    }


def test_issue_about_no_topic_goes_to_everybody() -> None:
    assert set(sent().values()) == {"pending"}


def test_whoever_said_no_gets_everything_from_the_next_issue_on() -> None:
    interests.stop(Profile.objects.filter(email="other@example.com"), StopCause.OBJECTION, NOW)
    assert sent("courses")["other"] == "pending"


def test_profile_that_is_only_kept_decides_nothing() -> None:
    Profile.objects.update(ended_at=NOW)
    assert sent("courses")["other"] == "pending"


def test_promise_tries_an_objection_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = (Subscription.objects.count(), Profile.objects.count(), JournalEntry.objects.count())
    assert is_objection_honoured(NOW)
    assert (Subscription.objects.count(), Profile.objects.count(), JournalEntry.objects.count()) == before
    monkeypatch.setattr(SubscriptionQuerySet, "wanting", lambda rows, topics: rows.filter(topics__overlap=topics))
    words = says("Interests decide what somebody gets who said no to that.")
    verdict = promises.everybody_gets_the_same(Facts(now=NOW, register=Register()))
    assert (verdict.kind, words in verdict.reason) == ("broken", True)
