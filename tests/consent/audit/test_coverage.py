"""An audit that compared nothing never agrees: exit code, outcome, report and dashboard say so, and why."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from consent.audit import dashboard, visiting
from consent.audit import operations as auditing
from consent.audit.coverage import why_nothing_was_compared
from consent.audit.enums import NotCompared, Outcome, Problem, Trace
from consent.audit.models import AuditRun
from consent.audit.observations import LED_ELSEWHERE, NO_CHOICE, Visit
from consent.audit.operations import Bounds
from consent.audit.report import as_html, as_json
from privacy.register import in_force
from privacy.register.models import Revision
from tests.consent.audit.conftest import STATES
from tests.consent.audit.misbehaving import misbehaving_site
from tests.consent.audit.test_auditing import difference, result
from tests.words import says

pytestmark = pytest.mark.law("C-24")
QUICK = ["--pages", "2", "--dwell", "0", "--offline-vendors"]


def visit(key: str = "unanswered", *, opened: int = 1, is_complete: bool = True, **failures: str) -> Visit:
    return Visit(
        state=STATES[key], device="desktop", opened=opened, is_complete=is_complete, failures={**failures}, pages=1
    )


@pytest.mark.parametrize(
    ("visits", "reason"),
    [
        ([visit(), visit("granted")], None),
        ([visit(), visit("granted", opened=0, is_complete=False, choices=NO_CHOICE)], NotCompared.NO_CHOICE),
        ([visit("refused"), visit("granted", opened=0, is_complete=False, choices=NO_CHOICE)], None),
        ([visit(opened=0, page=LED_ELSEWHERE), visit("gpc", opened=0, page=LED_ELSEWHERE)], NotCompared.ELSEWHERE),
        ([visit(opened=0, page=LED_ELSEWHERE), visit("gpc", opened=0, page="404")], NotCompared.NO_PAGE),
        ([visit(opened=0, page="500")], NotCompared.NO_PAGE),
        ([visit(opened=0, is_complete=False)], NotCompared.INCOMPLETE),
        ([visit(is_complete=False), visit("gpc", is_complete=False)], NotCompared.INCOMPLETE),
        ([visit(is_complete=False), visit("gpc")], None),
        ([], NotCompared.INCOMPLETE),
    ],
)
def test_visits_that_say_nothing_are_told_apart(visits: list[Visit], reason: NotCompared | None) -> None:
    assert why_nothing_was_compared(visits) == reason


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({}, Outcome.AGREES),
        ({"planned": 2}, Outcome.PARTLY),
        ({"planned": 0, "visits": []}, Outcome.PARTLY),
        *(({"reason": reason}, Outcome.NOTHING) for reason in NotCompared),
    ],
)
def test_only_what_was_compared_agrees(values: dict[str, Any], outcome: Outcome) -> None:
    told = result(**values)
    assert told.outcome == outcome
    assert as_json(told)["agrees"] is (outcome == Outcome.AGREES)
    page = as_html(told)
    assert (says("What is declared and what was found agree.") in page) is (outcome == Outcome.AGREES)
    if reason := values.get("reason"):
        assert str(reason.label) in page
        assert as_json(told)["nothing_compared_because"] == str(reason.label)


def test_what_was_found_counts_also_where_nothing_was_compared() -> None:
    unreachable = difference(problem=Problem.UNREACHABLE, trace=Trace.PAGE, name="/ (404)")
    assert result(unreachable, reason=NotCompared.NO_PAGE).outcome == Outcome.NOTHING
    assert result(difference(), reason=NotCompared.NOT_OURS).outcome == Outcome.DIFFERS


# --- With a browser, and sites that are not what they should be ---


class _Site(BaseHTTPRequestHandler):
    """Answers every page with what its server says."""

    def do_GET(self) -> None:
        register = json.dumps({"sha256": {"register": self.server.sha256}})  # type: ignore[attr-defined]
        status, headers, body = self.server.page  # type: ignore[attr-defined]
        if self.path.endswith("register.json"):
            status, headers, body = 200, {"Content-Type": "application/ld+json"}, register
        self.send_response(status)
        for name, value in ({"Content-Type": "text/html"} | headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def site_with(page: tuple[int, dict[str, str], str], sha256: str) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    server.page, server.sha256 = page, sha256  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def reports(tmp_path: Path, settings: Any) -> Path:
    settings.CONSENT = settings.CONSENT | {"AUDIT_FOLDER": tmp_path / "audit", "AUDIT_AT_ONCE": 1}
    return tmp_path / "audit"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait a moment only for a button that is not there."""
    monkeypatch.setattr(visiting, "_PATIENCE", 500)
    monkeypatch.setattr(visiting, "_LONGEST", 0.5)


def exit_code(url: str, *options: str) -> int | None:
    try:
        call_command("audit_cookies", url, *QUICK, *options)
    except CommandError as error:
        return error.returncode
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else 1
    return 0


PAGE: tuple[int, dict[str, str], str] = (200, {}, "<p>x")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "is_ours", "has_register", "is_same", "code", "outcome", "reason"),
    [
        (PAGE, False, True, True, 3, Outcome.NOTHING, NotCompared.NOT_OURS),
        (PAGE, True, False, True, 3, Outcome.NOTHING, NotCompared.NO_REGISTER),
        (PAGE, True, True, False, 3, Outcome.NOTHING, NotCompared.OTHER_REGISTER),
        (PAGE, True, True, True, 3, Outcome.NOTHING, NotCompared.NO_CHOICE),
        ((500, {}, "x"), True, True, True, 2, Outcome.FAILED, NotCompared.NO_PAGE),
        ((302, {"Location": "http://localhost:1/"}, ""), True, True, True, 2, Outcome.FAILED, NotCompared.ELSEWHERE),
        (
            (200, {}, "<meta http-equiv=refresh content='0;url=data:text/html,x'>"),
            True, True, True, 3, Outcome.NOTHING, None,
        ),
    ],
)  # fmt: skip
def test_command_and_administration_say_why(
    page: tuple[int, dict[str, str], str], is_ours: bool, has_register: bool, is_same: bool, code: int,
    outcome: Outcome, reason: NotCompared | None,
    request: pytest.FixtureRequest, settings: Any, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    revision: Revision | None = request.getfixturevalue("published") if has_register else None
    in_force.forget()
    sha256 = revision.sha256 if revision and is_same else "0" * 64
    with site_with(page, sha256) as url:
        if is_ours:
            settings.PRIVACY = settings.PRIVACY | {"BASE_URL": url}
        assert exit_code(url) == code
    run = AuditRun.objects.get()
    assert run.outcome == outcome
    assert reason is None or run.reason == reason
    if code == 3:
        assert str(NotCompared(run.reason).label) in capsys.readouterr().out
    if is_ours:
        (line,) = dashboard.audit(timezone.now()).items
        assert line.note == str(NotCompared(run.reason).label)
        assert line.is_urgent


@pytest.mark.django_db
def test_a_base_address_that_is_another_sites_is_told(published: Revision, settings: Any) -> None:
    with misbehaving_site() as url:
        settings.PRIVACY = settings.PRIVACY | {"BASE_URL": url}
        told = auditing.audit(site=url, clock=timezone.now, bounds=Bounds(pages=1, dwell=0))
    assert told.reason == NotCompared.OTHER_REGISTER
    assert told.outcome != Outcome.AGREES
