"""Staff ask for an audit with one press: a worker does it, shows how far it is, and the promises are checked anew."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent.audit import browser as browsers
from consent.audit import claiming, jobs
from consent.audit import operations as auditing
from consent.audit.enums import Outcome
from consent.audit.errors import AuditUnderWay, BrowserMissing
from consent.audit.models import AuditRun
from consent.audit.report import AuditResult
from privacy import jobs as nudging
from privacy.register.promises.models import PromiseVerdict
from privacy.runs.liveness import at_work
from privacy.verdicts.jobs import CHECK_PROMISES
from tests.consent.audit.test_auditing import result
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.law("C-24")]
PAGE = "admin:consent_audit"


@pytest.fixture
def nudges(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    sent: list[str] = []
    monkeypatch.setattr(nudging, "_send", lambda name, ids: sent.append(name))
    return sent


def staff(*permissions: str) -> Client:
    user = User.objects.create_user("ansatt@example.com", "ansatt@example.com", "x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def test_one_press_leaves_a_run_and_tells_the_worker(
    nudges: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    client = staff("view_auditrun", "add_auditrun")
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse(PAGE)).status_code == 302
    run = AuditRun.objects.get()
    assert (run.outcome, run.site) == (Outcome.WAITING, auditing.own_site())
    assert nudges == [jobs.AUDIT_WHEN_DUE]
    page = client.get(reverse(PAGE)).content.decode()
    assert "data-active" in page
    assert 'type="submit"' not in page.partition('id="audit-state"')[2].partition("</div>")[0]
    client.post(reverse(PAGE))
    assert AuditRun.objects.count() == 1, "a second press changes nothing"


def test_who_may_only_look_cannot_press() -> None:
    client = staff("view_auditrun")
    assert client.get(reverse(PAGE)).status_code == 200
    assert client.post(reverse(PAGE)).status_code == 403
    assert Client().post(reverse(PAGE)).status_code == 302
    assert not AuditRun.objects.exists()


def test_the_worker_does_what_was_asked_for_also_where_no_audit_is_weekly(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CONSENT = settings.CONSENT | {"AUDIT_WEEKLY": False}
    done: list[AuditRun] = []

    def audit(*, run: AuditRun, **_: Any) -> AuditResult:
        done.append(run)
        return result()

    monkeypatch.setattr(auditing, "audit", audit)
    asked = auditing.request_audit(now=timezone.now())
    assert auditing.audit_when_due(clock=timezone.now) is not None
    assert [run.pk for run in done] == [asked.pk]
    asked.refresh_from_db()
    assert asked.outcome == Outcome.RUNNING
    assert auditing.audit_when_due(clock=timezone.now) is None, "two workers do not do it twice"


def test_an_audit_that_is_under_way_is_not_asked_for_again_unless_it_was_interrupted() -> None:
    now = timezone.now()
    run = auditing.request_audit(now=now)
    with pytest.raises(AuditUnderWay):
        auditing.request_audit(now=now)
    assert claiming.claim(site=auditing.own_site(), is_weekly=False, now=now) == run
    claiming.note_progress(run=run, visits=3, planned=12, now=now)
    run.refresh_from_db()
    assert (run.visit_count, run.percent) == (3, 25)
    with at_work(AuditRun._meta.label_lower, run.pk), pytest.raises(AuditUnderWay):
        auditing.request_audit(now=now + timedelta(minutes=2))
    again = auditing.request_audit(now=now + timedelta(minutes=4))
    run.refresh_from_db()
    assert (run.outcome, again.outcome) == (Outcome.INTERRUPTED, Outcome.WAITING)


def test_progress_is_shown_in_numbers() -> None:
    run = AuditRun.objects.create(site=auditing.own_site(), started_at=timezone.now(), outcome=Outcome.RUNNING)
    claiming.note_progress(run=run, visits=41, planned=160, now=timezone.now())
    page = staff("view_auditrun").get(reverse(PAGE)).content.decode()
    assert "41 av 160" in page
    assert '<progress max="100" value="25"' in page


def test_without_a_browser_the_page_says_what_to_run(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    def missing() -> str:
        raise BrowserMissing

    monkeypatch.setattr(browsers, "find_chromium", missing)
    auditing.request_audit(now=timezone.now())
    assert auditing.audit_when_due(clock=timezone.now) is None
    page = staff("view_auditrun", "add_auditrun").get(reverse(PAGE)).content.decode()
    assert "bin/find-browser --install" in page
    assert says("Audit now") in page, "it can be pressed again"


def test_the_page_says_which_verdicts_are_older_than_the_audit() -> None:
    now = timezone.now()
    for promise, at in (("P47", now - timedelta(hours=1)), ("P48", now + timedelta(hours=1))):
        PromiseVerdict.objects.create(promise=promise, kind="kept", figure=f"figure {promise}", checked_at=at)
    AuditRun.objects.create(site=auditing.own_site(), started_at=now, finished_at=now, outcome=Outcome.AGREES)
    page = staff("view_auditrun").get(reverse(PAGE)).content.decode()
    assert page.count('<th scope="row"><code>') == 15
    assert page.count(says("from before the audit")) == 1
    assert "data-active" in page, "the page waits for the check that follows"


def test_promises_are_checked_after_an_audit_of_our_own_site(
    nudges: list[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Any,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.CONSENT = settings.CONSENT | {"AUDIT_FOLDER": tmp_path}
    monkeypatch.setattr(auditing, "_visit_and_compare", lambda *_: result())
    with django_capture_on_commit_callbacks(execute=True):
        auditing.audit(site=auditing.own_site(), clock=timezone.now, bounds=auditing.Bounds())
    assert nudges == [CHECK_PROMISES]
    with django_capture_on_commit_callbacks(execute=True):
        auditing.audit(site="https://other.example/", clock=timezone.now, bounds=auditing.Bounds())
    assert nudges == [CHECK_PROMISES]
