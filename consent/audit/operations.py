"""Audit a site and store the result."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string

from consent.audit import browser, claiming, comparing, coverage, jobs, pages, report, states
from consent.audit.declared import Declared, declared
from consent.audit.enums import NotCompared, Outcome
from consent.audit.errors import BrowserMissing, LeadsElsewhere, SiteUnreachable
from consent.audit.models import AuditFinding, AuditRun
from consent.audit.observations import Visit
from consent.audit.report import AuditResult
from consent.audit.turns import Turns
from consent.audit.visiting import VisitPlan
from consent.conf import consent_settings
from consent.gate import offer as offers
from consent.gate.offer import Offer
from privacy.conf import privacy_settings
from privacy.jobs import nudge
from privacy.verdicts.jobs import CHECK_PROMISES

if TYPE_CHECKING:
    from playwright.sync_api import Route

logger = logging.getLogger(__name__)
_REASONS: Mapping[type[BaseException], NotCompared] = {
    SiteUnreachable: NotCompared.NO_PAGE,
    LeadsElsewhere: NotCompared.ELSEWHERE,
}


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


def request_audit(*, now: datetime) -> AuditRun:
    """Have a worker audit our own site as soon as it can. Raises ``AuditUnderWay``."""
    run = claiming.ask(site=own_site(), now=now)
    nudge(jobs.AUDIT_WHEN_DUE)
    return run


def audit(*, site: str, clock: Callable[[], datetime], bounds: Bounds, run: AuditRun | None = None) -> AuditResult:
    """Visit a site in every state, compare it with the register, store the result and write the reports.

    Raises ``BrowserMissing`` and ``SiteUnreachable``; the run then has that outcome. Afterwards a worker checks the
    promises anew, if the site is ours.
    """
    site = _address(site)
    run = run or AuditRun.objects.create(site=site, started_at=clock())
    try:
        result = _visit_and_compare(site, bounds, run, clock)
    except BaseException as error:
        run.outcome = Outcome.SKIPPED if isinstance(error, BrowserMissing) else Outcome.FAILED
        run.reason = _REASONS.get(type(error), "")
        run.finished_at = clock()
        run.save(update_fields=["outcome", "reason", "finished_at"])
        raise
    name = report.write(result, Path(consent_settings().audit_folder))
    _store(run, result, name)
    return result


def audit_when_due(*, clock: Callable[[], datetime]) -> AuditResult | None:
    """Audit our own site if staff asked for it, or if ``AUDIT_WEEKLY`` is on and a week has passed.

    Without a browser the audit is skipped, with a message once a week in the log and on the dashboard.
    """
    run = claiming.claim(site=own_site(), is_weekly=consent_settings().audit_weekly, now=clock())
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


def own_site() -> str:
    """Return the address of this installation, as runs have it."""
    return _address(privacy_settings().base_url)


def is_ours(site: str) -> bool:
    """Tell whether an address is of this installation, so that its register is what the site declares."""
    mine, other = urlsplit(privacy_settings().base_url), urlsplit(site)
    return (mine.scheme, mine.netloc) == (other.scheme, other.netloc)


def _address(site: str) -> str:
    parts = urlsplit(site)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SiteUnreachable
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path or '/'}"


def _visit_and_compare(site: str, bounds: Bounds, run: AuditRun, clock: Callable[[], datetime]) -> AuditResult:
    offer = offers.current() if is_ours(site) else None
    browser.find_chromium()
    urls, has_more = pages.find_pages(site, most=bounds.pages)
    reason = coverage.why_register_is_not_that_of(site, offer, is_ours=is_ours(site))
    if reason:
        offer = None
    register = declared(offer, urlsplit(site).hostname or "") if offer else None
    plan, is_played = _plan(site, urls, register, bounds, clock)
    bounds = replace(bounds, is_offline=bounds.is_offline and not is_played)
    turns = Turns(plan, _states(offer), at_once=bounds.at_once, seconds=bounds.minutes * 60)
    visits = _take(turns, run, clock, reach_only=[plan.host] if bounds.is_offline or is_played else ())
    if register:
        reason = coverage.why_nothing_was_compared(visits)
        differences = comparing.compare(visits, register, is_offline=bounds.is_offline)
    else:
        differences = comparing.compare_with_known(visits)
    previous = AuditRun.objects.of_site(site).visited().newest_first().first()
    return AuditResult(
        site=site, started_at=run.started_at, finished_at=clock(), revision=offer.revision if offer else None,
        pages=urls, has_more_pages=has_more, is_offline=bounds.is_offline, visits=visits, differences=differences,
        previous_keys=frozenset(finding.key for finding in previous.findings.all()) if previous else frozenset(),
        previous_at=previous.started_at if previous else None, planned=turns.count, reason=reason,
        has_stand_ins=is_played,
    )  # fmt: skip


def _states(offer: Offer | None) -> list[states.State]:
    return states.states_of_our_site(offer.categories) if offer else states.states_of_other_sites()


def _plan(
    site: str, urls: list[str], register: Declared | None, bounds: Bounds, clock: Callable[[], datetime]
) -> tuple[VisitPlan, bool]:
    """Return the plan of the visits, and whether the stand-ins of a development site play the vendors."""
    is_played = bool(register and consent_settings().stand_in_answers and bounds.stand_in is None)
    stand_in = import_string(consent_settings().stand_in_answers)(register, clock) if is_played else bounds.stand_in
    plan = VisitPlan(
        site=site, pages=urls, clock=clock, choices=_choices(site) if register else "", dwell=bounds.dwell,
        is_offline=bounds.is_offline, stand_in=stand_in, bypasses_csp=is_played,
    )  # fmt: skip
    return plan, is_played


def _take(
    turns: Turns, run: AuditRun, clock: Callable[[], datetime], *, reach_only: list[str] | tuple[()]
) -> list[Visit]:
    def note(visits: int) -> None:
        claiming.note_progress(run=run, visits=visits, planned=turns.planned_count, now=clock())

    note(0)
    return turns.take_all(lambda: browser.chromium(reach_only=reach_only), note=note)


def _choices(site: str) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return site.rstrip("/") + reverse("consent:choices")


@transaction.atomic
def _store(run: AuditRun, result: AuditResult, name: str) -> None:
    run.outcome = result.outcome
    run.reason = result.reason or ""
    run.has_stand_ins = result.has_stand_ins
    run.finished_at = result.finished_at
    run.revision = result.revision
    run.is_complete = result.is_complete
    run.page_count = len(result.pages)
    run.planned_count = len(result.pages) * result.planned
    run.progressed_at = result.finished_at
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
    if is_ours(run.site):
        nudge(CHECK_PROMISES)
