"""The audit of our own site, what is kept of it, and what becomes of a finding."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from consent.audit import browser as browsers
from consent.audit import dashboard
from consent.audit import operations as auditing
from consent.audit.comparing import Difference
from consent.audit.declared import declared
from consent.audit.drafting import add_to_draft
from consent.audit.enums import NotCompared, Outcome, Problem, Trace
from consent.audit.errors import BrowserMissing, NotAddable
from consent.audit.models import AuditFinding, AuditRun
from consent.audit.observations import Visit
from consent.audit.operations import Bounds
from consent.audit.report import AuditResult, as_html, as_json, write
from consent.audit.states import UNANSWERED
from consent.gate import offer as offers
from consent.services.models import StorageItem
from privacy.policy import draft
from privacy.register import in_force
from privacy.register.models import Revision
from tests.browser import accessibility_violations
from tests.consent.audit.misbehaving import misbehaving_site
from tests.live import LiveSite
from tests.words import says
from tools.stand_ins.answering import StandIn

VENDORS = {"js-eu1.hs-scripts.com", "static.hotjar.com", "www.googletagmanager.com"}
QUICK = Bounds(pages=3, dwell=0.2, at_once=3)


@pytest.fixture
def var(tmp_path: Path, settings: Any) -> Path:
    settings.CONSENT = settings.CONSENT | {"AUDIT_FOLDER": tmp_path / "audit"}
    return tmp_path / "audit"


def difference(**values: Any) -> Difference:
    usual: dict[str, Any] = {"problem": Problem.UNDECLARED, "trace": Trace.COOKIE, "name": "stranger"}
    return Difference(**{**usual, "host": "127.0.0.1", "lifetime": 1799, "states": {"refused"}, **values})


def result(*differences: Difference, **values: Any) -> AuditResult:
    now = timezone.now()
    usual: dict[str, Any] = {
        "site": "http://127.0.0.1:1/", "started_at": now, "finished_at": now + timedelta(seconds=90), "revision": 1,
        "pages": ["http://127.0.0.1:1/"], "has_more_pages": False, "is_offline": False, "planned": 1,
        "visits": [Visit(state=UNANSWERED, device="desktop")], "differences": differences,
    }  # fmt: skip
    return AuditResult(**usual | values)


def put_in_force(site: LiveSite, settings: Any) -> None:
    """Have the register in force on a running site in force here too, and its address as ours."""
    settings.PRIVACY = settings.PRIVACY | {"BASE_URL": site.base_url}
    rows = site.rows("SELECT number, published_at, content, sha256 FROM privacy_revision ORDER BY number")
    for number, published_at, content, sha256 in rows:
        Revision.objects.create(number=number, published_at=published_at, content=content, sha256=sha256)
    in_force.forget()
    in_force.refresh()


def run(site: str, outcome: str = Outcome.DIFFERS, days: float = 0) -> AuditRun:
    return AuditRun.objects.create(site=site, outcome=outcome, started_at=timezone.now() - timedelta(days=days))


def finding(**values: Any) -> AuditFinding:
    usual: dict[str, Any] = {"problem": "undeclared", "trace": "cookie", "name": "stranger", "host": "127.0.0.1"}
    return AuditFinding.objects.create(run=run("http://127.0.0.1:1/"), **{**usual, "lifetime": 1799, **values})


@pytest.mark.law("C-01", "C-02", "C-06", "C-10", "C-23", "C-24", "C-25", "C-28")
@pytest.mark.django_db
def test_our_own_site_is_what_it_says_in_every_state(site: LiveSite, settings: Any, var: Path) -> None:
    put_in_force(site, settings)
    stand_in = StandIn(declared(offers.required(), "127.0.0.1"), timezone.now)
    bounds = Bounds(pages=2, dwell=0.2, at_once=4, stand_in=stand_in)
    found = auditing.audit(site=site.base_url, clock=timezone.now, bounds=bounds)
    assert as_json(found)["differences"] == []
    assert found.is_complete
    assert found.has_more_pages
    assert len(found.visits) == 16
    assert stand_in.asked >= VENDORS
    kept = AuditRun.objects.get()
    assert (kept.outcome, kept.revision, kept.visit_count) == (Outcome.AGREES, 1, 32)
    report = json.loads((var / f"{kept.report}.json").read_text())
    seen = {(one["name"], state) for one in report["stored"] for state in one["states"]}
    assert {("_hjSession_*", "only-analytics"), ("IDE", "granted"), ("pv_choice", "refused")} <= seen
    assert ("_hjSession_*", "withdrawn") not in seen


def test_command_says_what_differs_and_needs_no_other_host(site: LiveSite) -> None:
    told = site.manage("audit_cookies", "--offline-vendors", "--pages", "1", "--dwell", "0.1")
    assert ": 0 differences" in told
    assert "16 of 16 turns" in told


@pytest.mark.django_db
def test_another_site_is_reported_without_our_register(var: Path) -> None:
    with misbehaving_site() as url:
        found = auditing.audit(site=url, clock=timezone.now, bounds=QUICK)
        again = auditing.audit(site=url, clock=timezone.now, bounds=QUICK)
    assert [one.state.key for one in found.visits][::2] == ["unanswered", "gpc", "no-javascript"]
    assert found.revision is None
    assert found.reason == NotCompared.NOT_OURS
    assert {one.problem for one in found.differences} == {Problem.UNREACHABLE}
    assert "sneaky" in {one["name"] for one in as_json(found)["stored"]}
    assert again.previous_at == found.started_at
    assert not any(again.is_new(one) for one in again.differences)
    assert len(list(var.iterdir())) in (2, 4)


def test_the_difference_from_the_run_before_is_told() -> None:
    before = frozenset({("undeclared", "cookie", "stranger", "127.0.0.1"), ("unseen", "cookie", "old", "")})
    told = as_json(result(difference(), difference(name="newer"), previous_keys=before, previous_at=timezone.now()))
    assert [(one["name"], one["is_new"]) for one in told["differences"]] == [("stranger", False), ("newer", True)]
    assert told["since"]["new"] == 1
    assert told["since"]["gone"] == [{"problem": "unseen", "trace": "cookie", "name": "old", "host": ""}]
    assert (told["schema"], told["schema_version"], told["agrees"]) == ("proviso.audit", 2, False)


@pytest.mark.law("C-30")
def test_the_report_for_people_can_be_read_by_all(browser: Browser, tmp_path: Path) -> None:
    name = write(result(difference(name="<b>x</b>", declared_lifetime=60)), tmp_path)
    text = (tmp_path / f"{name}.html").read_text()
    assert "&lt;b&gt;x&lt;/b&gt;" in text
    assert "src=" not in text
    context = browser.new_context(bypass_csp=True, viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto((tmp_path / f"{name}.html").as_uri())
    assert accessibility_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()
    assert says("What is declared and what was found agree.") in as_html(result())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("outcome", "days", "is_due"),
    [
        (None, 0, True), (Outcome.AGREES, 6.9, False), (Outcome.DIFFERS, 7.1, True), (Outcome.SKIPPED, 6, False),
        (Outcome.RUNNING, 0.01, False), (Outcome.RUNNING, 0.2, True), (Outcome.FAILED, 0.5, False),
        (Outcome.FAILED, 1.1, True),
    ],
)  # fmt: skip
def test_it_runs_once_a_week_and_after_what_broke(
    outcome: str | None, days: float, is_due: bool, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CONSENT = settings.CONSENT | {"AUDIT_WEEKLY": True}
    started: list[AuditRun] = []

    def audit(*, run: AuditRun, **_: Any) -> AuditResult:
        started.append(run)
        return result()

    monkeypatch.setattr(auditing, "audit", audit)
    if outcome:
        run(f"{settings.BASE_URL}/", outcome, days)
    run("https://other.example/")
    assert bool(auditing.audit_when_due(clock=timezone.now)) is is_due
    assert len(started) == is_due
    assert auditing.audit_when_due(clock=timezone.now) is None


@pytest.mark.django_db
def test_a_site_that_is_only_tried_out_is_left_alone(settings: Any) -> None:
    settings.CONSENT = settings.CONSENT | {"AUDIT_WEEKLY": False}
    assert auditing.audit_when_due(clock=timezone.now) is None
    assert not AuditRun.objects.exists()


@pytest.mark.django_db
def test_without_a_browser_it_is_skipped_and_staff_are_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    settings.CONSENT = settings.CONSENT | {"AUDIT_WEEKLY": True}

    def missing() -> str:
        raise BrowserMissing

    monkeypatch.setattr(browsers, "find_chromium", missing)
    assert dashboard.audit(timezone.now()).empty == says("The site has not been audited yet.")
    assert auditing.audit_when_due(clock=timezone.now) is None
    assert "audit of cookies skipped" in caplog.text
    assert AuditRun.objects.get().outcome == Outcome.SKIPPED
    (line,) = dashboard.audit(timezone.now()).items
    assert line.text == says("skipped: no browser is installed")


@pytest.mark.django_db
def test_the_desk_lists_what_nobody_has_drafted(settings: Any) -> None:
    settings.PRIVACY = settings.PRIVACY | {"BASE_URL": "http://127.0.0.1:1"}
    one = finding()
    block = dashboard.audit(timezone.now())
    assert (block.count, block.items[0].text) == (1, f"{says('not declared')}: stranger")
    one.item = add_to_draft(finding=one)
    assert dashboard.audit(timezone.now()).count == 0


@pytest.mark.usefixtures("register")
def test_a_finding_becomes_one_row_of_the_draft_that_cannot_be_published_as_it_is() -> None:
    one = finding()
    item = add_to_draft(finding=one)
    assert add_to_draft(finding=one) == item
    assert (item.name, item.domain, item.lifetime_seconds, item.category) == ("stranger", "", 1800, "analytics")
    assert item.service is not None
    assert item.service.key == "unknown"
    assert draft.look(timezone.now()).objections


@pytest.mark.usefixtures("register")
def test_a_finding_that_is_known_gets_what_is_known() -> None:
    item = add_to_draft(finding=finding(name="VISITOR_INFO1_LIVE", host=".youtube.com", lifetime=5))
    assert (item.party, item.deletable_by, item.domain) == ("third", "nobody", ".youtube.com")
    assert item.lifetime_seconds == 180 * 86400
    assert item.service.vendor.key == "google"


@pytest.mark.django_db
@pytest.mark.parametrize("values", [{"trace": "request"}, {"problem": "unseen"}, {"problem": "ungranted"}])
def test_what_is_no_unknown_storage_is_not_added(values: dict[str, str]) -> None:
    with pytest.raises(NotAddable):
        add_to_draft(finding=finding(**values))
    assert not StorageItem.objects.exists()
