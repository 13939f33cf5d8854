import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacy.inventory import declarations
from privacy.journal.models import JournalEntry
from privacy.letters.models import Letter
from privacy.retention import operations as retention
from privacy.retention import rules
from privacy.retention.enums import RunState
from privacy.retention.models import LegalHold, RetentionRule, RetentionRun
from tests.factories.privacy import LetterFactory, RetentionRuleFactory
from tests.meanwhile import meanwhile
from tests.privacy.register.purposes.test_admin import filled_in
from tests.registries import ReplaceEntries
from tests.seen import confirmed
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.law("P26", "P27")]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _letters_only(db: None, replace_entries: ReplaceEntries) -> None:
    replace_entries(declarations.models, {Letter: declarations.personal_data(Letter)})
    RetentionRuleFactory.create(key="legal.hold", days=30)


@pytest.fixture
def changed(db: None) -> RetentionRule:
    """A rule whose period somebody has shortened; two letters would go."""
    rule: RetentionRule = RetentionRuleFactory.create(key="letters.log", days=30)
    ended = timezone.now() - 20 * DAY
    for _ in range(2):
        LetterFactory.create(ended_at=ended, retain_until=ended + 30 * DAY)
    RetentionRule.objects.filter(pk=rule.pk).update(days=10)
    return RetentionRule.objects.get(pk=rule.pk)


@pytest.fixture
def stopped(changed: RetentionRule) -> RetentionRun:
    RetentionRule.objects.update(days=30, most_rows=1)
    later = timezone.now() + 40 * DAY
    [run] = retention.run(as_of=later, now=timezone.now())
    assert run.state == RunState.STOPPED
    return run


@pytest.fixture
def clerk(client: Client) -> Client:
    """Staff who may change rules, and not approve them."""
    user = User.objects.create_user("clerk", is_staff=True)
    names = ("change_retentionrule", "view_retentionrule", "view_retentionrun", "view_legalhold")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return client


def test_form_does_not_undo_an_approval_that_was_given_meanwhile(
    admin_client: Client, admin_user: User, changed: RetentionRule
) -> None:
    page = reverse("admin:privacy_retentionrule_change", args=[changed.pk])
    data = filled_in(admin_client.get(page).content.decode()) | {"legal_source": "Art. 5(1)(e)"}

    def approve() -> None:
        rules.approve(rule_id=changed.pk, terms=changed.terms, staff=admin_user.pk, now=timezone.now())

    with meanwhile(changed, approve):
        assert admin_client.post(page, data).status_code == 302
    changed.refresh_from_db()
    assert changed.legal_source == "Art. 5(1)(e)"
    assert changed.is_approved


def test_what_a_rule_would_end_is_seen_and_approved(
    admin_client: Client, admin_user: User, changed: RetentionRule
) -> None:
    url = reverse("admin:privacy_retentionrule_approve", args=[changed.pk])
    page = admin_client.get(url).content.decode()
    assert "delete days=10" in page
    assert "Sendte brev: 2" in page
    assert "privacy.letter" not in page
    assert admin_client.post(url, {"terms": "delete days=10"}).status_code == 200
    assert not RetentionRule.objects.get(pk=changed.pk).is_approved, "nobody approves what no page has shown"
    confirmed(admin_client, url, {"terms": "delete days=10"})
    rule = RetentionRule.objects.get(pk=changed.pk)
    assert (rule.is_approved, rule.approved_by) == (True, admin_user.pk)
    assert JournalEntry.objects.filter(event="retention.rule_approved").count() == 1


def test_approval_of_other_terms_is_refused_in_words(admin_client: Client, changed: RetentionRule) -> None:
    url = reverse("admin:privacy_retentionrule_approve", args=[changed.pk])
    page = confirmed(admin_client, url, {"terms": "delete days=30"}, follow=True)
    assert says("The rule or the run has changed since you looked at it. Look at it again.") in page.content.decode()
    assert not RetentionRule.objects.get(pk=changed.pk).is_approved


