"""Dashboard block: requests that wait for an answer, the most urgent first."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dsar.cases.enums import JobState
from dsar.cases.models import ALARM_DAYS, Case, Job
from privacy.law.durations import days_left_in_words
from privacy.staff.dashboard import DashboardBlock, DashboardItem, dashboard_block

_SHOWN = 5


@dashboard_block(order=10)
def requests(now: datetime) -> DashboardBlock:
    """List the unanswered requests with their days left, without the names of the people who asked."""
    waiting = Case.objects.unanswered()
    failed = set(Job.objects.filter(state=JobState.FAILED, case__in=waiting).values_list("case_id", flat=True))
    return DashboardBlock(
        is_about_people=True,
        title=_("Requests for personal data"),
        count=waiting.count(),
        items=[
            DashboardItem(
                text=f"{case.which_right.label} {case.reference}",
                url=reverse("admin:dsar_case_change", args=[case.pk]),
                note=_("the work has stopped") if case.pk in failed else _time_left(case, now),
                is_urgent=case.pk in failed or case.days_left(now) <= ALARM_DAYS[0] or case.pass_on_by is not None,
            )
            for case in waiting.by_deadline()[:_SHOWN]
        ],
        url=reverse("admin:dsar_case_changelist"),
        empty=_("No request waits for an answer."),
    )


def _time_left(case: Case, now: datetime) -> str:
    if case.pass_on_by is None:
        return days_left_in_words(case.days_left(now))
    return _("pass on by %(day)s") % {"day": date_format(case.pass_on_by, "DATE_FORMAT")}
