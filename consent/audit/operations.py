"""Audit a site and store the result."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation

from consent.audit import browser, comparing, pages, report, states
from consent.audit.declared import declared
from consent.audit.enums import Outcome
from consent.audit.errors import BrowserMissing, SiteUnreachable
from consent.audit.models import AuditFinding, AuditRun
from consent.audit.observations import Visit
from consent.audit.report import AuditResult
from consent.audit.turns import Turns
from consent.audit.visiting import VisitPlan
from consent.conf import consent_settings
from consent.gate import offer as offers
from consent.gate.offer import Offer
from privacy.conf import privacy_settings
from privacy.runs.interrupted import closes
from privacy.runs.liveness import at_work, is_at_work

if TYPE_CHECKING:
    from playwright.sync_api import Route

logger = logging.getLogger(__name__)

EVERY = timedelta(days=7)
_AGAIN_AFTER_FAILURE = timedelta(days=1)
_AGAIN_AFTER_INTERRUPTION = timedelta(hours=2)
_BEGINS_WITHIN = timedelta(seconds=10)
_LOCK = 730107  # any number that no other advisory lock of the database has


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """The limits of an audit. ``is_offline``: only the site's own host is reached.

    ``at_once``: the number of browsers that run in parallel, each in its own thread.
    """

    pages: int = 200
    minutes: float = 30
    dwell: float = 10.0
    at_once: int = 1
    is_offline: bool = False
    stand_in: "Callable[[Route], None] | None" = None


def audit(*, site: str, clock: Callable[[], datetime], bounds: Bounds, run: AuditRun | None = None) -> AuditResult:
    """Visit a site in every state, compare it with the register, store the result and write the reports.

    Raises ``BrowserMissing`` and ``SiteUnreachable``; the run then has that outcome.
    """
    site = _address(site)
    offer = offers.current() if is_ours(site) else None
    run = run or AuditRun(site=site, started_at=clock())
    with at_work(AuditRun._meta.label_lower, run.pk):
        run.save()
        try:
            result = _visit_and_compare(site, offer, bounds, run.started_at, clock)
        except BaseException as error:
            run.outcome = Outcome.SKIPPED if isinstance(error, BrowserMissing) else Outcome.FAILED
            run.finished_at = clock()
            run.save(update_fields=["outcome", "finished_at"])
            raise
        name = report.write(result, Path(consent_settings().audit_folder))
        _store(run, result, name)
    return result


@closes(AuditRun, field="outcome", running=Outcome.RUNNING)
def close_interrupted(*, run_id: UUID, now: datetime) -> None:
    """Close an audit that was stopped; another is due two hours after it began."""
    before = now - _BEGINS_WITHIN  # it may have been claimed a moment ago
    AuditRun.objects.filter(pk=run_id, outcome=Outcome.RUNNING, started_at__lt=before).update(
        outcome=Outcome.INTERRUPTED, finished_at=now
    )


def audit_when_due(*, clock: Callable[[], datetime]) -> AuditResult | None:
    """Audit our own site once a week if ``AUDIT_WEEKLY`` is on.

    Without a browser the audit is skipped, with a message once a week in the log and on the dashboard.
    """
    run = _claim(clock()) if consent_settings().audit_weekly else None
    if run is None:
        return None
    try:
        result = audit(
            site=privacy_settings().base_url,
            clock=clock,
            bounds=Bounds(at_once=consent_settings().audit_at_once),
            run=run,
        )
    except BrowserMissing as error:
        logger.warning("audit of cookies skipped: %s", error)
        return None
    except SiteUnreachable:
        logger.warning("audit of cookies failed: the site did not answer")
        return None
    logger.info("audit of cookies done: %s differences on %s pages", len(result.differences), len(result.pages))
    return result


def is_ours(site: str) -> bool:
    """Tell whether an address is of this installation, so that its register is what the site declares."""
    mine, other = urlsplit(privacy_settings().base_url), urlsplit(site)
    return (mine.scheme, mine.netloc) == (other.scheme, other.netloc)


def _address(site: str) -> str:
    parts = urlsplit(site)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SiteUnreachable
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path or '/'}"


@transaction.atomic
def _claim(now: datetime) -> AuditRun | None:
    """Return a new run of our own site, or None if no audit is due."""
    # Two workers must not both start the audit that is due.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    site = _address(privacy_settings().base_url)
    last = AuditRun.objects.of_site(site).newest_first().first()
    if last and last.outcome == Outcome.RUNNING and not is_at_work(AuditRun._meta.label_lower, last.pk):
        close_interrupted(run_id=last.pk, now=now)
        last.refresh_from_db()
    waits = {Outcome.FAILED: _AGAIN_AFTER_FAILURE, Outcome.INTERRUPTED: _AGAIN_AFTER_INTERRUPTION}
    if last and (last.outcome == Outcome.RUNNING or now - last.started_at < waits.get(Outcome(last.outcome), EVERY)):
        return None
    return AuditRun.objects.create(site=site, started_at=now)


def _visit_and_compare(
    site: str, offer: Offer | None, bounds: Bounds, started_at: datetime, clock: Callable[[], datetime]
) -> AuditResult:
    browser.find_chromium()
    urls, has_more = pages.find_pages(site, most=bounds.pages)
    previous = AuditRun.objects.of_site(site).finished().newest_first().first()
    to_visit = states.states_of_our_site(offer.categories) if offer else states.states_of_other_sites()
    plan = VisitPlan(
        site=site, pages=urls, clock=clock, choices=_choices(site) if offer else "",
        dwell=bounds.dwell, is_offline=bounds.is_offline, stand_in=bounds.stand_in,
    )  # fmt: skip
    visits = _visit_all(plan, to_visit, bounds)
    if offer:
        register = declared(offer, plan.host)
        differences = comparing.compare(visits, register, is_offline=bounds.is_offline)
    else:
        differences = comparing.compare_with_known(visits)
    return AuditResult(
        site=site, started_at=started_at, finished_at=clock(), revision=offer.revision if offer else None,
        pages=urls, has_more_pages=has_more, is_offline=bounds.is_offline, visits=visits, differences=differences,
        previous_keys=frozenset(finding.key for finding in previous.findings.all()) if previous else frozenset(),
        previous_at=previous.started_at if previous else None, planned=len(to_visit) * len(states.DEVICES),
    )  # fmt: skip


def _visit_all(plan: VisitPlan, to_visit: Sequence[states.State], bounds: Bounds) -> list[Visit]:
    """Return a visit for each state and device, in that order."""
    turns = Turns(plan, to_visit, at_once=bounds.at_once, seconds=bounds.minutes * 60)
    reach_only = [plan.host] if bounds.is_offline else ()
    return turns.take_all(lambda: browser.chromium(reach_only=reach_only))


def _choices(site: str) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return site.rstrip("/") + reverse("consent:choices")


@transaction.atomic
def _store(run: AuditRun, result: AuditResult, name: str) -> None:
    run.outcome = Outcome.DIFFERS if result.differences else Outcome.AGREES
    run.finished_at = result.finished_at
    run.revision = result.revision
    run.is_complete = result.is_complete
    run.page_count = len(result.pages)
    run.visit_count = sum(visit.pages for visit in result.visits)
    run.request_count = sum(visit.requests for visit in result.visits)
    run.new_count = sum(map(result.is_new, result.differences))
    run.gone_count = len(result.gone)
    run.report = name
    run.save()
    AuditFinding.objects.bulk_create(
        AuditFinding(
            run=run, problem=each.problem, trace=each.trace, name=each.name[:200], host=each.host[:253],
            service=each.service, declared_host=each.declared_host, declared_lifetime=each.declared_lifetime,
            lifetime=each.lifetime, page=each.page[:500], states=sorted(each.states), devices=sorted(each.devices),
            is_new=result.is_new(each),
        )
        for each in result.differences
    )  # fmt: skip