def test_who_may_not_approve_is_refused(clerk: Client, changed: RetentionRule, stopped: RetentionRun) -> None:
    rule, run = (
        reverse("admin:privacy_retentionrule_approve", args=[changed.pk]),
        reverse("admin:privacy_retentionrun_approve", args=[stopped.pk]),
    )
    assert clerk.get(rule).status_code == 403
    assert clerk.post(rule, {"terms": changed.terms}).status_code == 403
    assert clerk.post(run).status_code == 403
    assert clerk.get(reverse("admin:privacy_legalhold_place")).status_code == 403
    page = clerk.get(reverse("admin:privacy_retentionrun_change", args=[stopped.pk]))
    assert page.status_code == 200
    assert run not in page.content.decode()


def test_stopped_run_is_let_go_on_by_a_button_only(admin_client: Client, stopped: RetentionRun) -> None:
    url = reverse("admin:privacy_retentionrun_approve", args=[stopped.pk])
    assert url in admin_client.get(reverse("admin:privacy_retentionrun_change", args=[stopped.pk])).content.decode()
    assert admin_client.get(url).status_code == 200
    admin_client.post(url)
    assert RetentionRun.objects.get(pk=stopped.pk).state == RunState.STOPPED
    confirmed(admin_client, url)
    assert RetentionRun.objects.get(pk=stopped.pk).state == RunState.APPROVED
    assert (
        says("The rule or the run has changed since you looked at it. Look at it again.")
        in confirmed(admin_client, url, follow=True).content.decode()
    )


def test_changed_rule_says_that_it_waits(admin_client: Client, changed: RetentionRule) -> None:
    page = admin_client.get(reverse("admin:privacy_retentionrule_change", args=[changed.pk])).content.decode()
    assert reverse("admin:privacy_retentionrule_approve", args=[changed.pk]) in page


def test_desk_names_what_waits(admin_client: Client, stopped: RetentionRun, changed: RetentionRule) -> None:
    RetentionRule.objects.filter(pk=changed.pk).update(days=5)
    page = admin_client.get(reverse("admin:index")).content.decode()
    assert reverse("admin:privacy_retentionrun_change", args=[stopped.pk]) in page
    assert reverse("admin:privacy_retentionrule_approve", args=[changed.pk]) in page


def test_chart_shows_what_goes_when(admin_client: Client, changed: RetentionRule) -> None:
    page = admin_client.get(reverse("admin:privacy_retentionrun_changelist")).content.decode()
    assert "<svg" in page
    assert " style=" not in page
    rows = re.findall(r"<title id=\"span-\d+\">[^:]*: (\d+)</title>", page)
    assert (len(rows), sum(map(int, rows)), rows[0]) == (16, 2, "0")


def test_hold_is_placed_and_lifted(admin_client: Client, admin_user: User) -> None:
    url = reverse("admin:privacy_legalhold_place")
    given = {"reason": "legal_claim", "reference": "2026-17", "ends_on": "2030-01-31"}
    page = admin_client.post(url, given)
    assert page.status_code == 200
    assert not LegalHold.objects.exists()
    admin_client.post(url, {**given, "address": "kari@example.com"})
    hold = LegalHold.objects.get()
    assert (hold.placed_by, hold.ends_at.isoformat()) == (admin_user.pk, "2030-01-31T23:00:00+00:00")
    assert "kari" not in admin_client.get(reverse("admin:privacy_legalhold_changelist")).content.decode()
    confirmed(admin_client, reverse("admin:privacy_legalhold_lift", args=[hold.pk]))
    assert LegalHold.objects.get().lifted_at is not None


def test_hold_on_a_row_that_is_not_there_is_said_in_words(admin_client: Client) -> None:
    given = {
        "reason": "authority",
        "reference": "1",
        "ends_on": "2030-01-31",
        "model": "privacy.letter",
        "object_id": "1",
    }
    page = admin_client.post(reverse("admin:privacy_legalhold_place"), given)
    assert says("There is no such row to keep; check what it is and its number.") in page.content.decode()
