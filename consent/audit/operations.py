"""Auditing a site, and keeping what was found."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

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
from consent.audit.report import Result
from consent.audit.turns import Turns
from consent.audit.visiting import Plan
from consent.conf import consent_settings
from consent.gate import offer as offers
from consent.gate.offer import Offer
from privacy.conf import privacy_settings

if TYPE_CHECKING:
    from playwright.sync_api import Route

logger = logging.getLogger(__name__)

EVERY = timedelta(days=7)
_AGAIN_AFTER_FAILURE = timedelta(days=1)
_LONGEST = timedelta(hours=2)  # a run that is older and not finished was cut off
_ONE_AT_A_TIME = 730107


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """How much of a site is looked at, for how long. ``is_offline``: no host but the site's own is reached.

    ``at_once``: how many browsers, each with a thread of its own when there are more than one.
    """

    pages: int = 200
    minutes: float = 30
    dwell: float = 10.0
    at_once: int = 1
    is_offline: bool = False
    stand_in: "Callable[[Route], None] | None" = None


def audit(*, site: str, clock: Callable[[], datetime], bounds: Bounds, run: AuditRun | None = None) -> Result:
    """Visit a site in every state, compare, keep what was found and write the reports below ``VAR/audit``.

    Raises ``BrowserMissing`` and ``SiteUnreachable``; the run then says so.
    """
    site = _address(site)
    offer = offers.current() if is_ours(site) else None
    run = run or AuditRun.objects.create(site=site, started_at=clock())
    try:
        result = _look(site, offer, bounds, run.started_at, clock)
    except BaseException as error:
        run.outcome = Outcome.SKIPPED if isinstance(error, BrowserMissing) else Outcome.FAILED
        run.finished_at = clock()
        run.save(update_fields=["outcome", "finished_at"])
        raise
    name = report.write(result, Path(consent_settings().audit_folder))
    _keep(run, result, name)
    return result


def audit_when_due(*, clock: Callable[[], datetime]) -> Result | None:
    """Audit our own site unless that was done this week, or ``AUDIT_WEEKLY`` is off.

    Without a browser it is skipped, and the log and the desk say so once a week.
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
    """Return a new run of our own site, or None while one is not due; two workers cannot both have it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    site = _address(privacy_settings().base_url)
    last = AuditRun.objects.of_site(site).newest_first().first()
    waits = {Outcome.RUNNING: _LONGEST, Outcome.FAILED: _AGAIN_AFTER_FAILURE}
    if last and now - last.started_at < waits.get(Outcome(last.outcome), EVERY):
        return None
    if last and last.outcome == Outcome.RUNNING:
        AuditRun.objects.filter(pk=last.pk).update(outcome=Outcome.FAILED, finished_at=now)
    return AuditRun.objects.create(site=site, started_at=now)


def _look(
    site: str, offer: Offer | None, bounds: Bounds, started_at: datetime, clock: Callable[[], datetime]
) -> Result:
    browser.find()
    found, has_more = pages.find(site, most=bounds.pages)
    before = AuditRun.objects.of_site(site).finished().newest_first().first()
    wanted = states.of_our_site(offer.categories) if offer else states.of_any_site()
    plan = Plan(
        site=site, pages=found, clock=clock, choices=_choices(site) if offer else "",
        dwell=bounds.dwell, is_offline=bounds.is_offline, stand_in=bounds.stand_in,
    )  # fmt: skip
    visits = _visit_all(plan, wanted, bounds)
    if offer:
        register = declared(offer, plan.host)
        differences = comparing.compare(visits, register, is_offline=bounds.is_offline)
    else:
        differences = comparing.by_knowledge(visits)
    return Result(
        site=site, started_at=started_at, finished_at=clock(), revision=offer.revision if offer else None,
        pages=found, has_more_pages=has_more, is_offline=bounds.is_offline, visits=visits, differences=differences,
        before=frozenset(one.key for one in before.findings.all()) if before else frozenset(),
        before_at=before.started_at if before else None, planned=len(wanted) * len(states.DEVICES),
    )  # fmt: skip


def _visit_all(plan: Plan, wanted: Sequence[states.State], bounds: Bounds) -> list[Visit]:
    """Visit in every state on every device, in that order however many at once."""
    turns = Turns(plan, wanted, at_once=bounds.at_once, seconds=bounds.minutes * 60)
    reach_only = [plan.host] if bounds.is_offline else ()
    return turns.take_all(lambda: browser.chromium(reach_only=reach_only))


def _choices(site: str) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return site.rstrip("/") + reverse("consent:choices")


@transaction.atomic
def _keep(run: AuditRun, result: Result, name: str) -> None:
    run.outcome = Outcome.DIFFERS if result.differences else Outcome.AGREES
    run.finished_at = result.finished_at
    run.revision = result.revision
    run.is_complete = result.is_complete
    run.page_count = len(result.pages)
    run.visit_count = sum(one.pages for one in result.visits)
    run.request_count = sum(one.requests for one in result.visits)
    run.new_count = sum(result.is_new(one) for one in result.differences)
    run.gone_count = len(result.gone)
    run.report = name
    run.save()
    AuditFinding.objects.bulk_create(
        AuditFinding(
            run=run, problem=one.problem, trace=one.trace, name=one.name[:200], host=one.host[:253],
            service=one.service, declared_host=one.declared_host, declared_lifetime=one.declared_lifetime,
            lifetime=one.lifetime, page=one.page[:500], states=sorted(one.states), devices=sorted(one.devices),
            is_new=result.is_new(one),
        )
        for one in result.differences
    )  # fmt: skip
