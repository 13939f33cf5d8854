"""Dashboard block of backups, drills and the last restore."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from privacy.staff.dashboard import DashboardBlock, DashboardItem, dashboard_block
from proviso_site.backup import records
from proviso_site.backup.records import PROBLEM_WORDS
from proviso_site.backup.reports import last_report

_REPORT_SHOWN = timedelta(days=30)


@dashboard_block(order=39)
def backups(now: datetime) -> DashboardBlock:
    """Say when the last backup was made and tried, in red when that is too long ago, and what a restore lost."""
    url = reverse("admin:privacy_journalentry_changelist")
    failure = records.last(records.FAILED)
    note = _("The last attempt failed: %(reason)s") % failure.facts if failure else ""
    items = [
        DashboardItem(text=str(PROBLEM_WORDS[problem]), url=url, note=note, is_urgent=True)
        for problem in records.problems(now)
    ]
    report = last_report()
    if report and report.at > now - _REPORT_SHOWN:
        items += [
            DashboardItem(
                text=_("The restore of %(day)s: %(count)s %(what)s were newer than the backup")
                % {"day": _day(report.at), "count": loss.count, "what": loss.title},
                url=reverse("admin:privacy_journalentry_change", args=[report.entry_id]),
                note=_("%(taken)s taken over or asked again") % {"taken": loss.taken},
            )
            for loss in report.losses
        ]
    made, drilled = records.last_good(records.MADE), records.last_good(records.DRILLED)
    status = _("Last backup %(made)s, last tried %(drilled)s.") % {
        "made": _day(made.at) if made else "–",
        "drilled": _day(drilled.at) if drilled else "–",
    }
    return DashboardBlock(title=_("Backups"), count=len(items), items=items, url=url, empty=status)


def _day(at: datetime) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")
