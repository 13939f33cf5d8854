"""Dashboard block: the last audit of our own site."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent.audit import states
from consent.audit.enums import Outcome
from consent.audit.models import AuditFinding, AuditRun
from consent.audit.queries import last_of_our_site
from privacy.staff.dashboard import DashboardBlock, DashboardItem, DashboardPage, add_page, dashboard_block

_SHOWN = 10

add_page(
    order=33,
    page=DashboardPage(
        title=gettext_lazy("Audit of cookies"),
        url_name="admin:consent_audit",
        permission="consent.view_auditrun",
        note=gettext_lazy("A browser visits every page and proves the promises about cookies"),
    ),
)


@dashboard_block(order=32)
def audit(now: datetime) -> DashboardBlock:
    """Show the differences between register and browser, or why there was no audit."""
    last, finished = last_of_our_site()
    title, runs = _("Audit of cookies"), reverse("admin:consent_audit")
    if last is None:
        return DashboardBlock(title=title, count=0, url=runs, empty=_("The site has not been audited yet."))
    waiting = [_note(last)] if last.outcome in (Outcome.SKIPPED, Outcome.FAILED, Outcome.NOTHING) else []
    findings = list(finished.findings.filter(item__isnull=True)) if finished else []
    if not waiting and not findings and finished:
        return DashboardBlock(title=title, count=0, url=runs, empty=_agrees(finished))
    url = reverse("admin:consent_auditfinding_changelist")
    return DashboardBlock(
        title=title,
        count=len(waiting) + len(findings),
        items=waiting + [_item(finding) for finding in findings[:_SHOWN]],
        url=f"{url}?run__id__exact={finished.pk}" if finished else runs,
        empty=_("The site is being audited."),
    )


def _agrees(run: AuditRun) -> str:
    day = date_format(localtime(run.started_at), "DATE_FORMAT")
    if not run.is_complete:
        return _("On %(day)s nothing differed, but not every page was visited in every state.") % {"day": day}
    return _("On %(day)s what is declared and what was found agreed.") % {"day": day}


def _note(run: AuditRun) -> DashboardItem:
    day = date_format(localtime(run.started_at), "DATE_FORMAT")
    return DashboardItem(
        text=str(Outcome(run.outcome).label),
        url=reverse("admin:consent_auditrun_change", args=[run.pk]),
        note=run.get_reason_display() or _("The audit of %(day)s looked at nothing.") % {"day": day},
        is_urgent=run.outcome != Outcome.SKIPPED,
    )


def _item(finding: AuditFinding) -> DashboardItem:
    return DashboardItem(
        text=str(finding),
        url=reverse("admin:consent_auditfinding_change", args=[finding.pk]),
        note=", ".join(states.state_label(key) for key in finding.states),
        is_urgent=finding.is_new,
    )
